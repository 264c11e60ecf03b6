"""Travel times and distances as published, before and after roads opened, against the network.

Which figure was used and which is held out stands in the table of references, `network_times.csv`. The
speed of people over that of trucks is estimated on the figures used: total hours of trucks over total
published hours, on the two roads of the plains. Highways in poor condition have the speed between
those that meet their two figures.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from network_net import Net, read_table
from network_routes import Ways, running_hours

BAND = 4.0 / 3.0
"""A figure is met within a third up or a quarter down."""

RATIO_FROM = ("V029", "V030")


def time_checks(net: Net) -> pd.DataFrame:
    """Return published travel times (people's) and differences of distance against those of the network."""
    table = read_table("times").rename(columns={"from": "start"})
    closed = sorted(set(table["without"]) | set(table["against_without"]))
    ways = {key: Ways.of(net, "road", _names(key)) for key in closed}
    km, hours = net.links["length"].to_numpy(float), running_hours(net.links)
    routes = [ways[row.without].between(_stops(row, row.via)) for row in table.itertuples()]
    truck = np.array([hours[route].sum() for route in routes])
    used = table["id"].isin(RATIO_FROM).to_numpy()
    ratio = float(truck[used].sum() / table.loc[used, "central"].sum())
    found = []
    for row, route, trucks in zip(table.itertuples(), routes, truck, strict=True):
        if row.measure == "hours":
            value = trucks / ratio
        else:
            against = ways[row.against_without].between(_stops(row, row.against_via))
            value = km[against].sum() - km[route].sum()
        found.append(_line(row, float(km[route].sum()), float(trucks), float(value), ratio))
    return pd.DataFrame(found)


def _names(text: str) -> list[str]:
    return [name for name in text.split(";") if name]


def _stops(row: Any, via: str) -> list[str]:
    return [row.start, *_names(via), row.to]


def _line(row: Any, km: float, trucks: float, value: float, ratio: float) -> dict[str, Any]:
    low, high = (row.central if np.isnan(v) else v for v in (row.low, row.high))
    met = low / BAND <= value <= high * BAND
    return {
        "id": row.id,
        "measure": row.measure,
        "from": row.start,
        "to": row.to,
        "via": row.via,
        "without": row.without,
        "network_km": round(km, 1),
        "truck_hours": round(trucks, 2),
        "people_over_trucks": round(ratio, 3),
        "network": round(value, 2),
        "published": row.central,
        "low": low,
        "high": high,
        "ratio": round(value / row.central, 3),
        "use": row.use,
        "verdict": "within" if met else "outside",
        "source": row.source,
        "note": row.note,
    }
