"""Elastic hours: closed forms, utility maximised by number, levels solved by SciPy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

import corridor as co
from corridor.economy.linearised import linearise
from tests.economy.levels import as_economy, drawn, solved
from tests.economy.worlds import make_world


def hours(n: int, elasticity: float) -> co.Labour:
    return co.Labour(np.zeros(n, dtype=np.int64), np.ones(n), 0.0, hours_elasticity=elasticity)


def alone() -> co.Economy:
    """Return a region without trade or inputs: what an hour makes is what it pays."""
    return co.Economy.from_flows(trade=[[[100.0]]], trade_elasticity=[4.0])


@pytest.mark.parametrize("elasticity", [0.3, 1.0, 2.5])
def test_hours_and_welfare_are_those_of_a_worker_who_maximises_utility(elasticity: float) -> None:
    """`C - psi h ** (1 + 1 / phi) / (1 + 1 / phi)` maximised by number, before and after a change."""
    better, power = 1.2, 1.0 + 1.0 / elasticity
    psi = 100.0  # so that an hour that makes 100 is worked for one unit of time

    def utility(h: float, made: float) -> float:
        return made * h - psi * h**power / power

    def best(made: float) -> tuple[float, float]:
        found = minimize_scalar(lambda h: -utility(h, made), bounds=(0.1, 5.0), options={"xatol": 1e-10})
        return float(found.x), -float(found.fun)

    (before, old), (after, new) = best(100.0), best(100.0 * better)
    assert before == pytest.approx(1.0, rel=1e-6)
    found = co.solve(alone(), productivity_hat=[[better]], labour=hours(1, elasticity))
    assert found.hours_hat == pytest.approx([after / before], rel=1e-6)
    assert found.real_income_hat == pytest.approx([better * after], rel=1e-6)
    assert found.welfare_hat == pytest.approx([new / old], rel=1e-9)
    assert found.equivalent_variation == pytest.approx([new - old], rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("tariffs", [False, True])
def test_hats_are_the_ratio_of_two_solutions_in_levels(seed: int, tariffs: bool) -> None:
    before = replace(drawn(seed), hours=0.7)
    before = before if tariffs else replace(before, tariff=np.zeros_like(before.tariff))
    draw = np.random.default_rng(seed)
    cost = draw.uniform(0.8, 1.2, before.cost.shape)
    after = replace(before, cost=before.cost * cost)
    old, new = solved(before), solved(after)
    economy = as_economy(before, old)
    found = co.solve(economy, cost, labour=hours(3, 0.7))
    np.testing.assert_allclose(found.hours_hat, new.hours / old.hours, rtol=1e-8)
    np.testing.assert_allclose(found.wage_hat, new.wage / old.wage, rtol=1e-8)
    np.testing.assert_allclose(found.trade_share_new, new.share, rtol=1e-7)
    real = new.real(before.taste) / old.real(before.taste)
    np.testing.assert_allclose(found.real_income_hat, real, rtol=1e-8)
    near = co.solve(economy, cost, labour=hours(3, 0.7), linearised=linearise(economy))
    np.testing.assert_allclose(near.hours_hat, found.hours_hat, rtol=1e-9)


def test_hours_that_do_not_respond_are_hours_that_are_given() -> None:
    economy = make_world(3)
    hat = np.random.default_rng(1).uniform(0.7, 1.1, economy.trade_share.shape)
    given, still = co.solve(economy, hat), co.solve(economy, hat, labour=hours(5, 0.0))
    np.testing.assert_array_equal(given.wage_hat, still.wage_hat)
    np.testing.assert_array_equal(still.hours_hat, 1.0)
    np.testing.assert_allclose(still.welfare_hat, given.welfare_hat, rtol=1e-12)


def test_for_a_small_change_the_world_gains_as_much_as_with_hours_given() -> None:
    """The envelope: at the optimum another hour is worth what it costs, without tariffs."""
    economy = make_world(4, tariffs=False)
    hat = 1.0 - 1e-5 * np.random.default_rng(2).random(economy.trade_share.shape)
    given = co.solve(economy, hat).equivalent_variation.sum()
    elastic = co.solve(economy, hat, labour=hours(5, 1.5))
    assert elastic.equivalent_variation.sum() == pytest.approx(given, rel=1e-3)
    assert (elastic.real_income_hat - 1.0).mean() > 1.5 * (
        co.solve(economy, hat).real_income_hat - 1.0
    ).mean()


def test_people_follow_income_net_of_what_hours_cost() -> None:
    """The definition of migration, from the reported numbers alone."""
    economy, workers = make_world(2), np.array([3.0, 1.0, 2.0, 5.0, 1.0])
    labour = co.Labour(np.zeros(5, dtype=np.int64), workers, 1.5, hours_elasticity=0.4)
    hat = np.random.default_rng(1).uniform(0.8, 1.1, economy.trade_share.shape)
    found = co.solve(economy, hat, labour=labour)
    drawn_by = found.welfare_hat**1.5
    expected = drawn_by / (workers / workers.sum() * drawn_by).sum()
    np.testing.assert_allclose(found.labour_hat, expected, rtol=1e-8)


def test_hours_that_cost_more_than_is_spent_are_a_fault() -> None:
    world = co.Economy.from_flows(trade=[[[7.0], [3.0]], [[0.2], [0.1]]], trade_elasticity=[4.0])
    with pytest.raises(co.InputError, match="region 0 spends less than what its hours cost"):
        co.solve(world, labour=hours(2, 5.0))
    with pytest.raises(co.InputError, match="hours_elasticity cannot be"):
        hours(2, -1.0)
