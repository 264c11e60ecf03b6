"""Skims: least generalised cost between zones, per commodity class, with its hours and kilometres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from corridor.errors import Fault, InputError
from corridor.network.graph import Graph, cheapest_links, prepare
from corridor.network.modes import CostRates, generalised_cost, running_hours
from corridor.network.network import NODES, Network
from corridor.network.routes import along, search
from corridor.types import Floats, Ints, Progress


@dataclass(frozen=True)
class Skim:
    """Least generalised cost between zones and what its route takes, [origin, destination, class].

    Where the shippers of a class differ it is their mean.

    `cost` in US$ per tonne, `hours`, `km`; zero from a zone to itself.
    """

    zones: tuple[str, ...]
    classes: tuple[str, ...]
    cost: Floats
    hours: Floats
    km: Floats


def skim(
    network: Network, rates: CostRates, zones: Sequence[str], *, progress: Progress | None = None
) -> Skim:
    """Return the skim of a network between `zones`.

    Raises
    ------
    InputError
        A zone has no centroid in the network.

    """
    graph = prepare(network, centroids(network, zones))
    cost = generalised_cost(network.links, rates)
    found = []
    for x in range(cost.shape[1]):
        found.append(search(graph, cost[:, x]))
        if progress:
            progress("skim", x + 1, cost.shape[1])
    n, mix = len(zones), rates.shippers
    hours, km = running_hours(network.links), network.links["length"].to_numpy(dtype=float)
    return Skim(
        tuple(zones),
        rates.classes,
        mix.mean([routes.cost[:n, :n] for routes in found]),
        mix.mean([along(routes, hours)[:n, :n] for routes in found]),
        mix.mean([along(routes, km)[:n, :n] for routes in found]),
    )


def centroids(network: Network, zones: Sequence[str]) -> Ints:
    """Return the position in the table of nodes of each zone's centroid."""
    cure = "give one node that zone_id, or take the region out"
    faults = [
        Fault(file=NODES, message="zone has no centroid", column="zone_id", value=zone, cure=cure)
        for zone in zones
        if zone not in network.centroids
    ]
    if faults:
        raise InputError(faults)
    return np.array([network.centroids[zone] for zone in zones], dtype=np.int64)


def plain_cost(network: Network, cost: Floats, places: Ints) -> Floats:
    """Return least costs between places by Dijkstra's algorithm on the whole graph, [from, to] US$/t.

    Slow and simple: the reference that the contracted search and `customisable` must equal.
    """
    graph = _links_only(network, places)
    best, _ = cheapest_links(graph, cost)
    low, high = graph.contraction.low, graph.contraction.high
    tail, head = np.stack([low, high], 1).ravel(), np.stack([high, low], 1).ravel()
    is_open = np.isfinite(best)
    nodes = len(network.nodes)
    matrix = csr_matrix((best[is_open], (tail[is_open], head[is_open])), shape=(nodes, nodes))
    distance: Floats = dijkstra(matrix, indices=places)[:, places]
    return distance


def _links_only(network: Network, places: Ints) -> Graph:
    """Return the graph without contraction: every node is a place."""
    everything = prepare(network, np.arange(len(network.nodes)))
    return Graph(
        everything.contraction,
        places,
        everything.links,
        everything.arc,
        everything.link,
        everything.direction,
    )
