"""The traffic equilibrium on a large grid, with the value of every link."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from benchmarks.timing import Figure
from corridor.geography.equilibrium import traffic_equilibrium
from corridor.geography.problem import TrafficProblem
from corridor.geography.values import traffic_values

SIZES = (10_000, 100_000)
AIM = {10_000: 5.0}
LARGE = 100_000
"""Sizes from here on are measured only where asked for: they take a minute or more."""


def grid(nodes: int, *, seed: int = 1) -> TrafficProblem:
    """Return towns on a square grid, roads both ways at one cost, with spillovers and congestion."""
    draw, side = np.random.default_rng(seed), round(nodes**0.5)
    place = np.arange(side * side).reshape(side, side)
    start = np.concatenate([place[:, :-1].ravel(), place[:-1].ravel()])
    end = np.concatenate([place[:, 1:].ravel(), place[1:].ravel()])
    cost = np.tile(draw.uniform(1.6, 1.9, start.size), 2)
    return TrafficProblem(
        tail=np.concatenate([start, end]),
        head=np.concatenate([end, start]),
        iceberg_cost=cost,
        productivity=draw.lognormal(0.0, 0.2, side * side),
        amenity=draw.lognormal(0.0, 0.2, side * side),
        labour=np.array(float(side * side)),
        trade_elasticity=4.0,
        productivity_spillover=0.05,
        amenity_spillover=-0.3,
        congestion=0.1,
    )


def figures(*, large: bool = False) -> Iterator[Figure]:
    """Yield the time of one equilibrium and all link values, by size."""
    for nodes in SIZES:
        if nodes >= LARGE and not large:
            continue
        problem = grid(nodes)
        started = time.perf_counter()
        solution = traffic_equilibrium(problem)
        solved = time.perf_counter() - started
        traffic_values(solution)
        took = time.perf_counter() - started
        links = problem.tail.size
        name = (
            f"traffic equilibrium and all link values, {problem.productivity.size:,} nodes, {links:,} links"
        )
        note = f"equilibrium {solved:.1f} s, {solution.certificate.iterations} steps"
        yield Figure(name, took, "s", AIM.get(nodes), note)
