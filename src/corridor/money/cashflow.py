"""Money over time: yearly streams, and the ratios that sum them up.

Ratios follow Asian Development Bank (2017), Guidelines for the Economic Analysis of Projects: costs and
benefits in economic prices of one year, net present value, benefit-cost ratio; payback is undiscounted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corridor.projects.growth import WITH_ECONOMY, Growth
from corridor.projects.use import is_open, share_in_use
from corridor.types import Flags, Floats, Ints


@dataclass(frozen=True, slots=True)
class Asset:
    """What a project costs and when; US$ at constant prices."""

    capex: tuple[tuple[int, float], ...]
    """(year, US$); empty where the cost is not known."""
    operation_share: float
    """Yearly operation and maintenance over capital cost."""
    opening_year: int
    life_years: int
    ramp_years: int = 0
    """Years until the asset is in full use; use grows evenly."""

    @property
    def cost(self) -> float:
        """Capital cost, undiscounted; not a number where it is not known."""
        return float(sum(usd for _, usd in self.capex)) if self.capex else float("nan")

    def is_open(self, years: Ints) -> Flags:
        """Return whether the asset is in service, [year]."""
        return is_open(years, self.opening_year, self.life_years)

    def in_use(self, years: Ints) -> Floats:
        """Return the share of full use, [year]."""
        return share_in_use(years, self.opening_year, self.life_years, self.ramp_years)


@dataclass(frozen=True, slots=True)
class Gains:
    """What effects of one law of growth bring in a year at base-year activity, and that law."""

    benefit: Mapping[str, float]
    """Equivalent variation by country, US$/year."""
    carbon_tonnes: float
    """Change of emissions that follow from the solve, t CO2e/year; more is positive."""
    growth: float
    """Yearly growth of the economy from the base year on."""
    base_year: int
    law: Growth = WITH_ECONOMY
    stated_tonnes: float = 0.0
    """Change of emissions that the effects state themselves, of the year they are of, t CO2e/year."""

    def scale(self, years: Ints) -> Floats:
        """Return the gain of each year over that of the solve, [year]."""
        return self.law.benefit(years, self.growth, self.base_year)

    def tonnes(self, years: Ints) -> Floats:
        """Return the change of all emissions, [year] t CO2e."""
        stated = self.law.emitted(self.stated_tonnes, years, self.growth, self.base_year)
        return self.carbon_tonnes * self.scale(years) + stated

    def missing(self, years: Ints) -> Floats:
        """Return what of `scale` is load no longer shed for want of power, [year]."""
        return self.law.missing(years)

    def at(self, rate: float) -> Gains:
        """Return the gains on the path of a discount rate, where their law has one."""
        return replace(self, law=self.law.at(rate)) if self.law.paths else self

    @property
    def size(self) -> float:
        """Size of the gain of all countries, US$/year."""
        return abs(sum(self.benefit.values()))


@dataclass(frozen=True, eq=False)
class Stream:
    """Yearly costs and benefits, US$; one row per year of `years`."""

    years: Ints
    cost: Floats
    benefit: Mapping[str, Floats]
    carbon: Floats
    """Value of emissions avoided (negative: caused)."""

    @property
    def net(self) -> Floats:
        """All benefits and the value of carbon less cost."""
        return self.gross - self.cost

    @property
    def gross(self) -> Floats:
        """All benefits and the value of carbon."""
        total: Floats = sum(self.benefit.values(), np.zeros(len(self.years))) + self.carbon
        return total


def stream(asset: Asset, gains: Gains | tuple[Gains, ...], last_year: int, carbon_price: float) -> Stream:
    """Return the yearly streams of a project from its first expense to `last_year`.

    Benefits run from the opening year for the life of the asset, less while its use grows; those of each law
    of growth by its own. What is left of its life after `last_year` counts as a negative cost in that year,
    in proportion (straight-line residual value). Where the cost is not known, it is not a number in any year.
    """
    first = min([year for year, _ in asset.capex] + [asset.opening_year])
    years = np.arange(first, last_year + 1)
    cost = np.zeros(len(years))
    for year, usd in asset.capex:
        if year <= last_year:
            cost[year - first] += usd
    is_open = asset.is_open(years)
    cost = cost + is_open * asset.operation_share * asset.cost
    left = max(asset.opening_year + asset.life_years - (last_year + 1), 0)
    if asset.life_years > 0 and asset.opening_year <= last_year:
        cost[-1] -= asset.cost * min(left / asset.life_years, 1.0)
    parts = gains if isinstance(gains, tuple) else (gains,)
    return _with_gains(years, cost, asset.in_use(years), parts, carbon_price)


def _with_gains(
    years: Ints, cost: Floats, use: Floats, parts: tuple[Gains, ...], carbon_price: float
) -> Stream:
    """Return a stream with the gains of all laws, in each year times the share in use, [year]."""
    benefit: dict[str, Floats] = {}
    carbon = np.zeros(len(years))
    for part in parts:
        scale = use * part.scale(years)
        for country, usd in part.benefit.items():
            benefit[country] = benefit.get(country, 0.0) + usd * scale
        carbon -= carbon_price * use * part.tonnes(years)
    return Stream(years, cost, benefit, carbon)


def present_value(flow: Floats, years: Ints, rate: float, price_year: int) -> float:
    """Return the value in `price_year` of yearly flows, US$."""
    return float(np.sum(flow * (1.0 + rate) ** (price_year - years.astype(float))))


def benefit_cost_ratio(flows: Stream, rate: float, price_year: int) -> float:
    """Return present value of benefits over that of costs; not a number where costs are not positive."""
    costs = present_value(flows.cost, flows.years, rate, price_year)
    benefits = present_value(flows.gross, flows.years, rate, price_year)
    return benefits / costs if costs > 0 else float("nan")


def payback_year(flow: Floats, years: Ints) -> int | None:
    """Return the first year from which the undiscounted sum of net flows stays at or above zero."""
    if np.isnan(flow).any():
        return None
    total = np.cumsum(flow)
    below = np.flatnonzero(total < 0)
    if not len(below):
        return int(years[0])
    after = int(below[-1]) + 1
    return int(years[after]) if after < len(years) else None


def added(streams: Sequence[Stream]) -> Stream:
    """Return the sum of streams over the union of their years."""
    first, last = min(int(s.years[0]) for s in streams), max(int(s.years[-1]) for s in streams)
    years = np.arange(first, last + 1)

    def placed(s: Stream, values: Floats) -> Floats:
        row = np.zeros(len(years))
        row[int(s.years[0]) - first : int(s.years[-1]) - first + 1] = values
        return row

    countries = list(dict.fromkeys(country for s in streams for country in s.benefit))
    nothing = np.zeros(len(years))
    benefit = {
        country: sum((placed(s, s.benefit[country]) for s in streams if country in s.benefit), nothing)
        for country in countries
    }
    return Stream(
        years,
        sum((placed(s, s.cost) for s in streams), nothing),
        benefit,
        sum((placed(s, s.carbon) for s in streams), nothing),
    )
