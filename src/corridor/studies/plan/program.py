"""The best plan as a mixed-integer linear program, solved by HiGHS, with the bound that it proves on it.

Two ways to write what sets of projects are worth:

- `by_dividends`: the sum of dividends, one variable for each pair, and for larger sets one for each level of
  use and span of years in which nothing can change. Exact for the dividends given, for starts are whole.
- `by_sets`: one variable for each set of candidates, level and span: the concave envelope of worth. Exact for
  every set function, with no model of interactions in between; for few candidates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from corridor.errors import SolveError
from corridor.studies.plan.candidates import Timing
from corridor.studies.plan.rules import Rule, once, together
from corridor.studies.plan.schedules import NOT_BUILT, Schedule, members
from corridor.types import Flags, Floats

MILLION = 1e6
"""Money inside the program is in millions, for the sake of its tolerances."""

INFEASIBLE = 2
"""Status of `scipy.optimize.milp`."""


@dataclass(frozen=True, slots=True)
class ProgramSettings:
    """How the program is solved."""

    gap: float = 1e-4
    """Relative gap at which HiGHS stops."""
    seconds: float = 300.0
    """Time after which it stops with the gap that it has; the bound holds all the same."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan of a program."""

    schedule: Schedule
    value: float
    """Of the program's objective, US$."""
    bound: float
    """No plan has more of the program's objective, US$: a bound on the model that the program holds."""


@dataclass(frozen=True, eq=False)
class Block:
    """Variables besides x: their worth, and what ties them to x.

    `tie_x @ x + tie_z @ z <= upper`, and `= upper` where `equal`; z between zero and one.
    """

    worth: Floats
    tie_x: sparse.csr_array
    tie_z: sparse.csr_array
    upper: Floats
    equal: Flags


def solve_program(
    timing: Timing, limits: Sequence[Rule], single: Floats, block: Block, settings: ProgramSettings
) -> Found | None:
    """Return the best plan; None where no plan meets the limits.

    `single` is what each candidate is worth by itself from each start on, its cost taken off,
    [candidate, start] US$.

    Raises
    ------
    SolveError
        HiGHS found no plan within the time and did not prove that there is none.

    """
    n, k = single.shape
    extra = len(block.worth)
    always = together([once(timing), *limits])
    rows = sparse.csr_array(always.rows)
    wide = sparse.hstack([rows, sparse.csr_array((rows.shape[0], extra))], format="csr")
    constraints = [LinearConstraint(wide, -np.inf, always.upper)]
    if extra:
        ties = sparse.hstack([block.tie_x, block.tie_z], format="csr")
        low = np.where(block.equal, block.upper, -np.inf)
        constraints.append(LinearConstraint(ties, low, block.upper))
    found = milp(
        -np.concatenate([single.ravel(), block.worth]) / MILLION,
        integrality=np.concatenate([np.ones(n * k), np.zeros(extra)]),
        bounds=Bounds(0.0, 1.0),
        constraints=constraints,
        options={"mip_rel_gap": settings.gap, "time_limit": settings.seconds},
    )
    if found.status == INFEASIBLE:
        return None
    if found.x is None:
        raise SolveError(
            f"the program of the plan was not solved: {found.message}. Give it fewer candidates, "
            "or a longer time."
        )
    x = found.x[: n * k].reshape(n, k)
    bound = found.mip_dual_bound if found.mip_dual_bound is not None else found.fun
    return Found(schedule_of(x), -float(found.fun) * MILLION, -float(bound) * MILLION)


def schedule_of(x: Floats) -> Schedule:
    """Return the schedule of x, [candidate, start]."""
    return tuple(int(np.argmax(row)) if row.max(initial=0.0) > 0.5 else NOT_BUILT for row in x)


def chosen(schedule: Schedule, starts: int) -> Floats:
    """Return x of a schedule, in a row."""
    x = np.zeros((len(schedule), starts))
    for i, k in enumerate(schedule):
        if k != NOT_BUILT:
            x[i, k] = 1.0
    return x.ravel()


def alone(timing: Timing, value: Floats, carbon: float = 0.0) -> Floats:
    """Return the worth of each candidate by itself less its cost, [candidate, start] US$.

    `value` is the worth of each alone in full use, [candidate] US$ a year at today's activity; `carbon` what
    a tonne counts that its effects state themselves, US$.
    """
    by_year = value[:, None] * timing.rise + carbon * timing.stated
    found: Floats = (timing.use * by_year[:, None]) @ timing.benefit_weight - timing.cost
    return found


def sizes(count: int, dividends: Mapping[int, float]) -> Floats:
    """Return the size of what each candidate is worth alone, [candidate]."""
    return np.array([abs(dividends.get(1 << i, 0.0)) for i in range(count)])


def nothing(timing: Timing) -> Block:
    """Return a block without variables."""
    empty = sparse.csr_array((0, timing.allowed.size))
    return Block(np.zeros(0), empty, sparse.csr_array((0, 0)), np.zeros(0), np.zeros(0, dtype=bool))


def by_dividends(timing: Timing, dividends: Mapping[int, float]) -> Block:
    """Return the variables of interactions; sets of one candidate are left to `alone`."""
    parts = _Rows(timing.allowed.size)
    size = sizes(len(timing.allowed), dividends)
    for found, usd in dividends.items():
        inside = members(found)
        if usd == 0.0 or len(inside) < 2:
            continue
        weight = timing.benefit_weight * timing.shared_rise(inside, size)
        if len(inside) == 2:
            _pair(parts, timing, (inside[0], inside[1]), usd, weight)
            continue
        for active, part in _spans(timing, inside, weight[None]):
            _together(parts, inside, usd * float(part[0]), active)
    return parts.block(timing)


def _pair(parts: _Rows, timing: Timing, pair: tuple[int, int], usd: float, weight: Floats) -> None:
    """Add one variable z for a pair: the present value of the years in which both are used, over its most.

    With F[t, s] that value for starts t of one and s of the other, x of the one and y of the other,

        gain:  z <= sum_s F[t, s] y_s + sum_u max_s (F[u, s] - F[t, s])^+ x_u  for every t, and z <= max_s F x
        loss:  z >= sum_s F[t, s] y_s - sum_u max_s (F[t, s] - F[u, s])^+ x_u - (1 - sum_u x_u) max_s F[t, s]

    and the same with the two exchanged. For whole starts t the row of t is the value itself, and no other row
    cuts it off.
    """
    one, other = pair
    both = np.minimum(timing.use[one][:, None], timing.use[other][None]) @ weight
    both = both * np.outer(timing.allowed[one], timing.allowed[other])
    most = float(both.max(initial=0.0))
    if most <= 0.0:
        return
    column = parts.variable(usd * most)
    for a, b, table in ((one, other, both / most), (other, one, both.T / most)):
        if usd > 0:
            parts.tie([(a, -table.max(axis=1))], [(column, 1.0)], 0.0)
        for t in np.flatnonzero(timing.allowed[a]):
            more = np.maximum(table - table[t], 0.0).max(axis=1)
            less = np.maximum(table[t] - table, 0.0).max(axis=1)
            if usd > 0:
                parts.tie([(b, -table[t]), (a, -more)], [(column, 1.0)], 0.0)
            else:
                top = float(table[t].max())
                parts.tie([(b, table[t]), (a, top - less)], [(column, -1.0)], top)


def _together(parts: _Rows, inside: Sequence[int], usd: float, active: Floats) -> None:
    """Add what a set gains or loses where all its members are `active`, [member, start]."""
    column = parts.variable(usd)
    each = list(zip(inside, active, strict=True))
    if usd > 0:
        for i, row in each:
            parts.tie([(i, -row)], [(column, 1.0)], 0.0)
    else:
        parts.tie(each, [(column, -1.0)], len(inside) - 1.0)


def by_sets(timing: Timing, value: Mapping[int, float], size: Floats | None = None) -> Block:
    """Return the variables of sets; `value` has the worth beyond that of its members alone, 0 for none.

    `size` is the size of what each candidate is worth alone, [candidate]: by it what is beyond rises.
    """
    parts = _Rows(timing.allowed.size)
    n = len(timing.allowed)
    size = np.ones(n) if size is None else size
    rises = np.array([timing.shared_rise(members(s), size) for s in value])  # the empty set has no worth
    for active, weight in _spans(timing, tuple(range(n)), timing.benefit_weight * rises):
        columns = [parts.variable(usd * float(w)) for usd, w in zip(value.values(), weight, strict=True)]
        parts.tie([], [(c, 1.0) for c in columns], 1.0, equal=True)
        for i in range(n):
            inside = [(c, -1.0) for c, s in zip(columns, value, strict=True) if s >> i & 1]
            parts.tie([(i, active[i])], inside, 0.0, equal=True)
    return parts.block(timing)


def _spans(timing: Timing, inside: Sequence[int], weights: Floats) -> list[tuple[Floats, Floats]]:
    """Return, for each level of use and span of years, who reaches it from which start, and its weight.

    The first part is one where a member that starts then is used at least to the level, [member, start]; the
    second is the level's share times the present value of the years of the span, in which no start makes a
    difference, [set]; `weights` are those of years, [set, year].
    """
    use = timing.use[list(inside)]
    levels = np.unique(use[use > 0.0])
    found = []
    for level, below in zip(levels, np.append(0.0, levels)[:-1], strict=True):
        active = (use >= level).reshape(-1, use.shape[2])
        distinct, which = np.unique(active, axis=1, return_inverse=True)
        weight = weights @ (which.ravel()[:, None] == np.arange(distinct.shape[1])).astype(float)
        found += [
            (distinct[:, j].reshape(use.shape[:2]).astype(float), weight[:, j] * (level - below))
            for j in range(distinct.shape[1])
            if distinct[:, j].any()
        ]
    return found


class _Rows:
    """Rows of ties, gathered as triples."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._x: list[tuple[int, int, Floats]] = []
        self._z: list[tuple[int, int, float]] = []
        self._worth: list[float] = []
        self._upper: list[float] = []
        self._equal: list[bool] = []

    def variable(self, worth: float) -> int:
        """Add a variable and return its column."""
        self._worth.append(worth)
        return len(self._worth) - 1

    def tie(
        self,
        x: Sequence[tuple[int, Floats]],
        z: Sequence[tuple[int, float]],
        upper: float,
        *,
        equal: bool = False,
    ) -> None:
        """Add a row: coefficients of candidates by start, and of variables."""
        row = len(self._upper)
        self._x += [(row, i, values) for i, values in x]
        self._z += [(row, column, value) for column, value in z]
        self._upper.append(upper)
        self._equal.append(equal)

    def block(self, timing: Timing) -> Block:
        """Return all of it as matrices."""
        starts = timing.allowed.shape[1]
        m = len(self._upper)
        rows = np.concatenate([np.full(starts, r) for r, _, _ in self._x] or [np.zeros(0, dtype=int)])
        columns = np.concatenate(
            [i * starts + np.arange(starts) for _, i, _ in self._x] or [np.zeros(0, dtype=int)]
        )
        values = np.concatenate([v for _, _, v in self._x] or [np.zeros(0)])
        tie_x = sparse.csr_array((values, (rows, columns)), shape=(m, self._width))
        tie_x.eliminate_zeros()
        z_row, z_column, z_value = zip(*self._z, strict=True) if self._z else ((), (), ())
        tie_z = sparse.csr_array((z_value, (z_row, z_column)), shape=(m, len(self._worth)))
        equal = np.array(self._equal, dtype=bool)
        return Block(np.array(self._worth), tie_x, tie_z, np.array(self._upper), equal)
