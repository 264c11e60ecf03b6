"""Shippers stand for the distribution they are nodes of, and every one takes its own cheapest route."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from corridor.errors import InputError
from corridor.network.assignment.select import select_link
from corridor.network.modes import Constant, CostRates, RoadCharge, Tastes, generalised_cost
from corridor.network.network import Network
from corridor.network.shippers import lognormal, lognormal_slope, one_each, shippers, simplex
from corridor.network.skims import plain_cost
from corridor.network.states import Changeable, Quest, State, along, ceiling, loads, relaxed
from tests.network.worlds import grid

PER_KM = {"road": (0.05, 0.07), "rail": (0.02, 0.03), "sea": (0.004, 0.005)}
HOUR = (0.1, 0.9)


def rates(dispersion: float = 0.8) -> CostRates:
    """Return rates with three shippers for each of two classes."""
    hour = np.concatenate([lognormal(m, dispersion, simplex(2, turn=c)[:, 0]) for c, m in enumerate(HOUR)])
    return CostRates(("bulk", "box"), PER_KM, HOUR, Tastes(shippers(2, 3), hour))


# The quadrature


@pytest.mark.parametrize("tastes", [1, 2, 3, 4])
@pytest.mark.parametrize("turn", [0, 1, 5])
def test_nodes_have_the_moments_of_independent_standard_normals(tastes: int, turn: int) -> None:
    nodes = simplex(tastes, turn)
    assert nodes.shape == (tastes + 1, tastes)
    np.testing.assert_allclose(nodes.mean(axis=0), 0.0, atol=1e-14)
    np.testing.assert_allclose(nodes.T @ nodes / (tastes + 1), np.eye(tastes), atol=1e-14)


def test_any_quadratic_of_normal_tastes_is_integrated_exactly() -> None:
    """E (a + b'z + z'Cz) = a + tr C."""
    rng = np.random.default_rng(2)
    for turn in range(4):
        z, b, c = simplex(3, turn), rng.normal(size=3), rng.normal(size=(3, 3))
        assert np.mean(7.0 + z @ b + np.einsum("ni,ij,nj->n", z, c, z)) == pytest.approx(7.0 + np.trace(c))


def test_one_node_has_no_tastes() -> None:
    assert simplex(0).shape == (1, 0)


def test_classes_turned_apart_have_shippers_at_different_tastes() -> None:
    first = np.sort(np.concatenate([simplex(2, turn)[:, 0] for turn in range(5)]))
    assert np.diff(first).min() > 0.02
    assert np.diff(first).max() < 0.6  # three nodes alone leave 2.1


@pytest.mark.parametrize("dispersion", [0.0, 0.3, 1.2])
def test_a_lognormal_taste_keeps_the_mean_and_has_the_dispersion(dispersion: float) -> None:
    taste = simplex(2, 1)[:, 0]
    value = lognormal(0.75, dispersion, taste)
    assert (value > 0.0).all()
    assert value.mean() == pytest.approx(0.75, rel=1e-14)
    assert np.log(value).std() == pytest.approx(dispersion, abs=1e-14)


def test_the_slope_of_a_lognormal_taste_is_its_difference_quotient() -> None:
    taste, step = simplex(3, 2)[:, 1], 1e-6
    quotient = (lognormal(0.4, 0.7 + step, taste) - lognormal(0.4, 0.7 - step, taste)) / (2 * step)
    np.testing.assert_allclose(lognormal_slope(0.4, 0.7, taste), quotient, rtol=1e-8)
    assert lognormal_slope(0.4, 0.7, taste).sum() == pytest.approx(0.0, abs=1e-15)


# Routes


@pytest.fixture(scope="module")
def network() -> Network:
    return grid(20, 4)


@pytest.fixture(scope="module")
def quest(network: Network) -> Quest:
    return asked(network, rates())


def asked(network: Network, own: CostRates) -> Quest:
    """Return the quest for all zones, with nine links that may change."""
    places = np.array(list(network.centroids.values()))
    start, end = network.ends
    rows = np.sort(np.random.default_rng(9).choice(len(start), 9, replace=False))
    every = np.concatenate([places, np.setdiff1d(np.concatenate([start[rows], end[rows]]), places)])
    at = {int(node): i for i, node in enumerate(every)}
    ends = (np.array([at[int(n)] for n in side[rows]]) for side in (start, end))
    links = Changeable(rows, *ends, ~network.links["directed"].to_numpy()[rows])
    return Quest(network, every, len(places), links, own.shippers, generalised_cost(network.links, own))


def cheaper(quest: Quest) -> State:
    state = ceiling(quest)
    return relaxed(state, state.link_cost * 0.2)


def test_costs_of_a_class_are_the_mean_of_what_its_shippers_pay(network: Network, quest: Quest) -> None:
    """Against Dijkstra's algorithm on the whole graph, shipper by shipper."""
    cost = quest.link_cost.copy()
    cost[quest.changeable.link] *= 0.2
    n = quest.zones
    each = [plain_cost(network, cost[:, x], quest.places)[:n, :n] for x in range(6)]
    found = cheaper(quest).cost
    np.testing.assert_allclose(found[:, :, 0], sum(each[:3]) / 3, rtol=1e-12)
    np.testing.assert_allclose(found[:, :, 1], sum(each[3:]) / 3, rtol=1e-12)


def test_tonnes_in_are_tonnes_out_at_every_node(network: Network, quest: Quest) -> None:
    tonnes = np.random.default_rng(1).uniform(0.0, 4.0, (quest.zones, quest.zones, 2))
    index = np.arange(quest.zones)
    tonnes[index, index] = 0.0
    start, end = network.ends
    nodes = len(network.nodes)
    for state in (ceiling(quest), cheaper(quest)):
        carried = loads(state, tonnes)
        assert (carried >= 0.0).all()
        for c in range(2):
            into, out = np.zeros(nodes), np.zeros(nodes)
            for tail, head, way in ((start, end, 0), (end, start, 1)):
                out += np.bincount(tail, carried[:, way, c], minlength=nodes)
                into += np.bincount(head, carried[:, way, c], minlength=nodes)
            begun = np.zeros(nodes)
            begun[quest.places[: quest.zones]] = tonnes[:, :, c].sum(axis=1) - tonnes[:, :, c].sum(axis=0)
            np.testing.assert_allclose(out - into, begun, atol=1e-9)


def test_work_on_links_is_work_between_zones(network: Network, quest: Quest) -> None:
    tonnes = np.random.default_rng(5).uniform(0.0, 4.0, (quest.zones, quest.zones, 2))
    km = network.links["length"].to_numpy()
    for state in (ceiling(quest), cheaper(quest)):
        work = (loads(state, tonnes).sum(axis=1) * km[:, None]).sum(axis=0)
        np.testing.assert_allclose(work, (tonnes * along(state, km)).sum(axis=(0, 1)), rtol=1e-11)


def test_users_of_a_link_add_up_to_its_load(quest: Quest) -> None:
    tonnes = np.random.default_rng(6).uniform(0.0, 4.0, (quest.zones, quest.zones, 2))
    state = cheaper(quest)
    carried = loads(state, tonnes)
    shared = 0
    for row, way in np.argwhere(carried.sum(axis=2) > 0.0)[::40]:
        users = select_link(state, tonnes, int(row), int(way))
        np.testing.assert_allclose(users.sum(axis=(0, 1)), carried[row, way], rtol=1e-11)
        shared += int(((users > 0.0) & (users < tonnes * 0.99)).sum())
    assert shared > 0  # some pairs share their tonnes between routes


def test_the_slope_of_mean_costs_by_a_link_is_the_share_that_uses_it(quest: Quest) -> None:
    """Central differences of every link that may change, away from costs at which a shipper changes route."""
    weight = np.random.default_rng(3).uniform(0.5, 2.0, (quest.zones, quest.zones, 2))
    state = cheaper(quest)
    share = loads(state, weight).sum(axis=1)[quest.changeable.link]
    step = 1e-7

    def total(k: int, by: float) -> float:
        cost = state.link_cost.copy()
        cost[k] += by
        return float((relaxed(ceiling(quest), cost).cost * weight).sum())

    for k in range(len(quest.changeable.link)):
        quotient = (total(k, step) - total(k, -step)) / (2 * step)
        assert quotient == pytest.approx(share[k].sum(), rel=1e-5, abs=1e-5)


def test_shippers_without_differences_are_their_class(network: Network) -> None:
    alike, plain = asked(network, rates(0.0)), asked(network, CostRates(("bulk", "box"), PER_KM, HOUR))
    tonnes = np.random.default_rng(8).uniform(0.0, 4.0, (alike.zones, alike.zones, 2))
    one, other = cheaper(alike), cheaper(plain)
    np.testing.assert_allclose(one.cost, other.cost, rtol=1e-13)
    np.testing.assert_allclose(loads(one, tonnes), loads(other, tonnes), rtol=1e-12, atol=1e-12)


def test_more_dispersion_costs_less_at_the_same_mean(network: Network) -> None:
    """The least cost is concave in the value of time (a minimum of lines), so a spread lowers its mean."""
    costs = [ceiling(asked(network, rates(d))).cost for d in (0.0, 0.5, 1.0)]
    for narrow, wide in pairwise(costs):
        assert (wide <= narrow * (1 + 1e-12)).all()
        assert wide.sum() < narrow.sum()


def test_each_may_multiply_what_a_shipper_adds(network: Network, quest: Quest) -> None:
    """Values of time loaded with tonnes are what an hour more on a link costs all who pass it."""
    tonnes = np.random.default_rng(7).uniform(0.0, 4.0, (quest.zones, quest.zones, 2))
    own = rates()
    found = loads(ceiling(quest), tonnes, own.hour).sum(axis=(1, 2))
    row = int(found.argmax())
    step = 1e-6
    paid = []
    for by in (step, -step):
        links = network.links.copy()
        links.loc[row, "hours"] += by
        paid.append(float((ceiling(asked(Network(network.nodes, links), own)).cost * tonnes).sum()))
    assert (paid[0] - paid[1]) / (2 * step) == pytest.approx(found[row], rel=1e-5)


# What links cost


def links() -> pd.DataFrame:
    table = grid(5, 1).links.iloc[:4].copy()
    return table.assign(
        mode=["road", "road", "terminal", "terminal"],
        facility_type=["motorway", "motorway", "rail_terminal", "port"],
        country=["AAA", "BBB", "AAA", "AAA"],
        section=["", "", "", "port-one"],
        length=[10.0, 10.0, 0.0, 0.0],
        free_speed=[50.0, 50.0, np.nan, np.nan],
        hours=[0.0, 0.0, 10.0, 20.0],
        fee_usd_t=[0.0, 0.0, 5.0, 12.0],
        cost_factor=2.0,
    )


def test_tolls_and_loads_by_kind_of_road_by_hand() -> None:
    charge = RoadCharge("motorway", "AAA", np.array([0.01, 0.02]), np.array([1.5, 1.0]))
    own = CostRates(("bulk", "box"), {"road": (0.1, 0.2)}, (1.0, 3.0), charges=(charge,))
    found = generalised_cost(links(), own)
    assert found[0] == pytest.approx([0.1 * 20 * 1.5 + 0.1 + 0.2, 0.2 * 20 + 0.2 + 0.6])
    assert found[1] == pytest.approx([0.1 * 20 + 0.2, 0.2 * 20 + 0.6])


def test_constants_of_choice_by_hand() -> None:
    tastes = Tastes(
        shippers(1, 2),
        np.array([1.0, 2.0]),
        (
            Constant("rail_terminal", np.array([1.0, -1.0]), np.array([0.5, 1.5])),
            Constant("rail_terminal", 7.0, country="BBB"),
            Constant("port", 4.0, section="port-one"),
            Constant("port", 100.0, section="port-two"),
        ),
    )
    own = CostRates(("all",), {"road": (0.1,)}, (1.5,), tastes)
    found = generalised_cost(links(), own)
    assert found[2] == pytest.approx([10.0 + 2.5 + 1.0, 20.0 + 7.5 - 1.0])
    assert found[3] == pytest.approx([20.0 + 12.0 + 4.0, 40.0 + 12.0 + 4.0])
    typical = generalised_cost(links(), own.typical)
    assert typical[:, 0] == pytest.approx(found.mean(axis=1))


def test_a_constant_that_pays_for_passing_is_refused() -> None:
    tastes = Tastes(one_each(1), np.array([0.0]), (Constant("port", -12.5, section="port-one"),))
    own = CostRates(("all",), {"road": (0.1,)}, (0.0,), tastes)
    with pytest.raises(InputError, match=r"`port-one` cost less than nothing.*-0.5 US"):
        generalised_cost(links(), own)
    mild = replace(tastes, constants=(Constant("port", -11.5, section="port-one"),))
    assert generalised_cost(links(), replace(own, tastes=mild))[3, 0] == pytest.approx(0.5)
