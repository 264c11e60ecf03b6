"""Build the network of the case: GMNS tables, shapes, sections, repair report and route checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from network_access import ports, zones
from network_borders import with_borders
from network_checks import cut_off, gap_repairs, route_checks
from network_clean import component_sizes, main_component, merged, without_dead_ends
from network_net import CASE, RAW, Net, join
from network_parallels import parallels
from network_read import read_graph, read_sea
from network_roads import road_report, without_gaps
from network_rules import classified, sea_speed
from network_sections import section_table, with_corridors, with_sections
from network_times import time_checks

NODE_COLUMNS = ["node_id", "x_coord", "y_coord", "node_type", "zone_id", "name", "country"]
LINK_COLUMNS = [
    "link_id", "from_node_id", "to_node_id", "directed", "length", "facility_type", "mode", "free_speed",
    "hours", "fee_usd_t", "cost_factor", "lanes", "capacity", "gauge_mm", "country", "section", "status",
    "length_source", "class_source", "name",
]  # fmt: skip
SHAPE_TOLERANCE = 0.01
"""Degrees by which a drawn line may leave the chord of its source: about one kilometre."""


def build(case: Path = CASE) -> None:
    """Write `network/` of the case."""
    report: dict[str, Any] = {"repairs_in_the_source_graphs": gap_repairs()}
    road = without_gaps(with_corridors(read_graph("road")))
    rail = read_graph("rail")
    road, report["road_borders"] = with_borders(road, "road")
    rail, report["rail_borders"] = with_borders(rail, "rail")
    land = join(road, _renumbered(rail, road))
    land, claimed = with_sections(land)
    land = _with_lanes(_true_shapes(classified(land)))
    sections, roads = section_table(land, claimed), road_report(land, claimed)
    net = join(land, _renumbered(sea_speed(read_sea()), land))
    _, size = component_sizes(net)
    report["before"] = {"nodes": len(net.nodes), "links": len(net.links), "components": len(size)}
    net, gates = ports(net)
    net, dropped = main_component(net)
    regions = pd.read_parquet(
        case / "regions.parquet", columns=["region_id", "lon", "lat", "town", "country"]
    )
    net, reach = zones(net, regions, gates)
    checks = {
        "route_checks": route_checks(net),
        "time_checks": time_checks(net),
        "parallels": parallels(net),
    }
    report["left_out"] = {"nodes": len(dropped), **cut_off(net, dropped)}
    purpose = _purpose(net)
    net, pruned = without_dead_ends(net, purpose)
    net = merged(net, purpose)
    _label, size = component_sizes(net)
    report["after"] = {"nodes": len(net.nodes), "links": len(net.links), "components": len(size)}
    report["dead_end_nodes_removed"] = pruned
    report["zone_access"] = _access(reach)
    _write(case / "network", net, report)
    for name, table in {"sections": sections, "road_report": roads, **checks}.items():
        table.to_csv(case / "network" / f"{name}.csv", index=False, lineterminator="\n")


def _renumbered(net: Net, before: Net) -> Net:
    """Return the network with nodes added by the build numbered after those of `before`."""
    added = net.nodes.index[net.nodes.index >= 3_000_000]
    first = max(3_000_000, int(before.nodes.index.max()) + 1)
    number = {int(old): first + i for i, old in enumerate(added)}
    if not number:
        return net
    nodes = net.nodes.rename(index=number)
    ends = {c: net.links[c].map(lambda n: number.get(n, n)) for c in ("from_node_id", "to_node_id")}
    return Net(nodes, net.links.assign(**ends))


def _with_lanes(net: Net) -> Net:
    """Return the network with the lanes, or tracks, of the sections that are known; roads: per direction."""
    table = pd.read_csv(CASE / "build" / "tables" / "network_lanes.csv").set_index("section")["lanes"]
    known = net.links["section"].map(table)
    lanes = known.fillna(net.links["lanes"])
    return Net(net.nodes, net.links.assign(lanes=lanes, lanes_known=known.notna()))


def _true_shapes(net: Net) -> Net:
    """Return the network with the true alignment of the links that have one."""
    shapes = pd.read_parquet(RAW / "road_edge_shapes_pakistan.parquet")
    lines = shapely.from_wkb(shapes["geometry"].to_numpy())
    line = {}
    for row, shape in zip(shapes.itertuples(), lines, strict=True):
        if shape.geom_type == "LineString":
            line[row.from_node, row.to_node] = np.asarray(shape.coords)[:, :2]
    xy = net.nodes[["x_coord", "y_coord"]]
    path = net.links["path"].to_numpy(object).copy()
    for i, (a, b) in enumerate(zip(net.links["from_node_id"], net.links["to_node_id"], strict=True)):
        found = line.get((a, b), line.get((b, a)))
        if found is not None:
            start, end = xy.loc[a].to_numpy(float), xy.loc[b].to_numpy(float)
            if np.hypot(*(found[0] - start)) > np.hypot(*(found[-1] - start)):
                found = found[::-1]
            path[i] = np.concatenate([[start], found[1:-1], [end]])
    return Net(net.nodes, net.links.assign(path=path))


def _purpose(net: Net) -> set[int]:
    """Return nodes that must stay: centroids, ports, ends of borders, terminals and named sections."""
    special = net.links["mode"].isin(["border", "terminal", "connector"]) | (net.links["section"] != "")
    special &= net.links["mode"] != "sea"
    ends = net.links.loc[special, ["from_node_id", "to_node_id"]].to_numpy().ravel()
    return {int(n) for n in ends} - _inside_sections(net)


def _inside_sections(net: Net) -> set[int]:
    """Return nodes where exactly two links meet, both of one section."""
    count: dict[int, list[str]] = {}
    for a, b, section in zip(
        net.links["from_node_id"], net.links["to_node_id"], net.links["section"], strict=True
    ):
        for node in (a, b):
            count.setdefault(int(node), []).append(section)
    return {n for n, s in count.items() if len(s) == 2 and s[0] == s[1] != ""}


def _access(reach: pd.DataFrame) -> dict[str, Any]:
    road = reach[reach["by_road"]]
    far = road.sort_values(["road_km", "zone"], ascending=[False, True]).head(15)
    return {
        "zones": len(reach),
        "by_road": int(reach["by_road"].sum()),
        "by_rail": int(reach["by_rail"].sum()),
        "median_km": round(float(road["road_km"].median()), 2),
        "farthest_km": {str(z): float(k) for z, k in zip(far["zone"], far["road_km"], strict=True)},
    }


def _write(folder: Path, net: Net, report: dict[str, Any]) -> None:
    folder.mkdir(exist_ok=True)
    nodes = net.nodes.reset_index().sort_values("node_id")
    nodes = nodes.assign(
        x_coord=nodes["x_coord"].astype(float).round(5), y_coord=nodes["y_coord"].astype(float).round(5)
    )
    links = net.links.sort_values(["mode", "section", "from_node_id", "to_node_id", "length"]).reset_index(
        drop=True
    )
    links = links.assign(link_id=np.arange(1, len(links) + 1), directed=links["directed"].astype(bool))
    for column in (
        "length",
        "free_speed",
        "hours",
        "fee_usd_t",
        "cost_factor",
        "lanes",
        "capacity",
        "gauge_mm",
    ):
        links[column] = links[column].astype(float).round(4)
    write_parquet(nodes[NODE_COLUMNS], folder / "node.parquet")
    write_parquet(links[LINK_COLUMNS], folder / "link.parquet")
    xy = dict(zip(net.nodes.index, net.nodes[["x_coord", "y_coord"]].to_numpy(float), strict=True))
    shapes = []
    for path, a, b in zip(links["path"], links["from_node_id"], links["to_node_id"], strict=True):
        shapes.append(path if isinstance(path, np.ndarray) else np.array([xy[a], xy[b]]))
    lines = shapely.simplify(np.array([shapely.linestrings(shape) for shape in shapes]), SHAPE_TOLERANCE)
    lines = shapely.transform(lines, lambda c: np.round(c, 3))
    write_parquet(
        pd.DataFrame({"link_id": links["link_id"], "geometry": shapely.to_wkb(lines)}),
        folder / "geometry.parquet",
    )
    (folder / "repair_report.json").write_text(
        json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write a table the same way every time."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd", compression_level=15, use_dictionary=True)


if __name__ == "__main__":
    build()
