"""Welfare that no plan can exceed: the dual function of the planner's problem, in closed form from prices.

With prices of goods `P`, bundles `B`, budget `mu` (and work `w`, utility `lambda`) the Lagrangian falls apart
into cities and links, each of which can be maximised by hand. Whatever the prices, the sum is at least the
welfare of the best plan (weak duality), so a plan that reaches it is the best. Holds for `gamma <= beta`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.planner.build import Shape, shape_of, tastes_of
from corridor.planner.problem import DesignProblem
from corridor.types import Flags, Floats

TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Prices:
    """Multipliers of all constraints."""

    goods: Floats
    """`P`, [node, good]."""
    bundle: Floats
    """`B`, [node]."""
    work: Floats
    """Of labour of a node, [node]; empty where labour is not assigned to goods."""
    utility: Floats
    """`lambda`, [node]; empty where people stay."""
    people: Floats
    """Of the people of a region, [region]; empty where people stay."""
    budget: float
    """`mu`."""


def prices_of(problem: DesignProblem, row: Floats) -> Prices:
    """Return multipliers from those of the program's rows."""
    shape, node = shape_of(problem), np.arange(problem.nodes)
    goods = np.stack([row[shape.of_node(node, good)] for good in range(problem.goods)], axis=1)
    return Prices(
        goods=goods,
        bundle=row[shape.of_node(node, problem.goods)],
        work=row[shape.of_node(node, problem.goods + 1)] if shape.assigns else np.empty(0),
        utility=row[shape.of_node(node, shape.group - 1)] if shape.mobile else np.empty(0),
        people=row[shape.border + 1 :][: shape.regions],
        budget=float(row[shape.border]),
    )


def welfare_excess(
    problem: DesignProblem, prices: Prices, welfare: float, utility: Floats, built: Floats | None
) -> float:
    """Return how much more welfare than here any plan can have; infinite where theory does not tell.

    Where everybody moves, the Lagrangian at present utility `u` bounds what is left over, and it falls by
    `sum_j lambda_j L_j` with every unit that utility rises: so does the bound.

    Parameters
    ----------
    problem, prices
        The problem and multipliers.
    welfare, utility
        Of the plan; utility of a person, [region], where people move.
    built
        Infrastructure, [link], where it is not chosen.

    """
    shape = shape_of(problem)
    several = shape.mobile and np.sum(problem.region_population > 0.0) > 1
    if several or not (problem.convex or built is not None):
        return float("inf")
    left = _eaten(problem, shape, prices) + _made(problem, shape, prices) + _carried(problem, prices, built)
    if not shape.mobile:
        return max(left - welfare, 0.0)
    left += _housed(problem, prices, utility)
    wanted = prices.utility[problem.inhabited]
    people = float(problem.population.sum())
    rise = max(left, 0.0) / (float(wanted.min()) * people)
    curved = tastes_of(problem).curved
    return people * float(curved(utility[0] + rise) - curved(utility[0]))


def _eaten(problem: DesignProblem, shape: Shape, prices: Prices) -> float:
    """Return the most that eating and bundling is worth beyond what goods cost."""
    world, tastes, at = _world(problem), tastes_of(problem), problem.inhabited
    most = float(tastes.bundle(world[None, :])[0])
    used = at | shape.cross
    goods = np.maximum(prices.goods[used], TINY)
    index = (goods ** (1.0 - problem.sigma)).sum(axis=1) ** (1.0 / (1.0 - problem.sigma))
    total = most * float(np.maximum(prices.bundle[used] - index, 0.0).sum())
    B, alpha, rho = np.maximum(prices.bundle[at], TINY), problem.alpha, problem.rho
    unit = tastes.together(np.ones(problem.nodes), problem.housing)[at]
    if shape.mobile:
        scale, power = prices.utility[at] * unit, alpha
    else:
        people = problem.population[at]
        scale = problem.weight[at] * people * (unit / people) ** (1.0 - rho)
        power = alpha * (1.0 - rho)
    slope = scale * alpha
    if power == 1.0:
        return total + float((np.maximum(scale - B, 0.0) * most).sum())
    C = np.minimum((slope / B) ** (1.0 / (1.0 - power)), most)
    if shape.mobile:
        return total + float((scale * C**alpha - B * C).sum())
    each = tastes.together(_spread(C, at), problem.housing)[at] / people
    return total + float((problem.weight[at] * people * tastes.curved(each) - B * C).sum())


def _made(problem: DesignProblem, shape: Shape, prices: Prices) -> float:
    """Return the most that goods made are worth beyond what labour costs."""
    z, a, P = problem.productivity, problem.a, prices.goods
    if not shape.assigns:
        return float((P * z * problem.population[:, None] ** a).sum())
    at = problem.inhabited
    most = _most(problem)[at, None]
    worth, wage = (P * z)[at], np.maximum(prices.work[at, None], TINY)
    if a == 1.0:
        gain = np.maximum(worth - wage, 0.0) * most
    else:
        labour = np.minimum((a * worth / wage) ** (1.0 / (1.0 - a)), most)
        gain = worth * labour**a - wage * labour
    paid = 0.0 if shape.mobile else float(prices.work[at] @ problem.population[at])
    return float(gain.sum()) + paid


def _housed(problem: DesignProblem, prices: Prices, utility: Floats) -> float:
    """Return the most that people are worth where they live, beyond what they need."""
    at, region = problem.inhabited, problem.region
    each = prices.work - prices.utility * utility[region] - prices.people[region]
    gain = np.maximum(each[at], 0.0) * problem.region_population[region][at]
    return float(gain.sum()) + float(prices.people @ problem.region_population)


def _carried(problem: DesignProblem, prices: Prices, built: Floats | None) -> float:
    """Return the most that links earn beyond what they cost, the budget's worth included."""
    beta, gamma = problem.beta, problem.gamma
    worth, limit = np.zeros(problem.links), np.zeros(problem.links)
    for way, (start, end) in enumerate(((problem.tail, problem.head), (problem.head, problem.tail))):
        margin = np.maximum(prices.goods[end] - prices.goods[start], 0.0)
        paid = prices.goods[start]
        box = np.broadcast_to(_world(problem), margin.shape)
        if problem.congestion == "cross":
            margin, paid, box = (
                _norm(margin, problem.nu),
                prices.bundle[start, None],
                box.sum(axis=1, keepdims=True),
            )
        price = np.maximum((1.0 + beta) * problem.delta_tau[:, way, None] * paid, TINY)
        with np.errstate(over="ignore"):
            worth += (margin * (margin / price) ** (1.0 / beta)).sum(axis=1) * beta / (1.0 + beta)
        limit += (margin * box).sum(axis=1)
    power = gamma / beta
    if built is not None:
        return float(np.minimum(worth * built**power, limit).sum())
    cost = np.maximum(prices.budget * problem.delta_I, TINY)
    free = problem.upper > problem.lower
    spare = (problem.budget - float(problem.delta_I @ problem.lower)) / np.where(free, problem.delta_I, 1.0)
    most = np.where(free, np.minimum(problem.upper, problem.lower + np.maximum(spare, 0.0)), problem.lower)
    with np.errstate(over="ignore", divide="ignore"):
        best = most if power == 1.0 else (power * worth / cost) ** (1.0 / (1.0 - power))
        best = np.where((power == 1.0) & (worth < cost), problem.lower, best)
    best = np.clip(best, problem.lower, most)
    earned = np.minimum(worth * best**power, limit) - prices.budget * problem.delta_I * best
    return float(earned.sum()) + prices.budget * problem.budget


def _norm(margin: Floats, nu: float) -> Floats:
    """Return the most that a unit of load earns, [link, 1]: the dual norm of margins."""
    top = margin.max(axis=1, keepdims=True)
    if nu == 1.0:
        return np.asarray(top, dtype=np.float64)
    power = nu / (nu - 1.0)
    share = margin / np.where(top > 0.0, top, 1.0)
    return np.asarray(top * (share**power).sum(axis=1, keepdims=True) ** (1.0 / power), dtype=np.float64)


def _most(problem: DesignProblem) -> Floats:
    """Return the most people that can be at each node, [node]."""
    if problem.labour == "fixed":
        return problem.population
    return np.where(problem.inhabited, problem.region_population[problem.region], 0.0)


def _world(problem: DesignProblem) -> Floats:
    """Return more than the world can make of each good: no good flows in circles, so no flow is larger."""
    makes = problem.productivity > 0.0
    made = problem.productivity * _most(problem)[:, None] ** problem.a * makes
    return np.asarray(made.sum(axis=0), dtype=np.float64)


def _spread(values: Floats, at: Flags) -> Floats:
    spread = np.ones(at.size)
    spread[at] = values
    return spread
