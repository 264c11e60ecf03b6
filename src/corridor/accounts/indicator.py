"""What an indicator is, and how it is reported by region, country, corridor and world."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.economy.blocks import module_of
from corridor.model.baseline import Baseline
from corridor.model.outcome import Outcome
from corridor.types import Floats, Ints

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


def levels(indicators: Sequence[Indicator], outcome: Outcome, units: Sequence[Group]) -> Floats:
    """Return the level of every indicator in every reporting unit, [indicator, unit].

    What is measured by country is not a number for regions.
    """
    members = {
        "region": np.array([unit.regions for unit in units], dtype=float),
        "country": np.array([unit.countries for unit in units], dtype=float),
    }
    found = np.full((len(indicators), len(units)), np.nan)
    has_country = np.array([unit.level != "region" for unit in units])
    for row, indicator in zip(found, indicators, strict=True):
        parts = indicator.parts(outcome)
        if indicator.by == "country":
            row[has_country] = indicator.finish(*(members["country"][has_country] @ part for part in parts))
        else:
            row[:] = indicator.finish(*(members["region"] @ np.column_stack(parts)).T)
    return found


def account_table(
    indicators: Sequence[Indicator],
    units: Sequence[Group],
    found: Mapping[str, tuple[Floats, Floats]],
) -> pd.DataFrame:
    """Return one row per scenario, indicator and reporting unit: baseline, counterfactual, change and unit.

    `found` has the `levels` of the do-minimum and of the do-something by scenario. Words are categories,
    since a case with hundreds of regions and tens of projects has millions of rows.
    """
    shown = np.array([[i.by == "region" or unit.level != "region" for unit in units] for i in indicators])
    which, unit = np.nonzero(shown)
    rows = len(which)
    before, after = (
        np.concatenate([both[k][shown] for both in found.values()]) if found else np.zeros(0) for k in (0, 1)
    )
    times = len(found)
    words = {
        "scenario": (np.repeat(np.arange(times), rows), list(found)),
        "account": (which, [i.account for i in indicators]),
        "indicator": (which, [i.name for i in indicators]),
        "level": (unit, [u.level for u in units]),
        "region": (unit, [u.name for u in units]),
        "unit": (which, [i.unit for i in indicators]),
    }
    columns: dict[str, Any] = {
        name: _words(codes if name == "scenario" else np.tile(codes, times), values)
        for name, (codes, values) in words.items()
    }
    last = columns.pop("unit")
    return pd.DataFrame(
        {**columns, "baseline": before, "counterfactual": after, "change": after - before, "unit": last}
    )


def _words(codes: Ints, values: Sequence[str]) -> pd.Categorical:
    """Return words by their number; the same word may stand several times among `values`."""
    known = {word: k for k, word in enumerate(dict.fromkeys(values))}
    place = np.array([known[word] for word in values], dtype=np.int64)
    words = pd.Index(list(known), dtype="str")
    found: pd.Categorical = pd.Categorical.from_codes(place[codes] if len(place) else codes, categories=words)
    return found


def evaluate(
    indicators: Iterable[Indicator], before: Outcome, after: Outcome, units: list[Group]
) -> pd.DataFrame:
    """Return one row per indicator and reporting unit: baseline, counterfactual, change and unit."""
    asked = tuple(indicators)
    both = levels(asked, before, units), levels(asked, after, units)
    return account_table(asked, units, {"": both}).drop(columns="scenario")
