"""Ways in: a first guess with equal wages, and a path from far-apart places where that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from corridor.errors import SolveError
from corridor.geography.factors import Factors
from corridor.geography.newton import TrafficSettings
from corridor.geography.path import follow
from corridor.geography.problem import TrafficProblem
from corridor.geography.routes import route_factors
from corridor.geography.system import System
from corridor.types import Floats

NEAREST = 0.95
"""Largest weight of a node's links in the first guess."""
HALVINGS = 9
"""Steps of the search for how crowded links are."""
APART = 4.0
"""Links weigh less by `exp(-APART)` where the path to the solution begins."""


def start(problem: TrafficProblem) -> Floats:
    """Return `[p, q, ln W]`.

    One solve gives market access. Where traffic changes costs, links are first made dear enough for the sum
    over routes to be finite.

    Raises
    ------
    SolveError
        Links are so cheap that no sum over routes is finite.

    """
    theta, congestion = problem.trade_elasticity, problem.congestion
    weight = problem.iceberg_cost ** (-theta / (1.0 + theta * congestion))
    if congestion == 0.0:
        p, q = _access(problem, route_factors(problem, weight)[0])
        return _guess(problem, p, q)
    return _crowded(problem, weight)


def _crowded(problem: TrafficProblem, weight: Floats) -> Floats:
    """Return a guess at which links weigh at least what their traffic implies, so that access is too high.

    Newton's method comes down to the solution from there; from below it overshoots, since its equations
    are logs of sums of exponentials, which are convex.
    """
    theta, congestion = problem.trade_elasticity, problem.congestion
    crowding = theta * congestion / (1.0 + theta * congestion)
    ends = (problem.tail, problem.head)
    sums = np.array([np.bincount(end, weight, problem.productivity.size) for end in ends])
    total = float(np.log(problem.labour if problem.mobile else problem.labour.sum()))
    low, high = -np.log(sums.max()) - 1.0, -np.log(sums.min())
    found = None
    for _ in range(HALVINGS):
        factor = 0.5 * (low + high)
        try:
            p, q = _access(problem, route_factors(problem, weight * np.exp(factor))[0])
        except SolveError:
            high = factor
            continue
        implied = -crowding * (p[problem.tail] + q[problem.head] - total)
        if float(np.max(implied)) <= factor:
            found, high = (p, q), factor
        else:
            low = factor
    return _guess(problem, *(found or (p, q)))


def along_path(
    problem: TrafficProblem, settings: TrafficSettings, build: Callable[[TrafficProblem, int], System]
) -> tuple[System, Floats, int]:
    """Return the equations, their solution and the iterations, coming from an easier problem.

    There places lie far apart and, where labour moves, crowds deter people strongly.

    Raises
    ------
    SolveError
        A small part of the way failed.

    """
    nodes = problem.productivity.size
    begun = start(_easier(problem, 0.0))
    reference = int(np.argmax(begun[:nodes] + begun[nodes : 2 * nodes]))

    def at(way: float) -> System:
        return build(problem if way == 1.0 else _easier(problem, way), reference)

    return follow(at, begun, settings)


def _easier(problem: TrafficProblem, way: float) -> TrafficProblem:
    theta = problem.trade_elasticity
    apart = APART * (1.0 - way) * (1.0 + theta * problem.congestion) / theta
    deter = 1.0 - way if problem.mobile else 0.0
    return replace(
        problem,
        iceberg_cost=problem.iceberg_cost * np.exp(apart),
        amenity_spillover=problem.amenity_spillover - deter,
    )


def _access(problem: TrafficProblem, factors: Factors) -> tuple[Floats, Floats]:
    """Return logs of market access at wages of one."""
    labour, crowd = _spread(problem)
    made = problem.productivity * crowd**problem.productivity_spillover
    own = np.where(problem.settled, made**problem.trade_elasticity, 0.0)
    access_in = factors.solve_transposed(own)
    access_out = factors.solve(labour / access_in)
    return np.log(access_in), np.log(access_out)


def _guess(problem: TrafficProblem, p: Floats, q: Floats) -> Floats:
    settled = problem.settled
    amenity = (problem.amenity * _spread(problem)[1] ** problem.amenity_spillover)[settled]
    welfare = float(np.mean(np.log(amenity) + p[settled] / problem.trade_elasticity))
    return np.concatenate([p, q, [welfare if problem.mobile else 0.0]])


def _spread(problem: TrafficProblem) -> tuple[Floats, Floats]:
    """Return labour, spread evenly where it moves, and the same with one at junctions."""
    settled = problem.settled
    share = settled.sum() if problem.mobile else 1.0
    labour = np.where(settled, problem.labour / share, 0.0)
    return labour, np.where(settled, labour, 1.0)
