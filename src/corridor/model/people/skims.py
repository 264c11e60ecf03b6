"""Hours and money of a trip by every mode, in one state of the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.model.people.record import People, Ways
from corridor.network.legs import Legs, legs
from corridor.types import Floats, Ints

SLOWEST = 20.0
"""Kilometres an hour, by the straight line, below which a search begins anew without limit."""

NEARBY = 10.0
"""Kilometres added to the straight line: ways to the road."""


@dataclass(frozen=True, eq=False)
class Skims:
    """What trips take, per level of zones."""

    hours: tuple[Floats, ...]
    """[pair, mode]; infinite where a mode leads nowhere."""
    money: tuple[Floats, ...]
    """Of one traveller, [pair, mode] US$."""
    km: tuple[Floats, ...]
    """[pair, mode]."""
    ways: tuple[tuple[Legs | None, ...], ...]
    """On roads, per level and mode; None: by rail."""
    rail: Legs | None
    """Between stations."""
    rail_pair: tuple[Ints, ...]
    """Pair of stations that serves a pair of zones, per level; -1: none."""


def skims_of(people: People, ways: Ways) -> Skims:
    """Return what trips take in a state of the network."""
    modes = people.modes
    rail = _rail(people, ways)
    found, parts = [], []
    for k, level in enumerate(people.levels):
        shape = (len(level.start), len(modes.names))
        hours, money, km = (np.full(shape, np.inf) for _ in range(3))
        legs_of: list[Legs | None] = []
        for m in range(shape[1]):
            way = None if modes.rail[m] else _road(people, ways, k, m, legs_of)
            legs_of.append(way)
            if way is not None:
                hours[:, m], money[:, m], km[:, m] = _on_road(people, ways, way, m)
        served = _served(people, k)
        if rail is not None and people.stations is not None:
            for train in np.flatnonzero(modes.rail).tolist():
                found_by_rail = _by_rail(people, ways, rail, k, train)
                hours[:, train], money[:, train], km[:, train] = found_by_rail
        parts.append(served)
        found.append((hours, money, km, tuple(legs_of)))
    hours, money, km, way = zip(*found, strict=True)
    return Skims(hours, money, km, way, rail, tuple(parts))


def _road(people: People, ways: Ways, k: int, m: int, known: list[Legs | None]) -> Legs:
    """Return the ways of a mode on roads; those of an earlier mode where it may use the same roads.

    A way is the cheapest for a car's travellers of mean value of time; buses run on the ways of cars.
    """
    modes = people.modes
    for other, way in enumerate(known):
        if way is not None and np.array_equal(modes.shut[other], modes.shut[m]):
            return way
    level, roads = people.levels[k], people.roads[k]
    hour = _mean_hour(people, m)
    per_km = modes.usd_km[m] / modes.sharing[m]
    cost = (
        hour * ways.hours / modes.speed[m]
        + per_km * ways.running
        + modes.toll[m] / modes.sharing[m] * ways.km
    )
    cost = np.where(modes.shut[m], np.inf, cost)
    off = hour / people.off_road / modes.speed[m] + per_km
    return legs(roads, cost, off, (level.start, level.end), _limit(people, k, off))


def _limit(people: People, k: int, off: float) -> Floats:
    """Return the cost within which each pair should lie, [pair]: its straight line at a slow speed."""
    level, (east, north) = people.levels[k], people.nesting.at
    a, b = level.centre[level.start], level.centre[level.end]
    apart = np.hypot(east[a] - east[b], north[a] - north[b])
    return off * people.off_road * (NEARBY + apart) / SLOWEST


def _mean_hour(people: People, m: int) -> float:
    """Return the value of an hour of those who can take a mode, mean over their trips, US$."""
    able = [s for s in people.segments if s.has[m]]
    weight = [float(s.trips.sum()) for s in able]
    return float(np.average([s.value_of_time for s in able], weights=weight)) if sum(weight) else 1.0


def _on_road(people: People, ways: Ways, way: Legs, m: int) -> tuple[Floats, Floats, Floats]:
    modes = people.modes
    km = way.along(ways.km, 1.0)
    hours = way.along(ways.hours, 1.0 / people.off_road) / modes.speed[m] + modes.wait[m]
    if modes.owned[m] == "none":
        return hours, modes.usd_km[m] * km + modes.usd_trip[m], km
    running = modes.usd_km[m] * way.along(ways.running, 1.0) + way.along(modes.toll[m] * ways.km, 0.0)
    return hours, running / modes.sharing[m] + modes.usd_trip[m], km


def _rail(people: People, ways: Ways) -> Legs | None:
    stations = people.stations
    if stations is None:
        return None
    return legs(stations.roads, ways.hours, 1.0, stations.pairs, np.full(len(stations.pairs[0]), np.inf))


def _served(people: People, k: int) -> Ints:
    level, stations = people.levels[k], people.stations
    if stations is None:
        return np.full(len(level.start), -1)
    near = stations.nearest[level.centre]
    return stations.pair(near[level.start], near[level.end])


def _by_rail(people: People, ways: Ways, rail: Legs, k: int, m: int) -> tuple[Floats, Floats, Floats]:
    modes, level, stations, get = people.modes, people.levels[k], people.stations, people.case.parameters
    if stations is None:
        raise ValueError("trains need stations")
    served = _served(people, k)
    walk = stations.km[level.centre]
    beside = walk[level.start] + walk[level.end]
    at = np.maximum(served, 0)
    ride = np.where(served >= 0, rail.along(ways.hours, 0.0)[at], np.inf) / modes.speed[m]
    line = rail.along(ways.km, 0.0)[at]
    hours = ride + beside / get["people.station_speed"] + modes.wait[m]
    money = modes.usd_km[m] * line + modes.usd_trip[m] + beside * get["people.station_usd_km"]
    return hours, money, line
