"""The first-order welfare change by cause, reported beside the exact one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from corridor.economy.economy import Economy
    from corridor.economy.system import State, System

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FirstOrder:
    """First-order change of real income as a share of income, [region], by cause.

    Caliendo & Parro (2015), equations 16 and 17, with two more terms for shocks that their paper
    does not have. Finite changes are measured as `x_hat - 1`, as in their table. For large shocks the
    sum differs a lot from the exact change.
    """

    terms_of_trade: Floats
    volume_of_trade: Floats
    trade_cost: Floats
    productivity: Floats

    @property
    def total(self) -> Floats:
        """Sum of all causes."""
        return self.terms_of_trade + self.volume_of_trade + self.trade_cost + self.productivity


def first_order(economy: Economy, system: System, state: State) -> FirstOrder:
    """Return the decomposition at baseline weights.

    `terms_of_trade = (1/I_n) sum (E_ni dln c_n - M_ni dln c_i)`: what the region sells abroad against
    what it buys; `volume_of_trade = (1/I_n) sum t_ni M_ni (dln M_ni - dln c_i)`; trade cost: what
    purchases save; productivity: what sellers save.
    """
    income = np.where(economy.spending > 0.0, economy.spending, 1.0)
    old = np.moveaxis(economy.trade_share * economy.expenditure[None] / (1.0 + economy.tariff), 2, 0)
    cost = np.exp(state.log_cost.T) - 1.0
    haul = system.iceberg_hat - 1.0
    sold = np.einsum("sij,si->i", old, cost)
    bought = np.einsum("sij,si->j", old, cost)
    volume = np.zeros_like(income)
    if np.any(economy.tariff):
        duty = np.moveaxis(economy.tariff, 2, 0)
        new = system.new_shares(state) * state.expenditure.T[:, None, :] / (1.0 + system.tariff)
        volume = (duty * (new - old * (1.0 + cost[:, :, None] + haul))).sum(axis=(0, 1))
    output = old.sum(axis=2).T
    return FirstOrder(
        terms_of_trade=(sold - bought) / income,
        volume_of_trade=volume / income,
        trade_cost=-np.einsum("sij,sij->j", old, haul) / income,
        productivity=(output * (np.exp(system.log_productivity) - 1.0)).sum(axis=1) / income,
    )
