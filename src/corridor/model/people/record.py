"""People of a case, ready to be sent on their way: places, roads, stations, segments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.case.people import RAIL, ROAD, VALUE_ADDED, TravelTables
from corridor.model.people.segments import Segment, segments_of
from corridor.network.access import Roads, Sites, roads_to
from corridor.network.modes import running_hours
from corridor.network.nearby import KM_PER_DEGREE
from corridor.travel.destinations import Level, Nesting, every_pair, levels_of
from corridor.types import Flags, Floats, Ints

DETOUR = 1.3
"""Way to a station over the straight line: assumed, as the network's access ways."""


@dataclass(frozen=True, eq=False)
class Ways:
    """What links are to travellers in one state of the network, [link] each."""

    hours: Floats
    """Of a car on a road, of a freight train on a railway; infinite where it is closed."""
    km: Floats
    running: Floats
    """Kilometres times what they cost over those of a good road."""

    def at(self, hours: Floats) -> Ways:
        """Return the same links with other hours."""
        return replace(self, hours=np.where(np.isfinite(self.hours), hours, np.inf))


@dataclass(frozen=True, eq=False)
class Modes:
    """Modes of travel, [mode] each."""

    names: tuple[str, ...]
    nest: Ints
    rail: Flags
    owned: tuple[str, ...]
    speed: Floats
    usd_km: Floats
    usd_trip: Floats
    wait: Floats
    occupancy: Floats
    """Of a vehicle, persons."""
    sharing: Floats
    """Persons who share what a vehicle costs: those in it where it is owned, else one pays a fare."""
    constant: Floats
    """Hours that a mode is worth besides time and money."""
    shut: Flags
    """Links that a mode may not use, [mode, link]."""
    toll: Floats
    """US$ per vehicle-km, [mode, link]."""


@dataclass(frozen=True, eq=False)
class Stations:
    """Where trains stop."""

    roads: Roads
    """Railway lines cut at stations."""
    pairs: tuple[Ints, Ints]
    """All pairs of different stations."""
    nearest: Ints
    """[place]."""
    km: Floats
    """From each place to its station, [place]."""

    def pair(self, start: Ints, end: Ints) -> Ints:
        """Return the row in `pairs` of each pair of stations; -1 for a station with itself."""
        other = len(self.roads.place) - 1
        row: Ints = np.where(start == end, -1, start * other + end - (end > start))
        return row


@dataclass(frozen=True, eq=False)
class People:
    """People of the corridor's home, whatever the state of its network."""

    case: Case
    nesting: Nesting
    region: Ints
    """Position among the regions of the case, [place]."""
    size: dict[str, Floats]
    """What draws trips, by name, [place]."""
    levels: tuple[Level, ...]
    roads: tuple[Roads, ...]
    """Links cut at the centres of each level."""
    modes: Modes
    stations: Stations | None
    segments: tuple[Segment, ...]
    off_road: float
    """Speed between places and their links, km/h."""

    @property
    def people(self) -> Floats:
        """People of each place, [place]."""
        return self.nesting.people

    @cached_property
    def today(self) -> Ways:
        """Links as the case has them."""
        return self.ways(self.case.network.links)

    def ways(self, links: pd.DataFrame) -> Ways:
        """Return what a state of the network's links is to travellers."""
        hours = running_hours(links)
        road = (links["mode"] == ROAD).to_numpy()
        hours = np.where(road, hours / self.case.parameters["passenger_speed_ratio"], hours)
        hours = np.where((links["status"] == "open").to_numpy(), hours, np.inf)
        km = links["length"].to_numpy(dtype=float)
        return Ways(hours, km, km * links["cost_factor"].to_numpy(dtype=float))

    def with_every_pair(self, origins: Ints) -> People:
        """Return the people of some places with all their pairs, against which nesting is measured."""
        whole = every_pair(self.nesting, origins)
        sites = _sites(self.case, self.tables.places)
        return replace(self, levels=whole, roads=(roads_to(self.case.network, self._rows, sites),))

    @property
    def tables(self) -> TravelTables:
        """Return the tables of the case."""
        if self.case.travel is None:
            raise ValueError("people are made of a case that has them")
        return self.case.travel

    @property
    def _rows(self) -> Ints:
        return _roads(self.case, self.tables.places)


def people_of(case: Case) -> People | None:
    """Return the people of a case who travel; None where it has none."""
    if case.travel is None:
        return None
    places = case.travel.places
    region = pd.Index(case.zones).get_indexer(pd.Index(places["region_id"])).astype(np.int64)
    inside = places["population"].to_numpy(dtype=float)
    share = inside / np.bincount(region, inside, minlength=len(case.zones))[region]
    people = share * case.regions["population"].to_numpy(dtype=float)[region]
    at = _plane(places)
    part = np.unique(places["part"], return_inverse=True)[1].astype(np.int64)
    home = np.unique(region, return_inverse=True)[1].astype(np.int64)
    nesting = Nesting(part, home, people, at)
    levels = levels_of(nesting, case.parameters["people.near_km"], case.parameters["people.far_km"])
    rows, sites = _roads(case, places), _sites(case, places)
    roads = tuple(roads_to(case.network, rows, _some(sites, level.centre)) for level in levels)
    value = case.value_added.groupby("region_id")["value_added_usd"].sum().reindex(case.zones).to_numpy()
    size = {"population": people, VALUE_ADDED: share * value[region]}
    modes = _modes(case)
    segments = segments_of(case, region, people, modes.owned)
    off_road = case.parameters["internal.speed"] * case.parameters["passenger_speed_ratio"]
    stations = _stations(case, at)
    return People(case, nesting, region, size, levels, roads, modes, stations, segments, off_road)


def _plane(table: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return kilometres east and north of the equator on a plane about the middle latitude."""
    lon, lat = table["lon"].to_numpy(dtype=float), table["lat"].to_numpy(dtype=float)
    return lon * KM_PER_DEGREE * np.cos(np.radians(lat.mean())), lat * KM_PER_DEGREE


def _roads(case: Case, places: pd.DataFrame) -> Ints:
    """Return the roads of the countries that have places."""
    links = case.network.links
    home = set(case.regions.set_index("region_id").loc[places["region_id"].unique(), "country"])
    here = (links["mode"] == ROAD) & links["country"].isin(home)
    return np.flatnonzero(here.to_numpy()).astype(np.int64)


def _sites(case: Case, table: pd.DataFrame) -> Sites:
    at = pd.Index(case.network.links["link_id"]).get_indexer(pd.Index(table["link_id"])).astype(np.int64)
    share = table["link_share"].to_numpy(dtype=float)
    away = table["access_km"].to_numpy(dtype=float) if "access_km" in table else np.zeros(len(table))
    return Sites(at, share, away)


def _some(sites: Sites, which: Ints) -> Sites:
    return Sites(sites.link[which], sites.share[which], sites.km[which])


def _modes(case: Case) -> Modes:
    tables, links = case.travel, case.network.links
    if tables is None:
        raise ValueError("a case without people has no modes of travel")
    table = tables.modes
    kind = links["facility_type"].to_numpy(dtype=object)
    toll = np.zeros((len(table), len(links)))
    row = {name: m for m, name in enumerate(table["mode"])}
    for mode, where, usd_km in tables.tolls[["mode", "facility_type", "usd_km"]].to_numpy(dtype=object):
        toll[row[mode], kind == where] = usd_km
    shut = np.array([(kind == barred) & (barred != "") for barred in table["barred"]])
    owned = tuple(table["owned"])
    number = {name: table[name].to_numpy(dtype=float) for name in table if table[name].dtype == float}
    persons = number["occupancy"]
    return Modes(
        names=tuple(table["mode"]),
        nest=np.unique(table["nest"], return_inverse=True)[1].astype(np.int64),
        rail=(table["way"] == RAIL).to_numpy(),
        owned=owned,
        speed=number["speed_factor"],
        usd_km=number["usd_km"],
        usd_trip=number["usd_trip"],
        wait=number["wait_hours"],
        occupancy=persons,
        sharing=np.where(np.array(owned) == "none", 1.0, persons),
        constant=number["constant"],
        shut=shut,
        toll=toll,
    )


def _stations(case: Case, at: tuple[Floats, Floats]) -> Stations | None:
    tables = case.travel
    if tables is None or tables.stations.empty:
        return None
    table, links = tables.stations, case.network.links
    sites = _sites(case, table)
    country = set(links["country"].iloc[sites.link])
    rows = np.flatnonzero(((links["mode"] == RAIL) & links["country"].isin(country)).to_numpy())
    lat = tables.places["lat"].to_numpy(dtype=float).mean()
    east = table["lon"].to_numpy(dtype=float) * KM_PER_DEGREE * np.cos(np.radians(lat))
    north = table["lat"].to_numpy(dtype=float) * KM_PER_DEGREE
    apart = np.hypot(at[0][:, None] - east, at[1][:, None] - north)
    nearest = apart.argmin(axis=1).astype(np.int64)
    start, end = np.nonzero(~np.eye(len(table), dtype=bool))
    roads = roads_to(case.network, rows.astype(np.int64), sites)
    return Stations(
        roads, (start.astype(np.int64), end.astype(np.int64)), nearest, DETOUR * apart.min(axis=1)
    )
