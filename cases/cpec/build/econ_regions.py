"""Value added by region and sector: country totals shared by what is observed in the regions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from econ_structure import BUILD, ECON, SECTORS, balanced
from regions import slug

BROAD = {"A": "agriculture", **dict.fromkeys("BCDEF", "industry")}
"""Broad sector of each sector; services where none is given."""

WORKING_AGE = 0.58
"""Share of people aged 15-64, assumed the same everywhere, so that no district's share depends on it."""

INDICATORS = {
    "agriculture": "Employment in agriculture (% of total employment)",
    "industry": "Employment in industry (% of total employment)",
    "services": "Employment services (% of total employment)",
}
"""Read as workers per hundred people of working age, whatever the name says: the three add up to 24-85 %."""
POVERTY = "Poverty Rate (%)"

POVERTY_SLOPE = 1.2
"""Output per worker falls by exp(-1.2 x poverty rate): estimated so that province shares come near those
published."""

URBAN_SLOPE = {"A": 0.0, "B": 0.0, "C": 0.7, "D": 0.5, "E": 0.5, "F": 0.3}
"""Elasticity of output per worker to the urban share by sector; services 0.5: estimated, as above."""

URBAN_SERVICES = 0.5

AT_SITES = 0.9
"""Share of Pakistan's mining at the sites of `econ_mining.csv`; quarries follow workers: assumed."""

PAID_AT_SITES = 0.1
"""Share of what fields and mines earn that is income of people there; the nation's otherwise: assumed."""

SPREAD = {"A": 0.6, "B": 0.5}
"""Elasticity of a province's agriculture to people and of its mining to area, in the prior: assumed."""

TERRITORY = {"PK-gilgit-baltistan": "KP", "PK-azad-jammu-kashmir": "KP"}
"""Provinces whose averages stand for territories without published figures."""

NATIONAL_ROWS = frozenset({"Republic of Kazakhstan", "Kyrgyz Republic"})
GDP_YEAR = {"CHN": 2019, "IND": 2019, "KAZ": 2023, "KGZ": 2019, "RUS": 2020}


def value_added(
    regions: pd.DataFrame, countries: tuple[str, ...], national: np.ndarray, known: np.ndarray
) -> pd.DataFrame:
    """Return value added by region and sector, long.

    `national` is [country, sector] US$; `known` says whose is published as it stands, [country].
    """
    frames = []
    for i, country in enumerate(countries):
        mine = regions[regions["country"] == country]
        if len(mine) == 1:
            share = np.ones((1, len(SECTORS)))
            method = "the country's account" if known[i] else "the country's account, balanced with its trade"
        elif country == "PAK":
            share, method = (
                _districts(mine),
                "workers by sector, output per worker from urban share and poverty; mining at its sites",
            )
        else:
            share, method = (
                _provinces(mine, country, national[i]),
                "regional product; sectors by people and area, balanced",
            )
        table = pd.DataFrame(share * national[i][None, :], index=mine["region_id"], columns=list(SECTORS))
        long = (
            table.rename_axis("region_id")
            .reset_index()
            .melt("region_id", var_name="sector", value_name="value_added_usd")
        )
        published = len(mine) == 1 and known[i]
        frames.append(long.assign(status="observed" if published else "estimated", method=method))
    return pd.concat(frames, ignore_index=True)


def _districts(mine: pd.DataFrame) -> np.ndarray:
    """Return each district's share of Pakistan's value added, [region, sector]."""
    facts = district_facts(mine)
    weight = np.zeros((len(mine), len(SECTORS)))
    worth = np.exp(-POVERTY_SLOPE * facts["poverty"].to_numpy(float))
    urban = np.maximum(facts["urban"].to_numpy(float), 0.03)
    for s, sector in enumerate(SECTORS):
        workers = facts[BROAD.get(sector, "services")].to_numpy(float)
        weight[:, s] = workers * worth * urban ** URBAN_SLOPE.get(sector, URBAN_SERVICES)
    share: np.ndarray = weight / weight.sum(axis=0, keepdims=True)
    mining = SECTORS.index("B")
    share[:, mining] = AT_SITES * _sites(mine) + (1.0 - AT_SITES) * share[:, mining]
    return share


def _sites(mine: pd.DataFrame) -> np.ndarray:
    """Return each district's share of what the nation's fields and mines produce, [region]."""
    table = pd.read_csv(BUILD / "tables" / "econ_mining.csv")
    made = table.groupby("PK-" + table["district"])["output_musd"].sum()
    unknown = sorted(set(made.index) - set(mine["region_id"]))
    if unknown:
        raise ValueError(f"econ_mining.csv: no such districts: {', '.join(unknown)}")
    at_sites = made.reindex(mine["region_id"]).fillna(0.0).to_numpy(float)
    share: np.ndarray = at_sites / at_sites.sum()
    return share


def disposable_weight(regions: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Return what people of Pakistan's districts have to spend, US$; missing elsewhere.

    What mines earn is the state's, the owners' and the lenders', so all but a share of it is spread over the
    nation as other value added is.
    """
    wide = table.pivot_table(index="region_id", columns="sector", values="value_added_usd", aggfunc="sum")
    wide = wide.reindex(regions.loc[regions["country"] == "PAK", "region_id"])
    other = wide.drop(columns="B").sum(axis=1)
    kept = PAID_AT_SITES * wide["B"]
    pooled = float((wide["B"] - kept).sum())
    found = (other + kept + pooled * other / other.sum()).round(2)
    return regions["region_id"].map(found)


def district_facts(mine: pd.DataFrame) -> pd.DataFrame:
    """Return workers by broad sector, poverty rate and urban share of every district, in the order given."""
    table = pd.read_parquet(ECON / "pak_district_indicators_2004_2020.parquet")
    names = pd.read_csv(BUILD / "tables" / "econ_districts.csv")
    other = {slug(r.census): r.indicators for r in names.itertuples() if isinstance(r.indicators, str)}
    census = pd.read_csv(ECON / "pak_census2023_district.csv")
    province = {f"PK-{slug(r.district)}": r.province for r in census.itertuples()} | TERRITORY
    urban = _urban()
    rows = []
    for region in mine["region_id"]:
        key = region.removeprefix("PK-")
        district = slug(other.get(key, key))
        found = {name: _latest(table, district, indicator) for name, indicator in INDICATORS.items()}
        found["poverty"] = _latest(table, district, POVERTY)
        rows.append({"province": province[region], "urban": urban.get(region, np.nan), **found})
    facts = pd.DataFrame(rows, index=mine.index)
    facts["surveyed"] = facts["poverty"].notna()
    for column in ("urban", "poverty", *INDICATORS):
        facts[column] = facts[column].fillna(facts.groupby("province")[column].transform("mean"))
        facts[column] = facts[column].fillna(facts[column].mean())
    people = mine["population"].to_numpy(float) * WORKING_AGE / 100.0
    for name in INDICATORS:
        facts[name] *= people
    facts["poverty"] /= 100.0
    return facts


def surveyed(regions: pd.Series, indicator: str) -> pd.Series:
    """Return the latest survey's figure of districts, in the order given; missing where not surveyed."""
    table = pd.read_parquet(ECON / "pak_district_indicators_2004_2020.parquet")
    names = pd.read_csv(BUILD / "tables" / "econ_districts.csv")
    other = {slug(r.census): r.indicators for r in names.itertuples() if isinstance(r.indicators, str)}
    keys = regions.str.removeprefix("PK-")
    return pd.Series([_latest(table, slug(other.get(key, key)), indicator) for key in keys], regions.index)


def _latest(table: pd.DataFrame, district: str, indicator: str) -> float:
    rows = table[(table["indicator"] == indicator)]
    rows = rows[rows["district"].map(slug) == district].sort_values("year")
    return float(rows["value"].iloc[-1]) if len(rows) else float("nan")


def _urban() -> dict[str, float]:
    """Return the urban share of each census district."""
    table = pd.read_parquet(ECON / "pak_census2023_tehsil_population.parquet")
    names = pd.read_csv(BUILD / "tables" / "econ_districts.csv").dropna(subset=["tehsils"])
    census = dict(zip(names["tehsils"], names["census"], strict=True))
    people = table.assign(key=[f"PK-{slug(str(d))}" for d in table["district"].replace(census)])
    sums = people.pivot_table(index="key", columns="region", values="all_sexes", aggfunc="sum").fillna(0.0)
    return {str(k): float(v) for k, v in (sums["URBAN"] / sums["OVERALL"]).items()}


def _provinces(mine: pd.DataFrame, country: str, total: np.ndarray) -> np.ndarray:
    """Return each unit's share of its country, [region, sector]: product observed, sectors balanced."""
    product = _product(mine, country)
    share = product / product.sum()
    people = mine["population"].to_numpy(float) / mine["population"].sum()
    area = mine["area_km2"].to_numpy(float) / mine["area_km2"].sum()
    seed = np.tile(share[:, None], (1, len(SECTORS)))
    seed[:, SECTORS.index("A")] = share ** (1 - SPREAD["A"]) * people ** SPREAD["A"]
    seed[:, SECTORS.index("B")] = share ** (1 - SPREAD["B"]) * area ** SPREAD["B"]
    earned = balanced(seed * total[None, :], share * total.sum(), total)
    found: np.ndarray = earned / earned.sum(axis=0, keepdims=True)
    return found


def _product(mine: pd.DataFrame, country: str) -> np.ndarray:
    """Return gross regional product; units without one have the country's mean per head."""
    table = pd.read_csv(ECON / "regional_gdp_admin1.csv.gz")
    table = table[
        (table["iso3"] == country)
        & ~table["region"].isin(NATIONAL_ROWS)
        & (table["year"] <= GDP_YEAR[country])
    ]
    latest = table.sort_values(["year", "concept"]).drop_duplicates("region", keep="last")
    unit = latest["region"].replace(_names())
    if country == "RUS":
        unit = latest["region"].map(_federal_district())
    values = latest.groupby(unit)["value_lcu"].sum()
    found = values.reindex(mine["name"]).to_numpy(float)
    people = mine["population"].to_numpy(float)
    known = ~np.isnan(found)
    mean = found[known].sum() / people[known].sum()
    product: np.ndarray = np.where(known, found, mean * people)
    return product


def _names() -> dict[str, str]:
    """Return the unit of the case behind each name in the table of regional product that differs."""
    table = pd.read_csv(BUILD / "tables" / "econ_names.csv")
    return dict(zip(table["source"], table["unit"], strict=True))


def _federal_district() -> dict[str, str]:
    """Return the drawn federal district of each unit of Russia in the table of regional product."""
    table = pd.read_csv(BUILD / "tables" / "econ_russia.csv")
    return dict(zip(table["unit"], table["district"], strict=True))


def province_check(regions: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the provinces' shares of Pakistan's value added next to the published ones."""
    census = pd.read_csv(ECON / "pak_census2023_district.csv")
    province = {f"PK-{slug(r.district)}": r.province for r in census.itertuples()}
    mine = table[table["region_id"].isin(regions.loc[regions["country"] == "PAK", "region_id"])]
    total = mine.groupby(
        mine["region_id"].map(province).fillna("Gilgit-Baltistan and Azad Jammu and Kashmir")
    )
    share = 100 * total["value_added_usd"].sum() / mine["value_added_usd"].sum()
    published = pd.read_csv(ECON / "pak_province_gdp_published.csv")
    published = published[published["indicator"] == "share of national GDP"]
    names = {"Islamabad": "ICT", "Khyber Pakhtunkhwa": "KP"}
    rows = []
    for name, value in share.round(2).items():
        key = [
            p
            for p in published["province"].unique()
            if p == name or names.get(p) == name or slug(p) in slug(str(name))
        ]
        seen = published[published["province"].isin(key)].sort_values("year")
        rows.append(
            {
                "province": name,
                "share_percent": value,
                "published_low": seen["value"].min() if len(seen) else np.nan,
                "published_high": seen["value"].max() if len(seen) else np.nan,
                "published_years": " ".join(str(y) for y in seen["year"]),
            }
        )
    return pd.DataFrame(rows)
