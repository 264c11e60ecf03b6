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

from corridor.case.demands import demand_faults
from corridor.errors import Fault, raise_if
from corridor.money.cashflow import Asset, Gains, present_value, stream
from corridor.money.internal_rate import InternalRates, internal_rates
from corridor.money.venture import Horizon
from corridor.projects.types import project_type, project_types
from corridor.types import Floats, Ints


@dataclass(frozen=True, slots=True)
class CostConversion:
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


def prices(parameters: Mapping[str, float], kind: str) -> CostConversion:
    """Return the prices of costs of a type of project.

    Raises `InputError` where shares of any kind of works are not there, or add up to more than one; all
    such are listed.
    """
    raise_if(demand_faults(parameters, "project_types") or _share_faults(parameters))
    tax, traded, unskilled = (parameters[name] for name in project_type(kind).cost_shares)
    return CostConversion(tax, traded, unskilled, parameters["shadow.exchange"], parameters["shadow.wage"])


def _share_faults(parameters: Mapping[str, float]) -> list[Fault]:
    """Return a fault for every kind of works whose shares exceed the whole cost."""
    every = dict.fromkeys(one.cost_shares for one in project_types().values())
    totals = {names: sum(parameters[name] for name in names) for names in every}
    return [
        Fault(
            file="parameters.toml",
            message=f"{', '.join(names)}: more than the whole cost",
            value=f"{total:g} together",
            allowed="at most 1 together",
            cure="lower one of them",
        )
        for names, total in totals.items()
        if total > 1.0
    ]


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
