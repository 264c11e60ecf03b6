"""The allocation alone, by Newton's method on its dual (Fajgelbaum & Schaal 2020, online appendix A.2).

With own-good congestion and people who stay, the Lagrangian at prices `P` of goods falls apart into what each
node eats and makes and what each link earns, all in closed form. Its maximum is a convex function of prices,
and its slope is what is left over of each good: at the least value markets clear, and that value is welfare.
In logs of prices the links are a Laplacian per good, and each node a diagonal and one product of a vector.

A link that earns nothing carries nothing. There the slope has a kink (`beta` of one) or no finite
derivative (above one), which is rounded off at first and less and less then.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array, csc_array
from scipy.sparse.linalg import splu

from corridor.errors import Fault, SolveError
from corridor.planner.build import elimination, shape_of, tastes_of
from corridor.planner.interior import Point
from corridor.planner.problem import DesignProblem
from corridor.planner.program import Program
from corridor.types import Floats, Ints

LONGEST = 2.0
"""Largest change of the log of a price in one step."""
FIRM = 1e-12
"""Of an average node's output, added to the matrix: prices at which nothing moves stay where they are."""
DECREASE, HALVINGS, SMALLEST = 1e-4, 40, 1e-200
ROUNDED = tuple(10.0**-k for k in range(2, 13))
"""Earnings of a link, relative to the price, below which it is rounded off where `beta` is above one."""


@dataclass(frozen=True, eq=False)
class Look:
    """The dual at prices."""

    price: Floats
    """[node, good]"""
    bundle: Floats
    """Price of the bundle, [node]."""
    eaten: Floats
    """Bundles eaten by all people of a node, [node]."""
    share: Floats
    """Of goods in what the bundle costs, [node, good]."""
    made: Floats
    """[node, good]"""
    earned: Floats
    """What sending a good earns, relative to its price where it is sent, [arc, good]."""
    flow: Floats
    """[arc, good]"""
    left: Floats
    """What is left over: the slope, [node, good]."""
    value: float


@dataclass(frozen=True, eq=False)
class Dual:
    """The dual of an allocation on links that stand; arcs are links from tail to head, then back."""

    problem: DesignProblem
    used: Ints
    built: Floats
    """[link]"""

    @cached_property
    def ends(self) -> tuple[Ints, Ints]:
        """Nodes where arcs begin and end, [arc]."""
        tail, head = self.problem.tail[self.used], self.problem.head[self.used]
        return np.concatenate([tail, head]), np.concatenate([head, tail])

    @cached_property
    def capacity(self) -> Floats:
        """What an arc carries where sending earns as much as the good is worth, [arc, 1]."""
        p = self.problem
        both = np.tile(self.built[self.used], 2) ** p.gamma
        delta = p.delta_tau[self.used].T.ravel()
        return np.asarray((both / ((1.0 + p.beta) * delta)) ** (1.0 / p.beta))[:, None]

    @cached_property
    def output(self) -> Floats:
        """What an average node has of each good, [good]."""
        p = self.problem
        world = (p.productivity * p.population[:, None] ** p.a).sum(axis=0)
        return np.asarray(np.maximum(world / p.nodes, SMALLEST), dtype=np.float64)

    @property
    def power(self) -> float:
        """How welfare rises with bundles: to this power."""
        return self.problem.alpha * (1.0 - self.problem.rho)

    def at(self, log_price: Floats, rounded: float) -> Look:
        """Return the dual at prices, with links that earn less than `rounded` rounded off."""
        p, price = self.problem, np.exp(log_price)
        start, end = self.ends
        index, share = _index(price, p.sigma)
        eaten, valued = self._eat(index)
        made, worth = self._make(price)
        earned = np.maximum(price[end] / price[start] - 1.0, 0.0)
        profit, slope, _ = _carry(earned, 1.0 / p.beta, rounded)
        flow = self.capacity * slope
        taken = self.capacity * (earned * slope - profit)
        left = made - eaten[:, None] * share * index[:, None] / price
        np.add.at(left, end, flow)
        np.subtract.at(left, start, flow + taken)
        value = valued + worth + float((price[start] * self.capacity * profit).sum())
        return Look(price, index, eaten, share, made, earned, flow, left, value)

    def _eat(self, index: Floats) -> tuple[Floats, float]:
        """Return bundles that people want at prices of bundles, and what they are worth beyond their cost."""
        p, at = self.problem, self.problem.inhabited
        people = np.where(at, p.population, 1.0)
        unit = tastes_of(p).together(np.ones(p.nodes), np.where(at, p.housing, 1.0)) / people
        scale = np.where(at, p.weight * people * unit ** (1.0 - p.rho), 0.0)
        eaten = (p.alpha * scale / index) ** (1.0 / (1.0 - self.power))
        if p.rho == 1.0:
            # C = w L alpha / B exactly; the scale is the weight of the people
            gain = scale * (np.log(unit) + p.alpha * np.log(np.where(at, eaten, 1.0))) - index * eaten
        else:
            gain = scale * eaten**self.power / (1.0 - p.rho) - index * eaten
        return eaten, float(np.where(at, gain, 0.0).sum())

    def _make(self, price: Floats) -> tuple[Floats, float]:
        """Return what is made of each good, and what it is worth."""
        p = self.problem
        labour = p.population[:, None] ** p.a
        if p.a < 1.0:
            top = np.where(p.productivity > 0.0, price * p.productivity, 0.0)
            most = np.maximum(top.max(axis=1, keepdims=True), SMALLEST)
            part = (top / most) ** (1.0 / (1.0 - p.a))
            labour = (
                p.population[:, None] * part / np.maximum(part.sum(axis=1, keepdims=True), SMALLEST)
            ) ** p.a
        made = p.productivity * labour
        return made, float((price * made).sum())

    def newton(self, look: Look, rounded: float) -> Floats:
        """Return the step of log prices, [node, good]: a little shorter than Newton's, always downhill."""
        p, goods = self.problem, np.arange(self.problem.goods)
        slope = look.price * look.left
        spent, worth = look.bundle * look.eaten, look.price * look.made
        bend = 1.0 / (1.0 - self.power) - p.sigma
        block = (spent * bend)[:, None, None] * look.share[:, :, None] * look.share[:, None, :]
        own = p.sigma * spent[:, None] * look.share + np.abs(slope) + FIRM * look.price * self.output
        if p.a < 1.0:
            total = np.maximum(worth.sum(axis=1), SMALLEST)
            shift = p.a / (1.0 - p.a)
            block -= (shift / total)[:, None, None] * worth[:, :, None] * worth[:, None, :]
            own = own + shift * worth
        block[:, goods, goods] += own
        start, end = self.ends
        curve = _carry(look.earned, 1.0 / p.beta, rounded)[2]
        joint = self.capacity * look.price[end] ** 2 / look.price[start] * curve
        right = np.empty(slope.size)
        place = self._places[0]
        right[place] = -slope.ravel()
        matrix = csc_array(
            coo_array(
                (
                    np.concatenate([block.ravel(), *2 * [joint.ravel()], *2 * [-joint.ravel()]]),
                    self._places[1],
                )
            )
        )
        options = {"SymmetricMode": True}
        found = splu(matrix, permc_spec="NATURAL", diag_pivot_thresh=0.0, options=options).solve(right)
        return np.asarray(found[place].reshape(slope.shape), dtype=np.float64)

    @cached_property
    def _places(self) -> tuple[Ints, tuple[Ints, Ints]]:
        """Return the row of each node and good, and rows and columns of the entries of the matrix."""
        p, n = self.problem, self.problem.goods
        turn = np.empty(p.nodes, dtype=np.int64)
        turn[elimination(p, self.used)] = np.arange(p.nodes)
        row = turn[:, None] * n + np.arange(n)
        down, across = np.broadcast_arrays(row[:, :, None], row[:, None, :])
        start, end = (row[ends].ravel() for ends in self.ends)
        rows = np.concatenate([down.ravel(), start, end, start, end])
        columns = np.concatenate([across.ravel(), start, end, end, start])
        return row.ravel(), (rows, columns)


def dual_prices(
    problem: DesignProblem, built: Floats, first: Floats, *, tolerance: float, max_iterations: int
) -> tuple[Floats, int]:
    """Return prices of goods at which markets clear on the network `built`, [node, good], and the steps made.

    Parameters
    ----------
    problem
        One without faults (`smooth`).
    built
        Infrastructure that stands, [link].
    first
        Prices to start from, [node, good].
    tolerance
        Largest gap of a market, in parts of an average node's output of the good.
    max_iterations
        For each degree of rounding, of which there is one unless `beta` is above one.

    Raises
    ------
    SolveError
        The tolerance was not met.

    """
    dual = Dual(problem, np.flatnonzero(built > 0.0), built)
    log_price, steps, gap = np.log(first), 0, np.inf
    for rounded in ROUNDED if problem.beta > 1.0 else (0.0,):
        log_price, more = _descended(dual, log_price, (rounded, tolerance, max_iterations))
        gap, steps = _gap(dual, dual.at(log_price, 0.0)), steps + more
        if gap <= tolerance:
            return np.exp(log_price), steps
    raise SolveError(
        f"A market is off by {gap:.1e} (allowed {tolerance:.0e}) after {steps} steps on the dual. "
        "Take the interior point: method = interior."
    )


def plan_at(problem: DesignProblem, program: Program, begun: Point, price: Floats) -> Point:
    """Return the point of the program that prices of goods lead to, for the interior point's measures.

    Parameters
    ----------
    problem, program
        The problem, and its program over the links that stand.
    begun
        A point of it, for what does not move.
    price
        [node, good]

    """
    dual = Dual(problem, np.flatnonzero(problem.existing > 0.0), problem.existing)
    look, shape, node = dual.at(np.log(price), 0.0), shape_of(problem), np.arange(problem.nodes)
    eaten = look.eaten[:, None]
    parts = [eaten * look.share * look.bundle[:, None] / price, eaten]
    if shape.assigns:
        made = np.where(
            problem.productivity > 0.0, look.made / np.maximum(problem.productivity, SMALLEST), 0.0
        )
        parts.append(made ** (1.0 / problem.a))
    cities = np.concatenate(parts, axis=1)
    flows = look.flow.reshape(2, dual.used.size, -1).transpose(1, 0, 2).reshape(dual.used.size, -1)
    links = np.hstack([flows, problem.existing[dual.used][:, None]])
    x = np.concatenate([cities.ravel(), links.ravel()])
    row = np.zeros(program.rows)
    for good in range(problem.goods):
        row[shape.of_node(node, good)] = price[:, good]
    row[shape.of_node(node, problem.goods)] = look.bundle
    if shape.assigns:
        wage = problem.a * (price * look.made).sum(axis=1)
        row[shape.of_node(node, problem.goods + 1)] = wage / np.where(
            problem.inhabited, problem.population, 1.0
        )
    x = np.where(program.moving, np.maximum(x, SMALLEST), begun.x)
    row = np.where(program.alive, row, 0.0)
    none = np.zeros_like(x)
    return Point(x, none, none, row, np.zeros(program.rows), begun.shared)


def smooth(problem: DesignProblem) -> list[Fault]:
    """Return why the dual cannot be solved by Newton's method: it holds for some problems only."""
    several = bool(np.any((problem.productivity > 0.0).sum(axis=1) > 1))
    reasons = {
        "congestion": (problem.congestion != "own", problem.congestion, "own"),
        "labour": (problem.labour != "fixed", problem.labour, "fixed"),
        "alpha": (problem.alpha == 1.0 and problem.rho == 0.0, "1 with rho = 0", "below 1, or rho above 0"),
        "a": (problem.a == 1.0 and several, "1 where a node makes several goods", "below 1"),
    }
    cure = "take the interior point: method = interior"
    return [
        Fault(file="design", message="not for the dual", column=name, value=value, allowed=allowed, cure=cure)
        for name, (found, value, allowed) in reasons.items()
        if found
    ]


def _descended(dual: Dual, log_price: Floats, how: tuple[float, float, int]) -> tuple[Floats, int]:
    """Return log prices at the least value of the dual, or where no step leads down, and the steps made."""
    rounded, tolerance, most = how
    look = dual.at(log_price, rounded)
    for made in range(most):
        gap = _gap(dual, look)
        if gap <= tolerance:
            return log_price, made
        step = dual.newton(look, rounded)
        falls = float((look.price * look.left * step).sum())
        part = min(1.0, LONGEST / float(np.abs(step).max()))
        for _ in range(HALVINGS):
            tried = dual.at(log_price + part * step, rounded)
            if tried.value <= look.value + DECREASE * part * falls or _gap(dual, tried) < 0.5 * gap:
                break
            part *= 0.5
        else:
            return log_price, made
        log_price, look = log_price + part * step, tried
    return log_price, most


def _gap(dual: Dual, look: Look) -> float:
    return float((np.abs(look.left) / dual.output).max())


def _index(price: Floats, sigma: float) -> tuple[Floats, Floats]:
    """Return the price of the bundle of goods, [node], and the share of each in what it costs."""
    low = price.min(axis=1, keepdims=True)
    part = (price / low) ** (1.0 - sigma)
    total = part.sum(axis=1, keepdims=True)
    return np.asarray((low * total ** (1.0 / (1.0 - sigma)))[:, 0]), np.asarray(part / total)


def _carry(earned: Floats, power: float, rounded: float) -> tuple[Floats, Floats, Floats]:
    """Return the integral of `earned ** power`, itself, and its slope; linear below `rounded`."""
    if rounded == 0.0:
        sent = earned**power
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.where(earned > 0.0, power * sent / earned, 0.0)
        return sent * earned / (1.0 + power), sent, slope
    line, below = rounded ** (power - 1.0), earned < rounded
    above = np.maximum(earned, rounded)
    start = rounded ** (power + 1.0)
    profit = 0.5 * start + (above ** (power + 1.0) - start) / (power + 1.0)
    slope = np.where(earned > 0.0, line, 0.0)
    return (
        np.where(below, 0.5 * line * earned**2, profit),
        np.where(below, line * earned, above**power),
        np.where(below, slope, power * above ** (power - 1.0)),
    )
