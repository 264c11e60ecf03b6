"""Where an interior solve starts: inside all bounds, at the right order of magnitude."""

from __future__ import annotations

import numpy as np

from corridor.planner.build import evenly, shape_of, tastes_of, world_output
from corridor.planner.interior import Point
from corridor.planner.problem import DesignProblem
from corridor.planner.program import Program
from corridor.types import Floats

EATEN = 0.5
"""Part of the world's output that is eaten at the start."""
CARRIED = 0.2
"""Of an average node's part of the world's output, what every link carries each way."""
PRODUCT = 0.1
"""Of an average node's output, what the product of a variable and its multiplier is worth."""
SPENT = 0.9
"""Part of the free budget that is spent."""


def infrastructure_start(problem: DesignProblem) -> Floats:
    """Return infrastructure inside its bounds, with the same free money on every link."""
    lower, upper = problem.lower, problem.upper
    free = upper > lower
    spare = problem.budget - float(problem.delta_I @ lower)
    money = SPENT * spare / max(int(free.sum()), 1)
    cost, room = np.where(free, problem.delta_I, 1.0), np.where(free, upper - lower, 0.0)
    return np.asarray(lower + np.minimum(money / cost, 0.5 * room), dtype=np.float64)


def start_of(problem: DesignProblem, program: Program, infrastructure: Floats) -> Point:
    """Return a point inside all bounds, for infrastructure on the links of the program."""
    shape, world = shape_of(problem), world_output(problem)
    people = evenly(problem)
    share = np.maximum(people / people.sum(), 1e-2 / problem.nodes)
    D = EATEN * share[:, None] * world
    C = SPENT * tastes_of(problem).bundle(D)
    parts = [D, C[:, None]]
    if shape.assigns:
        makes = problem.productivity > 0.0
        parts.append(SPENT * people[:, None] / np.maximum(makes.sum(axis=1, keepdims=True), 1) * makes)
    if shape.mobile:
        parts.append(people[:, None])
    flow = np.broadcast_to(
        np.tile(CARRIED * world / problem.nodes, 2), (infrastructure.size, 2 * problem.goods)
    )
    parts = [np.concatenate(parts, axis=1).ravel(), np.hstack([flow, infrastructure[:, None]]).ravel()]
    x = np.concatenate(parts)
    x[: parts[0].size] = np.where(program.moving[: parts[0].size], parts[0], 1.0)
    price, shared, value = _prices(problem, program, D, C)
    moving, bounded, free = program.moving, program.bounded, program.slackened
    product = PRODUCT * value / problem.nodes
    low, high, slack = np.zeros_like(x), np.zeros_like(x), np.zeros(program.rows)
    low[moving] = product / (x[moving] - program.lower[moving])
    high[bounded] = product / (program.upper[bounded] - x[bounded])
    slack[free] = product / price[free]
    return Point(x, low, high, price, slack, shared)


def _prices(problem: DesignProblem, program: Program, D: Floats, C: Floats) -> tuple[Floats, Floats, float]:
    """Return prices by row, shared utility, and the value of the world's output."""
    shape, world, people = shape_of(problem), world_output(problem), evenly(problem)
    tastes, at, node = tastes_of(problem), problem.inhabited, np.arange(problem.nodes)
    together = np.where(at, tastes.together(C, problem.housing), 0.0)
    each = together / np.where(at, people, 1.0)
    shared = np.empty(0)
    if shape.mobile:
        crowd = np.maximum(problem.region_population, 1e-300)
        shared = SPENT * np.bincount(problem.region, together, crowd.size) / crowd
        shared = np.where(problem.region_population > 0.0, shared, 1.0)
        wanted = shared[problem.region] ** -problem.rho
    else:
        wanted = problem.weight * np.where(at, each, 1.0) ** -problem.rho
    bundle = np.where(at, wanted * problem.alpha * together / C, 0.0)
    mean = float(people @ bundle / people.sum())
    relative = ((tastes.bundle(D)[:, None] / D) ** (1.0 / problem.sigma)).T @ (people / people.sum())
    value = mean * float(relative @ world)
    price = np.zeros(program.rows)
    for good in range(problem.goods):
        price[shape.of_node(node, good)] = mean * relative[good]
    price[shape.of_node(node, problem.goods)] = np.where(at, bundle, mean)
    if shape.assigns:
        price[shape.of_node(node, problem.goods + 1)] = value / people.sum()
    if shape.mobile:
        price[shape.of_node(node, problem.goods + 2)] = wanted
        price[shape.border + 1 : program.first_shared] = value / people.sum()
    price[shape.border] = 0.1 * value / max(problem.budget, 1e-300)
    return np.where(program.alive, price, 0.0), shared, value
