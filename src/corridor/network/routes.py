"""Least-cost routes between places: their cost, what adds up along them, and the links they load."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_matrix
from scipy.sparse.csgraph import dijkstra

from corridor.network.contraction import customise, in_use, unfolded
from corridor.network.graph import Graph, cheapest_links
from corridor.types import Floats, Ints

Steps = NDArray[np.int32]
Tree = tuple[Ints, Ints, Ints, Ints]

BATCH = 64
"""Sources searched at a time, so that memory stays small."""


@dataclass(frozen=True, eq=False)
class Routes:
    """Least-cost routes from every place to every place, for one shipper: a tree from each place.

    A step is one arc of one tree; steps lie in the order of how many come before them on their route, so
    that quantities pass down or up all trees at once.
    """

    cost: Floats
    """[from, to] US$/t; infinite where there is no route."""
    before: Steps
    """The step before each, [step]; -1 for the first of a route."""
    arc: Steps
    """Column of `crosses` of each step's arc, [step]."""
    stage: Ints
    """Where the steps begin that have 0, 1, 2, ... before them, and their number at the end."""
    last: Steps
    """Last step of each route, [from, to]; -1 where there is none."""
    crosses: csc_array
    """Which links each arc in use stands for, [2 link + direction, arc in use]."""

    @property
    def links(self) -> int:
        """Number of links of the network."""
        return int(self.crosses.shape[0]) // 2


def search(graph: Graph, cost: Floats) -> Routes:
    """Return least-cost routes between all places of the graph (Dijkstra 1959 on the contracted graph).

    `cost` is [link] US$/t, infinite where a link is closed.
    """
    contraction = graph.contraction
    at_link, entry = cheapest_links(graph, cost)
    arc_cost, via = customise(contraction, at_link)
    matrix, lookup = _core_matrix(graph, arc_cost)
    targets = graph.place_in_core
    rows, trees = [], []
    for begin in range(0, len(targets), BATCH):
        distance, before = dijkstra(matrix, indices=targets[begin : begin + BATCH], return_predecessors=True)
        rows.append(distance[:, targets])
        trees.append(_tree(before, targets, lookup))
    before, arcs, stage, last = _joined(trees)
    in_use_arcs, column = np.unique(arcs, return_inverse=True)
    rounds = in_use(contraction, via)
    crosses = _crosses(graph, entry, unfolded(rounds, in_use_arcs, contraction.arcs), len(in_use_arcs))
    return Routes(np.concatenate(rows), before, column.astype(np.int32), stage, last, crosses)


def least_cost(graph: Graph, cost: Floats) -> Floats:
    """Return the costs of `search` alone, [from, to] US$/t; there may be no route at all."""
    matrix, _ = _core_matrix(graph, customise(graph.contraction, cheapest_links(graph, cost)[0])[0])
    targets = graph.place_in_core
    batches = [targets[begin : begin + BATCH] for begin in range(0, len(targets), BATCH)]
    return np.concatenate([dijkstra(matrix, indices=batch)[:, targets] for batch in batches])


def _core_matrix(graph: Graph, arc_cost: Floats) -> tuple[csr_matrix, _Lookup]:
    """Return costs of the open arcs of the core, and what finds them."""
    tail, head, arc = _core_arcs(graph)
    is_open = np.isfinite(arc_cost[arc])
    tail, head, arc = tail[is_open], head[is_open], arc[is_open]
    size = len(graph.contraction.core)
    matrix = csr_matrix((arc_cost[arc], (tail, head)), shape=(size, size))
    return matrix, _Lookup.of(tail * size + head, arc, size)


def along(routes: Routes, value: Floats) -> Floats:
    """Return the sum of a link quantity along each route, [from, to] from [link]."""
    return along_uses(routes, np.repeat(value, 2))


def along_uses(routes: Routes, value: Floats) -> Floats:
    """Return the sum along each route of what every use of a link counts, [from, to] from [use].

    Use `2 link + direction` is that of a link in one direction.
    """
    step = np.zeros(len(routes.arc) + 1)  # the last, -1, is no step
    step[:-1] = np.asarray(routes.crosses.T @ value)[routes.arc]
    for first, stop in pairwise(routes.stage[1:].tolist()):
        step[first:stop] += step[routes.before[first:stop]]
    total: Floats = step[routes.last]
    return total


def load(routes: Routes, flow: Floats) -> Floats:
    """Return the flow on links when everything takes its least-cost route, [link, direction].

    `flow` is [from, to]; all-or-nothing assignment (Ortúzar & Willumsen 2011, section 10.3).
    """
    step = np.zeros(len(routes.arc) + 1)  # the last, -1, is no step
    step[routes.last] = flow
    stage = routes.stage.tolist()
    for start, first, stop in zip(stage[-3::-1], stage[-2:0:-1], stage[:1:-1], strict=True):
        step[start:first] += np.bincount(
            routes.before[first:stop] - start, weights=step[first:stop], minlength=first - start
        )
    on_arcs = np.bincount(routes.arc, weights=step[:-1], minlength=routes.crosses.shape[1])
    on_links = np.asarray(routes.crosses @ on_arcs, dtype=np.float64)
    return on_links.reshape(routes.links, 2)


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


def _tree(before: NDArray[np.int32], targets: Ints, lookup: _Lookup) -> Tree:
    """Return the steps of the routes from some sources: depth, step before, arc; last step of each route.

    `before` is the predecessor of each node of the core, [source, node].
    """
    size = before.shape[1]
    parent = before.ravel().astype(np.int64)
    on_route = np.zeros(parent.size, dtype=bool)
    wanted = (np.arange(len(before))[:, None] * size + targets).ravel()
    at = wanted[parent[wanted] >= 0]
    while len(at):
        on_route[at] = True
        at = at // size * size + parent[at]
        at = np.unique(at[(parent[at] >= 0) & ~on_route[at]])
    node = np.flatnonzero(on_route)
    number = np.full(parent.size, -1, dtype=np.int64)
    number[node] = np.arange(len(node))
    above = number[node // size * size + parent[node]]
    depth, far = (above >= 0).astype(np.int64), above.copy()
    while np.any(going := far >= 0):  # each round doubles how far back `far` lies
        depth[going] = depth[going] + depth[far[going]]
        far[going] = far[far[going]]
    return depth, above, lookup(parent[node], node % size), number[wanted].reshape(len(before), -1)


def _joined(trees: list[Tree]) -> tuple[Steps, Ints, Ints, Steps]:
    """Return step before, arc, stages and last steps of all trees, in the order of depth."""
    offset = np.cumsum([0, *(len(tree[0]) for tree in trees)])[:-1]
    depth = np.concatenate([tree[0] for tree in trees])
    above, last = (
        np.concatenate([np.where(t[k] >= 0, t[k] + o, -1) for t, o in zip(trees, offset, strict=True)])
        for k in (1, 3)
    )
    order = np.argsort(depth, kind="stable")
    place = np.append(np.argsort(order, kind="stable"), -1).astype(np.int32)
    stage = np.concatenate([[0], np.cumsum(np.bincount(depth))])
    return place[above[order]], np.concatenate([tree[2] for tree in trees])[order], stage, place[last]


def _crosses(graph: Graph, entry: Ints, stands_for: tuple[Ints, Ints], arcs: int) -> csc_array:
    """Return which uses of links each arc in use stands for."""
    column, link_arc = stands_for
    use = 2 * graph.link[entry[link_arc]] + graph.direction[entry[link_arc]]
    return csc_array((np.ones(len(use)), (use, column)), shape=(2 * graph.links, arcs))
