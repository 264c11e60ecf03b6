"""Rates at places and along roads: how a unit's events lie within it."""

from __future__ import annotations

import numpy as np

from corridor.hazards.distances import apart_km
from corridor.types import Flags, Floats, Ints

PRIOR_EVENTS = 10.0
"""Events that an even spread over the unit counts for, against where its events were."""


def share_within(seen: Floats, area: Floats, prior: float = PRIOR_EVENTS) -> Floats:
    """Return the share of a unit's events that fall into parts of it, [part, unit].

    The posterior mean of a Dirichlet: `(n + prior * area) / (N + prior)`. Parts that make up a unit have
    shares that sum to one, so that rates of parts add up to those of units.

    Parameters
    ----------
    seen
        Weighted past events in the part, [part, unit]; the unit's own total is in the last row.
    area
        Share of the unit's area in the part, [part, unit].
    prior
        Events that the area counts for.

    """
    inside, total = seen[:-1], seen[-1:]
    found: Floats = (inside + prior * area) / (total + prior)
    return found


def near(lon: Floats, lat: Floats, places: tuple[Floats, Floats], km: float) -> Flags:
    """Return which events lie within `km` of places, [place, event]; both in degrees."""
    found: Flags = apart_km(places[0], places[1], lon, lat) <= km
    return found


def counted(inside: Flags, weight: Floats, unit: Ints, units: int) -> Floats:
    """Return weighted events within parts by unit, [part, unit], the unit's total in the last row.

    `inside` is [part, event], `unit` the unit of every event, -1 for none.
    """
    known = unit >= 0
    member = np.zeros((int(known.sum()), units))
    member[np.arange(len(member)), unit[known]] = weight[known]
    parts = inside[:, known].astype(float) @ member
    return np.vstack([parts, member.sum(axis=0)])
