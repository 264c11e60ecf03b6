"""Skill of rates: forecasts of months that no fit has seen, against naive ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import poisson

from corridor.hazards.scores import SCORES
from corridor.hazards.smoothing import Smoothing, forecast, rates
from corridor.types import Floats, Ints

BOOTSTRAP = 240
"""Months from which the bootstrap draws."""

YEAR = 12

MODEL = "model"
THREE = ("last month", "long mean", "bootstrap of 240 months")
"""The baselines against which the model is held."""

Made = Callable[[Floats, Ints, int], Floats]
"""From events until now [unit, month], months ahead and the largest count: chances [unit, month, count]."""


@dataclass(frozen=True)
class Trial:
    """When forecasts are made and what for: months of the events' second axis."""

    name: str
    origins: tuple[int, ...]
    months: int


def smoothed(km: Floats, how: Smoothing) -> Made:
    """Return the model as a maker of forecasts."""

    def made(events: Floats, ahead: Ints, largest: int) -> Floats:
        return forecast(rates(events, km, how), ahead).probabilities(largest)

    return made


def baselines() -> Mapping[str, Made]:
    """Return naive forecasts by name: the three, and two that know the last twelve months."""
    return {
        THREE[0]: _poisson(lambda events: events[:, -1]),
        THREE[1]: _poisson(lambda events: events.mean(axis=1)),
        THREE[2]: _drawn(BOOTSTRAP),
        "mean of 12 months": _poisson(lambda events: events[:, -YEAR:].mean(axis=1)),
        "bootstrap of 12 months": _drawn(YEAR),
    }


def _poisson(mean: Callable[[Floats], Floats]) -> Made:
    def made(events: Floats, ahead: Ints, largest: int) -> Floats:
        chance = np.asarray(poisson.pmf(np.arange(largest + 1), mean(events)[:, None]))
        return np.repeat(chance[:, None, :], len(ahead), axis=1)

    return made


def _drawn(months: int) -> Made:
    """Return the past months of a unit as its forecast, each as likely."""

    def made(events: Floats, ahead: Ints, largest: int) -> Floats:
        past = events[:, -months:].astype(np.int64)
        chance = np.stack([np.bincount(row, minlength=largest + 1) / len(row) for row in past])
        return np.repeat(chance[:, None, :], len(ahead), axis=1)

    return made


def skill(events: Floats, makers: Mapping[str, Made], tests: Sequence[Trial]) -> pd.DataFrame:
    """Return mean scores over units and months: `test`, `forecast`, `crps`, `log_score`, `interval_score`.

    Every forecast sees the months before its origin and no other. `events` is [unit, month].
    """
    largest = 2 * int(events.max()) + 50
    rows = []
    for test in tests:
        ahead = np.arange(test.months)
        for name, made in makers.items():
            found: dict[str, list[float]] = {score: [] for score in SCORES}
            for origin in test.origins:
                chance = made(events[:, :origin], ahead, largest)
                came = events[:, origin : origin + test.months]
                for score, measure in SCORES.items():
                    found[score].append(float(measure(chance, came).mean()))
            rows.append({"test": test.name, "forecast": name} | {s: np.mean(v) for s, v in found.items()})
    return pd.DataFrame(rows)


def beaten(table: pd.DataFrame) -> pd.DataFrame:
    """Return whether the model is better, by test, baseline and score: true where its mean score is lower."""
    rows: list[dict[str, object]] = []
    for test, scores in table.groupby("test", sort=False):
        by = scores.set_index("forecast")[list(SCORES)]
        others = by.index.drop(MODEL)
        rows += [{"test": test, "forecast": one, **(by.loc[MODEL] < by.loc[one]).to_dict()} for one in others]
    return pd.DataFrame(rows)
