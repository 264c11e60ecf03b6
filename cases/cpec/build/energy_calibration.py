"""Fit what each fuel can run to the published mix of the calibrated years: `tables/energy_availability.csv`.

Run it after plants or the published mix have changed, then `energy.py`; some forty solved years.
"""

from __future__ import annotations

import sys
from pathlib import Path

import energy
import pandas as pd

from corridor.energy.calibrate import calibrated
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


if __name__ == "__main__":
    build()
