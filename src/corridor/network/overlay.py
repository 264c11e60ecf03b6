"""What changes when a few links get cheaper: exact least costs without searching the network again.

The routes between all places are known with the changeable links at their dearest. A scenario makes
some of them cheaper; a route then is the old one, or the old one to the end of a cheaper link, on
over cheaper links and old routes between their ends, and the old one to its destination. Layers can be
laid on layers (today's network on the one without what was built, a planned project on today's).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import floyd_warshall

from corridor.network.routes import Routes, Steps
from corridor.network.routes import load as load_routes
from corridor.types import Floats, Ints

Shorts = NDArray[np.int16]

NEGLIGIBLE = 1e-12
"""US$/t that a move without cost counts, because the search reads zero as no connection."""


@dataclass(frozen=True)
class Shortcuts:
    """Links that are cheaper than below: ends as positions among the places, cost, row, direction."""

    tail: Ints
    head: Ints
    cost: Floats
    link: Ints
    direction: Ints


@dataclass(frozen=True)
class Layer:
    """Least costs after some links got cheaper.

    `ends` are places at the ends of those links. `first[p, q]` and `last[p, q]` are the positions in
    `ends` where the route from p to q leaves and rejoins the routes below; -1 where it is unchanged.
    """

    below: Layer | Routes
    shortcuts: Shortcuts
    cost: Floats
    ends: Ints
    first: Shorts
    last: Shorts
    before: NDArray[np.int32]
    """Predecessor of each end on the least-cost route from each end, [end, end]."""
    direct: Ints
    """Entry of `shortcuts` used from end to end; -1 where the route below is as cheap."""

    @cached_property
    def changed(self) -> tuple[Steps, Steps, Steps, Steps]:
        """Routes that differ from those below: from, to, and the ends where they leave and rejoin those."""
        p, q = (at.astype(np.int32) for at in np.nonzero(self.first >= 0))
        return p, q, self.first[p, q].astype(np.int32), self.last[p, q].astype(np.int32)


def improve(below: Layer | Routes, shortcuts: Shortcuts) -> Layer:
    """Return least costs when `shortcuts` are added to what lies below."""
    ends = np.unique(np.concatenate([shortcuts.tail, shortcuts.head]))
    between, direct = _between_ends(below.cost, ends, shortcuts)
    distance, before = floyd_warshall(np.maximum(between, NEGLIGIBLE), return_predecessors=True)
    np.fill_diagonal(distance, 0.0)
    onward, rejoin = _onward(below.cost[ends], distance)
    cost, first, last = _shortened(below.cost, ends, (distance, onward, rejoin))
    return Layer(below, shortcuts, cost, ends, first, last, before, direct)


def load(layer: Layer | Routes, flow: Floats) -> Floats:
    """Return the flow on links when everything takes its least-cost route, [link, direction].

    `flow` is [from, to] between the first places; the rest have none.
    """
    places = len(layer.cost)
    total = np.zeros((places, places))
    total[: flow.shape[0], : flow.shape[1]] = flow
    loads: list[tuple[Shortcuts, Floats]] = []
    while isinstance(layer, Layer):
        total, on_shortcuts = _pass_down(layer, total)
        loads.append((layer.shortcuts, on_shortcuts))
        layer = layer.below
    result = load_routes(layer, total)
    for shortcuts, on_shortcuts in loads:
        np.add.at(result, (shortcuts.link, shortcuts.direction), on_shortcuts)
    return result


def along(layer: Layer, below: Floats, at_shortcut: Floats) -> Floats:
    """Return what adds up along the routes of a layer, [from, to].

    `below` is the quantity along the routes below, [from, to]; `at_shortcut` that of each shortcut.
    """
    ends = layer.ends
    step = np.where(layer.direct >= 0, at_shortcut[np.maximum(layer.direct, 0)], below[np.ix_(ends, ends)])
    between = np.zeros(step.shape)
    source, target = np.nonzero(layer.before >= 0)
    at, going = target.copy(), np.arange(len(target))
    while len(going):
        previous = layer.before[source[going], at[going]].astype(np.int64)
        between[source[going], target[going]] += step[previous, at[going]]
        at[going] = previous
        going = going[previous != source[going]]
    p, q, a, b = layer.changed
    result = below.copy()
    result[p, q] = below[p, ends[a]] + between[a, b] + below[ends[b], q]
    return result


def _between_ends(cost: Floats, ends: Ints, shortcuts: Shortcuts) -> tuple[Floats, Ints]:
    """Return the cheapest single move between ends, [end, end], and the shortcut that makes it."""
    between = cost[np.ix_(ends, ends)].copy()
    np.fill_diagonal(between, 0.0)
    direct = np.full(between.shape, -1, dtype=np.int64)
    tail, head = np.searchsorted(ends, shortcuts.tail), np.searchsorted(ends, shortcuts.head)
    order = np.argsort(-shortcuts.cost, kind="stable")
    relaxed = order[shortcuts.cost[order] < between[tail[order], head[order]]]
    between[tail[relaxed], head[relaxed]] = shortcuts.cost[relaxed]
    direct[tail[relaxed], head[relaxed]] = relaxed
    return between, direct


def _onward(cost: Floats, distance: Floats) -> tuple[Floats, Shorts]:
    """Return least costs from ends that got cheaper, [end, to], and the end at which each route rejoins.

    Infinite and -1 where the route below is as cheap. `cost` is that below, [end, to], `distance` the least
    between ends.
    """
    found, last = np.full(cost.shape, np.inf), np.full(cost.shape, -1, dtype=np.int16)
    for a, row in enumerate(distance):
        through = cost + row[:, None]
        least = through.min(axis=0)
        to = np.flatnonzero(least < cost[a])
        found[a, to] = least[to]
        last[a, to] = through[:, to].argmin(axis=0)
    return found, last


def _shortened(
    cost: Floats, ends: Ints, from_ends: tuple[Floats, Floats, Shorts]
) -> tuple[Floats, Shorts, Shorts]:
    """Return least costs, and the ends at which each route leaves and rejoins those below.

    `from_ends` are `distance` between ends and what `_onward` returns. A route leaves at an end to which
    there is no cheaper way over another end; few are, so that few sums are to be compared.
    """
    distance, onward, rejoin = from_ends
    found = cost.copy()
    first, last = (np.full(cost.shape, -1, dtype=np.int16) for _ in range(2))
    to_end = np.ascontiguousarray(cost[:, ends].T)
    for a in np.flatnonzero((rejoin >= 0).any(axis=1)):
        leave = np.flatnonzero((to_end + distance[:, a, None]).min(axis=0) >= to_end[a])
        to = np.flatnonzero(rejoin[a] >= 0)
        through = onward[a, to] + to_end[a, leave, None]
        row, column = np.nonzero(through < found[np.ix_(leave, to)])
        shorter = leave[row], to[column]
        found[shorter], first[shorter], last[shorter] = through[row, column], a, rejoin[a, to[column]]
    return found, first, last


def _pass_down(layer: Layer, flow: Floats) -> tuple[Floats, Floats]:
    """Return the flow between places below, [from, to], and on the shortcuts."""
    places = len(flow)
    p, q, a, b = layer.changed
    amount = flow[p, q]
    below = flow.copy()
    below[p, q] = 0.0
    np.add.at(below.ravel(), p * places + layer.ends[a], amount)
    np.add.at(below.ravel(), layer.ends[b] * places + q, amount)
    ends = len(layer.ends)
    over = np.bincount(a * ends + b, weights=amount, minlength=ends**2)
    between: Floats = over.reshape(ends, ends).astype(np.float64, copy=False)
    on_shortcuts = np.zeros(len(layer.shortcuts.cost))
    source, at = np.nonzero((between != 0.0) & ~np.eye(len(between), dtype=bool))
    amount = between[source, at]
    while len(at):
        previous = layer.before[source, at].astype(np.int64)
        link = layer.direct[previous, at]
        linked = link >= 0
        np.add.at(on_shortcuts, link[linked], amount[linked])
        old = ~linked
        np.add.at(below, (layer.ends[previous[old]], layer.ends[at[old]]), amount[old])
        going = previous != source
        source, at, amount = source[going], previous[going], amount[going]
    return below, on_shortcuts


def shortcuts_of(links: Ints, ends: tuple[Ints, Ints], two_way: NDArray[np.bool_], cost: Floats) -> Shortcuts:
    """Return the shortcuts over `links` (rows) with the given new costs, in every direction they can be used.

    `ends` are the positions among the places of each listed link's start and end.
    """
    row = links
    start, end = ends
    back = two_way.astype(bool)
    return Shortcuts(
        np.concatenate([start, end[back]]),
        np.concatenate([end, start[back]]),
        np.concatenate([cost, cost[back]]),
        np.concatenate([row, row[back]]),
        np.repeat(np.array([0, 1]), [len(row), int(back.sum())]),
    )
