"""Ideas that arrive with goods: stocks of knowledge that grow by learning from suppliers.

Buera & Oberfield (2020, Econometrica 88, "The Global Diffusion of Ideas"), learning from sellers: the
stock `lambda` of a region and sector, whose productivity is `lambda ** (1 / theta)`, grows by

    d lambda_j / dt = eta_j S_j,   S_j = sum_i pi_ij ** (1 - b) lambda_i ** b

with `b` the strength of diffusion and `eta_j` the pace at which ideas arrive. On the path without a change
`eta` is whatever gives the observed growth, so what a change of trade adds is known without it: with `x`
the stock over that on the path without the change, `g` the growth of the latter and `r` the ratio of the
insights `S`,

    dx_j / dt = g_j (r_j - x_j)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.economy.economy import Economy
from corridor.errors import Fault, raise_if
from corridor.types import Floats


@dataclass(frozen=True, slots=True)
class Diffusion:
    """Strength of diffusion and who knows how much at the start; `InputError` lists every fault."""

    strength: float
    """`b`, in [0, 1); zero: nothing is learnt from trade."""
    log_stock: Floats
    """Log of the stock of knowledge in the base year, [region, sector]; `knowledge` estimates it."""

    def __post_init__(self) -> None:
        raise_if(self.problems())

    def problems(self) -> list[Fault]:
        """Return everything that cannot be."""
        faults = []
        if not 0.0 <= self.strength < 1.0:
            message = "the strength of diffusion cannot be"
            faults.append(
                Fault(
                    file="diffusion",
                    message=message,
                    value=f"{self.strength}",
                    allowed="at least 0, less than 1",
                )
            )
        if np.isnan(self.log_stock).any() or (self.log_stock == np.inf).any():
            cure = "minus infinity says that nothing is known"
            faults.append(Fault(file="diffusion", message="stocks of knowledge must be numbers", cure=cure))
        return faults


def knowledge(economy: Economy, workers: Floats) -> Floats:
    """Return the log of the stock of knowledge that trade and income imply, [region, sector].

    In the model of Eaton & Kortum, `lambda = pi_jj (c_j / P_j) ** theta`: who buys at home though wages are
    high is productive (Waugh 2010, equation 12, with one price level everywhere). `workers`, [region], may
    be people: only value added per head counts. Minus infinity where nothing is sold at home.
    """
    home = np.diagonal(economy.trade_share).T
    there = workers > 0.0
    wage = np.divide(economy.value_added, workers, out=np.zeros_like(workers), where=there)
    with np.errstate(divide="ignore"):
        stock = np.log(home) + economy.trade_elasticity * economy.value_added_share * np.log(wage)[:, None]
    found: Floats = np.where((home > 0.0) & (wage > 0.0)[:, None], stock, -np.inf)
    return found


def insight(trade_share: Floats, log_stock: Floats, strength: float) -> Floats:
    """Return `ln S_j = ln sum_i pi_ij ** (1 - b) lambda_i ** b`, [destination, sector].

    Minus infinity where nothing is bought from anybody who knows anything.
    """
    n, _, sectors = trade_share.shape
    found = np.empty((n, sectors))
    for s in range(sectors):
        peak = float(np.max(log_stock[:, s], initial=-np.inf))
        if peak == -np.inf:
            found[:, s] = -np.inf
            continue
        weight = np.exp(strength * (log_stock[:, s] - peak))
        share = trade_share[:, :, s] if strength == 0.0 else trade_share[:, :, s] ** (1.0 - strength)
        with np.errstate(divide="ignore"):
            found[:, s] = np.log(weight @ share) + strength * peak
    return found


def learnt(log_relative: Floats, log_ratio: Floats, growth: Floats) -> Floats:
    """Return the log of the relative stock `x` a year later, [region, sector].

    `log_ratio` is `ln r`, taken as constant within the year, `growth` that of the stock on the path without
    the change in logs per year; who does not grow does not learn. Exact for a constant ratio.
    """
    keep = np.exp(-np.maximum(growth, 0.0))
    found: Floats = np.log(keep * np.exp(log_relative) + (1.0 - keep) * np.exp(log_ratio))
    return found
