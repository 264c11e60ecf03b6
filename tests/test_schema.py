"""The data dictionary and the checks it drives, on tables spoiled by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from corridor.schema import check_references, check_table, dictionary


def nodes() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "node_id": [1, 2, 3],
            "x_coord": [60.0, 61.0, 62.0],
            "y_coord": [25.0, 26.0, 27.0],
            "node_type": ["road", "rail", "centroid"],
            "zone_id": [None, None, "here"],
        }
    )


def test_a_valid_table_has_no_fault() -> None:
    assert check_table(nodes(), "node", "node.csv") == []


def test_every_entry_of_the_dictionary_describes_itself() -> None:
    for columns in dictionary().values():
        for column in columns:
            assert column.description
            assert column.type in {"integer", "number", "boolean", "text"}
            if column.references:
                table, name = column.references.split(".")
                assert name in {c.name for c in dictionary()[table]}


def test_all_faults_are_listed_at_once_with_their_rows() -> None:
    spoiled = nodes().astype({"x_coord": object}).drop(columns="y_coord")
    spoiled.loc[0, "x_coord"] = "east"
    spoiled.loc[1, "x_coord"] = 361.0
    spoiled.loc[1, "node_id"] = 1
    spoiled.loc[2, "node_type"] = "canal"
    faults = check_table(spoiled, "node", "node.csv")
    found = {(fault.column, fault.row) for fault in faults}
    assert found == {("y_coord", None), ("x_coord", 1), ("x_coord", 2), ("node_id", 2), ("node_type", 3)}
    assert all(fault.cure for fault in faults)


def test_an_empty_table_is_a_fault() -> None:
    assert [fault.message for fault in check_table(nodes().head(0), "node", "node.csv")] == [
        "the table is empty"
    ]


def test_many_bad_rows_are_counted() -> None:
    frame = pd.concat([nodes()] * 10, ignore_index=True)
    faults = [fault for fault in check_table(frame, "node", "node.csv") if fault.column == "node_id"]
    assert len(faults) == 21
    assert "in 7 more rows" in faults[-1].message


def test_a_dangling_reference_is_named() -> None:
    links = pd.DataFrame({"from_node_id": [1, 9], "to_node_id": [2, 3]})
    faults = check_references({"node": nodes(), "link": links}, {"node": "node.csv", "link": "link.csv"})
    assert [(fault.row, fault.column, fault.value) for fault in faults] == [(2, "from_node_id", "9")]


@pytest.mark.parametrize("value", ["", None])
def test_an_empty_reference_is_allowed(value: str | None) -> None:
    frame = nodes()
    frame["zone_id"] = [None, value, None]
    regions = pd.DataFrame({"region_id": ["here"]})
    assert check_references({"node": frame, "regions": regions}, {"node": "n", "regions": "r"}) == []
