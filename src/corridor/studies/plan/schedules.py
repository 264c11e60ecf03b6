"""Schedules: the sets of projects in use in each year, and what a schedule is worth.

Worth of a set of projects is that of the world in which all of them are in full use. Where use grows
over some years, a year is worth the Choquet integral of shares of use: the set of projects used
at least to a share counts for that share,

    value(u) = sum_l (u_l - u_{l+1}) v({p: u_p >= u_l}),    u_1 > u_2 > ... > u_{m+1} = 0,

which is the value of the set itself where all are in full use (Lovász 1983; Grabisch 2016, section 4.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from corridor.studies.plan.candidates import Timing
from corridor.types import Floats

Schedule = tuple[int, ...]
"""Position of the start year in `Timing.starts` by candidate; `NOT_BUILT` where it is not built."""

NOT_BUILT = -1


def used(timing: Timing, schedule: Schedule) -> Floats:
    """Return shares of use, [candidate, year]."""
    return _of(timing.use, schedule)


def layers(use: Floats) -> list[tuple[float, int]]:
    """Return the sets of a year and the share each counts for; a set is a number, bit p is candidate p."""
    levels = np.unique(use[use > 0.0])[::-1]
    below = np.append(levels, 0.0)[1:]
    return [
        (float(top - low), as_set(np.flatnonzero(use >= top).tolist()))
        for top, low in zip(levels, below, strict=True)
    ]


def sets_of(timing: Timing, schedule: Schedule) -> set[int]:
    """Return every set whose worth the schedule needs."""
    use = used(timing, schedule)
    return {found for year in range(use.shape[1]) for _, found in layers(use[:, year])}


def yearly(
    timing: Timing, schedule: Schedule, worth: Mapping[int, Floats], size: Floats | None = None
) -> Floats:
    """Return what the schedule is worth in each year over the economy's growth, [year, component] US$ or t.

    `worth` gives the worth of every set of `sets_of`, [component], and where candidates grow by laws of
    their own also of every candidate of them alone; `size` is the size of the latter, [candidate].
    """
    use = used(timing, schedule)
    many = len(next(iter(worth.values()))) if worth else 0
    total = np.zeros((use.shape[1], many))
    dated: dict[int, Floats] = {}
    for year in range(use.shape[1]):
        for share, found in layers(use[:, year]):
            if found not in dated:
                dated[found] = _dated(timing, found, worth, size)
            total[year] += share * dated[found][year]
    return total


def _dated(timing: Timing, found: int, worth: Mapping[int, Floats], size: Floats | None) -> Floats:
    """Return the worth of a set in full use by year: each its own by its law, the rest as its members."""
    years = len(timing.years)
    if size is None or not timing.is_dated:
        return np.tile(worth[found], (years, 1))
    inside = members(found)
    own = sum((np.outer(timing.rise[i], worth[1 << i]) for i in inside), np.zeros((years, len(worth[found]))))
    rest = worth[found] - sum(worth[1 << i] for i in inside)
    total: Floats = own + np.outer(timing.shared_rise(inside, size), rest)
    return total


def cost(timing: Timing, schedule: Schedule) -> float:
    """Return the present value of all costs, US$."""
    return float(sum(timing.cost[i, k] for i, k in enumerate(schedule) if k != NOT_BUILT))


def spent(timing: Timing, schedule: Schedule) -> Floats:
    """Return capital cost, [candidate, year] US$."""
    return _of(timing.spending, schedule)


def _of(table: Floats, schedule: Schedule) -> Floats:
    """Return what a table [candidate, start, year] says of a schedule, [candidate, year]; 0 if not built."""
    at = np.array(schedule, dtype=np.int64)
    found: Floats = np.where((at != NOT_BUILT)[:, None], table[np.arange(len(at)), at], 0.0)
    return found


def as_set(members: Sequence[int]) -> int:
    """Return a set of candidates as a number."""
    return sum(1 << i for i in members)


def members(found: int) -> tuple[int, ...]:
    """Return the candidates of a set, in order."""
    return tuple(i for i in range(found.bit_length()) if found >> i & 1)
