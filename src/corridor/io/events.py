"""Readers of event files: UCDP GED, the NASA landslide catalogue, USGS earthquakes, and any table.

Each makes the table `events` of a case (`corridor.schema.dictionary`) without regions; every row that cannot
be used is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from corridor.errors import Fault, Faults, raise_if
from corridor.io.keys import limited
from corridor.schema import numbers_of
from corridor.types import Flags, Floats

FARTHEST = (180.0, 90.0)
EARLIEST = 1900


@dataclass(frozen=True)
class EventFormat:
    """Where a publisher's table has what an event needs."""

    kind: str
    """Kind of event; the name of a column where `kind_column` is set."""
    source: str
    columns: Mapping[str, str]
    """Our column to theirs: event_id, date, lon, lat, and perhaps deaths, deaths_low, deaths_high, detail,
    magnitude."""
    dates: str = "%Y-%m-%d"
    precision: str = ""
    """Their column of how well the place is known; empty: exact."""
    precision_km: Mapping[str, float] = field(default_factory=dict)
    """What its words mean, km; a word that is not here is an error."""


UCDP_GED = EventFormat(
    kind="attack",
    source="UCDP Georeferenced Event Dataset (Uppsala University), CC BY 4.0",
    columns={
        "event_id": "relid",
        "date": "date_start",
        "lon": "longitude",
        "lat": "latitude",
        "deaths": "best",
        "deaths_low": "low",
        "deaths_high": "high",
        "detail": "type_of_violence",
    },
    precision="where_prec",
    precision_km={"1": 2.0, "2": 25.0, "3": 50.0, "4": 200.0, "5": 200.0, "6": 500.0},
)
"""Precisions as in the codebook: place, within 25 km, district, province, line or region, country."""

USGS = EventFormat(
    kind="earthquake",
    source="USGS/NEIC earthquake catalogue, public domain",
    columns={
        "event_id": "event_id",
        "date": "date",
        "lon": "longitude",
        "lat": "latitude",
        "magnitude": "magnitude",
    },
    dates="%m/%d/%Y",
)

NASA_GLC = EventFormat(
    kind="landslide",
    source="NASA Global Landslide Catalog, public domain",
    columns={
        "event_id": "id",
        "date": "date",
        "lon": "longitude",
        "lat": "latitude",
        "deaths": "fatalities",
        "detail": "trigger",
    },
    dates="%m/%d/%Y",
    precision="km",
)

PLAIN = EventFormat(
    kind="",
    source="",
    columns={name: name for name in ("event_id", "date", "lon", "lat", "deaths", "detail", "magnitude")},
)
"""A table with our own names."""

ORDER = (
    *("event_id", "kind", "date", "lon", "lat", "deaths", "deaths_low", "deaths_high"),
    *("precision_km", "detail", "magnitude", "source"),
)
NUMBERS = ("deaths", "deaths_low", "deaths_high", "magnitude")


def events_from(frame: pd.DataFrame, how: EventFormat, file: str) -> pd.DataFrame:
    """Return the events of a publisher's table, in the columns of the dictionary.

    Raises
    ------
    InputError
        A column is missing, or a row has no day, no place, or a number that is none; all are listed.

    """
    asked = [how.columns[name] for name in ("event_id", "date", "lon", "lat")]
    asked += [how.precision] if how.precision else []
    lacking = [name for name in asked if name not in frame]
    raise_if([_lacks(file, name, how) for name in lacking])
    told = Faults(file)
    found = pd.DataFrame({"event_id": _text(frame[how.columns["event_id"]])})
    found["kind"] = how.kind or _text(frame["kind"])
    when = pd.to_datetime(frame[how.columns["date"]].astype(str), format=how.dates, errors="coerce")
    early = when.isna().to_numpy() | (when.dt.year < EARLIEST).to_numpy()
    _tell(told, frame, how.columns["date"], early, f"a day written as {how.dates}")
    found["date"] = when.dt.strftime("%Y-%m-%d")
    for name, most in zip(("lon", "lat"), FARTHEST, strict=True):
        place = numbers_of(frame[how.columns[name]])
        _tell(told, frame, how.columns[name], ~(np.abs(place) <= most), f"degrees, {-most:g} to {most:g}")
        found[name] = place
    for name in NUMBERS:
        found[name] = _number(told, frame, how.columns.get(name, ""))
    found["precision_km"] = _precision(told, frame, how)
    theirs = how.columns.get("detail", "")
    found["detail"] = _text(frame[theirs]) if theirs in frame else ""
    found["source"] = how.source or _text(frame["source"])
    twice = found["event_id"].duplicated().to_numpy() | (found["event_id"] == "").to_numpy()
    _tell(told, frame, how.columns["event_id"], twice, "each once, and not empty")
    raise_if(limited(list(told)))
    return found[list(ORDER)]


def read_events(path: Path, how: EventFormat) -> pd.DataFrame:
    """Read a file of events, CSV, perhaps compressed; arguments and errors as `events_from`."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding_errors="replace")
    return events_from(frame, how, path.name)


def _text(values: pd.Series) -> pd.Series:
    return values.where(values.notna(), "").astype(str)


def _number(told: Faults, frame: pd.DataFrame, column: str) -> Floats:
    """Return a column of numbers that may be empty; NaN where it is."""
    if column not in frame:
        return np.full(len(frame), np.nan)
    found: Floats = numbers_of(frame[column])
    written = _text(frame[column])
    wrong = (np.isnan(found) & (written != "").to_numpy()) | (found < 0.0)
    _tell(told, frame, column, wrong, "a number from zero, or nothing")
    return found


def _precision(told: Faults, frame: pd.DataFrame, how: EventFormat) -> Floats:
    if not how.precision:
        return np.zeros(len(frame))
    if not how.precision_km:
        return _number(told, frame, how.precision)
    word = _text(frame[how.precision]).str.replace(r"\.0+$", "", regex=True)
    found = np.asarray(word.map(how.precision_km), dtype=np.float64)
    _tell(told, frame, how.precision, np.isnan(found), ", ".join(how.precision_km))
    return found


def _tell(told: Faults, frame: pd.DataFrame, column: str, wrong: Flags, allowed: str) -> None:
    for row in np.flatnonzero(wrong):
        told.tell(
            "cannot be used",
            row=int(row) + 1,
            column=column,
            value=frame[column].iloc[row],
            allowed=allowed,
            cure="correct the cell, or take the row out",
        )


def _lacks(file: str, name: str, how: EventFormat) -> Fault:
    said = f"the columns {', '.join(sorted(set(how.columns.values())))}"
    return Fault(
        file=file, message="the column is missing", column=name, allowed=said, cure="take another format"
    )
