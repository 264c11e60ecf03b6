"""People of the model beside what is published, and the error of zones that nest."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from corridor.model.people.demand import World, todays
from corridor.model.people.segments import Segment
from corridor.types import Floats, Ints

LONG_KM = 100.0
"""Travel between cities: trips of at least so many kilometres."""

HOLDS, FAILS, INFORMATION = "holds", "fails", "information"


def national(world: World) -> pd.DataFrame:
    """Return trips and passenger-km a year by mode, today.

    `mode, trips, passenger_km, share` of passenger-km, `mean_km` of a trip, `long_share` of trips of
    `LONG_KM` and more.
    """
    trips, work, far = (np.zeros(len(world.people.modes.names)) for _ in range(3))
    for by_mode, km in zip(world.by_mode, world.skims.km, strict=True):
        there = np.where(np.isfinite(km), km, 0.0)
        trips += by_mode.sum(axis=0)
        work += (by_mode * there).sum(axis=0)
        far += (by_mode * (there >= LONG_KM)).sum(axis=0)
    return pd.DataFrame(
        {
            "mode": world.people.modes.names,
            "trips": trips,
            "passenger_km": work,
            "share": _shares(work),
            "mean_km": np.divide(work, trips, out=np.zeros_like(work), where=trips > 0.0),
            "long_share": _shares(far),
        }
    )


def compared(world: World) -> pd.DataFrame:
    """Return published figures of travel beside the model's, with a verdict each.

    A figure holds where the model lies within its range, widened by its band on both sides.
    """
    table = world.people.tables.facts
    of, on_links = national(world).set_index("mode"), world.vehicles()
    found = [_measured(world, row, of, on_links) for row in table.to_dict("records")]
    model = np.array(found, dtype=float)
    low = (table["low"] / table["band"]).to_numpy(dtype=float)
    high = (table["high"] * table["band"]).to_numpy(dtype=float)
    inside = (low <= model) & (model <= high)
    verdict = np.where(table["use"] == INFORMATION, INFORMATION, np.where(inside, HOLDS, FAILS))
    shown = table[["id", "measure", "of", "road", "year", "value", "low", "high", "band", "unit", "use"]]
    cause = np.where(verdict == FAILS, table["likely_cause"], "")
    return shown.assign(model=model, ratio=model / table["value"], verdict=verdict, likely_cause=cause)


def nesting_error(world: World, origins: Ints) -> pd.DataFrame:
    """Return how far zones that nest miss every pair, for trips from some places.

    One row per mode and `all`: `passenger_km` of nested zones, `exact` of all pairs, and `error`, their
    ratio less one; and the mean absolute error of single places, weighted by their passenger-km.
    """
    people = world.people
    part = tuple(
        replace(s, trips=np.where(np.isin(np.arange(len(s.trips)), origins), s.trips, 0.0))
        for s in people.segments
    )
    exact = todays(replace(people.with_every_pair(origins), segments=part))
    coarse, fine = _by_place(world, part), _by_place(exact, part)
    names = [*people.modes.names, "all"]
    sums = [np.append(each[origins].sum(axis=0), each[origins].sum()) for each in (coarse, fine)]
    single = np.abs(coarse - fine)[origins].sum(axis=0)
    whole = np.abs(coarse.sum(axis=1) - fine.sum(axis=1))[origins].sum()
    rows = {"mode": names, "passenger_km": sums[0], "exact": sums[1]}
    frame = pd.DataFrame(rows)
    return frame.assign(
        error=frame["passenger_km"] / frame["exact"] - 1.0,
        mean_error_of_a_place=np.append(single, whole) / sums[1],
    )


def _by_place(world: World, segments: tuple[Segment, ...]) -> Floats:
    """Return passenger-km a year of segments from each place, [place, mode]."""
    people = world.people
    total = np.zeros((len(people.people), len(people.modes.names)))
    for segment, found in zip(segments, world.choices(), strict=True):
        ratio = np.divide(segment.trips, found.total, out=np.zeros_like(found.total), where=found.total > 0.0)
        for level, drawn, share, km in zip(
            people.levels, found.drawn, found.shares, world.skims.km, strict=True
        ):
            work = drawn[:, None] * share * np.where(np.isfinite(km), km, 0.0)
            for m in range(total.shape[1]):
                total[:, m] += (
                    ratio * np.bincount(level.start, work[:, m], minlength=len(level.centre))[level.unit]
                )
    return total


def _measured(world: World, row: dict[Hashable, Any], of: pd.DataFrame, on_links: Floats) -> float:
    measure, mode = row["measure"], row["of"]
    if measure == "vehicles":
        return _counted(world, row["road"], on_links)
    column = {"passenger_km_share": "share"}.get(measure, measure)
    if mode:
        return float(of.loc[mode, column])
    if measure == "mean_km":
        return float(of["passenger_km"].sum() / of["trips"].sum())
    return float(of[column].sum())


def _counted(world: World, road: str, on_links: Floats) -> float:
    """Return vehicles a day that are no trains, mean over a road by length; not a number: no such road."""
    section = world.people.case.network.links["section"]
    here = ((section == road) | section.str.startswith(f"{road}-")).to_numpy() & np.isfinite(world.ways.hours)
    km = np.where(here, world.ways.km, 0.0)
    both = on_links[:, ~world.people.modes.rail].sum(axis=1)
    return float(km @ both / km.sum()) if km.sum() > 0.0 else float("nan")


def _shares(value: Floats) -> Floats:
    return value / value.sum() if value.sum() > 0.0 else value
