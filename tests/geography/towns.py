"""Small worlds of towns and links, and their equilibria by other means than the code's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor.geography.problem import TrafficProblem

Floats = NDArray[np.float64]


def ring(
    nodes: int, *, seed: int = 3, mobile: bool = True, junctions: tuple[int, ...] = (), **more: float
) -> TrafficProblem:
    """Return towns on a ring with two chords, each way at its own cost; nobody lives at junctions."""
    draw = np.random.default_rng(seed)
    ends = [(k, (k + 1) % nodes) for k in range(nodes)] + [(0, nodes // 2), (1, nodes - 2)]
    tail, head = np.array([*ends, *((b, a) for a, b in ends)]).T
    made = draw.lognormal(0.0, 0.3, nodes)
    made[list(junctions)] = 0.0
    settings = {"trade_elasticity": 4.0, **more}
    return TrafficProblem(
        tail=tail,
        head=head,
        iceberg_cost=draw.uniform(1.7, 2.4, tail.size),
        productivity=made,
        amenity=draw.lognormal(0.0, 0.1, nodes),
        labour=np.array(10.0) if mobile else draw.lognormal(0.0, 0.4, nodes),
        **settings,
    )


@dataclass(frozen=True)
class Dense:
    """An equilibrium with a matrix of every origin by every destination."""

    wage: Floats
    labour: Floats
    welfare: Floats
    """Real income of a worker, [node]."""
    traffic: Floats
    cost: Floats


def dense(problem: TrafficProblem, *, rounds: int = 20_000) -> Dense:
    """Return the equilibrium by plain iteration on N x N trade flows: wages, people, costs in turn.

    Trade costs are those of the sum over all routes, `tau = (sum of K ** hops) ** (-1 / theta)`; traffic
    of a link is what all pairs send over it (Allen & Arkolakis 2022, equations 6 and 11).
    """
    theta, n = problem.trade_elasticity, problem.productivity.size
    at = np.flatnonzero(problem.productivity > 0.0)
    total = float(problem.labour if problem.mobile else problem.labour[at].sum())
    labour = np.full(len(at), total / len(at)) if problem.mobile else problem.labour[at]
    wage = np.ones(len(at))
    cost = problem.iceberg_cost.copy()
    for _ in range(rounds):
        weight = np.zeros((n, n))
        np.add.at(weight, (problem.tail, problem.head), cost**-theta)
        routes = np.linalg.inv(np.eye(n) - weight)
        made = problem.productivity[at] * labour**problem.productivity_spillover
        sold = (made / wage)[:, None] ** theta * routes[np.ix_(at, at)]
        price = sold.sum(axis=0)
        flows = sold / price * (wage * labour)
        new_wage = wage * (flows.sum(axis=1) / (wage * labour)) ** 0.3
        new_wage *= total / (new_wage @ labour)
        amenity = problem.amenity[at] * labour**problem.amenity_spillover
        welfare = wage * amenity * price ** (1.0 / theta)
        pull = welfare**0.3 if problem.mobile else 1.0
        new_labour = labour * pull
        new_labour *= labour.sum() / new_labour.sum()
        pairs = np.zeros((n, n))
        pairs[np.ix_(at, at)] = flows / routes[np.ix_(at, at)]
        on_link = cost**-theta * (routes[:, problem.tail].T @ pairs * routes[problem.head]).sum(axis=1)
        wanted = problem.iceberg_cost * (on_link / total) ** problem.congestion
        moved = max(
            float(np.max(np.abs(new / old - 1.0)))
            for new, old in ((new_wage, wage), (new_labour, labour), (wanted, cost))
        )
        wage, labour, cost = new_wage, new_labour, cost**0.9 * wanted**0.1
        if moved < 1e-13:
            break
    return Dense(wage, labour, welfare, on_link, cost)
