"""Route lengths against references, and what the repair of the graphs did."""

from __future__ import annotations

from typing import Any

import pandas as pd
from network_net import RAW, Net, read_table
from network_routes import Ways
from network_sections import on_sphere
from scipy.spatial import cKDTree

WITHIN_STRICT, WITHIN = 0.05, 0.12
SERVED_KM = 10.0
"""A place is served by the network where a node lies within this distance, km."""


def route_checks(net: Net) -> pd.DataFrame:
    """Return achieved route lengths against the references, along the routes that are cheapest."""
    raw = pd.read_csv(RAW / "route_checks.csv")
    places = read_table("check_places").set_index("place")
    table = read_table("check_notes").set_index(["mode", "from", "to"])
    notes, via = table["note"].to_dict(), table["via"].to_dict()
    rows: list[dict[str, Any]] = []
    for mode in ("road", "rail"):
        part = raw[raw["mode"] == mode]
        stops = [
            [r["from"], *filter(None, via.get((mode, r["from"], r["to"]), "").split(";")), r["to"]]
            for r in part.to_dict("records")
        ]
        ways, length = Ways.of(net, mode), net.links["length"].to_numpy(float)
        lengths = [float(length[ways.between(route)].sum()) for route in stops]
        for row, km in zip(part.to_dict("records"), lengths, strict=True):
            ratio = km / row["reference_km"]
            key = (mode, row["from"], row["to"])
            limit = WITHIN_STRICT if _strict(places, row) else WITHIN
            good = abs(ratio - 1) <= limit
            rows.append(
                {
                    "mode": mode,
                    "from": row["from"],
                    "to": row["to"],
                    "network_km": round(km, 1),
                    "reference_km": row["reference_km"],
                    "ratio": round(ratio, 3),
                    "limit": limit,
                    "verdict": "within" if good else ("explained" if notes.get(key) else "outside"),
                    "reference_note": row["reference_note"],
                    "explanation": notes.get(key, ""),
                }
            )
    return pd.DataFrame(rows)


def _strict(places: pd.DataFrame, row: dict[str, Any]) -> bool:
    """Return whether both ends lie in Pakistan or Xinjiang."""
    return bool(places.loc[row["from"], "strict"] == 1 and places.loc[row["to"], "strict"] == 1)


def cut_off(net: Net, dropped: pd.DataFrame) -> dict[str, Any]:
    """Return the people in places that only nodes outside the main component serve, by country."""
    places = pd.read_parquet(RAW / "geonames_places.parquet")
    here = places[["longitude", "latitude"]].to_numpy(float)
    served = cKDTree(on_sphere(net.nodes[["x_coord", "y_coord"]].to_numpy(float))).query(on_sphere(here))[0]
    lost = cKDTree(on_sphere(dropped[["x_coord", "y_coord"]].to_numpy(float))).query(on_sphere(here))[0]
    mask = (lost <= SERVED_KM) & (served > SERVED_KM)
    people = places[mask].groupby("countrycode")["population"].sum().sort_values(ascending=False)
    return {
        "people": int(people.sum()),
        "places": int(mask.sum()),
        "by_country": {str(k): int(v) for k, v in people.head(20).items()},
        "rule": f"GeoNames places within {SERVED_KM:g} km of a node left out and of none that was kept",
    }


def gap_repairs() -> dict[str, Any]:
    """Return the repairs the source graphs already carry: joins of dangling ends, added links, splits."""
    found: dict[str, Any] = {}
    for mode in ("road", "rail"):
        edges = pd.read_parquet(RAW / f"{mode}_edges_eurasia.parquet")
        for kind, group in edges[edges["kind"] != "osm"].groupby("kind"):
            found[f"{mode}_{kind}"] = {
                "links": len(group),
                "km_total": round(float(group["km"].sum()), 1),
                "km_median": round(float(group["km"].median()), 3),
                "km_longest": round(float(group["km"].max()), 3),
            }
    return found
