"""Is the model's world like the real one? Published figures beside the model's, each with a verdict.

A figure is observed as `central`, or as a range `low` to `high`. It holds where the model lies within that,
widened by the factor `band` on both sides. Which figures may calibrate the model and which are held out is
written in the case; here both are judged alike. Figures for information are not judged.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from corridor.accounts.measures import MEASURES, TRUCKS, Asked, World, trucks_on_links
from corridor.accounts.vehicles import geh
from corridor.case.case import Case
from corridor.facts import rows as fact_rows
from corridor.model.freight import tonnes
from corridor.model.selection import BUILT, Standing
from corridor.model.solved import Impact, Solved
from corridor.network.network import Network
from corridor.network.states import loads
from corridor.projects.project import Project
from corridor.types import Floats, Ints

KINDS = "fact_kinds"
COUNTS = "counts"
"""Kind of figures that are counts of vehicles."""

CALIBRATE, HELD_OUT, INFORMATION = "calibrate", "held-out", "information"
HOLDS, FAILS = "holds", "fails"

KM_PER_DEGREE = 111.2
NEAR_KM = 25.0
"""A count must lie this near to a link of its road."""

ROUNDING = 1e-9
"""Relative difference that is none: a share of all is the whole, whatever the order of a sum."""

ROAD = "road"
"""Type of the projects that a count may be older than."""

COLUMNS = (
    *("id", "kind", "what", "place", "year", "unit", "observed", "low", "high", "model"),
    *("ratio", "geh", "band", "use", "verdict", "likely_cause", "status", "source"),
)
NUMBERS = ("observed", "low", "high", "model", "ratio", "geh", "band")


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure: `central`, or a range; NaN where it has none."""

    central: float
    low: float
    high: float
    band: float
    """Factor on both sides within which the model holds, at least 1."""

    @property
    def limits(self) -> tuple[float, float]:
        """Lowest and highest value that holds."""
        low = self.central if math.isnan(self.low) else self.low
        high = self.central if math.isnan(self.high) else self.high
        return low / self.band, high * self.band

    @property
    def middle(self) -> float:
        """The figure, or the geometric mean of its range."""
        return self.central if not math.isnan(self.central) else math.sqrt(self.low * self.high)

    def verdict(self, model: float) -> str:
        """Return whether the model holds; NaN does not."""
        low, high = self.limits
        inside = low - ROUNDING * abs(low) <= model <= high + ROUNDING * abs(high)
        return HOLDS if inside else FAILS


def facts(today: Solved, effects: Mapping[str, Impact]) -> pd.DataFrame:
    """Return one row per published figure of the case: observed, model, ratio, verdict (`COLUMNS`).

    Rows of which the run does not tell (a gain where no portfolio was solved) are left out.
    """
    rows = [*_counts(today), *_flows(today, effects)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, float))


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return figures that hold by kind and use: `kind, use, figures, hold, aim, within_aim`.

    A verdict leaves room for what is not known of the figure. `within_aim` does not: it counts figures whose
    ratio lies within the factor `aim` of one, which `data/fact_kinds.csv` states for each kind.
    """
    aims = {row["kind"]: float(row["aim"]) for row in fact_rows(KINDS)}
    judged = table[table["use"] != INFORMATION]
    rows = []
    for (kind, use), part in judged.groupby(["kind", "use"]):
        aim = aims[str(kind)]
        hold, near = part["verdict"] == HOLDS, part["ratio"].between(1.0 / aim, aim)
        rows.append((kind, use, len(part), int(hold.sum()), aim, int(near.sum())))
    found = pd.DataFrame(rows, columns=["kind", "use", "figures", "hold", "aim", "within_aim"])
    return found.sort_values("kind", key=lambda kinds: kinds.map(list(aims).index), kind="stable")


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table by column."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def growth(case: Case, country: str, year: int) -> float:
    """Return traffic of a country in a year over that of the base year; NaN where its GDP is not known.

    `(GDP of the year / GDP of the base year) ** elasticity`, by the table `activity`.
    """
    if year == case.settings.base_year:
        return 1.0
    rows = case.activity[case.activity["country"] == country]
    gdp = dict(zip(rows["year"], rows["gdp"], strict=True))
    ratio = gdp.get(year, math.nan) / gdp.get(case.settings.base_year, math.nan)
    return float(ratio ** case.parameters["traffic_elasticity"])


@dataclass(frozen=True)
class Located:
    """Links of a count, as rows of the table of links; and how far the point is from the nearest, km."""

    rows: Ints
    km: float


def located(row: Mapping[str, Any], network: Network) -> Located:
    """Return where a count was made.

    Links of a road are those whose section is `road`, or begins with `road-`. With a point it is the nearest
    of them, as the straight line between its nodes runs; without one all of them.
    """
    sections = network.links["section"].astype(str)
    road = (sections == row["road"]) | sections.str.startswith(f"{row['road']}-")
    there = np.flatnonzero((road & (network.links["mode"] == "road")).to_numpy())
    if math.isnan(row["lon"]) or not len(there):
        return Located(there, 0.0)
    away = _km_from(row["lon"], row["lat"], network, there)
    return Located(there[[int(np.argmin(away))]], float(away.min()))


def _km_from(lon: float, lat: float, network: Network, rows: Ints) -> Floats:
    """Return the distance of a point from straight links, km."""
    at = network.nodes[["x_coord", "y_coord"]].to_numpy(dtype=float)
    flat = np.array([math.cos(math.radians(lat)), 1.0]) * KM_PER_DEGREE
    start, end = ((at[ends[rows]] - (lon, lat)) * flat for ends in network.ends)
    way = end - start
    size = np.maximum((way**2).sum(axis=1), np.finfo(float).tiny)
    share = np.clip(-(start * way).sum(axis=1) / size, 0.0, 1.0)
    found: Floats = np.hypot(*(start + share[:, None] * way).T)
    return found


def _counts(today: Solved) -> Iterator[tuple[Any, ...]]:
    case = today.baseline.case
    if not len(case.counts):
        return
    home, links = case.settings.focus[0], case.network.links
    seen: dict[tuple[str, ...], Floats] = {}
    for row in records(case.counts):
        there = located(row, case.network).rows
        km = links["length"].to_numpy(dtype=float)[there]
        later = opened_since(case, int(row["year"]))
        names = tuple(project.project_id for project in later)
        if names not in seen:
            seen[names] = trucks_on_links(case, traffic_without(today, later))
        model = float(np.average(seen[names][there], weights=km if km.sum() > 0.0 else None))
        place = " - ".join(word for word in (row["place_from"], row["place_to"]) if word)
        figure = Figure(counted(row), row["low"], row["high"], row["band"])
        named = {"kind": COUNTS, "what": f"trucks on {row['road']}", "place": place, "unit": TRUCKS}
        yield _judged(row | named, figure, model * growth(case, home, int(row["year"])))


def opened_since(case: Case, year: int) -> tuple[Project, ...]:
    """Return the built roads that no traffic of a year had: those that opened in it or later."""
    return tuple(
        project
        for project in case.projects
        if project.portfolio == BUILT and project.type == ROAD and project.opening_year >= year
    )


def traffic_without(today: Solved, projects: tuple[Project, ...]) -> Floats:
    """Return tonnes on links, [link, direction, class], on routes without some roads; trade is today's."""
    if not projects:
        return today.on_links
    baseline = today.baseline
    moved = tonnes(today.carried, baseline.economy, today.equilibrium)
    index = np.arange(len(moved))
    moved[index, index] = 0.0
    return loads(baseline.state(Standing((), projects)), moved)


def counted(row: Mapping[str, Any]) -> float:
    """Return the trucks a day of a count: as counted, or vehicles times the share of trucks."""
    trucks = float(row["trucks_per_day"])
    return float(row["vehicles_per_day"] * row["truck_share"]) if math.isnan(trucks) else trucks


def _flows(today: Solved, effects: Mapping[str, Impact]) -> Iterator[tuple[Any, ...]]:
    case = today.baseline.case
    for row in records(case.flows):
        measure = MEASURES[row["measure"]]
        home = row["country"] or case.settings.focus[0]
        asked = Asked(row["subject"], row["direction"] or "both", row["cargo"])
        model = measure.value(World(today, effects, home), asked)
        if model is None:
            continue
        if measure.grows and not math.isnan(row["year"]):
            model *= growth(case, home, int(row["year"]))
        figure = Figure(row["central"], row["low"], row["high"], row["band"])
        yield _judged(row | {"place": row["subject"] or home, "unit": measure.unit}, figure, model)


def _judged(row: Mapping[str, Any], figure: Figure, model: float) -> tuple[Any, ...]:
    verdict = INFORMATION if row["use"] == INFORMATION else figure.verdict(model)
    ratio = model / figure.middle if figure.middle > 0.0 else math.nan
    found = {
        **row,
        "observed": figure.middle,
        "model": model,
        "ratio": ratio,
        "geh": geh(model, figure.middle) if row["unit"] == TRUCKS else math.nan,
        "verdict": verdict,
        "likely_cause": row["likely_cause"] if verdict == FAILS else "",
        "year": "" if math.isnan(row["year"]) else str(int(row["year"])),
    }
    return tuple(found[name] for name in COLUMNS)
