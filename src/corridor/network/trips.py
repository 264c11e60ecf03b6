"""Trips by road between named points: nearest nodes, and links of the cheapest way (Dijkstra 1959)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from corridor.network.nearby import KM_PER_DEGREE
from corridor.network.network import Network
from corridor.network.topology import components
from corridor.types import Flags, Floats, Ints

NOTHING = 1e-9
"""Cost of a link that costs nothing, because the search reads zero as no connection."""

NOWHERE = -9999
"""What the search says comes before a node that it does not reach."""


@dataclass(frozen=True, eq=False)
class Stops:
    """Nodes of open roads nearest to points; arrays are [point]."""

    node: Ints
    """Position of the node."""
    km: Floats
    """How far it is."""


def open_roads(network: Network) -> Ints:
    """Return the rows of the open links that are roads."""
    links = network.links
    return np.flatnonzero(((links["mode"] == "road") & (links["status"] == "open")).to_numpy())


def stops(network: Network, points: Floats) -> Stops:
    """Return the nodes of open roads nearest to points, [point, (longitude, latitude)] in degrees.

    A plane at each point stands for the globe. Without any road they are infinitely far, at position -1.
    """
    start, end = network.ends
    roads = open_roads(network)
    nodes = np.unique(np.concatenate([start[roads], end[roads]]))
    if not len(nodes):
        return Stops(np.full(len(points), -1), np.full(len(points), np.inf))
    at = network.nodes[["x_coord", "y_coord"]].to_numpy(dtype=float)[nodes]
    flat = np.stack([np.cos(np.radians(points[:, 1])), np.ones(len(points))], axis=1) * KM_PER_DEGREE
    away = np.linalg.norm((at[None] - points[:, None]) * flat[:, None], axis=2)
    nearest = away.argmin(axis=1)
    return Stops(nodes[nearest], away[np.arange(len(points)), nearest])


def joined(network: Network, nodes: Ints) -> bool:
    """Return whether roads lead from each of some nodes to all others."""
    start, end = network.ends
    roads = open_roads(network)
    one_way: Flags = network.links["directed"].to_numpy(dtype=bool)[roads]
    label = components(len(network.nodes), start[roads], end[roads], one_way)[nodes]
    return bool((label == label[0]).all())


def way(network: Network, cost: Floats, nodes: Ints) -> Ints | None:
    """Return the rows of the links of the cheapest way by road through nodes, in order; None: no way.

    `cost` is that of each open road, [road] in the order of `open_roads`, zero or more.
    """
    start, end = network.ends
    roads = open_roads(network)
    back = np.flatnonzero(~network.links["directed"].to_numpy(dtype=bool)[roads])
    which = np.concatenate([np.arange(len(roads)), back])
    tail = np.concatenate([start[roads], end[roads[back]]])
    head = np.concatenate([end[roads], start[roads[back]]])
    size = len(network.nodes)
    order = np.argsort(cost[which], kind="stable")  # of parallel links the first is the cheapest
    key, first = np.unique((tail * size + head)[order], return_index=True)
    link = which[order][first]
    graph = csr_matrix((np.maximum(cost[link], NOTHING), (key // size, key % size)), shape=(size, size))
    _, before = dijkstra(graph, indices=nodes[:-1], return_predecessors=True)
    found: list[Ints] = []
    for came_from, (origin, goal) in zip(before, itertools.pairwise(nodes), strict=True):
        passed = [int(goal)]
        while passed[-1] != origin:
            if came_from[passed[-1]] == NOWHERE:
                return None
            passed.append(int(came_from[passed[-1]]))
        trail = np.array(passed[::-1], dtype=np.int64)
        found.append(roads[link[np.searchsorted(key, trail[:-1] * size + trail[1:])]])
    return np.concatenate(found)
