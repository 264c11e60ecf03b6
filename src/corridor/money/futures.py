"""Net present values of assets in many futures at once: growth, carbon, overruns and gains differ in each.

The formulas are those of `money.cashflow`, as arrays over futures: one future gives what `stream` and
`present_value` give.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from corridor.money.cashflow import Asset, present_value, stream
from corridor.money.risk import LATEST
from corridor.money.venture import delayed
from corridor.projects.growth import Growth
from corridor.projects.use import share_in_use
from corridor.types import Floats, Ints


@dataclass(frozen=True, eq=False)
class Drawn:
    """What differs between futures besides the gains of a solve, [future]."""

    growth: Floats
    """Of the economy, a year."""
    carbon_price: Floats
    """US$/t CO2e."""
    cost_factor: Floats
    """Economic over financial cost, works' overrun included."""
    delay: Floats
    """Years."""


@dataclass(frozen=True, eq=False)
class Yield:
    """What effects of one law of growth bring in each future at base-year activity."""

    law: Growth
    benefit: Floats
    """US$ a year, [future]."""
    tonnes: Floats
    """Change of emissions that follow from the solve, t CO2e a year, [future]."""
    stated: float
    """Change of emissions that the effects state themselves, t CO2e a year."""


@dataclass(frozen=True, slots=True)
class Counting:
    """How the future counts."""

    last_year: int
    base_year: int
    price_year: int
    rate: float
    """Discount rate."""


def net_present_values(asset: Asset, yields: tuple[Yield, ...], drawn: Drawn, counting: Counting) -> Floats:
    """Return the net present value of an asset at financial cost in each future, [future] US$.

    Between whole years of delay values lie on a straight line, as in `money.risk.values`; no works are later
    than `LATEST` years.
    """
    late = int(np.ceil(min(drawn.delay.max(initial=0.0), LATEST)))
    delays = [delayed(asset, years) for years in range(late + 1)]
    paid = np.array([_cost(one, counting) for one in delays])
    total: Floats = -drawn.cost_factor * np.interp(drawn.delay, np.arange(late + 1.0), paid)
    for one in yields:
        worth = _worth(delays, drawn, counting, one.law.benefit)
        stated = _worth(delays, drawn, counting, partial(one.law.emitted, one.stated))
        total += (one.benefit - drawn.carbon_price * one.tonnes) * worth - drawn.carbon_price * stated
    return total


def later(asset: Asset, years: int) -> Asset:
    """Return an asset whose works begin, are paid and end so many years later."""
    capex = tuple((year + years, usd) for year, usd in asset.capex)
    return replace(asset, capex=capex, opening_year=asset.opening_year + years)


def _cost(asset: Asset, counting: Counting) -> float:
    flows = stream(asset, (), counting.last_year, 0.0)
    return present_value(flows.cost, flows.years, counting.rate, counting.price_year)


def _worth(
    delays: list[Asset],
    drawn: Drawn,
    counting: Counting,
    scale: Callable[[Ints, Floats, int], Floats],
) -> Floats:
    """Return the present value of what is `scale` in a year of full use, [future]."""
    first = min(asset.opening_year for asset in delays)
    years = np.arange(first, counting.last_year + 1)
    if not len(years):
        return np.zeros(len(drawn.growth))
    discount = (1.0 + counting.rate) ** (counting.price_year - years.astype(float))
    use = np.array([share_in_use(years, one.opening_year, one.life_years, one.ramp_years) for one in delays])
    grown = np.broadcast_to(
        scale(years, drawn.growth[:, None], counting.base_year), (len(drawn.growth), len(years))
    )
    by_delay = grown @ (use * discount).T
    at = np.clip(drawn.delay, 0.0, len(delays) - 1.0)
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, len(delays) - 1)
    every = np.arange(len(at))
    share = at - below
    found: Floats = (1.0 - share) * by_delay[every, below] + share * by_delay[every, above]
    return found
