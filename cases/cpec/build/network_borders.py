"""Borders: where traffic may cross, how long it takes, what it costs, and where the gauge changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from network_cpmm import LOAD, Measured, expected_wait
from network_net import RAW, Net, add, read_table

ELSEWHERE_HOURS, ELSEWHERE_FEE = 8.0, 5.0
"""Land borders that are not listed: estimated below the CAREC road mean of 2022 (9.9 h, US$ 10.4 a tonne)."""

GAUGE_HOURS, GAUGE_FEE = 24.0, 16.45
"""Reloading, to a lorry or another gauge: a day, estimated; US$ 329 for 20 t at Dostyk (CPMM 2020)."""


@dataclass(frozen=True)
class Rules:
    """What happens between two countries, by sorted pair of codes."""

    crossings: pd.DataFrame
    listed: frozenset[tuple[str, str]]
    """Pairs with a listed crossing of the mode: traffic passes there and nowhere else."""
    closed: frozenset[tuple[str, str]]
    unions: dict[tuple[str, str], tuple[float, float, str]]

    def between(self, a: str, b: str) -> tuple[float, float, str] | None:
        """Return hours, fee and their source for a border without a listed crossing; None if shut."""
        pair = (min(a, b), max(a, b))
        if pair in self.closed or pair in self.listed:
            return None
        return self.unions.get(pair, (ELSEWHERE_HOURS, ELSEWHERE_FEE, "estimated"))


def rules(mode: str) -> Rules:
    """Read the rules that hold for a mode."""
    crossings = pd.read_csv(RAW / "border_crossings.csv").set_index("crossing_id")
    crossings = crossings[["name", "iso_a", "iso_b", "mode"]].join(
        read_table("crossings").set_index("crossing_id"), how="left"
    )
    of_mode = crossings[crossings["mode"] == mode]
    listed = {_pair(a, b) for a, b in zip(of_mode["iso_a"], of_mode["iso_b"], strict=True)}
    table = read_table("closed")
    closed = {_pair(a, b) for a, b in zip(table["country_a"], table["country_b"], strict=True)}
    unions: dict[tuple[str, str], tuple[float, float, str]] = {}
    for row in read_table("unions").itertuples():
        members = row.members.split()
        for a in members:
            for b in members:
                if a < b:
                    unions[a, b] = (float(row.hours), float(row.fee_usd_t), row.union)
    return Rules(_measured(crossings, unions), frozenset(listed), frozenset(closed), unions)


def _measured(
    crossings: pd.DataFrame, unions: dict[tuple[str, str], tuple[float, float, str]]
) -> pd.DataFrame:
    """Return the crossings with hours and fee: what either side takes and costs, and the wait to be let in.

    Inside a customs union they are those of the union, unless the post itself was measured.
    """
    found, known = [], Measured.read()
    for row in crossings.itertuples():
        name, mode = str(row.Index), str(row.mode)
        load = LOAD if pd.isna(row.load_t) else float(row.load_t)
        a, b = (known.side(name, str(country), mode, load) for country in (row.iso_a, row.iso_b))
        hours, fee, source = a.hours + b.hours, a.fee_usd_t + b.fee_usd_t, f"CPMM: {a.source}; {b.source}"
        union = unions.get(_pair(str(row.iso_a), str(row.iso_b)))
        if union is not None and not known.is_post(name):
            hours, fee, source = union
        wait = expected_wait(float(row.closed_days), float(row.days_a_week), float(row.trains_a_week))
        source += f"; wait {wait:.1f} h; {row.source}" if wait else ""
        hours, fee = hours + wait + GAUGE_HOURS * row.reloads, fee + GAUGE_FEE * row.reloads
        found.append((round(hours, 1), round(fee, 2), source))
    hours_of, fee_of, source_of = zip(*found, strict=True)
    return crossings.assign(hours=hours_of, fee_usd_t=fee_of, source=source_of)


def with_borders(net: Net, mode: str) -> tuple[Net, dict[str, Any]]:
    """Return the network with a border link at every crossing, and what was cut elsewhere."""
    rule = rules(mode)
    net, crossed = _split_crossings(net, mode, rule)
    return _cross_elsewhere(net, mode, rule, crossed)


def _pair(a: str, b: str) -> tuple[str, str]:
    return (min(a, b), max(a, b))


def _split_crossings(net: Net, mode: str, rule: Rules) -> tuple[Net, int]:
    """Split each node that lies on a border in two, one per country, joined by a border link."""
    on_border = net.nodes.index[net.nodes["country"].astype(str).str.contains("|", regex=False)]
    links = net.links.copy()
    country = net.nodes["country"].to_dict()
    nodes, added = {}, []
    fresh = net.next_id()
    replaced = {}
    for node in on_border:
        home, away = country[node].split("|")
        row = net.nodes.loc[node]
        ids = [fresh, fresh + 1]
        fresh += 2
        for number, code in zip(ids, (home, away), strict=True):
            nodes[number] = _border_node(row, code)
        replaced[node] = {home: ids[0], away: ids[1]}
        crossing = rule.crossings.loc[row["name"]]
        gauges = _gauges(links, node, country, (home, away)) if mode == "rail" else (np.nan, np.nan)
        if gauges[0] != gauges[1] and mode == "rail":
            middle = fresh
            fresh += 1
            nodes[middle] = _border_node(row, away)
            added.append(_border_link(ids[0], middle, crossing, row["name"], home))
            added.append(_gauge_link(middle, ids[1], away))
        else:
            added.append(_border_link(ids[0], ids[1], crossing, row["name"], home))
    for end, other in (("from_node_id", "to_node_id"), ("to_node_id", "from_node_id")):
        links[end] = [
            replaced[n].get(country[o].split("|")[0], next(iter(replaced[n].values())))
            if n in replaced
            else n
            for n, o in zip(net.links[end], net.links[other], strict=True)
        ]
    kept = Net(net.nodes.drop(index=on_border), links[links["from_node_id"] != links["to_node_id"]])
    result = add(kept, nodes, added)
    codes = result.nodes["country"].to_dict()
    own = result.links["country"].isna()
    side = [codes[n] if n in nodes else None for n in result.links["from_node_id"]]
    far = [codes[n] if n in nodes else None for n in result.links["to_node_id"]]
    fill = pd.Series(side, index=result.links.index).fillna(pd.Series(far, index=result.links.index))
    return Net(result.nodes, result.links.assign(country=result.links["country"].where(~own, fill))), len(
        added
    )


def _gauges(
    links: pd.DataFrame, node: int, country: dict[int, str], sides: tuple[str, str]
) -> tuple[float, float]:
    """Return the gauge on either side of a border node; that of the other side where one has no track."""
    found: dict[str, float] = {}
    here = links[(links["from_node_id"] == node) | (links["to_node_id"] == node)]
    for row in here.itertuples():
        other = row.to_node_id if row.from_node_id == node else row.from_node_id
        found[country[other].split("|")[0]] = float(row.gauge_mm)
    known = next(iter(found.values()), np.nan)
    return found.get(sides[0], known), found.get(sides[1], known)


def _border_node(row: pd.Series, code: str) -> dict[str, Any]:
    place = {"x_coord": row["x_coord"], "y_coord": row["y_coord"]}
    return {**place, "node_type": "border", "name": row["name"], "country": code}


def _border_link(a: int, b: int, crossing: pd.Series, name: str, country: str) -> dict[str, Any]:
    return {
        "from_node_id": a,
        "to_node_id": b,
        "mode": "border",
        "facility_type": f"border_{crossing['mode']}",
        "hours": float(crossing["hours"]),
        "fee_usd_t": float(crossing["fee_usd_t"]),
        "status": crossing["status"],
        "section": f"border-{name.replace('_', '-')}",
        "name": crossing["name"],
        "class_source": crossing["source"],
        "country": country,
    }


def _gauge_link(a: int, b: int, country: str) -> dict[str, Any]:
    """Return the break of gauge at a listed crossing; the change is in what CPMM measures there."""
    return {
        "from_node_id": a,
        "to_node_id": b,
        "mode": "terminal",
        "facility_type": "gauge_break",
        "hours": 0.0,
        "fee_usd_t": 0.0,
        "country": country,
        "class_source": "in the hours and fee of the border: CPMM counts the change of gauge",
    }


def _cross_elsewhere(net: Net, mode: str, rule: Rules, crossed: int) -> tuple[Net, dict[str, Any]]:
    """Open or shut links that run from one country into another without a listed crossing."""
    country = net.nodes["country"]
    a = country.loc[net.links["from_node_id"]].to_numpy()
    b = country.loc[net.links["to_node_id"]].to_numpy()
    moving = (net.links["mode"] == mode).to_numpy()
    crossing = np.flatnonzero(moving & (a != b))
    links = net.links.copy()
    gauge = dict(zip(net.links["from_node_id"], net.links["gauge_mm"], strict=True))
    drop, nodes, added, fresh = [], {}, [], net.next_id()
    ends = links["to_node_id"].to_numpy().copy()
    owner = links["country"].to_numpy(object).copy()
    for row in crossing:
        found = rule.between(a[row], b[row])
        if found is None:
            drop.append(row)
            continue
        owner[row] = a[row]
        hours, fee, source = found
        breaks = mode == "rail" and _gauge_differs(gauge, links.iloc[row])
        if hours == 0 and not breaks:
            continue
        far = net.nodes.loc[ends[row]]
        nodes[fresh] = {**_border_node(far, b[row]), "name": None}
        cost = {"hours": hours + GAUGE_HOURS * breaks, "fee_usd_t": fee + GAUGE_FEE * breaks}
        kind = f"border_{mode}" + ("_gauge_break" if breaks else "")
        name = f"{a[row]}-{b[row]}"
        added.append(
            {
                **cost,
                "from_node_id": fresh,
                "to_node_id": int(ends[row]),
                "mode": "border",
                "facility_type": kind,
                "country": b[row],
                "class_source": source,
                "name": name,
            }
        )
        ends[row] = fresh
        fresh += 1
    links = links.assign(to_node_id=ends, country=owner)
    links = links.drop(index=links.index[drop]).reset_index(drop=True)
    report = {"listed_crossings": crossed, "other_borders": len(added), "links_cut_at_borders": len(drop)}
    return add(Net(net.nodes, links), nodes, added), report


def _gauge_differs(gauge: dict[int, float], link: pd.Series) -> bool:
    ends = gauge.get(link["from_node_id"]), gauge.get(link["to_node_id"])
    return None not in ends and ends[0] != ends[1]
