"""Build the base map of the report from Natural Earth (public domain): land, borders by class, names.

    python scripts/basemap.py

Reads the raw copies in `cases/cpec/raw/geo/` and writes `src/corridor/report/data/basemap.json.gz`,
the same bytes every time. Land borders are finer in the corridor's window than elsewhere.
Coordinates are integers of 1e-4 degrees, each line as its first point and then steps.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "cases/cpec/raw/geo"
TARGET = ROOT / "src/corridor/report/data/basemap.json.gz"

WINDOW = shapely.box(20.0, 0.0, 125.0, 60.0)
"""Where land borders are drawn in detail, degrees."""

LINE_TOLERANCE, FAR_TOLERANCE, LAND_TOLERANCE, LEAST_ISLAND = 0.008, 0.05, 0.03, 0.02
"""Simplification of borders in the window, elsewhere, and of coasts, degrees; least land, square degrees."""

SCALE = 10_000
"""Integers per degree."""

CLASSES = {
    "International boundary (verify)": "international",
    "Disputed (please verify)": "disputed",
    "Indefinite (please verify)": "disputed",
    "Indeterminant frontier": "disputed",
    "Line of control (please verify)": "line of control",
    "Claim boundary": "claim",
    "Breakaway": "disputed",
    "Elusive frontier": "disputed",
}
"""Natural Earth's class of a line to the four classes drawn; lines of other classes are left out."""

SOURCE = (
    "Natural Earth (public domain): 1:50m land, 1:10m land boundaries and disputed boundary lines, "
    "1:110m country names, 1:10m populated places; generalised."
)

LARGEST_RANK, HOME, HOME_RANK = 3, "PAK", 7
"""Least important town named, as Natural Earth's scale rank; smaller ones where the corridor lies."""


def main() -> None:
    """Write the base map."""
    basemap = {
        "source": SOURCE,
        "land": list(land()),
        "borders": sorted(borders(), key=lambda row: (row["class"], row["line"])),
        "countries": list(countries()),
        "towns": list(towns()),
    }
    text = json.dumps(basemap, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(f"{TARGET.relative_to(ROOT)}: {len(text):,} characters, {TARGET.stat().st_size:,} bytes")


def features(name: str) -> list[dict[str, Any]]:
    """Return the features of a compressed GeoJSON file."""
    with gzip.open(RAW / f"{name}.geojson.gz", "rt", encoding="utf-8") as file:
        found: list[dict[str, Any]] = json.load(file)["features"]
    return found


def land() -> Iterator[list[list[int]]]:
    """Yield land polygons as rings, the outer ring first."""
    for feature in features("ne_50m_land"):
        shape = shapely.geometry.shape(feature["geometry"])
        for polygon in parts(shape.simplify(LAND_TOLERANCE), "Polygon"):
            if polygon.area >= LEAST_ISLAND:
                yield [encoded(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]


def borders() -> Iterator[dict[str, Any]]:
    """Yield border lines with their class; finer in the window than elsewhere."""
    for name in ("ne_10m_boundary_lines_land", "ne_10m_disputed_boundary_lines"):
        for feature in features(name):
            kind = CLASSES.get(feature["properties"]["featurecla"])
            if kind is None:
                continue
            shape = shapely.geometry.shape(feature["geometry"])
            near, far = shape.intersection(WINDOW), shape.difference(WINDOW)
            for part, tolerance in ((near, LINE_TOLERANCE), (far, FAR_TOLERANCE)):
                merged = shapely.line_merge(part) if part.geom_type == "MultiLineString" else part
                for line in parts(merged.simplify(tolerance), "LineString"):
                    yield {"class": kind, "line": encoded(line.coords)}


def countries() -> Iterator[list[object]]:
    """Yield name, longitude and latitude of countries; a point within the largest part."""
    for feature in features("ne_110m_admin0"):
        shape = shapely.geometry.shape(feature["geometry"])
        largest = max(parts(shape, "Polygon"), key=lambda part: part.area)
        if largest.area < 2.0:
            continue
        point = shapely.maximum_inscribed_circle(largest).coords[0]
        yield [feature["properties"]["name"], round(point[0], 2), round(point[1], 2), round(largest.area)]


def towns() -> Iterator[list[object]]:
    """Yield name, longitude, latitude and rank of the larger towns in the window."""
    table = pd.read_parquet(RAW / "ne_10m_populated_places.parquet")
    west, south, east, north = WINDOW.bounds
    inside = table["longitude"].between(west, east) & table["latitude"].between(south, north)
    limit = (table["adm0_a3"] == HOME).map({True: HOME_RANK, False: LARGEST_RANK})
    chosen = table[inside & (table["scalerank"] <= limit)]
    for row in chosen.sort_values(["scalerank", "name", "longitude"]).itertuples():
        yield [row.name, round(row.longitude, 3), round(row.latitude, 3), int(row.scalerank)]


def parts(shape: Any, kind: str) -> list[Any]:
    """Return the simple parts of one kind."""
    return [part for part in shapely.get_parts(shape) if part.geom_type == kind and not part.is_empty]


def encoded(points: Iterable[tuple[float, ...]]) -> list[int]:
    """Return a line as integers: the first point, then steps; points that do not move are dropped."""
    flat: list[int] = []
    last = (0, 0)
    for point in points:
        here = (round(point[0] * SCALE), round(point[1] * SCALE))
        step = (here[0] - last[0], here[1] - last[1])
        if not flat or step != (0, 0):
            flat.extend(step)
            last = here
    return flat


if __name__ == "__main__":
    main()
