"""Least-cost routes between places: their cost, what adds up along them, and the links they load."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, csr_matrix
from scipy.sparse.csgraph import dijkstra

from corridor.network.contraction import Triples, accumulate, customise, in_use, unfolded
from corridor.network.graph import Graph, cheapest_links
from corridor.types import Floats, Ints

BATCH = 64
"""Sources searched at a time, so that memory stays small."""


@dataclass(frozen=True)
class Routes:
    """Least-cost routes from every place to every place, for one commodity class.

    `arcs[offset[p, q] : offset[p, q] + hops[p, q]]` are the arcs of the route from p to q, last first.
    """

    graph: Graph
    cost: Floats
    """[from, to] US$/t; infinite where there is no route."""
    entry: Ints
    """Entry of `graph.link` behind each arc that is a link, [arc]."""
    rounds: tuple[Triples, ...]
    """Triples behind the arcs that stand for routes (`contraction.in_use`)."""
    hops: NDArray[np.int32]
    arcs: NDArray[np.int32]

    @cached_property
    def takes(self) -> csc_array:
        """Return which arcs each route takes, [arc in use, route]; made once for all scenarios."""
        stop = np.concatenate([[0], np.cumsum(self.hops.ravel())])
        position = np.empty(self.graph.contraction.arcs, dtype=np.int32)
        position[self.arcs_in_use] = np.arange(len(self.arcs_in_use), dtype=np.int32)
        shape = (len(self.arcs_in_use), self.hops.size)
        return csc_array((np.ones(len(self.arcs)), position[self.arcs], stop), shape=shape)

    @cached_property
    def arcs_in_use(self) -> Ints:
        """Return the arcs that any route takes, ascending."""
        taken = np.zeros(self.graph.contraction.arcs, dtype=bool)
        taken[self.arcs] = True
        return np.flatnonzero(taken)

    @cached_property
    def crosses(self) -> csr_array:
        """Return which links each arc in use stands for, [2 link + direction, arc in use]."""
        arc, link_arc = unfolded(self.rounds, self.arcs_in_use, self.graph.contraction.arcs)
        entry = self.entry[link_arc]
        place = 2 * self.graph.link[entry] + self.graph.direction[entry]
        shape = (2 * self.graph.links, len(self.arcs_in_use))
        return csr_array((np.ones(len(place)), (place, arc)), shape=shape)


def search(graph: Graph, cost: Floats) -> Routes:
    """Return least-cost routes between all places of the graph (Dijkstra 1959 on the contracted graph).

    `cost` is [link] US$/t, infinite where a link is closed.
    """
    contraction = graph.contraction
    at_link, entry = cheapest_links(graph, cost)
    arc_cost, via = customise(contraction, at_link)
    tail, head, arc = _core_arcs(graph)
    is_open = np.isfinite(arc_cost[arc])
    tail, head, arc = tail[is_open], head[is_open], arc[is_open]
    size = len(contraction.core)
    matrix = csr_matrix((arc_cost[arc], (tail, head)), shape=(size, size))
    lookup = _Lookup.of(tail * size + head, arc, size)
    rows, all_hops, all_arcs = [], [], []
    targets = graph.place_in_core
    for begin in range(0, len(targets), BATCH):
        sources = targets[begin : begin + BATCH]
        distance, before = dijkstra(matrix, indices=sources, return_predecessors=True)
        rows.append(distance[:, targets])
        hops, arcs = _walk(before, targets, lookup)
        all_hops.append(hops)
        all_arcs.append(arcs)
    return Routes(
        graph,
        np.concatenate(rows),
        np.where(via >= 0, -1, entry),
        in_use(contraction, via),
        np.concatenate(all_hops),
        np.concatenate(all_arcs),
    )


def along(routes: Routes, value: Floats) -> Floats:
    """Return the sum of a link quantity along each route, [from, to] from [link]."""
    entry = routes.entry
    at_arc = np.where(entry >= 0, value[routes.graph.link[np.maximum(entry, 0)]], 0.0)
    total = accumulate(routes.rounds, at_arc)
    sums = np.concatenate([[0.0], np.cumsum(total[routes.arcs])])
    stop = np.cumsum(routes.hops.ravel())
    result: Floats = (sums[stop] - sums[stop - routes.hops.ravel()]).reshape(routes.hops.shape)
    return result


def load(routes: Routes, flow: Floats) -> Floats:
    """Return the flow on links when everything takes its least-cost route, [link, direction].

    `flow` is [from, to]; all-or-nothing assignment (Ortúzar & Willumsen 2011, section 10.3).
    """
    on_links = np.asarray(routes.crosses @ (routes.takes @ flow.ravel()), dtype=np.float64)
    return on_links.reshape(routes.graph.links, 2)


@dataclass(frozen=True)
class _Lookup:
    """Finds the arc between two nodes of the core."""

    keys: Ints
    arc: Ints
    size: int

    @classmethod
    def of(cls, keys: Ints, arc: Ints, size: int) -> _Lookup:
        order = np.argsort(keys)
        return cls(keys[order], arc[order], size)

    def __call__(self, tail: Ints, head: Ints) -> Ints:
        found: Ints = self.arc[np.searchsorted(self.keys, tail * self.size + head)]
        return found


def _core_arcs(graph: Graph) -> tuple[Ints, Ints, Ints]:
    """Return tail and head (positions in the core) and number of the arcs between nodes of the core."""
    contraction = graph.contraction
    pairs = contraction.core_pairs
    low = np.searchsorted(contraction.core, contraction.low[pairs])
    high = np.searchsorted(contraction.core, contraction.high[pairs])
    tail, head = np.concatenate([low, high]), np.concatenate([high, low])
    return tail, head, np.concatenate([2 * pairs, 2 * pairs + 1])


def _walk(
    before: NDArray[np.int32], targets: Ints, lookup: _Lookup
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return how many arcs each route has, [source, target], and all arcs in turn, last first."""
    shape = (len(before), len(targets))
    source = np.repeat(np.arange(shape[0]), shape[1])
    pair = np.arange(source.size)
    at = np.tile(targets, shape[0])
    steps: list[tuple[Ints, Ints]] = []
    while len(pair):
        previous = before[source, at].astype(np.int64)
        going = previous >= 0
        pair, source, at, previous = pair[going], source[going], at[going], previous[going]
        steps.append((pair, lookup(previous, at)))
        at = previous
    hops = np.zeros(shape[0] * shape[1], dtype=np.int32)
    for pairs, _ in steps:
        hops[pairs] += 1
    first = np.cumsum(hops) - hops
    arcs = np.empty(int(hops.sum()), dtype=np.int32)
    for step, (pairs, arc) in enumerate(steps):
        arcs[first[pairs] + step] = arc
    return hops.reshape(shape), arcs
