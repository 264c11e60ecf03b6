"""Distances: within a region, and between places as the crow flies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from corridor.types import Floats
from corridor.units import EARTH_RADIUS_KM

MEAN_DISTANCE_IN_DISC = 128.0 / (45.0 * np.pi)
"""Mean distance between two random points of a disc, per radius (Santaló 1976, eq. 4.24)."""


def internal_distance(area_km2: Floats) -> Floats:
    """Return half the mean distance within a disc of the region's area, km (DESIGN 3.1)."""
    radius = np.sqrt(np.asarray(area_km2, dtype=float) / np.pi)
    return 0.5 * MEAN_DISTANCE_IN_DISC * radius


def great_circle_km(lon: Sequence[float] | Floats, lat: Sequence[float] | Floats) -> Floats:
    """Return great-circle distances between all pairs of points, [i, j] km (haversine formula)."""
    x, y = np.radians(np.asarray(lon, dtype=float)), np.radians(np.asarray(lat, dtype=float))
    half = np.sin((y[:, None] - y[None, :]) / 2) ** 2
    half += np.cos(y)[:, None] * np.cos(y)[None, :] * np.sin((x[:, None] - x[None, :]) / 2) ** 2
    distance: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return distance


def relative_distance(regions: pd.DataFrame) -> Floats:
    """Return great-circle distances over those within regions, [origin, destination], one inside a region.

    `d_ij / sqrt(d_ii d_jj)`, with `d_ii` of `internal_distance`: the shortest distance there is, so places
    nearer than that count as that far.
    """
    km = great_circle_km(regions["lon"].to_numpy(dtype=float), regions["lat"].to_numpy(dtype=float))
    inside = np.maximum(internal_distance(regions["area_km2"].to_numpy(dtype=float)), 1.0)
    own = np.sqrt(inside[:, None] * inside[None, :])
    relative: Floats = np.maximum(km, own) / own
    np.fill_diagonal(relative, 1.0)
    return relative
