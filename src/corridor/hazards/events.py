"""What a case knows of hazards, as a record, and its events counted by unit and month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.types import Floats
from corridor.units import EARTH_RADIUS_KM

FOLDER = "hazards"
TABLES = (
    "events",
    "event_levels",
    "event_checks",
    "flooded",
    "slopes",
    "closures",
    "staff",
)
"""Tables of hazards; a case may lack each."""

ATTACK = "attack"
ON_PROJECT = "attack_on_project"
LANDSLIDE = "landslide"
EARTHQUAKE = "earthquake"
MONTHS = 12


@dataclass(frozen=True, eq=False)
class Hazards:
    """Tables of hazards of a case; columns as in the data dictionary, empty where the case has none."""

    events: pd.DataFrame
    event_levels: pd.DataFrame
    """National victims by year, which reach further than the events."""
    event_checks: pd.DataFrame
    """Published counts that no rate has seen."""
    flooded: pd.DataFrame
    """Area under water by region, of one flood."""
    slopes: pd.DataFrame
    """Susceptibility to landslides by section or region."""
    closures: pd.DataFrame
    """Named sets of links that may be closed together."""
    staff: pd.DataFrame
    """People at the sites of projects."""


def monthly(events: pd.DataFrame, units: Sequence[str], years: tuple[int, int], value: str = "") -> Floats:
    """Return events by unit and month, [unit, month], from January of the first year to December of the last.

    Events without a unit among `units` are not counted. `value` is a column to sum instead, such as deaths.
    """
    first, last = years
    when = dates(events)
    month = (when.year.to_numpy() - first) * MONTHS + when.month.to_numpy() - 1
    unit = pd.Index(units).get_indexer(pd.Index(events["region_id"]))
    count = (last - first + 1) * MONTHS
    counted = (unit >= 0) & (month >= 0) & (month < count)
    weight = events[value].fillna(0.0).to_numpy(dtype=float) if value else np.ones(len(events))
    total = np.zeros((len(units), count))
    np.add.at(total, (unit[counted], month[counted]), weight[counted])
    return total


def dates(events: pd.DataFrame) -> pd.DatetimeIndex:
    """Return the days of events."""
    return pd.DatetimeIndex(pd.to_datetime(events["date"], format="%Y-%m-%d"))


def flat(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return places in km east and north on a cylinder that keeps distances along both at 30 degrees north.

    Good to 8 % of a distance between 24 and 37 degrees north, for choosing what may be near; distances that
    are told are `apart_km`.
    """
    scale = np.radians(1.0) * EARTH_RADIUS_KM
    return lon * scale * np.cos(np.radians(30.0)), lat * scale
