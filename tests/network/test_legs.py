"""Ways of pairs of places against a search of the whole graph."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from corridor.network.access import Sites, roads_to
from corridor.network.legs import legs
from corridor.network.network import Network

N = 7


@pytest.fixture(scope="module")
def grid() -> Network:
    """Return a square grid of two-way links of uneven length, one of them one-way."""
    rng = np.random.default_rng(8)
    at = [(i, j) for i in range(N) for j in range(N)]
    ends = [(N * i + j, N * i + j + 1) for i in range(N) for j in range(N - 1)]
    ends += [(N * i + j, N * i + j + N) for i in range(N - 1) for j in range(N)]
    nodes = pd.DataFrame(
        {"node_id": range(N * N), "x_coord": [i for i, _ in at], "y_coord": [j for _, j in at], "zone_id": ""}
    )
    start, end = zip(*ends, strict=True)
    length = rng.uniform(5.0, 40.0, len(ends))
    links = pd.DataFrame(
        {
            "link_id": range(len(ends)),
            "from_node_id": start,
            "to_node_id": end,
            "directed": False,
            "length": length,
            "free_speed": 50.0,
            "status": "open",
        }
    )
    links.loc[3, "directed"] = True
    return Network(nodes=nodes, links=links)


def plain(network: Network, sites: Sites, cost: np.ndarray, off: float) -> nx.DiGraph:
    """Return the cut graph, built the slow way: every place a node on its link."""
    graph = nx.DiGraph()
    links = network.links

    def both(a: object, b: object, value: float, *, one_way: bool) -> None:
        for u, v in [(a, b)] if one_way else [(a, b), (b, a)]:
            if not graph.has_edge(u, v) or graph[u][v]["weight"] > value:
                graph.add_edge(u, v, weight=value)

    for e, row in enumerate(links.itertuples()):
        stops = sorted((sites.share[p], f"foot{p}") for p in range(len(sites.link)) if sites.link[p] == e)
        chain = [(0.0, row.from_node_id), *stops, (1.0, row.to_node_id)]
        for (s, u), (t, v) in pairwise(chain):
            both(u, v, (t - s) * cost[e], one_way=row.directed)
    for p, km in enumerate(sites.km):
        both(f"foot{p}", f"place{p}", km * off, one_way=False)
    return graph


@pytest.mark.parametrize("limit", [np.inf, 20.0])
def test_ways_are_the_cheapest_whatever_the_limit(grid: Network, limit: float) -> None:
    rng = np.random.default_rng(9)
    places = 9
    sites = Sites(
        rng.choice(len(grid.links), places, replace=False), rng.random(places), rng.uniform(0, 5, places)
    )
    cost, off = grid.links["length"].to_numpy() * rng.uniform(1, 2, len(grid.links)), 1.5
    start, end = np.nonzero(~np.eye(places, dtype=bool))
    roads = roads_to(grid, np.arange(len(grid.links)), sites)
    found = legs(roads, cost, off, (start, end), np.full(len(start), limit))
    graph = plain(grid, sites, cost, off)
    known = [
        nx.dijkstra_path_length(graph, f"place{a}", f"place{b}") for a, b in zip(start, end, strict=True)
    ]
    assert found.along(cost, off) == pytest.approx(known, rel=1e-9)


def test_what_passes_a_link_times_its_cost_is_what_ways_cost(grid: Network) -> None:
    sites = Sites(np.array([0, 20, 50]), np.array([0.2, 0.5, 0.9]), np.zeros(3))
    cost = grid.links["length"].to_numpy()
    pairs = (np.array([0, 0, 1]), np.array([1, 2, 2]))
    found = legs(roads_to(grid, np.arange(len(cost)), sites), cost, 0.0, pairs, np.full(3, np.inf))
    flow = np.array([2.0, 3.0, 5.0])
    assert found.load(flow) @ cost == pytest.approx(flow @ found.along(cost, 0.0), rel=1e-9)


def test_no_way_costs_infinity_and_loads_nothing(grid: Network) -> None:
    sites = Sites(np.array([0, 20]), np.array([0.2, 0.5]), np.zeros(2))
    cost = grid.links["length"].to_numpy().copy()
    cost[20] = np.inf
    found = legs(
        roads_to(grid, np.arange(len(cost)), sites),
        cost,
        0.0,
        (np.array([0]), np.array([1])),
        np.full(1, np.inf),
    )
    assert found.along(grid.links["length"].to_numpy(), 0.0).tolist() == [np.inf]
    assert not found.load(np.array([4.0])).any()
