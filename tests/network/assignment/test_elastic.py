"""Traffic and demand together: a case solved by hand, assignment with fixed demand, Wardrop from outside."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.optimize import brentq

from corridor.errors import SolveError
from corridor.network.assignment.delay import VolumeDelay
from corridor.network.assignment.elastic import Earlier, ElasticSettings, Travel, elastic
from corridor.network.assignment.equilibrium import AssignmentSettings, UserEquilibrium, user_equilibrium
from corridor.network.assignment.log_sum import Choice, spread, spread_over
from corridor.network.assignment.on_graph import Congestion, one_way_graph
from corridor.network.assignment.problem import AssignmentProblem, TrafficClass
from corridor.network.graph import prepare
from tests.network.worlds import grid

TIGHT = ElasticSettings(1e-4, 1e-3, 4000)


def links(seed: int) -> tuple[np.ndarray, np.ndarray, Congestion]:
    """Return a ring of six with chords, both ways, and how it fills."""
    pairs = [(i, (i + 1) % 6) for i in range(6)] + [(0, 3), (1, 4)]
    tail, head = np.array(pairs + [(b, a) for a, b in pairs]).T
    rng = np.random.default_rng(seed)
    count = len(tail)
    delay = VolumeDelay(
        rng.uniform(1.0, 4.0, count), rng.uniform(20.0, 60.0, count), np.full(count, 0.5), np.full(count, 4.0)
    )
    fixed = np.stack([rng.uniform(0.0, 1.0, count), np.zeros(count)], axis=1)
    own = Congestion(delay, np.zeros(count, bool), fixed, np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    return tail, head, own


def assigned(tail: np.ndarray, head: np.ndarray, own: Congestion, demand: np.ndarray) -> UserEquilibrium:
    """Return the assignment of the demand: the first class pays a toll of its own, in the unit of time."""
    toll_factor = 1.0 / own.value_of_time[0]
    classes = TrafficClass("a", demand[:, :, 0], 1.0, toll_factor), TrafficClass("b", demand[:, :, 1])
    problem = AssignmentProblem(tail, head, own.delay, classes, own.fixed_cost[:, 0])
    return user_equilibrium(problem, AssignmentSettings(1e-10))


def test_two_roads_and_a_demand_by_hand() -> None:
    """Both roads cost alike, and demand is what is wanted at that cost."""
    # parallel links: the second goes by way of a node of its own
    graph = one_way_graph(np.array([0, 0, 2]), np.array([1, 2, 1]), 2)
    delay = VolumeDelay(np.array([1.0, 1.0, 1.0]), np.array([10.0, 30.0, 30.0]), np.ones(3), np.ones(3))
    own = Congestion(delay, np.zeros(3, bool), np.zeros((3, 1)), np.ones(1), np.ones(1))

    def wanted(travel: Travel) -> np.ndarray:
        there = np.zeros((2, 2, 1))
        there[0, 1, 0] = 80.0 - 15.0 * travel.cost[0, 1, 0]
        return there

    def surplus(cost: float) -> float:
        first, second = 10.0 * (cost - 1.0), 30.0 * (cost / 2.0 - 1.0)
        return first + max(second, 0.0) - (80.0 - 15.0 * cost)

    cost = brentq(surplus, 1.0, 5.0)
    found = elastic(graph, own, wanted, TIGHT)
    assert found.cost[0, 1, 0] == pytest.approx(cost, rel=1e-3)
    assert found.flow[0, 0, 0] == pytest.approx(10.0 * (cost - 1.0), rel=2e-2)
    assert found.demand[0, 1, 0] == pytest.approx(80.0 - 15.0 * cost, rel=1e-2)


@pytest.mark.parametrize("seed", range(3))
def test_demand_that_does_not_react_is_an_assignment(seed: int) -> None:
    tail, head, own = links(seed)
    demand = np.random.default_rng(seed).uniform(0.0, 12.0, (6, 6, 2)) * (1.0 - np.eye(6))[:, :, None]
    graph = one_way_graph(tail, head, 6)
    settings = ElasticSettings(1e-4, 1e-6, 4000)
    found = elastic(graph, own, lambda _: demand, settings)
    fixed = assigned(tail, head, own, demand)
    assert found.flow[:, 0].sum(axis=1) == pytest.approx(fixed.volume, abs=0.5)
    assert found.cost == pytest.approx(fixed.cost * own.value_of_time, rel=2e-3)
    assert found.demand == pytest.approx(demand)


def test_routes_and_demand_seen_from_outside() -> None:
    """Another library's shortest paths at the times of the flows found, and the demand at these costs."""
    tail, head, own = links(7)
    scale = np.random.default_rng(1).uniform(5.0, 25.0, (6, 6, 2)) * (1.0 - np.eye(6))[:, :, None]

    def wanted(travel: Travel) -> np.ndarray:
        return scale * np.exp(-0.15 * np.where(np.isfinite(travel.cost), travel.cost, 0.0))

    found = elastic(one_way_graph(tail, head, 6), own, wanted, TIGHT)
    volume = found.flow[:, 0, :].sum(axis=1)
    time = own.delay.free_time * (1.0 + 0.5 * (volume / own.delay.capacity) ** 4)
    excess = paid = 0.0
    for c, worth in enumerate((1.0, 2.0)):
        cost = own.fixed_cost[:, c] + worth * time
        graph = nx.DiGraph()
        graph.add_weighted_edges_from(zip(tail.tolist(), head.tolist(), cost.tolist(), strict=True))
        least = dict(nx.all_pairs_dijkstra_path_length(graph))
        at = np.array([[least[i][j] for j in range(6)] for i in range(6)])
        assert found.cost[:, :, c] == pytest.approx(at, rel=1e-9)
        hours = dict(zip(zip(tail.tolist(), head.tolist(), strict=True), time, strict=True))
        taken = dict(nx.all_pairs_dijkstra_path(graph))
        for i, j in ((0, 2), (3, 5), (4, 1)):
            there = sum(hours[step] for step in zip(taken[i][j][:-1], taken[i][j][1:], strict=True))
            assert found.travel.hours()[i, j, c] == pytest.approx(there, rel=1e-9)
        paid += (found.flow[:, 0, c] @ cost) / worth
        excess += (found.flow[:, 0, c] @ cost - (found.demand[:, :, c] * at).sum()) / worth
    assert 0.0 <= excess / paid <= 1e-4
    assert np.abs(found.demand - wanted(found.travel)).sum() <= 1.1e-3 * found.demand.sum()


def test_an_earlier_equilibrium_is_one_at_once() -> None:
    tail, head, own = links(2)
    demand = np.full((6, 6, 2), 4.0) * (1.0 - np.eye(6))[:, :, None]
    graph = one_way_graph(tail, head, 6)
    found = elastic(graph, own, lambda _: demand, ElasticSettings(1e-4, 1e-6, 4000))
    again = elastic(
        graph,
        own,
        lambda _: demand,
        ElasticSettings(1e-4, 1e-6, 1),
        earlier=Earlier(found.flow, found.demand),
    )
    assert again.rounds == 1
    assert again.flow == pytest.approx(found.flow)


def test_too_few_rounds_are_told() -> None:
    tail, head, own = links(2)
    demand = np.full((6, 6, 2), 8.0)
    with pytest.raises(SolveError, match="2 rounds"):
        elastic(one_way_graph(tail, head, 6), own, lambda _: demand, ElasticSettings(1e-9, 1e-9, 2))


def test_logit_choice_over_a_prepared_graph_is_that_over_its_links() -> None:
    tail, head, own = links(3)
    cost = own.fixed_cost[:, 0] + own.delay.free_time
    demand = np.random.default_rng(3).uniform(0.0, 5.0, (6, 6)) * (1.0 - np.eye(6))
    plain = spread((tail, head), cost, Choice(2.0), demand)
    found = spread_over(one_way_graph(tail, head, 6), cost, Choice(2.0), demand)
    assert found.cost == pytest.approx(plain.cost)
    assert found.flow == pytest.approx(plain.flow)


def test_stochastic_equilibrium_seen_from_outside() -> None:
    """Fisk (1980): flows are those of logit choice at the times that they bring about."""
    tail, head, own = links(5)
    demand = np.random.default_rng(5).uniform(0.0, 12.0, (6, 6, 2)) * (1.0 - np.eye(6))[:, :, None]
    settings = ElasticSettings(1e-7, 1e-6, 2000, Choice(1.5))
    found = elastic(one_way_graph(tail, head, 6), own, lambda _: demand, settings)
    volume = found.flow[:, 0, :].sum(axis=1)
    time = own.delay.free_time * (1.0 + 0.5 * (volume / own.delay.capacity) ** 4)
    for c, worth in enumerate((1.0, 2.0)):
        again = spread((tail, head), own.fixed_cost[:, c] + worth * time, Choice(1.5), demand[:, :, c])
        assert found.flow[:, 0, c] == pytest.approx(again.flow, rel=1e-5, abs=1e-6)


def test_the_more_it_costs_to_err_the_nearer_to_least_cost() -> None:
    tail, head, own = links(5)
    demand = np.full((6, 6, 2), 6.0) * (1.0 - np.eye(6))[:, :, None]
    graph = one_way_graph(tail, head, 6)
    wardrop = assigned(tail, head, own, demand).volume
    apart = [
        np.abs(
            elastic(graph, own, lambda _: demand, ElasticSettings(1e-5, 1e-6, 4000, Choice(mu)))
            .flow[:, 0]
            .sum(axis=1)
            - wardrop
        ).sum()
        for mu in (1.0, 4.0, 16.0)
    ]
    assert apart[0] > apart[1] > apart[2]


@pytest.mark.parametrize("shared", [0.0, 0.4])
def test_classes_on_a_contracted_graph_are_in_equilibrium(shared: float) -> None:
    """Costs from the flows by hand, least costs by networkx; some links are single tracks."""
    network = grid(10, 3)
    places = np.array(list(network.centroids.values()))
    rng, n = np.random.default_rng(3), len(network.links)
    free, capacity = rng.uniform(0.1, 2, n), rng.uniform(0.5, 2, n) * 20.0
    delay = VolumeDelay(free, capacity, np.full(n, 0.15), np.full(n, 4.0))
    fixed = rng.uniform(0, 0.3, (n, 2)) * np.array([1.0, 3.0])
    worth, weight, single = np.array([0.5, 2.0]), np.array([1.0, 1.5]), rng.random(n) < shared
    demand = rng.uniform(0, 1, (len(places), len(places), 2))
    demand[np.arange(len(places)), np.arange(len(places))] = 0.0
    rules = Congestion(delay, single, fixed, worth, weight)
    found = elastic(prepare(network, places), rules, lambda _: demand, ElasticSettings(2e-3, 1e-3, 1000))
    volume = found.flow @ weight
    volume[single] = volume[single].sum(axis=1, keepdims=True)
    time = free[:, None] * (1 + 0.15 * (volume / capacity[:, None]) ** 4)
    assert found.time == pytest.approx(time, rel=1e-9)
    for c in range(2):
        cost = fixed[:, [c]] + worth[c] * time
        graph = nx.DiGraph()
        for row, (u, v) in enumerate(zip(*network.ends, strict=True)):
            graph.add_edge(u, v, weight=cost[row, 0])
            if not network.links["directed"].iloc[row]:
                graph.add_edge(v, u, weight=cost[row, 1])
        least = np.array([[nx.dijkstra_path_length(graph, p, q) for q in places] for p in places])
        assert found.cost[:, :, c] == pytest.approx(least, rel=1e-9)
        paid, shortest = (found.flow[:, :, c] * cost).sum(), (found.demand[:, :, c] * least).sum()
        assert 0 <= paid / shortest - 1 < 1e-2
