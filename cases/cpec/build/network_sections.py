"""Named sections: which links they are, their class, and lengths scaled to published ones."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
from network_net import EARTH_KM, RAW, Net, add, great_circle, points, read_table
from network_rules import terrain
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

TAGGED_DISCOUNT, TAGGED_PENALTY = 0.6, 2.0
"""Weight of a link with a corridor tag when the route of a section is sought that has, or has not, a tag."""

COPIED = "copied from a road beside it"

WINDOW = 2.0
"""Degrees around its waypoints in which a section's route is sought."""


def with_corridors(net: Net) -> Net:
    """Return the network with the corridor tags of the source on its road links."""
    tags = pd.read_parquet(RAW / "road_corridor_edges.parquet")
    name: dict[tuple[int, int], str] = {}
    for row in tags.itertuples():
        pair = (min(row.from_node, row.to_node), max(row.from_node, row.to_node))
        name[pair] = f"{name.get(pair, '|')}{row.corridor}|"
    low = net.links[["from_node_id", "to_node_id"]].min(axis=1)
    high = net.links[["from_node_id", "to_node_id"]].max(axis=1)
    return Net(net.nodes, net.links.assign(corridor=[name.get(k, "") for k in zip(low, high, strict=True)]))


def with_sections(net: Net) -> tuple[Net, dict[str, np.ndarray]]:
    """Return the network with sections, and the links of every section by row, shared ones as well.

    A section's links are those of a tagged corridor, of the shortest route through its waypoints, or
    new ones. A link belongs to the first section that claims it; a road that runs `apart` gets links of
    its own where the source has one line for two roads. Lengths of links without a published centreline
    are scaled so that the whole section has its published length, but no link gets shorter than the
    straight line between its ends.
    """
    table = read_table("sections").rename(columns={"class": "kind"})
    for row in table[table["how"] == "new"].itertuples():
        net = _new_links(net, row)
    net = Net(net.nodes, net.links.assign(source_km=_true_to_terrain(net), doubled=False))
    claimed: dict[str, np.ndarray] = {}
    for row in table.itertuples():
        rows = _rows(net, row)
        rows = rows[(net.links["mode"].iloc[rows] == row.mode).to_numpy()]
        if row.how == "path_apart":
            net, rows = _doubled(net, rows)
        net = _marked(net, rows, row)
        claimed[row.section] = rows
    return net, claimed


def _marked(net: Net, rows: np.ndarray, row: Any) -> Net:
    """Return the network with a section's name, class, status and length on those links that it claims."""
    links = net.links
    section = links["section"].to_numpy(object)[rows]
    mine = rows[(section == "") | (section == row.section)]
    length, source = _scaled(net, rows, mine, float(row.reference_km))
    links = links.assign(length=length, length_source=source)
    values = {"section": row.section, "facility_type": row.kind, "name": row.name, "status": row.status}
    for column, value in values.items():
        filled = links[column].to_numpy(object).copy()
        filled[mine] = value
        links = links.assign(**{column: filled})
    return Net(net.nodes, links)


def section_table(net: Net, claimed: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return the table of sections: length as built against the published one."""
    km, section = net.links["length"].to_numpy(float), net.links["section"].to_numpy(object)
    table = read_table("sections").set_index("section")
    rows = []
    for name, at in claimed.items():
        own = km[at[section[at] == name]].sum()
        rows.append(
            {
                "section": name,
                "name": table.loc[name, "name"],
                "mode": table.loc[name, "mode"],
                "length_km": round(float(own), 1),
                "reference_km": float(table.loc[name, "reference_km"]),
                "source": table.loc[name, "source"],
                "shared_km": round(float(km[at].sum() - own), 1),
            }
        )
    return pd.DataFrame(rows)


def _true_to_terrain(net: Net) -> np.ndarray:
    """Return lengths of the source graph, longer in hills and mountains where no centreline is known."""
    factor = read_table("terrain_rules").set_index("class").loc[terrain(net), "length_factor"].to_numpy()
    bare = (net.links["mode"] == "road").to_numpy() & (net.links["length_source"] == "").to_numpy()
    length = net.links["length"].to_numpy(float)
    return np.where(bare, length * factor, length)


def _doubled(net: Net, rows: np.ndarray) -> tuple[Net, np.ndarray]:
    """Return the network with a copy of each link that another section has claimed, and the road's rows."""
    taken = rows[(net.links["section"].iloc[rows] != "").to_numpy()]
    own = {"section": "", "facility_type": "", "name": "", "corridor": "", "lanes": np.nan}
    copies = net.links.iloc[taken].assign(**own, length_source=COPIED, doubled=True)
    links = pd.concat([net.links, copies], ignore_index=True)
    added = np.arange(len(net.links), len(links))
    return Net(net.nodes, links), np.r_[np.setdiff1d(rows, taken), added]


def _scaled(net: Net, rows: np.ndarray, mine: np.ndarray, reference: float) -> tuple[np.ndarray, np.ndarray]:
    """Return lengths and their sources with the links of one section scaled to its published length.

    Links with a published centreline keep it unless all have one. A link that would become shorter than the
    straight line between its ends gets that line, and the others take what is left.
    """
    length = net.links["length"].to_numpy(float).copy()
    source = net.links["length_source"].to_numpy(object).copy()
    fixed = np.array([str(s).startswith("centreline") for s in source[mine]], dtype=bool)
    free = mine if fixed.all() else mine[~fixed]
    rest = reference - length[np.setdiff1d(rows, free)].sum()
    if not (len(free) and rest > 0):
        return length, source
    ends = net.links.iloc[free]
    straight = great_circle(net.xy(ends["from_node_id"]), net.xy(ends["to_node_id"]))
    length[free] = _stretched(np.maximum(length[free], straight), straight, rest)
    source[free] = "scaled to the published length of the section"
    return length, source


def _stretched(length: np.ndarray, straight: np.ndarray, total: float) -> np.ndarray:
    """Return lengths in proportion to those given, none below its straight line, that add up to the total.

    Where the straight lines alone are longer than the total, they are what is returned.
    """
    held = np.zeros(len(length), dtype=bool)
    found = straight.copy()
    while not held.all():
        ratio = (total - straight[held].sum()) / length[~held].sum()
        found = np.where(held, straight, length * ratio)
        below = ~held & (found < straight)
        if not below.any():
            return found
        held |= below
    return straight


def _rows(net: Net, row: Any) -> np.ndarray:
    """Return the links of a section."""
    if row.how == "new":
        return np.flatnonzero((net.links["section"] == row.section).to_numpy())
    if row.how == "calibrated":
        return np.flatnonzero((net.links["length_source"] == f"centreline {row.waypoints}").to_numpy())
    if row.how == "corridor":
        return np.flatnonzero(
            net.links["corridor"].str.contains(f"|{row.waypoints}|", regex=False).to_numpy()
        )
    tagged = {"path": TAGGED_DISCOUNT, "path_untagged": TAGGED_PENALTY}.get(row.how, 1.0)
    return route(net, points(row.waypoints), row.mode, tagged)


def route(net: Net, waypoints: np.ndarray, mode: str, tagged: float) -> np.ndarray:
    """Return the links of the shortest route through waypoints on one mode and the borders between.

    `tagged` weighs links with a corridor tag. A spur to a waypoint off the road, which is travelled both
    ways, is no part of it.
    """
    usable = net.links["mode"].isin([mode, "border", "terminal"]) & (net.links["status"] != "planned")
    rows = np.flatnonzero(usable.to_numpy())
    at = net.xy(net.links["from_node_id"].iloc[rows])
    low, high = waypoints.min(axis=0) - WINDOW, waypoints.max(axis=0) + WINDOW
    rows = rows[((at >= low) & (at <= high)).all(axis=1)]
    links = net.links.iloc[rows]
    ids = np.unique(links[["from_node_id", "to_node_id"]].to_numpy())
    u = np.searchsorted(ids, links["from_node_id"].to_numpy())
    v = np.searchsorted(ids, links["to_node_id"].to_numpy())
    weight = links["length"].to_numpy(float) * np.where(links["corridor"] != "", tagged, 1.0) + 1e-6
    stops = np.searchsorted(ids, nearest_nodes(net, waypoints, mode))
    graph, pick = lightest(u, v, weight, rows, len(ids))
    _, before = dijkstra(graph, indices=stops[:-1], return_predecessors=True)
    found: list[int] = []
    for i, target in enumerate(stops[1:]):
        at = target
        while at != stops[i]:
            previous = before[i, at]
            if previous < 0:
                raise ValueError(f"no {mode} route between waypoints {i} and {i + 1} of {waypoints.tolist()}")
            found.append(int(pick[previous, at]) - 1)
            at = previous
    row, times = np.unique(np.array(found), return_counts=True)
    return row[times % 2 == 1]


def lightest(
    u: np.ndarray, v: np.ndarray, weight: np.ndarray, rows: np.ndarray, size: int
) -> tuple[csr_matrix, csr_matrix]:
    """Return the symmetric matrix of the lightest parallel links, and one of their rows plus one."""
    order = np.argsort(weight, kind="stable")
    low, high = np.minimum(u, v)[order], np.maximum(u, v)[order]
    _, first = np.unique(low.astype(np.int64) * size + high, return_index=True)
    i, j, best = low[first], high[first], order[first]
    apart = i != j
    i, j, best = i[apart], j[apart], best[apart]
    ends = (np.r_[i, j], np.r_[j, i])
    graph = csr_matrix((np.tile(weight[best], 2), ends), shape=(size, size))
    return graph, csr_matrix((np.tile(rows[best] + 1, 2), ends), shape=(size, size))


def nearest_nodes(net: Net, waypoints: np.ndarray, mode: str) -> np.ndarray:
    """Return the node of a mode nearest to each waypoint (by chord on the sphere)."""
    used = np.unique(net.links.loc[net.links["mode"] == mode, ["from_node_id", "to_node_id"]].to_numpy())
    tree = cKDTree(on_sphere(net.xy(used)))
    return used[tree.query(on_sphere(waypoints))[1]]


def on_sphere(lonlat: np.ndarray) -> np.ndarray:
    """Return points of the sphere in km from longitude and latitude."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    return EARTH_KM * np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], 1)


def _new_links(net: Net, row: Any) -> Net:
    """Return the network with a section that the source graph lacks, between nodes that it has."""
    waypoints = points(row.waypoints)
    stops = nearest_nodes(net, waypoints, row.mode)
    at = net.xy(stops)
    km = great_circle(at[:-1], at[1:])
    fresh = net.next_id()
    common = {
        "mode": row.mode,
        "section": row.section,
        "name": row.name,
        "status": row.status,
        "country": "PAK",
        "length_source": "straight between junctions",
    }
    links, nodes = [], {}
    for i, (a, b) in enumerate(itertools.pairwise(stops)):
        middle = fresh + i
        half = (at[i] + at[i + 1]) / 2
        nodes[middle] = {"x_coord": half[0], "y_coord": half[1], "node_type": row.mode, "country": "PAK"}
        links.append({**common, "from_node_id": int(a), "to_node_id": middle, "length": km[i] / 2})
        links.append({**common, "from_node_id": middle, "to_node_id": int(b), "length": km[i] / 2})
    return add(net, nodes, links)
