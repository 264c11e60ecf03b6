"""The contracted search, the states laid over it and the loading equal slow, simple computations."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from corridor.network.contraction import contract
from corridor.network.graph import prepare
from corridor.network.hierarchy import hierarchy_cost
from corridor.network.modes import CostRates, generalised_cost
from corridor.network.network import Network
from corridor.network.routes import along, load, search
from corridor.network.skims import plain_cost, skim
from corridor.network.states import Changeable, Quest, ceiling, loads, relaxed
from corridor.network.states import along as along_state
from tests.network.worlds import grid

RATES = CostRates(
    ("bulk", "box"), {"road": (0.05, 0.07), "rail": (0.02, 0.03), "sea": (0.004, 0.005)}, (0.1, 0.9)
)
SIDE = 24


@pytest.fixture(scope="module", params=[1, 2])
def network(request: pytest.FixtureRequest) -> Network:
    return grid(SIDE, request.param)


@pytest.fixture(scope="module")
def places(network: Network) -> np.ndarray:
    return np.array(list(network.centroids.values()))


def brute(network: Network, cost: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, dict]:
    """Return least costs and the links of every route by networkx on the plain graph."""
    graph = nx.DiGraph()
    start, end = network.ends
    for row, (u, v) in enumerate(zip(start, end, strict=True)):
        ways = [(u, v, 0)] if network.links["directed"].iloc[row] else [(u, v, 0), (v, u, 1)]
        for a, b, direction in ways:
            if np.isfinite(cost[row]) and (not graph.has_edge(a, b) or graph[a][b]["weight"] > cost[row]):
                graph.add_edge(a, b, weight=cost[row], use=(row, direction))
    value = np.full((len(places), len(places)), np.inf)
    used = {}
    for i, source in enumerate(places):
        length, path = nx.single_source_dijkstra(graph, source)
        for j, target in enumerate(places):
            if target in length:
                value[i, j] = length[target]
                steps = zip(path[target][:-1], path[target][1:], strict=True)
                used[i, j] = [graph[a][b]["use"] for a, b in steps]
    return value, used


def brute_load(network: Network, used: dict, flow: np.ndarray) -> np.ndarray:
    result = np.zeros((len(network.links), 2))
    for (i, j), steps in used.items():
        for row, direction in steps:
            result[row, direction] += flow[i, j]
    return result


def test_contraction_removes_most_nodes_and_keeps_the_places(network, places):
    graph = prepare(network, places)
    assert len(graph.contraction.core) < len(network.nodes) / 2
    assert np.isin(places, graph.contraction.core).all()


def test_contraction_of_isolated_nodes_ends():
    empty = np.zeros(0, dtype=np.int64)
    contraction = contract(40, empty, empty, np.arange(40) < 3)
    np.testing.assert_array_equal(contraction.core, [0, 1, 2])


def test_costs_equal_those_of_the_plain_graph(network, places):
    cost = generalised_cost(network.links, RATES)[:, 0]
    found = search(prepare(network, places), cost).cost
    np.testing.assert_allclose(found, plain_cost(network, cost, places), rtol=1e-12)
    np.testing.assert_allclose(found, brute(network, cost, places)[0], rtol=1e-12)


def test_flows_and_lengths_equal_those_of_listed_routes(network, places):
    cost = generalised_cost(network.links, RATES)[:, 1]
    routes = search(prepare(network, places), cost)
    flow = np.random.default_rng(0).uniform(0, 5, (len(places), len(places)))
    _, used = brute(network, cost, places)
    np.testing.assert_allclose(load(routes, flow), brute_load(network, used, flow), rtol=1e-10, atol=1e-9)
    km = network.links["length"].to_numpy()
    direct = np.array(
        [[sum(km[r] for r, _ in used[i, j]) for j in range(len(places))] for i in range(len(places))]
    )
    np.testing.assert_allclose(along(routes, km), direct, rtol=1e-12)


def test_the_second_engine_agrees(network, places):
    cost = generalised_cost(network.links, RATES)[:, 0]
    exact = search(prepare(network, places), cost).cost
    np.testing.assert_allclose(hierarchy_cost(network, cost, places), exact, atol=len(network.nodes) * 5e-5)


def changed(network: Network, places: np.ndarray, seed: int):
    """Return changeable links, their dearest and two cheaper costs per link and class."""
    rng = np.random.default_rng(seed)
    base = generalised_cost(network.links, RATES)
    rows = np.sort(rng.choice(len(network.links), 14, replace=False))
    dear, mid = base.copy(), base.copy()
    dear[rows[:4]] = np.inf
    dear[rows[4:]] *= 3.0
    mid[rows[7:]] *= 0.4
    low = mid.copy()
    low[rows[:7]] *= 0.2
    start, end = network.ends
    ends = np.unique(np.concatenate([start[rows], end[rows]]))
    every = np.concatenate([places, np.setdiff1d(ends, places)])
    position = {int(node): i for i, node in enumerate(every)}
    links = Changeable(
        rows,
        np.array([position[int(n)] for n in start[rows]]),
        np.array([position[int(n)] for n in end[rows]]),
        ~network.links["directed"].to_numpy()[rows],
    )
    return every, links, (dear, mid, low)


@pytest.mark.parametrize("seed", range(3))
def test_states_equal_a_new_search(network, places, seed):
    every, links, (dear, mid, low) = changed(network, places, seed)
    state = ceiling(Quest(network, every, len(places), links, RATES.shippers, dear))
    today = relaxed(state, mid[links.link])
    better = relaxed(today, low[links.link])
    flow = np.random.default_rng(seed).uniform(0, 5, (len(places), len(places), 2))
    km = network.links["length"].to_numpy()
    for found, cost in ((state, dear), (today, mid), (better, low)):
        carried, lengths = loads(found, flow), along_state(found, km)
        for c in range(2):
            value, used = brute(network, cost[:, c], places)
            np.testing.assert_allclose(found.cost[:, :, c], value, rtol=1e-10)
            expected = brute_load(network, used, flow[:, :, c])
            np.testing.assert_allclose(carried[:, :, c], expected, rtol=1e-9, atol=1e-9)
            direct = sum(flow[i, j, c] * sum(km[r] for r, _ in steps) for (i, j), steps in used.items())
            assert np.sum(flow[:, :, c] * lengths[:, :, c]) == pytest.approx(direct, rel=1e-9)


def test_a_dearer_link_is_refused(network, places):
    every, links, (dear, mid, _) = changed(network, places, 0)
    state = relaxed(ceiling(Quest(network, every, len(places), links, RATES.shippers, dear)), mid[links.link])
    with pytest.raises(ValueError, match="dearer"):
        relaxed(state, dear[links.link])


def test_a_skim_has_hours_and_kilometres_that_make_its_cost(network):
    zones = tuple(network.centroids)
    plain = Network(network.nodes, network.links.assign(fee_usd_t=0.0, cost_factor=1.0, mode="road"))
    found = skim(plain, RATES, zones)
    rate, time = np.array(RATES.per_tonne_km["road"]), np.array(RATES.value_of_time)
    np.testing.assert_allclose(found.cost, found.km * rate + found.hours * time, rtol=1e-10)


def test_times_of_two_classes_differ_in_route_not_in_rule(network):
    zones = tuple(network.centroids)
    found = skim(network, RATES, zones)
    assert (found.hours[:, :, 1] <= found.hours[:, :, 0] + 1e-9).mean() > 0.5
    assert np.all(np.diagonal(found.cost[:, :, 0]) == 0.0)
