"""Fit what plants can run: by fuel to the published mix of some years, oil to the load shed in a short one.

`tables/energy_availability.csv` and `tables/energy_fitted.csv`. Run it after plants, demand or the published
mix have changed, then `energy.py`; some fifty solved years.
"""

from __future__ import annotations

import sys
from pathlib import Path

import energy
import pandas as pd

from corridor.energy.calibrate import UNSERVED, calibrated
from corridor.energy.shortage import fitted
from corridor.energy.system import PowerSystem
from corridor.io.case import read

BUILD = Path(__file__).resolve().parent
OWN_ZONE = {"fuel": "gas", "zone": "karachi", "value": 0.8}
OWN_SOURCE = "assumed: K-Electric's combined cycles have contracts of their own and ran most of the year"


def build() -> None:
    """Write the table, and say how each year ends."""
    system = read(BUILD.parent).energy
    if system is None:
        raise ValueError("the case has no power system")
    parts = []
    for year in energy.CALIBRATED:
        found, solved = calibrated(system, year)
        rows = found.availability
        mine = rows[(rows["year"] == year) & (rows["zone"] == "")]
        print(year, solved.by_fuel(system.in_mix).round(2).to_dict(), file=sys.stderr, flush=True)
        parts += [mine.round({"value": 4}), pd.DataFrame([{**OWN_ZONE, "year": year, "source": OWN_SOURCE}])]
    table = pd.concat(parts, ignore_index=True)[["fuel", "zone", "year", "value", "source"]]
    table = table.sort_values(["year", "fuel", "zone"])
    table.to_csv(BUILD / "tables" / "energy_availability.csv", index=False, lineterminator="\n")
    oil(system)


def oil(system: PowerSystem) -> None:
    """Write what oil plants can run: with it the one year that calibrates sheds what was published."""
    known = system.generation
    short = known[(known["fuel"] == UNSERVED) & (known["use"] == "calibrate")]
    year, twh = int(short["year"].iloc[0]), float(short["twh"].iloc[0])
    _, level = fitted(system, energy.RESIDUAL, year, twh)
    source = (
        f"fitted: with it {year} sheds {twh:g} TWh as published; old steam plants, and fuel that could not "
        "be paid for"
    )
    row = (energy.RESIDUAL, "availability", "", round(level, 4), "1", source, "estimated")
    columns = ["technology", "parameter", "year", "value", "unit", "source", "status"]
    table = pd.DataFrame([row], columns=columns)
    table.to_csv(BUILD / "tables" / "energy_fitted.csv", index=False, lineterminator="\n")
    print("oil", year, twh, level, file=sys.stderr, flush=True)


if __name__ == "__main__":
    build()
