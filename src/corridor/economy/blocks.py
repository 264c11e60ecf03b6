"""The equations of the equilibrium in changes, one function each (DESIGN 3.3).

Arrays are sector-first where a sector's matrix is streamed: `m[sector, origin, destination]`;
`x[region, sector]` elsewhere. Every function is pure and takes its array module from its arguments,
so that JAX can differentiate and batch it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corridor.types import Floats


def module_of(array: Any) -> ModuleType:
    """Return the array module of `array`: NumPy or jax.numpy."""
    found: ModuleType = array.__array_namespace__()
    return found


@dataclass(frozen=True, eq=False)
class Prices:
    """What the price system gives, in logs."""

    log_cost: Floats
    """Unit cost `c_hat`, [region, sector]."""
    log_price: Floats
    """Price of the sector's composite `P_hat`, [region, sector]."""
    sales_power: Floats
    """`c_hat ** -theta`, [region, sector]."""


def unit_cost(
    log_wage: Floats, log_price: Floats, log_productivity: Floats, beta: Floats, gamma: Floats
) -> Floats:
    """Return `ln c_hat_is = beta ln w + sum_k gamma_k ln P_k - ln T`, [region, sector]."""
    xp = module_of(log_wage)
    inputs = xp.einsum("iks,ik->is", gamma, log_price)
    cost: Floats = beta * log_wage[:, None] + inputs - log_productivity
    return cost


def price_index(shares: Floats, power: Floats, theta: Floats) -> Floats:
    """Return `ln P_hat_js = -ln(sum_i m_ijs power_is) / theta`, [region, sector].

    Zero where nothing is bought.

    `shares` holds `pi kappa_hat ** -theta`, [sector, origin, destination], `power` is `c_hat ** -theta`.
    """
    xp = module_of(power)
    total = xp.matmul(xp.swapaxes(shares, 1, 2), power.T[:, :, None])[:, :, 0].T
    bought = total > 0.0
    log_price: Floats = -xp.log(xp.where(bought, total, 1.0)) / theta
    return log_price


def output(sales: Floats, power: Floats, log_price: Floats, expenditure: Floats, theta: Floats) -> Floats:
    """Return `Y'_is = sum_j pi'_ijs X'_js / (1 + t')`, [region, sector].

    `sales` holds `pi kappa_hat ** -theta / (1 + t')`, [sector, origin, destination].
    """
    xp = module_of(power)
    demand = expenditure * xp.exp(theta * log_price)
    sold: Floats = power * xp.matmul(sales, demand.T[:, :, None])[:, :, 0].T
    return sold


def net_of_tariff(sales: Floats, power: Floats, log_price: Floats, theta: Floats) -> Floats:
    """Return the share of expenditure that reaches sellers, `sum_i pi' / (1 + t')`, [region, sector]."""
    xp = module_of(power)
    arrives = xp.matmul(xp.swapaxes(sales, 1, 2), power.T[:, :, None])[:, :, 0].T
    reach: Floats = arrives * xp.exp(theta * log_price)
    return reach


def consumer_price(log_price: Floats, alpha: Floats) -> Floats:
    """Return the log of the Cobb-Douglas price index of consumption, [region]."""
    index: Floats = (alpha * log_price).sum(axis=1)
    return index


def demand(spending: Floats, sold: Floats, alpha: Floats, gamma: Floats) -> Floats:
    """Return `X'_js = alpha_js I'_j + sum_k gamma_jsk Y'_jk`, [region, sector]."""
    xp = module_of(spending)
    bought: Floats = alpha * spending[:, None] + xp.einsum("jks,js->jk", gamma, sold)
    return bought


def migration(log_value: Floats, labour: Floats, pool: NDArray[np.int64], elasticity: float) -> Floats:
    """Return `ln L_hat_i = eps ln V_i - ln sum_{h in m(i)} l_h V_h ** eps`, [region].

    `labour` is the region's baseline share of its pool; pools hold their people.
    """
    attraction = elasticity * log_value
    peak = np.full(int(pool.max(initial=0)) + 1, -np.inf)
    np.maximum.at(peak, pool, attraction)
    total = np.zeros(len(peak))
    np.add.at(total, pool, labour * np.exp(attraction - peak[pool]))
    people: Floats = attraction - peak[pool] - np.log(total)[pool]
    return people
