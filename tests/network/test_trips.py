"""Trips by road: followed by hand, and against the search of all routes on a lattice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.network.graph import prepare
from corridor.network.network import Network
from corridor.network.routes import search
from corridor.network.trips import joined, open_roads, stops, way
from tests.network.worlds import grid


def ladder(**columns: object) -> Network:
    """Return three nodes in a row: two parallel links, then one; and a way back from the end."""
    lattice = grid(2, 1, zones=0, one_way=0.0)
    nodes = lattice.nodes.iloc[:3].assign(x_coord=[0.0, 1.0, 2.0], y_coord=0.0)
    ids = nodes["node_id"].to_numpy()
    links = lattice.links.iloc[:4].assign(
        from_node_id=ids[[0, 0, 1, 2]], to_node_id=ids[[1, 1, 2, 0]], mode="road", status="open", **columns
    )
    return Network(nodes, links)


def test_the_cheapest_of_parallel_links_is_taken_each_way() -> None:
    network = ladder(directed=[False, False, True, True])
    cost = np.array([5.0, 3.0, 1.0, 1.5])
    assert way(network, cost, np.array([0, 2])).tolist() == [1, 2]
    assert way(network, cost, np.array([2, 1])).tolist() == [3, 1]
    assert way(network, cost, np.array([1, 0, 1])).tolist() == [2, 3, 1]
    assert way(network, cost, np.array([1, 1])).tolist() == []


def test_a_link_without_cost_is_a_way() -> None:
    assert way(ladder(), np.zeros(4), np.array([0, 1, 2])).tolist() in ([0, 2], [1, 2])


def test_closed_and_one_way_roads_lead_nowhere() -> None:
    network = ladder(directed=[False, False, True, True])
    closed = replace(network, links=network.links.assign(status=["open", "open", "open", "closed"]))
    assert joined(network, np.array([0, 1, 2]))
    assert not joined(closed, np.array([0, 1, 2]))
    assert open_roads(closed).tolist() == [0, 1, 2]
    assert way(closed, np.ones(3), np.array([2, 0])) is None
    none = replace(network, links=network.links.assign(status="closed"))
    assert np.isinf(stops(none, np.array([[0.0, 0.0]])).km).all()


def test_the_nearest_node_counts_degrees_of_longitude_by_latitude() -> None:
    """At 60 degrees a degree of longitude is half of one of latitude: 55.6 km."""
    network = ladder()
    north = replace(network, nodes=network.nodes.assign(y_coord=[60.0, 60.0, 61.0]))
    found = stops(north, np.array([[2.0, 60.0], [2.0, 60.7]]))
    assert found.node.tolist() == [1, 2]
    assert found.km == pytest.approx([55.6, 33.4], abs=0.1)


@pytest.mark.parametrize("seed", [3, 4])
def test_costs_are_those_of_the_search_of_all_routes(seed: int) -> None:
    network = grid(8, seed)
    network = replace(network, links=network.links.assign(mode="road", status="open"))
    zones = np.array(sorted(network.centroids.values()), dtype=np.int64)
    cost = np.random.default_rng(seed).uniform(0.5, 2.0, len(network.links))
    least = search(prepare(network, zones), cost).cost
    for a, b in ((0, 5), (7, 2), (3, 11)):
        found = way(network, cost, zones[[a, b]])
        assert cost[found].sum() == pytest.approx(least[a, b], rel=1e-12)
