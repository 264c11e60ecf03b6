"""Named sets of links that close together, from the table of closures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from corridor.case.case import Case
from corridor.errors import Fault, InputError
from corridor.hazards.events import flat
from corridor.types import Flags, Ints


def closure_sets(case: Case) -> dict[str, Ints]:
    """Return rows of links by the name of their set; every set closes something, or `InputError`."""
    table = case.hazards.closures if case.hazards is not None else pd.DataFrame({"set": []})
    found: dict[str, Ints] = {}
    faults = []
    for number, row in enumerate(table.to_dict("records"), start=1):
        rows = _rows(case, row)
        found[row["set"]] = np.union1d(found.get(row["set"], np.zeros(0, dtype=np.int64)), rows)
        if not len(rows):
            cure = "correct section, part or place"
            faults.append(
                Fault(
                    file="hazards/closures",
                    message="closes no open link",
                    row=number,
                    value=row["set"],
                    cure=cure,
                )
            )
    if faults:
        raise InputError(faults)
    return found


def _rows(case: Case, row: Mapping[Any, Any]) -> Ints:
    links = case.network.links
    there: Flags = (links["status"] == "open").to_numpy()
    if row["section"]:
        there = there & links["section"].isin(str(row["section"]).split("|")).to_numpy()
    if row["part"]:
        there = there & (links["name"] == row["part"]).to_numpy()
    rows = np.flatnonzero(there)
    if np.isnan(float(str(row["lon"]))) or not len(rows):
        return rows
    km = _apart(case, rows, float(str(row["lon"])), float(str(row["lat"])))
    radius = float(str(row["radius_km"]))
    return rows[[int(km.argmin())]] if radius == 0.0 else rows[km <= radius]


def _apart(case: Case, rows: Ints, lon: float, lat: float) -> np.ndarray:
    """Return distances of links from a place, km; straight between their ends where they are not drawn."""
    links, nodes = case.network.links.iloc[rows], case.network.nodes
    start, end = (side[rows] for side in case.network.ends)
    x, y = flat(nodes["x_coord"].to_numpy(dtype=float), nodes["y_coord"].to_numpy(dtype=float))
    drawn = dict(zip(case.geometry["link_id"], case.geometry["geometry"], strict=True))
    at = shapely.Point(*(float(one[0]) for one in flat(np.array([lon]), np.array([lat]))))
    shapes = []
    for k, name in enumerate(links["link_id"]):
        line = drawn.get(name)
        if line is None:
            shapes.append(shapely.LineString([(x[start[k]], y[start[k]]), (x[end[k]], y[end[k]])]))
        else:
            whole = shapely.from_wkb(line) if isinstance(line, bytes) else line
            shapes.append(shapely.transform(whole, lambda p: np.column_stack(flat(p[:, 0], p[:, 1]))))
    return np.asarray(shapely.distance(np.array(shapes, dtype=object), at))
