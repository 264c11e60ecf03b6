"""Distances on the sphere, and the weights that neighbours have by them."""

from __future__ import annotations

import numpy as np

from corridor.types import Floats
from corridor.units import EARTH_RADIUS_KM


def apart_km(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Return great-circle distances, [from, to] km (haversine formula)."""
    x, y = np.radians(lon)[:, None], np.radians(lat)[:, None]
    u, v = np.radians(to_lon)[None, :], np.radians(to_lat)[None, :]
    half = np.sin((y - v) / 2.0) ** 2 + np.cos(y) * np.cos(v) * np.sin((x - u) / 2.0) ** 2
    distance: Floats = 2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return distance


def neighbours(km: Floats, reach: float) -> Floats:
    """Return the weights of other units, [unit, unit], rows sum to one: a Gaussian kernel of distance.

    `reach` is its standard deviation, km. A unit has no weight in its own row: what its neighbours say must
    not repeat what it says itself. A unit whose neighbours are all out of reach takes the nearest.
    """
    others = np.where(np.eye(len(km), dtype=bool), np.inf, km)
    least = others.min(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        weight = np.exp(-0.5 * (others**2 - least**2) / reach**2)  # by the nearest, so that none underflow
    weight[~np.isfinite(weight)] = 0.0
    total = weight.sum(axis=1, keepdims=True)
    found: Floats = weight / np.where(total > 0.0, total, 1.0)
    return found
