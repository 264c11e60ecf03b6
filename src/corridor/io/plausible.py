"""What a network can be on the ground: lengths, speeds, places and shapes that agree with each other.

Distances are great circles. Tolerances are wide, so that what is refused is another unit, another system of
coordinates or a slip of the hand; each says what the largest true difference in the case CPEC is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from corridor.errors import Fault
from corridor.io.geometry import shapes_of
from corridor.io.keys import limited
from corridor.types import Flags, Floats
from corridor.units import EARTH_RADIUS_KM

Frames = Mapping[str, pd.DataFrame]
Names = Mapping[str, str]

RUNNING = ("road", "rail", "sea")
"""Modes whose lengths and speeds are measured; connectors and transfers have conventions of their own."""

SHORTEST = 0.98
"""Least length over straight line: lengths and places of nodes are rounded; in CPEC no link is below 1."""
SLACK_KM = 2.0
"""Shortfall that is never told: nodes are drawn that inexactly."""

LONGEST, LONGEST_KM = 20.0, 100.0
"""A link is not longer than so many straight lines and so many kilometres together; lanes go round."""

DETOUR = 1.1
"""Usual length over straight line of a road between junctions; CPEC has 1.03."""
MEDIAN = (0.95, 5.0)
"""Range of the median of length over straight line; nothing is shorter, winding mountain roads reach 3."""
UNITS = {"metres": 1000.0, "feet": 3280.84, "miles": 0.621371}
"""Units of length, in a kilometre."""

AREA_MEDIAN = (0.5, 2.0)
"""Range of the median of area over that of the shape; CPEC has 1.0."""
AREA_UNITS = {"hectares": 100.0, "square miles": 0.386102, "square metres": 1e6, "acres": 247.105}
"""Units of area, in a square kilometre."""

SLOW, SLOW_TOP = 20.0, 40.0
"""A network whose middle road is slower and whose fastest is not faster (km/h) is in metres a second."""

ENOUGH = 3
"""Values below which a median says nothing of units."""

NEAR = 0.25
"""Degrees between a town and its region, or a link's shape and its nodes; in CPEC 0.05 and 0.08 at most."""

KM_PER_DEGREE = np.pi * EARTH_RADIUS_KM / 180.0


def network_faults(frames: Frames, names: Names) -> list[Fault]:
    """Return every fault of lengths and speeds of the links; ends that do not exist are told elsewhere."""
    if not {"node", "link"} <= set(frames):
        return []
    links = frames["link"]
    length, straight = links["length"].to_numpy(float), straight_lines(links, frames["node"])
    running = links["mode"].isin(RUNNING).to_numpy() & (length > 0.0) & np.isfinite(straight)
    unit = _unit_fault(length, straight, running, names["link"])
    speed = _speed_fault(links, names["link"])
    return [*(unit or _length_faults(links, straight, running, names["link"])), *speed]


def straight_lines(links: pd.DataFrame, nodes: pd.DataFrame) -> Floats:
    """Return the great circle between the ends of every link (haversine), km; NaN where one is missing."""
    place = nodes.drop_duplicates("node_id").set_index("node_id")[["x_coord", "y_coord"]]
    place = place.where((place["x_coord"].abs() <= 180.0) & (place["y_coord"].abs() <= 90.0))
    start, end = (place.reindex(links[column]).to_numpy(float) for column in ("from_node_id", "to_node_id"))
    (x, y), (u, v) = np.radians(start).T, np.radians(end).T
    half = np.sin((v - y) / 2.0) ** 2 + np.cos(y) * np.cos(v) * np.sin((u - x) / 2.0) ** 2
    found: Floats = 2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return found


def shape_faults(frames: Frames, names: Names) -> list[Fault]:
    """Return every town, centroid and place far from its region, and link shapes far from their nodes."""
    faults: list[Fault] = []
    if "regions" in frames and "geometry" in frames["regions"]:
        regions = frames["regions"]
        shape = pd.Series(shapes_of(regions["geometry"]), index=regions["region_id"])
        shape = shape[~shape.index.duplicated()]
        faults += _area_fault(regions, names["regions"])
        faults += _far(regions, ("region_id", "lon", "lat"), shape, names["regions"])
        if "node" in frames:
            faults += _far(frames["node"], ("zone_id", "x_coord", "y_coord"), shape, names["node"])
        if "places" in frames:
            faults += _far(frames["places"], ("region_id", "lon", "lat"), shape, names["places"])
    if {"geometry", "link", "node"} <= set(frames) and {"link_id", "geometry"} <= set(frames["geometry"]):
        faults += _astray(frames, names["geometry"])
    return faults


def _unit_fault(length: Floats, straight: Floats, running: Flags, name: str) -> list[Fault]:
    """Return a fault where the middle link's length is in another unit than kilometres."""
    apart = running & (straight > 0.0)
    if apart.sum() < ENOUGH:
        return []
    median = float(np.median(length[apart] / straight[apart]))
    if MEDIAN[0] <= median <= MEDIAN[1]:
        return []
    return [
        Fault(
            file=name,
            message=f"lengths look like {_nearest(median / DETOUR, UNITS)}",
            column="length",
            value=f"{median:.3g} times the straight line between the ends, in the middle",
            allowed=f"km, {MEDIAN[0]:g} to {MEDIAN[1]:g} times the straight line in the middle",
            cure="convert the lengths to kilometres",
        )
    ]


def _nearest(factor: float, units: Mapping[str, float]) -> str:
    return min(units, key=lambda unit: abs(np.log(factor / units[unit])))


def _length_faults(links: pd.DataFrame, straight: Floats, running: Flags, name: str) -> list[Fault]:
    """Return a fault for every link much shorter or much longer than the straight line."""
    length = links["length"].to_numpy(float)
    with np.errstate(invalid="ignore"):
        short = running & (length < SHORTEST * straight) & (straight - length > SLACK_KM)
        long = running & (length > LONGEST * straight + LONGEST_KM) & (straight > 0.0)
    faults = []
    for wrong, said in ((short, "shorter"), (long, "far longer")):
        faults += limited(
            [
                Fault(
                    file=name,
                    message=f"the link is {said} than the straight line between its ends",
                    row=int(row) + 1,
                    column="length",
                    value=f"{length[row]:g} km",
                    allowed=f"{straight[row]:.4g} km and more, as the way goes",
                    cure="correct the length, or the coordinates of its nodes",
                )
                for row in np.flatnonzero(wrong)
            ]
        )
    return faults


def _speed_fault(links: pd.DataFrame, name: str) -> list[Fault]:
    """Return a fault where speeds of roads are in metres a second."""
    speed = links.loc[(links["mode"] == "road"), "free_speed"].dropna().to_numpy(float)
    if len(speed) < ENOUGH or np.median(speed) >= SLOW or speed.max() > SLOW_TOP:
        return []
    return [
        Fault(
            file=name,
            message="speeds of roads look like metres a second",
            column="free_speed",
            value=f"{np.median(speed):g} in the middle, {speed.max():g} at most",
            allowed=f"km/h; the middle road from {SLOW:g}",
            cure="multiply the speeds by 3.6",
        )
    ]


def _area_fault(regions: pd.DataFrame, name: str) -> list[Fault]:
    """Return a fault where areas of regions are in another unit than square kilometres."""
    shapes = shapes_of(regions["geometry"])
    known = ~shapely.is_missing(shapes)
    middle = shapely.get_y(shapely.centroid(shapes[known]))
    drawn = shapely.area(shapes[known]) * KM_PER_DEGREE**2 * np.cos(np.radians(middle))
    area = regions["area_km2"].to_numpy(float)[known]
    ratio = area[drawn > 0.0] / drawn[drawn > 0.0]
    ratio = ratio[np.isfinite(ratio) & (ratio > 0.0)]
    if len(ratio) < ENOUGH or AREA_MEDIAN[0] <= np.median(ratio) <= AREA_MEDIAN[1]:
        return []
    return [
        Fault(
            file=name,
            message=f"areas look like {_nearest(float(np.median(ratio)), AREA_UNITS)}",
            column="area_km2",
            value=f"{np.median(ratio):.3g} times the area of the shape, in the middle",
            allowed=f"km2, {AREA_MEDIAN[0]:g} to {AREA_MEDIAN[1]:g} times the shape in the middle",
            cure="convert the areas to square kilometres",
        )
    ]


def _far(frame: pd.DataFrame, columns: tuple[str, str, str], shape: pd.Series, name: str) -> list[Fault]:
    """Return a fault for every point far from the region it belongs to."""
    key, x, y = columns
    lon, lat = frame[x].to_numpy(float), frame[y].to_numpy(float)
    known = np.array([*shape, None], dtype=object)
    home = known[shape.index.get_indexer(pd.Index(frame[key]))]
    away = _apart(home, lon, lat)
    far = np.flatnonzero(away > NEAR)
    swapped = _apart(home[far], lat[far], lon[far])
    pattern = Fault(file=name, message="", allowed=f"in or within {NEAR:g} degrees of the region")
    return limited(
        [
            replace(
                pattern,
                message=f"far from its region {frame[key].iloc[row]}",
                row=int(row) + 1,
                column=f"{x}, {y}",
                value=f"{lon[row]:g}, {lat[row]:g}",
                cure="swap longitude and latitude" if other <= NEAR else "correct place or region",
            )
            for row, other in zip(far, swapped, strict=True)
        ]
    )


def _astray(frames: Frames, name: str) -> list[Fault]:
    """Return a fault for every shape of a link that does not come near both of its nodes."""
    geometry = frames["geometry"]
    links = frames["link"].drop_duplicates("link_id").set_index("link_id")
    place = frames["node"].drop_duplicates("node_id").set_index("node_id")[["x_coord", "y_coord"]]
    link = links.reindex(pd.to_numeric(geometry["link_id"], errors="coerce"))
    shapes = shapes_of(geometry["geometry"])
    away = np.zeros(len(geometry))
    for column in ("from_node_id", "to_node_id"):
        point = place.reindex(link[column]).to_numpy(float)
        away = np.fmax(away, _apart(shapes, point[:, 0], point[:, 1]))
    return limited(
        [
            Fault(
                file=name,
                message="the shape is far from the nodes of its link",
                row=int(row) + 1,
                column="geometry",
                value=f"{away[row]:.3g} degrees",
                allowed=f"within {NEAR:g} degrees of both, in longitude and latitude (WGS 84)",
                cure="correct the shape, its order of coordinates or the nodes",
            )
            for row in np.flatnonzero(away > NEAR)
        ]
    )


def _apart(shapes: np.ndarray, lon: Floats, lat: Floats) -> Floats:
    """Return degrees between shapes and points; NaN where either is missing."""
    known = np.isfinite(lon) & np.isfinite(lat) & ~shapely.is_missing(shapes)
    found = np.full(len(lon), np.nan)
    found[known] = shapely.distance(shapes[known], shapely.points(lon[known], lat[known]))
    return found
