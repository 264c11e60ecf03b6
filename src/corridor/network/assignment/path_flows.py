"""User equilibrium to the last digits, by moving flow between the routes of each pair.

For every pair of zones the routes in use are kept, and flow moves to the cheapest by a Newton step on the
links in which two routes differ: gradient projection (Jayakrishnan, Tsai, Prashker & Rajadhyaksha 1994,
Transportation Research Record 1443). It goes where Frank-Wolfe slows down, at the price of a list of
routes: for networks of a few hundred links.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.errors import Fault, InputError, SolveError
from corridor.network.assignment.delay import VolumeDelay
from corridor.network.assignment.equilibrium import UserEquilibrium
from corridor.network.assignment.frank_wolfe import AssignmentSettings
from corridor.types import Floats, Ints

Route = frozenset[int]

SWEEPS = 10
"""Times that all pairs are equalised between two searches for new routes."""


def path_equilibrium(
    links: tuple[Ints, Ints], delay: VolumeDelay, demand: Floats, settings: AssignmentSettings | None = None
) -> UserEquilibrium:
    """Return the user equilibrium of one class on one-way links, as `equilibrium.user_equilibrium` does.

    Gaps of 1e-12 are within reach. An iteration is a search for new routes with some sweeps.

    Raises
    ------
    SolveError
        The relative gap was not reached.
    InputError
        There is demand between two zones and no route.

    """
    settings = settings or AssignmentSettings(gap=1e-12)
    tail, head = (np.asarray(ends, dtype=np.int64) for ends in links)
    pairs = [(int(i), int(j)) for i, j in np.argwhere(demand > 0) if i != j]
    flows = _Flows(_Search(tail, head, len(demand)), delay, {pair: float(demand[pair]) for pair in pairs})
    gap, bound = np.inf, -np.inf
    for iteration in range(1, settings.max_iterations + 1):
        least = flows.find_routes()
        spent = float(flows.volume @ flows.time)
        excess = spent - sum(amount * least[pair] for pair, amount in flows.demand.items())
        gap = excess / spent if spent > 0 else 0.0
        objective = float(delay.integral(flows.volume).sum())
        bound = max(bound, objective - excess)
        if gap <= settings.gap:
            return UserEquilibrium(
                flows.volume, flows.time, least, objective, max(gap, 0.0), bound, iteration, settings
            )
        for _ in range(SWEEPS):
            flows.sweep()
    raise SolveError(
        f"The assignment ended with a relative gap of {gap:.1e} after {settings.max_iterations} iterations; "
        f"{settings.gap:.1e} was asked for. Allow more iterations, or ask for a wider gap."
    )


@dataclass(frozen=True)
class _Search:
    """Least-cost routes between zones on one-way links."""

    tail: Ints
    head: Ints
    zones: int

    def __call__(self, time: Floats) -> tuple[Floats, dict[tuple[int, int], Route]]:
        """Return least times, [origin, destination], and the links of each route."""
        order = np.lexsort((time, self.head, self.tail))
        tail, head = self.tail[order], self.head[order]
        first = np.r_[True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])]
        link = order[first]
        nodes = max(self.zones, int(self.tail.max()) + 1, int(self.head.max()) + 1)
        best = {(int(self.tail[row]), int(self.head[row])): int(row) for row in link}
        matrix = csr_array((time[link], (self.tail[link], self.head[link])), shape=(nodes, nodes))
        zones = np.arange(self.zones)
        distance, before = dijkstra(matrix, indices=zones, return_predecessors=True)
        routes = {}
        for i in range(self.zones):
            for j in np.flatnonzero(np.isfinite(distance[i, : self.zones])):
                routes[i, int(j)] = _walk(before[i].tolist(), best, int(j))
        return distance[:, : self.zones], routes


def _walk(before: list[int], best: dict[tuple[int, int], int], node: int) -> Route:
    links = []
    while (previous := before[node]) >= 0:
        links.append(best[previous, node])
        node = previous
    return frozenset(links)


class _Flows:
    """The routes in use with their flows, and what they put on the links; changed in place."""

    def __init__(self, search: _Search, delay: VolumeDelay, demand: dict[tuple[int, int], float]) -> None:
        self.search, self.delay, self.demand = search, delay, demand
        self.routes: dict[tuple[int, int], dict[Route, float]] = {}
        self.volume: Floats = np.zeros(len(search.tail))
        self._refresh()

    def _refresh(self) -> None:
        self.time, self.slope = self.delay.time(self.volume), self.delay.slope(self.volume)

    def find_routes(self) -> Floats:
        """Add the cheapest route of each pair and return its time; the first takes all."""
        least, cheapest = self.search(self.time)
        for pair, amount in self.demand.items():
            if pair not in cheapest:
                place = f"from place {pair[0]} to place {pair[1]}"
                raise InputError([Fault(file="demand", message="there is demand and no route", value=place)])
            routes = self.routes.setdefault(pair, {cheapest[pair]: amount})
            routes.setdefault(cheapest[pair], 0.0)
        self._add_up()
        return least

    def _add_up(self) -> None:
        """Compute volumes anew from the flows, so that rounding does not build up."""
        self.volume = np.zeros_like(self.volume)
        for routes in self.routes.values():
            for route, flow in routes.items():
                self.volume[list(route)] += flow
        self._refresh()

    def sweep(self) -> None:
        """Move flow to the cheapest known route of each pair, pair after pair."""
        for routes in self.routes.values():
            if len(routes) > 1:
                self._equalise(routes)

    def _equalise(self, routes: dict[Route, float]) -> None:
        best = min(routes, key=lambda route: self.time[list(route)].sum())
        for route in [r for r in routes if r != best]:
            leave, join = list(route - best), list(best - route)
            gain = float(self.time[leave].sum() - self.time[join].sum())
            steepness = float(self.slope[leave].sum() + self.slope[join].sum())
            if gain <= 0.0:
                continue
            shift = min(routes[route], gain / steepness) if steepness > 0 else routes[route]
            routes[best] += shift
            routes[route] -= shift
            self.volume[leave] -= shift
            self.volume[join] += shift
            np.maximum(self.volume, 0.0, out=self.volume)
            self._refresh()
        for route in [r for r, flow in routes.items() if flow <= 0.0 and r != best]:
            del routes[route]
