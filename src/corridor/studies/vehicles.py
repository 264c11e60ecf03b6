"""What vehicles cost on the roads of a case: by component, with and without maintenance, and to others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.case.vehicles import (
    KEY,
    Traffic,
    air,
    casualty_values,
    pavement,
    road,
    speeds,
    tonne_km,
    traffic_of,
    upkeep,
    used,
)
from corridor.errors import Fault, InputError
from corridor.travel.vehicles.accidents import accident_cost
from corridor.travel.vehicles.cost import COMPONENTS, Costs, operating_cost
from corridor.travel.vehicles.damage import damage_cost, equivalent_axles, overloading
from corridor.travel.vehicles.pollution import exhaust_cost
from corridor.travel.vehicles.road import Road
from corridor.travel.vehicles.roughness import roughness
from corridor.travel.vehicles.speed import free_speed
from corridor.types import Floats

KEPT = (("as the table says", None), ("kept", True), ("not kept", False))


@dataclass(frozen=True, eq=False)
class VehicleStudy:
    """Tables of vehicles, by name."""

    country: str
    costs: pd.DataFrame
    """Class of road x terrain x vehicle: speeds, US$/km by component, litres, US$ per tonne-km."""
    roads: pd.DataFrame
    """Class of road x terrain: condition, cost of a tonne-km by load, accidents."""
    roughness: pd.DataFrame
    """Class of road x terrain x upkeep x year: m/km, works, cost of a tonne-km and of a car-km."""
    overloading: pd.DataFrame
    """Truck: standard axles as loaded and within the law, and what they cost."""


def vehicle_study(case: Case, *, country: str = "", years: int = 20) -> VehicleStudy:
    """Return what vehicles cost on the roads of a country; by default the case's home.

    Raises
    ------
    InputError
        The case has no vehicles of that country.

    """
    home = country or case.settings.focus[0]
    if home not in set(case.vehicles["country"]):
        cure = "add inputs/vehicles.csv and inputs/road_condition.csv (docs/method/vehicles.md)"
        raise InputError([Fault(file="inputs/vehicles", message=f"no vehicles of {home}", cure=cure)])
    traffic, table = traffic_of(case, home), used(case, home)
    speed = speeds(case, traffic, table)
    return VehicleStudy(
        home,
        cost_table(case, traffic, table, speed),
        road_table(case, traffic, table, speed),
        roughness_table(case, traffic, table, years),
        overloading_table(case, traffic, table),
    )


def cost_table(case: Case, traffic: Traffic, table: pd.DataFrame, speed: Floats) -> pd.DataFrame:
    """Return one row per class of road, terrain and vehicle."""
    fleet, vehicles = traffic.fleet, traffic.fleet.vehicles
    cost = operating_cost(fleet, road(table), speed)
    alone = free_speed(vehicles, fleet.prices, road(table))
    outside = exhaust(case, traffic, table)
    axles = equivalent_axles(vehicles, fleet.gross / 1000.0, case.parameters["vehicle.axle_power"])
    wear = damage_cost(axles, case.parameters["vehicle.axle_damage"])
    rows = []
    for r, place in enumerate(table[KEY].itertuples(index=False)):
        for v, name in enumerate(vehicles.names):
            load = fleet.prices.load[v]
            per_tonne = cost.total[r, v] / load if vehicles.trucks[v] else np.nan
            rows.append(
                (
                    *place, name, speed[r, v], alone[r, v],
                    *(getattr(cost, one)[r, v] for one in COMPONENTS),
                    cost.total[r, v], cost.litres[r, v], load, per_tonne, wear[v], outside[r, v],
                )
            )  # fmt: skip
    columns = (
        *KEY, "vehicle", "speed_kmh", "free_speed_kmh", *(f"{one}_usd_km" for one in COMPONENTS),
        "total_usd_km", "fuel_l_km", "load_t", "loaded_usd_t_km", "road_wear_usd_km", "exhaust_usd_km",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns))


def exhaust(case: Case, traffic: Traffic, table: pd.DataFrame) -> Floats:
    """Return what exhaust costs people near the road, [road, vehicle] US$/km."""
    death = casualty_values(case, str(table["country"].iloc[0])).death
    people = table["people"].to_numpy(dtype=float)[:, None]
    return exhaust_cost(traffic.particles, traffic.oxides, people, air(case.parameters), death)


def road_table(case: Case, traffic: Traffic, table: pd.DataFrame, speed: Floats) -> pd.DataFrame:
    """Return one row per class of road and terrain: condition, freight, accidents."""
    worth = casualty_values(case, str(table["country"].iloc[0]))
    usual = tonne_km(case, traffic, road(table), speed)
    legal = tonne_km(case, traffic, road(table), speed, legal=True)
    rates = {
        end: accident_cost(table[f"deaths{end}"].to_numpy(float), table["injuries"].to_numpy(float), worth)
        for end in ("", "_low", "_high")
    }
    told = table[
        [*KEY, "length", "truck_speed", "iri", "iri_low", "iri_high", "rise_fall", "curvature", "kept"]
    ]
    return told.assign(
        usual_usd_t_km=usual,
        legal_usd_t_km=legal,
        deaths=table["deaths"],
        accident_usd_km=rates[""],
        accident_low_usd_km=rates["_low"],
        accident_high_usd_km=rates["_high"],
        status=table["status"],
        source=table["source"],
    )


def roughness_table(case: Case, traffic: Traffic, table: pd.DataFrame, years: int) -> pd.DataFrame:
    """Return the path of roughness of every class under each upkeep, and what vehicles cost on it.

    Speeds are those of today, less what roughness alone takes from the free speed.
    """
    vehicles = traffic.fleet.vehicles
    today, start = speeds(case, traffic, table), free_speed(vehicles, traffic.fleet.prices, road(table))
    parts = []
    for name, kept in KEPT:
        path, works = roughness(pavement(table), upkeep(table, kept=kept), years)
        for year in range(years):
            then = Road(path[year], *(table[n].to_numpy(dtype=float) for n in ("rise_fall", "curvature")))
            speed = today * free_speed(vehicles, traffic.fleet.prices, then) / start
            cost: Costs = operating_cost(traffic.fleet, then, speed)
            parts.append(
                table[KEY].assign(
                    upkeep=name,
                    year=case.settings.base_year + year,
                    iri=path[year],
                    overlaid=works[year],
                    freight_usd_t_km=tonne_km(case, traffic, then, speed),
                    car_usd_km=cost.total[:, vehicles.names.index("car")],
                )
            )
    return pd.concat(parts, ignore_index=True)


def overloading_table(case: Case, traffic: Traffic, table: pd.DataFrame) -> pd.DataFrame:
    """Return what overloading does to roads, by truck and class of road: axles, US$ per km."""
    prices, vehicles = traffic.fleet.prices, traffic.fleet.vehicles
    power, damage = (case.parameters[f"vehicle.{name}"] for name in ("axle_power", "axle_damage"))
    gross, legal = (prices.empty_mass + load for load in (prices.load, prices.legal_load))
    rows = []
    for kind, share in table.groupby("facility_type")["overloaded"].first().items():
        wear = overloading(vehicles, gross, legal, share, power)
        carried = share * prices.load + (1.0 - share) * prices.legal_load
        extra = damage * (wear.mean / carried - wear.legal / prices.legal_load)
        rows += [
            (kind, vehicles.names[v], share, gross[v], legal[v], wear.mean[v], wear.legal[v],
             damage * wear.mean[v], damage * wear.legal[v], extra[v])
            for v in np.flatnonzero(vehicles.trucks)
        ]  # fmt: skip
    columns = (
        "facility_type", "vehicle", "overloaded", "gross_t", "legal_t", "axles", "axles_legal",
        "wear_usd_km", "wear_legal_usd_km", "extra_wear_usd_t_km",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns))
