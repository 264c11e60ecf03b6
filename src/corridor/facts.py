"""Facts about types, modes, classes and tables: each written once, in a table of `data/`.

A table of facts is checked when it is read: a missing cell or a name that stands twice is told with its
file, row and column.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from corridor.errors import Fault, raise_if

Row = Mapping[str, str]

KEYS: Mapping[str, tuple[str, ...]] = {
    "borders": ("class",),
    "causes": ("cause",),
    "commodity_classes": ("class",),
    "effect_growth": ("door",),
    "fact_kinds": ("kind",),
    "hard_bounds": ("name",),
    "modes": ("mode",),
    "palette": ("group", "name"),
    "project_types": ("type",),
    "reference_classes": ("class",),
    "run_columns": ("table", "column"),
    "run_tables": ("table",),
    "us_dollar": ("year",),
    "vehicle_coefficients": ("coefficient", "vehicle"),
    "vehicle_types": ("vehicle",),
}
"""Table to the columns that name a row."""

MAY_BE_EMPTY: Mapping[str, tuple[str, ...]] = {
    "borders": ("dash",),
    "modes": ("priced_as",),
    "palette": ("dark",),
    "run_columns": ("unit",),
}


def folder() -> Traversable:
    """Return the folder of the package's own tables."""
    return files("corridor") / "data"


@cache
def rows(table: str) -> tuple[Row, ...]:
    """Return the rows of `data/<table>.csv`, in its order, read once.

    Raises
    ------
    InputError
        With every cell that is missing, unless its column may be empty, and every name that stands twice.

    """
    text = (folder() / f"{table}.csv").read_text(encoding="utf-8")
    found = tuple(MappingProxyType(row) for row in csv.DictReader(text.splitlines()))
    raise_if([*_missing(table, found), *_twice(table, found)])
    return found


def _missing(table: str, found: tuple[Row, ...]) -> list[Fault]:
    return [
        Fault(
            file=f"data/{table}.csv",
            message="the value is missing",
            row=number,
            column=str(column),
            allowed="a value in every cell",
            cure=f"fill it in for `{next(iter(row.values()))}`",
        )
        for number, row in enumerate(found, start=1)
        for column, value in row.items()
        if not value and column not in MAY_BE_EMPTY.get(table, ())
    ]


def _twice(table: str, found: tuple[Row, ...]) -> list[Fault]:
    key = KEYS[table]
    seen: set[tuple[str, ...]] = set()
    faults = []
    for number, row in enumerate(found, start=1):
        name = tuple(row[column] for column in key)
        if name in seen:
            value = ", ".join(name)
            faults.append(
                Fault(
                    file=f"data/{table}.csv",
                    message="stands twice",
                    row=number,
                    column=", ".join(key),
                    value=value,
                    allowed="each once",
                    cure="remove one",
                )
            )
        seen.add(name)
    return faults
