"""Tables of people who travel: faults between them, and the record they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from corridor.case.people import NOTHING, RAIL, ROAD, TravelTables
from corridor.errors import Fault
from corridor.io.tables import empty

NEEDED = ("travel_places", "travel_modes", "travel_purposes", "travel_groups")
"""Tables that stand or fall together."""

ROUNDING = 1e-6

Frames = Mapping[str, pd.DataFrame]
Names = Mapping[str, str]


def travel_tables(frames: Frames) -> TravelTables | None:
    """Return the tables of a case; None where it has none."""
    if not set(NEEDED) <= set(frames):
        return None
    rest = {
        name: frames.get(name, empty(name)) for name in ("travel_tolls", "travel_stations", "travel_facts")
    }
    return TravelTables(*(frames[name] for name in NEEDED), *rest.values())


def travel_faults(frames: Frames, names: Names) -> list[Fault]:
    """Return every fault of the tables of travel against each other and against the network."""
    known = {name: frames[name] for name in frames if name.startswith("travel_")}
    if not known:
        return []
    return [
        *_missing(known, names),
        *_shares(known, names),
        *_pairs(known, names),
        *_parts(known, names),
        *_beside(frames, names, "travel_places", ROAD),
        *_beside(frames, names, "travel_stations", RAIL),
        *_trains(known, names),
        *_figures(known, names),
    ]


def _missing(known: Frames, names: Names) -> Iterator[Fault]:
    for table in NEEDED:
        if table not in known:
            cure = f"add it, or leave all of {', '.join(NEEDED)} out"
            yield Fault(file=names[table], message="the file is missing", cure=cure)


def _shares(known: Frames, names: Names) -> Iterator[Fault]:
    if "travel_groups" not in known:
        return
    groups, file = known["travel_groups"], names["travel_groups"]
    total = float(groups["share"].sum())
    if abs(total - 1.0) > ROUNDING:
        cure = "groups divide all people: make their shares sum to one"
        yield Fault(
            file=file, message="shares do not sum to one", column="share", value=f"{total:g}", cure=cure
        )
    owned = groups["car"] + groups["motorcycle"]
    for row in np.flatnonzero((owned > 1.0 + ROUNDING).to_numpy()):
        yield Fault(
            file=file,
            message="more people own a vehicle than there are",
            row=int(row) + 1,
            column="car, motorcycle",
            value=f"{owned.iloc[row]:g}",
            allowed="up to 1 together",
            cure="count who has a car under car alone",
        )


def _pairs(known: Frames, names: Names) -> Iterator[Fault]:
    for table, key in (("travel_purposes", ["purpose", "kind"]), ("travel_tolls", ["mode", "facility_type"])):
        if table not in known:
            continue
        for row in np.flatnonzero(known[table].duplicated(key).to_numpy()):
            yield Fault(
                file=names[table],
                message=f"a second row for the same {' and '.join(key)}",
                row=int(row) + 1,
                column=", ".join(key),
                value=", ".join(map(str, known[table][key].iloc[row])),
                allowed="each once",
                cure="remove or merge the row",
            )


def _parts(known: Frames, names: Names) -> Iterator[Fault]:
    if "travel_places" not in known:
        return
    places = known["travel_places"]
    first = places.groupby("part")["region_id"].transform("first")
    for row in np.flatnonzero((places["region_id"] != first).to_numpy()):
        yield Fault(
            file=names["travel_places"],
            message="the part lies in two regions",
            row=int(row) + 1,
            column="part",
            value=str(places["part"].iloc[row]),
            allowed=f"a part of {places['region_id'].iloc[row]}",
            cure="give the part of this region a name of its own",
        )


def _beside(frames: Frames, names: Names, table: str, mode: str) -> Iterator[Fault]:
    if table not in frames or "link" not in frames:
        return
    rows = frames[table]
    links = frames["link"].drop_duplicates("link_id").set_index("link_id")["mode"]
    found = links.reindex(rows["link_id"]).to_numpy(dtype=object)
    wrong = rows["link_id"].isin(links.index).to_numpy() & (found != mode)
    for row in np.flatnonzero(wrong):
        yield Fault(
            file=names[table],
            message=f"the link is no {mode}",
            row=int(row) + 1,
            column="link_id",
            value=f"{rows['link_id'].iloc[row]}: {found[row]}",
            allowed=f"a link of mode {mode}",
            cure=f"name the nearest {mode}",
        )


def _trains(known: Frames, names: Names) -> Iterator[Fault]:
    if "travel_modes" not in known:
        return
    modes, file = known["travel_modes"], names["travel_modes"]
    for row in np.flatnonzero((modes["way"] == RAIL).to_numpy()):
        said: dict[str, Any] = {"file": file, "row": int(row) + 1, "value": str(modes["mode"].iloc[row])}
        if "travel_stations" not in known:
            yield Fault(
                message="no station serves this mode", column="way", cure="add travel_stations", **said
            )
        if modes["owned"].iloc[row] != NOTHING:
            yield Fault(message="nobody owns a train", column="owned", allowed=NOTHING, **said)
    if not (modes["owned"] == NOTHING).any():
        cure = "add a mode that all can take, such as a bus"
        yield Fault(file=file, message="people who own nothing cannot travel", column="owned", cure=cure)


def _figures(known: Frames, names: Names) -> Iterator[Fault]:
    if not {"travel_facts", "travel_modes"} <= set(known):
        return
    facts, modes = known["travel_facts"], set(known["travel_modes"]["mode"])
    for row, (of, low, value, high) in enumerate(
        zip(facts["of"], facts["low"], facts["value"], facts["high"], strict=True), start=1
    ):
        said: dict[str, Any] = {"file": names["travel_facts"], "row": row}
        if of and of not in modes:
            yield Fault(
                message="no such mode",
                column="of",
                value=of,
                allowed=", ".join(sorted(modes)),
                cure="correct the name, or leave it empty",
                **said,
            )
        if not low <= value <= high:
            shown = f"{low:g}, {value:g}, {high:g}"
            cure = "put the figure inside its range"
            yield Fault(
                message="the range misses the figure", column="low, high", value=shown, cure=cure, **said
            )
