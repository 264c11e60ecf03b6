"""Faults of the tables of vehicles and roads against each other: every one at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from corridor.case.vehicles import PLAIN, QUANTITIES, SURFACE
from corridor.errors import Fault, Faults
from corridor.facts import rows
from corridor.io.keys import limited
from corridor.travel.vehicles.fleet import MAY_BE_NOTHING, TYPES

Frames = Mapping[str, pd.DataFrame]
Names = Mapping[str, str]

TOGETHER = ("vehicles", "road_condition")
RANGES = (("vehicles", "value", "low", "high"), ("road_condition", "iri", "iri_low", "iri_high"),
          ("road_condition", "deaths", "deaths_low", "deaths_high"))  # fmt: skip
WHOLE = 1e-6
"""By how much shares of goods may miss one."""


def vehicle_faults(frames: Frames, names: Names) -> list[Fault]:
    """Return every fault: a vehicle without a number, a range upside down, a road without its condition."""
    there = [table for table in TOGETHER if table in frames]
    if not there:
        return []
    if len(there) < len(TOGETHER):
        lacking = next(table for table in TOGETHER if table not in there)
        cure = "add the table, or leave the other out"
        return [Fault(file=names[lacking], message=f"it is missing beside {names[there[0]]}", cure=cure)]
    return [
        *_range_faults(frames, names),
        *_lacking(frames["vehicles"], names["vehicles"]),
        *_nothing(frames["vehicles"], names["vehicles"]),
        *_shares(frames["vehicles"], names["vehicles"]),
        *_unconditioned(frames, names),
    ]


def _range_faults(frames: Frames, names: Names) -> list[Fault]:
    faults: list[Fault] = []
    for table, value, low, high in RANGES:
        frame = frames[table]
        bad = ~((frame[low] <= frame[value]) & (frame[value] <= frame[high])).to_numpy()
        told = Faults(names[table])
        for i in np.flatnonzero(bad):
            row = frame.iloc[i]
            told.tell(
                "the number is outside its range", row=int(i) + 1, column=value, value=f"{row[value]:g}",
                allowed=f"{row[low]:g} to {row[high]:g}", cure="correct the number or its range",
            )  # fmt: skip
        faults += limited(told)
    return faults


def _lacking(vehicles: pd.DataFrame, name: str) -> list[Fault]:
    has = set(zip(vehicles["country"], vehicles["vehicle"], vehicles["quantity"], strict=True))
    told = Faults(name)
    for country in dict.fromkeys(vehicles["country"]):
        for vehicle in (row["vehicle"] for row in rows(TYPES)):
            for quantity in QUANTITIES:
                told.check(
                    (country, vehicle, quantity) in has,
                    f"no cost of `{vehicle}` of {country}: it lacks {quantity.replace('_', ' ')}",
                    cure="add the row",
                )
    return limited(told)


def _nothing(vehicles: pd.DataFrame, name: str) -> list[Fault]:
    told = Faults(name)
    free = (*MAY_BE_NOTHING, "goods_share", "particles", "oxides")
    for number, row in enumerate(vehicles.to_dict("records"), start=1):
        told.check(
            row["quantity"] in free or row["value"] != 0.0,
            f"{row['quantity']} of `{row['vehicle']}` is nothing",
            row=number, column="value", value="0", allowed="above 0", cure="correct the value",
        )  # fmt: skip
    return limited(told)


def _shares(vehicles: pd.DataFrame, name: str) -> list[Fault]:
    told = Faults(name)
    goods = vehicles[vehicles["quantity"] == "goods_share"]
    carries = {row["vehicle"]: row["carries"] for row in rows(TYPES)}
    for country, part in goods.groupby("country"):
        total = part.loc[part["vehicle"].map(carries) == "goods", "value"].sum()
        whole = part["value"].sum()
        told.check(
            abs(total - 1.0) < WHOLE and abs(whole - 1.0) < WHOLE,
            f"shares of goods by trucks of {country} do not sum to one",
            column="value", value=f"{total:g} of {whole:g}", allowed="1, of trucks", cure="mend them",
        )  # fmt: skip
    return told


def _unconditioned(frames: Frames, names: Names) -> list[Fault]:
    """Return a fault for every class of road and terrain that a country has links of and no row."""
    if "link" not in frames:
        return []
    links = frames["link"]
    at = pd.Series(PLAIN, index=links["link_id"])
    if "terrain" in frames:
        known = frames["terrain"].drop_duplicates("link_id").set_index("link_id")["terrain"]
        at.update(known[known.index.isin(at.index)])
    kinds = links.assign(terrain=at.to_numpy())
    roads = kinds[(kinds["mode"] == SURFACE) & kinds["country"].isin(set(frames["vehicles"]["country"]))]
    condition = frames["road_condition"]
    has = set(zip(condition["country"], condition["facility_type"], condition["terrain"], strict=True))
    told = Faults(names["road_condition"])
    needed = (
        roads[["country", "facility_type", "terrain"]]
        .drop_duplicates()
        .sort_values(["facility_type", "terrain"])
    )
    for row in needed.itertuples(index=False):
        told.check(
            tuple(row) in has,
            f"roads of {row.country} of the class `{row.facility_type}` in {row.terrain} terrain have no row",
            column="facility_type", cure="add the row",
        )  # fmt: skip
    return limited(told)
