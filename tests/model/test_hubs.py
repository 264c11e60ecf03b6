"""Wholesale hubs: tonnes are lifted on every leg, and what a leg costs is what its tonnes pay."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.model.baseline import baseline
from corridor.model.freight import sent, tonnes
from corridor.model.hubs import Hubs, hubs_of
from corridor.model.selection import Standing
from corridor.model.solved import today
from corridor.studies.link_values import valued
from corridor.studies.sensitivity import parameter_values
from tests.studies.test_parameter_values import slope_of

SIZE = 7


def some_hubs(seed: int = 0) -> Hubs:
    """Return regions of a country of four, one of two and one of one."""
    rng = np.random.default_rng(seed)
    places = (np.array([0, 2, 3, 6]), np.array([1, 5]))
    share = tuple(rng.dirichlet(np.ones(len(at)), len(at)) for at in places)
    return Hubs(SIZE, places, share)


def test_one_market_by_hand() -> None:
    """Places 0 and 1 trade through the town 1; 2 is abroad. Ten tonnes go from 0 to 2, four from 2 to 0."""
    hubs = Hubs(3, (np.array([0, 1]),), (np.array([[0.0, 1.0], [0.0, 1.0]]),))
    through = np.zeros((3, 3))
    through[0, 2], through[2, 0] = 10.0, 4.0
    assert hubs.legs(through) == pytest.approx(np.array([[0, 10, 0], [4, 0, 10], [0, 4, 0]]))
    cost = np.array([[1.0, 5.0, 30.0], [5.0, 1.0, 20.0], [30.0, 20.0, 2.0]])
    assert hubs.through(cost)[0, 2] == pytest.approx(25.0)
    assert hubs.through(cost)[1, 2] == pytest.approx(20.0)
    assert hubs.through(cost).diagonal() == pytest.approx(cost.diagonal())


@pytest.mark.parametrize("seed", range(5))
def test_tonnes_pay_what_legs_cost(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cost, moved = rng.random((2, SIZE, SIZE))
    hubs = some_hubs(seed)
    assert np.vdot(hubs.legs(moved), cost) == pytest.approx(np.vdot(moved, hubs.through(cost)), rel=1e-12)


def test_nothing_is_made_or_lost_at_a_hub() -> None:
    moved = np.random.default_rng(1).random((SIZE, SIZE))
    legs = some_hubs().legs(moved)
    net, before = legs.sum(axis=1) - legs.sum(axis=0), moved.sum(axis=1) - moved.sum(axis=0)
    assert net == pytest.approx(before, abs=1e-12)


def test_tonnes_are_lifted_three_times_where_hubs_are_elsewhere() -> None:
    """The handling factor of what goes through hubs, none of them in the region itself."""
    away = np.array([[0.0, 0.5, 0.5], [0.5, 0.0, 0.5], [0.5, 0.5, 0.0]])
    moved = np.array([[0.0, 3.0, 1.0], [2.0, 0.0, 1.0], [4.0, 5.0, 0.0]])
    legs = Hubs(3, (np.arange(3),), (away,)).legs(moved)
    assert legs.sum() == pytest.approx(3.0 * moved.sum())


def test_near_and_large_towns_are_the_hubs(fielded: Case) -> None:
    """With no reach goods stay where they are, with all the world in reach they go where people are."""
    near, far = (hubs_of(fielded, reach_km=km) for km in (1e-3, 1e9))
    people = fielded.regions["population"].to_numpy(dtype=float)
    for at, close, wide in zip(near.places, near.share, far.share, strict=True):
        assert close == pytest.approx(np.eye(len(at)), abs=1e-6)
        assert wide == pytest.approx(np.tile(people[at] / people[at].sum(), (len(at), 1)), rel=1e-5)


def test_goods_that_pass_hubs_are_lifted_more_and_pay_for_it(fielded: Case) -> None:
    world = baseline(fielded)
    lifted, made = tonnes(world.carried, world.economy), sent(world.carried, world.economy)
    assert lifted.sum() > made.sum()
    cost, paid = (np.moveaxis(one, 0, 2) for one in (world.carried.cost, world.carried.way_cost))
    assert np.vdot(lifted, cost) == pytest.approx(np.vdot(made, paid), rel=1e-12)


def test_the_envelope_holds_with_hubs(fielded: Case) -> None:
    """Without duties the world gains from a cheaper link what its tonnes, lifted on every leg, save."""
    found = today(baseline(fielded))
    table = valued(found, Standing(), "real income", "world").table
    used = table[table["traffic_percent"] > 0]
    assert len(used) > 5
    assert used["value_percent"].to_numpy() == pytest.approx(used["traffic_percent"].to_numpy(), rel=1e-6)


@pytest.mark.parametrize("asked", [("real income", "XOS"), ("freight CO2", "world")])
def test_the_reach_of_wholesale_by_whole_runs(fielded: Case, asked: tuple[str, str]) -> None:
    project = fielded.projects[0].project_id
    row = parameter_values(fielded, [project], *asked).set_index("parameter").loc["wholesale_reach"]
    slope = slope_of(fielded, "wholesale_reach", project, asked)
    assert row["derivative"] * row["value"] == pytest.approx(slope, rel=1e-4)
