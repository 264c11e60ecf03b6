"""Road networks with their demand as TNTP files (Transportation Networks for Research).

A file begins with tags, `<NUMBER OF ZONES> 24` and so on to `<END OF METADATA>`. Links follow one per line,
in the order init node, term node, capacity, length, free flow time, b, power, speed, toll, type. Trips follow
by origin, `Origin 1`, then `2 : 100.0;` for each destination. What follows `~` in a line is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from corridor.errors import Fault, raise_if
from corridor.network.assignment.delay import VolumeDelay
from corridor.network.assignment.problem import AssignmentProblem, TrafficClass
from corridor.types import Floats

ZONES, NODES, LINKS = "NUMBER OF ZONES", "NUMBER OF NODES", "NUMBER OF LINKS"
THROUGH, TOTAL, END = "FIRST THRU NODE", "TOTAL OD FLOW", "END OF METADATA"
COLUMNS = ("init_node", "term_node", "capacity", "length", "free_flow_time", "b", "power", "speed", "toll")
"""Columns of a link that are read; the type may follow."""
ENDS = ("init_node", "term_node")
TAG = re.compile(r"^\s*<([^>]*)>\s*([^~]*)")
TRIP = re.compile(r"^\s*(\S+?)\s*:\s*(\S+?)\s*$")
TRIPS_OFF = 0.01
"""Share by which trips may miss the total that their file gives: published files round."""
EVERY = "all"
"""Name of the class where trips come from one file."""


@dataclass
class _File:
    """Tags and lines of a file, and the faults found on the way."""

    name: str
    tags: dict[str, str] = field(default_factory=dict)
    lines: list[tuple[int, str]] = field(default_factory=list)
    """Number of the line, from 1, and its text, without comments."""
    faults: list[Fault] = field(default_factory=list)

    def fault(self, message: str, row: int | None = None, **more: str) -> None:
        """Note a fault; `row` is the line in the file."""
        self.faults.append(Fault(file=self.name, message=message, row=row, **more))

    def whole(self, tag: str, least: int = 0) -> int | None:
        """Return the whole number that a tag gives; None, with a fault, where it gives none."""
        text = self.tags.get(tag)
        if text is None:
            self.fault(f"no <{tag}>", cure=f"add a line `<{tag}> number` before <{END}>")
        elif not text.isdigit() or int(text) < least:
            self.fault("no whole number", None, column=tag, value=repr(text), allowed=f"{least} or more")
        else:
            return int(text)
        return None


def read_tntp(
    net: str | Path,
    trips: str | Path | Mapping[str, str | Path],
    nodes: str | Path | None = None,
    *,
    toll_factor: float = 0.0,
    distance_factor: float = 0.0,
) -> AssignmentProblem:
    """Return the links of a TNTP network with the demand of its classes.

    Nodes before `<FIRST THRU NODE>` begin and end trips and are no way through. Node 1 of the files is
    position 0. Trips within a zone stay in the demand; they use no link.

    Parameters
    ----------
    net
        File of links.
    trips
        File of trips, or one for each class by its name.
    nodes
        File of coordinates.
    toll_factor, distance_factor
        Time that a unit of toll, and of length, is worth, in the unit of the free times; for all classes.
        `AssignmentProblem.with_class` sets those of one class, and its passenger car units.

    Raises
    ------
    InputError
        With every fault of all files: file, line, value, what is allowed, the cure.

    """
    names = dict(trips) if isinstance(trips, Mapping) else {EVERY: trips}
    files = _opened([net, *names.values(), *([] if nodes is None else [nodes])])
    table, zones, count, through = _links(files[0])
    demands = [_demand(file, zones) for file in files[1 : len(names) + 1]]
    place = None if nodes is None else _places(files[-1], count)
    raise_if([fault for file in files for fault in file.faults])
    classes = [
        TrafficClass(name, demand, 1.0, toll_factor, distance_factor)
        for name, demand in zip(names, demands, strict=True)
    ]
    ends, (capacity, length, free, b, power, _, toll) = table[:2].astype(np.int64) - 1, table[2:]
    never_fills = (b == 0.0) | (power == 0.0)
    delay = VolumeDelay(free, np.where(never_fills & (capacity <= 0.0), np.inf, capacity), b, power)
    return AssignmentProblem(ends[0], ends[1], delay, tuple(classes), toll, length, through - 1, place)


def _opened(paths: list[str | Path]) -> list[_File]:
    """Return the tags and lines of files; `InputError` with every one that cannot be read."""
    files, faults = [], []
    for path in map(Path, paths):
        try:
            files.append(_split(path.name, path.read_text(encoding="utf-8-sig")))
        except OSError:
            faults.append(Fault(file=str(path), message="cannot be read", cure="check the path"))
        except UnicodeDecodeError:
            faults.append(Fault(file=str(path), message="no text in UTF-8", cure="save it again as UTF-8"))
    raise_if(faults)
    return files


def _split(name: str, text: str) -> _File:
    """Return the tags and lines of a text."""
    file = _File(name)
    begun = f"<{END}>" not in text
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.split("~")[0].strip()
        tag = TAG.match(line)
        if not begun and tag:
            begun = tag[1].strip() == END
            file.tags[tag[1].strip()] = tag[2].strip()
        elif begun and plain:
            file.lines.append((number, plain))
    return file


def _links(file: _File) -> tuple[Floats, int | None, int | None, int]:
    """Return the columns of the links, [column, link], zones, nodes and the first node that lets through."""
    zones, nodes = file.whole(ZONES, 1), file.whole(NODES, 1)
    through, count = file.whole(THROUGH, 1), file.whole(LINKS)
    if zones is not None and nodes is not None and zones > nodes:
        file.fault("more zones than nodes", None, column=ZONES, value=str(zones), allowed=f"up to {nodes}")
    rows = [
        row
        for number, line in file.lines
        if (row := _numbers(file, number, line.replace(";", " ").split(), COLUMNS)) is not None
        and _is_link(file, number, row, nodes)
    ]
    if count is not None and len(file.lines) != count:
        cure = "the file may be cut short, or the tag old"
        file.fault(
            "links are not as many as the tag says", value=str(len(file.lines)), allowed=str(count), cure=cure
        )
    return np.array(rows, dtype=float).reshape(-1, len(COLUMNS)).T, zones, nodes, through or 1


def _numbers(file: _File, number: int, words: list[str], columns: tuple[str, ...]) -> list[float] | None:
    """Return a line as numbers; None, with faults, where they are too few or no numbers."""
    if len(words) < len(columns):
        file.fault("too few columns", number, value=str(len(words)), allowed=", ".join(columns))
        return None
    values = []
    for column, word in zip(columns, words, strict=False):
        value = _number(word)
        if value is None:
            file.fault("not a finite number", number, column=column, value=repr(word))
        else:
            values.append(value)
    return values if len(values) == len(columns) else None


def _number(word: str) -> float | None:
    try:
        value = float(word)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _is_link(file: _File, number: int, row: list[float], nodes: int | None) -> bool:
    """Return whether a line can be a link; what cannot be is a fault."""
    named = dict(zip(COLUMNS, row, strict=True))
    before = len(file.faults)
    for column in ENDS:
        _is_place(file, number, column, named[column], nodes)
    for column in COLUMNS[2:]:
        if column != "speed" and named[column] < 0.0:
            file.fault("negative", number, column=column, value=f"{named[column]:g}", allowed="0 or more")
    if named["capacity"] == 0.0 and named["b"] > 0.0 and named["power"] > 0.0:
        cure = "give its capacity, or leave a closed link out"
        file.fault(
            "a link without room", number, column="capacity", value="0", allowed="more than 0", cure=cure
        )
    return len(file.faults) == before


def _is_place(file: _File, number: int, column: str, value: float, most: int | None) -> bool:
    """Return whether a number is that of a node or zone; what is none is a fault."""
    fits = value == int(value) and 1 <= value <= (most or np.inf)
    if not fits:
        allowed = f"a whole number from 1 to {most}" if most else "a whole number from 1"
        file.fault("no such number", number, column=column, value=f"{value:g}", allowed=allowed)
    return fits


def _demand(file: _File, zones: int | None) -> Floats:
    """Return vehicles between zones, [origin, destination]: zones of the network, where known."""
    own = file.whole(ZONES, 1)
    if zones is not None and own is not None and own != zones:
        file.fault(
            "zones are not those of the network", None, column=ZONES, value=str(own), allowed=str(zones)
        )
    size = zones or own or 1
    demand = np.full((size, size), np.nan)
    for number, origin, destination, amount in _trips(file, size):
        if not np.isnan(demand[origin - 1, destination - 1]):
            file.fault(
                "a pair twice", number, value=f"from {origin} to {destination}", cure="keep one, or add them"
            )
        demand[origin - 1, destination - 1] = amount
    demand = np.where(np.isnan(demand), 0.0, demand)
    total = _number(file.tags.get(TOTAL, ""))
    if total is not None and abs(demand.sum() - total) > TRIPS_OFF * max(total, 0.0) and not file.faults:
        cure = "the file may be cut short, or the tag old"
        file.fault(
            "trips do not add up to the tag",
            column=TOTAL,
            value=f"{demand.sum():g}",
            allowed=f"{total:g}",
            cure=cure,
        )
    return demand


def _trips(file: _File, zones: int) -> Iterator[tuple[int, int, int, float]]:
    """Yield line, origin, destination and vehicles of every entry; what is none is a fault."""
    origin: int | None = None
    begun = False
    for number, line in file.lines:
        if line.lower().startswith("origin"):
            begun = True
            value = _number(line[len("origin") :].strip())
            value = np.nan if value is None else value
            fits = not np.isnan(value) and _is_place(file, number, "origin", value, zones)
            if np.isnan(value):
                file.fault("no number of an origin", number, value=repr(line), allowed="`Origin 1`")
            origin = int(value) if fits else None
            continue
        if not begun:
            file.fault(
                "trips before the first origin", number, value=repr(line), cure="begin with `Origin 1`"
            )
            continue
        for entry in filter(None, (part.strip() for part in line.split(";"))):
            found = _entry(file, number, entry, zones)
            if found is not None and origin is not None:
                yield number, origin, *found


def _entry(file: _File, number: int, entry: str, zones: int) -> tuple[int, float] | None:
    """Return destination and vehicles; None, with a fault, where there are none."""
    parts = TRIP.match(entry)
    place, amount = (_number(parts[1]), _number(parts[2])) if parts else (None, None)
    if place is None or amount is None:
        file.fault("not a trip", number, value=repr(entry), allowed="`destination : vehicles;`")
        return None
    if not _is_place(file, number, "destination", place, zones):
        return None
    if amount < 0.0:
        file.fault("negative", number, column="trips", value=f"{amount:g}", allowed="0 or more")
    return int(place), amount


def _places(file: _File, nodes: int | None) -> Floats:
    """Return the coordinates of nodes, [node, 2]; a heading may stand above them."""
    lines = file.lines
    if lines and lines[0][1].lower().startswith("node"):
        lines = lines[1:]
    place = np.full((nodes or len(lines), 2), np.nan)
    for number, line in lines:
        row = _numbers(file, number, line.replace(";", " ").split(), ("node", "x", "y"))
        if row is None or not _is_place(file, number, "node", row[0], len(place)):
            continue
        place[int(row[0]) - 1] = row[1:]
    missing = (np.flatnonzero(np.isnan(place[:, 0])) + 1).tolist()
    if missing and not file.faults:
        shown = ", ".join(map(str, missing[:10])) + (" and more" if len(missing) > 10 else "")
        file.fault("nodes without coordinates", value=shown, allowed="every node of the network once")
    return place
