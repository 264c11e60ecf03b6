"""Geometry columns of a case: read from text or binary, checked, handed on as well-known binary."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
import shapely

from corridor.errors import Fault
from corridor.types import Flags

COLUMN = "geometry"

KEY = "link_id"
"""What the table of link geometry says of each line besides its shape."""

KINDS = {"regions": ("Polygon", "MultiPolygon"), "geometry": ("LineString", "MultiLineString")}
"""Table to the shapes it may hold."""

FLAT = ("POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON")
"""Kinds of shapes in the order of their numbers in well-known binary."""
TYPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
"""Kinds of shapes in the order of their numbers in shapely."""
HEAD = 5
"""Bytes of order and kind at the beginning of well-known binary."""

_TEXT = re.compile(rf"\s*(SRID=\d+;)?\s*({'|'.join(FLAT)})\b", re.IGNORECASE)

EDGE_X, EDGE_Y = 180.0, 90.0

MAX_NAMED = 20
"""Rows of one kind of fault named one by one."""


def geometry_faults(frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> list[Fault]:
    """Return every fault of the shapes of regions and links; tables that are absent are not checked."""
    faults: list[Fault] = []
    for table, required in (("regions", (COLUMN,)), ("geometry", (KEY, COLUMN))):
        if table not in frames:
            continue
        frame, name = frames[table], names[table]
        cure = "add it: well-known text or binary" if table == "regions" else "add it, or remove the file"
        missing = [column for column in required if column not in frame]
        faults += [
            Fault(file=name, message="the column is missing", column=column, cure=cure) for column in missing
        ]
        if COLUMN not in missing:
            shapes = shapes_of(frame[COLUMN])
            faults += _unreadable(frame[COLUMN], shapes, name)
            faults += _misplaced(shapes, KINDS[table], name)
        if table == "geometry" and KEY not in missing and "link" in frames:
            faults += _strangers(frame[KEY], frames["link"][KEY], name, names["link"])
    return faults


def shaped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a sound table with its geometry as well-known binary and its link identifiers as numbers."""
    keys = {KEY: pd.to_numeric(frame[KEY]).astype("int64")} if KEY in frame else {}
    return frame.assign(**keys, **{COLUMN: shapely.to_wkb(shapes_of(frame[COLUMN]))})


def with_shapes(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return tables with shapes in place of their texts or bytes; a cell that holds none stays as it is."""
    return {
        table: frame.assign(**{COLUMN: _read(frame[COLUMN])}) if table in KINDS and COLUMN in frame else frame
        for table, frame in frames.items()
    }


def shapes_of(values: pd.Series) -> np.ndarray:
    """Return the shapes of a column of `with_shapes`; None where a cell holds none."""
    shapes = values.to_numpy(dtype=object).copy()
    shapes[~shapely.is_geometry(shapes)] = None
    return shapes


def _read(values: pd.Series) -> np.ndarray:
    """Return shapes with finite coordinates; other cells as they are.

    Collections, which may hold each other without end, and curves are not read.
    """
    cells = values.to_numpy(dtype=object)
    text = np.array([isinstance(cell, str) and bool(_TEXT.match(cell)) for cell in cells], dtype=bool)
    known = _are_flat(cells)
    shapes = np.full(len(cells), None, dtype=object)
    with np.errstate(over="ignore", invalid="ignore"):
        shapes[text] = shapely.from_wkt(cells[text], on_invalid="ignore")
        shapes[known] = shapely.from_wkb(cells[known], on_invalid="ignore")
    off = ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
    shapes[off] = cells[off]
    return shapes


def _are_flat(cells: np.ndarray) -> Flags:
    """Return whether well-known binary begins as a point, line, polygon or several of these, [cell]."""
    long = np.array([isinstance(cell, bytes) and len(cell) >= HEAD for cell in cells], dtype=bool)
    heads = np.frombuffer(b"".join(cell[:HEAD] for cell in cells[long]), dtype=np.uint8).reshape(-1, HEAD)
    number = np.ascontiguousarray(heads[:, 1:])
    little = heads[:, 0] == 1
    kind = np.where(little, number.view("<u4")[:, 0], number.view(">u4")[:, 0]) & 0x1FFFFFFF
    flat = (heads[:, 0] <= 1) & (kind % 1000 >= 1) & (kind % 1000 <= len(FLAT))
    result = np.zeros(len(cells), dtype=bool)
    result[np.flatnonzero(long)[flat]] = True
    return result


def _misplaced(shapes: np.ndarray, kinds: Collection[str], name: str) -> list[Fault]:
    """Return a fault for every shape of another kind, and for coordinates that are no degrees."""
    kind = np.array(["", *TYPES], dtype=object)[shapely.get_type_id(shapes) + 1]
    other = (kind != "") & ~np.isin(kind, list(kinds))
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    with np.errstate(invalid="ignore"):
        off = (low_x < -EDGE_X) | (high_x > EDGE_X) | (low_y < -EDGE_Y) | (high_y > EDGE_Y)
    faults = [
        Fault(
            file=name,
            message="another kind of shape",
            row=int(row) + 1,
            column=COLUMN,
            value=str(kind[row]),
            allowed=" or ".join(kinds),
            cure="write the shape again",
        )
        for row in np.flatnonzero(other)[:MAX_NAMED]
    ]
    return faults + [
        Fault(
            file=name,
            message="coordinates are not in degrees",
            row=int(row) + 1,
            column=COLUMN,
            value=f"{low_x[row]:g} to {high_x[row]:g}, {low_y[row]:g} to {high_y[row]:g}",
            allowed="longitude -180 to 180, latitude -90 to 90 (WGS 84)",
            cure="project the shapes to longitude and latitude (EPSG:4326), longitude first",
        )
        for row in np.flatnonzero(off)[:MAX_NAMED]
    ]


def _unreadable(values: pd.Series, shapes: np.ndarray, name: str) -> list[Fault]:
    rows = np.flatnonzero(shapely.is_missing(shapes))
    cure = "write the shape again"
    return [
        Fault(
            file=name,
            message="not a geometry",
            row=row + 1,
            column=COLUMN,
            value=str(values.iloc[row])[:40],
            allowed="WKT or WKB",
            cure=cure,
        )
        for row in map(int, rows[:MAX_NAMED])
    ]


def _strangers(values: pd.Series, links: pd.Series, name: str, link_name: str) -> list[Fault]:
    """Return a fault for every line of a link that does not exist."""
    known = pd.to_numeric(links, errors="coerce")
    rows = np.flatnonzero(~pd.to_numeric(values, errors="coerce").isin(known))
    allowed, cure = f"a link_id of {link_name}", "correct the identifier, or remove the row"
    return [
        Fault(
            file=name,
            message="no such link_id",
            row=row + 1,
            column=KEY,
            value=str(values.iloc[row]),
            allowed=allowed,
            cure=cure,
        )
        for row in map(int, rows[:MAX_NAMED])
    ]
