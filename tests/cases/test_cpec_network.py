"""The network of the reference case: connected, measured against published distances, drawn as disputed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from corridor.schema import check_table

CASE = Path(__file__).resolve().parents[2] / "cases" / "cpec"
NETWORK = CASE / "network"
DISPUTED = {
    "PK-gilgit-baltistan",
    "PK-azad-jammu-kashmir",
    "IN-jammu-and-kashmir",
    "IN-ladakh",
    "IN-arunachal-pradesh",
    "CN-xinjiang",
}
"""Along the corridor; more regions of the world carry a note."""


@pytest.fixture(scope="module")
def nodes() -> pd.DataFrame:
    return pd.read_parquet(NETWORK / "node.parquet")


@pytest.fixture(scope="module")
def links() -> pd.DataFrame:
    return pd.read_parquet(NETWORK / "link.parquet")


@pytest.fixture(scope="module")
def regions() -> pd.DataFrame:
    return pd.read_parquet(CASE / "regions.parquet", columns=["region_id", "country", "disputed_note"])


@pytest.fixture(scope="module")
def sections() -> pd.DataFrame:
    return pd.read_csv(NETWORK / "sections.csv", keep_default_na=False, na_values=[""])


def places(nodes: pd.DataFrame, links: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return positions of both ends of each link in the table of nodes."""
    index = pd.Series(np.arange(len(nodes)), index=nodes["node_id"])
    return index[links["from_node_id"]].to_numpy(), index[links["to_node_id"]].to_numpy()


def graph(nodes: pd.DataFrame, links: pd.DataFrame, weight: np.ndarray) -> coo_array:
    """Return open links as a matrix of the least weights, both ways where they can be used so."""
    start, end = places(nodes, links)
    is_open = (links["status"] == "open").to_numpy()
    back = is_open & ~links["directed"].to_numpy(dtype=bool)
    rows, columns = np.r_[start[is_open], end[back]], np.r_[end[is_open], start[back]]
    frame = pd.DataFrame({"i": rows, "j": columns, "w": np.r_[weight[is_open], weight[back]]})
    least = frame.groupby(["i", "j"], sort=False)["w"].min().reset_index()
    shape = (len(nodes), len(nodes))
    return coo_array((least["w"], (least["i"], least["j"])), shape=shape)


def test_the_tables_fit_the_dictionary(nodes: pd.DataFrame, links: pd.DataFrame) -> None:
    sections = pd.read_csv(NETWORK / "sections.csv", dtype=str, keep_default_na=False, na_values=[""])
    for name, frame in (("node", nodes), ("link", links), ("sections", sections)):
        assert check_table(frame, name, name) == []


def test_every_region_has_one_centroid_and_no_other_zone_exists(
    nodes: pd.DataFrame, regions: pd.DataFrame
) -> None:
    zones = nodes["zone_id"].dropna()
    zones = zones[zones != ""]
    assert zones.is_unique
    assert set(zones) == set(regions["region_id"])
    assert (nodes.loc[zones.index, "node_type"] == "centroid").all()


def test_all_zones_reach_each_other(nodes: pd.DataFrame, links: pd.DataFrame) -> None:
    matrix = graph(nodes, links, np.ones(len(links)))
    _, label = connected_components(matrix, directed=True, connection="strong")
    centroid = (nodes["zone_id"].fillna("") != "").to_numpy()
    assert len(set(label[centroid])) == 1
    assert (label == label[centroid][0]).mean() > 0.99


def test_no_zone_hangs_on_a_road_that_a_project_opened(nodes: pd.DataFrame, links: pd.DataFrame) -> None:
    """Closed, it would cut the zone off the roads: its own districts would gain from it what is not there."""
    effects = pd.read_csv(CASE / "build" / "tables" / "project_effects.csv")
    opened = set(effects.loc[effects["field"] == "status", "section"])
    assert "m-14-hakla-dikhan" in opened
    roads = links[links["mode"] == "road"]
    before = roads[~roads["section"].isin(opened)]
    ends = {
        side: set(t[["from_node_id", "to_node_id"]].to_numpy().ravel())
        for side, t in (("with", roads), ("without", before))
    }
    centroids = set(nodes.loc[nodes["node_type"] == "centroid", "node_id"])
    ways = links[links["mode"] == "connector"]
    joined: dict[str, set[int]] = {"with": set(), "without": set()}
    for a, b in ways[["from_node_id", "to_node_id"]].to_numpy():
        for zone, node in ((a, b), (b, a)):
            for side, reached in ends.items():
                if zone in centroids and node in reached:
                    joined[side].add(int(zone))
    assert joined["with"] == joined["without"]


def test_goods_enter_and_leave_by_connectors_and_terminals(nodes: pd.DataFrame, links: pd.DataFrame) -> None:
    start, end = places(nodes, links)
    centroid = (nodes["zone_id"].fillna("") != "").to_numpy()
    touching = centroid[start] | centroid[end]
    assert set(links.loc[touching, "mode"]) == {"connector", "terminal"}


def test_lengths_are_not_shorter_than_the_crow_flies(nodes: pd.DataFrame, links: pd.DataFrame) -> None:
    """Great circles by the haversine formula; a tenth of slack for shapes that were generalised."""
    start, end = places(nodes, links)
    x, y = np.radians(nodes[["x_coord", "y_coord"]].to_numpy().T)
    half = np.sin((y[end] - y[start]) / 2) ** 2
    half += np.cos(y[start]) * np.cos(y[end]) * np.sin((x[end] - x[start]) / 2) ** 2
    crow = 2 * 6371.0 * np.arcsin(np.sqrt(half))
    moving = links["mode"].isin(["road", "rail", "sea"]).to_numpy() & (crow > 1.0)
    short = moving & (links["length"].to_numpy() < 0.9 * crow)
    assert short.sum() / moving.sum() < 1e-3


def test_speeds_are_those_of_trucks_trains_and_ships(links: pd.DataFrame) -> None:
    for mode, low, high in (("road", 5, 100), ("rail", 10, 120), ("sea", 15, 50)):
        speed = links.loc[(links["mode"] == mode) & (links["length"] > 0), "free_speed"]
        assert speed.between(low, high).all(), mode


def test_borders_and_terminals_cost_time(links: pd.DataFrame) -> None:
    standing = links[links["mode"].isin(["border", "terminal"])]
    assert len(standing) > 50
    assert (standing["hours"] + standing["fee_usd_t"] > 0).mean() > 0.95
    assert standing["hours"].max() < 31 * 24


def test_sections_are_as_long_as_they_say(links: pd.DataFrame, sections: pd.DataFrame) -> None:
    found = links.groupby("section")["length"].sum()
    for row in sections.itertuples():
        assert found[row.section] == pytest.approx(row.length_km, abs=0.06), row.section
        assert set(links.loc[links["section"] == row.section, "mode"]) == {row.mode}, row.section


def test_sections_are_as_long_as_is_published(sections: pd.DataFrame) -> None:
    """What a section shares with another one is counted there."""
    known = sections.dropna(subset=["reference_km"])
    ratio = (known["length_km"] + known["shared_km"]) / known["reference_km"]
    assert ratio.between(0.95, 1.05).all(), known.loc[~ratio.between(0.95, 1.05), "section"].tolist()
    assert known["source"].str.len().min() > 0


def test_routes_are_within_their_tolerance_or_explained() -> None:
    table = pd.read_csv(NETWORK / "route_checks.csv", keep_default_na=False, na_values=[""])
    assert len(table) >= 30
    ratio = table["network_km"] / table["reference_km"]
    assert (ratio - table["ratio"]).abs().max() < 1e-3
    outside = (ratio - 1.0).abs() > table["limit"] + 1e-9
    assert set(table.loc[outside, "verdict"]) <= {"explained"}
    assert table.loc[outside, "explanation"].str.len().min() > 20
    assert set(table.loc[~outside, "verdict"]) == {"within"}
    assert outside.sum() <= 3


def nearest(nodes: pd.DataFrame, links: pd.DataFrame, lon: float, lat: float) -> int:
    """Return the position of the road node next to a point."""
    start, end = places(nodes, links)
    road = (links["mode"] == "road").to_numpy() & (links["status"] == "open").to_numpy()
    used = np.unique(np.r_[start[road], end[road]])
    x = (nodes["x_coord"].to_numpy()[used] - lon) * np.cos(np.radians(lat))
    return int(used[np.argmin(x**2 + (nodes["y_coord"].to_numpy()[used] - lat) ** 2)])


@pytest.mark.parametrize(
    ("start", "end", "between"),
    [
        ((67.01, 24.86), (74.34, 31.55), (1150, 1330)),  # Karachi - Lahore, 1,210 km
        ((62.33, 25.13), (67.01, 24.86), (590, 700)),  # Gwadar - Karachi, 624-650 km
        ((73.05, 33.68), (74.31, 35.92), (480, 640)),  # Islamabad - Gilgit, 500-600 km
        ((74.31, 35.92), (75.99, 39.47), (620, 780)),  # Gilgit - Kashgar, some 690 km
        ((66.98, 30.18), (67.01, 24.86), (620, 760)),  # Quetta - Karachi, 690 km
    ],
)
def test_quickest_roads_have_published_lengths(
    nodes: pd.DataFrame,
    links: pd.DataFrame,
    start: tuple[float, float],
    end: tuple[float, float],
    between: tuple[float, float],
) -> None:
    """Found anew with scipy on roads and borders alone, by time."""
    kept = links[links["mode"].isin(["road", "border"])]
    km = kept["length"].to_numpy()
    speed = kept["free_speed"].fillna(1.0).to_numpy()
    hours = np.maximum(km / speed + 0.01 * kept["hours"].to_numpy(), 1e-6)
    matrix = graph(nodes, kept, hours).tocsr()
    source, target = (nearest(nodes, kept, *place) for place in (start, end))
    _, before = dijkstra(matrix, indices=source, return_predecessors=True)
    lengths = graph(nodes, kept, np.maximum(km, 1e-9)).tocsr()
    total, place = 0.0, target
    while place != source:
        assert before[place] >= 0, "no way by road"
        total += lengths[before[place], place]
        place = before[place]
    assert between[0] < total < between[1]


def test_planned_links_are_those_of_planned_projects(links: pd.DataFrame) -> None:
    planned = set(links.loc[links["status"] == "planned", "section"])
    assert planned == {"m-6"}


def test_no_disputed_region_goes_without_a_note(regions: pd.DataFrame) -> None:
    note = regions.set_index("region_id")["disputed_note"].fillna("")
    assert set(note.index) >= DISPUTED
    for region in DISPUTED:
        assert "administered by" in note[region].lower(), region
        assert "claimed" in note[region].lower(), region
    for region, text in note[note != ""].items():
        assert "claimed" in text, region
    others = note[regions["country"].isin(["PAK"]).to_numpy() & ~note.index.isin(DISPUTED)]
    assert (others == "").all()


def test_what_the_repair_did_is_told() -> None:
    text = pd.read_json(NETWORK / "repair_report.json", typ="series")
    assert len(text) > 5
