"""A network that does not hang together is refused with every fault named."""

from __future__ import annotations

import pandas as pd
import pytest

from corridor.errors import InputError
from corridor.network.network import Network
from tests.network.worlds import grid


def test_every_fault_is_listed_at_once():
    good = grid(6, 0)
    links = good.links.copy()
    links.loc[3, "to_node_id"] = -7
    links.loc[5, "free_speed"] = 0.0
    nodes = good.nodes.copy()
    nodes.loc[nodes["zone_id"].isna().idxmax(), "zone_id"] = "Z00"
    with pytest.raises(InputError) as caught:
        Network(nodes, links)
    said = str(caught.value)
    assert {fault.row for fault in caught.value.faults} >= {4, 6}
    assert "no such node; found -7" in said
    assert "needs a speed" in said
    assert "second centroid" in said


def test_a_zone_on_a_small_component_is_an_error():
    good = grid(6, 0)
    island = pd.DataFrame(
        {
            "node_id": [9001, 9002],
            "x_coord": 50.0,
            "y_coord": 50.0,
            "node_type": "road",
            "zone_id": ["ZX", None],
        }
    )
    link = good.links.iloc[[0]].assign(link_id=9999, from_node_id=9001, to_node_id=9002, directed=False)
    nodes = pd.concat([good.nodes, island], ignore_index=True)
    with pytest.raises(InputError, match="cut off") as caught:
        Network(nodes, pd.concat([good.links, link], ignore_index=True))
    assert [fault.value for fault in caught.value.faults] == ["ZX"]


def test_a_zone_that_can_be_left_but_not_reached_is_an_error():
    good = grid(6, 0, one_way=0.0)
    node = pd.DataFrame(
        {"node_id": [9001], "x_coord": 50.0, "y_coord": 50.0, "node_type": "road", "zone_id": ["ZX"]}
    )
    link = good.links.iloc[[0]].assign(link_id=9999, from_node_id=9001, to_node_id=100, directed=True)
    with pytest.raises(InputError, match="cut off"):
        Network(
            pd.concat([good.nodes, node], ignore_index=True), pd.concat([good.links, link], ignore_index=True)
        )


def test_a_planned_link_does_not_connect():
    good = grid(6, 0)
    node = pd.DataFrame(
        {"node_id": [9001], "x_coord": 50.0, "y_coord": 50.0, "node_type": "road", "zone_id": ["ZX"]}
    )
    link = good.links.iloc[[0]].assign(
        link_id=9999, from_node_id=9001, to_node_id=100, directed=False, status="planned"
    )
    with pytest.raises(InputError, match="cut off"):
        Network(
            pd.concat([good.nodes, node], ignore_index=True), pd.concat([good.links, link], ignore_index=True)
        )
