"""What an indicator is, and how it is reported by region, country, corridor and world."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.appraisal.outcome import Outcome

Floats = NDArray[np.float64]
Measure = Callable[[Outcome], tuple[Floats, Floats | None]]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number of an account.

    `measure` returns a numerator and, for a ratio, a denominator, per region or per country. A group
    of regions has the ratio of the sums, so that a country's figure is never a mean of means.
    """

    account: str
    name: str
    unit: str
    definition: str
    source: str
    measure: Measure
    by: Literal["region", "country"] = "region"


@dataclass(frozen=True, slots=True)
class Group:
    """A reporting unit: one region, one country, the corridor or the world."""

    level: str
    name: str
    regions: NDArray[np.bool_]
    countries: NDArray[np.bool_]


def groups(
    zones: tuple[str, ...], countries: tuple[str, ...], country: NDArray[np.int64], focus: tuple[str, ...]
) -> list[Group]:
    """Return all reporting units of a case in the order they are shown.

    Masks over countries have one more entry, the high seas, which only the world counts.
    """
    index = np.arange(len(countries) + 1)
    everywhere = np.ones(len(zones), dtype=bool)
    focused = np.append(np.isin(np.array(countries), focus), [False])
    none = np.zeros(len(index), dtype=bool)
    found = [Group("world", "world", everywhere, np.ones(len(index), dtype=bool))]
    found.append(Group("corridor", "corridor", focused[country], focused))
    found += [Group("country", name, country == c, index == c) for c, name in enumerate(countries)]
    places = np.arange(len(zones))
    found += [Group("region", name, places == i, none) for i, name in enumerate(zones)]
    return found


def evaluate(
    indicators: Iterable[Indicator], before: Outcome, after: Outcome, units: list[Group]
) -> pd.DataFrame:
    """Return one row per indicator and reporting unit: baseline, counterfactual, change and unit."""
    frames = [_rows(indicator, before, after, units) for indicator in indicators]
    return pd.concat(frames, ignore_index=True)


def _rows(indicator: Indicator, before: Outcome, after: Outcome, units: list[Group]) -> pd.DataFrame:
    shown = [unit for unit in units if indicator.by == "region" or unit.level != "region"]
    members = np.array([unit.regions if indicator.by == "region" else unit.countries for unit in shown])
    baseline = _grouped(indicator.measure(before), members)
    counterfactual = _grouped(indicator.measure(after), members)
    return pd.DataFrame(
        {
            "account": indicator.account,
            "indicator": indicator.name,
            "level": [unit.level for unit in shown],
            "region": [unit.name for unit in shown],
            "baseline": baseline,
            "counterfactual": counterfactual,
            "change": counterfactual - baseline,
            "unit": indicator.unit,
        }
    )


def _grouped(measured: tuple[Floats, Floats | None], members: NDArray[np.bool_]) -> Floats:
    numerator, denominator = measured
    total: Floats = members @ numerator
    if denominator is None:
        return total
    base = members @ denominator
    ratio: Floats = np.divide(total, base, out=np.full_like(total, np.nan), where=base != 0.0)
    return ratio
