"""The solver in levels against one written with loops, against hats, and against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import corridor as co
from corridor.errors import InputError, SolveError
from tests.economy.levels import Levels as Loops
from tests.economy.levels import drawn, solved


def as_primitives(world: Loops) -> co.Primitives:
    total = world.workers.sum()
    return co.Primitives(
        productivity=world.technology,
        iceberg_cost=world.cost,
        labour=world.workers,
        trade_elasticity=world.theta,
        consumption_share=world.taste,
        input_share=world.input_share,
        tariff=world.tariff,
        deficit=world.transfer * total,
    )


@pytest.mark.parametrize("seed", range(6))
def test_wages_prices_and_shares_are_those_of_an_independent_program(seed: int) -> None:
    world = drawn(seed)
    unit = 100.0 / world.workers.sum()  # there the world's value added is 100
    found, other = co.solve_levels(as_primitives(world)), solved(world)
    np.testing.assert_allclose(found.wage * unit, other.wage, rtol=1e-8)
    np.testing.assert_allclose(found.price * unit, other.price, rtol=1e-8)
    np.testing.assert_allclose(found.trade_share, other.share, rtol=1e-7)
    np.testing.assert_allclose(found.spending * unit, other.spending, rtol=1e-8)
    assert found.certificate.worst <= 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_hats_from_one_solution_are_the_other_solution(seed: int) -> None:
    before = as_primitives(drawn(seed))
    draw = np.random.default_rng(50 + seed)
    cost, made = draw.uniform(0.8, 1.3, (3, 3, 2)), draw.uniform(0.8, 1.3, (3, 2))
    labour, tariff = draw.uniform(0.9, 1.2, 3), draw.uniform(0.0, 0.2, (3, 3, 2))
    grown = before.labour.sum() / (before.labour * labour).sum()  # hats keep the world's value added
    after = replace(
        before,
        iceberg_cost=before.iceberg_cost * cost,
        productivity=before.productivity * made,
        labour=before.labour * labour,
        tariff=tariff,
        deficit=before.deficit / grown,
    )
    old, new = co.solve_levels(before), co.solve_levels(after)
    hats = co.solve(old.economy(), cost, made, tariff, endowment_hat=labour)
    np.testing.assert_allclose(hats.wage_hat, new.wage / old.wage * grown, rtol=1e-8)
    np.testing.assert_allclose(hats.price_hat, new.price / old.price * grown, rtol=1e-8)
    np.testing.assert_allclose(hats.trade_share_new, new.trade_share, rtol=1e-7)
    np.testing.assert_allclose(hats.real_income_hat, new.real_income / old.real_income, rtol=1e-8)


def plain(**other: object) -> co.Primitives:
    given = {
        "productivity": [[1.0], [2.0], [0.5]],
        "iceberg_cost": np.ones((3, 3, 1)),
        "labour": [1.0, 3.0, 2.0],
        "trade_elasticity": [4.0],
        "consumption_share": np.ones((3, 1)),
    }
    return co.Primitives(**{**given, **other})


def test_without_costs_wages_are_in_closed_form() -> None:
    """Eaton & Kortum (2002), section 4: `w ~ (T / L) ** (1 / (1 + theta))` with `T = A ** theta`."""
    found, theta = co.solve_levels(plain()), 4.0
    labour, technology = np.array([1.0, 3.0, 2.0]), np.array([1.0, 2.0, 0.5]) ** theta
    wage = (technology / labour) ** (1.0 / (1.0 + theta))
    np.testing.assert_allclose(found.wage, wage * 6.0 / (wage * labour).sum(), rtol=1e-9)
    price = (technology * found.wage**-theta).sum() ** (-1.0 / theta)
    np.testing.assert_allclose(found.price, price, rtol=1e-9)


def test_islands_earn_what_they_make() -> None:
    """No trade: real income per head is productivity."""
    walls = np.full((3, 3, 1), np.inf)
    walls[np.arange(3), np.arange(3)] = 1.0
    found = co.solve_levels(plain(iceberg_cost=walls))
    np.testing.assert_allclose(found.real_income / [1.0, 3.0, 2.0], [1.0, 2.0, 0.5], rtol=1e-9)


def test_every_fault_comes_at_once() -> None:
    with pytest.raises(InputError) as caught:
        plain(labour=[1.0, -1.0, 2.0], deficit=[1.0, 0.0, 0.0], consumption_share=np.full((3, 1), 0.5))
    assert len(caught.value.faults) == 4
    with pytest.raises(InputError, match="region 1 cannot buy"):
        plain(iceberg_cost=np.where(np.arange(3)[None, :, None] == 1, np.inf, np.ones((3, 3, 1))))
    with pytest.raises(InputError, match="not an array of real numbers"):
        plain(productivity=[["a"], ["b"], ["c"]])


def test_a_debt_beyond_earnings_has_no_equilibrium() -> None:
    with pytest.raises(SolveError, match="Region 2"):
        co.solve_levels(plain(deficit=[2.0, 1.0, -3.0]))
