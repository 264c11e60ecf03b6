"""Removing nodes from a graph without changing the distance between those that stay.

Nodes of low degree are taken out in rounds of mutually non-adjacent ones; where a route ran through a
removed node, an arc between its neighbours stands for it. Which arcs arise depends on the topology
alone, so costs can change without repeating it: customisable contraction, after Dibbelt, Strasser &
Wagner (2016), stopped while the graph is still sparse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.types import Flags, Floats, Ints

Triples = tuple[Ints, Ints, Ints]
"""Arcs (first, second, replaced): the third may run over the first and then the second."""

MAX_DEGREE = 24
"""A node with more neighbours stays: removing it would add more arcs than it saves."""

SMALLEST_ROUND = 16
"""Rounds that would remove fewer nodes are not worth making."""


@dataclass(frozen=True)
class Contraction:
    """The arcs of a graph and those that stand for routes through removed nodes.

    Arc `2 k` runs from the lower to the higher node of pair `k`, arc `2 k + 1` back. `rounds` holds,
    per round, arrays (first, second, replaced): arc `replaced` may run over `first` then `second`.
    """

    nodes: int
    low: Ints
    high: Ints
    core: Ints
    """Nodes that stay, ascending."""
    core_pairs: Ints
    """Pairs with both ends in the core."""
    rounds: tuple[Triples, ...]

    @property
    def arcs(self) -> int:
        """Number of directed arcs."""
        return 2 * len(self.low)


def contract(nodes: int, start: Ints, end: Ints, keep: Flags, *, max_degree: int = MAX_DEGREE) -> Contraction:
    """Return the contraction of an undirected topology; `keep` marks nodes that must stay."""
    differ = start != end
    pairs = np.unique(np.minimum(start, end)[differ] * nodes + np.maximum(start, end)[differ])
    everything = [pairs]
    eliminated = np.zeros(nodes, dtype=bool)
    triples: list[tuple[Ints, Ints, Ints]] = []
    rank = _scatter(nodes)
    while True:
        chosen = _independent(nodes, pairs, ~keep & ~eliminated, rank, max_degree)
        if chosen.sum() < SMALLEST_ROUND:
            break
        touching = chosen[pairs // nodes] | chosen[pairs % nodes]
        middle, left, right = _neighbour_pairs(nodes, pairs[touching], chosen)
        added = np.unique(np.minimum(left, right) * nodes + np.maximum(left, right))
        triples.append((middle, left, right))
        everything.append(added)
        pairs = np.union1d(pairs[~touching], added)
        eliminated |= chosen
    keys = np.unique(np.concatenate(everything))
    rounds = tuple(_arcs(keys, nodes, *triple) for triple in triples)
    core = np.flatnonzero(~eliminated)
    return Contraction(nodes, keys // nodes, keys % nodes, core, np.searchsorted(keys, pairs), rounds)


def arc_index(contraction: Contraction, tail: Ints, head: Ints) -> Ints:
    """Return the arc from each tail to each head; both must be joined by a link of the topology."""
    n = contraction.nodes
    keys = contraction.low * n + contraction.high
    pair = np.searchsorted(keys, np.minimum(tail, head) * n + np.maximum(tail, head))
    arc: Ints = 2 * pair + (tail > head)
    return arc


def customise(contraction: Contraction, cost: Floats) -> tuple[Floats, Ints]:
    """Return the cost of every arc and the triple it runs over.

    `cost` is that of the arcs that are links, infinite for the others, [arc]. The second array holds
    the position of the triple within its round for arcs that stand for a route, -1 for links; ties go
    to the link, then to the earlier round and the earlier triple.
    """
    best = cost.copy()
    via = np.full(contraction.arcs, -1, dtype=np.int64)
    offset = 0
    for first, second, replaced in contraction.rounds:
        candidate = best[first] + best[second]
        before = best[replaced]
        np.minimum.at(best, replaced, candidate)
        wins = np.flatnonzero((candidate < before) & (candidate == best[replaced]))[::-1]
        via[replaced[wins]] = offset + wins
        offset += len(first)
    return best, via


def in_use(contraction: Contraction, via: Ints) -> tuple[Triples, ...]:
    """Return the triples that cheapest routes run over, round by round."""
    used = np.sort(via[via >= 0])
    found, offset = [], 0
    for first, second, replaced in contraction.rounds:
        low, high = np.searchsorted(used, [offset, offset + len(first)])
        here = used[low:high] - offset
        found.append((first[here], second[here], replaced[here]))
        offset += len(first)
    return tuple(found)


def accumulate(rounds: tuple[Triples, ...], value: Floats) -> Floats:
    """Return a quantity that adds up along routes, for every arc, from that of links, [arc]."""
    total = value.copy()
    for first, second, replaced in rounds:
        total[replaced] = total[first] + total[second]
    return total


def unfolded(rounds: tuple[Triples, ...], arcs: Ints, size: int) -> tuple[Ints, Ints]:
    """Return the links that arcs stand for, a pair each: position in `arcs`, and the arc that is a link.

    `size` is the number of all arcs.
    """
    first, second = np.full(size, -1), np.full(size, -1)
    for one, other, replaced in rounds:
        first[replaced], second[replaced] = one, other
    origin, at = np.arange(len(arcs)), arcs
    whose, links = [], []
    while len(at):
        whole = first[at] < 0
        whose.append(origin[whole])
        links.append(at[whole])
        origin, at = origin[~whole], at[~whole]
        origin, at = np.concatenate([origin, origin]), np.concatenate([first[at], second[at]])
    return np.concatenate(whose), np.concatenate(links)


def _scatter(nodes: int) -> Ints:
    """Return a fixed scattering of the node numbers, to break ties between neighbours."""
    rank: Ints = np.random.default_rng(nodes).permutation(nodes)
    return rank


def _independent(nodes: int, pairs: Ints, free: Flags, rank: Ints, max_degree: int) -> Flags:
    """Return nodes of low degree no two of which are neighbours: local minima of degree, then rank."""
    low, high = pairs // nodes, pairs % nodes
    degree = np.bincount(low, minlength=nodes) + np.bincount(high, minlength=nodes)
    largest = np.iinfo(np.int64).max
    priority = np.where(free & (degree <= max_degree), degree * nodes + rank, largest)
    around = np.full(nodes, largest)
    np.minimum.at(around, low, priority[high])
    np.minimum.at(around, high, priority[low])
    chosen: Flags = priority < around
    return chosen


def _neighbour_pairs(nodes: int, pairs: Ints, chosen: Flags) -> tuple[Ints, Ints, Ints]:
    """Return all unordered pairs of neighbours of each chosen node: (node, left, right)."""
    low, high = pairs // nodes, pairs % nodes
    own = np.where(chosen[low], low, high)
    other = np.where(chosen[low], high, low)
    order = np.lexsort((other, own))
    own, other = own[order], other[order]
    if not len(own):
        return own, own, own
    first = np.flatnonzero(np.r_[True, own[1:] != own[:-1]])
    degree = np.diff(np.r_[first, len(own)])
    widest = int(degree.max(initial=0))
    table = np.full((len(first), widest), -1, dtype=np.int64)
    table[np.repeat(np.arange(len(first)), degree), np.arange(len(own)) - np.repeat(first, degree)] = other
    a, b = np.triu_indices(widest, k=1)
    left, right = table[:, a], table[:, b]
    middle = np.broadcast_to(own[first][:, None], left.shape)
    real = right >= 0
    return middle[real], left[real], right[real]


def _arcs(keys: Ints, nodes: int, middle: Ints, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the arcs (first, second, replaced) of routes left-middle-right and right-middle-left."""

    def arc(tail: Ints, head: Ints) -> Ints:
        pair = np.searchsorted(keys, np.minimum(tail, head) * nodes + np.maximum(tail, head))
        found: Ints = 2 * pair + (tail > head)
        return found

    there = (arc(left, middle), arc(middle, right), arc(left, right))
    back = (arc(right, middle), arc(middle, left), arc(right, left))
    first, second, replaced = (np.concatenate(both) for both in zip(there, back, strict=True))
    return first, second, replaced
