"""The vehicles and roads of a case as records of the science: what runs on what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.facts import rows
from corridor.parameters import Parameters
from corridor.travel.vehicles.accidents import Values, values
from corridor.travel.vehicles.cost import Fleet
from corridor.travel.vehicles.fleet import TYPES, Market, price_names, prices_of, standard_vehicles
from corridor.travel.vehicles.freight import cost_per_tonne_km
from corridor.travel.vehicles.pollution import Air
from corridor.travel.vehicles.road import Road
from corridor.travel.vehicles.roughness import Pavement, Upkeep
from corridor.travel.vehicles.speed import free_speed
from corridor.types import Floats

PLAIN = "plain"
SURFACE = "road"
"""Mode of the links on which vehicles run."""

KEY = ["facility_type", "terrain"]
"""Columns that name a class of road."""

EXTRA = ("goods_share", "particles", "oxides")
QUANTITIES = (*price_names(), *EXTRA)
"""What a country has to say of every vehicle."""


@dataclass(frozen=True, eq=False)
class Traffic:
    """The vehicles of one country."""

    fleet: Fleet
    goods_share: Floats
    """Of tonne-km, [vehicle]."""
    particles: Floats
    """g/km, [vehicle]."""
    oxides: Floats
    """g/km, [vehicle]."""


def traffic_of(case: Case, country: str) -> Traffic:
    """Return the vehicles of a country; the case has checked that every one has all its numbers."""
    names = tuple(row["vehicle"] for row in rows(TYPES))
    part = case.vehicles[case.vehicles["country"] == country]
    value = {(row["quantity"], row["vehicle"]): float(row["value"]) for row in part.to_dict("records")}
    extra = {one: np.array([value[one, name] for name in names]) for one in EXTRA}
    kept = {key: number for key, number in value.items() if key[0] not in EXTRA}
    return Traffic(Fleet(standard_vehicles(), prices_of(kept, names), market(case.parameters)), **extra)


def market(parameters: Parameters) -> Market:
    """Return the prices that vehicles share."""
    names = ("petrol", "diesel", "mechanic", "interest", "recap")
    petrol, diesel, mechanic, interest, recap = (parameters[f"vehicle.{name}"] for name in names)
    return Market(petrol, diesel, mechanic, interest, recap)


def roads_of(case: Case, country: str) -> pd.DataFrame:
    """Return the classes of road of a country with their condition, in the order of the table."""
    table = case.road_condition
    return table[table["country"] == country].reset_index(drop=True)


def road(table: pd.DataFrame) -> Road:
    """Return roads as vehicles feel them, [row]."""
    return Road(*(table[name].to_numpy(dtype=float) for name in ("iri", "rise_fall", "curvature")))


def pavement(table: pd.DataFrame) -> Pavement:
    """Return roads as they wear, [row]."""
    names = ("iri", "age", "strength", "axles", "traffic_growth", "climate")
    return Pavement(*(table[name].to_numpy(dtype=float) for name in names))


def upkeep(table: pd.DataFrame, *, kept: bool | None = None) -> Upkeep:
    """Return what is done to roads, [row]; `kept` for all, or as the table says."""
    done = table["kept"].to_numpy(dtype=bool) if kept is None else np.full(len(table), kept)
    return Upkeep(done, *(table[name].to_numpy(dtype=float) for name in ("trigger", "after", "added")))


def terrain_of(case: Case) -> pd.Series:
    """Return the terrain of every link of the network, in its order."""
    known = dict(zip(case.terrain["link_id"], case.terrain["terrain"], strict=True))
    return case.network.links["link_id"].map(known).fillna(PLAIN)


def air(parameters: Parameters) -> Air:
    """Return how exhaust spreads and what breathing it does."""
    names = ("breath", "wind", "mixing", "reach", "mortality_slope", "mortality", "secondary")
    return Air(*(parameters[f"vehicle.{name}"] for name in names))


def casualty_values(case: Case, country: str) -> Values:
    """Return what casualties cost in a country, by its product per head."""
    regions = case.regions[case.regions["country"] == country]
    here = case.value_added["region_id"].isin(regions["region_id"])
    head = float(case.value_added.loc[here, "value_added_usd"].sum()) / float(regions["population"].sum())
    return values(head, case.parameters["vehicle.death"], case.parameters["vehicle.injury"])


def used(case: Case, country: str) -> pd.DataFrame:
    """Return the classes of road of a country that it has links of, with their length and trucks' speed.

    Adds `length` in km and `truck_speed`, km/h: length over time of its links.
    """
    links = case.network.links.assign(terrain=terrain_of(case).to_numpy())
    links = links[(links["mode"] == SURFACE) & (links["country"] == country)]
    hours = (links["length"] / links["free_speed"]).groupby([links[name] for name in KEY]).sum()
    length = links.groupby(KEY)["length"].sum()
    found = pd.DataFrame({"length": length, "truck_speed": length / hours}).reset_index()
    return roads_of(case, country).merge(found, on=KEY, how="inner")


def speeds(case: Case, traffic: Traffic, table: pd.DataFrame) -> Floats:
    """Return the case's speeds, [road, vehicle] km/h: of trucks that of the links, people's at their ratio.

    No vehicle goes faster than it would alone on such a road.
    """
    vehicles = traffic.fleet.vehicles
    ratio = np.where(vehicles.trucks > 0.0, 1.0, case.parameters["passenger_speed_ratio"])
    asked = table["truck_speed"].to_numpy(dtype=float)[:, None] * ratio
    alone = free_speed(vehicles, traffic.fleet.prices, road(table))
    people = np.minimum(asked, alone)
    found: Floats = np.where(vehicles.trucks > 0.0, asked, people)
    return found


def tonne_km(case: Case, traffic: Traffic, roads: Road, speed: Floats, *, legal: bool = False) -> Floats:
    """Return the cost of a tonne-km in the country's mix of trucks, [road] US$; `legal`: none overloaded."""
    load = traffic.fleet.prices.legal_load if legal else None
    empty = case.parameters["truck_empty_share"]
    return cost_per_tonne_km(traffic.fleet, roads, speed, traffic.goods_share, empty, load=load)
