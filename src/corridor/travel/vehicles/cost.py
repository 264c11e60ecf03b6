"""What a vehicle costs per km: fuel, tyres, repair, crew, capital and overhead."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from corridor.travel.vehicles.fleet import Market, Prices, Vehicles
from corridor.travel.vehicles.fuel import fuel
from corridor.travel.vehicles.road import Road
from corridor.travel.vehicles.wear import life_share, repair, tyres
from corridor.types import Floats

KMH = 3.6
COMPONENTS = ("fuel", "tyres", "repair", "crew", "capital", "overhead")


@dataclass(frozen=True, eq=False)
class Costs:
    """Cost of vehicles on roads by component, each [road, vehicle] US$/km, and what they burn."""

    fuel: Floats
    tyres: Floats
    repair: Floats
    crew: Floats
    capital: Floats
    overhead: Floats
    litres: Floats
    """Fuel, l/km."""

    @property
    def total(self) -> Floats:
        """All components, [road, vehicle] US$/km."""
        found: Floats = np.sum([getattr(self, name) for name in COMPONENTS], axis=0)
        return found


@dataclass(frozen=True, eq=False)
class Fleet:
    """Vehicles and what they cost in one country."""

    vehicles: Vehicles
    prices: Prices
    market: Market

    @property
    def gross(self) -> Floats:
        """Mass with the usual load, [vehicle] kg."""
        found: Floats = (self.prices.empty_mass + self.prices.load) * 1000.0
        return found

    def loaded(self, load: Floats) -> Fleet:
        """Return the same with another load, [vehicle] t."""
        return replace(self, prices=replace(self.prices, load=np.asarray(load, dtype=float)))


def annual_km(prices: Prices, speed: Floats) -> Floats:
    """Return the distance of a year, [road, vehicle] km: hours of driving follow the speed.

    `S = S0 / (s V0 / V + 1 - s)`, the adjusted utilisation of HDM-III (Watanatada et al. 1987).
    """
    share = prices.driving_share
    found: Floats = prices.annual_km / (share * prices.reference_speed / speed + 1.0 - share)
    return found


def operating_cost(fleet: Fleet, road: Road, speed: Floats) -> Costs:
    """Return the operating cost of every vehicle on every road at a given speed.

    Parameters
    ----------
    fleet
        Vehicles with loads and prices.
    road
        Roads, [road].
    speed
        Mean speed, [road, vehicle] km/h, above 0.

    """
    vehicles, prices, market = fleet.vehicles, fleet.prices, fleet.market
    iri = np.asarray(road.iri)[:, None]
    litres = fuel(vehicles, fleet.gross, speed / KMH, iri, road.gradient[:, None])
    distance = annual_km(prices, speed)
    new_tyres = vehicles.wheels * prices.tyre_price
    body = prices.price - new_tyres
    lifetime = prices.life * prices.annual_km * life_share(iri) / life_share(np.array(1.0))
    return Costs(
        fuel=litres * market.of_fuel(vehicles.fuel),
        tyres=tyres(vehicles, fleet.gross, road, market.recap_cost) * prices.tyre_price,
        repair=repair(vehicles, prices, road, market),
        crew=prices.crew * prices.crew_wage / speed,
        capital=body / lifetime + 0.5 * market.interest * prices.price / distance,
        overhead=prices.overhead / distance,
        litres=litres,
    )
