"""What an indicator is, and how it is reported by region, country, corridor and world."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.economy.blocks import module_of
from corridor.model.baseline import Baseline
from corridor.model.outcome import Outcome
from corridor.types import Floats

Measure = Callable[[Outcome], tuple[Floats | None, ...]]


def ratio(total: Any, base: Any = None) -> Any:
    """Return a sum, or a sum over another; not a number over nothing."""
    if base is None:
        return total
    xp = module_of(np.asarray(total)) if isinstance(total, np.generic) else module_of(total)
    return xp.where(base != 0.0, total / xp.where(base != 0.0, base, 1.0), xp.nan)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number of an account.

    `measure` returns a numerator and, for a ratio, a denominator, per region or per country. A group
    of regions has the ratio of the sums, so that a country's figure is never a mean of means; or, where
    `finish` says so, another function of the sums of what is measured.
    """

    account: str
    name: str
    unit: str
    definition: str
    source: str
    measure: Measure
    by: Literal["region", "country"] = "region"
    finish: Callable[..., Any] = ratio
    wanted: Literal["more", "less", ""] = ""
    """What the aim of the account calls good; empty where it says nothing."""
    no_slope: str = ""
    """Why values of links and parameters do not exist for it; empty where they do."""
    on_card: bool = True
    """Whether the scorecard has a line for it, on the terminal and in the report; the accounts have all."""

    def parts(self, outcome: Outcome) -> tuple[Floats, ...]:
        """Return what is to be summed, each per region or per country."""
        return tuple(part for part in self.measure(outcome) if part is not None)


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


def reporting_groups(world: Baseline) -> list[Group]:
    """Return regions, countries, corridor and world of a case."""
    case = world.case
    names = tuple(case.countries["country"])
    return groups(case.zones, names, world.places.region_country, case.settings.focus)


def evaluate(
    indicators: Iterable[Indicator], before: Outcome, after: Outcome, units: list[Group]
) -> pd.DataFrame:
    """Return one row per indicator and reporting unit: baseline, counterfactual, change and unit."""
    frames = [_rows(indicator, before, after, units) for indicator in indicators]
    return pd.concat(frames, ignore_index=True)


def _rows(indicator: Indicator, before: Outcome, after: Outcome, units: list[Group]) -> pd.DataFrame:
    shown = [unit for unit in units if indicator.by == "region" or unit.level != "region"]
    members = np.array([unit.regions if indicator.by == "region" else unit.countries for unit in shown])
    baseline = indicator.finish(*(members @ part for part in indicator.parts(before)))
    counterfactual = indicator.finish(*(members @ part for part in indicator.parts(after)))
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
