"""Choice of destination among zones that nest: near ones as places, far ones as parts of regions and regions.

Singly constrained gravity: trips from a place are given, destinations draw them by size and the log-sum of
modes (Wilson 1967; Ortúzar & Willumsen 2011, sections 5.6 and 6.4). Places that nest in parts, and parts in
regions, let thousands of places stand in as many pairs as a few hundred would have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from corridor.types import Flags, Floats, Ints


@dataclass(frozen=True, eq=False)
class Level:
    """Pairs of zones of one size.

    A pair stands for all trips between the places of two units, at the cost between their centres.
    """

    unit: Ints
    """Unit of each place, [place]."""
    centre: Ints
    """Place that stands for each unit: the one with most people, [unit]."""
    start: Ints
    """Unit from which a pair leads, [pair]; ascending."""
    end: Ints
    """Unit to which it leads, [pair]."""


class Nesting(NamedTuple):
    """How places nest."""

    part: Ints
    """Part of a region of each place, [place]."""
    region: Ints
    """[place]; places of one part are of one region."""
    people: Floats
    """[place]."""
    at: tuple[Floats, Floats]
    """Kilometres east and north of some point, [place] each."""


def levels_of(nesting: Nesting, near_km: float, far_km: float) -> tuple[Level, Level, Level]:
    """Return pairs of places, of parts and of regions, so that each pair of places is in exactly one level.

    Regions whose centres lie more than `far_km` apart meet as regions. Of the rest, parts whose centres lie
    up to `near_km` apart, and each part with itself, meet as places; others as parts. A place has no pair
    with itself.
    """
    place = np.arange(len(nesting.people))
    part_centre, region_centre = (_centres(unit, nesting.people) for unit in (nesting.part, nesting.region))
    home = nesting.region[part_centre]
    far = _apart(nesting.at, region_centre) > far_km
    np.fill_diagonal(far, val=False)
    near = _apart(nesting.at, part_centre) <= near_km
    np.fill_diagonal(near, val=True)
    beyond = far[np.ix_(home, home)]
    close = near & ~beyond
    start, end = _members(close, nesting.part)
    other = start != end
    return (
        Level(place, place, start[other], end[other]),
        Level(nesting.part, part_centre, *_pairs(~near & ~beyond)),
        Level(nesting.region, region_centre, *_pairs(far)),
    )


def every_pair(nesting: Nesting, origins: Ints) -> tuple[Level]:
    """Return one level with all pairs from some places, against which nesting can be measured."""
    place = np.arange(len(nesting.people))
    start, end = np.repeat(np.sort(origins), len(place)), np.tile(place, len(origins))
    other = start != end
    return (Level(place, place, start[other], end[other]),)


def draws(level: Level, size: Floats, utility: Floats) -> Floats:
    """Return how each pair draws trips, [pair]: size of the destination times exp of the pair's utility.

    `size` is [place]; that of a unit is the sum over its places.
    """
    whole = np.bincount(level.unit, size, minlength=len(level.centre)).astype(float)
    drawn: Floats = whole[level.end] * np.exp(utility)
    return drawn


def pull(levels: Sequence[Level], drawn: Sequence[Floats]) -> Floats:
    """Return the sum of what all pairs from a place draw, [place]; its log is the log-sum."""
    total: Floats = np.zeros(len(levels[0].unit))
    for level, each in zip(levels, drawn, strict=True):
        total += np.bincount(level.start, each, minlength=len(level.centre))[level.unit]
    return total


def spread(levels: Sequence[Level], drawn: Sequence[Floats], made: Floats, total: Floats) -> list[Floats]:
    """Return the trips of each pair, [pair] per level, of trips made from each place, [place].

    `total` is what `pull` gives. Trips from a place without a destination are not made.
    """
    ratio = np.divide(made, total, out=np.zeros_like(made), where=total > 0.0)
    return [
        each * np.bincount(level.unit, ratio, minlength=len(level.centre))[level.start]
        for level, each in zip(levels, drawn, strict=True)
    ]


def _centres(unit: Ints, people: Floats) -> Ints:
    """Return the place with most people of each unit, the first of equal ones."""
    order = np.lexsort((np.arange(len(unit)), -people, unit))
    first = np.r_[True, unit[order][1:] != unit[order][:-1]]
    found: Ints = order[first]
    return found


def _apart(at: tuple[Floats, Floats], centre: Ints) -> Floats:
    east, north = (axis[centre] for axis in at)
    apart: Floats = np.hypot(east[:, None] - east, north[:, None] - north)
    return apart


def _pairs(meets: Flags) -> tuple[Ints, Ints]:
    start, end = np.nonzero(meets)
    return start.astype(np.int64), end.astype(np.int64)


def _members(meets: Flags, part: Ints) -> tuple[Ints, Ints]:
    """Return all pairs of places whose parts meet, by their first place."""
    members = [np.flatnonzero(part == p) for p in range(len(meets))]
    reached = [np.concatenate([members[q] for q in np.flatnonzero(row)]) for row in meets]
    counts = np.array([len(reached[p]) for p in part])
    start = np.repeat(np.arange(len(part)), counts)
    return start, np.concatenate([reached[p] for p in part]).astype(np.int64)
