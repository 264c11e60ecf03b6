"""From the world without what a corridor built, year by year of opening: the reverse of its appraisal."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from corridor.accounts import indicators
from corridor.accounts.explained import RULES, explained
from corridor.accounts.indicator import Group, levels, reporting_groups
from corridor.accounts.measures import trucks_on_links
from corridor.case.case import Case
from corridor.dollar import Dollar
from corridor.errors import ARGUMENT, Fault, InputError
from corridor.model.baseline import Baseline, BaselineOf, baseline
from corridor.model.selection import BUILT, Standing, alone
from corridor.model.solved import impact, impact_of, outcome, world_of
from corridor.projects.project import Project
from corridor.studies.backcast.quantities import PastWorld, debt_of, near_projects, quantities_of
from corridor.types import Flags, Floats, Progress

FIRST, LAST = 2013, 2023
"""Years of the corridor's first decade."""


@dataclass(frozen=True, eq=False)
class Backcast:
    """What opened year by year, what it changed, and what was observed beside it. Money: base-year prices."""

    years: pd.DataFrame
    """One row per year and country: projects that opened, gain of all that is open over the world without."""
    regions: pd.DataFrame
    """One row per year and region."""
    accounts: pd.DataFrame
    """Indicators in the world without, and in that of each year, for focus, corridor and world."""
    projects: pd.DataFrame
    """What each project adds: with those of its year to the year before; alone, where that was asked for."""
    links: pd.DataFrame
    """Tonnes a year and trucks a day without, and in the last year."""
    compared: pd.DataFrame
    """Observed changes beside the model's, with the number of the rule and its word."""
    certificates: pd.DataFrame
    """Residual of every solve."""

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        names = ("years", "regions", "accounts", "projects", "links", "compared", "certificates")
        return {f"backcast_{name}": getattr(self, name) for name in names}


def backcast(
    case: Case,
    *,
    years: tuple[int, int] = (FIRST, LAST),
    each: bool = False,
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> Backcast:
    """Return what the projects that opened in some years changed, year by year.

    The worlds are those of the base year's economy with the projects that were open by then; what opened
    before the first year stands in all of them, what opened later in none. A project counts in full from its
    opening year. Gains are at base-year activity; `gain_then_usd` has that of the year, by `activity`.

    Parameters
    ----------
    case
        A checked case.
    years
        First and last year of opening.
    each
        Whether every project is solved alone too.
    progress, baseline_of
        As in `corridor.appraise`.

    Raises
    ------
    InputError
        Nothing that acts on the model was opened in these years.
    SolveError
        A world misses its tolerance.

    """
    built = tuple(p for p in case.projects if p.portfolio == BUILT and p.acts and p.listed)
    opened = tuple(p for p in built if years[0] <= p.opening_year <= years[1])
    _refuse(opened, years)
    late = tuple(p for p in built if p.opening_year > years[1])
    world = baseline_of(case, progress=progress)
    units = [unit for unit in reporting_groups(world) if unit.level != "region"]
    spans = list(_spans(opened, years))
    worlds = list(_worlds(world, opened, late, units, progress))
    by_year = {year: worlds[at] for year, at in spans}
    return Backcast(
        years=_years(case, by_year),
        regions=_regions(case, by_year),
        accounts=_accounts(units, worlds[0], by_year),
        projects=_projects(world, worlds, opened, each=each),
        links=_links(case, worlds[0], worlds[-1]),
        compared=compared(case, worlds[0], by_year),
        certificates=pd.DataFrame(
            [(len(w.opened), w.residual) for w in worlds], columns=["open", "residual"]
        ),
    )


def _refuse(opened: Sequence[Project], years: tuple[int, int]) -> None:
    if not opened:
        message, cure = "nothing that acts on the model was opened in these years", "ask for other years"
        found = f"{years[0]} to {years[1]}"
        raise InputError([Fault(file=ARGUMENT, message=message, column="years", value=found, cure=cure)])


def _spans(opened: Sequence[Project], years: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield every year with the place of its world: 0 is that without, then one per year of opening."""
    openings = sorted({p.opening_year for p in opened})
    for year in range(years[0], years[1] + 1):
        yield year, sum(opening <= year for opening in openings)


def _worlds(
    world: Baseline,
    opened: tuple[Project, ...],
    late: tuple[Project, ...],
    units: list[Group],
    progress: Progress | None,
) -> Iterator[PastWorld]:
    """Yield the world without, then that of each year of opening."""
    openings = [None, *sorted({p.opening_year for p in opened})]
    partners = _partners(world.case)
    minimum = world_of(world, Standing(gone=(*opened, *late)))
    for done, year in enumerate(openings):
        if progress:
            progress("backcast", done, len(openings))
        there = tuple(p for p in opened if year is not None and p.opening_year <= year)
        gone = tuple(p for p in opened if p not in there)
        found = minimum if year is None else world_of(world, Standing(gone=(*gone, *late)))
        gain = impact(minimum, found).gain
        yield PastWorld(
            opened=there,
            gain=gain,
            levels=levels(indicators(), outcome(found), units),
            quantities=quantities_of(found, gain, partners),
            loads=found.on_links.sum(axis=(1, 2)),
            trucks=trucks_on_links(world.case, found.on_links),
            residual=0.0 if found.equilibrium is None else found.equilibrium.certificate.worst,
        )
    if progress:
        progress("backcast", len(openings), len(openings))


def _partners(case: Case) -> list[str]:
    asked = set() if case.outcomes.empty else {str(p) for p in case.outcomes["partner"] if p}
    return sorted(asked | set(case.settings.focus[1:]))


def _activity(case: Case, country: str, year: int) -> float:
    """Return real GDP of a country in a year over that of the base year; NaN where it is not known."""
    rows = case.activity[case.activity["country"] == country] if len(case.activity) else case.activity
    gdp = dict(zip(rows.get("year", []), rows.get("gdp", []), strict=True))
    return float(gdp.get(year, math.nan) / gdp.get(case.settings.base_year, math.nan))


def _years(case: Case, by_year: dict[int, PastWorld]) -> pd.DataFrame:
    country = case.regions["country"].to_numpy()
    rows = []
    for year, found in by_year.items():
        names = [p.project_id for p in found.opened if p.opening_year == year]
        for who in [*case.settings.focus, "world"]:
            gain = float(found.gain[(country == who) | (who == "world")].sum())
            grown = math.nan if who == "world" else _activity(case, who, year)
            rows.append((year, who, len(found.opened), ", ".join(names), gain, gain * grown))
    return pd.DataFrame(rows, columns=["year", "country", "open", "opened", "gain_usd", "gain_then_usd"])


def _regions(case: Case, by_year: dict[int, PastWorld]) -> pd.DataFrame:
    frame = case.regions[["region_id", "country"]].reset_index(drop=True)
    people = case.regions["population"].to_numpy(dtype=float)
    near = near_projects(case, next(reversed(by_year.values())).opened)
    parts = [
        frame.assign(
            year=year,
            gain_usd=found.gain,
            gain_per_person_usd=np.divide(found.gain, people, out=np.zeros(len(people)), where=people > 0.0),
            has_a_project=near,
        )
        for year, found in by_year.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _accounts(units: list[Group], without: PastWorld, by_year: dict[int, PastWorld]) -> pd.DataFrame:
    rows = [
        (year, one.account, one.name, unit.level, unit.name, was, now, now - was, one.unit)
        for year, found in by_year.items()
        for one, before, after in zip(indicators(), without.levels, found.levels, strict=True)
        for unit, was, now in zip(units, before, after, strict=True)
    ]
    columns = ["year", "account", "indicator", "level", "region", "without", "with", "change", "unit"]
    return pd.DataFrame(rows, columns=columns)


def _projects(
    world: Baseline, worlds: Sequence[PastWorld], opened: Sequence[Project], *, each: bool
) -> pd.DataFrame:
    """Return projects by year of opening; the gain of a year is that of all that opened in it together."""
    country = world.case.regions["country"].to_numpy()
    home = country == world.case.settings.focus[0]
    added = {
        project.opening_year: after.gain - before.gain
        for before, after in pairwise(worlds)
        for project in after.opened
        if project not in before.opened
    }
    rows = []
    for project in opened:
        gain = impact_of(world, alone(project)).gain if each else np.full(len(home), np.nan)
        rows.append(
            {
                "project_id": project.project_id,
                "title": project.title,
                "opening_year": project.opening_year,
                "with_its_year_home_usd": float(added[project.opening_year][home].sum()),
                "with_its_year_world_usd": float(added[project.opening_year].sum()),
                "alone_home_usd": float(gain[home].sum()),
                "alone_world_usd": float(gain.sum()),
            }
        )
    return pd.DataFrame(rows)


def _links(case: Case, without: PastWorld, last: PastWorld) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "link_id": case.network.links["link_id"].to_numpy(),
            "tonnes_without": without.loads,
            "tonnes": last.loads,
            "trucks_without": without.trucks,
            "trucks": last.trucks,
        }
    )


def compared(case: Case, without: PastWorld, by_year: dict[int, PastWorld]) -> pd.DataFrame:
    """Return every observed change beside the model's: what of it the projects explain.

    Changes in trade, rail and emissions are scaled to the activity of the last year; shares are not.
    """
    columns = ["id", "what", "quantity", "partner", "from_year", "to_year", "unit", "observed", "model"]
    columns += ["share", "margin", "rule", "verdict", "known", "source", "note"]
    rows = []
    for row in case.outcomes.to_dict("records"):
        seen, margin = float(row["now"]) - float(row["was"]), float(row["margin"])
        said = _said(case, row, without, by_year)
        rule = explained(seen, said, margin)
        share = said / seen if abs(seen) > margin else math.nan
        rows.append(
            (
                *(row[name] for name in columns[:7]),
                *(seen, said, share, margin, rule, RULES[rule - 1]),
                *(row["status"], row["source"], row["note"]),
            )
        )
    return pd.DataFrame(rows, columns=columns)


def _said(
    case: Case, row: Mapping[Hashable, Any], without: PastWorld, by_year: dict[int, PastWorld]
) -> float:
    """Return the change of a quantity that the model has between two years; NaN where it has none."""
    quantity, partner = str(row["quantity"]), str(row["partner"] or "")
    first, last = (_at(by_year, without, int(row[name])) for name in ("from_year", "to_year"))
    home = (case.regions["country"] == case.settings.focus[0]).to_numpy()
    if quantity == "debt":
        dollar = Dollar(case.settings.price_year, case.parameters["dollar_inflation"])
        years = [int(row[name]) for name in ("from_year", "to_year")]
        projects = next(reversed(by_year.values())).opened
        return debt_of(projects, dollar, partner, years[1]) - debt_of(projects, dollar, partner, years[0])
    if quantity in ("real_income", "districts"):
        return _income(case, quantity, first.gain, last.gain, home)
    key = (quantity, partner)
    if key not in last.quantities:
        return math.nan
    scale = _activity(case, case.settings.focus[0], int(row["to_year"]))
    change = last.quantities[key] - first.quantities[key]
    return change * (1.0 if math.isnan(scale) else scale)


def _income(case: Case, quantity: str, first: Floats, last: Floats, home: Flags) -> float:
    """Return the change of real income, %: of home, or of districts with a project over the others."""
    made = case.value_added.groupby("region_id")["value_added_usd"].sum()
    income = made.reindex(list(case.zones)).to_numpy(dtype=float)
    if quantity == "real_income":
        return float(100.0 * (last - first)[home].sum() / income[home].sum())
    percent = 100.0 * (last - first) / np.where(income > 0.0, income, np.nan)
    near = near_projects(case, [p for p in case.projects if p.portfolio == BUILT and p.acts and p.listed])
    return float(np.nanmean(percent[home & near]) - np.nanmean(percent[home & ~near]))


def _at(by_year: dict[int, PastWorld], without: PastWorld, year: int) -> PastWorld:
    """Return the world of a year: without before the first, the last after the last."""
    if year < min(by_year):
        return without
    return by_year[min(year, max(by_year))]
