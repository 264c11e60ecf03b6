"""Travel time by road from where people live to the nearest place of a kind.

Places lie beside links, not only at nodes: each link is cut where somebody lives, so that a faster road
brings people nearer though the network has no junction there. The nearest of many destinations is one
search (Dijkstra 1959 from all of them at once, against the direction of travel).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from corridor.network.network import Network
from corridor.types import Flags, Floats, Ints

INSTANT = 1e-12
"""Hours that a move without time counts, because the search reads zero as no connection."""

AWAY = -1
"""Row of the way between a place and its link, which is no link."""


@dataclass(frozen=True, eq=False)
class Sites:
    """Where places lie beside the links of a network; arrays are [place]."""

    link: Ints
    """Row of the nearest link."""
    share: Floats
    """Share of that link's length from its first end."""
    km: Floats
    """Way between the place and the link."""


@dataclass(frozen=True, eq=False)
class Roads:
    """Links cut at places, ready for searches; arrays but `place` are [piece], one entry per direction."""

    tail: Ints
    head: Ints
    link: Ints
    """Row of the link that the piece belongs to; -1: the way from a place to its link."""
    part: Floats
    """Share of the link that the piece is; for the way to a place its kilometres."""
    place: Ints
    """Node of each place, [place]."""
    nodes: int


def roads_to(network: Network, rows: Ints, sites: Sites) -> Roads:
    """Return the links `rows` of a network cut at places, each of which lies at one of them."""
    start, end = network.ends
    known, ends = np.unique(np.concatenate([start[rows], end[rows]]), return_inverse=True)
    first, last = ends[: len(rows)].astype(np.int64), ends[len(rows) :].astype(np.int64)
    places = len(sites.link)
    foot = len(known) + np.arange(places)
    place = foot + places
    cuts = pd.DataFrame(
        {
            "link": np.concatenate([rows, sites.link, rows]),
            "share": np.concatenate([np.zeros(len(rows)), sites.share, np.ones(len(rows))]),
            "order": np.repeat([0, 1, 2], [len(rows), places, len(rows)]),
            "node": np.concatenate([first, foot, last]),
        }
    ).sort_values(["link", "order", "share", "node"])
    link, share, node = (cuts[name].to_numpy() for name in ("link", "share", "node"))
    same = link[1:] == link[:-1]
    tail, head, on = node[:-1][same], node[1:][same], link[1:][same]
    part = (share[1:] - share[:-1])[same]
    back = ~network.links["directed"].to_numpy(dtype=bool)[on]
    away = np.full(2 * places, AWAY)
    return Roads(
        np.concatenate([tail, head[back], foot, place]),
        np.concatenate([head, tail[back], place, foot]),
        np.concatenate([on, on[back], away]),
        np.concatenate([part, part[back], sites.km, sites.km]),
        place,
        int(place[-1]) + 1 if places else len(known),
    )


def hours_to_nearest(roads: Roads, hours: Floats, speed: float, chosen: Flags) -> Floats:
    """Return the time from every place to the nearest of the chosen ones, [place] hours.

    `hours` is the time over each link of the network, [link], infinite where it is closed; `speed` that
    between places and their links, km/h. Infinite where no chosen place can be reached.
    """
    if not chosen.any():
        return np.full(len(roads.place), np.inf)
    away = roads.link == AWAY
    whole = np.where(away, 1.0 / speed, hours[np.where(away, 0, roads.link)])
    time = np.multiply(roads.part, whole, out=np.full(len(whole), np.inf), where=np.isfinite(whole))
    key, piece = np.unique(roads.head * roads.nodes + roads.tail, return_inverse=True)
    least = np.full(len(key), np.inf)
    np.minimum.at(least, piece, np.maximum(time, INSTANT))
    is_open = np.isfinite(least)
    key, least = key[is_open], least[is_open]
    against = csr_matrix((least, (key // roads.nodes, key % roads.nodes)), shape=(roads.nodes, roads.nodes))
    found = dijkstra(against, indices=roads.place[chosen], min_only=True)[roads.place]
    rounded: Floats = np.where(chosen, 0.0, found)
    return rounded
