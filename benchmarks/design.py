"""The best network for a budget on square grids: cities, goods, links and infrastructure in one solve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np

from benchmarks.timing import Figure, best_of
from corridor.planner.certificate import DesignSettings
from corridor.planner.design import allocate, design
from corridor.planner.problem import DesignProblem

SIZES: tuple[tuple[int, int, int, Literal["own", "cross"], float], ...] = (
    (20, 20, 10, "own", 5.0),
    (35, 40, 4, "cross", 10.0),
)
"""Rows, columns, goods, congestion, and the aim in seconds."""


def figures() -> Iterator[Figure]:
    """Yield one time per size, with the proof in the note; then the allocation from prices alone."""
    for rows, columns, goods, congestion, aim in SIZES:
        problem = _grid(rows, columns, goods, congestion)
        found = design(problem)
        took = best_of(lambda problem=problem: design(problem), 2)
        proof = found.certificate
        name = f"optimal network, {rows * columns:,} nodes x {goods} goods, {congestion}-good congestion"
        note = f"{proof.iterations} steps, gap {proof.gap:.0e}, worst residual {proof.worst:.0e}"
        yield Figure(name, took, "s", aim, note)
    yield from _from_prices()


def _from_prices() -> Iterator[Figure]:
    """Yield the time of an allocation by its dual as a part of the time of the interior point."""
    problem = replace(_grid(20, 20, 10, "own"), existing=np.ones(760))
    dual = DesignSettings(method="dual")
    found, other = allocate(problem, dual), allocate(problem)
    ways = [best_of(lambda how=how: allocate(problem, how), 3) for how in (dual, DesignSettings())]
    note = (
        f"{ways[0]:.2f} s in {found.certificate.iterations} steps against {ways[1]:.2f} s in "
        f"{other.certificate.iterations}; welfare differs by {abs(found.welfare / other.welfare - 1.0):.0e}"
    )
    yield Figure(
        "allocation alone, 400 nodes x 10 goods: dual over interior point", ways[0] / ways[1], "", 0.2, note
    )


def _grid(rows: int, columns: int, goods: int, congestion: Literal["own", "cross"]) -> DesignProblem:
    """Return cities on a grid: every city makes the first good, some of the largest the others."""
    draw = np.random.default_rng(rows)
    nodes = rows * columns
    place = np.arange(nodes).reshape(rows, columns)
    tail = np.concatenate([place[:, :-1].ravel(), place[:-1].ravel()])
    head = np.concatenate([place[:, 1:].ravel(), place[1:].ravel()])
    population = draw.lognormal(0.0, 0.7, nodes)
    productivity = np.zeros((nodes, goods))
    productivity[:, 0] = 1.0
    for n, city in enumerate(np.argsort(-population)[: goods - 1], start=1):
        productivity[city, n] = 1.0
    productivity[productivity[:, 1:].any(axis=1), 0] = 0.0
    return DesignProblem(
        tail=tail,
        head=head,
        delta_tau=np.full(tail.size, 0.1),
        delta_I=draw.uniform(0.8, 1.6, tail.size),
        productivity=productivity,
        population=population,
        budget=float(nodes),
        congestion=congestion,
        beta=1.0,
        gamma=0.8,
    )
