"""The scorecard of every scenario, and what parks and mines do where, for the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.report.cubes import cube, places
from corridor.report.figures import figure, figures, millions
from corridor.report.tables import by_place, line_ids

if TYPE_CHECKING:
    from corridor.report.results import Results


VERDICTS = ("better", "worse", "no change", "neither")


def scorecard(appraisal: Results) -> dict[str, Any]:
    """Return the card's lines once, and per scenario and place what they say, in the order of the lines."""
    table = appraisal.scorecard
    lines = table[["account", "indicator", "unit"]].drop_duplicates("indicator")
    names, shown = ([str(name) for name in table[column].unique()] for column in ("scenario", "region"))
    axes = {"scenario": names, "region": shown, "indicator": list(lines["indicator"])}
    before, after, change, percent = cube(table, axes, ("before", "after", "change", "change_percent"))
    rank = table.assign(rank=places(table["verdict"], VERDICTS))
    (verdict,) = cube(rank, axes, ("rank",))
    said = np.array([*VERDICTS, ""], dtype=object)[np.nan_to_num(verdict, nan=-1.0).astype(np.int64)]
    columns = {
        "before": figures(before, 5),
        "after": figures(after, 5),
        "change": figures(change, 4),
        "percent": figures(percent, 4),
        "verdict": said.tolist(),
    }
    return {"lines": line_ids(lines), "places": shown, "scenarios": by_place(names, shown, columns)}


SITE_MONEY = (
    "capacity",
    "produced",
    "displaced_region",
    "displaced_country",
    "gain_region",
    "gain_country",
    "gain_abroad",
    "paid_abroad",
    "royalty",
    "forgone_tax",
    "forgone_tax_displaced",
    "forgone_tax_pv",
)
"""Columns of `sites` in US$ a year, the last a present value."""

PARTS = (
    "displaced_region",
    "displaced_country",
    "gain_region",
    "gain_elsewhere",
    "gain_abroad",
    "paid_abroad",
)
"""What is also told per 100 dollars by which the site's sector sells more in its region."""


def sites(appraisal: Results) -> list[dict[str, Any]]:
    """Return parks and mines, the largest first: what each sells, displaces, earns to whom and forgoes."""
    case = appraisal.case
    names = {
        "project": {project.project_id: project.title for project in case.projects},
        "region": dict(zip(case.regions["region_id"], case.regions["name"], strict=True)),
        "country": dict(zip(case.regions["region_id"], case.regions["country"], strict=True)),
        "sector": dict(zip(case.sectors["sector"], case.sectors["name"], strict=True)),
    }
    found = []
    for row in appraisal.sites.sort_values("capacity_usd", ascending=False, kind="stable").to_dict("records"):
        money = {name: float(row[f"{name}_usd"]) for name in SITE_MONEY}
        money["gain_elsewhere"] = money["gain_country"] - money["gain_region"]
        produced = money["produced"]
        region = row["region_id"]
        found.append(
            {
                "id": row["project_id"],
                "name": names["project"].get(row["project_id"], row["project_id"]),
                "kind": row["kind"],
                "region": names["region"].get(region, region),
                "country": names["country"].get(region, ""),
                "sector": names["sector"].get(row["sector"], row["sector"]),
                "jobs": figure(row["jobs"]),
                "tonnes": figure(row["tonnes"]),
                "kept_in_region_pct": figure(100.0 * float(row["kept_in_region"]), 4),
                "musd": {name: millions(value) for name, value in money.items()},
                "per_100": {
                    name: figure(100.0 * money[name] / produced, 4) if produced > 0.0 else None
                    for name in PARTS
                },
                "workers": _workers(appraisal, row["project_id"], region, names["sector"]),
                "hauls": _hauls(appraisal, row["project_id"], names["region"]),
            }
        )
    return found


def _workers(
    appraisal: Results, project: str, region: str, sectors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return by how many workers each sector of a site's region grows or shrinks, the most first."""
    table = appraisal.labour
    rows = table[(table["project_id"] == project) & (table["region_id"] == region)]
    rows = rows[rows["change"] != 0.0].sort_values("change", ascending=False, kind="stable")
    return [
        {"sector": sectors.get(row["sector"], row["sector"]), "change": figure(row["change"])}
        for row in rows.to_dict("records")
    ]


def _hauls(appraisal: Results, project: str, regions: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return how what a mine sells may leave it, by mode."""
    rows = appraisal.haul[appraisal.haul["project_id"] == project]
    return [
        {
            "to": regions.get(row["to"], row["to"]),
            "mode": row["mode"],
            "road_km": figure(row["road_km"]),
            "rail_km": figure(row["rail_km"]),
            "hours": figure(row["hours"]),
            "usd_t": figure(row["usd_per_tonne"]),
            "share_pct": figure(100.0 * float(row["share_of_price"])),
        }
        for row in rows.to_dict("records")
    ]
