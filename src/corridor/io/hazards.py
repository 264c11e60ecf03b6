"""Hazards of a case: its tables as a record, and what the dictionary cannot tell of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from corridor.errors import Fault, Faults
from corridor.hazards.events import TABLES, Hazards
from corridor.io.keys import limited
from corridor.io.tables import empty

Frames = Mapping[str, pd.DataFrame]
Names = Mapping[str, str]


def hazards_of(frames: Frames) -> Hazards | None:
    """Return the hazards of a case; None where it has none of the tables."""
    if not any(table in frames for table in TABLES):
        return None
    return Hazards(**{table: frames.get(table, empty(table)) for table in TABLES})


def hazard_faults(frames: Frames, names: Names) -> list[Fault]:
    """Return every fault of tables of hazards: days that are none, ranges upside down, places half known."""
    faults: list[Fault] = []
    if "events" in frames:
        faults += limited(list(_days(frames["events"], names["events"])))
    for table, columns in _RANGES.items():
        for column in columns if table in frames else ():
            faults += limited(list(_range(frames[table], names[table], column)))
    if "flooded" in frames:
        faults += limited(list(_more_than_all(frames["flooded"], names["flooded"])))
    if "closures" in frames:
        faults += limited(list(_unclosed(frames, names["closures"])))
    return faults


_RANGES: Mapping[str, tuple[str, ...]] = {
    "events": ("deaths",),
    "event_levels": ("deaths",),
    "closures": ("per_year", "days"),
    "staff": ("people",),
}
"""Columns that have a low and a high one."""


def _days(events: pd.DataFrame, file: str) -> Faults:
    told = Faults(file)
    wrong = pd.to_datetime(events["date"], format="%Y-%m-%d", errors="coerce").isna().to_numpy()
    for row in np.flatnonzero(wrong):
        told.tell(
            "not a day",
            row=int(row) + 1,
            column="date",
            value=events["date"].iloc[row],
            allowed="YYYY-MM-DD",
            cure="correct it, or take the row out",
        )
    return told


def _range(frame: pd.DataFrame, file: str, column: str) -> Faults:
    told = Faults(file)
    ends = [frame[name].to_numpy(dtype=float) for name in (f"{column}_low", column, f"{column}_high")]
    with np.errstate(invalid="ignore"):
        wrong = (ends[0] > ends[1]) | (ends[1] > ends[2]) | (ends[0] > ends[2])
    for row in np.flatnonzero(wrong):
        told.tell(
            "the range is upside down",
            row=int(row) + 1,
            column=column,
            value=f"{ends[0][row]:g}, {ends[1][row]:g}, {ends[2][row]:g}",
            allowed="low, best, high in this order",
            cure="correct the three",
        )
    return told


def _more_than_all(flooded: pd.DataFrame, file: str) -> Faults:
    told = Faults(file)
    for row in np.flatnonzero((flooded["flooded_km2"] > flooded["area_km2"]).to_numpy()):
        told.tell(
            "more under water than there is",
            row=int(row) + 1,
            column="flooded_km2",
            value=flooded["flooded_km2"].iloc[row],
            allowed=f"at most {flooded['area_km2'].iloc[row]:g} km2",
            cure="correct either",
        )
    return told


def _unclosed(frames: Frames, file: str) -> Faults:
    """Tell sets of links that close nothing, and places of which half is known."""
    told = Faults(file)
    sections = set(frames["link"]["section"]) - {""} if "link" in frames else None
    for number, row in enumerate(frames["closures"].to_dict("records"), start=1):
        placed = not np.isnan(row["lon"]) and not np.isnan(row["lat"])
        told.check(
            placed == (not np.isnan(row["radius_km"])) and np.isnan(row["lon"]) == np.isnan(row["lat"]),
            "a place needs its radius, and a radius its place",
            row=number,
            column="radius_km",
            allowed="lon, lat and radius_km, or none of them",
            cure="fill in all three",
        )
        told.check(
            bool(row["section"] or row["part"] or placed),
            "nothing says which links close",
            row=number,
            column="section",
            allowed="a section, the name of links, or a place",
            cure="fill in one of them",
        )
        _tell_sections(told, number, row, sections)
    return told


def _tell_sections(told: Faults, number: int, row: Mapping[Any, Any], known: set[str] | None) -> None:
    for section in str(row["section"]).split("|"):
        told.check(
            known is None or section == "" or section in known,
            "no link of this section",
            row=number,
            column="section",
            value=section,
            allowed="a section of the links",
            cure="correct the name",
        )
