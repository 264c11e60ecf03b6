"""Class, speed, terrain and cost factors of links, from rules that are tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from network_net import Net, points, read_table

EUROPE = frozenset(
    """AUT BEL BGR CHE CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN IRL ITA LIE LTU LUX LVA NLD NOR POL PRT
    ROU SVK SVN SWE TUR JPN KOR TWN HKG MAC SGP ISR ARE QAT SAU OMN KWT BHR""".split()  # noqa: SIM905
)
"""Countries whose main roads are taken as dual carriageways of European or Gulf standard."""

WIDE_GAUGE = frozenset(
    "RUS BLR KAZ UKR UZB TKM KGZ TJK MNG LVA LTU EST GEO ARM AZE MDA".split()  # noqa: SIM905
)
"""Countries of the 1,520 mm gauge."""


def terrain(net: Net) -> np.ndarray:
    """Return plain, hill or mountain for the middle of every link."""
    a, b = net.xy(net.links["from_node_id"]), net.xy(net.links["to_node_id"])
    middle = shapely.points((a + b) / 2)
    found = np.full(len(net.links), "plain", dtype=object)
    areas = read_table("terrain")
    for kind in ("hill", "mountain"):
        for row in areas[areas["class"] == kind].itertuples():
            found[shapely.contains(shapely.Polygon(points(row.polygon)), middle)] = kind
    return found


def classified(net: Net) -> Net:
    """Return the network with class, speed, cost factor and terrain-corrected length on every land link."""
    rule = read_table("classes").set_index("class")
    ground = read_table("terrain_rules").set_index("class")
    kind = net.links["facility_type"].to_numpy(object).copy()
    mode = net.links["mode"].to_numpy()
    country = net.links["country"].fillna("").to_numpy()
    bare = kind == ""
    road, rail = mode == "road", mode == "rail"
    kind[bare & road] = [_road_class(c) for c in country[bare & road]]
    kind[bare & rail] = [_rail_class(c) for c in country[bare & rail]]
    moving = road | rail
    where = terrain(net)
    factor = ground.loc[where]
    speed, cost = (np.full(len(kind), np.nan), net.links["cost_factor"].to_numpy(float).copy())
    base = rule.loc[kind[moving]]
    speed[moving] = base["speed_kmh"].to_numpy() * factor["speed_factor"].to_numpy()[moving]
    cost[moving] = base["cost_factor"].to_numpy() * factor["cost_factor"].to_numpy()[moving]
    free = road & (net.links["length_source"] == "").to_numpy()
    length = net.links["length"].to_numpy(float).copy()
    length[free] *= factor["length_factor"].to_numpy()[free]
    source = net.links["length_source"].to_numpy(object).copy()
    source[free] = ["source graph" if w == "plain" else f"source graph, {w} correction" for w in where[free]]
    source[rail & (source == "")] = "source graph"
    source_class = net.links["class_source"].to_numpy(object).copy()
    source_class[moving] = [f"{k}, {w}" for k, w in zip(kind[moving], where[moving], strict=True)]
    return Net(
        net.nodes,
        net.links.assign(
            facility_type=kind,
            free_speed=np.where(moving, speed, net.links["free_speed"].to_numpy(float)).round(2),
            cost_factor=cost.round(4),
            length=length.round(3),
            length_source=source,
            class_source=source_class,
        ),
    )


def _road_class(country: str) -> str:
    if country in ("PAK", "CHN", "RUS"):
        return f"untagged_{country}"
    return "untagged_EUR" if country in EUROPE else "untagged_other"


def _rail_class(country: str) -> str:
    if country in ("PAK", "CHN"):
        return f"rail_{country}"
    return "rail_RUS" if country in WIDE_GAUGE else "rail_other"


def sea_speed(net: Net) -> Net:
    """Return the sea lanes with their speed."""
    speed = float(read_table("classes").set_index("class").loc["sea_lane", "speed_kmh"])
    return Net(net.nodes, net.links.assign(free_speed=speed))


def class_table() -> pd.DataFrame:
    """Return the rules of classes and terrain, for the case's documentation."""
    return pd.concat([read_table("classes"), read_table("terrain_rules")], ignore_index=True)
