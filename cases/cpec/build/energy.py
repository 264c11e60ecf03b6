"""Build the tables of the power system: zones, plants, lines, demand, profiles, costs, published mix."""

from __future__ import annotations

from pathlib import Path

import energy_profiles
import numpy as np
import pandas as pd

BUILD = Path(__file__).resolve().parent
RAW = BUILD.parent / "raw" / "econ"

COPIED = ("zones", "carriers", "lines", "costs", "sites", "availability")
YEARS = (2019, 2020, 2021)
FUTURE = {2025: 137.0, 2030: 162.7, 2035: 193.2, 2040: 229.5}
"""Demand in TWh: 126.7 TWh of the national grid in 2024-25 (NEPRA) and about 10 TWh of K-Electric's own
plants; growth of 3.5 % a year after it is assumed."""

PAST = "total: Our World in Data (generation and net imports) less losses of the model's lines"
PROJECTED = "total: see build/energy.py"

LINE_LOSSES = 0.006
"""Share of generation lost on the lines of the model, which published demand includes and the model adds."""

MIX = {"coal", "gas", "hydro", "nuclear", "oil", "solar", "wind"}
LAST_KNOWN = 2026
"""Plants of later years are planned."""

UNDATED = 1990
"""Year of plants whose year is not published; all are older than the years modelled."""

REPORTED = "NEPRA State of Industry Reports 2019-2022, as generally quoted; not read in the original"
GPPD = "World Resources Institute, Global Power Plant Database source tables"


def build(case: Path = BUILD.parent) -> None:
    """Write every table of `energy/`."""
    folder = case / "energy"
    folder.mkdir(exist_ok=True)
    regions = pd.read_parquet(case / "regions.parquet", columns=["region_id", "country"])
    members = zone_regions(regions)
    mix = generation()
    tables = {name: _table(name) for name in COPIED} | {
        "energy_references": _table("references"),
        "zone_regions": members,
        "plants": plants(),
        "generation": mix,
        "demand": demand(mix),
        "profiles": energy_profiles.profiles(_table("zones"), _table("months")),
        "days": energy_profiles.days(_table("months")),
    }
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(BUILD / "tables" / f"energy_{name}.csv", keep_default_na=False, na_values=[""])


def zone_regions(regions: pd.DataFrame) -> pd.DataFrame:
    """Return the zone of every region of Pakistan, by the area of its distribution company."""
    census = pd.read_csv(RAW / "pak_census2023_district.csv")
    province = dict(zip(map(_region, census["district"]), census["province"], strict=True))
    named, by_province = {}, {}
    for row in _table("companies").dropna(subset=["districts"]).itertuples():
        for place in row.districts.split("|"):
            (by_province if place.isupper() else named)[place] = row.zone
    mine = regions.loc[regions["country"] == "PAK", "region_id"]
    zone = [named.get(region.removeprefix("PK-")) or by_province[province[region].upper()] for region in mine]
    return pd.DataFrame({"region_id": mine.to_numpy(), "zone": zone})


def _region(district: str) -> str:
    from regions import slug

    return f"PK-{slug(district)}"


def plants() -> pd.DataFrame:
    """Return plants without duplicates: the list of the case, with GPPD's figures where it has none."""
    listed = _table("plants")
    known = pd.read_csv(RAW / "gppd_region_power_plants.csv.gz")
    known = known[known["country"] == "PAK"].set_index("gppd_idnr")
    _all_accounted_for(known, listed)
    rows = []
    for row in listed.itertuples():
        found = known.loc[row.gppd_id] if isinstance(row.gppd_id, str) else None
        rows.append(_plant(row, found))
    return pd.DataFrame(rows)


def _all_accounted_for(known: pd.DataFrame, listed: pd.DataFrame) -> None:
    """Raise `ValueError` where a row of GPPD is neither used, nor a flagged duplicate of one, nor dropped."""
    used = set(listed["gppd_id"].dropna()) | set(_table("dropped")["gppd_id"])
    flagged = set(known["possible_duplicate_of"].dropna())
    missing = [i for i in known.index if i not in used and not (i.startswith("GEODB") and i in flagged)]
    if missing:
        raise ValueError(f"rows of GPPD without a decision: {missing}")


def _plant(row: tuple, found: pd.Series | None) -> dict[str, object]:
    own_capacity, own_year = not np.isnan(row.capacity_mw), not np.isnan(row.year_in)
    gppd_year = np.nan if found is None else float(found["commissioning_year"])
    year = row.year_in if own_year else gppd_year
    cited = isinstance(row.note, str) and "cpec_projects_published" in row.note
    other = row.note if cited else REPORTED
    dated = own_year or not np.isnan(gppd_year)
    year_source = (other if own_year else GPPD) if dated else "not published; before the years modelled"
    return {
        "plant": row.plant,
        "name": row.name if isinstance(row.name, str) else " ".join(str(found["name"]).split()),
        "zone": row.zone,
        "carrier": row.carrier,
        "capacity_mw": row.capacity_mw if own_capacity else float(found["capacity_mw"]),
        "year_in": year if dated else UNDATED,
        "year_out": row.year_out,
        "project_id": row.project_id if isinstance(row.project_id, str) else "",
        "capacity_source": other if own_capacity else f"{GPPD} ({row.gppd_id})",
        "year_source": year_source,
        "status": _status(year, dated=dated, own=own_year or own_capacity),
        "note": row.note if isinstance(row.note, str) and not cited else "",
    }


def _status(year: float, *, dated: bool, own: bool) -> str:
    """Return how capacity and year of a plant are known."""
    if not dated:
        return "estimated"
    if year > LAST_KNOWN:
        return "assumed"
    return "reported" if own else "published"


def generation() -> pd.DataFrame:
    """Return the published generation by fuel and net imports, 2015-2021."""
    table = pd.read_parquet(RAW / "owid_electricity_mix_2000_2021.parquet")
    table = table[(table["Country"] == "Pakistan") & (table["Year"] >= 2015)]
    columns = {f"Electricity from {fuel} (TWh)": fuel for fuel in sorted(MIX)} | {
        "Electricity from bioenergy (TWh)": "biomass",
        "Net imports (TWh)": "import",
        "Electricity generation (TWh)": "total",
    }
    long = table.rename(columns=columns).melt("Year", list(columns.values()), "fuel", "twh")
    long = long.rename(columns={"Year": "year"})[["fuel", "year", "twh"]]
    long["twh"] = long["twh"].astype(float).round(6)
    source = "Our World in Data, Electricity Mix, August 2022 (Ember, BP)"
    return long.assign(source=source).sort_values(["year", "fuel"]).reset_index(drop=True)


def demand(mix: pd.DataFrame) -> pd.DataFrame:
    """Return demand by zone: the published total shared by purchases of distribution companies in 2020-21."""
    companies = _table("companies")
    sold = companies["amount_pkr_bn"] / companies["rate_pkr_kwh"]
    bought = (sold / (1.0 - companies["loss_percent"] / 100.0)).fillna(companies["twh"])
    share = (bought / bought.sum()).groupby(companies["zone"], sort=False).sum()
    total = mix[mix["fuel"].isin(["total", "import"])].groupby("year")["twh"].sum()
    levels = {year: total[year] * (1.0 - LINE_LOSSES) for year in YEARS} | FUTURE
    rows = [
        {
            "zone": zone,
            "year": year,
            "twh": round(level * part, 4),
            "status": "estimated" if year in YEARS else "assumed",
            "source": f"{PAST if year in YEARS else PROJECTED}; shared by estimated purchases of 2020-21",
        }
        for year, level in levels.items()
        for zone, part in share.items()
    ]
    return pd.DataFrame(rows)


if __name__ == "__main__":
    build()
