"""Build where people of Pakistan live within their districts, and where cities, ports and hospitals are."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from network_access import DETOUR, Hit, Lines, nearest
from network_net import read_table
from regions import BUILD, CASE, ECON, GEO, OUTSIDE_PAKISTAN, PAKISTAN_ESTIMATES, slug
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

CITY = 50_000
"""People of a city: those of Weiss et al. (2018), whose travel times to cities are the published ones."""

LARGE = 500_000
"""Urban people of a town that has higher-order services though it is no seat of a division: assumed."""

ALIKE = 0.75
"""Similarity of two spellings of one name (ratio of Ratcliff and Obershelp)."""

WITHIN_KM = 10.0
"""A place this far outside of every district, on a coast or a border, is that of the nearest."""

EQUIDISTANT = "ESRI:54034"

TOWN = "GeoNames place; urban people of its tehsil (census 2023) by gazetteer population"
MIDDLE = "inner point of the tehsil (COD-AB 2022) with its people of the census 2023"
REST = (
    "inner point of a tehsil; people of census tehsils of its district that the boundary set lacks, by area"
)
TERRITORY = "GeoNames place; people of the territory by gazetteer population"
HARBOUR = "port of the network"


def build(case: Path = CASE) -> None:
    """Write `inputs/places.csv`."""
    regions = gpd.read_parquet(case / "regions.parquet")
    regions = regions[regions["country"] == "PAK"].reset_index(drop=True)
    towns, tehsils = _towns(regions), _tehsils(regions)
    found = pd.concat([_settled(regions, towns, tehsils), _territories(towns), _ports(regions)])
    found = _scaled(found, regions).sort_values("place_id", ignore_index=True)
    found = _ranked(found)
    found = _joined(found, case)
    found.to_csv(case / "inputs" / "places.csv", index=False, lineterminator="\n")


def _inside(points: gpd.GeoDataFrame, regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return points with the region they lie in, or the nearest one."""
    flat = regions[["region_id", "geometry"]].to_crs(EQUIDISTANT)
    hit = gpd.sjoin_nearest(points.to_crs(EQUIDISTANT), flat, max_distance=WITHIN_KM * 1000.0)
    hit = hit[~hit.index.duplicated()]
    return points.loc[hit.index].assign(region_id=hit["region_id"])


def _towns(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    table = pd.read_parquet(GEO / "geonames_places.parquet")
    table = table[(table["countrycode"] == "PK") & (table["population"] > 0)]
    table = table.sort_values("geonameid", ignore_index=True)
    shape = gpd.points_from_xy(table["longitude"], table["latitude"])
    return _inside(gpd.GeoDataFrame(table, geometry=shape, crs="EPSG:4326"), regions)


def _tehsils(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return tehsils of the boundary set with region and census figures: `urban`, `rural`, `known`."""
    shapes = gpd.read_parquet(GEO / "pak_adm3_codab2022.parquet")
    shapes = shapes[shapes["adm1_name"] != OUTSIDE_PAKISTAN].reset_index(drop=True)
    points = _inside(shapes.assign(geometry=shapes.representative_point()), regions)
    units = shapes.loc[points.index].assign(region_id=points["region_id"], urban=0.0, rural=0.0, known=False)
    units["key"] = units["adm3_name"].map(_key)
    return units


def _census() -> pd.DataFrame:
    """Return tehsils of the census: `region_id`, `key`, `urban`, `rural`."""
    table = pd.read_parquet(ECON / "pak_census2023_tehsil_population.parquet")
    people = table.pivot_table(
        index=["district", "tehsil"], columns="region", values="all_sexes", aggfunc="sum"
    ).reset_index()
    names = pd.read_csv(BUILD / "tables" / "econ_districts.csv").dropna(subset=["tehsils"])
    census = dict(zip(names["tehsils"], names["census"], strict=True))
    region = [f"PK-{slug(str(d))}" for d in people["district"].replace(census)]
    urban = people["URBAN"].fillna(0.0)
    return pd.DataFrame(
        {
            "region_id": region,
            "key": people["tehsil"].map(_key),
            "urban": urban,
            "rural": people["OVERALL"].fillna(0.0) - urban,
        }
    )


def _key(name: str) -> str:
    """Return a name without what spellings differ in."""
    bare = re.sub(r"\(.*?\)|\bsub\b|\btehsil\b|\btown\b", "", str(name).lower())
    return slug(bare.replace("cantonment", "cantt").replace("sadar", "saddar")).replace("-", "")


def _settled(regions: gpd.GeoDataFrame, towns: gpd.GeoDataFrame, tehsils: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return places of the census districts with their people.

    Urban people of a tehsil live in its towns, by gazetteer population, rural ones at its inner point. Those
    of a tehsil that the boundary set does not know live at the tehsils left over, by area, and in towns.
    """
    census = _census()
    rows: list[dict[str, object]] = []
    for region in sorted(set(census["region_id"]) & set(regions["region_id"])):
        own = tehsils[tehsils["region_id"] == region].copy()
        here = towns[towns["region_id"] == region]
        lost = {"urban": 0.0, "rural": 0.0}
        for unit in census[census["region_id"] == region].itertuples():
            hit = difflib.get_close_matches(str(unit.key), list(own["key"]), 1, ALIKE)
            if not hit:
                lost = {name: lost[name] + getattr(unit, name) for name in lost}
                continue
            row = own.index[own["key"] == hit[0]][0]
            own.loc[row, ["urban", "rural"]] += [unit.urban, unit.rural]
            own.loc[row, "known"] = True
        rows += _spread(region, own, here, lost)
    return pd.DataFrame(rows)


def _spread(
    region: str, own: gpd.GeoDataFrame, here: gpd.GeoDataFrame, lost: dict[str, float]
) -> list[dict[str, object]]:
    """Return the places of one district."""
    rows: list[dict[str, object]] = []
    for unit in own[own["known"]].itertuples():
        inside = here[here.within(unit.geometry)]
        rows += _at_towns(region, inside, unit.urban)
        rows += _at_middle(region, unit, unit.rural, unit.urban if inside.empty else 0.0, MIDDLE)
    left = own if own["known"].all() else own[~own["known"]]
    for unit in left.itertuples():
        share = unit.area_sqkm / left["area_sqkm"].sum()
        rows += _at_middle(
            region, unit, lost["rural"] * share, lost["urban"] * share if here.empty else 0.0, REST
        )
    return rows + _at_towns(region, here, lost["urban"])


def _at_towns(
    region: str, towns: gpd.GeoDataFrame, people: float, source: str = TOWN
) -> list[dict[str, object]]:
    weight = towns["population"].to_numpy(float)
    share = weight / max(weight.sum(), 1.0)
    return [
        {
            "place_id": f"town-{town.geonameid}",
            "name": town.name,
            "region_id": region,
            "lon": town.longitude,
            "lat": town.latitude,
            "population": people * part,
            "urban": people * part,
            "source": source,
        }
        for town, part in zip(towns.itertuples(index=False), share, strict=True)
    ]


def _at_middle(region: str, unit: object, rural: float, urban: float, source: str) -> list[dict[str, object]]:
    if rural + urban <= 0.0:
        return []
    point = unit.geometry.representative_point()
    return [
        {
            "place_id": f"{region}/{slug(unit.adm3_name)}",
            "name": unit.adm3_name,
            "region_id": region,
            "lon": point.x,
            "lat": point.y,
            "population": rural + urban,
            "urban": urban,
            "source": source,
        }
    ]


def _territories(towns: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return places of the territories without a published census, whose people live in towns."""
    rows: list[dict[str, object]] = []
    for region, (people, _, _) in PAKISTAN_ESTIMATES.items():
        here = towns[towns["region_id"] == region]
        known = dict(zip("town-" + here["geonameid"].astype(str), here["population"], strict=True))
        placed = _at_towns(region, here, people, TERRITORY)
        rows += [row | {"urban": float(known[str(row["place_id"])])} for row in placed]
    return pd.DataFrame(rows)


def _ports(regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the seaports of the network."""
    table = read_table("ports").query("country == 'PAK'").reset_index(drop=True)
    points = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")
    where = _inside(points, regions)
    return pd.DataFrame(
        {
            "place_id": "port-" + where["port"],
            "name": where["name"],
            "region_id": where["region_id"],
            "lon": where["lon"],
            "lat": where["lat"],
            "population": 0.0,
            "urban": 0.0,
            "source": HARBOUR,
        }
    )


def _scaled(found: pd.DataFrame, regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return places, each once, with the people of their regions."""
    first = dict.fromkeys(("name", "region_id", "lon", "lat", "source"), "first")
    sums = {"population": "sum", "urban": "sum"}
    merged = found.groupby("place_id", sort=True).agg({**first, **sums}).reset_index()
    total = merged.groupby("region_id")["population"].transform("sum")
    factor = merged["region_id"].map(regions.set_index("region_id")["population"]) / total
    return merged.assign(population=(merged["population"] * factor).round().astype("int64"))


def _ranked(found: pd.DataFrame) -> pd.DataFrame:
    """Return places with what they offer.

    A city has `CITY` urban people or more. Higher-order services are in the main town of each division, in
    the territories' seats, and in towns of `LARGE` people or more.
    """
    seats = "town-" + pd.read_csv(BUILD / "tables" / "division_towns.csv")["geonameid"].astype(str)
    unknown = sorted(set(seats) - set(found["place_id"]))
    if unknown:
        raise ValueError(f"division_towns.csv: no such places: {', '.join(unknown)}")
    return found.assign(
        city=found["urban"] >= CITY,
        port=found["place_id"].str.startswith("port-"),
        hospital=found["place_id"].isin(seats) | (found["urban"] >= LARGE),
    )


def _joined(found: pd.DataFrame, case: Path) -> pd.DataFrame:
    """Return places with the nearest point of a road of the country, and the way to it."""
    links = pd.read_parquet(case / "network" / "link.parquet")
    nodes = pd.read_parquet(case / "network" / "node.parquet").set_index("node_id")
    roads = links[(links["mode"] == "road") & (links["country"] == "PAK") & (links["status"] == "open")]
    roads = roads[_hang_together(roads)]
    xy = [nodes.loc[roads[end], ["x_coord", "y_coord"]].to_numpy() for end in ("from_node_id", "to_node_id")]
    tree = shapely.STRtree(shapely.linestrings(np.stack(xy, axis=1)))
    hits: list[Hit] = nearest(
        Lines(np.arange(len(roads)), *xy, tree), found[["lon", "lat"]].to_numpy(dtype=float)
    )
    return pd.DataFrame(
        {
            **{c: found[c] for c in ("place_id", "name", "region_id")},
            "lon": found["lon"].astype(float).round(4),
            "lat": found["lat"].astype(float).round(4),
            "population": found["population"],
            "link_id": roads["link_id"].to_numpy()[[hit.row for hit in hits]],
            "link_share": np.round([hit.share for hit in hits], 4),
            "access_km": np.round([DETOUR * hit.km for hit in hits], 2),
            **{c: found[c].map({True: "true", False: "false"}) for c in ("city", "port", "hospital")},
            "status": "estimated",
            "source": found["source"],
        }
    )


def _hang_together(roads: pd.DataFrame) -> np.ndarray:
    """Return which roads belong to the largest part of the country's network."""
    ends = np.unique(roads[["from_node_id", "to_node_id"]].to_numpy(), return_inverse=True)[1]
    start, end = ends.reshape(-1, 2).T
    size = int(ends.max()) + 1
    _, label = connected_components(csr_matrix((np.ones(len(roads)), (start, end)), shape=(size, size)))
    largest: np.ndarray = label[start] == np.bincount(label).argmax()
    return largest


if __name__ == "__main__":
    build()
