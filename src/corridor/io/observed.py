"""What a case compares the model with: every figure can be measured, has a place, a year and can fail."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from corridor.accounts.facts import INFORMATION, NEAR_KM, Figure, counted, located, records
from corridor.accounts.measures import (
    DIRECTIONS,
    INLAND,
    MEASURES,
    PORTFOLIOS,
    SEPARATOR,
    Measure,
    inward,
    points,
)
from corridor.case.case import Settings
from corridor.errors import Fault, Faults
from corridor.io.keys import limited
from corridor.network.network import Network
from corridor.network.trips import joined, stops

Frames = Mapping[str, pd.DataFrame]
Names = Mapping[str, str]
Row = Mapping[str, Any]

WIDEST = 10.0
"""Highest over lowest value that holds: beyond it a figure can hardly fail."""

FARTHEST = (180.0, 90.0)
"""Degrees of longitude and latitude."""

COUNTRIES = (2, 3)
"""Parts of the subject of trade: seller, buyer and perhaps a sector."""


def observed_faults(frames: Frames, names: Names, network: Network | None) -> list[Fault]:
    """Return every fault of the tables `counts` and `flows`; those that are absent are not checked.

    Places are checked where there is a sound network.
    """
    return [*_count_faults(frames, names, network), *_flow_faults(frames, names, network)]


def home_faults(frames: Frames, names: Names, settings: Settings, network: Network | None) -> list[Fault]:
    """Return every fault of figures against their home: a year without activity, a way not in or out."""
    known: set[tuple[str, int]] = set()
    if "activity" in frames:
        rows = frames["activity"].dropna(subset=["year"])
        known = set(zip(rows["country"], rows["year"].astype(int), strict=True))
    faults: list[Fault] = []
    for table in ("counts", "flows"):
        told = Faults(names[table])
        for number, row in enumerate(records(frames.get(table, pd.DataFrame())), start=1):
            home = str(row.get("country") or settings.focus[0])
            if table == "counts" or (row["measure"] in MEASURES and MEASURES[row["measure"]].grows):
                _tell_year(
                    told, number, row["year"], [(home, settings.base_year), (home, row["year"])], known
                )
            if network is not None and row.get("direction") in DIRECTIONS[1:] and row["subject"]:
                _tell_direction(told, number, row, network, home)
        faults += limited(told)
    return faults


def _tell_year(
    told: Faults, number: int, year: float, needed: list[tuple[str, int]], known: Collection[tuple[str, int]]
) -> None:
    """Tell years of a country that traffic cannot be carried between."""
    if math.isnan(year) or needed[0] == needed[1]:
        return
    lacking = [f"{home} in {int(when)}" for home, when in needed if (home, when) not in known]
    told.check(
        not lacking,
        "traffic cannot be carried to this year",
        row=number,
        column="year",
        value=int(year),
        allowed=f"the base year, or a year of `activity`, which lacks {' and '.join(lacking)}",
        cure="add the gross domestic product of those years to that table",
    )


def _tell_direction(told: Faults, number: int, row: Row, network: Network, home: str) -> None:
    there = network.links["section"].isin(row["subject"].split(SEPARATOR)).to_numpy()
    told.check(
        not there.any() or bool((inward(network, home)[there] != 0.0).any()),
        "no link of these sections leads into the country or out of it",
        row=number,
        column="direction",
        value=row["direction"],
        allowed="both",
        cure="take a border or a port, whose nodes have countries",
    )


def _count_faults(frames: Frames, names: Names, network: Network | None) -> list[Fault]:
    if "counts" not in frames:
        return []
    told = Faults(names["counts"])
    for number, row in enumerate(records(frames["counts"]), start=1):
        told.check(
            not math.isnan(counted(row)),
            "no figure",
            row=number,
            column="vehicles_per_day",
            allowed="vehicles_per_day with truck_share, or trucks_per_day",
            cure="fill in what was counted",
        )
        placed = math.isnan(row["lon"]) == math.isnan(row["lat"])
        told.check(
            placed,
            "half a place",
            row=number,
            column="lat",
            allowed="longitude and latitude, or neither",
            cure="fill in both",
        )
        _tell_range(told, number, row, Figure(counted(row), row["low"], row["high"], row["band"]))
        if network is not None and placed:
            _tell_place(told, number, row, network)
    return told


def _tell_place(told: Faults, number: int, row: Row, network: Network) -> None:
    at = located(row, network)
    if not len(at.rows):
        roads = network.links.loc[network.links["mode"] == "road", "section"]
        told.tell(
            "no link of this road",
            row=number,
            column="road",
            value=row["road"],
            allowed=", ".join(sorted(set(roads) - {""})),
            cure="take a section of links, or what sections of it begin with",
        )
    told.check(
        at.km <= NEAR_KM,
        "the road is far from this place",
        row=number,
        column="lon",
        value=f"{row['lon']:g}, {row['lat']:g}: {at.km:.0f} km",
        allowed=f"within {NEAR_KM:g} km",
        cure="correct the place, or the road",
    )


def _tell_range(told: Faults, number: int, row: Row, figure: Figure) -> None:
    """Tell a range that is missing, upside down or so wide that nothing falls outside of it."""
    low, high = figure.low, figure.high
    told.check(
        not math.isnan(figure.central) or not (math.isnan(low) or math.isnan(high)),
        "neither a figure nor a range",
        row=number,
        column="low",
        allowed="the figure, or both ends",
        cure="fill it in",
    )
    inside = not (low > figure.central or figure.central > high)
    told.check(
        not low > high and inside,
        "the range is upside down" if low > high else "the figure is outside its range",
        row=number,
        column="high",
        value=f"{low:g} to {high:g}",
        cure="swap them" if low > high else "correct the range",
    )
    least, most = figure.limits
    told.check(
        row["use"] == INFORMATION or not (least > 0.0 and most > WIDEST * least) or low > high,
        "a figure that can hardly fail",
        row=number,
        column="band",
        value=f"{least:g} to {most:g} holds",
        allowed=f"at most a factor of {WIDEST:g} from end to end",
        cure=f"narrow range or band, or use it for {INFORMATION}",
    )


def _flow_faults(frames: Frames, names: Names, network: Network | None) -> list[Fault]:
    if "flows" not in frames:
        return []
    told = Faults(names["flows"])
    known = dict(_known(frames))
    for number, row in enumerate(records(frames["flows"]), start=1):
        figure = Figure(row["central"], row["low"], row["high"], row["band"])
        _tell_range(told, number, row, figure)
        if row["measure"] not in MEASURES:
            continue  # told by the dictionary
        measure = MEASURES[row["measure"]]
        for column, allowed in (("direction", ("", "both")), ("cargo", ("",))):
            told.check(
                measure.directed or row[column] in allowed,
                f"the measure has no {column}",
                row=number,
                column=column,
                value=row[column],
                allowed="empty",
                cure="leave it empty",
            )
        _tell_subject(told, number, row, measure, known)
        if measure.subject == "points":
            _tell_points(told, number, row["subject"], network)
    return told


def _known(frames: Frames) -> Iterator[tuple[str, Collection[str]]]:
    """Yield what parts of a subject may be, by what the measure takes; absent tables are not checked."""
    yield "", ("",)
    yield "mode", INLAND
    yield "portfolio", PORTFOLIOS
    if "link" in frames:
        sections = set(frames["link"]["section"].unique()) - {""}
        yield "sections", sections
        yield "sections, or none", sections | {""}
    if {"countries", "sectors"} <= set(frames):
        yield "trade", {"", *frames["countries"]["country"], *frames["sectors"]["sector"]}


def _tell_subject(
    told: Faults, number: int, row: Row, measure: Measure, known: Mapping[str, Collection[str]]
) -> None:
    if measure.subject not in known:
        return
    words, parts = known[measure.subject], row["subject"].split(SEPARATOR)
    few = measure.subject in ("mode", "portfolio")
    for part in parts:
        told.check(
            part in words,
            "the subject does not fit the measure",
            row=number,
            column="subject",
            value=part,
            allowed=", ".join(words) if few else measure.subject or "empty",
            cure="take a section that has links" if "sections" in measure.subject else "correct it",
        )
    told.check(
        measure.subject != "trade" or len(parts) in COUNTRIES,
        "the subject does not fit the measure",
        row=number,
        column="subject",
        value=row["subject"],
        allowed=f"seller{SEPARATOR}buyer, or seller{SEPARATOR}buyer{SEPARATOR}sector",
        cure="name both; empty is all others",
    )


def _tell_points(told: Faults, number: int, subject: str, network: Network | None) -> None:
    """Tell points that are none, lie far from every road, or have no road between them."""
    parts = subject.split(SEPARATOR)
    wrong = [part for part in parts if not _is_point(part)]
    cell: dict[str, Any] = {"row": number, "column": "subject"}
    allowed = f"longitude latitude{SEPARATOR}longitude latitude, and perhaps points on the way between them"
    for part in wrong:
        told.tell(
            "not a point", value=part, allowed=allowed, cure="give degrees, with a space between", **cell
        )
    told.check(
        len(parts) > 1, "a trip needs two ends", value=subject, allowed=allowed, cure="name both ends", **cell
    )
    if wrong or network is None:
        return
    found = stops(network, points(subject))
    far = [f"{part}: {km:.0f} km" for part, km in zip(parts, found.km, strict=True) if km > NEAR_KM]
    for value in far:
        allowed = f"within {NEAR_KM:g} km"
        told.tell("far from every road", value=value, allowed=allowed, cure="correct the point", **cell)
    told.check(
        bool(far) or joined(network, found.node),
        "no way by road between these points",
        value=subject,
        allowed="points on roads that lead to each other",
        cure="take points of one network of open roads",
        **cell,
    )


def _is_point(part: str) -> bool:
    try:
        at = points(part)
    except ValueError:
        return False
    return bool(np.all(np.abs(at) <= FARTHEST))
