"""A forecast that can be sealed, and the score of one when outcomes are known.

Real GDP is a random walk with drift in logs: growth has the mean and the spread of the years that are used,
and neither is known better than those years tell, so that the quantiles are Student's (Box, Jenkins & Reinsel
2008, section 5). Districts have the growth of their country; a run of an appraisal adds what projects bring.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.stats import t as student

from corridor.accounts.scoring import coverage, crps, rank_correlation
from corridor.case.case import Case
from corridor.errors import ARGUMENT, Fault, InputError
from corridor.types import Floats

LEVELS = np.array([0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975])
INDICATOR, DISTRICT = "real GDP", "real GDP of district"
USED = 15
"""Years of growth that are used, at most."""
FEWEST = 5
INTERVALS = (0.5, 0.9)

KEYS = ["place", "indicator", "year"]


def forecast(
    case: Case, *, data_to: int, years: tuple[int, int], gains: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return quantiles of real GDP by country, and by district of home, in each year.

    Parameters
    ----------
    case
        With a table `activity`.
    data_to
        Last year whose data may be used.
    years
        First and last year of the forecast, after `data_to`.
    gains
        `region_id`, `real_income_hat` of a run: what the projects of a scenario bring to districts.

    Returns
    -------
    One row per place, indicator and year: `unit`, `last` (the last level that was used), and one column
    `q<level>` for each of `LEVELS`.

    Raises
    ------
    InputError
        No country has five years of growth by then, or the years cannot be.

    """
    _refuse(data_to, years)
    horizon = np.arange(years[0], years[1] + 1)
    parts = [
        part
        for country, series in case.activity.groupby("country", sort=False)
        if (part := _country(str(country), series[series["year"] <= data_to], horizon)) is not None
    ]
    if not parts:
        message = f"no country has {FEWEST} years of growth up to {data_to}"
        cure = "add years to observed/activity"
        raise InputError([Fault(file="observed/activity", message=message, cure=cure)])
    countries = pd.concat(parts, ignore_index=True)
    return pd.concat([countries, _districts(case, countries, gains)], ignore_index=True)


def _refuse(data_to: int, years: tuple[int, int]) -> None:
    if data_to < years[0] <= years[1]:
        return
    found, allowed = f"{years[0]} to {years[1]}", f"after {data_to}, the last year of the data"
    said = {"column": "years", "value": found, "allowed": allowed, "cure": "ask for later years"}
    raise InputError([Fault(file=ARGUMENT, message="years cannot be", **said)])  # type: ignore[arg-type]


def _country(country: str, series: pd.DataFrame, horizon: np.ndarray) -> pd.DataFrame | None:
    """Return the quantiles of a country; None where too few years are known."""
    known = series.sort_values("year")[["year", "gdp"]].to_numpy(dtype=float)
    level, growth = known[:, 1], np.diff(np.log(known[:, 1]))
    growth = growth[np.diff(known[:, 0]) == 1.0][-USED:]
    n = len(growth)
    if n < FEWEST:
        return None
    ahead = (horizon - known[-1, 0])[:, None]
    spread = float(growth.std(ddof=1)) * np.sqrt(ahead + ahead**2 / n)
    logs = ahead * growth.mean() + spread * student.ppf(LEVELS, n - 1)
    return _rows(country, INDICATOR, "as observed", horizon, (float(level[-1]), level[-1] * np.exp(logs)))


def _rows(
    place: str, indicator: str, unit: str, horizon: np.ndarray, values: tuple[float, Floats]
) -> pd.DataFrame:
    last, quantiles = values
    said = {"place": place, "indicator": indicator, "year": horizon, "unit": unit, "last": last}
    return pd.DataFrame({**said, **{_name(q): quantiles[:, k] for k, q in enumerate(LEVELS)}})


def _name(level: float) -> str:
    return f"q{level:g}"


def _districts(case: Case, countries: pd.DataFrame, gains: pd.DataFrame | None) -> pd.DataFrame:
    """Return the quantiles of districts of home: value added of the base year, grown as their country."""
    home = case.settings.focus[0]
    mine = countries[countries["place"] == home]
    gdp = case.activity[case.activity["country"] == home].set_index("year")["gdp"]
    base = float(gdp.get(case.settings.base_year, math.nan))
    made = case.value_added.groupby("region_id")["value_added_usd"].sum()
    hats = None if gains is None else gains.set_index("region_id")["real_income_hat"]
    columns = ["last", *map(_name, LEVELS)]
    parts = []
    for region in case.regions.loc[case.regions["country"] == home, "region_id"] if len(mine) else []:
        share = float(made.get(region, 0.0)) / base * (1.0 if hats is None else float(hats.get(region, 1.0)))
        part = mine.assign(place=region, indicator=DISTRICT, unit="US$ of the base year")
        part[columns] *= share
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else countries.iloc[:0]


def scored(found: pd.DataFrame, outcomes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the score of each forecast whose outcome is known, and their summary by indicator.

    Parameters
    ----------
    found
        A forecast.
    outcomes
        `place, indicator, year, value` in the unit of the forecast.

    Returns
    -------
    Scores: `place, indicator, year, outcome, median, crps, crps_naive, crps_relative` (over the outcome); the
    naive forecast says that nothing changes, and its score is its absolute error. Summary: `indicator,
    forecasts, crps_percent, crps_naive_percent, coverage_50, coverage_90, rank_correlation` of growth since
    the last level that was used.

    """
    both = found.merge(outcomes[[*KEYS, "value"]], on=KEYS)
    quantiles = both[list(map(_name, LEVELS))].to_numpy(dtype=float)
    came, last = both["value"].to_numpy(dtype=float), both["last"].to_numpy(dtype=float)
    score, naive = crps(LEVELS, quantiles, came), np.abs(came - last)
    scores = both[KEYS].assign(
        outcome=came,
        median=both[_name(0.5)],
        crps=score,
        crps_naive=naive,
        crps_relative=np.divide(score, came, out=np.full(len(came), np.nan), where=came != 0.0),
    )
    return scores, pd.DataFrame(_summary(scores, quantiles, last))


def _summary(scores: pd.DataFrame, quantiles: Floats, last: Floats) -> Iterable[dict[str, object]]:
    for indicator, part in scores.groupby("indicator", sort=False):
        at = part.index.to_numpy()
        came = part["outcome"].to_numpy(dtype=float)
        grown, said = came / last[at], part["median"].to_numpy(dtype=float) / last[at]
        yield {
            "indicator": indicator,
            "forecasts": len(part),
            "crps_percent": float(100.0 * (part["crps"] / part["outcome"]).mean()),
            "crps_naive_percent": float(100.0 * (part["crps_naive"] / part["outcome"]).mean()),
            **{
                f"coverage_{100 * share:.0f}": coverage(LEVELS, quantiles[at], came, share)
                for share in INTERVALS
            },
            "rank_correlation": rank_correlation(said, grown),
        }
