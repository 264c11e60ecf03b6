"""Green development: freight work by mode and the carbon dioxide it causes."""

from __future__ import annotations

import numpy as np

from corridor.accounts.indicator import Indicator
from corridor.model.outcome import Outcome
from corridor.types import Floats


def freight(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Tonne-kilometres on a country's territory, all modes."""
    return outcome.freight.sum(axis=1), None


def freight_co2(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Carbon dioxide of freight on a country's territory."""
    return outcome.freight @ outcome.emission_factor, None


def rail_share(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Rail's share of tonne-kilometres on land."""
    land = {mode: outcome.freight[:, outcome.modes.index(mode)] for mode in ("road", "rail")}
    return land["rail"], land["road"] + land["rail"]


def carbon_cost_low(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Cost of the carbon of freight at the low price."""
    return freight_co2(outcome)[0] * outcome.facts.carbon_price[0], None


def carbon_cost_high(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Cost of the carbon of freight at the high price."""
    return freight_co2(outcome)[0] * outcome.facts.carbon_price[1], None


def production_co2(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Carbon dioxide of production besides power."""
    return (outcome.emitted * ~outcome.facts.power).sum(axis=1), None


def power_co2(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Carbon dioxide of power stations."""
    by_region = (outcome.emitted * outcome.facts.power).sum(axis=1)
    member = outcome.country[:, None] == np.arange(len(outcome.freight))[None, :]
    return by_region @ member.astype(float) + outcome.power_co2, None


def trucks_nearby(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Road freight near where people live, mean over people whose places are known."""
    known = np.isfinite(outcome.trucks_nearby)
    people = outcome.population * known
    return people * np.where(known, outcome.trucks_nearby, 0.0), people


INDICATORS = (
    Indicator(
        "green",
        "production CO2",
        "t CO2/year",
        "Output at baseline prices times the intensity of the country's sector, power apart; households and "
        "freight are not in it.",
        "IPCC (2006), Guidelines for National Greenhouse Gas Inventories, volume 1; table `emissions`",
        production_co2,
        wanted="less",
        on_card=False,
    ),
    Indicator(
        "green",
        "power CO2",
        "t CO2/year",
        "Output of electricity, gas and steam at baseline prices times its intensity, and what the projects' "
        "plants and lines add or spare.",
        "IPCC (2006), Guidelines for National Greenhouse Gas Inventories, volume 2; table `emissions`",
        power_co2,
        by="country",
        wanted="less",
        on_card=False,
    ),
    Indicator(
        "green",
        "freight",
        "tonne-km/year",
        "Tonnes times kilometres on links in the country; sea lanes count for the world only.",
        "UNECE, ITF & Eurostat (2019), Glossary for Transport Statistics, B.VI-04",
        freight,
        by="country",
        on_card=False,
    ),
    Indicator(
        "green",
        "freight CO2",
        "t CO2e/year",
        "Tonne-kilometres by mode times the emission factor of the mode.",
        "ISO 14083:2023, clause 6; factors in the parameters",
        freight_co2,
        by="country",
        wanted="less",
    ),
    Indicator(
        "green",
        "rail share of land freight",
        "ratio",
        "Rail tonne-kilometres over rail and road tonne-kilometres.",
        "UNECE, ITF & Eurostat (2019), Glossary for Transport Statistics, A.VI-01",
        rail_share,
        by="country",
        wanted="more",
    ),
    Indicator(
        "green",
        "truck traffic near people",
        "tonne-km/year",
        "Tonnes times kilometres of road within `exposure_radius` of where a person lives, mean over people; "
        "freight between regions only.",
        "WHO (2021), Global Air Quality Guidelines, exposure to traffic; table `places`",
        trucks_nearby,
        wanted="less",
        no_slope="it follows tonnes on single roads, not tonne-kilometres of a country",
        on_card=False,
    ),
    Indicator(
        "green",
        "carbon cost of freight, low price",
        "US$/year",
        "Carbon dioxide of freight times `shadow_carbon_price.low`.",
        "World Bank (2017), Guidance Note on Shadow Price of Carbon in Economic Analysis",
        carbon_cost_low,
        by="country",
        wanted="less",
        on_card=False,
    ),
    Indicator(
        "green",
        "carbon cost of freight, high price",
        "US$/year",
        "Carbon dioxide of freight times `shadow_carbon_price.high`.",
        "World Bank (2017), Guidance Note on Shadow Price of Carbon in Economic Analysis",
        carbon_cost_high,
        by="country",
        wanted="less",
        on_card=False,
    ),
)
