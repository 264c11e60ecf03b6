"""The worth of sets of projects: each a full solve of the network and the equilibrium."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from threadpoolctl import threadpool_limits

from corridor import parallel
from corridor.economy.equilibrium import Equilibrium
from corridor.ledger import Ledger
from corridor.model.baseline import Baseline
from corridor.model.composition import Carried
from corridor.model.doors.variety import variety_gain
from corridor.model.freight import Carriage, carriage, tonnes
from corridor.model.selection import Standing
from corridor.model.solved import answered, emission_factors, produced_co2
from corridor.money.ventures import yearly_gains
from corridor.network.states import State
from corridor.studies.plan.candidates import Candidate
from corridor.studies.plan.question import WORLD
from corridor.studies.plan.schedules import members
from corridor.types import Floats, Progress

AT_A_TIME = 4
"""Sets solved at a time, on as many processors; each needs a few hundred megabytes."""

OTHER, CARBON = "other", "carbon"


@dataclass(frozen=True)
class Valuer:
    """Values sets of candidates against today's world, and remembers."""

    baseline: Baseline
    candidates: tuple[Candidate, ...]
    ledger: Ledger

    @property
    def components(self) -> tuple[str, ...]:
        """What a worth consists of: gains of countries in focus and of all others, US$ a year; carbon, t.

        The carbon that plants and lines state themselves stands in `Timing.stated`.
        """
        return (*self.baseline.case.settings.focus, OTHER, CARBON)

    def names(self, found: int) -> list[str]:
        """Return the projects of a set."""
        return [self.candidates[i].name for i in members(found)]

    def worths(
        self, sets: Iterable[int], progress: Progress | None = None, stage: str = "value sets"
    ) -> dict[int, Floats]:
        """Return the worth of each set, [component]; `SolveError` where an equilibrium is missed."""
        asked = list(dict.fromkeys(sets))
        found = {s: np.zeros(len(self.components)) for s in asked if s == 0}
        known = {s: self.ledger.get(self.names(s)) for s in asked if s}
        found |= {s: worth for s, worth in known.items() if worth is not None}
        missing = [s for s, worth in known.items() if worth is None]
        if missing:
            found |= self._solved(missing, progress, stage)
        return found

    def _solved(self, sets: Sequence[int], progress: Progress | None, stage: str) -> dict[int, Floats]:
        found = {}
        if progress:
            progress(stage, 0, len(sets))
        self.baseline.prepare()
        before = self.emitted(self.baseline.today, self.baseline.carried, None)
        with threadpool_limits(1):
            each = parallel.each(lambda k: self._worth(before, sets[k]), len(sets), at_a_time=AT_A_TIME)
            for done, worth in enumerate(each, start=1):
                found[sets[done - 1]] = worth
                self.ledger.put(self.names(sets[done - 1]), worth)
                if progress:
                    progress(stage, done, len(sets))
        return found

    def _worth(self, before: float, found: int) -> Floats:
        """Return what a set brings over today, whose freight emits `before`, t a year.

        The equilibrium is that of an appraisal; freight is not put on links, and no tables are made.
        """
        added = tuple(self.candidates[i].project for i in members(found))
        standing = Standing(added)
        state = self.baseline.state(standing)
        change, after = answered(self.baseline, state, standing)
        more = self.emitted(state, change.carried, after) - before
        more += produced_co2(self.baseline, after) - produced_co2(self.baseline, None)
        unearned = variety_gain(self.baseline.economy, change.fields.sites, after, one_buyer=True)
        gains = yearly_gains(self.baseline, after.equivalent_variation - unearned, more)
        return np.array([*gains.benefit.values(), gains.carbon_tonnes])

    def emitted(self, state: State, goods: Carried, equilibrium: Equilibrium | None) -> float:
        """Return the emissions of freight in a state of the world, t a year."""
        moved = tonnes(goods, self.baseline.economy, equilibrium)
        return self.carriage.emitted(state, moved)

    @cached_property
    def carriage(self) -> Carriage:
        """What moving tonnes emits, by today's routes and those of any other state."""
        return carriage(self.baseline.places, self.baseline.today, emission_factors(self.baseline))


def priced(valuer: Valuer, of: str) -> Floats:
    """Return what a unit of each component counts, [component]: gains one US$, carbon its price.

    For the world all gains and the carbon count, as in the streams of an appraisal; for a country its own
    gain alone.
    """
    if of == WORLD:
        return np.array(
            [1.0] * (len(valuer.components) - 1) + [-valuer.baseline.case.parameters["carbon_price"]]
        )
    return np.array([1.0 if name == of else 0.0 for name in valuer.components])
