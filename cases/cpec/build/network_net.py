"""The working network: one table of nodes, one of links, and verbs that give a new pair.

Node identifiers keep their origin: roads 0-999,999 (the identifiers of the source graph), railways from
1,000,000, sea lanes from 2,000,000, everything the build adds from 3,000,000 in order of making.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

BUILD = Path(__file__).resolve().parent
CASE = BUILD.parent
RAW = CASE / "raw" / "geo"
TABLES = BUILD / "tables"

OFFSET = {"road": 0, "rail": 1_000_000, "sea": 2_000_000, "added": 3_000_000}
EARTH_KM = 6371.0088

NODE_DEFAULTS: dict[str, Any] = {
    "x_coord": np.nan,
    "y_coord": np.nan,
    "node_type": "road",
    "zone_id": None,
    "name": None,
    "country": None,
}
LINK_DEFAULTS: dict[str, Any] = {
    "from_node_id": -1,
    "to_node_id": -1,
    "directed": False,
    "length": 0.0,
    "facility_type": "",
    "mode": "road",
    "free_speed": np.nan,
    "hours": 0.0,
    "fee_usd_t": 0.0,
    "cost_factor": 1.0,
    "lanes": np.nan,
    "capacity": np.nan,
    "gauge_mm": np.nan,
    "country": None,
    "section": "",
    "status": "open",
    "length_source": "",
    "class_source": "",
    "name": "",
    "corridor": "",
    "path": None,
}


@dataclass(frozen=True)
class Net:
    """Nodes (indexed by node_id) and links (one row each); never changed in place."""

    nodes: pd.DataFrame
    links: pd.DataFrame

    def next_id(self) -> int:
        """Return the first free identifier for an added node."""
        return max(OFFSET["added"], int(self.nodes.index.max()) + 1)

    def xy(self, node_ids: Iterable[int]) -> np.ndarray:
        """Return longitude and latitude of the given nodes, shape (n, 2)."""
        return self.nodes.loc[list(node_ids), ["x_coord", "y_coord"]].to_numpy(float)


def node_table(rows: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Make a node table from {node_id: columns}."""
    frame = pd.DataFrame.from_dict({k: {**NODE_DEFAULTS, **v} for k, v in rows.items()}, orient="index")
    return frame.rename_axis("node_id") if len(frame) else empty(NODE_DEFAULTS).rename_axis("node_id")


def link_table(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Make a link table from rows that give only what differs from the defaults."""
    frame = pd.DataFrame([{**LINK_DEFAULTS, **row} for row in rows])
    return frame if len(frame) else empty(LINK_DEFAULTS)


def empty(defaults: Mapping[str, Any]) -> pd.DataFrame:
    """Return an empty table with the given columns."""
    return pd.DataFrame({c: pd.Series(dtype=object) for c in defaults})


def add(net: Net, nodes: Mapping[int, Mapping[str, Any]], links: Iterable[Mapping[str, Any]]) -> Net:
    """Return the network with nodes and links added."""
    new_nodes, new_links = node_table(nodes), link_table(links)
    joined_nodes = pd.concat([net.nodes, new_nodes]) if len(new_nodes) else net.nodes
    joined_links = pd.concat([net.links, new_links], ignore_index=True) if len(new_links) else net.links
    return Net(joined_nodes, joined_links)


def join(*nets: Net) -> Net:
    """Put networks without common nodes side by side."""
    return Net(pd.concat([n.nodes for n in nets]), pd.concat([n.links for n in nets], ignore_index=True))


def great_circle(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Great-circle distance in km between arrays of (longitude, latitude), last axis of length 2."""
    lon1, lat1, lon2, lat2 = (np.radians(v) for v in (a[..., 0], a[..., 1], b[..., 0], b[..., 1]))
    h = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))


def read_table(name: str) -> pd.DataFrame:
    """Read one of the build's own tables; empty cells are empty strings in text columns."""
    frame = pd.read_csv(TABLES / f"network_{name}.csv", comment="#")
    text = frame.select_dtypes(exclude="number").columns
    return frame.assign(**{c: frame[c].fillna("").astype(str) for c in text})


def points(text: str) -> np.ndarray:
    """Read "lon lat; lon lat" as an array of shape (n, 2)."""
    return np.array([[float(v) for v in pair.split()] for pair in text.split(";")])
