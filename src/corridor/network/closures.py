"""Least costs with links closed, for many closures at once, without searching the network for each.

All links in question are closed once and the network is searched in that state. Then they are opened again
by halves: of the closures still together, one half keeps its links closed and those of the other half are
opened, until one closure is left. Opening one link in a table of least costs is exact,
`D(p, q) = min(D(p, q), D(p, u) + w + D(v, q))`, and touches the pairs that gain alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corridor.network.graph import prepare
from corridor.network.network import Network
from corridor.network.routes import least_cost
from corridor.network.shippers import Shippers
from corridor.types import Floats, Ints, Progress


@dataclass(frozen=True, eq=False)
class Closable:
    """Least costs between places with every link in question closed."""

    zones: int
    """The first so many places are the zones."""
    shippers: Shippers
    row: Ints
    """Links in question."""
    start: Ints
    """Their ends as places."""
    end: Ints
    two_way: Ints
    link_cost: Floats
    """Of these links when open, [link, shipper] US$/t."""
    cost: Floats
    """[shipper, place, place] US$/t."""


def closable(
    network: Network,
    zones: Ints,
    rows: Ints,
    costs: tuple[Floats, Shippers],
    progress: Progress | None = None,
) -> Closable:
    """Return least costs with the links `rows` closed.

    `zones` are positions of nodes; `costs` are those of links, [link, shipper] US$/t, and whose they are.
    """
    link_cost, mix = costs
    start, end = (ends[rows] for ends in network.ends)
    every = np.concatenate([zones, np.setdiff1d(np.concatenate([start, end]), zones)])
    position = np.full(len(network.nodes), -1)
    position[every] = np.arange(len(every))
    graph = prepare(network, every)
    found = np.empty((len(mix), len(every), len(every)))
    for x in range(len(mix)):
        if progress:
            progress("closures: search", x, len(mix))
        shut = link_cost[:, x].copy()
        shut[rows] = np.inf
        found[x] = least_cost(graph, shut)
    two_way = (~network.links["directed"].to_numpy(dtype=bool)[rows]).astype(np.int64)
    return Closable(len(zones), mix, rows, position[start], position[end], two_way, link_cost[rows], found)


def each_closed(base: Closable, groups: Sequence[Ints]) -> Iterator[tuple[int, Floats]]:
    """Yield, per closure, its number and least costs between zones, [origin, destination, class] US$/t.

    `groups` are rows of links that close together, all of them among those of `base`; closures may share
    links. Where there is no way the cost is infinite. An empty closure is the network as it is.
    """
    shut = [np.searchsorted(base.row, np.asarray(group, dtype=np.int64)) for group in groups]
    every = np.arange(len(base.row))
    first = _opened(base, (base.cost, np.arange(base.cost.shape[1])), every, _union(shut))
    yield from _halved(base, first, shut, list(range(len(groups))))


Table = tuple[Floats, Ints]
"""Least costs, [shipper, place, place], and which places these are."""


def _halved(
    base: Closable, table: Table, shut: Sequence[Ints], left: list[int]
) -> Iterator[tuple[int, Floats]]:
    """Yield the closures that are left, all of whose links are closed in `table`."""
    if len(left) == 1:
        n = base.zones
        yield left[0], base.shippers.mean(table[0][:, :n, :n])
        return
    closed = _union([shut[g] for g in left])
    middle = len(left) // 2
    for half in (left[:middle], left[middle:]):
        kept = _union([shut[g] for g in half])
        yield from _halved(base, _opened(base, table, closed, kept), shut, half)


def _union(parts: Sequence[Ints]) -> Ints:
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *parts])).astype(np.int64)


def _opened(base: Closable, table: Table, closed: Ints, kept: Ints) -> Table:
    """Return the table with all closed links opened but those kept, of zones and the ends of those."""
    cost, places = table
    total = cost.copy()
    at = np.full(base.cost.shape[1], -1)
    at[places] = np.arange(len(places))
    for link in np.setdiff1d(closed, kept):
        u, v = int(at[base.start[link]]), int(at[base.end[link]])
        for x, price in enumerate(base.link_cost[link]):
            _open(total[x], u, v, price)
            if base.two_way[link]:
                _open(total[x], v, u, price)
    ends = np.concatenate([base.start[kept], base.end[kept]])
    stay = np.unique(np.concatenate([np.arange(base.zones), ends]))
    inside = at[stay]
    return np.ascontiguousarray(total[:, inside[:, None], inside[None, :]]), stay


def _open(cost: Floats, u: int, v: int, price: float) -> None:
    """Open a link from u to v in place: pairs gain whose start gains towards v and whose end gains from u."""
    to_v, from_u = cost[:, u] + price, price + cost[v]
    starts, ends = np.flatnonzero(to_v < cost[:, v]), np.flatnonzero(from_u < cost[u])
    if len(starts) and len(ends):
        pairs = np.ix_(starts, ends)
        cost[pairs] = np.minimum(cost[pairs], to_v[starts, None] + cost[v, ends][None, :])
