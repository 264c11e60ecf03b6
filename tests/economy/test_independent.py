"""The equilibrium against solutions that share nothing with it: levels by SciPy, and closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.economy.economy import Economy
from corridor.economy.equilibrium import solve
from corridor.economy.labour import Labour
from corridor.economy.variants import balanced
from corridor.errors import InputError
from tests.economy.levels import as_economy, at_rest, drawn, solved
from tests.economy.worlds import make_world


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("elasticity", [0.0, 1.7])
def test_hats_are_the_ratio_of_two_solutions_in_levels(seed: int, elasticity: float) -> None:
    """Costs, technology and tariffs change at once, with inputs, transfers and moving workers."""
    before = at_rest(drawn(seed, elasticity=elasticity))
    draw = np.random.default_rng(100 + seed)
    shape = before.cost.shape
    hats = draw.uniform(0.8, 1.2, shape), draw.uniform(0.8, 1.3, before.technology.shape)
    tariff = before.tariff * draw.uniform(0.0, 2.0, shape)
    after = replace(before, cost=before.cost * hats[0], technology=before.technology * hats[1], tariff=tariff)
    old, new = solved(before), solved(after)
    economy = as_economy(before, old)
    np.testing.assert_allclose(economy.deficit, 100.0 * before.transfer, atol=1e-7)
    pool = np.zeros(len(before.workers), dtype=np.int64)
    labour = Labour(pool, before.workers, elasticity) if elasticity else None
    found = solve(economy, hats[0], hats[1], tariff_new=tariff, labour=labour)
    np.testing.assert_allclose(found.labour_hat, new.workers / old.workers, rtol=1e-8)
    np.testing.assert_allclose(found.wage_hat, new.wage / old.wage, rtol=1e-8)
    np.testing.assert_allclose(found.price_hat, new.price / old.price, rtol=1e-8)
    np.testing.assert_allclose(found.trade_share_new, new.share, rtol=1e-7)
    np.testing.assert_allclose(found.expenditure_new, new.expenditure, rtol=1e-8)
    real = new.real(before.taste) / old.real(before.taste)
    np.testing.assert_allclose(found.real_income_hat, real, rtol=1e-8)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_real_wages_follow_home_shares_through_the_input_output_table(seed: int) -> None:
    """Arkolakis, Costinot & Rodríguez-Clare (2012), section IV, as in Caliendo & Parro (2015), eq. 15.

    `ln(w / P) = -sum_s alpha_s sum_k B_sk ln(pi_jjk) / theta_k`, B the Leontief inverse.
    """
    world = balanced(make_world(seed))
    draw, n = np.random.default_rng(seed), len(world.value_added)
    hat = draw.uniform(0.6, 1.4, world.trade_share.shape)
    index = np.arange(n)
    hat[index, index] = 1.0
    found = solve(world, iceberg_hat=hat)
    home = np.log(found.trade_share_new[index, index] / world.trade_share[index, index])
    for j in range(n):
        leontief = np.linalg.inv(np.eye(3) - world.input_share[j].T)
        gain = -world.consumption_share[j] @ leontief @ (home[j] / world.trade_elasticity)
        wage = found.wage_hat[j] / found.consumer_price_hat[j]
        assert np.log(wage) == pytest.approx(gain, rel=1e-8, abs=1e-10)


def free_trade(value_added: np.ndarray, theta: float) -> Economy:
    """Return a world without costs: everybody buys from an origin in proportion to its size."""
    n = len(value_added)
    return Economy.from_spending(
        trade_share=np.repeat((value_added / value_added.sum())[:, None, None], n, axis=1),
        consumption_share=np.ones((n, 1)),
        value_added_share=np.ones((n, 1)),
        input_share=np.zeros((n, 1, 1)),
        spending=value_added,
        trade_elasticity=np.array([theta]),
        tariff=np.zeros((n, n, 1)),
    )


def test_shares_that_leave_spending_open_are_a_fault() -> None:
    """Without costs any spending gives the same value added."""
    with pytest.raises(InputError, match="from_spending"):
        Economy.from_shares(
            trade_share=np.full((2, 2, 1), 0.5),
            consumption_share=np.ones((2, 1)),
            value_added_share=np.ones((2, 1)),
            input_share=np.zeros((2, 1, 1)),
            value_added=[1.0, 1.0],
            trade_elasticity=[4.0],
        )


def test_without_costs_wages_follow_technology() -> None:
    """Eaton & Kortum (2002), section 4, without distance: `w_i ~ (T_i / L_i) ** (1 / (1 + theta))`."""
    theta, better = 4.0, np.array([1.0, 1.3, 0.8, 2.0])
    world = free_trade(np.array([5.0, 1.0, 3.0, 2.0]), theta)
    found = solve(world, productivity_hat=better[:, None])
    wage = better ** (theta / (1.0 + theta))
    wage = wage * world.value_added.sum() / (wage * world.value_added).sum()
    np.testing.assert_allclose(found.wage_hat, wage, rtol=1e-9)
    # one price everywhere: real income relative to another region is the wage's
    np.testing.assert_allclose(found.consumer_price_hat, found.consumer_price_hat[0], rtol=1e-12)


def test_autarky_loses_the_gains_from_trade_in_closed_form() -> None:
    """Eaton & Kortum (2002), eq. 15: going to autarky costs `pi_ii ** (1 / theta)` of real income."""
    theta = 4.0
    world = free_trade(np.array([5.0, 1.0, 3.0, 2.0]), theta)
    walls = np.full((4, 4, 1), 1e5)
    walls[np.arange(4), np.arange(4)] = 1.0
    alone = solve(world, iceberg_hat=walls)
    np.testing.assert_allclose(alone.real_income_hat, world.trade_share[:, 0, 0] ** (1.0 / theta), rtol=1e-8)


def test_two_places_of_one_size_in_closed_form() -> None:
    """Symmetric two-country Eaton-Kortum: `P ** -theta = 1 + tau ** -theta` at equal wages."""
    theta, before, after = 5.0, 1.8, 1.3
    away = before**-theta / (1.0 + before**-theta)
    share = np.array([[1.0 - away, away], [away, 1.0 - away]])[:, :, None]
    world = Economy.from_shares(
        trade_share=share,
        consumption_share=np.ones((2, 1)),
        value_added_share=np.ones((2, 1)),
        input_share=np.zeros((2, 1, 1)),
        value_added=[7.0, 7.0],
        trade_elasticity=[theta],
    )
    hat = np.array([[1.0, after / before], [after / before, 1.0]])[:, :, None]
    gain = ((1.0 + after**-theta) / (1.0 + before**-theta)) ** (1.0 / theta)
    np.testing.assert_allclose(solve(world, iceberg_hat=hat).real_income_hat, gain, rtol=1e-10)


@pytest.mark.parametrize("elasticity", [0.7, 3.0, np.inf])
def test_people_on_islands_in_closed_form(elasticity: float) -> None:
    """No trade: real income per head is `A L ** (mu - delta)`, so `L ~ A ** (1 / (1 / eps + delta - mu))`.

    The forces of Redding (2016): better places draw people until crowding, less agglomeration, offsets them.
    """
    crowd, spill, better = 0.6, 0.1, np.array([1.0, 1.2, 0.7])
    workers, value_added = np.array([2.0, 1.0, 4.0]), np.array([2.0, 1.5, 3.0])
    world = Economy.from_shares(
        trade_share=np.eye(3)[:, :, None],
        consumption_share=np.ones((3, 1)),
        value_added_share=np.ones((3, 1)),
        input_share=np.zeros((3, 1, 1)),
        value_added=value_added,
        trade_elasticity=[4.0],
    )
    labour = Labour(np.zeros(3, dtype=np.int64), workers, elasticity, congestion=crowd, agglomeration=spill)
    found = solve(world, productivity_hat=better[:, None], labour=labour)
    drawn_by = better ** (1.0 / (1.0 / elasticity + crowd - spill))
    expected = drawn_by * workers.sum() / (workers * drawn_by).sum()
    np.testing.assert_allclose(found.labour_hat, expected, rtol=1e-8)
    np.testing.assert_allclose(found.welfare_hat, better * expected**spill, rtol=1e-8)
