"""Least-cost routes from zones over one-way links, where some nodes are no way through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix
from scipy.sparse.csgraph import dijkstra

from corridor.network.assignment.problem import AssignmentProblem
from corridor.types import Floats, Ints


@dataclass(frozen=True, eq=False)
class Streets:
    """Links in the order in which they are searched.

    A node that is no way through is two nodes: links into it end at one, links out of it begin at the other.
    """

    source: Ints
    """[zone] node from which routes begin."""
    size: int
    """How many nodes there are, counting doubled ones twice."""
    tail: Ints
    head: Ints
    """[arc] ends of the arcs, sorted by tail, then head: parallel links are one arc."""
    key: Ints
    """[arc] tail and head as one number."""
    arc: Ints
    """[link] arc of each link; -1 where a link begins and ends at one node."""

    @classmethod
    def of(cls, problem: AssignmentProblem) -> Streets:
        """Return the streets of a problem."""
        nodes, barred = problem.nodes, problem.first_through
        tail = np.where(problem.tail < barred, problem.tail + nodes, problem.tail)
        zone = np.arange(problem.zones)
        size = nodes + barred
        key = tail * size + problem.head
        leads = problem.tail != problem.head
        keys = np.unique(key[leads])
        arc = np.where(leads, np.searchsorted(keys, key), -1)
        source = np.where(zone < barred, zone + nodes, zone)
        return cls(source, size, keys // size, keys % size, keys, arc)

    def trees(self, cost: Floats, zones: Ints) -> Trees:
        """Return the least-cost routes from `zones` to every node at these costs, [link] (Dijkstra 1959)."""
        order = np.lexsort((cost, self.arc))
        order = order[self.arc[order] >= 0]
        at = self.arc[order]
        link = order[np.flatnonzero(np.diff(at, prepend=-1))]
        pointer = np.searchsorted(self.tail, np.arange(self.size + 1))
        matrix = csr_matrix((cost[link], self.head, pointer), shape=(self.size, self.size))
        least, before = dijkstra(matrix, indices=self.source[zones], return_predecessors=True)
        return Trees(self, least, before, link)


@dataclass(frozen=True, eq=False)
class Trees:
    """Least-cost routes from some zones to all nodes."""

    streets: Streets
    least: Floats
    """[from, node]"""
    before: NDArray[np.int32]
    """[from, node] node before it on the route; negative where the route begins or none is."""
    link: Ints
    """[arc] cheapest of its links."""

    def walked(self, row: Ints, node: Ints) -> csr_array:
        """Return the links of the routes from the rows to the nodes, [route, link]."""
        streets, route = self.streets, np.arange(len(row))
        steps = [(route[:0], route[:0])]
        while len(route):
            previous = self.before[row, node].astype(np.int64)
            going = previous >= 0
            route, row, node, previous = route[going], row[going], node[going], previous[going]
            steps.append((route, self.link[np.searchsorted(streets.key, previous * streets.size + node)]))
            node = previous
        routes, links = (np.concatenate(parts).astype(np.int32) for parts in zip(*steps, strict=True))
        shape = (int(routes.max(initial=-1)) + 1, len(streets.arc))
        return csr_array((np.ones(len(links)), (routes, links)), shape=shape)
