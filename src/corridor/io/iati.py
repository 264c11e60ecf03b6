"""Projects as IATI 2.03 activities, with what the model says of them as results.

https://iatistandard.org, version 2.03; the order of elements is that of its schema.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd

from corridor.accounts import indicators
from corridor.dates import first_day, last_day
from corridor.facts import rows
from corridor.projects.project import CANCELLED, FINISHED, Project
from corridor.projects.standing import by_date

VERSION = "2.03"
STATUS: Mapping[str, str] = {
    "": "1",
    "identification": "1",
    "preparation": "1",
    "implementation": "2",
    "completion": "3",
    **dict.fromkeys(FINISHED[1:], "4"),
    CANCELLED: "5",
}
"""Status to IATI's ActivityStatus: pipeline, implementation, finalisation, closed, cancelled."""

PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
GOVERNMENT = "10"
FUNDING, ACCOUNTABLE = "1", "2"
SDG, IMPACT, UNIT, PERCENT = "9", "3", "1", "2"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports, and what is the same for all activities."""

    ref: str
    name: str
    home: str
    """ISO 3166 alpha-3 of the country in which the activities are."""
    day: str
    """Day of the register; money has its value of that day."""
    last_year: int
    """To which results reach."""


def iati_activities(
    projects: Sequence[Project], tables: Mapping[str, pd.DataFrame], reporter: Reporter
) -> bytes:
    """Return the projects as an `iati-activities` document, UTF-8.

    Results are the change of each indicator of the accounts that speaks to one of the SDGs, for home, and the
    gain of home in a year. Without a code in ISO 3166 (a made-up country) the activity names no recipient.
    """
    root = ET.Element(
        "iati-activities", {"version": VERSION, "generated-datetime": f"{reporter.day}T00:00:00Z"}
    )
    results = {str(row["project_id"]): row for row in tables["projects"].to_dict("records")}
    for project in projects:
        told = results.get(project.project_id)
        root.append(_activity(project, told, tables["accounts"], reporter))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _activity(
    project: Project, told: Mapping[Hashable, Any] | None, accounts: pd.DataFrame, reporter: Reporter
) -> ET.Element:
    activity = ET.Element(
        "iati-activity",
        {"default-currency": "USD", LANGUAGE: "en", "last-updated-datetime": f"{reporter.day}T00:00:00Z"},
    )
    ET.SubElement(activity, "iati-identifier").text = f"{reporter.ref}-{project.project_id}"
    who = ET.SubElement(activity, "reporting-org", {"ref": reporter.ref, "type": GOVERNMENT})
    _narrative(who, reporter.name)
    _narrative(ET.SubElement(activity, "title"), project.title)
    said = project.effect_note or f"{project.type}, {project.portfolio}"
    _narrative(ET.SubElement(activity, "description", {"type": "1"}), said)
    for lender in dict.fromkeys(loan.lender for loan in project.loans):
        one = ET.SubElement(activity, "participating-org", {"role": FUNDING})
        _narrative(one, lender)
    one = ET.SubElement(
        activity, "participating-org", {"role": ACCOUNTABLE, "ref": reporter.ref, "type": GOVERNMENT}
    )
    _narrative(one, reporter.name)
    ET.SubElement(activity, "activity-status", {"code": STATUS[project.status]})
    for kind, day in _dates(project):
        ET.SubElement(activity, "activity-date", {"iso-date": day, "type": kind})
    _where(activity, project, reporter.home)
    code = _purpose(project)
    ET.SubElement(activity, "sector", {"vocabulary": "1", "code": code})
    _money(activity, project)
    if told is not None:
        _results(activity, project, told, accounts, reporter)
    return activity


def _dates(project: Project) -> list[tuple[str, str]]:
    """Return start and end: as known by dated statuses, else as the register plans them."""
    found = by_date(project.statuses)
    started = [s for s in found if s.status == "implementation"]
    ended = [s for s in found if s.status in FINISHED]
    dates = []
    if started:
        dates.append((ACTUAL_START, first_day(started[0].date).isoformat()))
    if project.capex:
        dates.append((PLANNED_START, f"{min(year for year, _ in project.capex):04d}-01-01"))
    dates.append((PLANNED_END, f"{project.opening_year:04d}-01-01"))
    if ended:
        dates.append((ACTUAL_END, last_day(ended[0].date).isoformat()))
    return dates


def _where(activity: ET.Element, project: Project, home: str) -> None:
    codes = {row["iso3"]: row["iso2"] for row in rows("country_codes")}
    if home in codes:
        ET.SubElement(activity, "recipient-country", {"code": codes[home], "percentage": "100"})
    if project.lon is not None and project.lat is not None:
        point = ET.SubElement(ET.SubElement(activity, "location"), "point")
        point.set("srsName", "http://www.opengis.net/def/crs/EPSG/0/4326")
        ET.SubElement(point, "pos").text = f"{project.lat:.6f} {project.lon:.6f}"


def _purpose(project: Project) -> str:
    """Return the purpose code of OECD DAC: of its kind of works where they have one, else of its type."""
    codes = {row["kind"]: row["dac"] for row in rows("purpose_codes")}
    return codes.get(project.reference_class, codes[project.type])


def _money(activity: ET.Element, project: Project) -> None:
    """Add what it costs, a budget for each year; what works still to come cost is indicative."""
    for year, usd in sorted(project.capex):
        status = "2" if project.status in FINISHED else "1"
        budget = ET.SubElement(activity, "budget", {"type": "1", "status": status})
        ET.SubElement(budget, "period-start", {"iso-date": f"{year:04d}-01-01"})
        ET.SubElement(budget, "period-end", {"iso-date": f"{year:04d}-12-31"})
        value = {"currency": "USD", "value-date": f"{year:04d}-01-01"}
        ET.SubElement(budget, "value", value).text = f"{usd:.2f}"


def _results(
    activity: ET.Element,
    project: Project,
    told: Mapping[Hashable, Any],
    accounts: pd.DataFrame,
    reporter: Reporter,
) -> None:
    """Add the gain of home, and the indicators of the accounts that speak to the SDGs."""
    goals = {(row["account"], row["name"]): row["sdg"] for row in rows("sdg_indicators")}
    mine = accounts[(accounts["scenario"] == project.project_id) & (accounts["region"] == reporter.home)]
    gain = told.get(f"ev_{reporter.home}_usd")
    lines = [] if gain is None or pd.isna(gain) else [("gain in a year, US$", "", 0.0, float(gain))]
    for row in mine.to_dict("records"):
        sdg = goals.get((row["account"], row["indicator"]))
        if sdg and pd.notna(row["change"]):
            title = f"{row['account']}: {row['indicator']}, {row['unit'] or '1'}"
            lines.append((title, sdg, float(row["baseline"]), float(row["counterfactual"])))
    if not lines:
        return
    result = ET.SubElement(activity, "result", {"type": IMPACT, "aggregation-status": "false"})
    _narrative(ET.SubElement(result, "title"), "What the model says, at base-year activity")
    for title, sdg, before, after in lines:
        _indicator(result, (title, sdg), (before, after), (project.opening_year, reporter.last_year))


def _indicator(
    result: ET.Element, said: tuple[str, str], values: tuple[float, float], years: tuple[int, int]
) -> None:
    title, sdg = said
    measure = PERCENT if title.endswith("%") else UNIT
    falls = {f"{one.account}: {one.name}" for one in indicators() if one.wanted == "less"}
    ascending = "0" if title.rpartition(",")[0] in falls else "1"
    one = ET.SubElement(result, "indicator", {"measure": measure, "ascending": ascending})
    _narrative(ET.SubElement(one, "title"), title)
    if sdg:
        ET.SubElement(one, "reference", {"vocabulary": SDG, "code": sdg})
    ET.SubElement(one, "baseline", {"year": f"{years[0]:04d}", "value": f"{values[0]:.10g}"})
    period = ET.SubElement(one, "period")
    ET.SubElement(period, "period-start", {"iso-date": f"{years[0]:04d}-01-01"})
    ET.SubElement(period, "period-end", {"iso-date": f"{max(years):04d}-12-31"})
    ET.SubElement(period, "target", {"value": f"{values[1]:.10g}"})


def _narrative(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "narrative").text = text
