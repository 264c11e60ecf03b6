"""Geometry for the page: simplified, and as integers of 1e-4 degrees, each line a point and its steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

SCALE = 10_000
"""Integers per degree: four decimals, some ten metres."""

REGION_TOLERANCES = (0.02, 0.04, 0.08, 0.16)
"""Simplification of regions, degrees: the first that meets `MAX_POINTS` is taken."""

MAX_POINTS = 140_000
LEAST_PART = 0.004
"""Smallest part of a region that is drawn beside its largest, square degrees."""

LINK_TOLERANCE = 0.004
"""Simplification of links, degrees."""

Ring = list[int]


def regions(shapes: Sequence[bytes]) -> list[list[list[Ring]]]:
    """Return for every region its polygons, each as rings with the outer ring first.

    Neighbours are simplified together, so that they keep their common border.
    """
    valid = shapely.make_valid(shapely.from_wkb(np.array(shapes, dtype=object)))
    given = np.array([shapely.MultiPolygon(_parts(shape, "Polygon")) for shape in valid])
    drawn = given
    for tolerance in REGION_TOLERANCES:
        drawn = shapely.coverage_simplify(given, tolerance)
        if int(shapely.get_num_coordinates(drawn).sum()) <= MAX_POINTS:
            break
    return [_polygons(shape) for shape in drawn]


def lines(shapes: Iterable[bytes]) -> list[list[Ring]]:
    """Return for every link its lines."""
    drawn = shapely.simplify(shapely.from_wkb(np.array(list(shapes), dtype=object)), LINK_TOLERANCE)
    return [
        [encoded(piece) for part in _parts(shape, "LineString") for piece in _pieces(list(part.coords))]
        for shape in drawn
    ]


def _pieces(points: list[tuple[float, ...]]) -> list[list[tuple[float, ...]]]:
    """Return a line in pieces that do not jump across the date line."""
    jumps = [i for i in range(1, len(points)) if abs(points[i][0] - points[i - 1][0]) > 180.0]
    cuts = [0, *jumps, len(points)]
    pieces = [points[start:end] for start, end in pairwise(cuts)]
    return [piece for piece in pieces if len(piece) > 1]


def encoded(points: Iterable[tuple[float, ...]]) -> Ring:
    """Return a line as integers: the first point, then steps; points that do not move are dropped.

    A line of one place keeps a second point of no step.
    """
    flat: list[int] = []
    last = (0, 0)
    for point in points:
        here = (round(point[0] * SCALE), round(point[1] * SCALE))
        step = (here[0] - last[0], here[1] - last[1])
        if not flat or step != (0, 0):
            flat.extend(step)
            last = here
    return flat if len(flat) > 2 else [*flat, 0, 0]


def _polygons(shape: Any) -> list[list[Ring]]:
    found = sorted(_parts(shape, "Polygon"), key=lambda part: -part.area)
    kept = [part for place, part in enumerate(found) if place == 0 or part.area >= LEAST_PART]
    return [[encoded(ring.coords) for ring in (part.exterior, *part.interiors)] for part in kept]


def _parts(shape: Any, kind: str) -> list[Any]:
    """Return the simple parts of one kind, in order; collections within collections are opened."""
    if shape is None or shape.is_empty:
        return []
    if shape.geom_type == kind:
        return [shape]
    inner = list(getattr(shape, "geoms", ()))
    return [part for member in inner for part in _parts(member, kind)]
