"""Geometry for the page: simplified, and as integers of 1e-4 degrees, each line a point and its steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from corridor.types import Floats, Ints

SCALE = 10_000
"""Ints per degree: four decimals, some ten metres."""

REGION_TOLERANCES = (0.02, 0.04, 0.08, 0.16)
"""Simplification of regions, degrees: the first that meets `MAX_POINTS` is taken."""

MAX_POINTS = 140_000
LEAST_PART = 0.004
"""Smallest part of a region that is drawn beside its largest, square degrees."""

LINK_TOLERANCE = 0.004
"""Simplification of links, degrees."""

HALF_TURN = 180.0
"""Degrees of longitude that a line does not step at once, but across the date line."""

LINE, POLYGON, FIRST_COLLECTION = 1, 3, 4
"""Types of geometry by GEOS; from the last on they hold others."""

Ring = list[int]

Shapes = NDArray[Any]


def regions(shapes: Sequence[bytes]) -> list[list[list[Ring]]]:
    """Return for every region its polygons, the largest first, each as rings with the outer ring first.

    Neighbours are simplified together, so that they keep their common border.
    """
    valid = shapely.make_valid(shapely.from_wkb(np.array(shapes, dtype=object)))
    parts, owner = _parts(valid, POLYGON)
    given = shapely.multipolygons(parts, indices=owner, out=np.full(len(valid), shapely.MultiPolygon()))
    drawn = given
    for tolerance in REGION_TOLERANCES:
        drawn = shapely.coverage_simplify(given, tolerance)
        if int(shapely.get_num_coordinates(drawn).sum()) <= MAX_POINTS:
            break
    return _polygons(drawn)


def lines(shapes: Iterable[bytes]) -> list[list[Ring]]:
    """Return for every link its lines, in pieces that do not jump across the date line."""
    given = shapely.from_wkb(np.array(list(shapes), dtype=object))
    parts, owner = _parts(shapely.simplify(given, LINK_TOLERANCE), LINE)
    points, part = shapely.get_coordinates(parts, return_index=True)
    jump = np.abs(np.diff(points[:, 0], prepend=points[:1, 0])) > HALF_TURN
    piece = np.cumsum(_starts(part) | jump) - 1
    size = np.bincount(piece)
    found: list[list[Ring]] = [[] for _ in given]
    of_piece = owner[part[np.flatnonzero(_starts(piece))]]
    for link, ring, points_given in zip(of_piece.tolist(), _rings(points, piece), size.tolist(), strict=True):
        if points_given > 1:
            found[link].append(ring)
    return found


def encoded(points: Sequence[tuple[float, ...]]) -> Ring:
    """Return a line as integers: the first point, then steps; points that do not move are dropped.

    A line of one place keeps a second point of no step.
    """
    (ring,) = _rings(np.asarray(points, dtype=np.float64), np.zeros(len(points), dtype=np.int64))
    return ring


def _rings(points: Floats, line: Ints) -> list[Ring]:
    """Return the lines that points [point, 2] belong to, `line` rising from 0, each as `encoded` does."""
    place = np.rint(points[:, :2] * SCALE).astype(np.int64)
    first = _starts(line)
    steps = np.diff(place, axis=0, prepend=place[:1])
    steps[first] = place[first]
    moved = first | steps.any(axis=1)
    flat = steps[moved].ravel().tolist()
    cuts = [*(2 * np.flatnonzero(first[moved])).tolist(), len(flat)]
    rings = [flat[start:end] for start, end in pairwise(cuts)]
    return [ring if len(ring) > 2 else [*ring, 0, 0] for ring in rings]


def _starts(label: Ints) -> NDArray[np.bool_]:
    """Return where a run of equal labels begins."""
    return np.asarray(np.diff(label, prepend=-1) != 0, dtype=np.bool_)


def _polygons(shapes: Shapes) -> list[list[list[Ring]]]:
    """Return the polygons of each shape, without small ones beside the largest."""
    parts, owner = _parts(shapes, POLYGON)
    area = shapely.area(parts)
    order = np.lexsort((-area, owner))
    parts, owner, area = parts[order], owner[order], area[order]
    large = _starts(owner) | (area >= LEAST_PART)
    parts, owner = parts[large], owner[large]
    edges, part = shapely.get_rings(parts, return_index=True)
    points, edge = shapely.get_coordinates(edges, return_index=True)
    found: list[list[list[Ring]]] = [[] for _ in shapes]
    polygons: list[list[Ring]] = [[] for _ in parts]
    for place, ring in zip(part.tolist(), _rings(points, edge), strict=True):
        polygons[place].append(ring)
    for place, polygon in zip(owner.tolist(), polygons, strict=True):
        found[place].append(polygon)
    return found


def _parts(shapes: Shapes, kind: int) -> tuple[Shapes, Ints]:
    """Return the simple parts of one kind in order, and whose they are; collections are opened."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) >= FIRST_COLLECTION).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    chosen = (shapely.get_type_id(parts) == kind) & ~shapely.is_empty(parts)
    return parts[chosen], owner[chosen]
