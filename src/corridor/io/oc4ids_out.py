"""A run as an OC4IDS 0.9.5 package: the case's register with what the model says of each project."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from corridor.dates import last_day
from corridor.facts import rows
from corridor.projects.project import Project
from corridor.projects.standing import by_date

Document = dict[str, Any]

RESULTS: Mapping[str, tuple[str, str]] = {
    "npv_low": ("net present value, low discount rate", "US$"),
    "npv_high": ("net present value, high discount rate", "US$"),
    "bcr_low": ("benefit-cost ratio, low discount rate", "1"),
    "bcr_high": ("benefit-cost ratio, high discount rate", "1"),
    "eirr": ("economic internal rate of return", "1"),
    "payback_year": ("year in which what was paid has come back", "year"),
}
"""Columns of the table of projects that are told, with title and unit."""

LEVELS = ("world", "corridor", "country")
MODEL = "Modelled by corridor, not observed"
DAY = "T00:00:00Z"


def oc4ids_package(
    register: Mapping[str, Any],
    projects: Sequence[Project],
    tables: Mapping[str, pd.DataFrame],
    focus: Sequence[str],
) -> Document:
    """Return the register with forecasts, benefits, milestones and environmental goals of each project.

    Forecasts hold what the model says: gains by country, value and return, and the change of every indicator
    of the accounts for the countries in focus, the corridor and the world. Milestones are dated statuses.

    Parameters
    ----------
    register
        `projects.json` as a document.
    projects
        The same, as read.
    tables
        Tables `projects` and `accounts` of an appraisal.
    focus
        Countries in focus.

    """
    found = copy.deepcopy(dict(register))
    known = {project.project_id: project for project in projects}
    results = tables["projects"].set_index("project_id")
    for entry in found["projects"]:
        name = entry["id"]
        if name in results.index:
            entry.update(_told(results.loc[name], tables["accounts"], focus, str(entry["id"])))
        if name in known and by_date(known[name].statuses):
            entry["milestones"] = _milestones(known[name])
    return found


def _told(row: pd.Series, accounts: pd.DataFrame, focus: Sequence[str], name: str) -> Document:
    """Return what the model says of one project, in the fields of the standard."""
    mine = accounts[(accounts["scenario"] == name) & accounts["level"].isin(LEVELS)]
    near = mine[(mine["level"] != "country") | mine["region"].isin(list(focus))]
    forecasts = [*_money(row), *_accounts(near)]
    told: Document = {"forecasts": forecasts} if forecasts else {}
    benefits = [_benefit(who, float(row[f"ev_{who}_usd"])) for who in focus if row[f"ev_{who}_usd"] > 0.0]
    if benefits:
        told["benefits"] = benefits
    carbon = near[(near["account"] == "green") & near["indicator"].str.endswith("CO2")]
    if carbon.loc[carbon["level"] == "world", "change"].sum() < 0.0:
        told["environment"] = {"goals": ["climateChangeMitigation"]}
    return told


def _money(row: pd.Series) -> list[Document]:
    gains = {f"ev_{who}_usd": who for who in _whose(row)}
    told = {c: (f"gain of {who} in a year, base-year activity", "US$/year") for c, who in gains.items()}
    return [
        _metric(column, title, float(row[column]), unit)
        for column, (title, unit) in {**told, **RESULTS}.items()
        if column in row.index and pd.notna(row[column])
    ]


def _whose(row: pd.Series) -> list[str]:
    return [c.removeprefix("ev_").removesuffix("_usd") for c in map(str, row.index) if c.startswith("ev_")]


def _accounts(near: pd.DataFrame) -> list[Document]:
    """Return the change of every indicator; those that speak to an indicator of the SDGs name it."""
    goals = {(row["account"], row["name"]): row["sdg"] for row in rows("sdg_indicators")}
    found = []
    for one in near.to_dict("records"):
        if pd.isna(one["change"]):
            continue
        key = (one["account"], one["indicator"])
        said = f"; SDG indicator {goals[key]}" if key in goals else ""
        title = f"{one['account']}: change of {one['indicator']}, {one['region']}{said}"
        name = f"{one['account']}/{one['indicator']}/{one['region']}"
        found.append(_metric(name, title, float(one["change"]), str(one["unit"])))
    return found


def _metric(name: str, title: str, value: float, unit: str) -> Document:
    seen = {"id": f"{name}/model", "measure": value, "unit": {"name": unit or "1"}}
    return {"id": name, "title": title, "description": MODEL, "observations": [seen]}


def _benefit(who: str, gain: float) -> Document:
    said = f"{gain:,.0f} US$ a year at base-year activity. {MODEL}"
    return {
        "title": f"gain of {who}",
        "description": said,
        "beneficiaries": [{"description": f"people of {who}"}],
    }


def _milestones(project: Project) -> list[Document]:
    return [
        {
            "id": f"{project.project_id}/{one.status}/{one.date}",
            "title": f"status: {one.status}",
            "description": f"{one.known}: {one.source}",
            "dateMet": f"{last_day(one.date).isoformat()}{DAY}",
            "status": "met",
        }
        for one in by_date(project.statuses)
    ]
