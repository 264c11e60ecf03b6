"""Who moves where and works how long: pools of workers that follow real income, hours that follow wages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corridor.economy import blocks
from corridor.economy.shapes import numbers
from corridor.errors import Fault, raise_if
from corridor.types import Floats

SCALARS = ("elasticity", "congestion", "mobile_share", "hours_elasticity")
MOST = 10**9
"""Pools, whose numbers count them."""


@dataclass(frozen=True, eq=False)
class Labour:
    """Workers who move between the regions of a pool towards higher real income.

    `InputError` lists every fault.
    """

    pool: NDArray[np.int64]
    """Pool of each region, numbered from zero."""
    workers: Floats
    """Workers in the baseline, [region]."""
    elasticity: float
    """`eps`: of the number of workers to real income; zero: nobody moves; infinite: real incomes less
    crowding change alike within a pool (free mobility, Redding 2016 without taste for places)."""
    congestion: float = 0.0
    """`delta`: how fast real income falls as people arrive."""
    agglomeration: ArrayLike = 0.0
    """`mu`: elasticity of productivity to the number of workers, a number or [sector]."""
    mobile_share: float = 1.0
    """Part of a region's workers that can move; the others stay."""
    hours_elasticity: float = 0.0
    """`phi`: of hours a worker to the real wage an hour, `h ~ (w / P) ** phi`; zero: hours are given.

    Preferences are `C - psi h ** (1 + 1 / phi) / (1 + 1 / phi)` (Greenwood, Hercowitz & Huffman 1988, eq. 3),
    in which hours follow the real wage alone and `phi` is the Frisch elasticity too. Welfare and equivalent
    variation are net of what hours cost; all value added counts as labour's."""

    def __post_init__(self) -> None:
        given = numbers("labour", {name: getattr(self, name) for name in self.__dataclass_fields__})
        for name in ("pool", "workers", "agglomeration"):
            object.__setattr__(self, name, given[name])
        scalars = [name for name in SCALARS if given[name].ndim]
        raise_if([Fault(file="labour", message=f"{name} is not one number", column=name) for name in scalars])
        for name in SCALARS:
            object.__setattr__(self, name, float(given[name]))
        raise_if(self.problems())
        object.__setattr__(self, "pool", self.pool.astype(np.int64))

    @property
    def damping(self) -> float:
        """Part of the way to the implied number of workers that an iteration goes."""
        if self.mobile_share == 1.0:
            return 1.0
        return 1.0 / (1.0 + self.elasticity * (1.0 + self.congestion))

    def problems(self) -> list[Fault]:
        """Return everything that cannot be."""
        faults = []
        if np.any(self.pool != np.floor(self.pool)) or np.any(self.pool < 0) or np.any(self.pool > MOST):
            faults.append(
                Fault(file="labour", message="pool has a value that cannot be", allowed="0, 1, 2 and so on")
            )
        if np.ndim(self.workers) != 1 or np.shape(self.pool) != np.shape(self.workers):
            shapes = f"{np.shape(self.pool)}, {np.shape(self.workers)}"
            faults.append(
                Fault(
                    file="labour",
                    message="pool and workers do not fit",
                    value=shapes,
                    allowed="[region] both",
                )
            )
        if np.any(~np.isfinite(self.workers)) or np.any(np.asarray(self.workers) < 0.0):
            faults.append(
                Fault(file="labour", message="workers must be finite and not negative", allowed=">= 0")
            )
        if not self.elasticity >= 0.0:
            faults.append(
                Fault(
                    file="labour", message="elasticity cannot be", value=f"{self.elasticity}", allowed=">= 0"
                )
            )
        if not 0.0 <= self.mobile_share <= 1.0:
            value = f"{self.mobile_share}"
            faults.append(
                Fault(file="labour", message="mobile_share cannot be", value=value, allowed="0 to 1")
            )
        if np.isinf(self.elasticity) and self.mobile_share < 1.0:
            cure = "give the movers a finite elasticity"
            message = "those who stay and those who move freely cannot both be as well off"
            faults.append(Fault(file="labour", message=message, allowed="mobile_share = 1", cure=cure))
        return [*faults, *self._odd()]

    def _odd(self) -> list[Fault]:
        faults = []
        if not np.isfinite(self.agglomeration).all() or not np.isfinite(self.congestion):
            faults.append(Fault(file="labour", message="agglomeration and congestion must be finite"))
        if not 0.0 <= self.hours_elasticity < np.inf:
            value = f"{self.hours_elasticity}"
            faults.append(
                Fault(file="labour", message="hours_elasticity cannot be", value=value, allowed=">= 0")
            )
        return faults


def pool_shares(workers: Floats, pool: NDArray[np.int64]) -> Floats:
    """Return each region's share of the workers of its pool, [region]; zero in an empty pool."""
    total = np.zeros(int(pool.max()) + 1)
    np.add.at(total, pool, workers)
    there = total[pool]
    return np.divide(workers, there, out=np.zeros_like(workers), where=there > 0.0)


def toil_of(value_added: Floats, elasticity: float) -> Floats:
    """Return what the hours of the baseline cost those who work them, [region] US$ per year.

    `psi h ** (1 + 1 / phi) / (1 + 1 / phi)`, where the last hour costs what it pays: `phi / (1 + phi)` of
    wages.
    """
    cost: Floats = value_added * (elasticity / (1.0 + elasticity))
    return cost


def toil_after(toil: Floats, elasticity: float, log_labour: Floats, log_hours: Floats) -> Floats:
    """Return what hours cost after a change, in US$ at prices of the baseline, [region]."""
    if elasticity == 0.0:
        return toil
    cost: Floats = toil * np.exp(log_labour + (1.0 + 1.0 / elasticity) * log_hours)
    return cost


def implied_labour(
    labour: Labour, share: Floats, per_worker: Floats, log_labour: Floats, wage_slope: float
) -> Floats:
    """Return the log change of workers that follows from real incomes, [region].

    `share` is of the pool's workers in the baseline, `per_worker` the log change of real income per
    worker, `log_labour` that of workers, who crowd it. `wage_slope`, by which a wage falls as workers
    come, sets how far one iteration goes and not where they end: no elasticity is too large.
    """
    if labour.mobile_share == 1.0:
        response = 1.0 / (1.0 / labour.elasticity + labour.congestion + wage_slope)
        return blocks.migration(per_worker + wage_slope * log_labour, share, labour.pool, response)
    value = per_worker - labour.congestion * log_labour
    moved = blocks.migration(value, share, labour.pool, labour.elasticity)
    still: Floats = np.log(1.0 - labour.mobile_share + labour.mobile_share * np.exp(moved))
    return still
