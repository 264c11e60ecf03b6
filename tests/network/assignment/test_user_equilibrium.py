"""User equilibria: published flows, examples solved by hand, and Wardrop's principle checked from outside."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from corridor.errors import InputError, SolveError
from corridor.network.assignment.delay import VolumeDelay
from corridor.network.assignment.equilibrium import AssignmentSettings, UserEquilibrium, user_equilibrium
from corridor.network.assignment.problem import AssignmentProblem, TrafficClass

GOLDEN = Path(__file__).parents[2] / "golden" / "sioux_falls"
BEST_KNOWN = 42.31335287107440e5
TIGHT = AssignmentSettings(1e-13)


def delays(free, capacity, b, power) -> VolumeDelay:
    return VolumeDelay(*(np.asarray(a, dtype=float) for a in (free, capacity, b, power)))


def sioux_falls() -> tuple[pd.DataFrame, AssignmentProblem]:
    links, trips = pd.read_csv(GOLDEN / "links.csv"), pd.read_csv(GOLDEN / "demand.csv")
    demand = np.zeros((24, 24))
    demand[trips["origin"] - 1, trips["destination"] - 1] = trips["trips"]
    ends = (links["tail"].to_numpy() - 1, links["head"].to_numpy() - 1)
    delay = delays(links["free_time"], links["capacity"], links["b"], links["power"])
    return links, AssignmentProblem(*ends, delay, (TrafficClass("all", demand),))


@pytest.fixture(scope="module")
def sioux() -> tuple[pd.DataFrame, UserEquilibrium]:
    links, problem = sioux_falls()
    return links, user_equilibrium(problem, TIGHT)


def test_sioux_falls_to_the_published_digits(sioux):
    """Flows and times are published to 16 digits."""
    links, found = sioux
    assert found.objective == pytest.approx(BEST_KNOWN, rel=1e-14)
    np.testing.assert_allclose(found.flow[:, 0], links["flow"], rtol=1e-9)
    np.testing.assert_allclose(found.time, links["time"], rtol=1e-9)


def test_the_certificate_encloses_the_published_optimum():
    found = user_equilibrium(sioux_falls()[1], AssignmentSettings(1e-4))
    assert 1e-13 < found.gap <= 1e-4
    assert found.lower_bound <= BEST_KNOWN <= found.objective
    assert found.objective - found.lower_bound < 2e-4 * BEST_KNOWN


def outside(found: UserEquilibrium, kind: int) -> np.ndarray:
    """Return least costs between zones at the times found, by another library, [origin, destination]."""
    problem, of = found.problem, found.problem.classes[kind]
    toll = 0.0 if problem.toll is None else problem.toll
    length = 0.0 if problem.length is None else problem.length
    cost = found.time + of.toll_factor * toll + of.distance_factor * length
    least = np.zeros((problem.zones, problem.zones))
    for i in range(problem.zones):
        graph = nx.DiGraph()
        graph.add_nodes_from(range(problem.zones))
        for u, v, c in sorted(zip(problem.tail, problem.head, cost, strict=True), key=lambda row: -row[2]):
            if u >= problem.first_through or u == i:
                graph.add_edge(u, v, weight=c)
        reached = nx.single_source_dijkstra_path_length(graph, i)
        least[i] = [reached.get(j, np.inf) for j in range(problem.zones)]
    return least


def test_nobody_in_sioux_falls_gains_by_another_route():
    found = user_equilibrium(sioux_falls()[1], AssignmentSettings(1e-5))
    least = outside(found, 0)
    paid = float(found.volume @ found.time)
    assert paid == found.total_time
    shortest = float((found.problem.classes[0].demand * least).sum())
    assert (paid - shortest) / paid == pytest.approx(found.gap, rel=1e-6)
    np.testing.assert_allclose(found.cost[:, :, 0], least, rtol=1e-12)


def test_flow_is_conserved_in_sioux_falls(sioux):
    found = sioux[1]
    problem, demand = found.problem, found.problem.classes[0].demand
    net = np.bincount(problem.tail, found.volume, 24) - np.bincount(problem.head, found.volume, 24)
    np.testing.assert_allclose(net, demand.sum(axis=1) - demand.sum(axis=0), atol=1e-8)


def test_a_toll_of_the_marginal_cost_brings_about_the_system_optimum(sioux):
    """Beckmann, McGuire & Winsten (1956): with tolls v t'(v) everybody does what is best for all.

    The optimum itself is an equilibrium at marginal costs t + v t' = free (1 + (1 + p) b (v/k)^p).
    """
    _, problem = sioux_falls()
    d = problem.delay
    marginal = VolumeDelay(d.free_time, d.capacity, d.b * (1 + d.power), d.power)
    best = user_equilibrium(replace(problem, delay=marginal), TIGHT).volume
    toll = best * d.slope(best)
    tolled = user_equilibrium(replace(problem, toll=toll).with_class("all", toll_factor=1.0), TIGHT)
    np.testing.assert_allclose(tolled.volume, best, rtol=1e-8)
    assert sioux[1].total_time == pytest.approx(7_480_225, rel=1e-6)
    assert tolled.total_time == pytest.approx(7_194_256, rel=1e-6)


def braess(*, bridge: bool) -> UserEquilibrium:
    """Braess (1968): 6 travellers; 10 v on two links, 50 + v on two, 10 + v on the bridge."""
    tail, head = np.array([0, 0, 2, 3, 2]), np.array([2, 3, 1, 1, 3])
    free, rise = np.array([1e-9, 50.0, 50.0, 1e-9, 10.0]), np.array([10.0, 1.0, 1.0, 10.0, 1.0])
    some = slice(None) if bridge else slice(4)
    delay = delays(free[some], np.ones(5)[some], (rise / free)[some], np.ones(5)[some])
    demand = np.array([[0.0, 6.0], [0.0, 0.0]])
    return user_equilibrium(AssignmentProblem(tail[some], head[some], delay, (TrafficClass("all", demand),)))


def test_braess_a_new_road_slows_everybody_down():
    without, bridged = braess(bridge=False), braess(bridge=True)
    np.testing.assert_allclose(without.volume, 3.0, rtol=1e-8)
    assert without.cost[0, 1, 0] == pytest.approx(83.0, rel=1e-8)
    np.testing.assert_allclose(bridged.volume, [4, 2, 2, 4, 2], rtol=1e-8)
    assert bridged.cost[0, 1, 0] == pytest.approx(92.0, rel=1e-8)
    assert (without.routes, bridged.routes) == (2, 3)


def two_roads(*classes: TrafficClass, toll=(0.0, 0.0), length=(0.0, 0.0)) -> UserEquilibrium:
    """Return traffic from A to B over two parallel links: a motorway and a long, wide road."""
    delay = delays([1.0, 2.0], [10.0, 10.0], [1.0, 0.5], [1.0, 1.0])
    ends = np.array([0, 0]), np.array([1, 1])
    return user_equilibrium(
        AssignmentProblem(*ends, delay, classes, np.array(toll), np.array(length)), AssignmentSettings(1e-12)
    )


def from_a(vehicles: float) -> np.ndarray:
    return np.array([[0.0, vehicles], [0.0, 0.0]])


def test_two_roads_by_hand():
    """1 + v/10 = 2 + w/10 where v + w = 20: v = 15, both take 2.5."""
    found = two_roads(TrafficClass("car", from_a(20.0)))
    np.testing.assert_allclose(found.flow[:, 0], [15.0, 5.0], rtol=1e-10)
    np.testing.assert_allclose(found.cost[:, :, 0], [[0.0, 2.5], [np.inf, 0.0]], rtol=1e-10)


def test_lorries_take_the_room_of_several_cars():
    found = two_roads(TrafficClass("lorry", from_a(10.0), pcu=2.0))
    np.testing.assert_allclose(found.volume, [15.0, 5.0], rtol=1e-10)
    np.testing.assert_allclose(found.flow[:, 0], [7.5, 2.5], rtol=1e-10)


@pytest.mark.parametrize("of", ["toll", "distance"])
def test_tolls_and_distance_are_paid_in_time(of):
    """1 + v/10 + 0.5 x 2 = 2 + w/10 where v + w = 20: v = w = 10, at a cost of 3."""
    what = {"toll": {"toll": (2.0, 0.0)}, "distance": {"length": (2.0, 0.0)}}[of]
    found = two_roads(TrafficClass("car", from_a(20.0), **{f"{of}_factor": 0.5}), **what)
    np.testing.assert_allclose(found.volume, [10.0, 10.0], rtol=1e-10)
    assert found.cost[0, 1, 0] == pytest.approx(3.0)
    assert found.total_time == pytest.approx(10 * 2.0 + 10 * 3.0)


def test_goods_in_a_hurry_pay_the_toll_and_others_take_the_long_road():
    """Times 1 + 10/10 = 2 and 2 + 10/10 = 3 differ by 1; the toll is worth 0.15 to one, 1.5 to the other."""
    hurried, idle = TrafficClass("a", from_a(10.0), 1.0, 0.1), TrafficClass("b", from_a(10.0), 1.0, 1.0)
    found = two_roads(hurried, idle, toll=(1.5, 0.0))
    np.testing.assert_allclose(found.flow, [[10, 0], [0, 10]], atol=1e-8)
    np.testing.assert_allclose(found.cost[0, 1], [2.15, 3.0], rtol=1e-10)


def test_classes_alike_are_one_class(sioux):
    _, problem = sioux_falls()
    demand = problem.classes[0].demand
    third = np.random.default_rng(0).uniform(0.1, 0.9, demand.shape)
    cars = TrafficClass("cars", third * demand)
    lorries = TrafficClass("lorries", (1.0 - third) * demand / 2.5, pcu=2.5)
    found = user_equilibrium(replace(problem, classes=(cars, lorries)), TIGHT)
    np.testing.assert_allclose(found.volume, sioux[1].volume, rtol=1e-8)
    np.testing.assert_allclose(found.flow @ [1.0, 2.5], found.volume, rtol=1e-12)
    assert found.objective == pytest.approx(BEST_KNOWN, rel=1e-13)
    np.testing.assert_allclose(found.cost[:, :, 0], found.cost[:, :, 1], rtol=1e-12)


def through_a_zone(first_through: int) -> UserEquilibrium:
    """Zones 0, 1, 2 in a row, an hour apart; a bypass from 0 to 2 over node 3 takes five."""
    tail, head = np.array([0, 1, 0, 3, 1, 2]), np.array([1, 2, 3, 2, 0, 1])
    delay = delays([1.0, 1.0, 2.0, 3.0, 1.0, 1.0], np.full(6, 1e9), np.full(6, 0.15), np.full(6, 4.0))
    demand = np.ones((3, 3)) * 10.0
    demand[2, 0] = 0.0
    problem = AssignmentProblem(
        tail, head, delay, (TrafficClass("all", demand),), first_through=first_through
    )
    return user_equilibrium(problem)


def test_zones_before_the_first_node_that_lets_through_are_not_passed():
    passed, barred = through_a_zone(0), through_a_zone(3)
    assert passed.cost[0, 2, 0] == pytest.approx(2.0)
    assert barred.cost[0, 2, 0] == pytest.approx(5.0)
    np.testing.assert_allclose(passed.volume, [20, 20, 0, 0, 10, 10])
    np.testing.assert_allclose(barred.volume, [10, 10, 10, 10, 10, 10])
    assert np.isinf(barred.cost[2, 0, 0])
    assert passed.cost[2, 0, 0] == pytest.approx(2.0)


def test_trips_within_a_zone_are_left_out_and_told():
    found = through_a_zone(0)
    np.testing.assert_allclose(found.intrazonal, [30.0])
    html = found._repr_html_()
    assert "<tr><th>trips within zones, left out</th><td>30</td></tr>" in html
    assert "relative gap" in html


def city(seed: int, *, barred: bool = False) -> AssignmentProblem:
    """Return nine zones on the corners of a grid of streets of all kinds; some links are parallel."""
    rng, side = np.random.default_rng(seed), 6
    place = np.arange(9, 9 + side * side).reshape(side, side)
    start = np.r_[place[:, :-1].ravel(), place[:-1].ravel()]
    end = np.r_[place[:, 1:].ravel(), place[1:].ravel()]
    zone, at = np.arange(9), rng.choice(place.ravel(), 9, replace=False)
    tail = np.r_[start, end, start[:8], zone, at, place[0, 0]]
    head = np.r_[end, start, end[:8], at, zone, place[0, 0]]
    n = len(tail)
    free, power = rng.uniform(0.0, 2.0, n), rng.choice([0.0, 0.5, 1.0, 4.0, 7.5], n)
    free[rng.random(n) < 0.1] = 0.0
    delay = delays(free, rng.uniform(2.0, 20.0, n), rng.choice([0.0, 0.15, 1.0], n), power)
    toll, length = rng.choice([0.0, 0.0, 1.0], n), rng.uniform(0.0, 1.0, n)
    classes = (
        TrafficClass("car", rng.uniform(0.0, 3.0, (9, 9)), 1.0, 0.3, 0.1),
        TrafficClass("lorry", rng.uniform(0.0, 1.0, (9, 9)), 2.0, 0.1, 0.6),
    )
    return AssignmentProblem(tail, head, delay, classes, toll, length, 9 if barred else 0)


@pytest.mark.parametrize("barred", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_nobody_in_a_made_up_city_gains(seed, barred):
    """Costs from the flows by hand, least costs by networkx: what each class pays above them is nothing."""
    problem = city(seed, barred=barred)
    found = user_equilibrium(problem, AssignmentSettings(1e-11))
    d = problem.delay
    time = d.free_time * (1 + d.b * ((found.flow @ [1.0, 2.0]) / d.capacity) ** d.power)
    np.testing.assert_allclose(found.time, time, rtol=1e-9)
    for kind, of in enumerate(problem.classes):
        cost = time + of.toll_factor * problem.toll + of.distance_factor * problem.length
        least = outside(found, kind)
        np.testing.assert_allclose(found.cost[:, :, kind], least, rtol=1e-9)
        demand = of.demand * (1 - np.eye(9))
        paid, shortest = found.flow[:, kind] @ cost, (demand * least).sum()
        assert paid == pytest.approx(shortest, rel=1e-9)
        net = np.bincount(problem.tail, found.flow[:, kind], problem.nodes)
        net -= np.bincount(problem.head, found.flow[:, kind], problem.nodes)
        np.testing.assert_allclose(net[:9], demand.sum(axis=1) - demand.sum(axis=0), atol=1e-9)
        np.testing.assert_allclose(net[9:], 0.0, atol=1e-9)
    assert found.flow[-1].sum() == 0.0  # from a node to itself


def ring(seed: int) -> tuple[AssignmentProblem, np.ndarray]:
    """Return a ring of six with chords, both ways, and what each class pays, [link, class]."""
    pairs = [(i, (i + 1) % 6) for i in range(6)] + [(0, 3), (1, 4)]
    tail, head = np.array(pairs + [(b, a) for a, b in pairs]).T
    rng, n = np.random.default_rng(seed), len(tail)
    delay = delays(rng.uniform(1, 4, n), rng.uniform(20, 60, n), np.full(n, 0.5), np.full(n, 4.0))
    fixed = rng.uniform(0.0, 1.0, n)
    demand = rng.uniform(0.0, 12.0, (6, 6, 2)) * (1.0 - np.eye(6))[:, :, None]
    classes = TrafficClass("a", demand[:, :, 0], 1.0, 1.0), TrafficClass("b", demand[:, :, 1], 1.5, 0.5)
    return AssignmentProblem(tail, head, delay, classes, fixed), np.stack([fixed, fixed / 2], axis=1)


def test_all_routes_listed_and_a_general_minimiser_find_the_same():
    """Beckmann's function minimised by sequential quadratic programming over every route without a loop."""
    problem, fixed = ring(3)
    graph = nx.DiGraph(list(zip(problem.tail.tolist(), problem.head.tolist(), strict=True)))
    row = {pair: i for i, pair in enumerate(zip(problem.tail.tolist(), problem.head.tolist(), strict=True))}
    pairs = [(0, 3), (1, 5), (4, 2)]
    demand = np.zeros((2, 6, 6))
    for c, amounts in enumerate(([60.0, 50.0, 45.0], [20.0, 10.0, 15.0])):
        for pair, amount in zip(pairs, amounts, strict=True):
            demand[c][pair] = amount
    classes = tuple(replace(of, demand=demand[c]) for c, of in enumerate(problem.classes))
    routes, owner, paid = [], [], []
    for c in range(2):
        for pair in pairs:
            for nodes in nx.all_simple_paths(graph, *pair):
                used = np.zeros(len(row))
                used[[row[step] for step in pairwise(nodes)]] = 1.0
                routes.append(used)
                owner.append((c, *pair))
                paid.append(used @ fixed[:, c])
    takes, d = np.array(routes), problem.delay
    groups = sorted(set(owner))
    of_group = np.array([[o == g for o in owner] for g in groups], dtype=float)
    wanted = np.array([demand[g] * problem.classes[g[0]].pcu for g in groups])

    def objective(flow):
        v = takes.T @ flow
        return float((d.free_time * (v + 0.1 * v**5 / d.capacity**4)).sum() + paid @ flow)

    def slope(flow):
        v = takes.T @ flow
        return takes @ (d.free_time * (1 + 0.5 * (v / d.capacity) ** 4)) + np.array(paid)

    start = of_group.T @ (wanted / of_group.sum(axis=1))
    least = minimize(
        objective,
        start,
        jac=slope,
        method="SLSQP",
        bounds=[(0.0, None)] * len(start),
        constraints={"type": "eq", "fun": lambda f: of_group @ f - wanted, "jac": lambda _: of_group},
        options={"maxiter": 2000, "ftol": 1e-11},
    )
    found = user_equilibrium(replace(problem, classes=classes), AssignmentSettings(1e-12))
    assert least.success
    assert found.objective == pytest.approx(least.fun, rel=1e-9)
    np.testing.assert_allclose(found.volume, takes.T @ least.x, atol=1e-2)


@pytest.mark.parametrize(("vehicles", "time"), [(1e6, 1.0), (1e-6, 1.0), (1.0, 1e5), (1.0, 1e-5)])
def test_units_do_not_matter(vehicles, time):
    """Demand and capacity in another unit, or time, toll and all: the same equilibrium in that unit."""
    problem = city(3)
    d = problem.delay
    scaled = replace(
        problem,
        delay=VolumeDelay(d.free_time * time, d.capacity * vehicles, d.b, d.power),
        classes=tuple(replace(c, demand=c.demand * vehicles) for c in problem.classes),
        toll=problem.toll * time,
        length=problem.length * time,
    )
    one, other = (user_equilibrium(p, AssignmentSettings(1e-11)) for p in (problem, scaled))
    np.testing.assert_allclose(other.time, one.time * time, rtol=1e-6, atol=1e-9 * time)
    assert other.objective == pytest.approx(one.objective * time * vehicles, rel=1e-10)


def test_no_demand_costs_nothing():
    found = two_roads(TrafficClass("car", np.zeros((2, 2))))
    assert found.gap == 0.0
    assert found.objective == 0.0
    np.testing.assert_array_equal(found.volume, 0.0)


def test_the_table_of_links(sioux):
    links, found = sioux
    table = found.table()
    assert list(table) == ["tail", "head", "volume", "time", "flow all"]
    np.testing.assert_array_equal(table[["tail", "head"]], links[["tail", "head"]])
    np.testing.assert_allclose(table["volume"], links["flow"], rtol=1e-9)


def test_progress_is_told():
    told = []
    user_equilibrium(sioux_falls()[1], progress=lambda *step: told.append(step))
    assert [step[1] for step in told] == list(range(len(told)))
    assert told[0][2] == AssignmentSettings().max_iterations


def test_a_gap_that_is_missed_is_an_error():
    with pytest.raises(SolveError, match=r"relative gap of .* after 5 iterations; 1.0e-06 was asked"):
        user_equilibrium(sioux_falls()[1], AssignmentSettings(1e-6, 5))


def test_demand_without_a_route_is_named():
    delay = delays([1.0], [1.0], [0.15], [4.0])
    one = AssignmentProblem(np.array([0]), np.array([1]), delay, (TrafficClass("all", np.ones((2, 2))),))
    with pytest.raises(InputError, match="from place 1 to place 0"):
        user_equilibrium(one)
    many = replace(one, classes=(TrafficClass("all", np.ones((5, 5))),))
    with pytest.raises(InputError, match="no route between 9 more pairs"):
        user_equilibrium(many)


def test_impossible_delays_are_all_named():
    with pytest.raises(InputError) as caught:
        delays([1.0, -1.0], [1.0, 0.0], [0.15, 0.15], [4.0])
    assert {fault.column for fault in caught.value.faults} == {"free_time", "capacity", "power"}


def test_all_that_is_wrong_with_a_problem_is_named():
    bad = -np.ones((2, 2))
    with pytest.raises(InputError) as caught:
        AssignmentProblem(
            np.array([0, -1]),
            np.array([0.0, 1.0]),
            delays([1.0, np.inf], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]),
            (
                TrafficClass("a", bad, 0.0, -1.0, np.nan),
                TrafficClass("a", np.ones((3, 3))),
                TrafficClass("b", np.ones((2, 3))),
            ),
            np.array([1.0]),
            np.array([1.0, np.nan]),
            -1,
        )
    named = [(fault.file, fault.column) for fault in caught.value.faults]
    assert named == [
        ("class 'a'", "demand"),
        ("class 'a'", "pcu"),
        ("class 'a'", "toll_factor"),
        ("class 'a'", "distance_factor"),
        ("class 'b'", "demand"),
        ("assignment problem", "classes"),
        ("assignment problem", "demand"),
        ("assignment problem", "tail"),
        ("assignment problem", "head"),
        ("assignment problem", "toll"),
        ("assignment problem", "length"),
        ("assignment problem", "free_time"),
        ("assignment problem", "first_through"),
    ]


def test_no_class_and_delays_of_other_links_are_named():
    with pytest.raises(InputError, match="no class travels"):
        AssignmentProblem(np.array([0]), np.array([1]), delays([1.0], [1.0], [1.0], [1.0]), ())
    two = TrafficClass("all", np.ones((2, 2)))
    with pytest.raises(InputError, match="column delay: arrays differ in length"):
        AssignmentProblem(np.array([0, 1]), np.array([1, 0]), delays([1.0], [1.0], [1.0], [1.0]), (two,))


def test_weights_of_a_class_are_set_by_its_name():
    _, problem = sioux_falls()
    weighted = problem.with_class("all", pcu=2.0, distance_factor=0.5).classes[0]
    assert (weighted.pcu, weighted.toll_factor, weighted.distance_factor) == (2.0, 0.0, 0.5)
    with pytest.raises(InputError, match="no such class; found 'lorry'; allowed: 'all'"):
        problem.with_class("lorry", pcu=2.0)
    with pytest.raises(InputError, match="pcu"):
        problem.with_class("all", pcu=0.0)
