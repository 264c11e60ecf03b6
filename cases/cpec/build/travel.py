"""Build where people of Pakistan who travel live, in places finer than tehsils, and where trains stop."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from network_access import DETOUR, Lines, nearest
from places import _hang_together, _inside
from regions import BUILD, CASE, GEO, OUTSIDE_PAKISTAN
from scipy.cluster.vq import kmeans2

PEOPLE = 60_000
"""Rural people of one place at most, so that a tehsil becomes several."""

GRID_KM = 2.5
"""Between the points of which a tehsil's ground is made, about."""

STATION_KM = 10.0
"""A city this near to a railway has a station: assumed, the lines carry trains that stop in every city."""

SPREAD = "rural people of a tehsil spread evenly over its ground (COD-AB 2022): "
TABLES = ("travel_modes", "travel_purposes", "travel_groups", "travel_tolls")


def build(case: Path = CASE) -> None:
    """Write the tables `travel_*` of `inputs` and `observed/travel_facts.csv`."""
    links = pd.read_parquet(case / "network" / "link.parquet")
    nodes = pd.read_parquet(case / "network" / "node.parquet").set_index("node_id")
    places = pd.read_csv(case / "inputs" / "places.csv").query("population > 0").reset_index(drop=True)
    write(_places(places, links, nodes), case / "inputs" / "travel_places.csv")
    write(_stations(places, links, nodes), case / "inputs" / "travel_stations.csv")
    for name in TABLES:
        write(pd.read_csv(BUILD / "tables" / f"{name}.csv"), case / "inputs" / f"{name}.csv")
    write(pd.read_csv(BUILD / "tables" / "travel_facts.csv"), case / "observed" / "travel_facts.csv")


def write(table: pd.DataFrame, path: Path) -> None:
    """Write a table as the case's others are."""
    table.to_csv(path, index=False, lineterminator="\n")


def _places(places: pd.DataFrame, links: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    shapes = gpd.read_parquet(GEO / "pak_adm3_codab2022.parquet")
    shapes = shapes[shapes["adm1_name"] != OUTSIDE_PAKISTAN].reset_index(drop=True)
    at = gpd.GeoDataFrame(places, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs="EPSG:4326")
    tehsil = _inside(at.drop(columns="region_id"), shapes.assign(region_id=shapes.index.astype(str)))[
        "region_id"
    ]
    tehsil = tehsil.reindex(places.index).fillna("none").to_numpy()
    part = (places["region_id"] + "/" + pd.Series(tehsil)).to_numpy()
    rows = []
    for place, own in zip(places.itertuples(), part, strict=True):
        inner = place.source.startswith("inner point") and own.split("/")[1] != "none"
        points = [(place.lon, place.lat)]
        count = int(np.ceil(place.population / PEOPLE))
        if inner and count > 1:
            points = _spread(shapes.geometry.iloc[int(own.split("/")[1])], count)
        for number, (lon, lat) in enumerate(points):
            label = f"{place.place_id}" + (f"-{number + 1}" if len(points) > 1 else "")
            rows.append(
                {
                    "place_id": label,
                    "name": place.name,
                    "region_id": place.region_id,
                    "part": own,
                    "lon": round(lon, 4),
                    "lat": round(lat, 4),
                    "population": round(place.population / len(points)),
                    "source": (SPREAD if len(points) > 1 else "") + place.source,
                }
            )
    found = pd.DataFrame(rows)
    roads = links[(links["mode"] == "road") & (links["country"] == "PAK") & (links["status"] == "open")]
    joined = _joined(found, roads[_hang_together(roads)], nodes)
    return joined[joined["population"] > 0]


def _joined(found: pd.DataFrame, roads: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Return places with the nearest point of a road, and the way to it."""
    xy = [nodes.loc[roads[end], ["x_coord", "y_coord"]].to_numpy() for end in ("from_node_id", "to_node_id")]
    tree = shapely.STRtree(shapely.linestrings(np.stack(xy, axis=1)))
    hits = nearest(Lines(np.arange(len(roads)), *xy, tree), found[["lon", "lat"]].to_numpy(dtype=float))
    return found.drop(columns="source").assign(
        link_id=roads["link_id"].to_numpy()[[hit.row for hit in hits]],
        link_share=np.round([hit.share for hit in hits], 4),
        access_km=np.round([DETOUR * hit.km for hit in hits], 2),
        status="estimated",
        source=found["source"],
    )


def _spread(shape: shapely.Geometry, count: int) -> list[tuple[float, float]]:
    """Return points that divide the ground of a tehsil into about equal parts (k-means of a grid)."""
    west, south, east, north = shape.bounds
    step = GRID_KM / 111.0
    step = min(step, float(np.sqrt(shape.area / (40.0 * count))))
    x, y = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    points = np.column_stack([x.ravel(), y.ravel()])
    points = points[shapely.contains_xy(shape, points[:, 0], points[:, 1])]
    centre, _ = kmeans2(points, count, minit="++", rng=np.random.default_rng(count))
    return [(float(a), float(b)) for a, b in centre[np.lexsort(centre.T)]]


def _stations(places: pd.DataFrame, links: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Return stations: the nearest point of a railway to each city that lies near one."""
    lines = links[(links["mode"] == "rail") & (links["country"] == "PAK") & (links["status"] == "open")]
    cities = places[places["city"]].sort_values("population", ascending=False)
    joined = _joined(cities, lines[_hang_together(lines)], nodes)
    joined = joined[joined["access_km"] <= DETOUR * STATION_KM].drop_duplicates(["link_id", "link_share"])
    return pd.DataFrame(
        {
            "station_id": "station-" + joined["place_id"].str.replace("town-", ""),
            "name": joined["name"],
            "lon": joined["lon"],
            "lat": joined["lat"],
            "link_id": joined["link_id"],
            "link_share": joined["link_share"],
            "status": "estimated",
            "source": "city of 50,000 or more within 10 km of a railway of OpenStreetMap; stops not known",
        }
    ).sort_values("station_id")


if __name__ == "__main__":
    build()
