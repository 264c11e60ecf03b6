"""What a valid table is, read from the data dictionary `data/tables.csv`.

The dictionary drives the checks and the documentation, so the two cannot differ. A check never
stops at the first fault.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType

import numpy as np
import pandas as pd

from corridor.errors import Fault
from corridor.facts import folder, rows
from corridor.types import Flags, Floats

MAX_ROWS_NAMED = 20
"""Rows named one by one per kind of fault; the rest are counted."""

FACT = re.compile(r"\{(\w+)\.(\w+)\}")
NAMED_BY = ("column", "description")
FEW = 3
"""Rows up to which every one is named, though all of them have the fault."""

LARGEST = 2.0**53
"""Above it floating-point numbers are no longer all whole numbers apart; no identifier is so large."""

CURES: Mapping[tuple[str, str], str] = {
    ("final_demand", "share"): "a negative share comes from stocks that were drawn down: take changes in "
    "inventories out of final demand; `docs/reference/case-format.md` says how the accounts stay balanced",
    ("link", "lanes"): "leave it empty where it is not known",
    ("link", "capacity"): "leave it empty where it is not known; a link out of use has the status closed",
}
"""What mends a value out of its range, where that is more than sign and unit."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the data dictionary."""

    table: str
    name: str
    type: str
    unit: str
    required: bool
    nullable: bool
    minimum: float | None
    maximum: float | None
    above: bool
    """Whether the minimum itself is too low."""
    allowed: tuple[str, ...]
    unique: bool
    references: str
    description: str


def dictionary() -> Mapping[str, tuple[Column, ...]]:
    """Return the data dictionary: table name to its columns, in order.

    `{modes.mode}` among what is allowed stands for that column of a table of facts; in the name of a
    column it makes one column per row of that table.
    """
    return _dictionary(folder())  # type: ignore[arg-type] # a path can be hashed


@cache
def _dictionary(where: Traversable) -> Mapping[str, tuple[Column, ...]]:
    text = (where / "tables.csv").read_text(encoding="utf-8")
    tables: dict[str, list[Column]] = {}
    for row in csv.DictReader(text.splitlines()):
        tables.setdefault(row["table"], []).extend(map(_column, _expanded(row)))
    return MappingProxyType({name: tuple(columns) for name, columns in tables.items()})


def _expanded(row: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the row with the words of tables of facts, once for each of them that its name asks for."""
    allowed = FACT.sub(lambda fact: "|".join(one[fact[2]] for one in rows(fact[1])), row["allowed"])
    whole = {**row, "allowed": allowed}
    asked = FACT.search(row["column"])
    if asked is None:
        return [whole]
    return [{**whole, **{cell: _filled(row[cell], one) for cell in NAMED_BY}} for one in rows(asked[1])]


def _filled(text: str, fact: Mapping[str, str]) -> str:
    """Return a text with the cells of a row of facts."""
    return FACT.sub(lambda named: fact[named[2]], text)


def _column(row: Mapping[str, str]) -> Column:
    return Column(
        table=row["table"],
        name=row["column"],
        type=row["type"],
        unit=row["unit"],
        required=row["required"] == "yes",
        nullable=row["nullable"] == "yes",
        minimum=float(row["minimum"].lstrip(">")) if row["minimum"] else None,
        maximum=float(row["maximum"]) if row["maximum"] else None,
        above=row["minimum"].startswith(">"),
        allowed=tuple(row["allowed"].split("|")) if row["allowed"] else (),
        unique=row["unique"] == "yes",
        references=row["references"],
        description=row["description"],
    )


def check_table(frame: pd.DataFrame, table: str, file: str) -> list[Fault]:
    """Return every fault of `frame` against the dictionary's entry `table`.

    Parameters
    ----------
    frame
        The table as read.
    table
        Name in the dictionary.
    file
        What to call the table in messages.

    """
    columns = dictionary()[table]
    if frame.shape[0] == 0:
        return [
            Fault(
                file=file,
                message="the table is empty",
                allowed="at least one row",
                cure="add the missing rows",
            )
        ]
    faults: list[Fault] = []
    for column in columns:
        if column.name in frame.columns:
            faults += _check_column(frame[column.name], column, file)
        elif column.required:
            cure = f"add it: {column.description}" + (f" [{column.unit}]" if column.unit else "")
            faults.append(Fault(file=file, message="the column is missing", column=column.name, cure=cure))
    return faults


def check_references(frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> list[Fault]:
    """Return every value that refers to a row that does not exist in another table.

    `frames` maps dictionary names to tables, `names` the same names to what messages call them.
    Tables that are absent are not checked.
    """
    faults: list[Fault] = []
    for table, columns in dictionary().items():
        for column in columns:
            if not column.references or table not in frames or column.name not in frames[table]:
                continue
            target, key = column.references.split(".")
            if target not in frames or key not in frames[target]:
                continue
            values = frames[table][column.name]
            there = frames[target][key]
            if column.type == "integer":  # one table may be text (CSV) where the other has numbers (Parquet)
                asked = numbers_of(values)
                known = np.isin(asked, numbers_of(there)) | np.isnan(asked)
            else:
                known = values.astype(str).isin(there.drop_duplicates().dropna().astype(str)).to_numpy()
            bad = values.notna() & (values.astype(str) != "") & ~known
            allowed = f"a {key} of {names[target]}"
            cure = "correct the identifier, or add the row it names"
            pattern = Fault(
                file=names[table], message=f"no such {key}", column=column.name, allowed=allowed, cure=cure
            )
            faults += _named(values, bad.to_numpy(), pattern)
    return faults


def _check_column(values: pd.Series, column: Column, file: str) -> list[Fault]:
    empty = values.isna().to_numpy()
    if not pd.api.types.is_numeric_dtype(values):
        empty = empty | (values.astype("string") == "").fillna(value=False).to_numpy(dtype=bool)
    faults: list[Fault] = []
    if not column.nullable:
        pattern = Fault(
            file=file,
            message="the value is missing",
            column=column.name,
            allowed=column.type,
            cure="fill it in",
        )
        faults += _named(values, empty, pattern)
    check = {"integer": _numbers, "number": _numbers, "boolean": _booleans, "text": _texts}[column.type]
    faults += check(values, ~empty, column, file)
    if column.unique:
        whole = column.type == "integer"
        keys = pd.Series(numbers_of(values), index=values.index) if whole else values.astype(str)
        pattern = Fault(
            file=file,
            message="the identifier occurs twice",
            column=column.name,
            allowed="each once" + ("; 08 and 8 are one whole number" if whole else ""),
            cure="rename it",
        )
        faults += _named(values, (keys.duplicated() & keys.notna()).to_numpy() & ~empty, pattern)
    return faults


def numbers_of(values: pd.Series) -> Floats:
    """Return a column as numbers; NaN where a cell is none, or too large.

    Text is a number in digits with a decimal point, perhaps with an exponent, and nothing else.
    """
    if pd.api.types.is_numeric_dtype(values):
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
    else:
        cells = values.astype(object).where(values.notna(), None)
        numbers = np.array([_number(cell) for cell in cells], dtype=float)
    found: Floats = np.where(np.isfinite(numbers), numbers, np.nan)
    return found


def _number(cell: object) -> float:
    if isinstance(cell, str):
        return float(cell) if _NUMBER.fullmatch(cell.strip(" ")) else np.nan
    return np.nan if cell is None or isinstance(cell, bytes) else float(cell)  # type: ignore[arg-type]


def _numbers(values: pd.Series, filled: Flags, column: Column, file: str) -> list[Fault]:
    numbers = numbers_of(values)
    whole = column.type == "integer"
    with np.errstate(invalid="ignore"):
        fits = np.isfinite(numbers) & (
            (numbers == np.rint(numbers)) & (np.abs(numbers) < LARGEST) | (not whole)
        )
    unit = f" in {column.unit}" if column.unit else ""
    kind = ("a whole number" if whole else "a finite number") + unit
    pattern = Fault(
        file=file, message="not a number", column=column.name, allowed=kind, cure="write digits only"
    )
    faults = _named(values, filled & ~fits, pattern)
    low = -np.inf if column.minimum is None else column.minimum
    high = np.inf if column.maximum is None else column.maximum
    with np.errstate(invalid="ignore"):
        beyond = (numbers < low) | (numbers > high) | (column.above & (numbers == low))
    allowed = f"above {low:g}, to {high:g}{unit}" if column.above else f"{low:g} to {high:g}{unit}"
    cure = CURES.get((column.table, column.name), "check sign and unit")
    pattern = Fault(file=file, message="out of range", column=column.name, allowed=allowed, cure=cure)
    outside = filled & fits & beyond
    return faults + _named(values, outside, pattern)


def _booleans(values: pd.Series, filled: Flags, column: Column, file: str) -> list[Fault]:
    if pd.api.types.is_bool_dtype(values):
        return []
    known = values.astype("string").str.lower().isin(["true", "false", "0", "1"]).to_numpy()
    pattern = Fault(
        file=file,
        message="neither true nor false",
        column=column.name,
        allowed="true, false",
        cure="write either",
    )
    return _named(values, filled & ~known, pattern)


def _texts(values: pd.Series, filled: Flags, column: Column, file: str) -> list[Fault]:
    if not column.allowed:
        return []
    known = values.isin(column.allowed).to_numpy()
    allowed = ", ".join(column.allowed)
    pattern = Fault(
        file=file,
        message=f"unknown {column.name}",
        column=column.name,
        allowed=allowed,
        cure="use a known word",
    )
    return _named(values, filled & ~known, pattern)


def _named(values: pd.Series, bad: Flags, pattern: Fault) -> list[Fault]:
    """Return `pattern` once per bad row, with the row and its value; many rows are counted."""
    places = np.flatnonzero(bad)
    if len(places) == len(values) > FEW:
        message = f"{pattern.message}, in every row"
        return [replace(pattern, message=message, row=1, value=str(values.iloc[0]))]
    faults = [
        replace(pattern, row=int(row) + 1, value=str(values.iloc[row])) for row in places[:MAX_ROWS_NAMED]
    ]
    if len(places) > MAX_ROWS_NAMED:
        faults.append(
            replace(pattern, message=f"{pattern.message}, in {len(places) - MAX_ROWS_NAMED} more rows")
        )
    return faults
