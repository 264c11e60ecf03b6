"""Simpler models as baselines: a verb from an economy to one with a block switched off.

Each keeps what the other blocks need (trade shares, final spending, elasticities) and lets value added
follow from the accounts, so that the result closes as exactly as the economy it was made from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from corridor.economy.economy import Economy
from corridor.economy.equilibrium import solve
from corridor.errors import Fault, raise_if
from corridor.types import Floats


def balanced(economy: Economy) -> Economy:
    """Return the baseline in which every region spends what it earns (Dekle, Eaton & Kortum 2008)."""
    found = solve(economy, deficits="closed")
    return Economy.from_spending(
        trade_share=found.trade_share_new,
        consumption_share=economy.consumption_share,
        value_added_share=economy.value_added_share,
        input_share=economy.input_share,
        spending=found.spending_new,
        trade_elasticity=economy.trade_elasticity,
        tariff=economy.tariff,
        regions=economy.regions,
    )


def without_inputs(economy: Economy) -> Economy:
    """Return the economy in which output is value added: sectors buy nothing from each other."""
    return _remade(
        economy,
        value_added_share=np.ones_like(economy.value_added_share),
        input_share=np.zeros_like(economy.input_share),
    )


def without_tariffs(economy: Economy) -> Economy:
    """Return the economy whose trade shares are the same with no tariff on any flow."""
    return _remade(economy, tariff=np.zeros_like(economy.tariff))


def with_home_services(economy: Economy, sectors: Sequence[int]) -> Economy:
    """Return the economy in which these sectors, by number, sell only where they are made.

    The other end of the friction of services, which by default fall with distance: a region's services
    come from the region. Raises `InputError` where a sector does not exist.
    """
    count = len(economy.trade_elasticity)
    wrong = [s for s in sectors if not 0 <= s < count]
    raise_if(
        [
            Fault(file="economy", message="no such sector", value=str(s), allowed=f"0 to {count - 1}")
            for s in wrong
        ]
    )
    share = economy.trade_share.copy()
    share[:, :, list(sectors)] = np.eye(len(share))[:, :, None]
    return _remade(economy, trade_share=share)


def one_sector(economy: Economy, trade_elasticity: float | None = None) -> Economy:
    """Return the economy with all sectors taken together: flows, tariffs paid and value added are kept.

    `trade_elasticity`: of the whole; none: the mean weighted by international purchases.
    """
    flows = economy.trade_share * economy.expenditure
    revenue = flows * economy.tariff / (1.0 + economy.tariff)
    total, paid = flows.sum(axis=2), revenue.sum(axis=2)
    bought, sold = economy.expenditure.sum(axis=1), economy.output.sum(axis=1)
    net = total - paid
    abroad = flows * (1.0 - np.eye(len(flows)))[:, :, None]
    weight = abroad.sum(axis=(0, 1)) if abroad.any() else economy.expenditure.sum(axis=0)
    theta = float(np.average(economy.trade_elasticity, weights=weight))
    beta = np.divide(economy.value_added, sold, out=np.ones_like(sold), where=sold > 0.0)
    return Economy(
        trade_share=np.divide(total, bought, out=np.zeros_like(total), where=bought > 0.0)[:, :, None],
        consumption_share=np.ones((len(bought), 1)),
        value_added_share=beta[:, None],
        input_share=(1.0 - beta)[:, None, None],
        value_added=economy.value_added,
        trade_elasticity=np.array([theta if trade_elasticity is None else trade_elasticity]),
        tariff=np.divide(paid, net, out=np.zeros_like(net), where=net > 0.0)[:, :, None],
        expenditure=bought[:, None],
        spending=economy.spending,
        regions=economy.regions,
    )


def _remade(economy: Economy, **changed: Floats) -> Economy:
    """Return the economy with other shares and the same final spending."""
    kept: dict[str, Any] = {
        name: getattr(economy, name)
        for name in (
            "trade_share",
            "consumption_share",
            "value_added_share",
            "input_share",
            "spending",
            "trade_elasticity",
            "tariff",
            "regions",
        )
    }
    return Economy.from_spending(**{**kept, **changed})
