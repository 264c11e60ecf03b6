"""The road beside every road and railway of the register: length, hours and cost, with and without it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from network_net import TABLES, Net, read_table
from network_routes import Ways, running_hours, weight

FACTORS = {"speed_factor": "free_speed", "running_cost_factor": "cost_factor", "length_factor": "length"}


def parallels(net: Net) -> pd.DataFrame:
    """Return one row per project: the cheapest way between its ends with it, without it, and by road alone.

    Planned projects are added one at a time to the network as it is, built ones taken out of it one at
    a time. Costs are those of a tonne of general goods on the line, US$, without terminals.
    """
    effects = pd.read_csv(TABLES / "project_effects.csv")
    found = []
    for row in read_table("parallels").to_dict("records"):
        mine = effects[effects["project"] == row["project"]]
        changed = _changed(net, mine)
        planned = set(mine["state"]) == {"with"}
        worlds = {"with": changed, "without": net} if planned else {"with": net, "without": changed}
        found.append(_one(row, worlds, set(mine["section"])))
    return pd.DataFrame(found)


def _changed(net: Net, effects: pd.DataFrame) -> Net:
    """Return the network with the effects of one project."""
    links = net.links.copy()
    for row in effects.itertuples():
        at = links["section"] == row.section
        if row.field == "status":
            links.loc[at, "status"] = row.value
        elif row.field in FACTORS:
            links.loc[at, FACTORS[row.field]] *= float(row.value)
    return Net(net.nodes, links)


def _one(row: dict[str, Any], worlds: dict[str, Net], own: set[str]) -> dict[str, Any]:
    stops, beside = [row["from"], row["to"]], row["parallel"].split(";")
    found = {key: row[key] for key in ("project", "from", "to", "mode", "what", "parallel")}
    for name, world in worlds.items():
        way = world.links.iloc[Ways.of(world, row["mode"]).between(stops)]
        found |= {f"{key}_{name}": value for key, value in _measures(way).items()}
        found[f"on_project_{name}"] = _share(way, own)
    road = worlds["without"].links.iloc[Ways.of(worlds["without"], "road").between(stops)]
    found |= {f"{key}_by_road": value for key, value in _measures(road).items()}
    named = road[road["section"] != ""].groupby("section")["length"].sum()
    top = named.sort_values(ascending=False, kind="stable").head(4)
    return {
        **found,
        "on_parallel_by_road": _share(road, set(beside)),
        "ways_by_road": "; ".join(f"{name} {km:.0f} km" for name, km in top.items()),
    }


def _measures(way: pd.DataFrame) -> dict[str, float]:
    return {
        "km": round(float(way["length"].sum()), 1),
        "hours": round(float(running_hours(way).sum()), 2),
        "usd_t": round(float(weight(way).sum()), 2),
    }


def _share(way: pd.DataFrame, sections: set[str]) -> float:
    inside = way["section"].isin(sections).to_numpy()
    km = way["length"].to_numpy(float)
    return round(float(np.sum(km[inside]) / km.sum()), 3)
