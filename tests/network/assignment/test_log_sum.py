"""Logit route choice equals listed routes, power series and, in the limit, the cheapest route."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from corridor.errors import InputError, SolveError
from corridor.network.assignment.choice import log_sum, shares
from corridor.network.assignment.log_sum import Choice, spread, spread_on
from corridor.network.graph import prepare
from corridor.network.routes import load, search
from tests.network.worlds import grid


def acyclic(seed: int, nodes: int = 9):
    """Return a random graph whose links lead to higher numbers, some of them parallel."""
    rng = np.random.default_rng(seed)
    tail, head = np.nonzero(np.triu(rng.random((nodes, nodes)) < 0.6, k=1))
    tail, head = np.r_[tail, tail[:3]], np.r_[head, head[:3]]
    return tail, head, rng.uniform(1, 4, len(tail))


def listed(tail, head, cost, origin, destination):
    """Return the links of every route, and its cost."""
    graph = nx.MultiDiGraph()
    for row, (u, v) in enumerate(zip(tail, head, strict=True)):
        graph.add_edge(u, v, key=row)
    graph.add_nodes_from([origin, destination])
    routes = [[key for _, _, key in path] for path in nx.all_simple_edge_paths(graph, origin, destination)]
    return routes, np.array([cost[route].sum() for route in routes])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mu", [0.3, 2.0, 30.0])
def test_all_routes_of_an_acyclic_graph_are_counted(seed, mu):
    tail, head, cost = acyclic(seed)
    demand = np.triu(np.random.default_rng(seed).uniform(1, 5, (9, 9)), k=1)
    for i, j in np.argwhere(demand > 0):
        if not listed(tail, head, cost, i, j)[0]:
            demand[i, j] = 0
    found = spread((tail, head), cost, Choice(mu), demand)
    flow = np.zeros(len(tail))
    for i, j in np.argwhere(demand > 0):
        routes, costs = listed(tail, head, cost, i, j)
        weights = np.exp(-mu * (costs - costs.min()))
        assert found.cost[i, j] == pytest.approx(costs.min() - np.log(weights.sum()) / mu, rel=1e-11)
        taken = weights / weights.sum()
        assert found.mean_cost[i, j] == pytest.approx(taken @ costs, rel=1e-10)
        for route, share in zip(routes, taken, strict=True):
            flow[route] += share * demand[i, j]
    np.testing.assert_allclose(found.flow, flow, rtol=1e-9, atol=1e-12)
    assert found.radius < 1.0


def test_walks_with_cycles_are_the_power_series():
    """Two-way links: sum the walks of one, two, ... links that first reach the destination at the end."""
    rng = np.random.default_rng(1)
    tail, head = np.nonzero(~np.eye(5, dtype=bool))
    cost = rng.uniform(1, 2, len(tail))
    mu = 2.0
    found = spread((tail, head), cost, Choice(mu), np.zeros((5, 5)))
    matrix = np.zeros((5, 5))
    matrix[tail, head] = np.exp(-mu * cost)
    for j in range(5):
        others = np.delete(np.arange(5), j)
        inside, last = matrix[np.ix_(others, others)], matrix[others, j]
        walks, total = last.copy(), last.copy()
        for _ in range(300):
            walks = inside @ walks
            total += walks
        np.testing.assert_allclose(found.cost[others, j], -np.log(total) / mu, rtol=1e-11)
    assert np.max(np.abs(np.linalg.eigvals(inside))) <= found.radius < 1.0
    np.testing.assert_allclose(np.diagonal(found.cost), 0.0, atol=1e-14)


@pytest.mark.parametrize("nearer_only", [False, True])
def test_the_limit_is_the_cheapest_route(nearer_only):
    network = grid(9, 2)
    places = np.array(list(network.centroids.values()))
    cost = network.links["length"].to_numpy()
    demand = np.random.default_rng(0).uniform(0, 3, (len(places), len(places)))
    np.fill_diagonal(demand, 0)
    routes = search(prepare(network, places), cost)
    found = spread_on(network, cost, Choice(1e4, nearer_only), demand, places)
    np.testing.assert_allclose(found.cost, routes.cost, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.mean_cost, routes.cost, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(found.flow, load(routes, demand), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("choice", [Choice(0.9), Choice(0.05, nearer_only=True)])
def test_flow_is_conserved_and_costs_add_up(choice):
    network = grid(9, 5)
    places = np.array(list(network.centroids.values()))
    cost = network.links["length"].to_numpy() + 2.0
    demand = np.random.default_rng(3).uniform(0, 3, (len(places), len(places)))
    found = spread_on(network, cost, choice, demand, places)
    start, end = network.ends
    nodes = len(network.nodes)
    net = found.flow[:, 0] - found.flow[:, 1]
    leaves = np.bincount(start, net, nodes) - np.bincount(end, net, nodes)
    expected = np.bincount(places, demand.sum(axis=1) - demand.sum(axis=0), nodes)
    np.testing.assert_allclose(leaves, expected, atol=1e-9)
    one_way = network.links["directed"].to_numpy()
    assert np.all(found.flow[one_way, 1] == 0)
    assert np.all(found.flow >= 0)
    assert (found.flow.sum(axis=1) * cost).sum() == pytest.approx((demand * found.mean_cost).sum(), rel=1e-10)
    assert np.all(found.cost <= found.mean_cost + 1e-9)


def test_mean_cost_is_the_derivative_of_dispersion_times_cost():
    tail, head, cost = acyclic(7)
    nothing = np.zeros((9, 9))
    up, here, down = (spread((tail, head), cost, Choice(mu), nothing) for mu in (1.001, 1.0, 0.999))
    some = np.isfinite(here.cost)
    slope = (1.001 * up.cost[some] - 0.999 * down.cost[some]) / 0.002
    np.testing.assert_allclose(here.mean_cost[some], slope, rtol=1e-6, atol=1e-9)


def test_routes_that_lead_nearer_are_those_listed():
    """On a square with a diagonal detour only routes whose every node is nearer count."""
    tail, head = np.array([0, 0, 2, 3, 2, 3]), np.array([2, 3, 1, 1, 3, 2])
    cost = np.array([1.0, 2.0, 3.0, 2.5, 1.0, 1.0])
    found = spread((tail, head), cost, Choice(1.0, nearer_only=True), np.zeros((2, 2)))
    routes = np.array([1 + 3.0, 2 + 2.5, 1 + 1 + 2.5])  # not 0-3-2-1: node 2 is farther than node 3
    assert found.cost[0, 1] == pytest.approx(-np.log(np.exp(-routes).sum()), rel=1e-12)


def test_links_too_cheap_for_all_routes_are_an_error():
    network = grid(6, 1)
    places = np.array(list(network.centroids.values()))
    cost, nothing = network.links["length"].to_numpy(), np.zeros((len(places), len(places)))
    with pytest.raises(SolveError, match="no limit"):
        spread_on(network, cost, Choice(0.01), nothing, places)
    assert np.isfinite(spread_on(network, cost, Choice(0.01, nearer_only=True), nothing, places).cost).all()


def test_closed_links_and_missing_routes():
    tail, head, cost = np.array([0, 0, 2]), np.array([1, 2, 1]), np.array([1.0, 1.0, np.inf])
    found = spread((tail, head), cost, Choice(1.0), np.array([[0, 2.0], [0, 0]]))
    np.testing.assert_allclose(found.flow, [2, 0, 0])
    assert np.isinf(found.cost[1, 0])
    with pytest.raises(InputError, match="from 1 to 0"):
        spread((tail, head), cost, Choice(1.0), np.ones((2, 2)))
    with pytest.raises(InputError, match="dispersion must be positive"):
        Choice(0.0)
    with pytest.raises(InputError, match="cost must be positive"):
        spread((tail, head), np.zeros(3), Choice(1.0), np.zeros((2, 2)))


def test_modes_by_hand():
    """Two equal modes are worth ln 2 / mu; one that does not exist changes nothing."""
    cost = np.array([[10.0, 10.0], [10.0, np.inf], [np.inf, np.inf]])
    np.testing.assert_allclose(log_sum(cost, 0.5), [10 - np.log(2) / 0.5, 10.0])
    np.testing.assert_allclose(shares(cost, 0.5), [[0.5, 1.0], [0.5, 0.0], [0.0, 0.0]])
    np.testing.assert_allclose(shares(np.array([[1.0], [3.0]]), np.log(3)), [[0.9], [0.1]])
    assert np.isinf(log_sum(np.full((2, 1), np.inf), 1.0)).all()
    assert np.all(shares(np.full((2, 1), np.inf), 1.0) == 0)


def test_shares_are_the_derivative_of_the_log_sum():
    cost = np.random.default_rng(0).uniform(1, 3, (4, 6))
    for mode in range(4):
        step = np.zeros((4, 1))
        step[mode] = 1e-5
        slope = (log_sum(cost + step, 1.7) - log_sum(cost - step, 1.7)) / 2e-5
        np.testing.assert_allclose(shares(cost, 1.7)[mode], slope, rtol=1e-7)
