"""Net present value when works cost more and last longer than planned, as their reference classes did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corridor.money.cashflow import Asset, present_value
from corridor.money.overrun import ReferenceClass
from corridor.money.venture import Horizon, Venture
from corridor.types import Floats

LATEST = 20
"""Years of delay beyond which no work goes; works that would are that late."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """How overruns go together."""

    common: float
    """Correlation of overruns between projects of a portfolio."""
    cost_and_time: float
    """Correlation of cost and time overrun of one project."""


@dataclass(frozen=True, eq=False)
class Overruns:
    """Draws of actual over planned cost and of years of delay, [draw, asset]."""

    cost: Floats
    delay: Floats


@dataclass(frozen=True, slots=True)
class Risk:
    """What a distribution of net present values says; US$, and a probability."""

    expected: float
    p10: float
    p90: float
    negative: float
    """Probability of a net present value below zero."""


def deviates(names: Sequence[str], draws: int, seed: int) -> Floats:
    """Return standard normal deviates of cost and of time, [2, draw, 1 + asset]; the first are common.

    Those of an asset follow from the seed and its name, so that they are the same in every portfolio.
    """
    sources = [np.random.default_rng([seed]), *(np.random.default_rng([seed, *n.encode()]) for n in names)]
    return np.stack([source.standard_normal((2, draws)) for source in sources], axis=2)


def draw(
    assets: Sequence[Asset],
    classes: Sequence[ReferenceClass | None],
    dependence: Dependence,
    normal: Floats,
) -> Overruns:
    """Return draws of overruns from `deviates`; an asset without a class is finished and has none.

    One factor is common to all assets, and cost and time of an asset are correlated.
    """
    common, own = normal[:, :, :1], normal[:, :, 1:]
    deviate = np.sqrt(dependence.common) * common + np.sqrt(1.0 - dependence.common) * own
    rho = dependence.cost_and_time
    slow = rho * deviate[0] + np.sqrt(1.0 - rho**2) * deviate[1]
    cost, delay = np.ones(slow.shape), np.zeros(slow.shape)
    for i, (asset, reference) in enumerate(zip(assets, classes, strict=True)):
        if reference is None:
            continue
        cost[:, i] = reference.cost.at(deviate[0, :, i])
        longer = reference.time.at(slow[:, i]) - 1.0
        delay[:, i] = np.clip(works_years(asset) * longer, 0.0, LATEST)
    return Overruns(cost, delay)


def works_years(asset: Asset) -> int:
    """Return the planned years from the first outlay to opening, at least one."""
    return max(asset.opening_year - min((year for year, _ in asset.capex), default=asset.opening_year), 1)


def values(venture: Venture, horizon: Horizon, overruns: Overruns) -> Mapping[str, Floats]:
    """Return net present values by name of the rate, [draw].

    Value is additive over assets, linear in cost, and between whole years of delay taken on a straight line.
    """
    late = int(np.ceil(overruns.delay.max(initial=0.0)))
    total = {name: np.zeros(len(overruns.cost)) for name in horizon.rates}
    for i in range(len(venture.assets)):
        part = venture.only(i)
        for name, rate in horizon.rates.items():
            streams = [part.at(rate).stream(horizon, delay) for delay in range(late + 1)]
            value = [present_value(s.gross, s.years, rate, horizon.price_year) for s in streams]
            cost = [present_value(s.cost, s.years, rate, horizon.price_year) for s in streams]
            at = overruns.delay[:, i]
            earned, paid = (np.interp(at, np.arange(late + 1.0), np.array(row)) for row in (value, cost))
            total[name] += earned - overruns.cost[:, i] * paid
    return total


def told(drawn: Floats) -> Risk:
    """Return what draws of net present value say; not numbers where a cost is not known."""
    if np.isnan(drawn).any():
        return Risk(*(float("nan"),) * 4)
    low, high = np.quantile(drawn, [0.1, 0.9])
    return Risk(float(drawn.mean()), float(low), float(high), float((drawn < 0.0).mean()))
