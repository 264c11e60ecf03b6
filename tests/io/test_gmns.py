"""GMNS networks of others: read, checked, written again; and a case's own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.io.gmns import read_gmns, write_gmns
from corridor.io.gmns_out import gmns_network

PUBLISHED = Path(__file__).parents[1] / "golden" / "gmns"
"""The five examples of zephyr-data-specs/GMNS (Apache-2.0)."""

NAMES = sorted(path.name for path in PUBLISHED.iterdir() if path.is_dir())


def test_there_are_five() -> None:
    assert len(NAMES) == 5


@pytest.mark.parametrize("name", NAMES)
def test_a_network_written_again_is_the_same_cell_by_cell(name: str, tmp_path: Path) -> None:
    network = read_gmns(PUBLISHED / name)
    write_gmns(network, tmp_path / "again")
    again = read_gmns(tmp_path / "again")
    assert set(again.tables) == set(network.tables)
    for table, frame in network.tables.items():
        pd.testing.assert_frame_equal(again.tables[table], frame)


@pytest.mark.parametrize("name", ["Cambridge_Intersection", "Freeway_Interchange"])
def test_a_sound_network_has_no_fault(name: str) -> None:
    assert read_gmns(PUBLISHED / name).problems() == []


def test_the_seeded_faults_are_found() -> None:
    """The example that its publishers broke on purpose, against the one that they broke it from."""
    good = {str(f) for f in read_gmns(PUBLISHED / "Arlington_Signals").problems()}
    bad = {str(f) for f in read_gmns(PUBLISHED / "Arlington_Signals_Errors").problems()} - good
    assert len(bad) >= 10
    told = "\n".join(bad)
    for said in (
        "lane.csv, row 9, column r_barrier: the value cannot be; found 'curb'",
        "link.csv, row 5, column bike_facility",
        "location.csv, column ref_node_id: a column is missing",
    ):
        assert said in told


def test_columns_that_a_shapefile_cut_are_known() -> None:
    network = read_gmns(PUBLISHED / "Cambridge_Multimodal_Network")
    assert network.fields("link")["from_node_id"] == "from_node_"
    assert len(network.tables["link"]) == 2963
    assert network.numbers("link", "from_node_id").notna().all()


def test_lengths_are_in_the_unit_that_the_network_states() -> None:
    """Every link of the Arlington network is as long as the straight line between its ends, or longer."""
    network = read_gmns(PUBLISHED / "Arlington_Signals")
    assert network.length_unit == "mile"
    km = network.kilometres()
    assert_allclose(km, network.numbers("link", "length") * 1.609344)
    with pytest.raises(InputError, match="no unit of length"):
        read_gmns(PUBLISHED / "Cambridge_Multimodal_Network").kilometres()


def test_a_folder_without_links_is_told(tmp_path: Path) -> None:
    (tmp_path / "node.csv").write_text("node_id,x_coord,y_coord\n1,0,0\n")
    with pytest.raises(InputError, match=r"link\.csv"):
        read_gmns(tmp_path)


def test_the_network_of_a_case_is_sound_gmns_and_comes_back(island: Case, tmp_path: Path) -> None:
    write_gmns(gmns_network(island), tmp_path / "net")
    found = read_gmns(tmp_path / "net")
    assert found.problems() == []
    links = island.network.links
    for column in ("length", "free_speed", "fee_usd_t", "hours"):
        assert_allclose(pd.to_numeric(found.tables["link"][column]), links[column].astype(float))
    assert_allclose(found.kilometres(), links["length"])
    nodes = found.tables["node"]
    assert list(pd.to_numeric(nodes["node_id"])) == list(island.network.nodes["node_id"])
    assert_allclose(pd.to_numeric(nodes["x_coord"]), island.network.nodes["x_coord"])
