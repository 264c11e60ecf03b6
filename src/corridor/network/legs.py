"""Least-cost ways between given pairs of places beside links, and which links each way takes.

Where few pairs of many places are wanted, most of them near, a search that stops at a limit (Dijkstra 1959)
is far cheaper than all ways from everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, csr_matrix
from scipy.sparse.csgraph import dijkstra

from corridor.network.access import AWAY, INSTANT, Roads
from corridor.types import Floats, Ints

BATCH = 64
"""Places searched from at a time, so that memory stays small."""

OUTSIDE = -9999
"""How scipy marks a node that was not reached."""


@dataclass(frozen=True, eq=False)
class Legs:
    """Ways of pairs; rows are pairs."""

    on_links: csr_array
    """Share of each link that a way takes, [pair, link]."""
    off_road_km: Floats
    """Way between places and their links, [pair] km."""
    reached: Floats
    """One where there is a way, infinite where there is none, [pair]."""

    def along(self, value: Floats, off_road: float) -> Floats:
        """Return the sum of what links count, [link], and of `off_road` per km beside them, [pair]."""
        finite = np.where(np.isfinite(value), value, 0.0)  # ways take no closed link
        total = np.asarray(self.on_links @ finite) + off_road * self.off_road_km
        return np.where(np.isfinite(self.reached), total, np.inf)

    def load(self, flow: Floats) -> Floats:
        """Return flow on links, mean over the length of each, [link] from [pair]."""
        found: Floats = np.asarray(self.on_links.T @ np.where(np.isfinite(self.reached), flow, 0.0))
        return found


def legs(roads: Roads, cost: Floats, off_road: float, pairs: tuple[Ints, Ints], limit: Floats) -> Legs:
    """Return the cheapest ways of pairs of places.

    Parameters
    ----------
    roads
        Links cut at the places.
    cost
        Of each whole link of the network, [link]; infinite where it is closed.
    off_road
        Cost of a kilometre between places and their links.
    pairs
        First and second place of each pair, by first place.
    limit
        Cost within which the end of each pair is thought to lie, [pair]. Searches stop there, and begin anew
        without it where they miss an end.

    """
    matrix, key, piece = _graph(roads, cost, off_road)
    start, end = pairs
    sources, first = np.unique(start, return_index=True)
    bounds = np.r_[first, len(start)]
    rows, pieces, reached = [], [], np.ones(len(start))
    for begin in range(0, len(sources), BATCH):
        some = sources[begin : begin + BATCH]
        low, high = bounds[begin], bounds[begin + len(some)]
        source = np.repeat(np.arange(len(some)), np.diff(bounds[begin : begin + len(some) + 1]))
        target = roads.place[end[low:high]]
        before = _tree(matrix, roads.place[some], (source, target), float(limit[low:high].max()))
        pair, at = _walk(before, (source, target), roads.place[some])
        rows.append(pair[at[0] >= 0] + low)
        tail, head = (x[at[0] >= 0] for x in at)
        pieces.append(piece[np.searchsorted(key, tail * roads.nodes + head)])
        reached[low + pair[at[0] < 0]] = np.inf
    return _legs(roads, cost, np.concatenate(rows or [start]), np.concatenate(pieces or [start]), reached)


def _graph(roads: Roads, cost: Floats, off_road: float) -> tuple[csr_matrix, Ints, Ints]:
    """Return the graph, and the cheapest piece of each of its arcs by key `tail * nodes + head`."""
    away = roads.link == AWAY
    whole = np.where(away, off_road, cost[np.where(away, 0, roads.link)])
    value = np.multiply(roads.part, whole, out=np.full(len(whole), np.inf), where=np.isfinite(whole))
    value = np.maximum(value, INSTANT)
    order = np.lexsort((value, roads.head, roads.tail))
    key = (roads.tail * roads.nodes + roads.head)[order]
    best = np.r_[True, key[1:] != key[:-1]] & np.isfinite(value[order])
    key, piece = key[best], order[best]
    ends = (key // roads.nodes, key % roads.nodes)
    return csr_matrix((value[piece], ends), shape=(roads.nodes, roads.nodes)), key, piece


def _tree(matrix: csr_matrix, sources: Ints, wanted: tuple[Ints, Ints], limit: float) -> Ints:
    """Return the node before each on the way from each source, [source, node]; negative: none."""
    _, before = dijkstra(matrix, indices=sources, return_predecessors=True, limit=limit)
    source, target = wanted
    short = np.unique(source[(before[source, target] == OUTSIDE) & (sources[source] != target)])
    if len(short) and np.isfinite(limit):
        _, before[short] = dijkstra(matrix, indices=sources[short], return_predecessors=True)
    return before.astype(np.int64)


def _walk(before: Ints, wanted: tuple[Ints, Ints], sources: Ints) -> tuple[Ints, tuple[Ints, Ints]]:
    """Return every step of every way: its pair and its ends; a pair without a way has one step from -1."""
    source, at = wanted
    pair = np.arange(len(at))
    pairs, tails, heads = [], [], []
    while len(pair):
        tail = before[source, at].astype(np.int64)
        going = tail >= 0
        lost = ~going & (sources[source] != at)
        pairs += [pair[going], pair[lost]]
        tails += [tail[going], np.full(int(lost.sum()), -1)]
        heads += [at[going], at[lost]]
        pair, source, at = pair[going], source[going], tail[going]
    if not pairs:
        return pair, (at, at)
    return np.concatenate(pairs), (np.concatenate(tails), np.concatenate(heads).astype(np.int64))


def _legs(roads: Roads, cost: Floats, pair: Ints, piece: Ints, reached: Floats) -> Legs:
    link, part = roads.link[piece], roads.part[piece]
    away = link == AWAY
    beside = np.bincount(pair[away], part[away], minlength=len(reached)).astype(float)
    on = csr_array((part[~away], (pair[~away], link[~away])), shape=(len(reached), len(cost)))
    return Legs(on, beside, reached)
