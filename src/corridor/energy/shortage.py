"""Load that was shed for want of power, by calendar year: published, and what the model's plants leave.

Demand holds what was served and what was shed, so the model has to shed what plants and fuel could not
serve. In a short year all that can run does: what dear plants could make then shows how much of them works.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from corridor.energy.calibrate import UNSERVED
from corridor.energy.solution import Solution, dispatch
from corridor.energy.system import PowerSystem
from corridor.energy.year import year_of
from corridor.errors import SolveError
from corridor.types import Progress

AVAILABILITY = "availability"
SETTLED_TWH = 0.01
"""Tolerance of the fit, TWh."""


def planning(system: PowerSystem) -> PowerSystem:
    """Return the system with no year's calibrated availabilities: those for planning hold in all."""
    return replace(system, availability=system.availability.iloc[:0])


def served_year(system: PowerSystem, year: int) -> Solution:
    """Return a solved calendar year with the plants that stood and the availabilities for planning."""
    plain = planning(system)
    return dispatch(plain, year_of(plain, year))


def fitted(system: PowerSystem, carrier: str, year: int, unserved_twh: float) -> tuple[PowerSystem, float]:
    """Return the system, and the availability of a carrier with which `year` sheds `unserved_twh`.

    Raises
    ------
    SolveError
        No availability between nothing and one gives that.

    """

    def excess(level: float) -> float:
        found = served_year(with_level(system, carrier, level), year)
        return float(found.unserved_twh.sum()) - unserved_twh

    least, most = excess(1.0), excess(0.0)
    if least > 0.0 or most < 0.0:
        raise SolveError(
            f"No availability of {carrier} makes {year} shed {unserved_twh:g} TWh: full use leaves "
            f"{least + unserved_twh:.2f}, none {most + unserved_twh:.2f}."
        )
    level = float(brentq(excess, 0.0, 1.0, xtol=1e-4, rtol=1e-4))
    return with_level(system, carrier, level), level


def with_level(system: PowerSystem, carrier: str, level: float) -> PowerSystem:
    """Return the system with one availability of a carrier for planning, in all years."""
    costs = system.costs
    mine = (costs["technology"] == carrier) & (costs["parameter"] == AVAILABILITY)
    return replace(system, costs=costs.assign(value=costs["value"].where(~mine, level)))


def shortage_compared(system: PowerSystem, *, progress: Progress | None = None) -> pd.DataFrame:
    """Return load shed by calendar year beside what was published, with the columns of `compared`.

    A year holds where the model's figure lies within the range of the published ones. `ratio` is that to the
    central figure, not a number where it is zero.
    """
    table = system.generation[system.generation["fuel"] == UNSERVED].sort_values("year")
    rows = []
    for turn, row in enumerate(table.itertuples()):
        if progress:
            progress("shortage", turn, len(table))
        year, observed = int(str(row.year)), float(str(row.twh))
        model = float(served_year(system, year).unserved_twh.sum())
        low, high = float(str(row.low)), float(str(row.high))
        rows.append(
            {
                "id": f"unserved-{year}",
                "kind": "power",
                "what": f"load shed for want of power, {year} (range {low:g} to {high:g})",
                "year": year,
                "unit": "TWh",
                "observed": observed,
                "model": model,
                "ratio": model / observed if observed > 0.0 else np.nan,
                "band": high / observed if observed > 0.0 else np.nan,
                "use": row.use,
                "verdict": "holds" if low <= model <= high else "fails",
                "likely_cause": row.likely_cause,
                "source": row.source,
            }
        )
    return pd.DataFrame(rows)
