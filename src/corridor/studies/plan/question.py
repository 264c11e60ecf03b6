"""What is asked of a plan: whose gain, under which budgets, capacities and demands."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from corridor.case.case import Settings
from corridor.errors import ARGUMENT, Fault, Faults
from corridor.projects.types import project_types
from corridor.types import Floats, Ints

WORLD = "world"
"""Everyone's gain, and the carbon."""

ALL = "all"
"""Works of every type together."""


@dataclass(frozen=True)
class PlanQuestion:
    """Which plan is sought.

    The plan has the largest net present value of what `of` gains, less all costs. Works are paid and
    built within `first_year` to `last_year`; benefits run on to the end of the case's appraisal period.
    """

    budget: Mapping[int, float] | float
    """US$ a year that works may cost, one figure or one for each year; `inf` for no limit."""
    candidates: tuple[str, ...] | None = None
    """Projects, by identifier; none: all planned ones that act in the model and have a cost."""
    first_year: int = 2025
    last_year: int = 2040
    carry_over: bool = False
    """Whether what is not spent in a year may be spent later."""
    capacity: Mapping[str, int] = field(default_factory=dict)
    """Projects that may be under construction at once, by type, or `all`."""
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    requires: tuple[tuple[str, str], ...] = ()
    """Pairs (a, b) besides those of the register: a may open when b is open, not before."""
    excludes: tuple[tuple[str, str], ...] = ()
    """Pairs of which one at most is built, besides those of the register."""
    of: str = WORLD
    """Whose gain is sought: `world`, carbon counted; or a country in focus, carbon not counted."""
    discount_rate: float | None = None
    """Yearly; None: the case's high rate."""
    early_years: int = 0
    """Benefits of so many years from `first_year` on count `1 + early_weight` times."""
    early_weight: float = 0.0

    @property
    def years(self) -> Ints:
        """Years in which works may be under way."""
        return np.arange(self.first_year, self.last_year + 1)

    @property
    def budgets(self) -> Floats:
        """Budget of each of `years`, US$."""
        if isinstance(self.budget, Mapping):
            return np.array([self.budget[int(year)] for year in self.years])
        return np.full(len(self.years), float(self.budget))

    def problems(self, about: Settings) -> list[Fault]:
        """Return everything wrong with the question itself, asked of a case, whatever the candidates."""
        return [*self._of_years(about), *self._of_money(about.focus), *self._of_demands()]

    def _of_years(self, about: Settings) -> list[Fault]:
        faults = Faults(ARGUMENT)
        span = f"{about.base_year} to {about.last_year}"
        for name, year in (("first_year", self.first_year), ("last_year", self.last_year)):
            said = {"column": name, "value": year, "allowed": span, "cure": "name a year of the case"}
            faults.check(about.base_year <= year <= about.last_year, "the case does not reach it", **said)
        said = {"column": "last_year", "value": f"{self.first_year} to {self.last_year}"}
        cure = "let `last_year` be no earlier than `first_year`"
        faults.check(self.first_year <= self.last_year, "there is no year to build in", cure=cure, **said)
        if not faults and isinstance(self.budget, Mapping):
            gone = [str(y) for y in self.years if int(y) not in self.budget]
            said = {"column": "budget", "value": ", ".join(gone), "cure": "give a budget for every year"}
            faults.check(not gone, "years without a budget", **said)
        said = {"value": f"{self.early_weight:g} for {self.early_years} years", "allowed": "at least 0"}
        early = self.early_years >= 0 and 0 <= self.early_weight < math.inf
        faults.check(early, "early results", column="early_weight", cure="correct it", **said)
        return faults

    def _of_money(self, focus: Sequence[str]) -> list[Fault]:
        faults = Faults(ARGUMENT)
        values = self.budget.items() if isinstance(self.budget, Mapping) else [("every year", self.budget)]
        for year, usd in values:
            said = {"value": f"{usd:g} in {year}", "allowed": "at least 0", "cure": "correct it"}
            faults.check(usd >= 0, "budget cannot be", column="budget", **said)
        said = {"value": self.of, "allowed": ", ".join((WORLD, *focus)), "cure": "choose one"}
        faults.check(self.of in (WORLD, *focus), "whose gain is not known", column="of", **said)
        rate = self.discount_rate
        said = {"value": str(rate), "allowed": "0 up to 1", "cure": "0.12 is twelve per cent"}
        faults.check(rate is None or 0 <= rate < 1, "rate cannot be", column="discount_rate", **said)
        kinds = (ALL, *project_types())
        for kind, most in self.capacity.items():
            said = {"value": f"{kind}={most}", "allowed": ", ".join(kinds), "cure": "correct it"}
            known = kind in kinds and most >= 0
            faults.check(known, "capacity cannot be", column="capacity", **said)
        return faults

    def _of_demands(self) -> list[Fault]:
        faults = Faults(ARGUMENT)
        cure = "name a project in `must` or in `never`, once"
        for name, times in Counter((*self.must, *self.never)).items():
            message = "a project both built and not, or named twice"
            faults.check(times == 1, message, column="must", value=name, cure=cure)
        for column, pairs in (("requires", self.requires), ("excludes", self.excludes)):
            for left, right in pairs:
                said = {"value": f"{left}:{right}", "allowed": "two projects", "cure": "name another"}
                faults.check(left != right, "a pair of one project", column=column, **said)
        return faults
