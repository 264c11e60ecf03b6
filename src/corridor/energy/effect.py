"""What a set of plants and lines changes: the cost of electricity by region, and emissions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.energy.expansion import LINE, Pathway, annual_cost
from corridor.energy.system import PowerSystem
from corridor.energy.year import MWH_PER_TWH
from corridor.types import Floats

T_PER_MT = 1e6


@dataclass(frozen=True, eq=False)
class PowerEffect:
    """One year of two worlds, with and without a set of projects; all else is the same."""

    year: int
    price_with: Floats
    """Load-weighted marginal price, [zone] US$/MWh."""
    price_without: Floats
    """As `price_with`, in the world without the projects."""
    electricity_cost_hat: pd.Series
    """Price with over price without, region_id to ratio."""
    supply_cost_with: float
    """Fuel, annuities of what was built, lost load and the projects' own capital, US$ per MWh of demand."""
    supply_cost_without: float
    """As `supply_cost_with`, without the projects and without their capital."""
    own_capital: float
    """Annuities and fixed costs of the projects' plants and lines, US$ a year."""
    emission_change_t: float
    """CO2 of generation with less without, t a year."""
    unserved_change_mwh: float
    """Load not served, with less without, MWh a year."""

    @property
    def supply_cost_change(self) -> float:
        """Supply cost with less without, US$ per MWh."""
        return self.supply_cost_with - self.supply_cost_without


def power_effect(
    system: PowerSystem, projects: Collection[str], with_them: Pathway, without: Pathway, year: int
) -> PowerEffect:
    """Return what `projects` change in `year`, from the pathways with and without them.

    `KeyError` where a carrier of theirs has no investment cost; `ValueError` where a pathway lacks the year.
    """
    here, there = with_them.solution(year), without.solution(year)
    prices = here.mean_price(), there.mean_price()
    own = own_capital(system, projects, year)
    energy = float((here.year.load * here.year.weight[:, None]).sum())
    unserved = float(here.unserved_twh.sum() - there.unserved_twh.sum())
    return PowerEffect(
        year=year,
        price_with=prices[0],
        price_without=prices[1],
        electricity_cost_hat=by_region(system, electricity_cost_hat(*prices)),
        supply_cost_with=with_them.cost_per_mwh(year) + own / energy,
        supply_cost_without=without.cost_per_mwh(year),
        own_capital=own,
        emission_change_t=(here.emission_mt - there.emission_mt) * T_PER_MT,
        unserved_change_mwh=unserved * MWH_PER_TWH,
    )


def electricity_cost_hat(price_with: Floats, price_without: Floats) -> Floats:
    """Return the ratio of prices, [zone]; one where neither world has a price."""
    return np.divide(price_with, price_without, out=np.ones_like(price_with), where=price_without > 0.0)


def by_region(system: PowerSystem, values: Floats) -> pd.Series:
    """Return values per zone as a series by region_id, in the order of `zone_regions`."""
    of_zone = dict(zip(system.zone_ids, values, strict=True))
    table = system.zone_regions
    found = [float(of_zone[zone]) for zone in table["zone"]]
    return pd.Series(found, index=pd.Index(table["region_id"], name="region_id"))


def own_capital(system: PowerSystem, projects: Collection[str], year: int) -> float:
    """Return annuities and fixed costs of the projects' plants and lines that stand in `year`, US$ a year.

    They cost what their technology costs in the year they were built in, not what was agreed for each.
    """
    total = 0.0
    plants = system.plants[system.plants["project_id"].isin(list(projects))]
    gone = plants["year_out"].to_numpy(float) <= year
    standing = plants[(plants["year_in"].to_numpy(float) < year + 1) & ~gone]
    sizes = standing["capacity_mw"].to_numpy(float), standing["year_in"].to_numpy(float)
    for carrier, megawatts, built in zip(standing["carrier"], *sizes, strict=True):
        total += megawatts * annual_cost(system, str(carrier), "", int(built))
    lines = system.lines[system.lines["project_id"].isin(list(projects))]
    lines = lines[lines["year_in"].to_numpy(float) < year + 1]
    sizes = lines["capacity_mw"].to_numpy(float), lines["year_in"].to_numpy(float)
    for line, megawatts, built in zip(lines["line"], *sizes, strict=True):
        total += megawatts * annual_cost(system, LINE, str(line), int(built))
    return total
