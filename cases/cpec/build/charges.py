"""Build what carriage costs by kind of road: tolls, and loads that weigh stations hold to the law.

Nine in ten trucks on N-5 carry more than the law allows, one in twenty on motorways, where weigh stations
enforce it (National Highway Authority to the Senate, 2019): a tonne of heavy goods needs more trucks there.
Rates per tonne-km are those of the usual, overloaded truck.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

BUILD = Path(__file__).resolve().parent

KINDS = ("two", "three", "six")
"""Axles of trucks."""

COUNTRY = "PAK"
HIGHWAYS = ("national_highway", "national_highway_poor")
"""Kinds of road with toll plazas: the old Karakoram Highway has them too."""

LIGHT = ("container", "perishable")
"""Classes that fill a truck before they weigh too much."""

COLUMNS = ("facility_type", "country", "commodity_class", "toll_usd_t_km", "rate_factor", "status", "source")


def build(case: Path = BUILD.parent) -> None:
    """Write `inputs/road_charges.csv` and `inputs/port_constants.csv`."""
    fact = pd.read_csv(BUILD / "tables" / "road_facts.csv").set_index("name")["value"]
    heavy = heavy_factor(fact)
    general = 1.0 + (heavy - 1.0) * (1.0 - fact["volume_general"])
    motorway, highway = tolls(fact)
    load = "loads within the law: NTRC axle-load study 2018-2020"
    toll = "toll of M-1 for a truck, January 2025, at prices of 2019"
    plaza = "toll of a plaza every 40 km, January 2025, at prices of 2019"
    rows = [
        ("motorway", COUNTRY, "", motorway, heavy, "estimated", f"{toll}; {load}"),
        (
            "motorway",
            COUNTRY,
            "general",
            motorway,
            general,
            "estimated",
            f"{toll}; {load}, half of these goods",
        ),
        *(("motorway", COUNTRY, one, motorway, 1.0, "estimated", toll) for one in LIGHT),
        *((kind, COUNTRY, "", highway, 1.0, "estimated", plaza) for kind in HIGHWAYS),
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).round({"toll_usd_t_km": 5, "rate_factor": 3})
    table.to_csv(case / "inputs" / "road_charges.csv", index=False, lineterminator="\n")
    shutil.copyfile(BUILD / "tables" / "port_constants.csv", case / "inputs" / "port_constants.csv")


def heavy_factor(fact: pd.Series) -> float:
    """Return what a tonne of heavy goods costs in a truck at the law's limit over one loaded as usual."""
    total = 0.0
    for kind in KINDS:
        gross, limit, empty = (fact[f"{what}_{kind}"] for what in ("gross", "limit", "empty"))
        cheaper = 1.0 - fact["weight_elasticity"] * (1.0 - limit / gross)
        total += fact[f"share_{kind}"] * cheaper * (gross - empty) / (limit - empty)
    return float(total)


def tolls(fact: pd.Series) -> tuple[float, float]:
    """Return the tolls of motorways and of national highways, US$ of 2019 per tonne-km."""
    usd = 1.0 / fact["pkr_per_usd"] / fact["prices_2025"]
    load = {name: sum(fact[f"share_{k}"] * (fact[f"{name}_{k}"] - fact[f"empty_{k}"]) for k in KINDS)
            for name in ("limit", "gross")}  # fmt: skip
    plaza = sum(
        fact[f"share_{kind}"] * fact["toll_plaza_articulated" if kind == "six" else "toll_plaza_rigid"]
        for kind in KINDS
    )
    motorway = fact["toll_motorway"] / fact["toll_motorway_km"] / load["limit"] * usd
    return float(motorway), float(plaza / fact["plaza_km"] / load["gross"] * usd)


if __name__ == "__main__":
    build()
