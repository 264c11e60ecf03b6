"""Access: how long people travel to the nearest city, port and town with higher-order services.

People live at the places of the table `places` and travel by road within the countries that have places.
Borders are not crossed: the hours there are those of freight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from corridor.case.case import Case
from corridor.network.access import Roads, Sites, hours_to_nearest, roads_to
from corridor.network.modes import running_hours
from corridor.network.nearby import km_nearby
from corridor.types import Flags, Floats, Ints

SERVICES = ("city", "port", "hospital")
"""Columns of the table `places` that say what a place offers."""

LIMITS = (1, 2, 4)
"""Hours within which people are counted."""


@dataclass(frozen=True, eq=False)
class Access:
    """Access of the people of regions in one state of the network."""

    within: Floats
    """Share of people within each limit of a service, [region, service, limit]."""
    hours: Floats
    """Mean travel time to a service of those who have a way there, [region, service]; zero for nobody."""
    reach: Floats
    """Share of people who have a way to a service, [region, service]."""
    known: Flags
    """Regions of which it is known where people live, [region]."""


@dataclass(frozen=True, eq=False)
class Travel:
    """What travel needs of a case, whatever the state of its network."""

    roads: Roads
    rows: Ints
    """Links travelled on."""
    region: Ints
    """[place]."""
    people: Floats
    """[place]."""
    offers: Flags
    """[service, place]."""
    regions: int
    speed: float
    """Between places and their links, km/h."""
    faster: float
    """Speed of people over that of lorries."""
    near: csr_array
    """Kilometres of roads within `exposure_radius` of where people live, mean over a region's people,
    [region, link]."""


def travel_of(case: Case) -> Travel | None:
    """Return what travel needs of a case; None where it has no places."""
    if case.places.empty:
        return None
    table, links = case.places, case.network.links
    region = pd.Index(case.zones).get_indexer(pd.Index(table["region_id"])).astype(np.int64)
    countries = set(case.regions["country"].iloc[np.unique(region)])
    rows = np.flatnonzero(((links["mode"] == "road") & links["country"].isin(countries)).to_numpy())
    at = pd.Index(links["link_id"]).get_indexer(pd.Index(table["link_id"])).astype(np.int64)
    sites = Sites(at, table["link_share"].to_numpy(dtype=float), table["access_km"].to_numpy(dtype=float))
    faster = case.parameters["passenger_speed_ratio"]
    people = table["population"].to_numpy(dtype=float)
    at_place = (table["lon"].to_numpy(dtype=float), table["lat"].to_numpy(dtype=float))
    nearby = km_nearby(case.network, rows, at_place, case.parameters["exposure_radius"])
    total = np.bincount(region, people, minlength=len(case.zones))[region]
    share = np.divide(people, total, out=np.zeros_like(people), where=total > 0.0)
    by_region = csr_array((share, (region, np.arange(len(region)))), shape=(len(case.zones), len(region)))
    return Travel(
        roads_to(case.network, rows, sites),
        rows,
        region,
        people,
        table[list(SERVICES)].to_numpy(dtype=bool).T,
        len(case.zones),
        case.parameters["internal.speed"] * faster,
        faster,
        by_region @ nearby,
    )


def access(travel: Travel, links: pd.DataFrame) -> Access:
    """Return the access that a state of the network's links gives."""
    hours = running_hours(links) / travel.faster
    hours = np.where((links["status"] == "open").to_numpy(), hours, np.inf)
    time = [hours_to_nearest(travel.roads, hours, travel.speed, offers) for offers in travel.offers]
    return measured(travel, np.stack(time, axis=1))


def measured(travel: Travel, time: Floats) -> Access:
    """Return the access of regions from the travel times of places, [place, service] hours."""
    people = _by_region(travel, np.ones(len(time)))
    share = np.divide(1.0, people, out=np.zeros_like(people), where=people > 0.0)
    there = np.isfinite(time)
    reach = _by_region(travel, there)
    total = _by_region(travel, np.where(there, time, 0.0))
    within = time[:, :, None] <= np.array(LIMITS, dtype=float)
    return Access(
        _by_region(travel, within) * share[:, None, None],
        np.divide(total, reach, out=np.zeros_like(total), where=reach > 0.0),
        reach * share[:, None],
        people > 0.0,
    )


def _by_region(travel: Travel, value: Floats | Flags) -> Floats:
    """Return the sum over people of a value of their place, [region, ...] from [place, ...]."""
    total = np.zeros((travel.regions, *value.shape[1:]))
    weight = travel.people.reshape(-1, *(1,) * (value.ndim - 1))
    np.add.at(total, travel.region, weight * value)
    return total
