"""Build what is known of hazards: events, national levels, checks, floods, slopes, people at sites."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from corridor.hazards.events import ATTACK, ON_PROJECT
from corridor.io.events import NASA_GLC, PLAIN, UCDP_GED, USGS, events_from, read_events

BUILD = Path(__file__).resolve().parent
CASE = BUILD.parent
RAW = CASE / "raw" / "hazards"
TABLES = BUILD / "tables"

BOX = (60.0, 23.0, 80.0, 41.0)
"""Degrees west, south, east and north of landslides and earthquakes that are kept: Pakistan to Kashgar."""

DISTRICT_KM = 50.0
"""Precision up to which the district of an event is known."""

WITHIN_DEGREES = 0.15
"""An event this far outside of every district, on a coast or a border, is that of the nearest."""

NEVER_KM = 1000.0
"""Precision of landslides whose place is told as unknown."""

AT_WORK = 47_000.0
"""People at work on projects: 40,000 Pakistani and 7,000 Chinese (The Nation, 10 August 2020)."""

WAGE_SHARE, WORKER_USD = 0.3, 8_000.0
"""Share of wages in the cost of operation, and what a worker costs in a year: assumed."""

BUILDING = "47,000 at work in August 2020 (The Nation, 10 August 2020) by yearly spending on works"
RUNNING = "three tenths of the yearly cost of operation at US$ 8,000 a worker: assumed"

TERRITORIES = {"Azad Kashmir": "PK-azad-jammu-kashmir", "Gilgit Baltistan": "PK-gilgit-baltistan"}
ISO = {"Pakistan": "PAK", "Afghanistan": "AFG", "India": "IND", "China": "CHN"}
UCDP = "UCDP country-year dataset on organized violence 25.1 (Davies et al. 2025), CC BY 4.0"
UNOSAT = "UNITAR-UNOSAT FL20220808PAK, VIIRS 25-31 August 2022, by district; preliminary, not field-validated"
ULLAH = "Ullah et al. 2026, CPEC AlphaEarth landslide susceptibility, CC BY 4.0: mean fused probability"


def build(case: Path = CASE) -> None:
    """Write `hazards/`."""
    folder = case / "hazards"
    folder.mkdir(exist_ok=True)
    regions = pd.read_parquet(case / "regions.parquet")
    events(regions).to_parquet(folder / "events.parquet", index=False)
    for name, table in {
        "event_levels": levels(),
        "flooded": flooded(regions),
        "slopes": slopes(regions),
        "event_checks": checks(),
        "closures": pd.read_csv(TABLES / "hazard_closures.csv"),
        "staff": staff(),
    }.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def events(regions: pd.DataFrame) -> pd.DataFrame:
    """Return all events, with the region where it is known."""
    parts = [
        read_events(RAW / "ucdp_ged_pakistan_1989_2021.csv.gz", UCDP_GED),
        landslides(),
        read_events(RAW / "usgs_earthquakes_m55_1965_2016_region.csv.gz", USGS),
    ]
    west, south, east, north = BOX
    parts[1:] = [
        part[part["lon"].between(west, east) & part["lat"].between(south, north)] for part in parts[1:]
    ]
    found = pd.concat([*parts, on_projects()], ignore_index=True)
    found = found.assign(region_id=_regions(found, regions))
    # Some rows have a best estimate outside of their own low and high: the range is widened to hold it.
    found["deaths_low"] = found[["deaths", "deaths_low"]].min(axis=1)
    found["deaths_high"] = found[["deaths", "deaths_high"]].max(axis=1)
    known = found["kind"].isin([ATTACK, ON_PROJECT]) & (found["precision_km"] <= DISTRICT_KM)
    known |= ~found["kind"].isin([ATTACK, ON_PROJECT])
    found["region_id"] = found["region_id"].where(known, "")
    return found.sort_values(["kind", "date", "event_id"], ignore_index=True)


def landslides() -> pd.DataFrame:
    """Return landslides of the catalogue, the precision of their places in km."""
    raw = pd.read_csv(
        RAW / "nasa_glc_landslides_region.csv.gz", dtype=str, keep_default_na=False, encoding_errors="replace"
    )
    said = raw["location_accuracy"].str.extract(r"([\d.]+)")[0].astype(float)
    exact = raw["location_accuracy"].str.lower().str.startswith("exact")
    raw["km"] = said.where(~exact, 0.0).fillna(NEVER_KM).astype(str)
    raw["id"] = "GLC-" + raw["id"]
    raw["fatalities"] = raw["fatalities"].str.replace(",", "")  # of thousands
    return events_from(raw, NASA_GLC, "nasa_glc_landslides_region.csv.gz")


def on_projects() -> pd.DataFrame:
    """Return attacks on projects and their people: day, place, kind of target, victims. No one is named."""
    raw = pd.read_csv(RAW / "attacks_on_chinese_projects_pakistan.csv", dtype=str, keep_default_na=False)
    recalled = raw["status"].where(raw["source"] == "", raw["source"])
    table = raw.assign(
        event_id=[f"AP-{n:02d}" for n in range(1, len(raw) + 1)],
        kind=ON_PROJECT,
        deaths=raw["total_killed_excl_attackers"],
        detail=raw["target"],
        source=recalled.where(raw["source"] != "", "recalled, no page at hand"),
    )
    return events_from(table, PLAIN, "attacks_on_chinese_projects_pakistan.csv").assign(precision_km=5.0)


def checks() -> pd.DataFrame:
    """Return published counts of later years, with the regions they are of."""
    table = pd.read_csv(TABLES / "hazard_event_checks.csv", keep_default_na=False)
    names = _names(pd.read_parquet(CASE / "regions.parquet"))
    raw = pd.read_csv(RAW / "flood2022_viirs_by_district.csv")
    census = raw[raw["units"] == "census2023_district"]
    region = census["unit_name"].map(names)
    of = {
        name: "|".join(sorted(region[rows].dropna()))
        for name, rows in census.groupby("adm1_or_province").groups.items()
    }
    return table.assign(regions=[of.get(name, "") for name in table["of"]])


def staff(year: int = 2024) -> pd.DataFrame:
    """Return people at work at the places of projects, estimated.

    Building: the 47,000 people at work in August 2020 by what was spent on works in 2020. Running: a share of
    the yearly cost of operation over what a worker costs. Both are wide guesses: a third to three times.
    """
    table = pd.read_csv(TABLES / "projects.csv")
    table = table[table["start_year"].notna() & table["opening_year"].notna()]
    years = (table["opening_year"] - table["start_year"]).clip(lower=1)
    spent = table["cost_musd"] / years
    at_work = (table["start_year"] <= 2020) & (table["opening_year"] > 2020)
    per_musd = AT_WORK / float(spent[at_work].sum())
    building = spent.where((table["start_year"] <= year) & (table["opening_year"] > year), 0.0) * per_musd
    running = (table["cost_musd"] * table["operation_share"]).where(table["opening_year"] <= year, 0.0)
    people = building + running * 1e6 * WAGE_SHARE / WORKER_USD
    table = table.assign(people=people.round(-1), place="place of the register")
    table = table[table["people"] > 0.0]
    how = np.where(building[table.index] > 0.0, BUILDING, RUNNING)
    found = table.assign(
        project_id=table["id"],
        people_low=(table["people"] / 3.0).round(-1),
        people_high=(table["people"] * 3.0).round(-1),
        status="estimated",
        source=how,
    )
    columns = ["project_id", "place", "lon", "lat", "people", "people_low", "people_high", "status", "source"]
    return found[columns].sort_values("project_id")


def _names(regions: pd.DataFrame) -> dict[str, str]:
    """Return districts by the names that tables have for them."""
    home = regions[regions["country"] == "PAK"]
    other = pd.read_csv(TABLES / "hazard_district_names.csv")
    return dict(zip([*home["name"], *other["name"]], [*home["region_id"], *other["region_id"]], strict=True))


def _regions(found: pd.DataFrame, regions: pd.DataFrame) -> list[str]:
    """Return the region in which, or nearest to which, each event lies; empty: none near."""
    tree = shapely.STRtree(shapely.from_wkb(regions["geometry"].to_numpy()))
    points = shapely.points(found["lon"].to_numpy(), found["lat"].to_numpy())
    hit = tree.query_nearest(points, max_distance=WITHIN_DEGREES, all_matches=False)
    name = np.full(len(found), "", dtype=object)
    name[hit[0]] = regions["region_id"].to_numpy()[hit[1]]
    attack = found["kind"].isin([ATTACK, ON_PROJECT]).to_numpy()
    home = np.array([str(one).startswith("PK-") for one in name])
    name[attack & ~home] = _nearest_home(points[attack & ~home], regions)
    return [str(one) for one in name]


def _nearest_home(points: np.ndarray, regions: pd.DataFrame) -> np.ndarray:
    """Return the region of Pakistan nearest to events that its file counts there."""
    home = regions[regions["country"] == "PAK"]
    tree = shapely.STRtree(shapely.from_wkb(home["geometry"].to_numpy()))
    nearest = tree.nearest(points) if len(points) else np.zeros(0, dtype=int)
    return home["region_id"].to_numpy()[nearest]


def levels() -> pd.DataFrame:
    """Return victims of organised violence by country and year."""
    raw = pd.read_csv(RAW / "ucdp_country_year_neighbours_1989_2024.csv")
    columns = {
        f"total_deaths_{one}": f"deaths{two}"
        for one, two in (("best", ""), ("low", "_low"), ("high", "_high"))
    }
    table = raw.rename(columns=columns).assign(country=raw["country"].map(ISO), kind=ATTACK, source=UCDP)
    return table[["country", "kind", "year", "deaths", "deaths_low", "deaths_high", "source"]]


def flooded(regions: pd.DataFrame) -> pd.DataFrame:
    """Return area under water in August 2022 by region of Pakistan."""
    raw = pd.read_csv(RAW / "flood2022_viirs_by_district.csv")
    home = regions[regions["country"] == "PAK"]
    names = _names(regions)
    census = raw[raw["units"] == "census2023_district"]
    known = census.assign(region_id=census["unit_name"].map(names)).dropna(subset=["region_id"])
    boundary = raw[(raw["units"] == "codab2022_adm2") & raw["adm1_or_province"].isin(TERRITORIES)]
    both = pd.concat([known, boundary.assign(region_id=boundary["adm1_or_province"].map(TERRITORIES))])
    both = both.groupby("region_id", as_index=False)[["district_km2", "flooded_km2"]].sum()
    lacking = sorted(set(home["region_id"]) - set(both["region_id"]))
    if lacking:
        raise ValueError(f"no flooded area for {', '.join(lacking)}: see hazard_district_names.csv")
    both = both.rename(columns={"district_km2": "area_km2"}).assign(year=2022, source=UNOSAT)
    return both[["region_id", "year", "area_km2", "flooded_km2", "source"]].round(2)


def slopes(regions: pd.DataFrame) -> pd.DataFrame:
    """Return susceptibility to landslides by section or, where a section has none, by region."""
    raw = pd.read_csv(RAW / "landslide_road_exposure_by_domain.csv").set_index(["road_group", "domain"])
    rows = pd.read_csv(TABLES / "hazard_slopes.csv", keep_default_na=False)
    found = [raw.loc[(row.road_group, row.domain)] for row in rows.itertuples()]
    table = pd.DataFrame(
        {
            "section": rows["section"],
            "region_id": rows["region_id"],
            "probability": [round(float(row["mean_probability"]), 3) for row in found],
            "confidence": [round(float(row["mean_transfer_confidence"]), 3) for row in found],
            "source": ULLAH,
        }
    )
    unknown = set(table["region_id"]) - set(regions["region_id"]) - {""}
    if unknown:
        raise ValueError(f"no such region: {', '.join(sorted(unknown))}")
    return table


if __name__ == "__main__":
    build()
