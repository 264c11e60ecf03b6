"""A network of streets seen from a few places: which of them are neighbours, and by which road.

Every node belongs to the place that is nearest in hours. Places are neighbours where a link joins a node of
the one to a node of the other; their road is the quickest of those that stay with the two. That is the
Delaunay graph of the network's own distance: connected if the network is, and sparse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.errors import Fault, raise_if
from corridor.network.modes import running_hours
from corridor.network.network import Network
from corridor.types import Flags, Floats, Ints

SHORTEST = 1e-9
"""Hours on links that take none: a graph has no links of length zero."""
STANDARD_SPEED = 60.0
"""Kilometres an hour of a lane of standard one."""


@dataclass(frozen=True, eq=False)
class PlaceGraph:
    """Places and the roads between neighbours."""

    places: tuple[int, ...]
    """Identifiers of nodes, [place]."""
    tail: Ints
    """Place at one end, [edge]; always before the one at the other end."""
    head: Ints
    km: Floats
    """Length of the road, [edge]."""
    hours: Floats
    """Time on it, fixed hours included, [edge]."""
    standard: Floats
    """Lanes each way times speed over 60 km/h, as its harmonic mean by length, [edge]."""
    terrain: Floats
    """Mean cost factor by length, [edge]."""
    links: tuple[Ints, ...]
    """Rows of the network's links that make up the road, from tail to head, [edge]."""

    @property
    def edges(self) -> int:
        """Number of pairs of neighbours."""
        return self.tail.size

    def only(self, kept: Flags) -> PlaceGraph:
        """Return the graph with some of its edges, [edge]."""
        arrays = ("tail", "head", "km", "hours", "standard", "terrain")
        links = tuple(road for road, keep in zip(self.links, kept, strict=True) if keep)
        return replace(self, links=links, **{name: getattr(self, name)[kept] for name in arrays})


def graph_of_network(
    network: Network,
    places: Sequence[int],
    *,
    modes: Sequence[str] = ("road", "connector", "border"),
    usable: Flags | None = None,
) -> PlaceGraph:
    """Return the graph of neighbouring places of any network, for `DesignProblem`.

    Directed links count both ways: infrastructure serves both. Links without lanes have one.

    Parameters
    ----------
    network
        Nodes and links.
    places
        Identifiers of nodes.
    modes
        Of the links that roads may be made of.
    usable
        Other links to leave out are False here, [link].

    Raises
    ------
    InputError
        Nodes that do not exist or are named twice, fewer than two, or places that cannot be reached from
        most others; all are listed.

    """
    node_id = network.nodes["node_id"].to_numpy()
    raise_if(_named(node_id, places))
    at = pd.Index(node_id).get_indexer(pd.Index(list(places))).astype(np.int64)
    links = network.links
    fine = (links["status"] == "open").to_numpy() & links["mode"].isin(modes).to_numpy()
    street = _Streets.of(network, fine if usable is None else fine & usable)
    hours, before, nearest = dijkstra(
        street.matrix, directed=False, indices=at, min_only=True, return_predecessors=True
    )
    place = np.full(node_id.size, -1)
    place[at] = np.arange(at.size)
    cell = np.where(nearest >= 0, place[np.maximum(nearest, 0)], -1)
    pairs = _neighbours(street, hours, cell)
    raise_if(_apart(places, pairs))
    roads = [street.road(before.astype(np.int64), int(row)) for row in pairs[2]]
    ordered = [
        road if cell[street.low[row]] == tail else road[::-1]
        for road, row, tail in zip(roads, pairs[2], pairs[0], strict=True)
    ]
    return _described(network, tuple(int(p) for p in places), pairs, ordered)


@dataclass(frozen=True, eq=False)
class _Streets:
    """Usable links, the quickest of parallel ones."""

    matrix: csr_array
    low: Ints
    high: Ints
    hours: Floats
    row: Ints
    nodes: int

    @classmethod
    def of(cls, network: Network, usable: Flags) -> _Streets:
        start, end = network.ends
        rows = np.flatnonzero(usable & (start != end))
        hours = np.maximum(running_hours(network.links)[rows], SHORTEST)
        low, high = np.minimum(start[rows], end[rows]), np.maximum(start[rows], end[rows])
        order = np.lexsort((hours, high, low))
        n = len(network.nodes)
        _, first = np.unique(low[order] * n + high[order], return_index=True)
        kept = order[first]
        low, high, hours = low[kept], high[kept], hours[kept]
        matrix = csr_array((hours, (low, high)), shape=(n, n))
        return cls(matrix, low, high, hours, rows[kept], n)

    def road(self, before: Ints, middle: int) -> Ints:
        """Return rows of links from the place of one end of a street, over it, to that of the other end."""
        ways = []
        for node in (self.low[middle], self.high[middle]):
            way, at = [], int(node)
            while before[at] >= 0:
                way.append(self._between(at, int(before[at])))
                at = int(before[at])
            ways.append(way)
        found = [*ways[0][::-1], middle, *ways[1]]
        return np.asarray(self.row[found], dtype=np.int64)

    def _between(self, one: int, other: int) -> int:
        key = min(one, other) * self.nodes + max(one, other)
        return int(np.searchsorted(self.low * self.nodes + self.high, key))


def _neighbours(street: _Streets, hours: Floats, cell: Ints) -> tuple[Ints, Ints, Ints]:
    """Return pairs of places whose cells touch, and the street on the quickest road between them."""
    ends = cell[street.low], cell[street.high]
    across = np.flatnonzero((ends[0] != ends[1]) & (ends[0] >= 0) & (ends[1] >= 0))
    low = np.minimum(ends[0][across], ends[1][across])
    high = np.maximum(ends[0][across], ends[1][across])
    total = hours[street.low[across]] + street.hours[across] + hours[street.high[across]]
    order = np.lexsort((total, high, low))
    size = int(cell.max()) + 1
    _, first = np.unique(low[order] * size + high[order], return_index=True)
    kept = order[first]
    return low[kept].astype(np.int64), high[kept].astype(np.int64), across[kept]


def _described(
    network: Network, places: tuple[int, ...], pairs: tuple[Ints, Ints, Ints], roads: Sequence[Ints]
) -> PlaceGraph:
    links = network.links
    km, hours = links["length"].to_numpy(dtype=float), running_hours(links)
    lanes = links["lanes"].to_numpy(dtype=float) if "lanes" in links else np.ones(len(links))
    speed = links["free_speed"].to_numpy(dtype=float)
    standard = np.where(lanes >= 1.0, lanes, 1.0) * np.where(km > 0.0, speed, STANDARD_SPEED) / STANDARD_SPEED
    factor = links["cost_factor"].to_numpy(dtype=float)
    length = np.array([km[road].sum() for road in roads])
    even = np.where(length > 0.0, length, 1.0)
    slow = np.array([(km[road] / standard[road]).sum() for road in roads])
    bends = np.array([(km[road] * factor[road]).sum() for road in roads])
    return PlaceGraph(
        places,
        pairs[0],
        pairs[1],
        length,
        np.array([hours[road].sum() for road in roads]),
        np.where(length > 0.0, even / np.where(slow > 0.0, slow, 1.0), 1.0),
        np.where(length > 0.0, bends / even, 1.0),
        tuple(roads),
    )


def _named(node_id: NDArray[np.int64], places: Sequence[int]) -> list[Fault]:
    known, seen = set(node_id.tolist()), set[int]()
    faults = []
    for position, place in enumerate(places):
        if place not in known:
            faults.append(
                Fault(
                    file="places",
                    message="no such node",
                    row=position + 1,
                    value=str(place),
                    allowed="a node_id",
                )
            )
        elif place in seen:
            faults.append(
                Fault(
                    file="places", message="named twice", row=position + 1, value=str(place), allowed="once"
                )
            )
        seen.add(place)
    if len(seen) < 2:
        faults.append(
            Fault(
                file="places", message="nothing to join", value=str(len(seen)), allowed="two places or more"
            )
        )
    return faults


def _apart(places: Sequence[int], pairs: tuple[Ints, Ints, Ints]) -> list[Fault]:
    """Return a fault for every place that is not joined to the largest part."""
    group = np.arange(len(places))
    while True:
        least = group.copy()
        np.minimum.at(least, pairs[0], group[pairs[1]])
        np.minimum.at(least, pairs[1], group[pairs[0]])
        if np.array_equal(least, group):
            break
        group = least
    main = int(np.bincount(group).argmax())
    cure = "leave the place out, or open a link to it"
    return [
        Fault(file="places", message="no road joins it to the others", row=k + 1, value=str(place), cure=cure)
        for k, place in enumerate(places)
        if group[k] != main
    ]
