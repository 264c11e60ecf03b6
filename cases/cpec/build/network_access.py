"""How zones, ports and terminals reach the network: at the nearest point *on* a link."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from network_net import LINK_DEFAULTS, TABLES, Net, add, great_circle, read_table
from network_rules import EUROPE

DETOUR = 1.2
"""Road distance over the straight line on the way to the network: estimated."""

ACCESS_SPEED = 30.0
"""km/h on the way to the network: estimated."""

ROAD_REACH_KM = 150.0
"""A zone farther than this from any road of the network reaches the world through its port."""

RAIL_REACH_KM = 25.0
"""A main town with a railway within this distance has a freight terminal."""

DRAYAGE = 0.10
"""US$ per tonne-km to and from a rail terminal: estimated, twice the road rate."""

NOWHERE = -1
"""Row of a hit where there is no link, and node where there is none."""

AT_END_KM = 0.3
"""A link is not split nearer than this to one of its ends."""


@dataclass(frozen=True)
class Hit:
    """The point of the network nearest to a place."""

    row: int
    share: float
    """Share of the link's chord from its start."""
    km: float
    lon: float
    lat: float


@dataclass(frozen=True)
class Lines:
    """Links of a mode, by their rows, chords and a search tree."""

    rows: np.ndarray
    start: np.ndarray
    end: np.ndarray
    tree: Any

    @classmethod
    def of(
        cls, net: Net, mode: str, country: str | None = None, without: frozenset[str] = frozenset()
    ) -> Lines:
        """Return the links of a mode that exist, in one country or in all, some sections left out."""
        mask = (net.links["mode"] == mode) & (net.links["status"] != "planned")
        mask &= ~net.links["section"].isin(without)
        if country is not None:
            mask &= net.links["country"] == country
        rows = np.flatnonzero(mask.to_numpy())
        start = net.xy(net.links["from_node_id"].iloc[rows])
        end = net.xy(net.links["to_node_id"].iloc[rows])
        return cls(rows, start, end, shapely.STRtree(shapely.linestrings(np.stack([start, end], axis=1))))


def nearest(lines: Lines, places: np.ndarray) -> list[Hit]:
    """Return the nearest point on a link for each (longitude, latitude).

    Chords are compared in a plane scaled at each place's latitude.
    """
    return [_nearest_one(place, lines) for place in places]


def _nearest_one(place: np.ndarray, lines: Lines) -> Hit:
    rows, a, b, tree = lines.rows, lines.start, lines.end, lines.tree
    scale = np.array([np.cos(np.radians(place[1])), 1.0])
    reach = 0.5
    while True:
        window = shapely.box(*(place - reach / scale), *(place + reach / scale))
        near = tree.query(window)
        if len(near) or reach > 60:
            break
        reach *= 2
    near = tree.query(shapely.box(*(place - 2 * reach / scale), *(place + 2 * reach / scale)))
    if not len(near):
        return Hit(NOWHERE, 0.0, np.inf, float(place[0]), float(place[1]))
    start, step = (a[near] - place) * scale, (b[near] - a[near]) * scale
    square = np.maximum((step**2).sum(1), 1e-18)
    share = np.clip(-(start * step).sum(1) / square, 0, 1)
    foot = start + share[:, None] * step
    best = int(np.lexsort((rows[near], (foot**2).sum(1)))[0])
    at = a[near[best]] + share[best] * (b[near[best]] - a[near[best]])
    km = float(great_circle(place, at))
    return Hit(int(rows[near[best]]), float(share[best]), km, float(at[0]), float(at[1]))


def split(net: Net, hits: list[Hit]) -> tuple[Net, list[int]]:
    """Return the network with a node at each hit, and that node's identifier."""
    fresh = net.next_id()
    table = pd.DataFrame({"row": [h.row for h in hits], "share": [h.share for h in hits]})
    table = table[table["row"] != NOWHERE]
    at = [NOWHERE] * len(hits)
    nodes: dict[int, dict[str, Any]] = {}
    pieces: list[dict[str, Any]] = []
    gone = []
    for row, group in table.sort_values(["row", "share"]).groupby("row", sort=True):
        link = net.links.iloc[int(row)]
        cuts: list[tuple[float, int]] = []
        for i, share in group["share"].items():
            edge = min(AT_END_KM / max(float(link["length"]), 1e-9), 0.5)
            if share <= edge:
                at[i] = int(link["from_node_id"])
            elif share >= 1 - edge:
                at[i] = int(link["to_node_id"])
            elif cuts and (share - cuts[-1][0]) <= edge:
                at[i] = cuts[-1][1]
            else:
                place = {"x_coord": hits[i].lon, "y_coord": hits[i].lat}
                nodes[fresh] = {**place, "node_type": link["mode"], "country": link["country"]}
                cuts.append((float(share), fresh))
                at[i], fresh = fresh, fresh + 1
        if cuts:
            gone.append(int(row))
            pieces += _pieces(link, cuts)
    links = net.links.drop(index=net.links.index[gone]).reset_index(drop=True)
    return add(Net(net.nodes, links), nodes, pieces), at


def _pieces(link: pd.Series, cuts: list[tuple[float, int]]) -> list[dict[str, Any]]:
    base = {key: link[key] for key in LINK_DEFAULTS}
    stops = [(0.0, int(link["from_node_id"])), *cuts, (1.0, int(link["to_node_id"]))]
    path = link["path"] if isinstance(link["path"], np.ndarray) else None
    found = []
    for (low, a), (high, b) in itertools.pairwise(stops):
        piece = {"from_node_id": a, "to_node_id": b, "length": float(link["length"]) * (high - low)}
        found.append({**base, **piece, "path": _cut(path, low, high)})
    return found


def _cut(path: np.ndarray | None, low: float, high: float) -> np.ndarray | None:
    if path is None:
        return None
    line = shapely.linestrings(path)
    from shapely.ops import substring

    return np.asarray(substring(line, low, high, normalized=True).coords)


def ports(net: Net) -> tuple[Net, dict[str, list[int]]]:
    """Return the network with ports between sea and land, and port nodes by country."""
    table = read_table("ports")
    place = table[["lon", "lat"]].to_numpy(float)
    rule = read_table("port_rules").set_index("country")
    sea = net.nodes.index[net.nodes["node_type"] == "sea"].to_numpy()
    sea_xy = net.xy(sea)
    road_hits = nearest(Lines.of(net, "road"), place)
    net, road = split(net, road_hits)
    rail_hits = nearest(Lines.of(net, "rail"), place)
    net, rail = split(net, rail_hits)
    fresh = net.next_id()
    nodes, links, by_country = {}, [], {}
    for i, row in enumerate(table.itertuples()):
        quay, gate = fresh + 2 * i, fresh + 2 * i + 1
        where = {"x_coord": row.lon, "y_coord": row.lat, "country": row.country, "name": row.name}
        nodes[quay] = {**where, "node_type": "sea"}
        nodes[gate] = {**where, "node_type": "port"}
        by_country.setdefault(row.country, []).append(gate)
        distance = great_circle(sea_xy, place[i])
        lane = int(sea[distance.argmin()])
        approach = {"mode": "sea", "facility_type": "port_approach", "class_source": "straight to the lane"}
        speed = float(read_table("classes").set_index("class").loc["sea_lane", "speed_kmh"])
        km = max(float(distance.min()), 1.0)
        links.append(
            {**approach, "from_node_id": quay, "to_node_id": lane, "length": km, "free_speed": speed}
        )
        key = row.country if row.country in rule.index else ("EUR" if row.country in EUROPE else "other")
        cost = {"hours": float(rule.loc[key, "hours"]), "fee_usd_t": float(rule.loc[key, "fee_usd_t"])}
        link = {"mode": "terminal", "facility_type": "port", "section": f"port-{row.port}", "name": row.name}
        source = {"class_source": rule.loc[key, "source"], "country": row.country}
        links.append({**link, **cost, **source, "from_node_id": quay, "to_node_id": gate})
        if road_hits[i].km <= ROAD_REACH_KM:
            links.append(connector(gate, road[i], road_hits[i].km, row.country, row.name))
        if rail_hits[i].km <= RAIL_REACH_KM:
            links.append(rail_terminal(gate, rail[i], rail_hits[i].km, row.country, row.name))
    return add(net, nodes, links), by_country


def connector(a: int, b: int, km: float, country: str, name: str) -> dict[str, Any]:
    """Return a road connector over a straight distance."""
    return {
        "from_node_id": a,
        "to_node_id": b,
        "mode": "connector",
        "facility_type": "access",
        "length": max(km * DETOUR, 0.5),
        "free_speed": ACCESS_SPEED,
        "country": country,
        "name": name,
        "length_source": "straight line times 1.2",
        "class_source": "estimated",
    }


def rail_terminal(a: int, b: int, km: float, country: str, name: str) -> dict[str, Any]:
    """Return the transfer between road and rail, `km` apart."""
    rule = read_table("terminal_rules").set_index("country")
    row = rule.loc[country if country in rule.index else "other"]
    return {
        "from_node_id": a,
        "to_node_id": b,
        "mode": "terminal",
        "facility_type": "rail_terminal",
        "hours": float(row["hours"]),
        "fee_usd_t": round(float(row["fee_usd_t"]) + DRAYAGE * km, 3),
        "country": country,
        "name": name,
        "class_source": row["source"],
    }


def zones(net: Net, regions: pd.DataFrame, gates: dict[str, list[int]]) -> tuple[Net, pd.DataFrame]:
    """Return the network with a centroid per region, and how far each had to reach.

    A centroid joins the nearest point on a road link of its own country (of any country where the
    country has no road), and a railway within reach; zones off the road graph join the nearest ports.
    """
    place = regions[["lon", "lat"]].to_numpy(float)
    hits = _by_country(net, place, regions["country"].to_numpy(), "road")
    net, road = split(net, hits)
    rail_hits = _by_country(net, place, regions["country"].to_numpy(), "rail")
    net, rail = split(net, rail_hits)
    net, others = second_ways(net, road, regions)
    fresh = net.next_id()
    nodes, links, report = {}, [], []
    gate_ids = np.array([g for group in gates.values() for g in group])
    gate_xy = net.xy(gate_ids)
    for i, row in enumerate(regions.itertuples()):
        node = fresh + i
        nodes[node] = {
            "x_coord": row.lon,
            "y_coord": row.lat,
            "node_type": "centroid",
            "zone_id": row.region_id,
        }
        nodes[node] |= {"name": row.town, "country": row.country}
        by_road = hits[i].km <= ROAD_REACH_KM
        if by_road:
            links.append(connector(node, road[i], hits[i].km, row.country, row.town))
            links += [connector(node, at, km, row.country, row.town) for at, km in others.get(i, [])]
        else:
            own = list(gates.get(row.country, []))
            distance = great_circle(gate_xy, place[i])
            near = own or [int(gate_ids[distance.argmin()])]
            for gate in near:
                km = float(distance[np.flatnonzero(gate_ids == gate)[0]])
                links.append(connector(node, gate, km, row.country, row.town))
        by_rail = by_road and rail_hits[i].km <= RAIL_REACH_KM
        if by_rail:
            links.append(rail_terminal(node, rail[i], rail_hits[i].km, row.country, row.town))
        report.append(
            {"zone": row.region_id, "road_km": round(hits[i].km, 2), "by_road": by_road, "by_rail": by_rail}
        )
    return add(net, nodes, links), pd.DataFrame(report)


def second_ways(
    net: Net, road: list[int], regions: pd.DataFrame
) -> tuple[Net, dict[int, list[tuple[int, float]]]]:
    """Return the network, and another way for every centroid that joins only roads which a project opened.

    Without it the zone would leave the road network in the world without the project.
    """
    effects = pd.read_csv(TABLES / "project_effects.csv")
    opened = frozenset(effects.loc[effects["field"] == "status", "section"])
    firm = net.links[(net.links["mode"] == "road") & ~net.links["section"].isin(opened)]
    kept = set(firm[["from_node_id", "to_node_id"]].to_numpy().ravel().tolist())
    hanging = [i for i, node in enumerate(road) if node != NOWHERE and node not in kept]
    hits = [
        nearest(Lines.of(net, "road", regions["country"].iloc[i], opened), _place(regions, [i]))[0]
        for i in hanging
    ]
    net, at = split(net, hits)
    return net, {i: [(node, hit.km)] for i, node, hit in zip(hanging, at, hits, strict=True)}


def _place(regions: pd.DataFrame, rows: list[int]) -> np.ndarray:
    return regions[["lon", "lat"]].iloc[rows].to_numpy(float)


def _by_country(net: Net, place: np.ndarray, country: np.ndarray, mode: str) -> list[Hit]:
    """Return nearest points, each within the place's own country where that has any link of the mode."""
    has = set(net.links.loc[net.links["mode"] == mode, "country"].dropna())
    everywhere = Lines.of(net, mode)
    found: list[Hit | None] = [None] * len(place)
    for code in sorted(set(country)):
        rows = np.flatnonzero(country == code)
        lines = Lines.of(net, mode, code) if code in has else everywhere
        for row, hit in zip(rows, nearest(lines, place[rows]), strict=True):
            found[row] = hit
    return [hit for hit in found if hit is not None]
