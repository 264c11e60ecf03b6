"""Spread over routes: logit choice among all routes of a network, without listing one.

A route from i to j costing `G_r` weighs `exp(-mu G_r)`; the sum over all routes solves a sparse linear
system per destination, and the choice is a Markov chain over nodes (Akamatsu 1996, Transportation
Research B 30; Fosgerau, Frejinger & Karlström 2013). Costs are measured from the least cost to the
destination, so weights of best routes are one and nothing underflows at any `mu`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.csgraph import dijkstra
from scipy.sparse.linalg import splu

from corridor.errors import Fault, InputError, SolveError
from corridor.network.graph import Graph
from corridor.network.network import Network
from corridor.types import Floats, Ints

CERTAIN = 1e-10
"""A spectral radius nearer to one than this cannot be told from one in floating point."""


@dataclass(frozen=True)
class Choice:
    """How routes are chosen.

    `dispersion` is mu, per unit of cost: the larger, the more only the cheapest count. Routes are all
    walks that end when they first reach the destination, or, with `nearer_only`, those on which every link
    leads nearer to it (Dial 1971, Transportation Research 5, links efficient for the destination).
    """

    dispersion: float
    nearer_only: bool = False

    def __post_init__(self) -> None:
        if not self.dispersion > 0:
            raise InputError(
                [
                    Fault(
                        file="route choice",
                        message="dispersion must be positive",
                        value=f"{self.dispersion:g}",
                    )
                ]
            )


@dataclass(frozen=True)
class Spread:
    """Costs and flows of logit choice among routes."""

    cost: Floats
    """Expected least cost `-(1/mu) ln sum_r exp(-mu G_r)`, [origin, destination]; infinite without one."""
    mean_cost: Floats
    """Mean cost of the routes taken, [origin, destination]."""
    flow: Floats
    """[link], or [link, direction] for a network."""
    radius: float
    """Certificate: an upper bound, below one, of the spectral radius of every system; 0 without cycles."""


def spread(links: tuple[Ints, Ints], cost: Floats, choice: Choice, demand: Floats) -> Spread:
    """Return logit route choice on one-way links.

    `links` are the tail and head node of every link, `cost` [link] is positive, infinite where closed; the
    first nodes are the zones between which `demand`, [origin, destination], travels. One sparse
    factorisation per destination.

    Raises
    ------
    SolveError
        The sum over routes has no limit: walks that turn in circles weigh too much.
    InputError
        A cost is not positive, or there is demand and no route.

    """
    graph = _Weighted.of(links, cost, choice, len(demand))
    zones = np.arange(len(demand))
    return _spread(graph, zones, demand)


def spread_on(network: Network, cost: Floats, choice: Choice, demand: Floats, places: Ints) -> Spread:
    """Return logit route choice on a network: `flow` is [link, direction], `cost` [link].

    `places` are the positions in the table of nodes of the zones of `demand`.

    Raises
    ------
    SolveError
        The sum over routes has no limit.
    InputError
        A cost is not positive, or there is demand and no route.

    """
    start, end = network.ends
    way_back = np.where(network.links["directed"].to_numpy(dtype=bool), np.inf, cost)
    tail, head = np.stack([start, end], 1).ravel(), np.stack([end, start], 1).ravel()
    graph = _Weighted.of((tail, head), np.stack([cost, way_back], 1).ravel(), choice, len(network.nodes))
    found = _spread(graph, places, demand)
    return Spread(found.cost, found.mean_cost, found.flow.reshape(len(cost), 2), found.radius)


def spread_over(graph: Graph, cost: Floats, choice: Choice, demand: Floats) -> Spread:
    """Return logit route choice over the uses of a prepared graph: `flow` and `cost` are [link of the graph].

    Zones are the first places of the graph. Errors as in `spread`.
    """
    pairs, way_back = graph.arc // 2, graph.arc % 2 == 1
    low, high = graph.contraction.low[pairs], graph.contraction.high[pairs]
    tail, head = np.where(way_back, high, low), np.where(way_back, low, high)
    weighted = _Weighted.of((tail, head), cost[graph.link], choice, graph.contraction.nodes)
    found = _spread(weighted, graph.places[: len(demand)], demand)
    flow = np.bincount(graph.link, weights=found.flow, minlength=graph.links).astype(np.float64)
    return Spread(found.cost, found.mean_cost, flow, found.radius)


@dataclass(frozen=True)
class _Weighted:
    """Open links of a graph and how routes over them are chosen."""

    nodes: int
    count: int
    link: Ints
    """Rows of the open links."""
    tail: Ints
    head: Ints
    cost: Floats
    choice: Choice

    @classmethod
    def of(cls, links: tuple[Ints, Ints], cost: Floats, choice: Choice, nodes: int) -> _Weighted:
        tail, head = (np.asarray(ends, dtype=np.int64) for ends in links)
        wrong = np.flatnonzero(~(np.asarray(cost) > 0))
        if len(wrong):
            cure = "give every link a cost, however small"
            raise InputError(
                [
                    Fault(
                        file="links",
                        message="cost must be positive",
                        row=int(i) + 1,
                        value=str(cost[i]),
                        cure=cure,
                    )
                    for i in wrong[:10]
                ]
            )
        link = np.flatnonzero(np.isfinite(cost) & (tail != head))
        nodes = max(nodes, int(tail.max(initial=-1)) + 1, int(head.max(initial=-1)) + 1)
        return cls(
            nodes, len(tail), link, tail[link], head[link], np.asarray(cost, dtype=float)[link], choice
        )

    def least_to(self, places: Ints) -> Floats:
        """Return least costs to each place, [place, node]."""
        order = np.lexsort((self.cost, self.head, self.tail))
        tail, head = self.tail[order], self.head[order]
        first = np.r_[True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])][: len(order)]
        shape = (self.nodes, self.nodes)
        back = csr_array((self.cost[order][first], (head[first], tail[first])), shape=shape)
        value: Floats = dijkstra(back, indices=places)
        return value


def _spread(graph: _Weighted, places: Ints, demand: Floats) -> Spread:
    cost, mean = np.full(demand.shape, np.inf), np.full(demand.shape, np.inf)
    flow, radius = np.zeros(graph.count), 0.0
    for j, place in enumerate(places):
        least = graph.least_to(np.array([place]))[0]
        reached = np.isfinite(least[places])
        if np.any(demand[~reached, j] > 0):
            origin = int(np.flatnonzero(~reached & (demand[:, j] > 0))[0])
            raise InputError(
                [Fault(file="demand", message="there is demand and no route", value=f"from {origin} to {j}")]
            )
        system = _Towards.of(graph, int(place), least)
        radius = max(radius, system.radius)
        node = places[reached]
        cost[reached, j] = least[node] - np.log(system.weight[node]) / graph.choice.dispersion
        mean[reached, j] = system.mean_cost()[node]
        setting_out = np.zeros(graph.nodes)
        setting_out[node] = demand[reached, j]
        flow[graph.link] += system.load(setting_out)
    return Spread(cost, mean, flow, radius)


@dataclass(frozen=True)
class _Towards:
    """The system of one destination: `weight` solves `weight = routes_at + transfer @ weight`."""

    graph: _Weighted
    order: Ints
    """Nodes from near to far; those without a route last."""
    factors: Any
    """LU factors by scipy's SuperLU."""
    by_link: Floats
    """Weight of each open link, [open link]."""
    weight: Floats
    """Weight of all routes to the destination over that of a best one, [node]."""
    radius: float

    @classmethod
    def of(cls, graph: _Weighted, place: int, least: Floats) -> _Towards:
        tail, head = graph.tail, graph.head
        usable = np.isfinite(least[tail]) & np.isfinite(least[head]) & (tail != place)
        if graph.choice.nearer_only:
            usable &= least[head] < least[tail]
        above = np.where(usable, graph.cost + least[head], np.inf) - np.where(usable, least[tail], 0.0)
        by_link = np.exp(-graph.choice.dispersion * np.maximum(above, 0.0))
        order = np.argsort(least, kind="stable")
        position = np.argsort(order, kind="stable")
        shape = (graph.nodes, graph.nodes)
        transfer = csc_array((by_link[usable], (position[tail[usable]], position[head[usable]])), shape=shape)
        factors = _factors(transfer, graph.choice)
        radius = _radius(transfer, factors, graph.choice)
        at_place = np.zeros(graph.nodes)
        at_place[position[place]] = 1.0
        weight = factors.solve(at_place)[position]
        return cls(graph, order, factors, by_link, weight, radius)

    def mean_cost(self) -> Floats:
        """Return the mean cost of the routes taken from each node, [node]."""
        ahead = self.by_link * self.graph.cost * self.weight[self.graph.head]
        paid = np.bincount(self.graph.tail, weights=ahead, minlength=self.graph.nodes)
        total = np.empty(self.graph.nodes)
        total[self.order] = self.factors.solve(paid[self.order])
        value: Floats = np.divide(total, self.weight, out=np.full_like(total, np.inf), where=self.weight > 0)
        return value

    def load(self, start: Floats) -> Floats:
        """Return the flow on each open link of what sets out from the nodes, [node]."""
        outgoing = np.divide(start, self.weight, out=np.zeros_like(start), where=start > 0)
        visits = np.empty(self.graph.nodes)
        visits[self.order] = self.factors.solve(outgoing[self.order], trans="T")
        value: Floats = visits[self.graph.tail] * self.by_link * self.weight[self.graph.head]
        return value


def _factors(transfer: csc_array, choice: Choice) -> Any:
    """Return the LU factors of one less the transfer; pivots stay on the diagonal (an M-matrix)."""
    matrix: Any = (eye_array(transfer.shape[0], format="csc") - transfer).tocsc()
    ordering: Literal["NATURAL", "MMD_AT_PLUS_A"] = "NATURAL" if choice.nearer_only else "MMD_AT_PLUS_A"
    try:
        return splu(matrix, permc_spec=ordering, diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    except RuntimeError as singular:
        raise SolveError(_no_limit(choice)) from singular


def _radius(transfer: csc_array, factors: Any, choice: Choice) -> float:
    """Return a bound of the spectral radius: with u > 0 it is at most `max (A u) / u` (Collatz 1942)."""
    if choice.nearer_only:
        return 0.0
    u = factors.solve(np.ones(transfer.shape[0]))
    bound = float(np.max((transfer @ u) / u)) if np.all(u > 0) else np.inf
    if not bound < 1.0 - CERTAIN:
        raise SolveError(_no_limit(choice))
    return bound


def _no_limit(choice: Choice) -> str:
    return (
        f"The sum over all routes has no limit at a dispersion of {choice.dispersion:g}: on links so cheap, "
        "walks that turn in circles weigh too much. Raise the dispersion, use a coarser network, or count "
        "only routes on which every link leads nearer (nearer_only)."
    )
