"""From financial to economic prices, and the financial stream of a project, which is never added to it.

Values stand at the level of domestic prices, as the gains of the equilibrium do: traded goods are worth more
than is paid for them by the shadow exchange rate, unskilled work less by the shadow wage, taxes and
duties are transfers (Asian Development Bank 2017, Guidelines for the Economic Analysis of Projects, chapter
6; Squire & van der Tak 1975).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from corridor.errors import Fault, raise_if
from corridor.money.cashflow import Asset, Gains, present_value, stream
from corridor.money.internal_rate import InternalRates, internal_rates
from corridor.money.venture import Horizon
from corridor.types import Floats, Ints

WORKS: Mapping[str, str] = {
    "road": "road",
    "rail": "rail",
    "urban transit": "rail",
    "port": "port",
    "airport": "port",
    "border": "building",
    "park": "building",
    "farm": "building",
    "social": "building",
    "plant": "power",
    "line": "power",
    "fibre": "power",
    "mine": "power",
}
"""Type of project to the kind of works whose cost it has."""

PARTS = ("tax", "traded", "unskilled")


@dataclass(frozen=True, slots=True)
class Prices:
    """What costs are made of and what that is worth; shares of financial cost, the rest is local."""

    tax: float
    traded: float
    unskilled: float
    exchange: float
    """Shadow exchange rate factor."""
    wage: float
    """Shadow wage rate factor of unskilled work."""

    @property
    def factor(self) -> float:
        """Economic cost over financial cost."""
        return 1.0 - self.tax + self.premium - self.rent

    @property
    def premium(self) -> float:
        """What traded goods are worth above their price, over financial cost."""
        return self.traded * (self.exchange - 1.0)

    @property
    def rent(self) -> float:
        """What unskilled workers earn above the worth of their time, over financial cost."""
        return self.unskilled * (1.0 - self.wage)


def prices(parameters: Mapping[str, float], kind: str) -> Prices:
    """Return the prices of costs of a type of project.

    Raises `InputError` where shares of any kind of works add up to more than one; all such are listed.
    """
    faults = []
    for works in dict.fromkeys(WORKS.values()):
        total = sum(parameters[f"cost_share.{works}.{part}"] for part in PARTS)
        if total > 1.0:
            names = ", ".join(f"cost_share.{works}.{part}" for part in PARTS)
            message, cure = f"{names}: more than the whole cost", "lower one of them"
            value, allowed = f"{total:g} together", "at most 1 together"
            faults.append(
                Fault(file="parameters.toml", message=message, value=value, allowed=allowed, cure=cure)
            )
    raise_if(faults)
    tax, traded, unskilled = (parameters[f"cost_share.{WORKS[kind]}.{part}"] for part in PARTS)
    return Prices(tax, traded, unskilled, parameters["shadow.exchange"], parameters["shadow.wage"])


def at_prices(asset: Asset, factor: float) -> Asset:
    """Return an asset whose costs, operation included, are multiplied by a factor."""
    return replace(asset, capex=tuple((year, factor * usd) for year, usd in asset.capex))


@dataclass(frozen=True, eq=False)
class Financial:
    """What the owner of an asset pays and is paid, US$ at constant prices, [year]."""

    years: Ints
    cost: Floats
    revenue: Floats
    """User charges: tolls, port dues, fares, tariffs; not a number where they are not known."""

    def value(self, horizon: Horizon, rate: float) -> float:
        """Return the financial net present value."""
        return present_value(self.revenue - self.cost, self.years, rate, horizon.price_year)

    @property
    def rate(self) -> InternalRates:
        """Financial internal rate of return."""
        return internal_rates(self.revenue - self.cost, self.years)


def financial(asset: Asset, revenue: float | None, last_year: int) -> Financial:
    """Return the financial stream of an asset at the prices it is paid; `revenue` a year in full use."""
    flows = stream(asset, Gains({}, 0.0, 0.0, last_year), last_year, 0.0)
    earned = asset.in_use(flows.years) * (np.nan if revenue is None else revenue)
    return Financial(flows.years, flows.cost, earned)
