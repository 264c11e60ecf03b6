"""The national roads of Pakistan one by one: length against what is published, gaps, doubled lines, lanes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from network_net import Net, add, great_circle, points, read_table
from network_sections import nearest_nodes

JOINED = "gap closed"
"""Corridor tag of a straight link over a gap of the source."""

WITHIN = 0.10
"""A road of the source graph, longer in hills and mountains, is as long as published within this share."""


def without_gaps(net: Net) -> Net:
    """Return the network with the known gaps of national roads closed."""
    links = []
    for row in read_table("gaps").itertuples():
        a, b = nearest_nodes(net, points(row.waypoints), "road")
        km = float(great_circle(net.xy([a]), net.xy([b]))[0])
        links.append(
            {"from_node_id": int(a), "to_node_id": int(b), "length": km, "country": "PAK", "corridor": JOINED}
        )
    return add(net, {}, links)


def road_report(net: Net, rows: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return one row per national road.

    Parameters
    ----------
    net
        The land network with classes; its links carry `source_km`, their length before any scaling.
    rows
        Links of every section, those that it shares with others as well.

    """
    table = read_table("sections")
    found = []
    for road in read_table("roads").to_dict("records"):
        own = [s for s in table.loc[table["road"] == road["road"], "section"] if s in rows]
        at = np.unique(np.concatenate([rows[s] for s in own]))
        found.append(_one(net.links.iloc[at], own, road))
    return pd.DataFrame(found)


def _one(links: pd.DataFrame, own: list[str], road: Mapping[str, Any]) -> dict[str, Any]:
    shared = links[~links["section"].isin(own)]
    km, source_km = float(links["length"].sum()), float(links["source_km"].sum())
    reference = float(road["reference_km"])
    pieces, ends = _shape(links)
    near = bool(abs(source_km / reference - 1.0) <= WITHIN) and pieces == 1
    return {
        "road": road["road"],
        "route": road["route"],
        "sections": ";".join(own),
        "length_km": round(km, 1),
        "reference_km": reference,
        "ratio": round(km / reference, 3),
        "source_km": round(source_km, 1),
        "source_ratio": round(source_km / reference, 3),
        "verdict": "within" if near else ("explained" if road["explanation"] else "outside"),
        "pieces": pieces,
        "ends": ends,
        "gaps_closed_km": _km(links, links["corridor"] == JOINED),
        "doubled_km": _km(links, links["doubled"]),
        "shared_km": round(float(shared["length"].sum()), 1),
        "shared_with": ";".join(sorted(set(shared["section"]) - {""})),
        "without_class_km": _km(links, links["facility_type"].str.startswith("untagged")),
        "lanes_known_km": _km(links, links["lanes_known"]),
        "longest_chord_km": round(float(links["source_km"].max()), 1),
        "source": road["source"],
        "explanation": road["explanation"],
    }


def _km(links: pd.DataFrame, which: pd.Series) -> float:
    return round(float(links.loc[which.to_numpy(dtype=bool), "length"].sum()), 1)


def _shape(links: pd.DataFrame) -> tuple[int, int]:
    """Return the number of connected pieces and of ends: a plain road has one and two."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    degree: dict[int, int] = {}
    for a, b in zip(links["from_node_id"], links["to_node_id"], strict=True):
        parent[root(int(a))] = root(int(b))
        for node in (int(a), int(b)):
            degree[node] = degree.get(node, 0) + 1
    pieces = len({root(node) for node in list(parent)})
    return pieces, sum(d % 2 for d in degree.values())
