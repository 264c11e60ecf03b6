"""One year of a power system as arrays: snapshots with weights, load, what can run when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq

from corridor.energy.system import ALL, HOURS, LOAD, STORED, SUN, PowerSystem
from corridor.types import Floats

MWH_PER_TWH = 1e6
MWH_PER_GWH = 1e3
HALF = 0.5


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
    time: float
    """Year whose prices of fuel hold: `year`, or the middle of a fiscal year."""


def year_of(
    system: PowerSystem,
    year: int,
    *,
    absent: Collection[str] = (),
    load_factor: Floats | None = None,
    fiscal: bool = False,
) -> Year:
    """Return one year of the system without the projects `absent`.

    A year with a calibrated availability takes it; others take the availabilities assumed for planning.
    `load_factor` multiplies the load, [zone]. A `fiscal` year is the twelve months to June of `year`.

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
    time = year - HALF if fiscal else float(year)
    fleet = in_service(plants, time, month)
    standing = fleet.share * _plants_able(system, fleet.rows)
    calibrated = year in set(system.availability["year"])
    load = _load(system, time)
    able = _possible(system, year, fleet, calibrated=calibrated)
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
        time=time,
    )


def middle_of(time: float, month: NDArray[np.int64]) -> Floats:
    """Return the middle of every `month` in the twelve months from `time` on, in years.

    `time` is a year, or a half more: July to June.
    """
    within = (month - 0.5) / 12.0
    first = time % 1.0
    return np.asarray(np.floor(time) + np.where(within >= first, within, within + 1.0))


@dataclass(frozen=True, eq=False)
class Fleet:
    """Plants of a year added up by zone and carrier."""

    rows: pd.DataFrame
    """zone, carrier, capacity_mw."""
    plants: pd.DataFrame
    """Plants that stand in some month."""
    row: NDArray[np.int64]
    """Row of every plant, [plant]."""
    standing: NDArray[np.bool_]
    """Whether a plant stands, [snapshot, plant]."""

    @property
    def share(self) -> Floats:
        """Share of a row's capacity that stands, [snapshot, row]."""
        return self.sum_of(np.ones(self.standing.shape))

    def sum_of(self, share: Floats) -> Floats:
        """Return what plants that stand can run over the capacity of their row, [snapshot, row].

        `share` is that of each plant's own capacity, [snapshot, plant].
        """
        running = np.zeros((len(self.standing), len(self.rows)))
        able = self.standing * share * self.plants["capacity_mw"].to_numpy(float)[None, :]
        np.add.at(running.T, self.row, able.T)
        found: Floats = running / self.rows["capacity_mw"].to_numpy(float)[None, :]
        return found


def in_service(plants: pd.DataFrame, time: float, month: NDArray[np.int64]) -> Fleet:
    """Return the plants that stand in some month of the year from `time`, added up by zone and carrier.

    `month` is the month of every snapshot. A plant of 2019.6 stands from August 2019.
    """
    middle = middle_of(time, month)
    begin = plants["year_in"].to_numpy(float)
    end = np.nan_to_num(plants["year_out"].to_numpy(float), nan=np.inf)
    stands = (middle[:, None] >= begin[None, :]) & (middle[:, None] < end[None, :])
    used = stands.any(axis=0)
    kept, standing = plants[used], stands[:, used]
    keys = kept["zone"] + "|" + kept["carrier"]
    groups, labels = pd.factorize(keys)
    total = np.bincount(groups, kept["capacity_mw"].to_numpy(float), minlength=len(labels))
    rows = pd.DataFrame([key.split("|") for key in labels], columns=["zone", "carrier"])
    return Fleet(rows.assign(capacity_mw=total), kept, groups, standing)


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


def _load(system: PowerSystem, time: float) -> Floats:
    """Return the load, [snapshot, zone] MW, that sums to the demand of the year in each zone.

    Panels on roofs take the middle of the day out of what the grid serves: the course is that of what is
    used, with the panels, less that of the sun; the year's energy is that of the grid.
    """
    twh = demand_of(system, time)
    weight = np.repeat(system.days["days"].to_numpy(float), HOURS)
    own = system.cost_or(0.0, ALL, "rooftop_energy", time) / float(twh.sum())
    columns = []
    for zone, total in zip(system.zone_ids, twh, strict=True):
        course = profile(system, LOAD, zone)
        course = np.ones(len(weight)) if course is None else course
        course = course / float((course * weight).sum())
        sun = profile(system, SUN, zone) if own > 0.0 else None
        if sun is not None:
            rest = (1.0 + own) * course - own * sun / float((sun * weight).sum())
            # what panels make beyond the load of an hour is not taken back
            rest = np.maximum(rest, 0.0)
            course = rest / float((rest * weight).sum())
        columns.append(total * MWH_PER_TWH * course)
    return np.column_stack(columns)


def demand_of(system: PowerSystem, time: float) -> Floats:
    """Return demand in TWh, [zone]; between years of the table it grows at a constant rate."""
    table = system.demand.pivot_table(index="year", columns="zone", values="twh")[list(system.zone_ids)]
    years = table.index.to_numpy(float)
    logs = np.log(np.maximum(table.to_numpy(float), 1e-12))
    return np.exp([np.interp(time, years, logs[:, z]) for z in range(logs.shape[1])])


def _possible(system: PowerSystem, year: int, fleet: Fleet, *, calibrated: bool) -> Floats:
    """Return the share of capacity that stands and that fuel, water, wind or sun allow, [snapshot, row]."""
    weight = np.repeat(system.days["days"].to_numpy(float), HOURS)
    columns = []
    for plant in fleet.plants.itertuples():
        carrier, zone = str(plant.carrier), str(plant.zone)
        level = availability(system, carrier, zone, year, calibrated=calibrated)
        course = profile(system, carrier, zone)
        course = np.ones(len(weight)) if course is None else course
        energy = float(str(plant.energy_gwh))
        if not np.isnan(energy):
            mean = energy * MWH_PER_GWH / (float(str(plant.capacity_mw)) * weight.sum())
            course = scaled_to(course, weight, mean)
        raw = level * course
        columns.append(raw if carrier == STORED else np.minimum(raw, 1.0))
    return fleet.sum_of(np.column_stack(columns))


def scaled_to(course: Floats, weight: Floats, mean: float) -> Floats:
    """Return the course times a number, cut at one, so that its weighted mean is `mean`, [snapshot].

    The season stays; where a plant would run beyond its capacity in the wet months it runs full, and more
    in the others. A mean of one or more gives ones.
    """
    if mean >= 1.0:
        return np.ones_like(course)

    def excess(factor: float) -> float:
        return float(np.average(np.minimum(factor * course, 1.0), weights=weight)) - mean

    highest = 1.0 / float(course[course > 0.0].min())
    found: Floats = np.minimum(float(brentq(excess, 0.0, highest, xtol=1e-14)) * course, 1.0)
    return found


def _plants_able(system: PowerSystem, rows: pd.DataFrame) -> Floats:
    """Return the share of plants that can run in an hour where fuel limits the day, else zero, [1, row]."""
    costs = system.costs[system.costs["parameter"] == "plant_availability"]
    level = dict(zip(costs["technology"], costs["value"], strict=True))
    return np.array([[float(level.get(carrier, 0.0)) for carrier in rows["carrier"]]])


def availability(system: PowerSystem, carrier: str, zone: str, year: int, *, calibrated: bool) -> float:
    """Return the availability of a carrier in a zone: that of a calibrated year, else that for planning."""
    if calibrated:
        table = system.availability
        found = table[(table["fuel"] == system.fuel_of[carrier]) & (table["year"] == year)]
        own = found[found["zone"] == zone]
        rows = own if len(own) else found[found["zone"] == ""]
        if len(rows):
            return float(rows["value"].iloc[0])
    return system.cost(carrier, "availability", year)
