"""Keys and names across the tables of a case: each row once, each name known, no row missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from corridor.energy.system import ALL, LOAD
from corridor.errors import Fault

Frames = Mapping[str, pd.DataFrame]
Names = Mapping[str, str]

KEYS: Mapping[str, tuple[str, ...]] = {
    "value_added": ("region_id", "sector"),
    "input_output": ("country", "input_sector", "using_sector"),
    "final_demand": ("country", "sector"),
    "country_trade": ("origin", "destination", "sector"),
    "commodity_mix": ("origin", "destination", "group"),
    "tariffs": ("origin", "destination", "sector"),
    "emissions": ("country", "sector"),
    "road_charges": ("facility_type", "country", "commodity_class"),
    "port_constants": ("section", "commodity_class"),
    "vehicles": ("country", "vehicle", "quantity"),
    "road_condition": ("country", "facility_type", "terrain"),
    "geometry": ("link_id",),
    "activity": ("country", "year"),
    "demand": ("zone", "year"),
    "profiles": ("carrier", "zone", "month", "hour"),
    "costs": ("technology", "parameter", "year"),
    "sites": ("zone", "carrier"),
    "availability": ("fuel", "zone", "year"),
    "generation": ("fuel", "year"),
    "energy_references": ("name", "year"),
    "event_levels": ("country", "kind", "year"),
    "flooded": ("region_id", "year"),
    "slopes": ("section", "region_id"),
    "staff": ("project_id", "place"),
}
"""Columns that together identify a row; a table with one such column says so in the dictionary."""

TRANSMISSION, TOTAL, OUTSIDE, UNSERVED = "transmission", "total", "outside", "unserved"
"""A technology that is no carrier; fuels that are none: the sum of all, and zones out of the mix."""

MAX_NAMED = 20
"""Faults of one kind named one by one; the rest are counted."""


def key_faults(frames: Frames, names: Names) -> list[Fault]:
    """Return every row whose key another row has already."""
    faults: list[Fault] = []
    for table, key in KEYS.items():
        if table not in frames or not set(key) <= set(frames[table].columns):
            continue
        frame = frames[table][list(key)]
        twice = np.flatnonzero(frame.duplicated().to_numpy())
        pattern = f"a second row for the same {', '.join(key)}"
        faults += limited(
            [
                Fault(
                    file=names[table],
                    message=pattern,
                    row=int(row) + 1,
                    column=", ".join(key),
                    value=", ".join(map(str, frame.iloc[row])),
                    allowed="each once",
                    cure="remove or merge the row",
                )
                for row in twice
            ]
        )
    return faults


def name_faults(frames: Frames, names: Names) -> list[Fault]:
    """Return every name that no other table has, where the dictionary alone cannot tell."""
    faults: list[Fault] = []
    if {"link", "node", "countries"} <= set(frames):
        known = {*frames["countries"]["country"], *frames["node"]["country"].unique(), ""}
        faults += _strangers(("link", "country"), known, "a country of a node or of the case", frames, names)
    if {"sections", "link"} <= set(frames):
        faults += _strangers(
            ("sections", "section"),
            {*frames["link"]["section"].unique()},
            "a section of a link",
            frames,
            names,
        )
    if "carriers" in frames:
        carriers, fuels = {*frames["carriers"]["carrier"]}, {*frames["carriers"]["fuel"]}
        said = "a fuel of the carriers"
        for table, column, known, allowed in (
            ("profiles", "carrier", carriers | {LOAD}, f"a carrier or `{LOAD}`"),
            (
                "costs",
                "technology",
                carriers | {ALL, TRANSMISSION},
                f"a carrier, `{TRANSMISSION}` or `{ALL}`",
            ),
            ("availability", "fuel", fuels, said),
            (
                "generation",
                "fuel",
                fuels | {TOTAL, OUTSIDE, UNSERVED},
                f"{said}, `{TOTAL}`, `{OUTSIDE}` or `{UNSERVED}`",
            ),
        ):
            faults += _strangers((table, column), known, allowed, frames, names)
    return faults


def missing_row_faults(frames: Frames, names: Names) -> list[Fault]:
    """Return every row that a table lacks while it has others of its kind.

    People: every region of a country that has any. Emissions: every sector of every country.
    """
    faults: list[Fault] = []
    if {"people", "regions"} <= set(frames):
        counted = set(frames["people"]["region_id"])
        home = dict(zip(frames["regions"]["region_id"], frames["regions"]["country"], strict=True))
        surveyed = {home[region] for region in counted if region in home}
        lacking = [
            region for region, country in home.items() if country in surveyed and region not in counted
        ]
        faults += limited([_absent(names["people"], "region_id", region) for region in lacking])
    if {"emissions", "countries", "sectors"} <= set(frames):
        known = set(zip(frames["emissions"]["country"], frames["emissions"]["sector"], strict=True))
        wanted = [(c, s) for c in frames["countries"]["country"] for s in frames["sectors"]["sector"]]
        lacking = [f"{c}, {s}" for c, s in wanted if (c, s) not in known]
        faults += limited([_absent(names["emissions"], "country, sector", pair) for pair in lacking])
    return faults


def limited(faults: list[Fault]) -> list[Fault]:
    """Return the first faults and a last one that counts the rest."""
    if len(faults) <= MAX_NAMED:
        return faults
    last = faults[-1]
    more = f"{len(faults) - MAX_NAMED} more faults like the ones above"
    return [*faults[:MAX_NAMED], Fault(file=last.file, message=more, column=last.column, cure=last.cure)]


def _absent(file: str, column: str, key: str) -> Fault:
    cure = "add the row, or leave the table out"
    return Fault(file=file, message="there is no row for it", column=column, value=key, cure=cure)


def _strangers(
    place: tuple[str, str], known: Collection[str], allowed: str, frames: Frames, names: Names
) -> list[Fault]:
    table, column = place
    if table not in frames or column not in frames[table]:
        return []
    values = frames[table][column]
    rows = np.flatnonzero(~values.isin(list(known)).to_numpy())
    return limited(
        [
            Fault(
                file=names[table],
                message=f"no such {column}",
                row=int(row) + 1,
                column=column,
                value=str(values.iloc[row]),
                allowed=allowed,
                cure="correct the name, or add the row it names",
            )
            for row in rows
        ]
    )
