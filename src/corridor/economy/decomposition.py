"""The first-order welfare change by cause, reported beside the exact one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.types import Floats

if TYPE_CHECKING:
    from corridor.economy.economy import Economy
    from corridor.economy.system import State, System


@dataclass(frozen=True, eq=False)
class FirstOrder:
    """First-order change of real income as a share of income, [region], by cause.

    Caliendo & Parro (2015), equations 16 and 17, with three more terms for shocks that their paper
    does not have. Finite changes are measured as `x_hat - 1`, as in their table. For large shocks the
    sum differs a lot from the exact change.
    """

    terms_of_trade: Floats
    volume_of_trade: Floats
    trade_cost: Floats
    productivity: Floats
    endowment: Floats
    """Factors brought in and income from other regions."""

    @property
    def total(self) -> Floats:
        """Sum of all causes."""
        named = (self.terms_of_trade, self.volume_of_trade, self.trade_cost)
        total: Floats = sum(named, self.productivity + self.endowment)
        return total


def first_order(economy: Economy, system: System, state: State, shares: Floats) -> FirstOrder:
    """Return the decomposition at baseline weights; `shares` are the new ones, [sector, origin, destination].

    `terms_of_trade = (1/I_n) sum (E_ni dln c_n - M_ni dln c_i)`: what the region sells abroad against
    what it buys; `volume_of_trade = (1/I_n) sum t_ni M_ni (dln M_ni - dln c_i)`; trade cost: what
    purchases save; productivity: what sellers save; endowment: factors and transfers received.
    """
    income = np.where(economy.spending > 0.0, economy.spending, 1.0)
    cost = np.exp(state.log_cost.T) - 1.0
    taxed = bool(np.any(economy.tariff))
    sold, bought, volume, saved = (np.zeros_like(income) for _ in range(4))
    for s in range(len(cost)):
        old = economy.trade_share[:, :, s] * economy.expenditure[None, :, s]
        haul = system.iceberg_hat[s] - 1.0
        if taxed:
            old /= 1.0 + economy.tariff[:, :, s]
            new = shares[s] * state.expenditure[None, :, s] / (1.0 + system.tariff[s])
            volume += (economy.tariff[:, :, s] * (new - old * (1.0 + cost[s][:, None] + haul))).sum(axis=0)
        sold += old.sum(axis=1) * cost[s]
        bought += cost[s] @ old
        saved -= np.einsum("ij,ij->j", old, haul)
    return FirstOrder(
        terms_of_trade=(sold - bought) / income,
        volume_of_trade=volume / income,
        trade_cost=saved / income,
        productivity=(economy.output * (np.exp(system.log_productivity) - 1.0)).sum(axis=1) / income,
        endowment=(system.value_added - economy.value_added + system.transfer) / income,
    )
