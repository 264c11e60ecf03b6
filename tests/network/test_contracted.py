"""Neighbours on a network: against searches confined to two places' surroundings."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.errors import InputError
from corridor.network.contracted import graph_of_network
from corridor.network.modes import running_hours
from corridor.network.network import Network
from tests.network.worlds import grid

STREETS = ("road", "rail", "connector")


def places_of(network: Network) -> list[int]:
    node_id = network.nodes["node_id"].to_numpy()
    return [int(node_id[place]) for place in network.centroids.values()]


def dense(network: Network) -> np.ndarray:
    """Return the least hours of a link between each pair of nodes, either way; zero where there is none."""
    n = len(network.nodes)
    least = np.full((n, n), np.inf)
    start, end = network.ends
    for a, b, hours in zip(start, end, running_hours(network.links), strict=True):
        least[a, b] = least[b, a] = min(least[a, b], hours)
    return np.where(np.isfinite(least), least, 0.0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_neighbours_are_those_who_meet_without_a_third(seed: int) -> None:
    """The quickest way among the nodes nearest to either place, and none where these do not touch."""
    network = grid(9, seed)
    places = places_of(network)
    graph = graph_of_network(network, places, modes=STREETS)
    hours = dense(network)
    at = np.flatnonzero(np.isin(network.nodes["node_id"], places))
    at = at[[int(np.flatnonzero(network.nodes["node_id"].to_numpy()[at] == p)[0]) for p in places]]
    nearest = dijkstra(csr_array(hours), indices=at).argmin(axis=0)
    found = {(a, b): h for a, b, h in zip(graph.tail, graph.head, graph.hours, strict=True)}
    for one, other in itertools.combinations(range(len(places)), 2):
        inside = np.isin(nearest, (one, other))
        own = np.where(inside[:, None] & inside[None, :], hours, 0.0)
        way = dijkstra(csr_array(own), indices=at[one])[at[other]]
        if np.isfinite(way):
            assert found[one, other] == pytest.approx(way, abs=1e-6)
        else:
            assert (one, other) not in found


def test_roads_run_from_tail_to_head_and_measure_up() -> None:
    network = grid(9, 4)
    places = places_of(network)
    graph = graph_of_network(network, places, modes=STREETS)
    start, end = network.ends
    node_id = network.nodes["node_id"].to_numpy()
    for edge, road in enumerate(graph.links):
        at = places[graph.tail[edge]]
        for link in road:
            ends = [int(node_id[start[link]]), int(node_id[end[link]])]
            assert at in ends
            at = ends[1 - ends.index(at)]
        assert at == places[graph.head[edge]]
        links = network.links.iloc[road]
        assert graph.km[edge] == pytest.approx(links["length"].sum())
        # travel time at one lane each way is 60 km/h over the standard
        running = (links["length"] / links["free_speed"]).sum()
        assert graph.standard[edge] == pytest.approx(links["length"].sum() / running / 60.0)


def test_a_finer_network_changes_nothing() -> None:
    """Every place a city: the graph is the network itself, unless a detour is quicker."""
    network = grid(4, 5)
    node_id = [int(node) for node in network.nodes["node_id"]]
    graph = graph_of_network(network, node_id, modes=STREETS)
    start, end = network.ends
    pairs = {(min(a, b), max(a, b)) for a, b in zip(start, end, strict=True)}
    assert {(int(a), int(b)) for a, b in zip(graph.tail, graph.head, strict=True)} == pairs


def test_faults_are_listed() -> None:
    network = grid(4, 5)
    with pytest.raises(InputError) as error:
        graph_of_network(network, [7, 100, 100])
    assert {fault.message for fault in error.value.faults} == {"no such node", "named twice"}
    shut = np.zeros(len(network.links), dtype=bool)
    with pytest.raises(InputError, match="no road joins it"):
        graph_of_network(network, [100, 101, 102], modes=STREETS, usable=shut)
