"""Who uses a link: equal to walked routes, to the loads, and to what crosses a cut."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

import corridor
from corridor.network.assignment.select import passages, select_link
from corridor.network.modes import CostRates, generalised_cost
from corridor.network.network import Network
from corridor.network.skims import centroids
from corridor.network.states import Changeable, Quest, State, ceiling, loads, relaxed
from tests.network.worlds import grid

RATES = CostRates(
    ("bulk", "box"), {"road": (0.05, 0.07), "rail": (0.02, 0.03), "sea": (0.004, 0.005)}, (0.1, 0.9)
)


def states(network: Network, places: np.ndarray, seed: int) -> list[tuple[State, np.ndarray]]:
    """Return a state, one laid over it and one over that, each with its link costs."""
    rng = np.random.default_rng(seed)
    base = generalised_cost(network.links, RATES)
    rows = np.sort(rng.choice(len(network.links), 14, replace=False))
    start, end = network.ends
    every = np.concatenate(
        [places, np.setdiff1d(np.unique(np.concatenate([start[rows], end[rows]])), places)]
    )
    position = {int(node): i for i, node in enumerate(every)}
    links = Changeable(
        rows,
        np.array([position[int(n)] for n in start[rows]]),
        np.array([position[int(n)] for n in end[rows]]),
        ~network.links["directed"].to_numpy()[rows],
    )
    dear, low = base.copy(), base.copy()
    dear[rows[:4]] = np.inf
    low[rows[7:]] *= 0.2
    lowest = low.copy()
    lowest[rows[:7]] *= 0.1
    first = ceiling(Quest(network, every, len(places), links, RATES.shippers, dear))
    second = relaxed(first, low[rows])
    return [(first, dear), (second, low), (relaxed(second, lowest[rows]), lowest)]


def walked(network: Network, cost: np.ndarray, places: np.ndarray) -> dict:
    """Return the (row, direction) of every link on the least-cost route of every pair."""
    graph = nx.DiGraph()
    for row, (u, v) in enumerate(zip(*network.ends, strict=True)):
        ways = [(u, v, 0)] if network.links["directed"].iloc[row] else [(u, v, 0), (v, u, 1)]
        for a, b, direction in ways:
            if np.isfinite(cost[row]) and (not graph.has_edge(a, b) or graph[a][b]["weight"] > cost[row]):
                graph.add_edge(a, b, weight=cost[row], use=(row, direction))
    used = {}
    for i, p in enumerate(places):
        paths = nx.single_source_dijkstra_path(graph, p)
        for j, q in enumerate(places):
            steps = zip(paths[q][:-1], paths[q][1:], strict=True)
            used[i, j] = [graph[a][b]["use"] for a, b in steps]
    return used


@pytest.fixture(scope="module")
def world():
    network = grid(24, 1)
    places = np.array(list(network.centroids.values()))
    tonnes = np.random.default_rng(0).uniform(0, 5, (len(places), len(places), 2))
    return network, places, tonnes


@pytest.mark.parametrize("layers", [0, 1, 2])
def test_users_of_a_link_are_those_whose_walked_route_passes_it(world, layers):
    network, places, tonnes = world
    state, cost = states(network, places, 1)[layers]
    changed = [(int(row), way) for row in state.changeable.link for way in (0, 1)]
    some = [
        (int(row), way) for row in np.random.default_rng(2).choice(len(network.links), 25) for way in (0, 1)
    ]
    for c in range(2):
        used = walked(network, cost[:, c], places)
        for row, way in changed + some:
            expected = np.zeros((len(places), len(places)))
            for pair, steps in used.items():
                expected[pair] = tonnes[(*pair, c)] * ((row, way) in steps)
            np.testing.assert_allclose(select_link(state, tonnes, row, way)[:, :, c], expected, rtol=1e-12)


def test_users_add_up_to_the_load_of_the_link(world):
    network, places, tonnes = world
    for state, _ in states(network, places, 3):
        carried = loads(state, tonnes)
        busy = np.argwhere(carried.sum(axis=2) > 0)
        for row, way in busy[np.random.default_rng(4).choice(len(busy), 40)]:
            users = select_link(state, tonnes, int(row), int(way))
            np.testing.assert_allclose(users.sum(axis=(0, 1)), carried[row, way], rtol=1e-11)


def test_what_crosses_a_cut_is_the_demand_from_one_side_to_the_other(world):
    """Routes may cross the cut again: passages out less passages back are one for pairs that part."""
    network, places, _ = world
    state, _ = states(network, places, 5)[2]
    west = network.nodes["x_coord"].to_numpy() < 12
    start, end = network.ends
    net = np.zeros((len(places), len(places), 2))
    for row in np.flatnonzero(west[start] != west[end]):
        sign = 1.0 if west[start[row]] else -1.0
        net += sign * (passages(state, int(row), 0) - passages(state, int(row), 1))
    side = west[places].astype(float)
    np.testing.assert_array_equal(net, np.repeat((side[:, None] - side)[:, :, None], 2, axis=2))


def test_island_by_walking_its_routes():
    case = corridor.read("island")
    network, zones = case.network, list(case.zones)
    cost = generalised_cost(network.links, RATES)
    none = np.zeros(0, dtype=np.int64)
    places = centroids(network, zones)
    unchanging = Changeable(none, none, none, none.astype(bool))
    state = ceiling(Quest(network, places, len(zones), unchanging, RATES.shippers, cost))
    tonnes = np.random.default_rng(0).uniform(1, 5, (len(zones), len(zones), 2))
    for c in range(2):
        used = walked(network, cost[:, c], places)
        for row in range(len(network.links)):
            for way in (0, 1):
                expected = [[(row, way) in used[i, j] for j in range(len(zones))] for i in range(len(zones))]
                np.testing.assert_array_equal(
                    select_link(state, tonnes, row, way)[:, :, c], tonnes[:, :, c] * np.array(expected)
                )
