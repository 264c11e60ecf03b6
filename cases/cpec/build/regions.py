"""Build the regions of the case: places, people, areas, shapes."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

BUILD = Path(__file__).resolve().parent
CASE = BUILD.parent
GEO, ECON = CASE / "raw" / "geo", CASE / "raw" / "econ"

SPLIT = {"CHN": "CN", "IND": "IN", "KAZ": "KZ", "KGZ": "KG", "RUS": "RU"}
"""Countries in units of the first level, and the prefix of their identifiers."""

MERGED = {
    "Andaman and Nicobar Islands": "Tamil Nadu",
    "Lakshadweep": "Kerala",
    "Paracel Islands": "Hainan",
    "Daman and Diu": "Gujarat",
    "Dadra and Nagar Haveli": "Gujarat",
    "Dadra and Nagar Haveli and Daman and Diu": "Gujarat",
}
"""Islands and enclaves without a land network of their own, and the unit they are counted with."""

OUTSIDE_PAKISTAN = "Jammu & Kashmir (Disputed Territory)"
TOLERANCE = 0.01
"""Degrees by which drawn boundaries are simplified."""

EQUAL_AREA = "ESRI:54034"
YEAR = 2023

PAKISTAN_ESTIMATES = {
    "PK-gilgit-baltistan": (1_750_000.0, "Gilgit-Baltistan", "Gilgit Baltistan"),
    "PK-azad-jammu-kashmir": (4_450_000.0, "Azad Jammu and Kashmir", "Azad Kashmir"),
}
"""People without a published census table: the 2017 count grown by 2.5 and 1.6 % a year."""

NOTES = {
    "PK-gilgit-baltistan": "Administered by Pakistan; claimed by India. Drawn with the Siachen glacier, "
    "administered by India; claimed by both.",
    "PK-azad-jammu-kashmir": "Administered by Pakistan; claimed by India.",
    "IN-jammu-and-kashmir": "Administered by India; claimed by Pakistan.",
    "IN-ladakh": "Administered by India; claimed by Pakistan and, in part, by China.",
    "IN-arunachal-pradesh": "Administered by India; claimed in large part by China.",
    "CN-xinjiang": "Includes Aksai Chin and the Shaksgam valley, administered by China; claimed by India.",
    "CN-hainan": "Counted with the Paracel Islands, administered by China; claimed by Viet Nam.",
    "RU-volga": "Includes Crimea and Sevastopol, administered by Russia; claimed by Ukraine.",
    "RU-far-eastern": "Includes the southern Kuril Islands, administered by Russia; claimed by Japan.",
    "MAR": "Drawn with Western Sahara, administered in large part by Morocco; claimed by the Sahrawi Arab "
    "Democratic Republic.",
    "ISR": "Drawn with the Golan Heights, administered by Israel; claimed by Syria.",
}
COLUMNS = [
    "region_id", "name", "country", "level", "lon", "lat", "town", "population", "population_status",
    "area_km2", "labour_pool", "disposable_weight", "disputed_note", "geometry",
]  # fmt: skip


def build(case: Path = CASE) -> None:
    """Write `regions.parquet` of the case."""
    places = pd.read_parquet(GEO / "geonames_places.parquet")
    frame = pd.concat([pakistan(places), provinces(places), countries(places)], ignore_index=True)
    frame["labour_pool"] = frame["country"]
    frame["disposable_weight"] = np.nan
    frame["disputed_note"] = frame["region_id"].map(NOTES)
    table = gpd.GeoDataFrame(frame[COLUMNS], geometry="geometry", crs="EPSG:4326")
    table.geometry = [multi(shape) for shape in shapely.set_precision(table.geometry.to_numpy(), 0.0005)]
    table.to_parquet(case / "regions.parquet", compression="zstd", index=False)


def slug(name: str) -> str:
    """Return a name as a lower-case identifier."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def multi(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Return a shape as polygons only."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and not p.is_empty]
    if not parts:
        parts = [
            p for q in shapely.get_parts(shape) for p in shapely.get_parts(q) if p.geom_type == "Polygon"
        ]
    return shapely.MultiPolygon(parts)


def pakistan(places: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the census districts, Gilgit-Baltistan and Azad Jammu and Kashmir."""
    census = pd.read_csv(ECON / "pak_census2023_district.csv")
    shapes = _district_shapes()
    rows = [
        (f"PK-{slug(row.district)}", row.district, float(row.pop2023), "observed", shapes[row.district])
        for row in census.itertuples()
    ]
    rows += [
        (region, name, people, "estimated", shapes[unit])
        for region, (people, name, unit) in PAKISTAN_ESTIMATES.items()
    ]
    frame = pd.DataFrame(rows, columns=["region_id", "name", "population", "population_status", "geometry"])
    found = gpd.GeoDataFrame(
        frame.assign(country="PAK", level="district"), geometry="geometry", crs="EPSG:4326"
    )
    return _placed(found, places[places["countrycode"] == "PK"])


def _district_shapes() -> dict[str, shapely.Geometry]:
    """Return the shape of every census district and of the two territories, from COD-AB 2022."""
    second = gpd.read_parquet(GEO / "pak_adm2_codab2022.parquet")
    third = gpd.read_parquet(GEO / "pak_adm3_codab2022.parquet")
    second = second[second["adm1_name"] != OUTSIDE_PAKISTAN]
    by_name = dict(zip(second["adm2_name"], second.geometry, strict=True))
    other = pd.read_csv(BUILD / "tables" / "econ_districts.csv").set_index("census")["cod"].dropna().to_dict()
    tehsil = {name: third.loc[third["adm3_name"].isin(names)].union_all() for name, names in TEHSILS.items()}
    census = pd.read_csv(ECON / "pak_census2023_district.csv")["district"]
    compact = {slug(name).replace("-", ""): name for name in by_name}
    found = {}
    for name in census:
        if name in tehsil:
            found[name] = tehsil[name]
            continue
        unit = other.get(name) or compact[slug(name).replace("-", "")]
        shape = by_name[unit]
        for taken, source in TAKEN.items():
            if source == unit:
                shape = shape.difference(tehsil[taken])
        found[name] = shape
    found["Sibi"] = shapely.union(found["Sibi"], by_name["Lehri"])
    for territory in ("Gilgit Baltistan", "Azad Kashmir"):
        found[territory] = second.loc[second["adm1_name"] == territory].union_all()
    return found


TEHSILS = {
    "Keamari": ["Kiamari Town", "Baldia Town", "Site Town", "Manora Cantonment"],
    "Karachi West": ["Orangi Town"],
    "Sohbatpur": ["Sohbatpur"],
}
"""Districts that are newer than the boundary set, by the tehsils that make them up."""

TAKEN = {"Keamari": "South Karachi", "Sohbatpur": "Dera Bugti"}
"""Districts of the boundary set that those tehsils are cut from (where the rest remains a district)."""


def provinces(places: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the first-level units of the split countries; Russia by federal district."""
    world = gpd.read_parquet(GEO / "ne_10m_adm1_world_simplified.parquet")
    people = _national_population()
    parts = []
    for country, prefix in SPLIT.items():
        units = world[world["adm0_a3"] == country].copy()
        name = (
            units["region"].fillna("Central") if country == "RUS" else units["name_en"].fillna(units["name"])
        )
        name = name.replace(MERGED).mask(units["name"].isin(["Almaty City"]), "Almaty")
        units = units.assign(unit=name)[["unit", "geometry"]].dissolve(by="unit", sort=True).reset_index()
        code = {"CHN": "CN", "IND": "IN", "KAZ": "KZ", "KGZ": "KG", "RUS": "RU"}[country]
        towns = places[places["countrycode"] == code]
        units = units.assign(
            region_id=[f"{prefix}-{slug(unit)}" for unit in units["unit"]],
            name=units["unit"],
            country=country,
            level="province",
        )
        placed = _placed(units, towns)
        share = _population_share(country, units)
        placed = placed.assign(population=(people[country] * share).round(), population_status="estimated")
        parts.append(placed.drop(columns="unit"))
    return pd.concat(parts, ignore_index=True)


def _population_share(country: str, units: gpd.GeoDataFrame) -> np.ndarray:
    """Return each unit's share of its country's people, from the latest census or count."""
    table = pd.read_csv(BUILD / "tables" / "econ_population.csv")
    people = table[table["country"] == country].set_index("unit")["people_million"]
    share: np.ndarray = people.loc[units["unit"]].to_numpy(float) / float(people.sum())
    return share


def countries(places: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return every other economy with trade and output as one region."""
    listed = pd.read_csv(ECON / "baci_bilateral_totals_2023_countries.csv")
    world = gpd.read_file(f"/vsigzip/{GEO / 'ne_50m_admin0.geojson.gz'}")
    world["iso3"] = world["iso_a3"].where(world["iso_a3"] != "-99", world["adm0_a3"])
    world["iso2"] = world["iso_a2"].where(world["iso_a2"] != "-99", "")
    world = world.drop_duplicates("iso3").set_index("iso3")
    iso2 = {
        **pd.read_csv(ECON / "cepii_geodist_countries.csv", keep_default_na=False)
        .set_index("iso3")["iso2"]
        .to_dict()
    }
    people = _national_population()
    biggest = places.sort_values(["population", "geonameid"], ascending=[False, True]).drop_duplicates(
        "countrycode"
    )
    biggest = biggest.set_index("countrycode")
    rows = []
    for row in listed.itertuples():
        code = row.iso3
        two = iso2.get(code) or (world.loc[code, "iso2"] if code in world.index else "")
        if (
            code in SPLIT
            or code == "PAK"
            or code not in world.index
            or two not in biggest.index
            or code not in people
        ):
            continue
        town = biggest.loc[two]
        rows.append(
            {
                "region_id": code,
                "name": world.loc[code, "name_long"] or row.CountryName,
                "country": code,
                "level": "country",
                "lon": round(float(town["longitude"]), 4),
                "lat": round(float(town["latitude"]), 4),
                "town": town["name"],
                "population": people[code],
                "population_status": "observed",
                "geometry": world.loc[code, "geometry"],
            }
        )
    found = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs="EPSG:4326")
    found["area_km2"] = (found.to_crs(EQUAL_AREA).area / 1e6).round(1)
    found.geometry = found.geometry.simplify(0.05, preserve_topology=True)
    return found


def _national_population() -> dict[str, float]:
    table = pd.read_parquet(ECON / "wb_national_gdp_population.parquet")
    table = table[(table["year"] <= YEAR) & table["population"].notna()].sort_values("year")
    return {str(k): float(v) for k, v in table.groupby("iso3")["population"].last().items()}


def _placed(units: gpd.GeoDataFrame, towns: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return units with area, drawn shape and main town.

    The main town is the one named in `tables/main_towns.csv`, else the most populous place inside, else the
    middle of the unit.
    """
    named = pd.read_csv(BUILD / "tables" / "main_towns.csv").set_index("geonameid")["region_id"]
    points = gpd.GeoDataFrame(
        towns, geometry=gpd.points_from_xy(towns["longitude"], towns["latitude"]), crs="EPSG:4326"
    )
    inside = gpd.sjoin(points, units[["region_id", "geometry"]], predicate="within")
    chosen = inside["geonameid"].map(named).eq(inside["region_id"])
    inside = inside.assign(chosen=chosen).sort_values(
        ["chosen", "population", "geonameid"], ascending=[False, False, True]
    )
    first = inside.drop_duplicates("region_id").set_index("region_id")
    lon, lat, town = [], [], []
    for row in units.itertuples():
        if row.region_id in first.index:
            hit = first.loc[row.region_id]
            lon.append(float(hit["longitude"]))
            lat.append(float(hit["latitude"]))
            town.append(hit["name"])
        else:
            middle = row.geometry.representative_point()
            lon.append(middle.x)
            lat.append(middle.y)
            town.append(str(units.loc[row.Index, "name"]))
    shapes = units.geometry
    return units.assign(
        area_km2=(units.to_crs(EQUAL_AREA).area / 1e6).round(1),
        geometry=shapely.coverage_simplify(shapes.to_numpy(), TOLERANCE),
        lon=np.round(lon, 4),
        lat=np.round(lat, 4),
        town=town,
    )


if __name__ == "__main__":
    build()
