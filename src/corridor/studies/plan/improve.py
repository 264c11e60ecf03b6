"""Local search among plans that meet the limits, each step valued by full re-solves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corridor.studies.plan.candidates import Timing
from corridor.studies.plan.program import chosen, sizes
from corridor.studies.plan.rules import Rule, once, together
from corridor.studies.plan.schedules import NOT_BUILT, Schedule, cost, members, used
from corridor.types import Floats, Ints


@dataclass(frozen=True)
class Model:
    """What dividends say of any schedule at once, without a solve."""

    timing: Timing
    terms: tuple[tuple[Ints, Floats], ...]
    """By number of members: candidates [set, member] and what dividends are by year [set, year] US$."""
    carbon: float
    """What a tonne counts that effects state themselves, US$."""

    def value(self, schedule: Schedule) -> float:
        """Return the worth of a schedule less its cost, with early years as asked, US$."""
        use, weight = used(self.timing, schedule), self.timing.benefit_weight
        gain = sum(((use[inside].min(axis=1) * usd) @ weight).sum() for inside, usd in self.terms)
        stated = self.carbon * float(((use * self.timing.stated) @ weight).sum())
        return float(gain) + stated - cost(self.timing, schedule)


def model(timing: Timing, dividends: Mapping[int, float], carbon: float = 0.0) -> Model:
    """Return the model of schedules that dividends make; `carbon` is what a stated tonne counts, US$."""
    terms = []
    alone = sizes(len(timing.allowed), dividends)
    for size in sorted({found.bit_count() for found in dividends}):
        of_size = {s: usd for s, usd in dividends.items() if s.bit_count() == size}
        by_year = [usd * timing.shared_rise(members(s), alone) for s, usd in of_size.items()]
        terms.append((np.array([members(s) for s in of_size]), np.array(by_year)))
    return Model(timing, tuple(terms), carbon)


def neighbours(timing: Timing, limits: Sequence[Rule], schedule: Schedule) -> Iterator[Schedule]:
    """Yield every plan that meets the limits and differs by one project, or by one for another."""
    limit = together([once(timing), *limits])
    for other in _moves(timing, schedule):
        if not limit.broken(chosen(other, len(timing.starts))):
            yield other


def _moves(timing: Timing, schedule: Schedule) -> Iterator[Schedule]:
    for i, k in enumerate(schedule):
        for other in (NOT_BUILT, *np.flatnonzero(timing.allowed[i]).tolist()):
            if other != k:
                yield _with(schedule, {i: other})
    built = [i for i, k in enumerate(schedule) if k != NOT_BUILT]
    absent = [i for i, k in enumerate(schedule) if k == NOT_BUILT]
    for i in built:
        for j in absent:
            for k in np.flatnonzero(timing.allowed[j]).tolist():
                yield _with(schedule, {i: NOT_BUILT, j: k})
    for a, i in enumerate(built):
        for j in built[a + 1 :]:
            yield _with(schedule, {i: schedule[j], j: schedule[i]})


def _with(schedule: Schedule, changes: Mapping[int, int]) -> Schedule:
    return tuple(changes.get(i, k) for i, k in enumerate(schedule))


def improve(
    schedule: Schedule,
    value: Callable[[Schedule], float],
    predicted: Callable[[Schedule], float],
    around: Callable[[Schedule], Iterator[Schedule]],
    tries: int,
) -> tuple[Schedule, int]:
    """Return the best plan that steps between neighbours lead to, and how many plans were valued.

    `value` solves, `predicted` does not. Neighbours are tried in the order of prediction, `tries` at most
    before a step is found, and only those that the prediction may be wrong about: which it puts behind by no
    more than it was found to err here.
    """
    best, known = schedule, value(schedule)
    valued = 1
    while True:
        here = predicted(best)
        error = abs(known - here)
        ranked = sorted(((predicted(s), s) for s in around(best)), reverse=True)
        hopeful = [s for usd, s in ranked[:tries] if usd >= here - error]
        for other in hopeful:
            found = value(other)
            valued += 1
            if found > known * (1 + 1e-9 * np.sign(known)):
                best, known = other, found
                break
        else:
            return best, valued
