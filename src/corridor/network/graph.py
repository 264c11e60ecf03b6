"""A network made ready for many least-cost searches between the same places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.network.contraction import Contraction, arc_index, contract
from corridor.network.network import Network
from corridor.types import Floats, Ints

AGAINST = 1
"""Direction of travel against the order of a link's ends; 0 is along it."""


@dataclass(frozen=True)
class Graph:
    """A contracted network with the links behind its arcs.

    `places` are positions of nodes between which routes are wanted. Each entry of `arc`, `link` and
    `direction` is one way of using one link: the arc it is, its row in the table of links, 0 along
    or 1 against the order of its ends.
    """

    contraction: Contraction
    places: Ints
    links: int
    arc: Ints
    link: Ints
    direction: Ints

    @property
    def place_in_core(self) -> Ints:
        """Positions of the places among the nodes of the core."""
        position: Ints = np.searchsorted(self.contraction.core, self.places)
        return position


def prepare(network: Network, places: Ints) -> Graph:
    """Return the graph of all links, open or not, contracted to keep `places` (positions of nodes)."""
    start, end = network.ends
    nodes = len(network.nodes)
    keep = np.zeros(nodes, dtype=bool)
    keep[places] = True
    contraction = contract(nodes, start, end, keep)
    usable = np.flatnonzero(start != end)
    both = usable[~network.links["directed"].to_numpy(dtype=bool)[usable]]
    link = np.concatenate([usable, both])
    direction = np.repeat(np.array([0, AGAINST]), [len(usable), len(both)])
    arc = np.concatenate(
        [
            arc_index(contraction, start[usable], end[usable]),
            arc_index(contraction, end[both], start[both]),
        ]
    )
    return Graph(contraction, np.asarray(places, dtype=np.int64), len(network.links), arc, link, direction)


def cheapest_links(graph: Graph, cost: Floats) -> tuple[Floats, Ints]:
    """Return the least cost over parallel links per arc, and the entry of `graph.link` that has it.

    `cost` is [link]. Arcs that are no link, or closed, cost infinity and have entry -1. The first
    of equally cheap links is taken.
    """
    value = cost[graph.link]
    best = np.full(graph.contraction.arcs, np.inf)
    np.minimum.at(best, graph.arc, value)
    entry = np.full(graph.contraction.arcs, -1, dtype=np.int64)
    wins = np.flatnonzero((value == best[graph.arc]) & np.isfinite(value))[::-1]
    entry[graph.arc[wins]] = wins
    return best, entry
