"""Calibration: the availability of each fuel that gives the published mix of a year."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from corridor.energy.solution import Solution, dispatch
from corridor.energy.system import PowerSystem
from corridor.energy.year import year_of
from corridor.errors import SolveError
from corridor.types import Progress

RESIDUAL = "oil"
"""Fuel that is not calibrated: it covers what the others leave, since it is the dearest."""

UNCALIBRATED = 0.88
"""Availability of the residual fuel in a calibrated year."""

STEP_LIMIT = 2.0
HIGHEST = 2.0


def calibrated(
    system: PowerSystem,
    year: int,
    *,
    tolerance: float = 0.005,
    rounds: int = 20,
    progress: Progress | None = None,
) -> tuple[PowerSystem, Solution]:
    """Return the system with availabilities of `year` that give its published mix, and the solved year.

    Multiplicative correction by published over modelled generation, fuel by fuel, until every fuel but
    the residual is within `tolerance`. What a fuel generates rises with its availability, and at most in
    proportion, so the correction does not overshoot where it is limited by its own plants.

    Raises
    ------
    SolveError
        The tolerance was not met in `rounds` solves.

    """
    published = published_mix(system, year).drop(RESIDUAL)
    level = pd.Series(1.0, index=published.index)
    for fuel in published.index:
        carriers = [c for c, f in system.fuel_of.items() if f == fuel and c in set(system.plants["carrier"])]
        level[fuel] = float(np.mean([system.cost(c, "availability") for c in carriers]))
    for turn in range(rounds):
        if progress:
            progress(f"calibrate {year}", turn, rounds)
        trial = with_availability(system, year, level)
        solved = dispatch(trial, year_of(trial, year))
        ratio = published / solved.by_fuel().reindex(published.index)
        if float((ratio - 1.0).abs().max()) <= tolerance:
            return trial, solved
        level = (level * ratio.clip(1.0 / STEP_LIMIT, STEP_LIMIT)).clip(upper=HIGHEST)
    worst = str((ratio - 1.0).abs().idxmax())
    raise SolveError(
        f"The mix of {year} is not met: {worst} is off by {ratio[worst] - 1.0:+.1%} after {rounds} solves."
    )


def published_mix(system: PowerSystem, year: int) -> pd.Series:
    """Return published generation by fuel in TWh; the total is not a fuel."""
    table = system.generation
    rows = table[(table["year"] == year) & (table["fuel"] != "total")]
    return rows.set_index("fuel")["twh"].astype(float)


def with_availability(system: PowerSystem, year: int, level: pd.Series) -> PowerSystem:
    """Return the system with the availabilities of `year` replaced, fuel to level."""
    table = system.availability
    other = table[(table["year"] != year) | (table["zone"] != "")]
    rows = pd.DataFrame(
        {
            "fuel": [*level.index, RESIDUAL],
            "zone": "",
            "year": year,
            "value": [*level.to_numpy(float), UNCALIBRATED],
            "source": "calibrated to the published generation of the year",
        }
    )
    return replace(system, availability=pd.concat([other, rows], ignore_index=True))
