"""Read the raw graphs into working networks: roads, railways and sea lanes."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import shapely
from network_net import LINK_DEFAULTS, OFFSET, RAW, Net, great_circle, read_table

KM_NUDGE = 1e-3


def country_codes() -> dict[str, str]:
    """Return the map from Natural Earth codes to ISO 3166 alpha-3 where they differ."""
    table = read_table("codes")
    return dict(zip(table["adm0_a3"], table["iso3"], strict=True))


def read_graph(mode: str) -> Net:
    """Read the road or rail graph; lengths are the published `km` and `km_cal`."""
    nodes = pd.read_parquet(RAW / f"{mode}_nodes_eurasia.parquet")
    edges = pd.read_parquet(RAW / f"{mode}_edges_eurasia.parquet")
    codes = country_codes()
    country = nodes["adm0_a3"].astype(str).map(lambda c: "|".join(codes.get(p, p) for p in c.split("|")))
    node = pd.DataFrame(
        {
            "x_coord": nodes["lon"].to_numpy(float).round(5),
            "y_coord": nodes["lat"].to_numpy(float).round(5),
            "node_type": mode,
            "zone_id": None,
            "name": nodes["crossing_id"].astype(object).where(nodes["crossing_id"].notna(), None).to_numpy(),
            "country": country.to_numpy(),
        },
        index=pd.Index(nodes["node_id"].to_numpy(np.int64) + OFFSET[mode], name="node_id"),
    )
    gauge = nodes["gauge_mm_assumed"].to_numpy(float) if mode == "rail" else None
    return Net(node, _links(edges, node, mode, gauge))


def _links(edges: pd.DataFrame, node: pd.DataFrame, mode: str, gauge: np.ndarray | None) -> pd.DataFrame:
    """Return the link table of one graph; the country is that of both ends, or "A/B" across a border."""
    edges = edges[edges["from_node"] != edges["to_node"]]
    u, v = edges["from_node"].to_numpy(np.int64), edges["to_node"].to_numpy(np.int64)
    code = node["country"].to_numpy()
    same = code[u] == code[v]
    links = pd.DataFrame({c: pd.Series([d] * len(edges)) for c, d in LINK_DEFAULTS.items()})
    calibrated = edges["cal_source"].astype(object).where(edges["cal_source"].notna(), "").to_numpy()
    return links.assign(
        from_node_id=u + OFFSET[mode],
        to_node_id=v + OFFSET[mode],
        length=np.where(calibrated != "", edges["km_cal"], edges["km"]).astype(float).round(4),
        length_source=np.where(calibrated != "", "centreline " + calibrated.astype(str), ""),
        mode=mode,
        country=np.where(same, code[u], None),
        lanes=edges["n_parallel"].to_numpy(float),
        gauge_mm=np.nan if gauge is None else np.maximum(gauge[u], gauge[v]),
    )


def read_sea() -> Net:
    """Read the sea lanes: a node at every end, passages named, date line unwrapped."""
    lanes, shapes = _sea_pieces()
    ends = np.array([[s[0], s[-1]] for s in shapes]).reshape(-1, 2)
    unique, index = np.unique(ends, axis=0, return_inverse=True)
    index = index.reshape(-1, 2) + OFFSET["sea"]
    nodes = pd.DataFrame(
        {"x_coord": unique[:, 0], "y_coord": unique[:, 1], "node_type": "sea"},
        index=pd.Index(np.arange(len(unique)) + OFFSET["sea"], name="node_id"),
    ).assign(zone_id=None, name=None, country=None)
    passage = lanes["passage"].fillna("").astype(str).to_numpy()
    rules = read_table("passages").set_index("passage")
    links = pd.DataFrame({c: pd.Series([d] * len(lanes)) for c, d in LINK_DEFAULTS.items()}).assign(
        from_node_id=index[:, 0],
        to_node_id=index[:, 1],
        length=lanes["length_km"].to_numpy(float).round(3),
        mode="sea",
        facility_type="sea_lane",
        length_source="marnet",
        class_source="marnet",
        section=np.where(passage != "", "passage-" + passage, ""),
        hours=[float(rules["hours"].get(p, 0.0)) * f for p, f in zip(passage, lanes["first"], strict=True)],
        fee_usd_t=[
            float(rules["fee_usd_t"].get(p, 0.0)) * f for p, f in zip(passage, lanes["first"], strict=True)
        ],
        status=[str(rules["status"].get(p, "open")) for p in passage],
        name=[str(rules["name"].get(p, "")) for p in passage],
        path=shapes,
    )
    return Net(nodes, links[links["from_node_id"] != links["to_node_id"]].reset_index(drop=True))


def _sea_pieces() -> tuple[pd.DataFrame, list[np.ndarray]]:
    """Return the lanes cut where they meet one another, and their shapes; longitudes from -180 to 180."""
    lanes = pd.read_parquet(RAW / "sea_lanes_marnet.parquet")
    lines = [np.asarray(s.coords)[:, :2].round(3) for s in shapely.from_wkb(lanes["geometry"].to_numpy())]
    seen: dict[tuple[float, float], int] = {}
    for line in lines:
        for lon, lat in {((x + 180) % 360 - 180, y) for x, y in line}:
            seen[lon, lat] = seen.get((lon, lat), 0) + 1
    rows, pieces = [], []
    for row, line in enumerate(lines):
        wrapped = np.column_stack([(line[:, 0] + 180) % 360 - 180, line[:, 1]])
        meets = [i for i in range(1, len(line) - 1) if seen[wrapped[i, 0], wrapped[i, 1]] > 1]
        for a, b in itertools.pairwise([0, *meets, len(line) - 1]):
            rows.append(row)
            pieces.append(wrapped[a : b + 1])
    km = np.array([great_circle(p[:-1], p[1:]).sum() for p in pieces])
    table = lanes.iloc[rows].reset_index(drop=True).assign(length_km=km)
    first = np.r_[True, np.diff(rows) != 0]
    return table.assign(first=first), pieces


def chord_ratio(net: Net) -> np.ndarray:
    """Return length over great-circle distance of every link (1 where the ends coincide)."""
    chord = great_circle(net.xy(net.links["from_node_id"]), net.xy(net.links["to_node_id"]))
    return net.links["length"].to_numpy(float) / np.maximum(chord, KM_NUDGE)
