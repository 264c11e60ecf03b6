"""Trips of people in one state of the network: how many, where to, by what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np

from corridor.model.people.record import People, Ways
from corridor.model.people.segments import Segment
from corridor.model.people.skims import Skims, skims_of
from corridor.network.legs import Legs
from corridor.travel.choice import nested
from corridor.travel.destinations import draws, pull, spread
from corridor.travel.surplus import trips_made
from corridor.types import Floats

DAYS = 365.0


@dataclass(frozen=True, eq=False)
class Choices:
    """What one segment does."""

    segment: Segment
    shares: tuple[Floats, ...]
    """Of modes, per level [pair, mode]."""
    drawn: tuple[Floats, ...]
    """What each pair draws, per level [pair]."""
    total: Floats
    """Sum of what is drawn from each place, [place]."""

    @property
    def log_sum(self) -> Floats:
        """Log-sum over destinations in units of utility of a mode, [place]; minus infinity: nowhere to go."""
        with np.errstate(divide="ignore"):
            found: Floats = np.log(self.total) / self.segment.sensitivity
        return found


@dataclass(frozen=True, eq=False)
class World:
    """People in one state of the network."""

    people: People
    ways: Ways
    skims: Skims
    today: tuple[Floats, ...]
    """Log-sums of today's network, per segment [place]; trips respond to what differs from them."""

    def choices(self) -> Iterator[Choices]:
        """Yield what every segment does, in the order of `people.segments`."""
        return _choices(self.people, self.skims)

    def change(self, k: int, now: Floats) -> Floats:
        """Return a log-sum of segment `k` less today's, [place]; zero where there is nowhere to go."""
        was = self.today[k]
        there = np.isfinite(now) & np.isfinite(was)
        return np.where(there, now - np.where(there, was, 0.0), 0.0)

    def made(self, k: int, now: Floats) -> Floats:
        """Return the trips a year that segment `k` makes at a log-sum, [place]."""
        elasticity = self.people.case.parameters["people.generation"]
        return trips_made(self.people.segments[k].trips, self.change(k, now), elasticity)

    def trips(self, k: int, found: Choices) -> list[Floats]:
        """Return the trips a year of segment `k` by pair, per level [pair]."""
        return spread(self.people.levels, found.drawn, self.made(k, found.log_sum), found.total)

    @property
    def by_mode(self) -> tuple[Floats, ...]:
        """Trips a year of all, per level [pair, mode]."""
        return self._sent[0]

    @property
    def log_sums(self) -> tuple[Floats, ...]:
        """Log-sums over destinations, per segment [place]."""
        return self._sent[1]

    @cached_property
    def _sent(self) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
        log_sums = []
        total = [np.zeros((len(level.start), len(self.people.modes.names))) for level in self.people.levels]
        for k, found in enumerate(self.choices()):
            log_sums.append(found.log_sum)
            for each, trips, share in zip(total, self.trips(k, found), found.shares, strict=True):
                np.add(each, trips[:, None] * share, out=each)
        return tuple(total), tuple(log_sums)

    def passenger_km(self) -> Floats:
        """Return passenger-kilometres a year, [mode]."""
        pairs = zip(self.by_mode, self.skims.km, strict=True)
        total: Floats = sum(
            (np.where(t > 0.0, t * np.where(t > 0.0, km, 0.0), 0.0).sum(axis=0) for t, km in pairs),
            np.zeros(len(self.people.modes.names)),
        )
        return total

    def vehicles(self) -> Floats:
        """Return vehicles a day on links, both ways, [link, mode]; of trains their passengers."""
        people, modes = self.people, self.people.modes
        found = np.zeros((len(people.case.network.links), len(modes.names)))
        for k, trips in enumerate(self.by_mode):
            for m in range(len(modes.names)):
                way = self.skims.ways[k][m]
                if way is not None:
                    found[:, m] += way.load(trips[:, m]) / modes.occupancy[m] / DAYS
                elif self.skims.rail is not None:
                    found[:, m] += self._by_train(self.skims.rail, k, trips[:, m])
        return found

    def _by_train(self, rail: Legs, k: int, trips: Floats) -> Floats:
        row = self.skims.rail_pair[k]
        there = row >= 0
        flow = np.bincount(row[there], trips[there], minlength=len(rail.reached)).astype(float)
        loaded: Floats = rail.load(flow) / DAYS
        return loaded


def todays(people: People) -> World:
    """Return the people on today's network."""
    skims = skims_of(people, people.today)
    log_sums = tuple(found.log_sum for found in _choices(people, skims))
    return World(people, people.today, skims, log_sums)


def world_at(today: World, ways: Ways) -> World:
    """Return the same people in another state of the network."""
    return World(today.people, ways, skims_of(today.people, ways), today.today)


def vehicles(today: World, hours: Floats) -> Floats:
    """Return vehicles a day on links at given times, [link, mode], both ways.

    `hours` is that of a car on each road and of a freight train on each railway, [link]. Modes are those of
    `people.modes.names`; the column of trains counts passengers. A pure function, so that an equilibrium
    with other traffic can call it.
    """
    return world_at(today, today.ways.at(hours)).vehicles()


def _choices(people: People, skims: Skims) -> Iterator[Choices]:
    scale = np.full(int(people.modes.nest.max()) + 1, people.case.parameters["people.nest_scale"])
    ordered = sorted(enumerate(people.segments), key=lambda item: item[1].chooses)
    found: dict[int, Choices] = {}
    for _, alike in groupby(ordered, key=lambda item: item[1].chooses):
        members = list(alike)
        value = [_nested(people, skims, members[0][1], k, scale) for k in range(len(people.levels))]
        for number, segment in members:
            found[number] = _of_segment(people, segment, value)
    return (found[number] for number in range(len(people.segments)))


def _nested(people: People, skims: Skims, segment: Segment, k: int, scale: Floats) -> tuple[Floats, Floats]:
    cost = skims.hours[k] + skims.money[k] / segment.value_of_time - people.modes.constant
    utility = -segment.time_weight * cost
    return nested(np.where(segment.has, utility, -np.inf), people.modes.nest, scale)


def _of_segment(people: People, segment: Segment, value: list[tuple[Floats, Floats]]) -> Choices:
    size = people.size[segment.attraction]
    drawn = tuple(
        draws(level, size, segment.sensitivity * total)
        for level, (total, _) in zip(people.levels, value, strict=True)
    )
    return Choices(segment, tuple(shares for _, shares in value), drawn, pull(people.levels, drawn))
