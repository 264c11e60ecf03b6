"""What is asked of a plan: whose gain, under which budgets, capacities and demands."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from corridor.errors import Fault, Faults
from corridor.projects.types import project_types
from corridor.types import Floats, Ints

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

    def problems(self, focus: Sequence[str]) -> list[Fault]:
        """Return everything wrong with the question itself, whatever the candidates."""
        return [*self._of_years(), *self._of_money(focus), *self._of_demands()]

    def _of_years(self) -> list[Fault]:
        faults = []
        if self.last_year < self.first_year:
            said, cure = f"{self.first_year} to {self.last_year}", "let --to be no earlier than --from"
            faults.append(
                Fault(
                    file=PLACE, message="there is no year to build in", column="--to", value=said, cure=cure
                )
            )
        elif isinstance(self.budget, Mapping):
            gone = [str(y) for y in self.years if int(y) not in self.budget]
            cure = "give a budget for every year"
            if gone:
                faults.append(
                    Fault(
                        file=PLACE,
                        message="years without a budget",
                        column="--budget",
                        value=", ".join(gone),
                        cure=cure,
                    )
                )
        if self.early_years < 0 or not 0 <= self.early_weight < math.inf:
            said = f"{self.early_weight:g} for {self.early_years} years"
            faults.append(
                Fault(
                    file=PLACE,
                    message="early results",
                    column="--early",
                    value=said,
                    allowed="at least 0",
                    cure="correct it",
                )
            )
        return faults

    def _of_money(self, focus: Sequence[str]) -> list[Fault]:
        faults = Faults(PLACE)
        values = self.budget.items() if isinstance(self.budget, Mapping) else [("every year", self.budget)]
        for year, usd in values:
            said = {"value": f"{usd:g} in {year}", "allowed": "at least 0", "cure": "correct it"}
            faults.check(usd >= 0, "budget cannot be", column="--budget", **said)
        said = {"value": self.of, "allowed": ", ".join((WORLD, *focus)), "cure": "choose one"}
        faults.check(self.of in (WORLD, *focus), "whose gain is not known", column="--of", **said)
        rate = self.discount_rate
        said = {"value": str(rate), "allowed": "0 up to 1", "cure": "0.12 is twelve per cent"}
        faults.check(rate is None or 0 <= rate < 1, "rate cannot be", column="--discount", **said)
        for kind, most in self.capacity.items():
            said = {
                "value": f"{kind}={most}",
                "allowed": ", ".join((ALL, *project_types())),
                "cure": "correct it",
            }
            known = kind in (ALL, *project_types()) and most >= 0
            faults.check(known, "capacity cannot be", column="--capacity", **said)
        return faults

    def _of_demands(self) -> list[Fault]:
        torn = [name for name, times in Counter((*self.must, *self.never)).items() if times > 1]
        cure = "name a project in --must or in --never, once"
        return [
            Fault(
                file=PLACE,
                message="a project both built and not, or named twice",
                column="--must",
                value=name,
                cure=cure,
            )
            for name in torn
        ]
