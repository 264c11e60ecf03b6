"""Networks in the General Modeling Network Specification: read whole, checked, written as they were.

https://github.com/zephyr-data-specs/GMNS, version 0.96. Every table of a folder is kept as the text that it
holds, so that a network that is read and written again is the same, cell by cell.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from corridor.errors import Fault, InputError, raise_if
from corridor.facts import rows
from corridor.io.documents import read_bytes

NEEDED = ("node", "link")
MISSING = ("", "NaN")
SHORT = 10
"""Letters of a column that has been through a shapefile."""

METRES: Mapping[str, float] = {"mile": 1609.344, "kilometer": 1e3, "km": 1e3, "foot": 0.3048, "feet": 0.3048}
METRES_ALSO: Mapping[str, float] = {"meter": 1.0, "metre": 1.0, "m": 1.0, "kilometre": 1e3, "miles": 1609.344}
"""Units of length, m."""

TRUE, FALSE = ("1", "true", "True", "TRUE"), ("0", "false", "False", "FALSE")


@dataclass(frozen=True, eq=False)
class GmnsNetwork:
    """Tables of a GMNS folder by name, as text; `node` and `link` are always there."""

    tables: Mapping[str, pd.DataFrame]
    """Columns as the files name them, every cell a text."""

    def fields(self, table: str) -> dict[str, str]:
        """Return the fields of the specification that a table has, with the names of its columns."""
        return _named(list(self.tables[table].columns), table)

    def column(self, table: str, field: str) -> pd.Series:
        """Return a field as text; empty where the table does not have it."""
        frame, named = self.tables[table], self.fields(table)
        return frame[named[field]] if field in named else pd.Series("", index=frame.index, dtype=str)

    def numbers(self, table: str, field: str) -> pd.Series:
        """Return a field as numbers; not a number where nothing stands."""
        found: pd.Series = pd.to_numeric(self.column(table, field).str.strip(), errors="coerce")
        return found

    @property
    def length_unit(self) -> str:
        """The unit of `length` of links: `long_length` of the configuration; empty where it says nothing."""
        if "config" not in self.tables or self.tables["config"].empty:
            return ""
        return str(self.column("config", "long_length").iloc[0]).strip().lower()

    def problems(self) -> list[Fault]:
        """Return every breach of the specification: fields, types, ranges, words, references, keys."""
        faults = [fault for table in self.tables for fault in _table_faults(self, table)]
        return [*faults, *_reference_faults(self)]

    def kilometres(self) -> pd.Series:
        """Return lengths of links, km.

        Raises
        ------
        InputError
            The configuration names no unit of length that is known.

        """
        known = {**METRES, **METRES_ALSO}
        if self.length_unit not in known:
            message, allowed = "no unit of length that is known", ", ".join(known)
            where, cure = "long_length", "name it in config.csv"
            told = Fault(
                file="config.csv",
                message=message,
                column=where,
                value=self.length_unit,
                allowed=allowed,
                cure=cure,
            )
            raise InputError([told])
        return self.numbers("link", "length") * known[self.length_unit] / 1e3


def read_gmns(folder: Path) -> GmnsNetwork:
    """Return the network of a folder of CSV files, which may be gzipped. It is not checked yet.

    Raises
    ------
    InputError
        `node` or `link` is missing, or a file is no table of text.

    """
    known = {row["table"] for row in rows("gmns")}
    paths = {path.name.split(".")[0]: path for path in sorted(folder.glob("*.csv*"))}
    raise_if(
        [
            Fault(file=f"{name}.csv", message="the file is missing", cure="add it: GMNS needs it")
            for name in NEEDED
            if name not in paths
        ]
    )
    return GmnsNetwork({name: _read(path) for name, path in paths.items() if name in known})


def write_gmns(network: GmnsNetwork, folder: Path) -> None:
    """Write every table as `<table>.csv`; read again, all cells are the same."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in network.tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(frame.columns)
            writer.writerows(frame.itertuples(index=False, name=None))


def _read(path: Path) -> pd.DataFrame:
    content = read_bytes(path, path.name)
    try:
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"not a table of text: {error}"
        raise InputError([Fault(file=path.name, message=message, cure="save it as CSV, UTF-8")]) from error
    head = lines[0] if lines else []
    body = [line for line in lines[1:] if line]
    wrong = [k for k, line in enumerate(body, start=1) if len(line) != len(head)]
    cure = "give every row as many cells as there are columns"
    raise_if(
        [Fault(file=path.name, message="cells too many or too few", row=k, cure=cure) for k in wrong[:20]]
    )
    return pd.DataFrame(body, columns=head, dtype=str)


def _named(columns: Sequence[str], table: str) -> dict[str, str]:
    """Return field to column: by its name, or by its first ten letters where only one field has them."""
    fields = [row["field"] for row in rows("gmns") if row["table"] == table]
    found = {field: field for field in fields if field in columns}
    for column in columns:
        like = [f for f in fields if f not in found and len(column) == SHORT and f.startswith(column)]
        if len(like) == 1:
            found[like[0]] = column
    return found


def _table_faults(network: GmnsNetwork, table: str) -> list[Fault]:
    named, file = network.fields(table), f"{table}.csv"
    faults = []
    for row in (row for row in rows("gmns") if row["table"] == table):
        if row["field"] not in named:
            if row["required"] == "yes":
                cure = "add the column"
                faults.append(Fault(file=file, message="a column is missing", column=row["field"], cure=cure))
            continue
        cells = network.column(table, row["field"]).str.strip()
        there = ~cells.isin(MISSING)
        if row["required"] == "yes":
            faults += _told(file, row["field"], cells, ~there, "a value")
        faults += _told(file, row["field"], cells, there & ~_fits(cells, row), _allowed(row))
        if row["key"] == "yes":
            faults += _told(file, row["field"], cells, there & cells.duplicated(), "each once")
    return faults


def _fits(cells: pd.Series, row: Mapping[str, str]) -> pd.Series:
    """Return whether cells are of a field's type, in its range and among its words."""
    good = cells.notna()
    if row["type"] == "boolean":
        return cells.isin([*TRUE, *FALSE])
    if row["type"] in ("number", "integer"):
        value = pd.to_numeric(cells, errors="coerce")
        good &= value.notna()
        if row["type"] == "integer":
            good &= np.mod(value.fillna(0.5), 1.0) == 0.0
        if row["minimum"]:
            good &= value >= float(row["minimum"])
        if row["maximum"]:
            good &= value <= float(row["maximum"])
    if row["words"]:
        good &= cells.isin(row["words"].split("|"))
    return good


def _allowed(row: Mapping[str, str]) -> str:
    low = f" from {row['minimum']}" if row["minimum"] else ""
    high = f" to {row['maximum']}" if row["maximum"] else ""
    return row["words"].replace("|", ", ") or f"{row['type']}{low}{high}"


def _told(file: str, column: str, cells: pd.Series, wrong: pd.Series, allowed: str) -> list[Fault]:
    """Return a fault for every cell that is wrong, the first twenty of a column."""
    at = np.flatnonzero(wrong.to_numpy())
    return [
        Fault(
            file=file,
            message="the value cannot be",
            row=int(k) + 1,
            column=column,
            value=repr(cells.iloc[k]),
            allowed=allowed,
            cure="correct it",
        )
        for k in at[:20]
    ]


def _reference_faults(network: GmnsNetwork) -> list[Fault]:
    """Return a fault for every cell that names a row that does not exist, of a table that does."""
    faults = []
    for row in rows("gmns"):
        table, field = row["table"], row["field"]
        if not row["refers_to"] or table not in network.tables or field not in network.fields(table):
            continue
        other, key = row["refers_to"].split(".")
        if other not in network.tables or key not in network.fields(other):
            continue
        known = set(network.column(other, key).str.strip())
        cells = network.column(table, field).str.strip()
        wrong = ~cells.isin(MISSING) & ~cells.isin(known)
        faults += _told(f"{table}.csv", field, cells, wrong, f"a {key} of {other}.csv")
    return faults
