"""What accounts need to know of a case besides its worlds: who is poor, what is farm work, who is rich."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.case.case import Case
from corridor.economy.economy import Economy
from corridor.types import Flags, Floats

POOREST = 0.4
"""Share of a country's people that the World Bank's measure of shared prosperity follows."""

FIFTH = 0.2
"""Share of a country's people where services, literacy or work are scarcest."""

FARMING, INDUSTRY, KNOWLEDGE = frozenset("A"), frozenset("BCDEF"), frozenset("JKMN")
"""ISIC Rev. 4 sections of agriculture, of industry, and of knowledge-intensive services (Eurostat)."""

POWER = frozenset("D")
"""ISIC Rev. 4 section of electricity, gas and steam."""


@dataclass(frozen=True, eq=False)
class Facts:
    """Constants of a case that accounts measure worlds with."""

    value_added_share: Floats
    """[region, sector]."""
    consumption_share: Floats
    """[region, sector]."""
    trade_elasticity: Floats
    """[sector]."""
    farming: Flags
    """[sector]."""
    focused: Flags
    """Regions of the countries in focus, [region]."""
    industry: Flags
    """[sector]."""
    knowledge: Flags
    """[sector]."""
    poorest: Floats
    """Share of a region's people who are among the poorest of their country in the baseline, [region]."""
    underserved: Floats
    """Share of a region's people in the fifth of their country with the fewest services, [region]."""
    illiterate: Floats
    """The same for the lowest literacy, [region]."""
    idle: Floats
    """The same for the lowest participation in the labour force, [region]."""
    poverty_rate: Floats
    """Share of people below the national poverty line in the baseline, [region]; NaN where not surveyed."""
    poverty_elasticity: float
    """Per cent by which poverty falls when consumption per person rises by one."""
    poverty_interval: tuple[float, float]
    """Low and high end of the published elasticities."""
    consumption: Floats
    """Real consumption per person in the baseline, [region] US$/year."""
    income: Floats
    """Value added per person of the region's country in the baseline, [region] US$/year."""
    carbon_price: tuple[float, float]
    """Low and high, US$/t CO2e."""
    emission_intensity: Floats
    """Carbon dioxide of output at baseline prices, [region, sector] t/US$; NaN where not known."""
    power: Flags
    """Sectors that supply electricity, [sector]."""


def facts_of(case: Case, economy: Economy) -> Facts:
    """Return the constants of a case whose baseline is `economy`."""
    people = case.regions["population"].to_numpy(dtype=float)
    country = np.unique(case.regions["country"].to_numpy(), return_inverse=True)[1].astype(np.int64)
    consumption = _over(economy.spending, people)
    return Facts(
        value_added_share=economy.value_added_share,
        consumption_share=economy.consumption_share,
        trade_elasticity=economy.trade_elasticity,
        farming=_within(case, FARMING),
        focused=case.regions["country"].isin(case.settings.focus).to_numpy(dtype=bool),
        industry=_within(case, INDUSTRY),
        knowledge=_within(case, KNOWLEDGE),
        poorest=poorest(consumption, people, country),
        underserved=_scarcest(case, ("improved_water", "flush_toilet"), people, country),
        illiterate=_scarcest(case, ("literacy",), people, country),
        idle=_scarcest(case, ("labour_force",), people, country),
        poverty_rate=_surveyed(case, "poverty_rate"),
        poverty_elasticity=case.parameters["poverty_elasticity"],
        poverty_interval=_interval(case, "poverty_elasticity"),
        consumption=consumption,
        income=_over(_national(economy.value_added, country), _national(people, country))[country],
        carbon_price=(
            case.parameters["shadow_carbon_price.low"],
            case.parameters["shadow_carbon_price.high"],
        ),
        emission_intensity=_intensity(case, economy),
        power=_within(case, POWER),
    )


def poorest(consumption: Floats, people: Floats, country: NDArray[np.int64]) -> Floats:
    """Return the share of each region's people who are among the poorest of their country, [region].

    The poorest are the share `POOREST`. People are ranked by consumption per person of their region, so
    inequality within regions is not seen.
    """
    return lowest(consumption, people, country, POOREST)


def lowest(rank: Floats, people: Floats, country: NDArray[np.int64], part: float) -> Floats:
    """Return the share of each region's people in the part of their country where `rank` is lowest, [region].

    Regions without a rank have none, and their people do not count.
    """
    people = np.where(np.isnan(rank), 0.0, people)
    share = np.zeros_like(people)
    for c in np.unique(country):
        rows = np.flatnonzero(country == c)
        rows = rows[np.argsort(rank[rows], kind="stable")]
        below = np.cumsum(people[rows]) - people[rows]
        room = np.maximum(part * people[rows].sum() - below, 0.0)
        share[rows] = np.minimum(_over(room, people[rows]), 1.0)
    return share


def _within(case: Case, sections: frozenset[str]) -> Flags:
    """Return the sectors all of whose ISIC sections are among these, [sector]."""
    return np.array([_letters(str(text)) <= sections for text in case.sectors["isic_sections"]])


def _letters(text: str) -> frozenset[str]:
    """Return the sections of a text such as `A`, `BC`, `G-S` or `M, N`."""
    found: set[str] = set()
    for part in text.replace(",", " ").split():
        first, _, last = part.partition("-")
        found |= {chr(c) for c in range(ord(first[0]), ord(last[0]) + 1)} if last else set(part)
    return frozenset(found)


def _surveyed(case: Case, column: str) -> Floats:
    """Return a column of the table of people, [region]; NaN where not surveyed."""
    if case.people.empty:
        return np.full(len(case.regions), np.nan)
    value = case.people.set_index("region_id")[column]
    return np.asarray(case.regions["region_id"].map(value), dtype=np.float64)


def _scarcest(case: Case, columns: tuple[str, ...], people: Floats, country: NDArray[np.int64]) -> Floats:
    """Return the share of each region's people in the fifth with the lowest mean of these columns."""
    mean = np.mean([_surveyed(case, column) for column in columns], axis=0)
    return lowest(mean, people, country, FIFTH)


def _interval(case: Case, name: str) -> tuple[float, float]:
    record = case.parameters.record(name)
    return record.low, record.high


def _intensity(case: Case, economy: Economy) -> Floats:
    """Return emissions over output by country and sector, [region, sector]; NaN without a table."""
    if case.emissions.empty:
        return np.full(economy.output.shape, np.nan)
    sectors = list(case.sectors["sector"])
    emitted = case.emissions.pivot_table(index="country", columns="sector", values="co2_t", aggfunc="sum")
    country = case.regions["country"].to_numpy()
    output = pd.DataFrame(economy.output, columns=sectors).groupby(country).sum()
    ratio = (emitted.reindex(index=output.index, columns=sectors) / output.where(output > 0.0)).loc[country]
    return np.where(economy.output > 0.0, ratio.to_numpy(dtype=float), 0.0)


def _national(regional: Floats, country: NDArray[np.int64]) -> Floats:
    return np.bincount(country, regional).astype(np.float64)


def _over(top: Floats, bottom: Floats) -> Floats:
    found: Floats = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0.0)
    return found
