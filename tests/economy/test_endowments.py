"""Factors brought in and income that belongs to others: theory the equilibrium must obey."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

import corridor as co
from corridor.economy.adjoint import gradient
from corridor.economy.variants import balanced
from corridor.errors import InputError
from tests.economy.worlds import make_world


def alone() -> co.Economy:
    """Return one region, one sector, no trade, no inputs: real income is what its factors make."""
    return co.Economy.from_shares(
        trade_share=np.ones((1, 1, 1)),
        consumption_share=np.ones((1, 1)),
        value_added_share=np.ones((1, 1)),
        input_share=np.zeros((1, 1, 1)),
        value_added=np.array([100.0]),
        trade_elasticity=np.array([4.0]),
    )


def test_in_autarky_real_income_grows_as_factors_do() -> None:
    found = co.solve(alone(), endowment_hat=np.array([1.3]))
    assert found.real_income_hat == pytest.approx([1.3], rel=1e-12)
    assert found.value_added_new == pytest.approx([100.0], rel=1e-12)  # the numeraire


def test_more_of_everything_everywhere_is_more_for_everyone() -> None:
    """With all factors doubled, relative prices stay and everyone has twice as much, deficits apart."""
    economy = balanced(make_world(7, 5, 3, tariffs=False))
    found = co.solve(economy, endowment_hat=np.full(5, 2.0))
    assert found.real_income_hat == pytest.approx(np.full(5, 2.0), rel=1e-8)


def test_more_factors_are_the_same_as_factors_that_do_more() -> None:
    """Factors up by a tenth are labour up by a tenth: the two doors give the same world."""
    economy = make_world(3, 4, 2, tariffs=False)
    hat = np.array([1.1, 1.0, 0.95, 1.0])
    direct = co.solve(economy, endowment_hat=hat)
    through = co.solve(economy, productivity_hat=hat[:, None] ** economy.value_added_share)
    assert direct.real_income_hat == pytest.approx(through.real_income_hat, rel=1e-8)


def test_the_transfer_paradox_does_not_occur_and_income_adds_up() -> None:
    """Who receives gains, who gives loses, and the world's spending is its value added (Samuelson 1952)."""
    economy = make_world(11, 4, 3, tariffs=False)
    gift = 0.01 * economy.value_added[0]
    found = co.solve(economy, transfer=np.array([-gift, gift, 0.0, 0.0]))
    assert found.real_income_hat[0] < 1.0 < found.real_income_hat[1]
    assert found.spending_new.sum() == pytest.approx(economy.spending.sum(), rel=1e-9)
    first = found.first_order.endowment * economy.spending
    assert first == pytest.approx([-gift, gift, 0.0, 0.0], rel=1e-9)


def test_derivatives_hold_where_factors_and_transfers_changed() -> None:
    """The adjoint at such a solution agrees with differences of whole solves."""
    economy = make_world(5, 3, 2, tariffs=False)
    here = {"endowment_hat": np.array([1.2, 1.0, 1.0]), "transfer": np.array([-0.02, 0.02, 0.0])}
    here["transfer"] = here["transfer"] * economy.value_added.min()

    def income(log_hat: float) -> float:
        hat = np.ones_like(economy.trade_share)
        hat[0, 1, 0] = np.exp(log_hat)
        return float(co.solve(economy, iceberg_hat=hat, **here).real_income_hat[1])

    step = 1e-4
    by_difference = (income(step) - income(-step)) / (2.0 * step)
    spending = economy.spending[1]
    found = gradient(
        economy,
        co.solve(economy, **here),
        lambda world: world.spending[1] * jnp.exp(-world.log_consumer_price[1]) / spending,
    )
    assert found.log_iceberg_hat[0, 1, 0] == pytest.approx(by_difference, rel=1e-5)


def test_what_cannot_be_is_said_at_once() -> None:
    economy = make_world(2, 3, 2, tariffs=False)
    with pytest.raises(InputError, match=r"endowment_hat(.|\n)*transfer"):
        co.solve(economy, endowment_hat=np.array([1.0, -1.0, 1.0]), transfer=np.zeros(2))
    with pytest.raises(InputError, match="transfers do not sum to zero"):
        co.solve(economy, transfer=np.array([1.0, 0.0, 0.0]) * economy.value_added[0])
