"""The power system of a case as a record that checks itself.

Tables have the columns of the data dictionary. Energies are in MWh unless a name says TWh, power in MW,
money in US$ at the prices of the year. Zones keep the order of their table in every array.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from corridor.errors import Fault, raise_if

TABLES = (
    "zones",
    "zone_regions",
    "carriers",
    "plants",
    "lines",
    "demand",
    "profiles",
    "days",
    "costs",
    "sites",
    "availability",
    "generation",
    "energy_references",
)
"""Tables of a power system, all of them needed where there is one."""

FOLDER = "energy"
DAYS_OF_YEAR = 365.0
HOURS = 24
ALL = "all"
LOAD = "demand"
SUN = "solar"
STORED = "hydro"
"""Carrier whose water can wait for some hours of the day."""

NEEDED = ("discount_rate", "value_of_lost_load")
BUILDING = ("investment", "fixed_cost", "lifetime")
"""Costs of what may be built."""

NOT_BURNT = ("battery",)
"""Carriers without plants or fuel of their own in the tables."""


@dataclass(frozen=True, eq=False)
class PowerSystem:
    """Tables of a power system that agree; anything else is an `InputError` with all faults."""

    zones: pd.DataFrame
    zone_regions: pd.DataFrame
    carriers: pd.DataFrame
    plants: pd.DataFrame
    lines: pd.DataFrame
    demand: pd.DataFrame
    profiles: pd.DataFrame
    days: pd.DataFrame
    costs: pd.DataFrame
    sites: pd.DataFrame
    availability: pd.DataFrame
    generation: pd.DataFrame
    energy_references: pd.DataFrame

    def __post_init__(self) -> None:
        raise_if(self.problems())

    @property
    def zone_ids(self) -> tuple[str, ...]:
        """Zones in the order of every array with a zone axis."""
        return tuple(self.zones["zone"])

    @property
    def fuel_of(self) -> Mapping[str, str]:
        """Carrier to the fuel under which published tables count it."""
        return dict(zip(self.carriers["carrier"], self.carriers["fuel"], strict=True))

    def without(self, projects: Collection[str]) -> PowerSystem:
        """Return the system without the plants and lines of some projects."""
        plants = self.plants[~self.plants["project_id"].isin(list(projects))].reset_index(drop=True)
        lines = self.lines[~self.lines["project_id"].isin(list(projects))].reset_index(drop=True)
        return replace(self, plants=plants, lines=lines) if projects else self

    @property
    def projects(self) -> tuple[str, ...]:
        """Identifiers of the projects that are plants or lines of the system."""
        named = pd.concat([self.plants["project_id"], self.lines["project_id"]])
        return tuple(dict.fromkeys(name for name in named if name))

    def problems(self) -> list[Fault]:
        """Return everything that is wrong between the tables."""
        return [
            *self._day_faults(),
            *self._profile_faults(),
            *self._plant_faults(),
            *self._line_faults(),
            *self._cost_faults(),
        ]

    def cost(self, technology: str, parameter: str, year: float | None = None) -> float:
        """Return a figure of the costs, between its years interpolated; `KeyError` where there is none."""
        table = self.costs
        found = table[(table["technology"] == technology) & (table["parameter"] == parameter)]
        if found.empty:
            raise KeyError(f"{technology} has no {parameter}")
        dated = found.dropna(subset=["year"]).sort_values("year")
        if dated.empty or year is None:
            return float(found["value"].iloc[0])
        return float(np.interp(year, dated["year"].to_numpy(float), dated["value"].to_numpy(float)))

    def cost_or(self, default: float, technology: str, parameter: str, year: float | None = None) -> float:
        """Return a figure of the costs as `cost`, or `default` where there is none."""
        found = (self.costs["technology"] == technology) & (self.costs["parameter"] == parameter)
        return self.cost(technology, parameter, year) if found.any() else default

    @property
    def in_mix(self) -> tuple[str, ...]:
        """Zones whose plants published mixes count."""
        return tuple(self.zones.loc[self.zones["in_mix"] != "no", "zone"])

    def _day_faults(self) -> list[Fault]:
        total = float(self.days["days"].sum())
        faults = []
        if abs(total - DAYS_OF_YEAR) > 1e-6:
            message = "the representative days do not make a year"
            allowed = f"{DAYS_OF_YEAR:g} in all"
            faults.append(
                Fault(
                    file=f"{FOLDER}/days",
                    message=message,
                    column="days",
                    value=f"{total:g}",
                    allowed=allowed,
                    cure="correct the weights",
                )
            )
        absent = sorted(set(range(1, 13)) - set(self.days["month"]))
        if absent:
            months = ", ".join(map(str, absent))
            message = "months without a representative day"
            faults.append(
                Fault(
                    file=f"{FOLDER}/days",
                    message=message,
                    column="month",
                    value=months,
                    allowed="1 to 12",
                    cure="add them",
                )
            )
        return faults

    def _profile_faults(self) -> list[Fault]:
        faults = []
        cells = (self.profiles["carrier"] + " " + self.profiles["zone"]).value_counts(sort=False)
        message = "the profile has not one value per month and hour"
        for key, count in cells.items():
            if count != 12 * HOURS:
                name, allowed = str(key).strip(), f"{12 * HOURS} rows"
                cure = "add or remove rows"
                faults.append(
                    Fault(
                        file=f"{FOLDER}/profiles",
                        message=message,
                        column="carrier",
                        value=f"{name}: {count}",
                        allowed=allowed,
                        cure=cure,
                    )
                )
        if LOAD not in set(self.profiles["carrier"]):
            cure = "add a carrier `demand` with the course of the load"
            faults.append(
                Fault(
                    file=f"{FOLDER}/profiles", message="the load has no profile", column="carrier", cure=cure
                )
            )
        return faults

    def _plant_faults(self) -> list[Fault]:
        table = self.plants
        ended = table["year_out"].to_numpy(float) <= table["year_in"].to_numpy(float)
        cure = "correct one of the years"
        return [
            Fault(
                file=f"{FOLDER}/plants",
                message="ends before it begins",
                row=int(row) + 1,
                column="year_out",
                value=str(table["plant"].iloc[row]),
                cure=cure,
            )
            for row in np.flatnonzero(ended)
        ]

    def _line_faults(self) -> list[Fault]:
        table = self.lines
        looped = (table["from_zone"] == table["to_zone"]).to_numpy()
        return [
            Fault(
                file=f"{FOLDER}/lines",
                message="both ends are the same",
                row=int(row) + 1,
                column="to_zone",
                value=str(table["line"].iloc[row]),
                cure="name another zone",
            )
            for row in np.flatnonzero(looped)
        ]

    def _cost_faults(self) -> list[Fault]:
        known = set(zip(self.costs["technology"], self.costs["parameter"], strict=True))
        burnt = self._burning()
        wanted = {(ALL, name) for name in NEEDED} | {(carrier, "fuel_cost") for carrier in burnt}
        named = set(self.plants.loc[self.plants["project_id"] != "", "carrier"])
        wanted |= {(c, name) for c in set(self.sites["carrier"]) | named for name in BUILDING}
        wanted |= {(carrier, "availability") for carrier in set(self.plants["carrier"])}
        return [
            Fault(
                file=f"{FOLDER}/costs",
                message=f"{technology} has no {parameter}",
                column="parameter",
                cure="add the row with its source",
            )
            for technology, parameter in sorted(wanted - known)
        ]

    def _burning(self) -> set[str]:
        """Return carriers of plants that cost something to run: all but those with a profile; and water."""
        profiled = set(self.profiles["carrier"]) - {STORED}
        return set(self.plants["carrier"]) - profiled - set(NOT_BURNT)


def system_from(tables: Mapping[str, pd.DataFrame]) -> PowerSystem:
    """Return the power system of typed tables by name; a missing table is an `InputError`."""
    cure = "add the table, or take the whole folder out"
    raise_if(
        [
            Fault(file=f"{FOLDER}/{name}", message="the table is missing", cure=cure)
            for name in TABLES
            if name not in tables
        ]
    )
    return PowerSystem(**{name: tables[name] for name in TABLES})
