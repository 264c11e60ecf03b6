"""The equations near a baseline, solved once: what brings a counterfactual home in a few evaluations.

With unknowns `z = F(z)` and `J` the derivative of `F` at the baseline, a chord step
`z + (I - J)^-1 (F(z) - z)` (Ortega & Rheinboldt 1970, chapter 10) goes nearly all the way to a solution near
the baseline. Of `(I - J)^-1` is kept what matters: the blocks of each region with itself exactly, and the
rest, through which regions hang together, at low rank, by a randomised range finder (Halko, Martinsson &
Tropp 2011, algorithm 4.4). One round of refinement with `J` itself squares what that leaves out, and Anderson
acceleration mends the remainder, so answers and certificates are those of a solve without it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corridor.economy.economy import Economy
from corridor.errors import Fault, raise_if
from corridor.types import Floats

Singles = NDArray[np.float32]

RANK = 96
"""Largest rank of what regions have to do with each other."""
POWERS = 1
"""Rounds of the range finder beyond the first."""
SEED = 20240229
OWN = 0.98
"""Part of a region's own block that counts as its own: an island's equations leave its wage open."""


@dataclass(frozen=True, eq=False)
class Around:
    """Coefficients of the linearised equations, single precision; bilateral [sector, origin, destination]."""

    shares: Singles
    sales: Singles
    taxed: bool
    alpha: Singles
    beta: Singles
    gamma: Singles
    theta: Singles
    expenditure: Singles
    output: Singles
    wage: Singles
    """Of the wage by earnings: step size over value added, [region]; zero where nobody earns."""
    slope: float
    weight: Singles
    """Share of the world's value added, [region]."""
    value_added: Singles
    per_purchase: Singles
    """One over expenditure, [region, sector]; zero where nothing is bought."""
    kept: Singles
    """Share of purchases that is tariff revenue, [region, sector]."""


@dataclass(frozen=True, eq=False)
class Linearised:
    """An approximate inverse of the linearised equations of a baseline; made by `linearise`.

    Made once and shared by all solves of one baseline, on any number of threads: `solve(..., linearised=)`.
    It holds single precision: 22 MB for 419 regions and 15 sectors.
    """

    around: Around
    local: Singles
    """Inverse of the equations of each region by itself, [region, unknown, unknown]."""
    left: Singles
    """[unknown, rank]."""
    right: Singles
    """[rank, unknown]."""

    @property
    def shape(self) -> tuple[int, int]:
        """Regions and sectors of the baseline."""
        n, s = self.around.alpha.shape
        return n, s

    def step(self, gap: Floats) -> Floats:
        """Return the change of the unknowns that closes this gap to their image, to first order.

        Both are [unknown] in the order of `System.start`; of labour, which may follow, the gap is the step.
        """
        n, s = self.shape
        size = n * (2 * s + 1)
        scale = max(float(np.abs(gap[:size]).max()), np.finfo(float).tiny)
        unit = (gap[:size] / scale).astype(np.float32)  # single precision is slow near its smallest numbers
        found = self._inverse(unit)
        left = unit - found + _advanced(self.around, found[:, None])[:, 0]
        found = found + self._inverse(left)
        return np.concatenate([scale * found.astype(np.float64), gap[size:]])

    def _inverse(self, gap: Singles) -> Singles:
        alone = _apply(self.local, gap[:, None], self.shape)[:, 0]
        together: Singles = alone + self.left @ (self.right @ alone)
        return together


def linearise(economy: Economy, *, rank: int = RANK) -> Linearised:
    """Return what makes solves near a baseline quick; worth its cost from about three solves.

    Parameters
    ----------
    economy
        The calibrated baseline.
    rank
        Of what regions have to do with each other; more: fewer evaluations per solve, more memory.

    Raises
    ------
    InputError
        The rank is not a positive number.

    """
    raise_if(
        []
        if rank > 0
        else [
            Fault(file="linearise", message="rank cannot be", column="rank", value=str(rank), allowed="> 0")
        ]
    )
    around = _around(economy)
    n, s = economy.expenditure.shape
    size = n * (2 * s + 1)
    blocks = OWN * _local(around)
    local = np.linalg.inv(np.eye(2 * s + 1) - blocks).astype(np.float32)
    own = blocks.astype(np.float32)
    back, own_back = (np.ascontiguousarray(m.transpose(0, 2, 1)) for m in (local, own))

    def onward(z: Singles) -> Singles:
        return _apply(local, _advanced(around, z) - _apply(own, z, (n, s)), (n, s))

    def backward(z: Singles) -> Singles:
        turned = _apply(back, z, (n, s))
        return _pulled(around, turned) - _apply(own_back, turned, (n, s))

    drawn = np.random.default_rng(SEED).standard_normal((size, min(rank, size)), dtype=np.float32)
    span = _orthonormal(onward(drawn))
    for _ in range(POWERS):
        span = _orthonormal(onward(_orthonormal(backward(span))))
    right = backward(span).T
    core = np.linalg.pinv(np.eye(len(right)) - (right @ span).astype(np.float64), rcond=1e-6)
    return Linearised(around, local, span, (core @ right).astype(np.float32))


def _orthonormal(columns: Singles) -> Singles:
    return np.linalg.qr(columns)[0]


def _around(economy: Economy) -> Around:
    one = np.float32
    shares = np.ascontiguousarray(np.moveaxis(economy.trade_share, 2, 0), dtype=one)
    taxed = bool(np.any(economy.tariff))
    sales = np.divide(shares, 1.0 + np.moveaxis(economy.tariff, 2, 0), dtype=one) if taxed else shares
    bought, earned = economy.expenditure, economy.value_added
    slope = 1.0 / (1.0 + float(np.average(economy.trade_elasticity, weights=bought.sum(axis=0))))
    unit = float(earned.mean())  # US$ would overflow squares in single precision
    return Around(
        shares=shares,
        sales=sales,
        taxed=taxed,
        alpha=economy.consumption_share.astype(one),
        beta=economy.value_added_share.astype(one),
        gamma=economy.input_share.astype(one),
        theta=economy.trade_elasticity.astype(one),
        expenditure=(bought / unit).astype(one),
        output=(economy.output / unit).astype(one),
        wage=(slope * np.divide(unit, earned, out=np.zeros_like(earned), where=earned > 0.0)).astype(one),
        slope=slope,
        weight=(earned / earned.sum()).astype(one),
        value_added=(earned / unit).astype(one),
        per_purchase=np.divide(unit, bought, out=np.zeros_like(bought), where=bought > 0.0).astype(one),
        kept=np.where(bought > 0.0, 1.0 - sales.sum(axis=1).T, 0.0).astype(one),
    )


def _advanced(at: Around, z: Singles) -> Singles:
    """Return `J z` for columns `z`, [unknown, column]: one step of the equations to first order."""
    log_wage, log_price, log_bought = _parts(z, at.alpha.shape)
    cost = at.beta[:, :, None] * log_wage[:, None] + np.matmul(at.gamma.transpose(0, 2, 1), log_price)
    price = _to_buyers(at.shares, cost)
    demand = at.expenditure[:, :, None] * (log_bought + at.theta[:, None] * price)
    sold = _to_sellers(at.sales, demand) - (at.theta * at.output)[:, :, None] * cost
    wage = (1.0 - at.slope) * log_wage + at.wage[:, None] * (at.beta[:, :, None] * sold).sum(axis=1)
    wage -= at.weight @ wage
    kept = (at.kept * at.expenditure)[:, :, None] * log_bought
    income = at.value_added[:, None] * log_wage + kept.sum(axis=1)
    if at.taxed:
        reach = (at.theta * at.expenditure)[:, :, None]
        lost = reach * ((1.0 - at.kept)[:, :, None] * price - _to_buyers(at.sales, cost))
        income -= lost.sum(axis=1)
    wanted = at.alpha[:, :, None] * income[:, None] + np.matmul(at.gamma, sold)
    return _joined(wage, price, at.per_purchase[:, :, None] * wanted)


def _pulled(at: Around, z: Singles) -> Singles:
    """Return `J' z` for columns `z`: the transpose of `_advanced`, line by line from its end."""
    by_wage, by_price, by_wanted = _parts(z, at.alpha.shape)
    wanted = at.per_purchase[:, :, None] * by_wanted
    income = (at.alpha[:, :, None] * wanted).sum(axis=1)
    by_wage = by_wage - at.weight[:, None] * by_wage.sum(axis=0)
    sold = np.matmul(at.gamma.transpose(0, 2, 1), wanted)
    sold = sold + at.beta[:, :, None] * (at.wage[:, None] * by_wage)[:, None]
    demand = _to_buyers(at.sales, sold)
    price = by_price + (at.theta * at.expenditure)[:, :, None] * demand
    bought = at.expenditure[:, :, None] * (demand + at.kept[:, :, None] * income[:, None])
    cost = -(at.theta * at.output)[:, :, None] * sold
    if at.taxed:
        reach = (at.theta * at.expenditure)[:, :, None] * income[:, None]
        price = price - (1.0 - at.kept)[:, :, None] * reach
        cost = cost + _to_sellers(at.sales, reach)
    cost = cost + _to_sellers(at.shares, price)
    wage = (1.0 - at.slope) * by_wage + at.value_added[:, None] * income
    wage = wage + (at.beta[:, :, None] * cost).sum(axis=1)
    return _joined(wage, np.matmul(at.gamma, cost), bought)


def _local(at: Around) -> Floats:
    """Return the block of `J` of each region with itself, [region, unknown, unknown], double precision.

    Regions trade with themselves alone, so one column serves the same unknown of all of them.
    """
    n, s = at.alpha.shape
    index = np.arange(n)
    home, home_sales = (m[:, index, index].T for m in (at.shares, at.sales))
    alone = replace(at, shares=home, sales=home_sales, weight=np.zeros_like(at.weight))
    each = np.broadcast_to(np.eye(2 * s + 1, dtype=np.float32), (n, 2 * s + 1, 2 * s + 1))
    return _by_region(_advanced(alone, _in_order(each)), (n, s)).astype(np.float64)


def _to_buyers(matrix: Singles, by_origin: Singles) -> Singles:
    """Return sums over origins, [region, sector, column]; a matrix of home shares is [region, sector]."""
    if matrix.ndim == 2:
        return matrix[:, :, None] * by_origin
    arrived: Singles = np.matmul(matrix.transpose(0, 2, 1), by_origin.transpose(1, 0, 2))
    return arrived.transpose(1, 0, 2)


def _to_sellers(matrix: Singles, by_destination: Singles) -> Singles:
    """Return sums over destinations, [region, sector, column]; of home shares as `_to_buyers`."""
    if matrix.ndim == 2:
        return matrix[:, :, None] * by_destination
    sold: Singles = np.matmul(matrix, by_destination.transpose(1, 0, 2))
    return sold.transpose(1, 0, 2)


def _parts(z: Singles, shape: tuple[int, int]) -> tuple[Singles, Singles, Singles]:
    """Return parts of columns of unknowns: wages [region, column], others [region, sector, column]."""
    n, s = shape
    return z[:n], z[n : n + n * s].reshape(n, s, -1), z[n + n * s :].reshape(n, s, -1)


def _joined(wage: Singles, price: Singles, bought: Singles) -> Singles:
    """Return columns of unknowns of their parts."""
    columns = wage.shape[1]
    return np.concatenate([wage, price.reshape(-1, columns), bought.reshape(-1, columns)])


def _by_region(z: Singles, shape: tuple[int, int]) -> Singles:
    """Return columns of unknowns as [region, unknown of the region, column]."""
    wage, price, bought = _parts(z, shape)
    return np.concatenate([wage[:, None], price, bought], axis=1)


def _in_order(by_region: Singles) -> Singles:
    """Return [region, unknown of the region, column] as columns of unknowns."""
    s = (by_region.shape[1] - 1) // 2
    return _joined(by_region[:, 0], by_region[:, 1 : s + 1], by_region[:, s + 1 :])


def _apply(blocks: Singles, z: Singles, shape: tuple[int, int]) -> Singles:
    """Return the product of every region's block with its part of columns of unknowns."""
    return _in_order(np.matmul(blocks, _by_region(z, shape)))
