"""How an effect of a project grows after the year it is of: with the economy, not at all, or on a path.

A world is solved at the activity of the base year, so a gain is one of that year. What a road brings grows
with what is carried; what a mine, a park or a plant brings does not grow beyond its capacity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np

from corridor.errors import Fault, Faults
from corridor.facts import rows
from corridor.types import Floats, Ints

TABLE = "effect_growth"
ECONOMY, FIXED, PATH = "economy", "fixed", "path"
LAWS = (ECONOMY, FIXED, PATH)
FIRST, LAST = 1900, 2200
MOST_GROWN = 1e3
"""No effect is a thousand times that of the base year."""


@dataclass(frozen=True, slots=True)
class Point:
    """One year of a path."""

    year: int
    benefit: float
    """Gain of that year over that of the solve, which is at the activity of the base year."""
    co2_t: float | None = None
    """Emissions of that year, t; None: those that the effect itself states."""
    missing: float = 0.0
    """That part of `benefit` which is load no longer shed for want of power, on the same scale."""


@dataclass(frozen=True, slots=True)
class RatePath:
    """A path that was solved at one discount rate: what is built instead is paid for at it."""

    rate: float
    path: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """Law of growth of an effect."""

    grows: str
    """One of `LAWS`."""
    year: int | None = None
    """Year whose figures the effect has; None: the base year of the case."""
    path: tuple[Point, ...] = ()
    """At the rate of the solve, which tables of years without a rate show."""
    paths: tuple[RatePath, ...] = ()
    """Paths by discount rate, in rising order and with the same years; empty: one for all rates."""

    def at(self, rate: float) -> Self:
        """Return the law on the path of a discount rate.

        Between the rates that are there each figure is interpolated in a straight line; beyond them the
        nearest path holds.
        """
        if not self.paths:
            return self
        rates = [one.rate for one in self.paths]
        points = tuple(
            Point(
                each[0].year,
                float(np.interp(rate, rates, [p.benefit for p in each])),
                None
                if each[0].co2_t is None
                else float(np.interp(rate, rates, [0.0 if p.co2_t is None else p.co2_t for p in each])),
                float(np.interp(rate, rates, [p.missing for p in each])),
            )
            for each in zip(*(one.path for one in self.paths), strict=True)
        )
        return replace(self, path=points, paths=())

    def missing(self, years: Ints) -> Floats:
        """Return what of `benefit` is load no longer shed, [year], on the same scale."""
        if self.grows != PATH:
            return np.zeros(len(years))
        return _along(years, [(p.year, p.missing) for p in self.path])

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return everything wrong with the law of an effect of the project at `place`."""
        faults = Faults(file)
        said = {"column": "grows", "value": self.grows, "allowed": ", ".join(LAWS), "cure": "name one"}
        faults.check(self.grows in LAWS, f"{place} unknown law of growth", **said)
        said = {"column": "path", "cure": "give the path of an effect that grows by one, and of no other"}
        faults.check(bool(self.path) == (self.grows == PATH), f"{place} path and law disagree", **said)
        years = [point.year for point in self.path]
        said = {"column": "path", "value": str(years), "allowed": "each year once, in order"}
        faults.check(all(a < b for a, b in pairwise(years)), f"{place} years of the path", **said)
        known = {point.co2_t is None for point in self.path}
        said = {"column": "path", "allowed": "`co2_t` in every year or in none", "cure": "fill it in"}
        faults.check(len(known) < 2, f"{place} emissions of some years only", **said)
        for point in self.path:
            said = {"column": "benefit", "value": f"{point.benefit:g}", "allowed": f"0 to {MOST_GROWN:g}"}
            faults.check(0.0 <= point.benefit <= MOST_GROWN, f"{place} path in {point.year}", **said)
        said = {"column": "paths", "allowed": "rates that rise, 0 to 1, each with the years of `path`"}
        rates = [one.rate for one in self.paths]
        ordered = all(a < b for a, b in pairwise(rates)) and all(0.0 <= rate <= 1.0 for rate in rates)
        alike = all([p.year for p in one.path] == years for one in self.paths)
        faults.check(ordered and alike, f"{place} paths by rate", **said)
        for year in [*years, *([] if self.year is None else [self.year])]:
            said = {"column": "year", "value": str(year), "allowed": f"{FIRST} to {LAST}"}
            faults.check(FIRST <= year <= LAST, f"{place} year of an effect", **said)
        return faults

    def benefit(self, years: Ints, rate: float | Floats, base_year: int) -> Floats:
        """Return the gain of each year over that of the solve, [year]; the economy grows by `rate`.

        Rates of several futures, [future, 1], give [future, year], or [year] where they do not matter.

        `economy`: activity of the year over that of the base year. `fixed`: activity of the year that the
        effect is of, and no more. `path`: interpolated; constant before its first and after its last year.
        """
        if self.grows == PATH:
            return _along(years, [(p.year, p.benefit) for p in self.path])
        own = base_year if self.year is None else self.year
        at = years if self.grows == ECONOMY else np.full(len(years), own)
        found: Floats = (1.0 + rate) ** (at - base_year).astype(float)
        return found

    def emitted(self, tonnes: float, years: Ints, rate: float | Floats, base_year: int) -> Floats:
        """Return the tonnes of CO2 of each year that the effect itself states, [year].

        `tonnes` are those of the year that the effect is of.
        """
        if self.grows == PATH:
            stated = [(p.year, tonnes if p.co2_t is None else p.co2_t) for p in self.path]
            return _along(years, stated)
        own = base_year if self.year is None else self.year
        elapsed = (years - own if self.grows == ECONOMY else np.zeros(len(years))).astype(float)
        found: Floats = tonnes * (1.0 + rate) ** elapsed
        return found


WITH_ECONOMY = Growth(ECONOMY)


def default_growth(door: str) -> Growth:
    """Return the law of effects of a door that state none (`data/effect_growth.csv`)."""
    found = {row["door"]: row["grows"] for row in rows(TABLE)}
    return Growth(found[door])


def _along(years: Ints, points: Sequence[tuple[int, float]]) -> Floats:
    at, value = zip(*points, strict=True)
    found: Floats = np.interp(years.astype(float), np.array(at, dtype=float), np.array(value))
    return found
