"""How much of each link lies within a distance of places: segments cut by circles."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array, csr_array

from corridor.network.network import Network
from corridor.types import Floats, Ints

KM_PER_DEGREE = 111.195
"""Of latitude, on a sphere of 6,371 km."""


def km_nearby(network: Network, rows: Ints, at: tuple[Floats, Floats], radius_km: float) -> csr_array:
    """Return the kilometres of each link within a distance of each place, [place, link].

    Links are straight between their ends: the share of the straight line inside the circle, times the
    link's length. `at` is longitude and latitude of the places; a plane at each place stands for the globe.
    Links that are not among `rows` count nothing.
    """
    start, end = network.ends
    lon, lat = (network.nodes[c].to_numpy(dtype=float) for c in ("x_coord", "y_coord"))
    length = network.links["length"].to_numpy(dtype=float)[rows]
    place, link, km = [], [], []
    for p, (x, y) in enumerate(zip(*at, strict=True)):
        scale = np.array([KM_PER_DEGREE * np.cos(np.radians(y)), KM_PER_DEGREE])
        a, b = (np.stack([lon[ends[rows]] - x, lat[ends[rows]] - y], axis=1) * scale for ends in (start, end))
        inside = share_inside(a, b, radius_km)
        near = np.flatnonzero(inside > 0.0)
        place.append(np.full(len(near), p))
        link.append(rows[near])
        km.append(inside[near] * length[near])
    where = (np.concatenate(place), np.concatenate(link))
    found = coo_array((np.concatenate(km), where), shape=(len(at[0]), len(network.links)))
    return found.tocsr()


def share_inside(a: Floats, b: Floats, radius: float) -> Floats:
    """Return the share of each segment from `a` to `b`, [segment, 2], inside the circle about the origin.

    The roots of `|a + t (b - a)| = radius` bound the part inside; a segment without length is in or out.
    """
    step = b - a
    square = (step**2).sum(axis=1)
    half = (a * step).sum(axis=1)
    beyond = (a**2).sum(axis=1) - radius**2
    root = half**2 - square * beyond
    meets = (square > 0.0) & (root > 0.0)
    width = np.sqrt(np.where(meets, root, 0.0))
    over = np.where(square > 0.0, square, 1.0)
    low, high = np.clip((-half - width) / over, 0.0, 1.0), np.clip((-half + width) / over, 0.0, 1.0)
    point = (square == 0.0) & (beyond <= 0.0)
    share: Floats = np.where(meets, high - low, point.astype(float))
    return share
