"""User equilibria: published flows, examples solved by hand, and Wardrop's principle checked from outside."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from corridor.errors import InputError, SolveError
from corridor.network.assignment.delay import VolumeDelay
from corridor.network.assignment.equilibrium import Congestion, Earlier, congested, user_equilibrium
from corridor.network.assignment.frank_wolfe import AssignmentSettings
from corridor.network.assignment.path_flows import path_equilibrium
from corridor.network.graph import prepare
from corridor.network.network import Network
from corridor.network.routes import load, search
from tests.network.worlds import grid

GOLDEN = Path(__file__).parents[2] / "golden" / "sioux_falls"
BEST_KNOWN = 42.31335287107440e5


def delays(free, capacity, b, power) -> VolumeDelay:
    return VolumeDelay(*(np.asarray(a, dtype=float) for a in (free, capacity, b, power)))


def sioux_falls() -> tuple[pd.DataFrame, tuple, VolumeDelay, np.ndarray]:
    links, trips = pd.read_csv(GOLDEN / "links.csv"), pd.read_csv(GOLDEN / "demand.csv")
    demand = np.zeros((24, 24))
    demand[trips["origin"] - 1, trips["destination"] - 1] = trips["trips"]
    ends = (links["tail"].to_numpy() - 1, links["head"].to_numpy() - 1)
    return links, ends, delays(links["free_time"], links["capacity"], links["b"], links["power"]), demand


@pytest.fixture(scope="module")
def sioux():
    links, ends, delay, demand = sioux_falls()
    return links, ends, demand, user_equilibrium(ends, delay, demand, AssignmentSettings(1e-6, 2000))


def test_sioux_falls_has_the_published_objective_and_proves_it(sioux):
    found = sioux[3]
    assert found.gap <= 1e-6
    assert found.objective == pytest.approx(BEST_KNOWN, rel=2e-7)
    assert found.lower_bound <= BEST_KNOWN <= found.objective
    assert found.objective - found.lower_bound < 2e-6 * BEST_KNOWN


def test_sioux_falls_has_the_published_flows_and_times(sioux):
    links, _, _, found = sioux
    np.testing.assert_allclose(found.flow, links["flow"], rtol=3e-4)
    np.testing.assert_allclose(found.time, links["time"], rtol=3e-4)


def test_nobody_in_sioux_falls_gains_by_another_route(sioux):
    """The gap, computed again with another library's shortest paths."""
    _, (tail, head), demand, found = sioux
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(zip(tail, head, found.time, strict=True))
    least = dict(nx.all_pairs_dijkstra_path_length(graph))
    shortest = sum(demand[i, j] * least[i][j] for i, j in np.argwhere(demand > 0))
    paid = float(found.flow @ found.time)
    assert (paid - shortest) / paid == pytest.approx(found.gap, abs=1e-9)
    np.testing.assert_allclose(found.cost, [[least[i][j] for j in range(24)] for i in range(24)], rtol=1e-9)


def test_flow_is_conserved_in_sioux_falls(sioux):
    _, (tail, head), demand, found = sioux
    net = np.bincount(tail, found.flow, 24) - np.bincount(head, found.flow, 24)
    np.testing.assert_allclose(net, demand.sum(axis=1) - demand.sum(axis=0), atol=1e-6)


def test_sioux_falls_to_the_published_digits():
    """By the second solver; times are published to 16 digits."""
    links, ends, delay, demand = sioux_falls()
    found = path_equilibrium(ends, delay, demand, AssignmentSettings(1e-13, 200))
    assert found.objective == pytest.approx(BEST_KNOWN, rel=1e-14)
    np.testing.assert_allclose(found.flow, links["flow"], rtol=1e-9)
    np.testing.assert_allclose(found.time, links["time"], rtol=1e-9)


def test_two_solvers_find_one_equilibrium():
    network, rng = grid(7, 8), np.random.default_rng(8)
    start, end = network.ends
    order = np.r_[list(network.centroids.values())]
    number = np.empty(len(network.nodes), dtype=int)
    number[np.r_[order, np.setdiff1d(np.arange(len(number)), order)]] = np.arange(len(number))
    tail, head = number[np.r_[start, end]], number[np.r_[end, start]]
    n = len(tail)
    delay = delays(rng.uniform(1, 2, n), rng.uniform(5, 9, n), np.full(n, 0.5), rng.uniform(1, 5, n))
    demand = rng.uniform(0, 1, (len(order), len(order)))
    one = user_equilibrium((tail, head), delay, demand, AssignmentSettings(1e-6))
    two = path_equilibrium((tail, head), delay, demand, AssignmentSettings(1e-11))
    assert one.objective == pytest.approx(two.objective, rel=1e-6)
    assert one.objective >= two.objective * (1 - 1e-11)
    np.testing.assert_allclose(one.time, two.time, rtol=2e-3)
    np.testing.assert_allclose(one.cost, two.cost, rtol=1e-4)


def braess(*, bridge: bool):
    """Braess (1968): 6 travellers; 10 v on two links, 50 + v on two, 10 + v on the bridge."""
    tail, head = np.array([0, 0, 2, 3, 2]), np.array([2, 3, 1, 1, 3])
    free, rise = np.array([1e-9, 50.0, 50.0, 1e-9, 10.0]), np.array([10.0, 1.0, 1.0, 10.0, 1.0])
    some = slice(None) if bridge else slice(4)
    delay = delays(free[some], np.ones(5)[some], (rise / free)[some], np.ones(5)[some])
    demand = np.array([[0.0, 6.0], [0.0, 0.0]])
    return user_equilibrium((tail[some], head[some]), delay, demand, AssignmentSettings(1e-9))


def test_braess_a_new_road_slows_everybody_down():
    without, bridged = braess(bridge=False), braess(bridge=True)
    np.testing.assert_allclose(without.flow, 3.0, rtol=1e-6)
    assert without.cost[0, 1] == pytest.approx(83.0, rel=1e-7)
    np.testing.assert_allclose(bridged.flow, [4, 2, 2, 4, 2], rtol=1e-6)
    assert bridged.cost[0, 1] == pytest.approx(92.0, rel=1e-7)


def two_roads(*, values=(1.0,), tolls=((0.0,), (0.0,)), demand=(10.0,), weight=None):
    """Return traffic from A to B over two parallel links: a motorway and a long, wide road."""
    nodes = pd.DataFrame({"node_id": [1, 2], "zone_id": ["A", "B"], "x_coord": 0.0, "y_coord": 0.0})
    links = pd.DataFrame(
        {
            "from_node_id": [1, 1],
            "to_node_id": [2, 2],
            "directed": False,
            "length": 1.0,
            "free_speed": 50.0,
            "mode": "road",
            "status": "open",
        }
    )
    graph = prepare(Network(nodes, links), np.array([0, 1]))
    delay = delays([1.0, 2.0], [10.0, 10.0], [1.0, 0.5], [1.0, 1.0])
    classes = len(values)
    weight = np.ones(classes) if weight is None else np.asarray(weight)
    rules = Congestion(delay, np.zeros(2, dtype=bool), np.array(tolls), np.array(values), weight)
    trips = np.zeros((2, 2, classes))
    trips[0, 1] = demand
    return congested(graph, rules, trips, AssignmentSettings(1e-10))


def test_two_roads_by_hand():
    """1 + v/10 = 2 + (20 - v)/10 where v + w = 20: v = 15, both take 2.5."""
    found = two_roads(demand=(20.0,))
    np.testing.assert_allclose(found.flow[:, 0, 0], [15.0, 5.0], rtol=1e-6)
    np.testing.assert_allclose(found.flow[:, 1, 0], 0.0)
    assert found.cost[0, 1, 0] == pytest.approx(2.5, rel=1e-6)
    np.testing.assert_allclose(found.time[:, 1], [1.0, 2.0])


def test_a_class_that_takes_twice_the_room_counts_twice():
    heavy = two_roads(demand=(10.0,), weight=(2.0,))
    np.testing.assert_allclose(heavy.flow[:, 0, 0], [7.5, 2.5], rtol=1e-6)


def test_goods_in_a_hurry_pay_the_toll_and_others_take_the_long_road():
    """A toll of 1.5; a class at 10 an hour uses the motorway alone, one at 1 an hour the road alone.

    Times 1 + 10/10 = 2 and 2 + 10/10 x 1 = 3 differ by an hour: worth 10 to one, 1 to the other.
    """
    found = two_roads(values=(10.0, 1.0), tolls=((1.5, 1.5), (0.0, 0.0)), demand=(10.0, 10.0))
    np.testing.assert_allclose(found.flow[:, 0, :], [[10, 0], [0, 10]], atol=1e-6)
    np.testing.assert_allclose(found.cost[0, 1], [10 * 2 + 1.5, 3.0], rtol=1e-6)


def rules_of(network: Network, seed: int, *, capacity=8.0, shared=0.0) -> Congestion:
    rng, n = np.random.default_rng(seed), len(network.links)
    delay = delays(rng.uniform(0.1, 2, n), rng.uniform(0.5, 2, n) * capacity, np.full(n, 0.15), np.full(n, 4))
    fixed = rng.uniform(0, 0.3, (n, 2)) * np.array([1.0, 3.0])
    return Congestion(delay, rng.random(n) < shared, fixed, np.array([0.5, 2.0]), np.array([1.0, 1.5]))


def trips(zones: int, seed: int) -> np.ndarray:
    demand = np.random.default_rng(seed).uniform(0, 1, (zones, zones, 2))
    demand[np.arange(zones), np.arange(zones)] = 0
    return demand


@pytest.mark.parametrize("shared", [0.0, 0.4])
def test_classes_on_a_contracted_graph_are_in_equilibrium(shared):
    """Costs from the flows by hand, least costs by networkx: the gap per class is small."""
    network = grid(12, 3)
    places = np.array(list(network.centroids.values()))
    rules, demand = rules_of(network, 3, shared=shared), trips(len(places), 5)
    found = congested(prepare(network, places), rules, demand, AssignmentSettings(1e-5))
    volume = found.flow @ rules.weight
    volume[rules.shared] = volume[rules.shared].sum(axis=1, keepdims=True)
    d = rules.delay
    time = d.free_time[:, None] * (1 + 0.15 * (volume / d.capacity[:, None]) ** 4)
    np.testing.assert_allclose(found.time, time, rtol=1e-9)
    start, end = network.ends
    for c in range(2):
        cost = rules.fixed_cost[:, [c]] + rules.value_of_time[c] * time
        graph = nx.DiGraph()
        for row, (u, v) in enumerate(zip(start, end, strict=True)):
            graph.add_edge(u, v, weight=cost[row, 0])
            if not network.links["directed"].iloc[row]:
                graph.add_edge(v, u, weight=cost[row, 1])
        least = np.array([[nx.dijkstra_path_length(graph, p, q) for q in places] for p in places])
        np.testing.assert_allclose(found.cost[:, :, c], least, rtol=1e-9)
        paid, shortest = (found.flow[:, :, c] * cost).sum(), (demand[:, :, c] * least).sum()
        assert 0 <= paid / shortest - 1 < 5e-5


def test_room_without_end_gives_the_cheapest_routes():
    network = grid(10, 4)
    places = np.array(list(network.centroids.values()))
    rules, demand = rules_of(network, 4, capacity=np.inf), trips(len(places), 6)
    graph = prepare(network, places)
    found = congested(graph, rules, demand)
    assert found.iterations == 1
    assert found.gap < 1e-14
    for c in range(2):
        routes = search(graph, rules.fixed_cost[:, c] + rules.value_of_time[c] * rules.delay.free_time)
        np.testing.assert_allclose(found.flow[:, :, c], load(routes, demand[:, :, c]), rtol=1e-12)


@pytest.mark.parametrize("grown", [1.0, 1.1, 0.8])
def test_going_on_from_an_earlier_equilibrium_saves_iterations(grown):
    network = grid(10, 4)
    places = np.array(list(network.centroids.values()))
    rules, demand = rules_of(network, 4), trips(len(places), 6)
    graph, settings = prepare(network, places), AssignmentSettings(1e-4)
    first = congested(graph, rules, demand, settings)
    wobble = np.random.default_rng(1).uniform(1.0 if grown == 1.0 else 0.95, 1.0, demand.shape)
    new = demand * grown * wobble
    cold = congested(graph, rules, new, settings)
    warm = congested(graph, rules, new, settings, earlier=Earlier(first.flow, demand))
    assert warm.gap <= 1e-4
    assert warm.iterations < cold.iterations
    assert (warm.iterations == 1) == (grown == 1.0)
    assert warm.objective == pytest.approx(cold.objective, rel=2e-4)
    net = warm.flow[:, 0].sum(axis=1) - warm.flow[:, 1].sum(axis=1)
    leaves = np.bincount(network.ends[0], net, 100) - np.bincount(network.ends[1], net, 100)
    total = new.sum(axis=2)
    expected = np.bincount(places, total.sum(axis=1) - total.sum(axis=0), 100)
    np.testing.assert_allclose(leaves, expected, atol=1e-9)


def test_an_earlier_equilibrium_over_a_link_that_closed_is_no_start():
    network = grid(10, 4)
    places = np.array(list(network.centroids.values()))
    rules, demand = rules_of(network, 4), trips(len(places), 6)
    graph = prepare(network, places)
    first = congested(graph, rules, demand)
    busiest = int(first.flow.sum(axis=(1, 2)).argmax())
    rules.fixed_cost[busiest] = np.inf
    found = congested(graph, rules, demand, earlier=Earlier(first.flow, demand))
    assert found.flow[busiest].sum() == 0.0


def test_a_closed_link_stays_empty():
    network = grid(10, 4)
    places = np.array(list(network.centroids.values()))
    rules, demand = rules_of(network, 4), trips(len(places), 6)
    graph = prepare(network, places)
    busiest = int(congested(graph, rules, demand).flow.sum(axis=(1, 2)).argmax())
    rules.fixed_cost[busiest] = np.inf
    found = congested(graph, rules, demand)
    assert found.flow[busiest].sum() == 0.0
    assert np.isfinite(found.objective)


def test_a_gap_that_is_missed_is_an_error():
    _, ends, delay, demand = sioux_falls()
    with pytest.raises(SolveError, match="relative gap of"):
        user_equilibrium(ends, delay, demand, AssignmentSettings(1e-6, 5))
    with pytest.raises(SolveError, match="relative gap of"):
        path_equilibrium(ends, delay, demand, AssignmentSettings(1e-12, 2))


def test_demand_without_a_route_is_named():
    delay = delays([1.0], [1.0], [0.15], [4.0])
    for solve in (user_equilibrium, path_equilibrium):
        with pytest.raises(InputError, match="from place 1 to place 0"):
            solve((np.array([0]), np.array([1])), delay, np.ones((2, 2)))


def test_impossible_delays_are_all_named():
    with pytest.raises(InputError) as caught:
        delays([1.0, -1.0], [1.0, 0.0], [0.15, 0.15], [4.0])
    assert {fault.column for fault in caught.value.faults} == {"free_time", "capacity", "power"}


def test_classes_that_value_nothing_and_negative_demand_are_named():
    with pytest.raises(InputError) as caught:
        two_roads(values=(1.0, 0.0), tolls=((0.0, 0.0),) * 2, demand=(1.0, -1.0), weight=(-1.0, 1.0))
    assert [(fault.column, fault.row) for fault in caught.value.faults] == [
        ("value_of_time", 2),
        ("weight", 1),
        ("tonnes", None),
    ]
