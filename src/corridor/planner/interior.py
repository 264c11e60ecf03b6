"""A primal-dual interior-point method for programs of blocks (Mehrotra 1992; Nocedal & Wright 2006, ch. 19).

Prices `y` of rows, slacks `s` and multipliers `z` of bounds start inside and follow the central path,
on which `y s = z (x - bound) = t`, to `t = 0`. Every step eliminates the blocks and factorises one
sparse matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.errors import SolveError
from corridor.planner.program import Derivatives, Program
from corridor.planner.schur import Condensed, Factors, Pattern, condensed, factorised, pattern_of
from corridor.types import Floats, Ints

SHARE = 0.95
"""Share of the way to the nearest bound that a step may go."""
FINAL = 0.1
"""The path is not followed further than to this part of the tolerance: equations get worse beyond."""
SMALLEST_STEP = 1e-10


@dataclass(frozen=True, slots=True)
class Point:
    """Variables and multipliers, of all blocks one after the other."""

    x: Floats
    low: Floats
    """Multipliers of lower bounds."""
    high: Floats
    """Multipliers of upper bounds; zero where there is none."""
    price: Floats
    """[row]"""
    slack: Floats
    """[row]"""
    shared: Floats
    """`u`, [u]."""

    def moved(self, step: Point, primal: float, dual: float) -> Point:
        """Return the point after parts of a step."""
        return Point(
            self.x + primal * step.x,
            self.low + dual * step.low,
            self.high + dual * step.high,
            self.price + dual * step.price,
            self.slack + primal * step.slack,
            self.shared + primal * step.shared,
        )


@dataclass(frozen=True, slots=True)
class Measures:
    """How far a point is from the end, relative to the size of things."""

    primal: float
    """Largest gap of a row."""
    dual: float
    """Sum of what variables could still gain, in parts of what is spent."""
    complementarity: float
    """Sum of all products, in parts of what is spent."""
    mean: float
    """Mean product `t`."""

    @property
    def worst(self) -> float:
        """The largest."""
        return max(self.primal, self.dual, self.complementarity)


@dataclass(frozen=True, eq=False)
class State:
    """A point with everything that is known of it."""

    point: Point
    at: list[Derivatives]
    rows: Floats
    """Value of every row."""
    stationary: Floats
    """Derivative of the Lagrangian, without bounds, by every variable that moves."""
    measures: Measures


def evaluate(program: Program, point: Point) -> State:
    """Return everything at a point."""
    at, slopes = [], []
    for kind, x in zip(program.kinds, program.split(point.x), strict=True):
        price = point.price[kind.frame.rows]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found = kind.evaluate(x, price, point.shared)
            slope = found.gradient + np.einsum("bkv,bk->bv", found.jacobian, price)
        at.append(found)
        slopes.append(slope.ravel())
    rows = program.constant + program.gathered([found.value for found in at])
    rows[program.first_shared :] += program.shared_weight * point.shared**-program.shared_curvature
    stationary = np.where(program.moving, np.concatenate(slopes), 0.0)
    return State(point, at, rows, stationary, _measures(program, point, rows, stationary))


def objective(program: Program, state: State) -> float:
    """Return what is maximised."""
    own = sum(at.objective for at in state.at)
    return own + program.shared_objective(state.point.shared) if state.point.shared.size else own


def spent(program: Program, price: Floats) -> float:
    """Return the value of what goods there are: the unit of what could still be gained."""
    goods = program.alive[: program.border]
    return max(float(price[: program.border][goods] @ program.scale[: program.border][goods]), 1e-300)


def _measures(program: Program, point: Point, rows: Floats, stationary: Floats) -> Measures:
    unit = spent(program, point.price)
    gap = np.abs(rows - point.slack)[program.alive] / program.scale[program.alive]
    shared = np.abs(rows[program.first_shared :]) * point.shared / unit
    off = np.where(program.moving, np.abs(stationary + point.low - point.high), 0.0)
    dual = float(off @ np.where(program.moving, point.x - program.lower, 0.0)) / unit
    products = np.concatenate([room * price for room, price in _pairs(program, point)])
    found = (float(np.max(gap, initial=0.0)), dual + float(shared.sum()), float(products.sum()) / unit)
    primal, dual, total = (value if np.isfinite(value) else float("inf") for value in found)
    return Measures(primal, dual, total, float(products.mean()))


def _pairs(program: Program, point: Point) -> list[tuple[Floats, Floats]]:
    """Return what must stay positive, and the multiplier of each."""
    moving, bounded, free = program.moving, program.bounded, program.slackened
    return [
        (point.x[moving] - program.lower[moving], point.low[moving]),
        (program.upper[bounded] - point.x[bounded], point.high[bounded]),
        (point.slack[free], point.price[free]),
    ]


def follow(program: Program, start: Point, *, tolerance: float, max_iterations: int) -> tuple[State, int]:
    """Return the state at the end of the path, and the number of steps.

    Raises
    ------
    SolveError
        The tolerance was not met; the message says by how much.

    """
    pattern = pattern_of(program)
    state = evaluate(program, start)
    for iteration in range(max_iterations):
        if state.measures.worst <= tolerance:
            return state, iteration
        state = _advance(program, pattern, state, tolerance)
    if state.measures.worst <= tolerance:
        return state, max_iterations
    raise SolveError(told(state, max_iterations))


def told(state: State, steps: int) -> str:
    """Return how a solve failed."""
    at = state.measures
    return (
        f"The design ended after {steps} steps with gaps of {at.primal:.1e} (goods), {at.dual:.1e} (gains "
        f"left) and {at.complementarity:.1e} (bounds). Measure people, goods and money in units that make "
        "them neither tiny nor huge, ask for a larger tolerance, or allow more steps in the settings."
    )


def _advance(program: Program, pattern: Pattern, state: State, tolerance: float) -> State:
    """Return the state after one step: straight ahead first, then corrected (Mehrotra 1992)."""
    equations = _equations(program, pattern, state)
    mean = state.measures.mean
    straight = _step(program, state, equations, 0.0, None)
    after = state.point.moved(straight, *_lengths(program, state.point, straight, 1.0))
    products = np.concatenate([room * price for room, price in _pairs(program, after)])
    last = FINAL * tolerance * mean / max(state.measures.complementarity, 1e-300)
    target = max(mean * min(1.0, (float(products.mean()) / mean) ** 3), last)
    step = _step(program, state, equations, target, straight)
    primal, dual = _lengths(program, state.point, step, SHARE)
    while primal > SMALLEST_STEP:
        trial = evaluate(program, state.point.moved(step, primal, dual))
        if np.isfinite(trial.measures.worst):
            return trial
        primal, dual = 0.5 * primal, 0.5 * dual
    raise SolveError(told(state, 0))


@dataclass(frozen=True, eq=False)
class Equations:
    """The equations of a step, factorised."""

    blocks: list[Condensed]
    factors: Factors


def _equations(program: Program, pattern: Pattern, state: State) -> Equations:
    point, free = state.point, program.slackened
    barrier = np.zeros_like(point.x)
    moving, bounded = program.moving, program.bounded
    barrier[moving] = point.low[moving] / (point.x[moving] - program.lower[moving])
    barrier[bounded] += point.high[bounded] / (program.upper[bounded] - point.x[bounded])
    counted = program.counted
    blocks = [
        condensed(kind.frame, counted, at, added)
        for kind, at, added in zip(program.kinds, state.at, program.split(barrier), strict=True)
    ]
    diagonal = np.where(program.equal, 0.0, 1.0)
    diagonal[free] = point.slack[free] / point.price[free]
    curve = program.shared_curvature
    diagonal[program.first_shared :] = -curve * program.shared_weight * point.shared ** (-curve - 1.0)
    factors = factorised(pattern, [block.product for block in blocks], diagonal, _beside(program, state))
    return Equations(blocks, factors)


def _beside(program: Program, state: State) -> tuple[Ints, Ints, Floats]:
    """Return rows, columns and values of what `u` does to constraints directly."""
    entries = [
        (frame.rows[:, frame.shared_slots[0]], frame.rows[:, frame.shared_slots[1]], at.by_shared)
        for frame, at in zip((kind.frame for kind in program.kinds), state.at, strict=True)
        if at.by_shared.size
    ]
    if not entries:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    return entries[0]


def _step(program: Program, state: State, equations: Equations, target: float, last: Point | None) -> Point:
    """Return the step towards products of `target`, corrected for the products of the last step."""
    point, free = state.point, program.slackened
    moving, bounded = program.moving, program.bounded
    room = np.where(moving, point.x - program.lower, 1.0)
    space = np.where(bounded, program.upper - point.x, 1.0)
    low, high, aim = (np.full(size, target) for size in (room.size, room.size, program.rows))
    if last is not None:
        low, high, aim = low - last.x * last.low, high + last.x * last.high, aim - last.price * last.slack
    price = np.where(free, point.price, 1.0)
    push = np.where(moving, state.stationary + low / room - np.where(bounded, high / space, 0.0), 0.0)
    right = np.where(free, aim / price, 0.0) - state.rows
    right -= _through(program, equations, program.split(push))
    found = equations.factors.solve(np.where(program.counted, right, 0.0))
    dx = np.concatenate(
        [
            np.einsum(
                "bvw,bw->bv", e.inverse, p + np.einsum("bkv,bk->bv", e.jacobian, found[k.frame.rows])
            ).ravel()
            for k, e, p in zip(program.kinds, equations.blocks, program.split(push), strict=True)
        ]
    )
    dy = np.where(program.alive, found, 0.0)
    return Point(
        x=dx,
        low=np.where(moving, (low - point.low * dx) / room - point.low, 0.0),
        high=np.where(bounded, (high + point.high * dx) / space - point.high, 0.0),
        price=dy,
        slack=np.where(free, (aim - point.slack * dy) / price - point.slack, 0.0),
        shared=found[program.first_shared :],
    )


def _through(program: Program, equations: Equations, pushes: list[Floats]) -> Floats:
    """Return what pushes on variables do to the rows."""
    return program.gathered(
        [
            np.einsum("bkv,bvw,bw->bk", block.jacobian, block.inverse, push, optimize=True)
            for block, push in zip(equations.blocks, pushes, strict=True)
        ]
    )


def _lengths(program: Program, point: Point, step: Point, share: float) -> tuple[float, float]:
    """Return how far variables and multipliers can go without leaving their side."""
    moving, bounded, free = program.moving, program.bounded, program.slackened
    primal = min(
        _reach(point.x[moving] - program.lower[moving], step.x[moving]),
        _reach(program.upper[bounded] - point.x[bounded], -step.x[bounded]),
        _reach(point.slack[free], step.slack[free]),
        _reach(point.shared, step.shared),
    )
    dual = min(
        _reach(point.low[moving], step.low[moving]),
        _reach(point.high[bounded], step.high[bounded]),
        _reach(point.price[free], step.price[free]),
    )
    return min(1.0, share * primal), min(1.0, share * dual)


def _reach(room: Floats, step: Floats) -> float:
    shrinks = step < 0.0
    return float(np.min(-room[shrinks] / step[shrinks], initial=np.inf))
