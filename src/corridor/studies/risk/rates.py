"""Rates of attacks by district: fitted to the past, scored on what came, carried to a later level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.errors import Fault, InputError
from corridor.hazards.compound import quantiles, severity_of, victims
from corridor.hazards.distances import apart_km
from corridor.hazards.events import ATTACK, MONTHS, Hazards, dates, monthly
from corridor.hazards.fit import Fitted, Horizon, fitted
from corridor.hazards.skill import MODEL, Trial, baselines, beaten, skill, smoothed
from corridor.hazards.smoothing import YEAR, Forecast, Rates, forecast, rates
from corridor.types import Floats

FIT_UNTIL = 2016
"""Last year that hyperparameters see; declared before anything was fitted."""

WARM_UP = 10
"""Years of events before the first forecast of the fit."""

SEVERITY_YEARS = 3
"""Last years of events whose victims stand for those of an event."""

TAILS = (0.05, 0.95)
YEARLY, BLIND = "each year from its start", "all years from the end of the fit"


@dataclass(frozen=True, eq=False)
class AttackRates:
    """Rates of attacks by region of the home country, and how far they can be trusted."""

    regions: pd.DataFrame
    """Those of the home country, in the order of arrays."""
    events: pd.DataFrame
    """Attacks that were counted."""
    years: tuple[int, int]
    counts: Floats
    """[region, month]."""
    next_year: Fitted
    later: Fitted
    """For the pattern of a later year whose national level is known."""
    now: Rates
    """At the end of the last year."""
    carried: Rates
    level_year: int
    """Year of the national level that the pattern is carried to."""
    level: Floats
    """National level then over that of `carried`: best, low, high."""
    severity: Floats
    """Chance of 0, 1, ... victims of an event."""

    @property
    def ahead(self) -> int:
        """Months between the last event and the year it is carried to."""
        return (self.level_year - self.years[1] - 1) * MONTHS

    def year(self, of_level: int = 0, months: int = YEAR) -> Forecast:
        """Return counts of the year it is carried to, [region]; 0, 1, 2: at the best, low, high level."""
        made = forecast(self.carried, np.array([self.ahead]), months, level=float(self.level[of_level]))
        return Forecast(made.mean[:, 0], made.shape[:, 0])


def attack_rates(case: Case) -> AttackRates:
    """Return rates of attacks in the regions of the home country.

    Raises
    ------
    InputError
        The case has no attacks, too few years of them, or no national level.
    SolveError
        The fit does not end at a maximum.

    """
    hazards, home = _hazards(case), case.settings.focus[0]
    regions = case.regions[case.regions["country"] == home].reset_index(drop=True)
    events = hazards.events[hazards.events["kind"] == ATTACK].reset_index(drop=True)
    years = _years(events)
    counts = monthly(events, list(regions["region_id"]), years)
    km = _apart(regions)
    until = (FIT_UNTIL - years[0] + 1) * MONTHS
    origins = range(WARM_UP * MONTHS, until, MONTHS)
    past = counts[:, :until]
    level_year = int(_levels(hazards, home)["year"].max())
    skipped = max(level_year - years[1] - 1, 0) * MONTHS
    next_year = fitted(past, km, origins)
    later = fitted(past, km, origins, Horizon(MONTHS, skipped, level_known=True))
    carried = rates(counts, km, later.smoothing)
    severity = severity_of(_last(events, years[1])["deaths"].fillna(0.0).to_numpy(dtype=float))
    now = rates(counts, km, next_year.smoothing)
    level = _level(_levels(hazards, home), carried, severity)
    return AttackRates(
        regions, events, years, counts, next_year, later, now, carried, level_year, level, severity
    )


def _apart(regions: pd.DataFrame) -> Floats:
    lon, lat = (regions[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    return apart_km(lon, lat, lon, lat)


def _hazards(case: Case) -> Hazards:
    if case.hazards is None or not (case.hazards.events["kind"] == ATTACK).any():
        cure = "add hazards/events with rows of the kind `attack`"
        raise InputError([Fault(file="hazards/events", message="the case has no attacks", cure=cure)])
    return case.hazards


def _years(events: pd.DataFrame) -> tuple[int, int]:
    when = dates(events).year
    first, last = int(when.min()), int(when.max())
    if first + WARM_UP >= FIT_UNTIL or last <= FIT_UNTIL:
        allowed = f"events from {FIT_UNTIL - WARM_UP - 1} or before until after {FIT_UNTIL}"
        fault = Fault(
            file="hazards/events",
            message="too few years",
            column="date",
            value=f"{first} to {last}",
            allowed=allowed,
        )
        raise InputError([fault])
    return first, last


def _levels(hazards: Hazards, home: str) -> pd.DataFrame:
    table = hazards.event_levels
    found = table[(table["country"] == home) & (table["kind"] == ATTACK)]
    if found.empty:
        cure = "add hazards/event_levels with rows of the home country"
        raise InputError([Fault(file="hazards/event_levels", message="no national level", cure=cure)])
    return found


def _last(events: pd.DataFrame, last: int) -> pd.DataFrame:
    return events[dates(events).year > last - SEVERITY_YEARS]


def _level(levels: pd.DataFrame, carried: Rates, severity: Floats) -> Floats:
    """Return by what the national number of events is multiplied: best, low, high.

    National victims of the last known year over those that today's events would have, each event with the
    victims of the last years.
    """
    last = levels.sort_values("year").iloc[-1]
    expected = float(carried.mean.sum()) * YEAR * float(severity @ np.arange(len(severity)))
    return np.array([last[name] / expected for name in ("deaths", "deaths_low", "deaths_high")], dtype=float)


def rates_table(found: AttackRates) -> pd.DataFrame:
    """Return rates by region: the last year, the rate then, and the year it is carried to, with intervals."""
    low, high = (YEAR * end for end in found.now.interval())
    best = found.year()
    least, most = found.year(1).interval()[0], found.year(2).interval()[1]
    reach = int(4 * best.mean.max() * len(found.severity)) + 50
    killed = [_victims(m, a, found.severity, reach) for m, a in zip(best.mean, best.shape, strict=True)]
    return pd.DataFrame(
        {
            "region": found.regions["region_id"],
            "name": found.regions["name"],
            "events_last_year": found.counts[:, -MONTHS:].sum(axis=1),
            "rate": YEAR * found.now.mean,
            "rate_low": low,
            "rate_high": high,
            "level_year": found.level_year,
            "events": best.mean,
            "events_low": least,
            "events_high": most,
            "victims": best.mean * float(found.severity @ np.arange(len(found.severity))),
            "victims_low": [one[0] for one in killed],
            "victims_high": [one[1] for one in killed],
        }
    )


def _victims(mean: float, shape: float, severity: Floats, largest: int) -> tuple[int, int]:
    """Return the central interval of a year's victims."""
    if mean <= 0.0:
        return 0, 0
    low, high = quantiles(victims(mean, shape, severity, min(largest, 2000)), TAILS)
    return low, high


def skill_table(found: AttackRates) -> pd.DataFrame:
    """Return scores of the model and of naive forecasts in the years after the fit, and who is better."""
    first, last = found.years
    start, end = (FIT_UNTIL - first + 1) * MONTHS, (last - first + 1) * MONTHS
    trials = [
        Trial(YEARLY, tuple(range(start, end, MONTHS)), MONTHS),
        Trial(BLIND, (start,), end - start),
    ]
    makers = {MODEL: smoothed(_apart(found.regions), found.next_year.smoothing), **baselines()}
    scores = skill(found.counts, makers, trials)
    better = beaten(scores).rename(
        columns=lambda name: f"{name}_beaten" if "score" in name or name == "crps" else name
    )
    return scores.merge(better, on=["test", "forecast"], how="left")


def checks_table(case: Case, found: AttackRates) -> pd.DataFrame:
    """Return published counts of later years beside what the carried rates say; no rate has seen them."""
    table = _hazards(case).event_checks
    table = table[(table["kind"] == ATTACK) & (table["year"] == found.level_year)]
    each = found.year().mean
    per_event = float(found.severity @ np.arange(len(found.severity)))
    index = pd.Index(found.regions["region_id"])
    rows = []
    for row in table.to_dict("records"):
        names = [name for name in row["regions"].split("|") if name]
        inside = index.isin(names) if names else np.ones(len(index), dtype=bool)
        events = float(each[inside].sum())
        total = table[(table["measure"] == row["measure"]) & (table["regions"] != "")]["value"].sum()
        part = names and total > 0.0
        rows.append(
            {
                "check": row["check"],
                "of": row["of"],
                "measure": row["measure"],
                "published": row["value"],
                "model": events if row["measure"] == "attacks" else events * per_event,
                "published_share": row["value"] / total if part else np.nan,
                "model_share": events / _of_named(each, index, table, row["measure"]) if part else np.nan,
                "source": row["source"],
            }
        )
    return pd.DataFrame(rows)


def _of_named(each: Floats, index: pd.Index, table: pd.DataFrame, measure: str) -> float:
    """Return events of all regions that the table names for a measure."""
    rows = table[(table["measure"] == measure) & (table["regions"] != "")]["regions"]
    return float(each[index.isin({name for one in rows for name in one.split("|")})].sum())
