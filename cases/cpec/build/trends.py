"""Build the trends of the case: growth of population and of output per worker by country."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
from econ_structure import CASE, ECON

BASE, LAST = 2019, 2050

PEOPLE, CENSUS = 2022, 2023
"""Years of the population of the case: of countries, and of Pakistan."""

HALF_LIFE = 30.0
"""Years in which the growth of population halves where no projection is at hand."""

FIRST = 2004
"""Output per worker is taken to have grown as between this year and the base year."""

USUAL = 0.013
"""Growth of output per worker where none is published: that of the parameter `frontier_growth`."""

SLOWEST, FASTEST = -0.01, 0.06
"""Bounds of the growth of output per worker: wars and booms do not go on."""

GAPMINDER = "WDI and ILO through Gapminder"


def build(case: Path = CASE) -> None:
    """Write `inputs/trends.csv`."""
    countries = pd.read_csv(case / "inputs" / "countries.csv", keep_default_na=False)["country"]
    indicators = pd.read_parquet(ECON / "gapminder_country_indicators.parquet")
    people = _indicator(indicators, "population_growth_annual_percent")
    output = _indicator(indicators, "gdpperemployee_us_inflation_adjusted")
    level = pd.read_parquet(ECON / "wb_national_gdp_population.parquet")
    now = level[level["year"] == PEOPLE].set_index("iso3")["population"]
    listed = pd.read_csv(CASE / "build" / "tables" / "trends_published.csv").set_index("country")
    rows = []
    for country in countries:
        grows, status, source = _population(country, people, now, listed)
        works, known, whence = _productivity(country, output)
        year = CENSUS if country == "PAK" else PEOPLE
        rows.append((country, year, round(grows, 5), round(works, 5), status, known, f"{source}; {whence}"))
    columns = (
        "country",
        "population_year",
        "population_growth",
        "productivity_growth",
        "population_status",
        "productivity_status",
        "source",
    )
    pd.DataFrame(rows, columns=list(columns)).to_csv(
        case / "inputs" / "trends.csv", index=False, lineterminator="\n"
    )


def _indicator(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return an indicator by year and country."""
    found = table[table["indicator"] == name]
    return found.pivot_table(index="year", columns="iso3", values="value")


def _population(
    country: str, people: pd.DataFrame, now: pd.Series, listed: pd.DataFrame
) -> tuple[float, str, str]:
    """Return mean yearly growth to the last year, how it is known and from where."""
    if country in listed.index:
        row = listed.loc[country]
        counted = pd.notna(row["people_now_million"])
        start = row["people_now_million"] * 1e6 if counted else now[country]
        ratio = row["people_2050_million"] * 1e6 / start
        return ratio ** (1 / (LAST - (CENSUS if counted else PEOPLE))) - 1, "published", row["source"]
    if country not in people or people[country].loc[BASE - 4 : BASE + 5].isna().all():
        return 0.0, "assumed", "population constant: no growth published"
    rate = people[country].loc[BASE - 4 : BASE + 5].mean() / 100
    years = LAST - PEOPLE
    area = HALF_LIFE / math.log(2) * (1 - 0.5 ** (years / HALF_LIFE))
    source = f"population: growth of 2015-24 ({GAPMINDER}) that halves in {HALF_LIFE:g} years"
    return math.exp(math.log1p(rate) * area / years) - 1, "estimated", source


def _productivity(country: str, output: pd.DataFrame) -> tuple[float, str, str]:
    """Return yearly growth of output per worker before the base year, how it is known and from where."""
    series = output[country].loc[FIRST:BASE].dropna() if country in output else pd.Series(dtype=float)
    if len(series) < 10:
        return USUAL, "assumed", "productivity: the frontier's growth, none published"
    span = int(series.index[-1]) - int(series.index[0])
    rate = (series.iloc[-1] / series.iloc[0]) ** (1 / span) - 1
    bounded = min(max(rate, SLOWEST), FASTEST)
    note = "" if bounded == rate else f", {rate:.1%} bounded"
    return bounded, "estimated", f"productivity: GDP per employee {FIRST}-{BASE} ({GAPMINDER}){note}"


if __name__ == "__main__":
    build()
