"""What is asked of a plan: whose gain, under which budgets, capacities and demands."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corridor.errors import Fault
from corridor.projects.project import TYPES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WORLD = "world"
"""Everyone's gain, and the carbon."""

ALL = "all"
"""Works of every type together."""

PLACE = "command line"
"""Where a question comes from, in faults."""


@dataclass(frozen=True)
class PlanQuestion:
    """Which plan is sought.

    The plan has the largest net present value of what `of` gains, less all costs. Works are paid and
    built within `first_year` to `last_year`; benefits run on to the end of the case's appraisal period.
    """

    budget: Mapping[int, float] | float
    """US$ a year that works may cost, one figure or one for each year; `inf` for no limit."""
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

    def problems(self, focus: Sequence[str]) -> list[Fault]:
        """Return everything wrong with the question itself, whatever the candidates."""
        return [*self._of_years(), *self._of_money(focus), *self._of_demands()]

    def _of_years(self) -> list[Fault]:
        faults = []
        if self.last_year < self.first_year:
            said, cure = f"{self.first_year} to {self.last_year}", "let --to be no earlier than --from"
            faults.append(Fault(PLACE, "there is no year to build in", None, "--to", said, None, cure))
        elif isinstance(self.budget, Mapping):
            gone = [str(y) for y in self.years if int(y) not in self.budget]
            cure = "give a budget for every year"
            if gone:
                faults.append(
                    Fault(PLACE, "years without a budget", None, "--budget", ", ".join(gone), None, cure)
                )
        if self.early_years < 0 or not 0 <= self.early_weight < math.inf:
            said = f"{self.early_weight:g} for {self.early_years} years"
            faults.append(Fault(PLACE, "early results", None, "--early", said, "at least 0", "correct it"))
        return faults

    def _of_money(self, focus: Sequence[str]) -> list[Fault]:
        faults = []
        values = self.budget.items() if isinstance(self.budget, Mapping) else [("every year", self.budget)]
        for year, usd in values:
            if not usd >= 0:
                said = f"{usd:g} in {year}"
                faults.append(
                    Fault(PLACE, "budget cannot be", None, "--budget", said, "at least 0", "correct it")
                )
        if self.of not in (WORLD, *focus):
            allowed = ", ".join((WORLD, *focus))
            faults.append(
                Fault(PLACE, "whose gain is not known", None, "--of", self.of, allowed, "choose one")
            )
        rate = self.discount_rate
        if rate is not None and not 0 <= rate < 1:
            cure = "0.12 is twelve per cent"
            faults.append(Fault(PLACE, "rate cannot be", None, "--discount", f"{rate:g}", "0 up to 1", cure))
        for kind, most in self.capacity.items():
            if kind not in (ALL, *TYPES) or most < 0:
                allowed = ", ".join((ALL, *TYPES))
                said = f"{kind}={most}"
                faults.append(
                    Fault(PLACE, "capacity cannot be", None, "--capacity", said, allowed, "correct it")
                )
        return faults

    def _of_demands(self) -> list[Fault]:
        torn = [name for name, times in Counter((*self.must, *self.never)).items() if times > 1]
        cure = "name a project in --must or in --never, once"
        return [
            Fault(PLACE, "a project both built and not, or named twice", None, "--must", name, None, cure)
            for name in torn
        ]
