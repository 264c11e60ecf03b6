"""Geometry columns of a case: read from text or binary, checked, handed on as well-known binary."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely

from corridor.errors import Fault

COLUMN = "geometry"

KEY = "link_id"
"""What the table of link geometry says of each line besides its shape."""

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
            faults += _unreadable(frame[COLUMN], name)
        if table == "geometry" and KEY not in missing and "link" in frames:
            faults += _strangers(frame[KEY], frames["link"][KEY], name, names["link"])
    return faults


def shaped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a sound table with its geometry as well-known binary and its link identifiers as numbers."""
    keys = {KEY: pd.to_numeric(frame[KEY]).astype("int64")} if KEY in frame else {}
    return frame.assign(**keys, **{COLUMN: shapely.to_wkb(_shapes(frame[COLUMN]))})


def _shapes(values: pd.Series) -> np.ndarray:
    """Return the shapes of a column; None where a cell holds none with finite coordinates."""
    cells = values.to_numpy(dtype=object)
    text = np.array([isinstance(cell, str) for cell in cells], dtype=bool)
    known = text | np.array([isinstance(cell, bytes) for cell in cells], dtype=bool)
    shapes = np.full(len(cells), None, dtype=object)
    with np.errstate(over="ignore", invalid="ignore"):
        shapes[text] = shapely.from_wkt(cells[text], on_invalid="ignore")
        shapes[known & ~text] = shapely.from_wkb(cells[known & ~text], on_invalid="ignore")
    shapes[~np.isfinite(shapely.bounds(shapes)).all(axis=1)] = None
    return shapes


def _unreadable(values: pd.Series, name: str) -> list[Fault]:
    rows = np.flatnonzero(shapely.is_missing(_shapes(values)))
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
