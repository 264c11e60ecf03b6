"""Calibration: the availability of each fuel that gives the published mix of a year."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from corridor.energy.solution import Solution, dispatch
from corridor.energy.system import ALL, PowerSystem
from corridor.energy.year import MWH_PER_TWH, Year, year_of
from corridor.errors import SolveError
from corridor.types import Progress

RESIDUAL = "oil"
"""Fuel that is not calibrated: it covers what the others leave, since it is the dearest."""

UNCALIBRATED = 0.88
"""Availability of the residual fuel in a calibrated year."""

TOTAL, OUTSIDE, UNSERVED = "total", "outside", "unserved"
"""Rows of the published mix that are no fuels: all of it; plants of zones that it leaves out; load shed."""

PERCENT = 100.0
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
    """Return the system with availabilities that give the mix of a fiscal `year`, and the solved year.

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
        level[fuel] = float(np.mean([system.cost(c, "availability", year) for c in carriers]))
    for turn in range(rounds):
        if progress:
            progress(f"calibrate {year}", turn, rounds)
        trial = with_availability(system, year, level)
        solved = dispatch(trial, published_year(trial, year))
        ratio = published / solved.by_fuel(system.in_mix).reindex(published.index)
        if float((ratio - 1.0).abs().max()) <= tolerance:
            return trial, solved
        level = (level * ratio.clip(1.0 / STEP_LIMIT, STEP_LIMIT)).clip(upper=HIGHEST)
    worst = str((ratio - 1.0).abs().idxmax())
    raise SolveError(
        f"The mix of {year} is not met: {worst} is off by {ratio[worst] - 1.0:+.1%} after {rounds} solves."
    )


def published_mix(system: PowerSystem, year: int) -> pd.Series:
    """Return published generation by fuel of a fiscal year in TWh; totals are no fuels."""
    table = system.generation
    rows = table[(table["year"] == year) & ~table["fuel"].isin([TOTAL, OUTSIDE, UNSERVED])]
    return rows.set_index("fuel")["twh"].astype(float)


def published_year(system: PowerSystem, year: int) -> Year:
    """Return the fiscal year with the load that its published generation serves.

    Load keeps its course and its shares by zone. Generation of zones out of the mix is part of it where the
    table has a row `outside`.
    """
    table = system.generation[system.generation["year"] == year].set_index("fuel")["twh"]
    made = float(table[TOTAL]) + float(table.get(OUTSIDE, 0.0))
    plain = year_of(system, year, fiscal=True)
    lost = _lost(system)
    factor = made * (1.0 - lost) / (float((plain.load * plain.weight[:, None]).sum()) / MWH_PER_TWH)
    return year_of(system, year, fiscal=True, load_factor=np.full(len(system.zone_ids), factor))


def _lost(system: PowerSystem) -> float:
    """Return the share of generation that the lines of the model lose, as its demand allows for."""
    return system.cost_or(0.0, ALL, "line_losses")


def compared(system: PowerSystem, year: int) -> pd.DataFrame:
    """Return the mix of a fiscal year beside the published one, one row per fuel.

    Years that are calibrated are solved with the availabilities fitted to them, others with those for
    planning, which no figure of theirs has touched. Columns: id, kind, what, year, unit, observed and model
    (% of generation in the zones of the mix), ratio, band, use, verdict (holds or
    fails), likely_cause, source.
    """
    table = system.generation[system.generation["year"] == year].set_index("fuel")
    made = dispatch(system, published_year(system, year)).by_fuel(system.in_mix)
    rows = table.drop([TOTAL, OUTSIDE, UNSERVED], errors="ignore")
    observed = rows["twh"].to_numpy(float) / float(table["twh"].loc[TOTAL]) * PERCENT
    model = made.reindex(rows.index).fillna(0.0).to_numpy(float) / float(made.sum()) * PERCENT
    ratio, band = model / observed, rows["band"].to_numpy(float)
    holds = (ratio <= band) & (ratio >= 1.0 / band)
    return pd.DataFrame(
        {
            "id": [f"power-{year}-{fuel}" for fuel in rows.index],
            "kind": "power",
            "what": [f"share of {fuel} in generation, {year - 1}-{year % 100:02d}" for fuel in rows.index],
            "year": year,
            "unit": "%",
            "observed": observed,
            "model": model,
            "ratio": ratio,
            "band": band,
            "use": rows["use"].to_numpy(str),
            "verdict": np.where(holds, "holds", "fails"),
            "likely_cause": rows["likely_cause"].to_numpy(str),
            "source": rows["source"].to_numpy(str),
        }
    )


def all_compared(system: PowerSystem, *, progress: Progress | None = None) -> pd.DataFrame:
    """Return `compared` of every year with a published mix, in order; no rows where there is none."""
    table = system.generation
    years = sorted(table.loc[table["fuel"] == TOTAL, "year"].astype(int))
    found = []
    for turn, year in enumerate(years):
        if progress:
            progress("power", turn, len(years))
        found.append(compared(system, year))
    if progress:
        progress("power", len(years), len(years))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


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
