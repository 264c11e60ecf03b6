"""One year of a power system as arrays: snapshots with weights, load, what can run when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.energy.system import HOURS, LOAD, STORED, PowerSystem
from corridor.types import Floats

MWH_PER_TWH = 1e6


@dataclass(frozen=True, eq=False)
class Year:
    """What a model of one year needs; snapshots are the hours of the representative days, in order."""

    year: int
    calibrated: bool
    """Whether availabilities are those of the published year, not those assumed for planning."""
    absent: frozenset[str]
    """Projects that do not exist in this world."""
    snapshots: pd.Index
    weight: Floats
    """Hours of the year that a snapshot stands for, [snapshot]."""
    load: Floats
    """MW, [snapshot, zone]."""
    fleet: pd.DataFrame
    """One row per zone and carrier: zone, carrier, capacity_mw."""
    can_run: Floats
    """Share of the capacity of a row of `fleet` that water, wind, sun or fuel allow, [snapshot, row]."""
    peak: Floats
    """Share that can run in an hour; more than `can_run` where a day's fuel may be spread over its hours."""


def year_of(
    system: PowerSystem,
    year: int,
    *,
    absent: Collection[str] = (),
    load_factor: Floats | None = None,
) -> Year:
    """Return one year of the system without the projects `absent`.

    A year with a calibrated availability takes it; others take the availabilities assumed for planning.
    `load_factor` multiplies the load, [zone].

    Raises
    ------
    InputError
        The year has no demand.

    """
    days = system.days
    month = np.repeat(days["month"].to_numpy(np.int64), HOURS)
    names = [f"{day} {h:02d}" for day in days["day"] for h in range(HOURS)]
    weight = np.repeat(days["days"].to_numpy(float), HOURS)
    gone = frozenset(absent)
    plants = system.plants[~system.plants["project_id"].isin(gone)]
    fleet = in_service(plants, year, month)
    standing = fleet.share * _plants_able(system, fleet.rows)
    calibrated = year in set(system.availability["year"])
    load = _load(system, year)
    able = fleet.share * _possible(system, year, fleet.rows, calibrated=calibrated)
    return Year(
        year=year,
        calibrated=calibrated,
        absent=gone,
        snapshots=pd.Index(names, name="snapshot"),
        weight=weight,
        load=load if load_factor is None else load * load_factor[None, :],
        fleet=fleet.rows,
        can_run=able,
        peak=np.maximum(able, standing),
    )


@dataclass(frozen=True, eq=False)
class Fleet:
    """Plants of a year added up by zone and carrier."""

    rows: pd.DataFrame
    share: Floats
    """Share of a row's capacity that stands, [snapshot, row]."""


def in_service(plants: pd.DataFrame, year: int, month: NDArray[np.int64]) -> Fleet:
    """Return the plants that stand in some month of `year`, added up by zone and carrier.

    `month` is the month of every snapshot. A plant of 2019.6 stands from August 2019.
    """
    middle = year + (month - 0.5) / 12.0
    begin = plants["year_in"].to_numpy(float)
    end = np.nan_to_num(plants["year_out"].to_numpy(float), nan=np.inf)
    stands = (middle[:, None] >= begin[None, :]) & (middle[:, None] < end[None, :])
    used = stands.any(axis=0)
    kept, standing = plants[used], stands[:, used]
    keys = kept["zone"] + "|" + kept["carrier"]
    groups, labels = pd.factorize(keys)
    capacity = kept["capacity_mw"].to_numpy(float)
    total = np.bincount(groups, capacity, minlength=len(labels))
    running = np.zeros((len(month), len(labels)))
    np.add.at(running.T, groups, (standing * capacity[None, :]).T)
    rows = pd.DataFrame([key.split("|") for key in labels], columns=["zone", "carrier"])
    return Fleet(rows.assign(capacity_mw=total), running / total[None, :])


def profile(system: PowerSystem, carrier: str, zone: str) -> Floats | None:
    """Return the profile of a carrier in a zone, or of all zones, [snapshot]; None where it has none."""
    table = system.profiles[system.profiles["carrier"] == carrier]
    own = table[table["zone"].isin([zone])]
    found = own if len(own) else table[table["zone"] == ""]
    if found.empty:
        return None
    grid = found.pivot_table(index="month", columns="hour", values="value").to_numpy(float)
    factor = f"{carrier}_factor"
    rows = grid[system.days["month"].to_numpy(int) - 1]
    if factor in system.days:
        rows = rows * system.days[factor].to_numpy(float)[:, None]
    return np.asarray(rows.reshape(-1), dtype=float)


def _load(system: PowerSystem, year: int) -> Floats:
    """Return the load, [snapshot, zone] MW, that sums to the demand of the year in each zone."""
    twh = demand_of(system, year)
    weight = np.repeat(system.days["days"].to_numpy(float), HOURS)
    columns = []
    for zone, total in zip(system.zone_ids, twh, strict=True):
        course = profile(system, LOAD, zone)
        if course is None:
            course = np.ones(len(weight))
        columns.append(total * MWH_PER_TWH * course / float((course * weight).sum()))
    return np.column_stack(columns)


def demand_of(system: PowerSystem, year: int) -> Floats:
    """Return demand in TWh, [zone]; between years of the table it grows at a constant rate."""
    table = system.demand.pivot_table(index="year", columns="zone", values="twh")[list(system.zone_ids)]
    years = table.index.to_numpy(float)
    logs = np.log(np.maximum(table.to_numpy(float), 1e-12))
    return np.exp([np.interp(year, years, logs[:, z]) for z in range(logs.shape[1])])


def _possible(system: PowerSystem, year: int, rows: pd.DataFrame, *, calibrated: bool) -> Floats:
    """Return availability times profile, [snapshot, row]."""
    count = int(len(system.days) * HOURS)
    columns = []
    for row in rows.itertuples():
        level = availability(system, str(row.carrier), str(row.zone), year if calibrated else None)
        course = profile(system, str(row.carrier), str(row.zone))
        raw = level * (np.ones(count) if course is None else course)
        columns.append(raw if row.carrier == STORED else np.minimum(raw, 1.0))
    return np.column_stack(columns)


def _plants_able(system: PowerSystem, rows: pd.DataFrame) -> Floats:
    """Return the share of plants that can run in an hour where fuel limits the day, else zero, [1, row]."""
    costs = system.costs[system.costs["parameter"] == "plant_availability"]
    level = dict(zip(costs["technology"], costs["value"], strict=True))
    return np.array([[float(level.get(carrier, 0.0)) for carrier in rows["carrier"]]])


def availability(system: PowerSystem, carrier: str, zone: str, year: int | None) -> float:
    """Return the availability of a carrier in a zone: that of a published year, else assumed for planning."""
    if year is not None:
        table = system.availability
        found = table[(table["fuel"] == system.fuel_of[carrier]) & (table["year"] == year)]
        own = found[found["zone"] == zone]
        rows = own if len(own) else found[found["zone"] == ""]
        if len(rows):
            return float(rows["value"].iloc[0])
    return system.cost(carrier, "availability")
