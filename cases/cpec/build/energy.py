"""Build the tables of the power system: zones, plants, lines, demand, profiles, costs, published mix."""

from __future__ import annotations

from pathlib import Path

import energy_profiles
import numpy as np
import pandas as pd

BUILD = Path(__file__).resolve().parent
RAW = BUILD.parent / "raw" / "econ"

COPIED = ("zones", "carriers", "lines", "sites", "availability")
YEARS = tuple(range(2013, 2022))
"""Calendar years whose demand is the mean of two fiscal years of `energy_served.csv`, and what was shed."""

RECENT = {2022: 137.4, 2023: 127.1, 2024: 127.2}
"""Generation of the national grid in TWh: fiscal years of `energy_mix.csv` and their halves by Arif Habib
Limited (83,193 GWh in July 2021 to January 2022; 75,861 GWh in January to July 2023)."""

NOW, GRID_NOW = 2025, 137.0
"""Demand of the grid in TWh: 126.7 of the national grid in 2024-25 (NEPRA) and about 10 of K-Electric's own
plants."""

GROWTH = 0.035
"""Growth of what is used, from the grid and from roofs, after 2025: assumed; the grid has what is left."""

LATER = (2030, 2035, 2040)

OWN = 9.2
"""TWh of plants that the mix of the national grid leaves out, those of Karachi: 145.8 TWh generated and
imported in 2021 (Our World in Data) less 136.6 of the national grid (`energy_months.csv`)."""

CALIBRATED = (2019, 2020, 2021)
"""Fiscal years that availabilities are fitted to; later ones are held out."""

BAND = 1.25
"""Factor within which the share of a fuel holds: a quarter either way."""

OWN_TABLES = ("nuclear", "wind", "solar", "biomass", "import")
"""Fuels that the published shares of a fiscal year may leave out; then two calendar years stand for it."""

FALLING = "gas"
"""Fuel whose supply falls: years keep their own availability, later ones the last."""

STATED = ("lng", "wind", "solar")
"""Fuels whose availability for planning is that of plants: liquefied gas is bought as it is needed above the
least; profiles of wind and sun are those of the sites, whatever plants the published mix lacks."""

RESIDUAL = "oil"
"""Fuel that no mix is fitted to: what its plants can run is fitted to a short year."""

CONTRACTS_END = 2030
"""Last year of the contracts for liquefied natural gas: fifteen years from 2016 (cphibiz.com, 2016)."""

GENERATION = ["fuel", "year", "twh", "low", "high", "use", "band", "likely_cause", "source"]
"""Columns of published generation."""

RECENTLY = "total: national grid (NEPRA data in the press) and 9.2 TWh of Karachi's own plants"
PAST = (
    "total: mean of two fiscal years' generation (build/tables/energy_served.csv) less losses of the model's "
    "lines, and what was shed for want of power (energy_unserved.csv)"
)
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
    world = country_mix()
    tables = {name: _table(name) for name in COPIED} | {
        "energy_references": _table("references"),
        "zone_regions": members,
        "plants": plants(),
        "generation": generation(world),
        "costs": costs(),
        "demand": demand(),
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
        "energy_gwh": row.energy_gwh,
        "energy_source": row.energy_source if isinstance(row.energy_source, str) else "",
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


def country_mix() -> pd.DataFrame:
    """Return generation by fuel and net imports of the whole country by calendar year, 2015-2021."""
    table = pd.read_parquet(RAW / "owid_electricity_mix_2000_2021.parquet")
    table = table[(table["Country"] == "Pakistan") & (table["Year"] >= 2015)]
    columns = {f"Electricity from {fuel} (TWh)": fuel for fuel in sorted(MIX)} | {
        "Electricity from bioenergy (TWh)": "biomass",
        "Net imports (TWh)": "import",
        "Electricity generation (TWh)": "total",
    }
    long = table.rename(columns=columns).melt("Year", list(columns.values()), "fuel", "twh")
    return long.rename(columns={"Year": "year"})[["fuel", "year", "twh"]].astype({"twh": float})


def generation(world: pd.DataFrame) -> pd.DataFrame:
    """Return the published mix of the national grid by fiscal year, and generation outside it.

    Shares of `energy_mix.csv` times its totals. Where a calibrated year lacks a fuel of `OWN_TABLES`, which
    plants of Karachi hardly use, the mean of its two calendar years stands for it.
    """
    shares = _table("mix")
    totals = shares[shares["fuel"] == "total"].set_index("year")
    rows = []
    for row in shares.itertuples():
        twh = row.twh if row.fuel == "total" else row.share_percent / 100.0 * totals.loc[row.year, "twh"]
        rows.append((row.fuel, row.year, twh, row.use, row.likely_cause, row.source))
    halves = world.set_index(["fuel", "year"])["twh"]
    present = set(zip(shares["fuel"], shares["year"], strict=True))
    source = "mean of two calendar years, Our World in Data, Electricity Mix, August 2022 (Ember, BP)"
    for year, fuel in ((year, fuel) for year in CALIBRATED for fuel in OWN_TABLES):
        if (fuel, year) not in present:
            mean = (halves[fuel, year - 1] + halves[fuel, year]) / 2.0
            rows.append((fuel, year, mean, "calibrate", "", source))
    outside = "Our World in Data less the national grid in 2021: see build/energy.py"
    rows += [("outside", year, OWN, "information", "", outside) for year in totals.index]
    table = pd.DataFrame(rows, columns=["fuel", "year", "twh", "use", "likely_cause", "source"])
    judged = (table["use"] != "information") & (table["fuel"] != "total")
    table.insert(4, "band", np.where(judged, BAND, np.nan))
    shed = _table("unserved").drop(columns="status").assign(fuel="unserved")
    table = pd.concat([table.assign(low=np.nan, high=np.nan), shed], ignore_index=True)
    return table.round({"twh": 4}).sort_values(["year", "fuel"]).reset_index(drop=True)[GENERATION]


def costs() -> pd.DataFrame:
    """Return costs and the availabilities for planning: means of the calibrated years.

    Gas of the country's own falls, so its years keep theirs and later ones have the last. Liquefied gas is
    bought ahead by the state: what calibrated years took is the least that later ones take.
    """
    table = _table("availability")
    table = table[(table["zone"].fillna("") == "") & (table["fuel"] != RESIDUAL)]
    carriers = _table("carriers").set_index("carrier")["fuel"]
    said = "mean of the fiscal years 2018-19 to 2020-21, calibrated (energy_availability.csv)"
    rows = []
    for carrier, fuel in carriers.items():
        years = table[table["fuel"] == fuel].set_index("year")["value"]
        if fuel == FALLING:
            source = "calibrated; the last holds on, for the fields decline"
            rows += [(carrier, "availability", y, v, "1", source, "estimated") for y, v in years.items()]
        elif len(years) and fuel not in STATED:
            value = round(float(years.mean()), 4)
            rows.append((carrier, "availability", np.nan, value, "1", said, "estimated"))
    rows += _bought_ahead()
    own = pd.DataFrame(rows, columns=["technology", "parameter", "year", "value", "unit", "source", "status"])
    joined = pd.concat([_table("costs"), _table("fitted"), own], ignore_index=True)
    return joined.assign(year=joined["year"].astype("Int64"))


def _bought_ahead() -> list[tuple[object, ...]]:
    """Return the least energy from liquefied gas by year, TWh."""
    shares = _table("mix")
    total = shares[shares["fuel"] == "total"].set_index("year")["twh"]
    mine = shares[(shares["fuel"] == "lng") & shares["year"].isin(CALIBRATED)].set_index("year")
    taken = mine["share_percent"] / 100.0 * total[list(CALIBRATED)]
    source = (
        "mean of the fiscal years 2018-19 to 2020-21: the state buys under take or pay, whatever plants must "
        "take (Business Recorder 542665 and 40219789; The Nation, 19 September 2020)"
    )
    ended = "the contracts of 2016 have ended"
    mean = round(float(taken.mean()), 2)
    return [
        ("lng", "minimum_energy", 2017, round(0.153 * 120.0, 2), "TWh", LESS, "estimated"),
        ("lng", "minimum_energy", 2019, mean, "TWh", source, "estimated"),
        ("lng", "minimum_energy", CONTRACTS_END, mean, "TWh", source, "estimated"),
        ("lng", "minimum_energy", CONTRACTS_END + 1, 0.0, "TWh", ended, "assumed"),
    ]


LESS = "15.3 % of about 120 TWh in 2017-18 (The News, 30 July 2019: 7.7 points less than the 23 % after it)"


def demand() -> pd.DataFrame:
    """Return demand by zone: the published total shared by purchases of distribution companies in 2020-21.

    What was shed for want of power was wanted too. What was cut for losses on feeders is left out: no plant
    ends it.
    """
    companies = _table("companies")
    sold = companies["amount_pkr_bn"] / companies["rate_pkr_kwh"]
    bought = (sold / (1.0 - companies["loss_percent"] / 100.0)).fillna(companies["twh"])
    share = (bought / bought.sum()).groupby(companies["zone"], sort=False).sum()
    served, shed = _served(), _table("unserved").set_index("year")["twh"]
    past = {
        year: (served[year] * (1.0 - LINE_LOSSES) + shed.get(year, 0.0), "estimated", PAST) for year in YEARS
    }
    recent = {
        year: ((twh + OWN) * (1.0 - LINE_LOSSES), "estimated", RECENTLY) for year, twh in RECENT.items()
    }
    future = {year: (twh, "assumed", PROJECTED) for year, twh in _projected().items()}
    rows = [
        {
            "zone": zone,
            "year": year,
            "twh": round(level * part, 4),
            "status": status,
            "source": f"{source}; shared by estimated purchases of 2020-21",
        }
        for year, (level, status, source) in (past | recent | future).items()
        for zone, part in share.items()
    ]
    return pd.DataFrame(rows)


def _served() -> dict[int, float]:
    """Return generation by calendar year, TWh: the mean of two fiscal years; those between grow evenly."""
    table = _table("served")
    years, logs = table["year"].to_numpy(float), np.log(table["twh"].to_numpy(float))
    fiscal = {year: float(np.exp(np.interp(year, years, logs))) for year in (*YEARS, YEARS[-1] + 1)}
    return {year: (fiscal[year] + fiscal[year + 1]) / 2.0 for year in YEARS}


def _projected() -> dict[int, float]:
    """Return demand of the grid in later years, TWh: what is used grows, panels on roofs make their part."""
    costs = _table("costs")
    roofs = costs[costs["parameter"] == "rooftop_energy"].set_index("year")["value"]
    used = GRID_NOW + float(roofs[NOW])
    later = {year: used * (1.0 + GROWTH) ** (year - NOW) - float(roofs[year]) for year in LATER}
    return {NOW: GRID_NOW, **{year: round(twh, 1) for year, twh in later.items()}}


if __name__ == "__main__":
    build()
