"""The roads of Pakistan in the reference case: whole, named, as long and as fast as is published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

CASE = Path(__file__).resolve().parents[2] / "cases" / "cpec"
NETWORK, TABLES = CASE / "network", CASE / "build" / "tables"

N5 = [
    "n-5-karachi-hyderabad",
    "n-5-hyderabad-sukkur",
    "n-5-sukkur-multan",
    "n-5-multan-lahore",
    "n-5-lahore-peshawar",
    "n-5-peshawar-torkham",
]


@pytest.fixture(scope="module")
def links() -> pd.DataFrame:
    return pd.read_parquet(NETWORK / "link.parquet")


@pytest.fixture(scope="module")
def nodes() -> pd.DataFrame:
    return pd.read_parquet(NETWORK / "node.parquet").set_index("node_id")


@pytest.fixture(scope="module")
def report() -> pd.DataFrame:
    return pd.read_csv(NETWORK / "road_report.csv", keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def times() -> pd.DataFrame:
    return pd.read_csv(NETWORK / "time_checks.csv", keep_default_na=False, na_values=[""]).set_index("id")


@pytest.fixture(scope="module")
def parallels() -> pd.DataFrame:
    return pd.read_csv(NETWORK / "parallels.csv").set_index("project")


def pieces(links: pd.DataFrame) -> tuple[int, np.ndarray, coo_array]:
    """Return the number of connected pieces, the nodes, and the matrix of lengths."""
    ids, ends = np.unique(links[["from_node_id", "to_node_id"]].to_numpy(), return_inverse=True)
    ends = ends.reshape(-1, 2)
    frame = pd.DataFrame({"i": ends[:, 0], "j": ends[:, 1], "km": links["length"].to_numpy()})
    least = frame.groupby(["i", "j"])["km"].min().reset_index()
    matrix = coo_array((least["km"] + 1e-9, (least["i"], least["j"])), shape=(len(ids), len(ids)))
    return int(connected_components(matrix, directed=False)[0]), ids, matrix


def test_no_link_is_shorter_than_the_straight_line(nodes: pd.DataFrame, links: pd.DataFrame) -> None:
    """Great circles by the haversine formula on every link that has a length; slack for rounded ends."""
    moving = links[links["mode"].isin(["road", "rail", "sea"])]
    start, end = (
        np.radians(nodes.loc[moving[c], ["x_coord", "y_coord"]].to_numpy(float))
        for c in ("from_node_id", "to_node_id")
    )
    half = np.sin((end[:, 1] - start[:, 1]) / 2) ** 2
    half += np.cos(start[:, 1]) * np.cos(end[:, 1]) * np.sin((end[:, 0] - start[:, 0]) / 2) ** 2
    straight = 2 * 6371.0 * np.arcsin(np.sqrt(half))
    short = moving["length"].to_numpy() < 0.999 * straight - 0.02
    assert not short.any(), moving.loc[short, ["section", "length"]]


def test_n5_is_one_road_from_karachi_to_torkham(links: pd.DataFrame) -> None:
    """1,819 km by the National Highway Authority; only the 54 km to Torkham are scaled to anything."""
    road = links[links["section"].isin(N5)]
    assert set(road["facility_type"]) == {"national_highway"}
    assert set(road["status"]) == {"open"}
    assert (road["name"].str.contains("N-5")).all()
    parts, ids, matrix = pieces(road)
    assert parts == 1
    degree = np.bincount(np.r_[matrix.row, matrix.col], minlength=len(ids))
    ends = np.flatnonzero(degree == 1)
    assert len(ends) == 2, "a road has two ends"
    distance = dijkstra(matrix.tocsr(), directed=False, indices=ends[0])[ends[1]]
    assert distance == pytest.approx(1819.0, rel=0.03)
    assert distance == pytest.approx(road["length"].sum(), rel=0.01), "no spurs, loops of towns at most"
    scaled = road.loc[road["length_source"].str.contains("scaled"), "section"]
    assert set(scaled) == {"n-5-peshawar-torkham"}


def test_every_national_road_is_whole_and_as_long_as_published(
    report: pd.DataFrame, links: pd.DataFrame
) -> None:
    """Pieces are found anew on the finished network; what is off is listed with its reason."""
    published = pd.read_csv(TABLES / "network_roads.csv").set_index("road")
    assert set(report["road"]) == set(published.index)
    assert len(published) >= 40
    for row in report.itertuples():
        own = row.sections.split(";")
        borrowed = set(row.shared_with.split(";")) if isinstance(row.shared_with, str) else set()
        beyond = report[report["sections"].str.split(";").map(lambda names, b=borrowed: bool(b & set(names)))]
        borrowed |= set(";".join(beyond["shared_with"].dropna()).split(";"))
        _, ids, matrix = pieces(links[links["section"].isin([*own, *borrowed])])
        _, label = connected_components(matrix, directed=False)
        mine = links.loc[links["section"].isin(own), ["from_node_id", "to_node_id"]].to_numpy()
        parts = len(np.unique(label[np.isin(ids, mine)]))
        assert parts <= (2 if row.road == "M-8" else 1), row.road
        assert set(own) <= set(links["section"]), row.road
        reference = published.loc[row.road, "reference_km"]
        ratio = (links.loc[links["section"].isin(own), "length"].sum() + row.shared_km) / reference
        if not abs(ratio - 1.0) <= 0.1 or row.verdict != "within":
            assert len(row.explanation) > 20, row.road
    assert set(report["verdict"]) == {"within", "explained"}
    assert (report["verdict"] == "within").sum() >= 25


def test_motorways_and_highways_have_their_class(links: pd.DataFrame, report: pd.DataFrame) -> None:
    for row in report.itertuples():
        kinds = set(links.loc[links["section"].isin(row.sections.split(";")), "facility_type"])
        if row.road == "N-140":
            assert kinds == {"untagged_PAK"}, "a track over the Shandur pass"
        elif row.road in {"M-8", "M-10"} or not row.road.startswith("M-"):
            assert all(k.startswith(("national_highway", "motorway")) for k in kinds), row.road
        else:
            assert kinds == {"motorway"}, row.road


def test_a_closed_motorway_leaves_the_highway_beside_it(parallels: pd.DataFrame) -> None:
    """M-5 opened beside N-5, M-6 is planned beside it, the Thakot expressway opened beside N-35."""
    for project in ("m-5-sukkur-multan", "m-6-sukkur-hyderabad", "kkh-havelian-thakot", "m-14-hakla-dikhan"):
        row = parallels.loc[project]
        assert row["on_parallel_by_road"] > 0.6, project
        assert row["on_project_with"] > 0.9, project
        assert row["km_by_road"] < 1.35 * row["km_with"], project


def test_no_project_makes_its_way_dearer(parallels: pd.DataFrame) -> None:
    register = pd.read_csv(TABLES / "projects.csv")
    acting = set(pd.read_csv(TABLES / "project_effects.csv")["project"])
    moved = register[register["type"].isin(["road", "rail"]) & register["id"].isin(acting)]["id"]
    assert set(moved) - {"eastbay-expressway"} == set(parallels.index)
    assert (parallels["usd_t_with"] < parallels["usd_t_without"]).all()
    assert (parallels["hours_with"] < parallels["hours_without"]).all()


def test_more_travel_times_are_held_out_than_used(times: pd.DataFrame, links: pd.DataFrame) -> None:
    """Sukkur-Multan took eight hours by N-5; lengths and speeds are summed anew on its links."""
    use = times["use"].value_counts()
    assert use["held out"] >= 2 * use["used"]
    ratio = times["people_over_trucks"].iloc[0]
    road = links[links["section"] == "n-5-sukkur-multan"]
    hours = (road["length"] / road["free_speed"]).sum() / ratio
    assert hours == pytest.approx(times.loc["V027", "network"], rel=0.05)
    band = 4.0 / 3.0
    within = times["network"].between(times["low"].astype(float) / band, times["high"].astype(float) * band)
    assert (within == (times["verdict"] == "within")).all()
    hours_held_out = times[(times["use"] == "held out") & (times["measure"] == "hours")]
    assert (hours_held_out["verdict"] == "within").all()
    assert set(times.index[~within]) == {"T009", "T047"}, (
        "distances that the authority's own lengths contradict"
    )
