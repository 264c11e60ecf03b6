"""An economy of a raw trade matrix, and lists in place of arrays."""

from __future__ import annotations

import numpy as np
import pytest

import corridor as co
from corridor.errors import InputError
from tests.economy.worlds import make_world


def test_a_matrix_computed_by_hand() -> None:
    """Two regions, one sector, half of output bought as inputs, a tariff of a quarter on one flow."""
    economy = co.Economy.from_flows(
        trade=[[[60.0], [20.0]], [[40.0], [80.0]]],
        trade_elasticity=[5.0],
        input_share=[[[0.5]], [[0.5]]],
        tariff=[[[0.0], [0.0]], [[0.25], [0.0]]],
    )
    np.testing.assert_allclose(economy.output[:, 0], [80.0, 120.0])
    np.testing.assert_allclose(economy.expenditure[:, 0], [110.0, 100.0])
    np.testing.assert_allclose(economy.trade_share[:, 0, 0], [60.0 / 110.0, 50.0 / 110.0])
    np.testing.assert_allclose(economy.value_added, [40.0, 60.0])
    np.testing.assert_allclose(economy.tariff_revenue, [10.0, 0.0])
    np.testing.assert_allclose(economy.spending, [70.0, 40.0])
    np.testing.assert_allclose(economy.deficit, [20.0, -20.0])


@pytest.mark.parametrize("tariffs", [False, True])
def test_the_flows_of_an_economy_give_it_back(tariffs: bool) -> None:
    economy = make_world(5, tariffs=tariffs)
    flows = economy.trade_share * economy.expenditure / (1.0 + economy.tariff)
    again = co.Economy.from_flows(
        trade=flows,
        trade_elasticity=economy.trade_elasticity,
        input_share=economy.input_share,
        tariff=economy.tariff,
    )
    for name in ("trade_share", "consumption_share", "value_added", "spending", "value_added_share"):
        np.testing.assert_allclose(getattr(again, name), getattr(economy, name), rtol=1e-9, err_msg=name)


def test_inputs_beyond_purchases_are_a_fault_that_names_region_and_sector() -> None:
    with pytest.raises(InputError, match="region 0 uses more of sector 0"):
        co.Economy.from_flows(
            trade=[[[90.0], [90.0]], [[0.0], [50.0]]], trade_elasticity=[4.0], input_share=[[[0.6]], [[0.6]]]
        )
    with pytest.raises(InputError, match="trade is negative"):
        co.Economy.from_flows(trade=[[[-1.0]]], trade_elasticity=[4.0])


def test_spending_takes_lists_and_needs_no_tariff() -> None:
    economy = co.Economy.from_spending(
        trade_share=[[[0.7], [0.3]], [[0.3], [0.7]]],
        consumption_share=[[1], [1]],
        value_added_share=[[1], [1]],
        input_share=[[[0]], [[0]]],
        spending=[1, 2],
        trade_elasticity=[4],
    )
    np.testing.assert_allclose(economy.value_added, [0.7 + 0.6, 0.3 + 1.4])
