"""The tables of a run: what a row of each is, its columns with units, where it is shown.

`data/run_tables.csv` and `data/run_columns.csv` are the one place where a table is told; the record of an
appraisal, its files and the documentation follow them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from corridor.errors import Fault
from corridor.facts import rows

TABLES, COLUMNS = "run_tables", "run_columns"

RATES = ("low", "high")
"""Discount rates at which values are told."""


@dataclass(frozen=True, slots=True)
class RunColumn:
    """One column of a table; `{country}`, `{home}` and `{rate}` in its name make one each."""

    name: str
    unit: str
    description: str


@dataclass(frozen=True, slots=True)
class RunTable:
    """One table of a run."""

    name: str
    row: str
    """What one row is of."""
    what_it_says: str
    in_json: bool
    """Whether `--json` prints it; the folder of the run has every table."""
    columns: tuple[RunColumn, ...]

    def named(self, focus: Sequence[str]) -> tuple[RunColumn, ...]:
        """Return its columns where the countries in focus are these, the corridor's home first."""
        return tuple(one for column in self.columns for one in _named(column, focus))


def run_tables() -> dict[str, RunTable]:
    """Return the tables of a run by name, in the order in which they are written and shown."""
    columns: dict[str, list[RunColumn]] = {}
    for row in rows(COLUMNS):
        columns.setdefault(row["table"], []).append(RunColumn(row["column"], row["unit"], row["description"]))
    return {
        row["table"]: RunTable(
            name=row["table"],
            row=row["row"],
            what_it_says=row["what_it_says"],
            in_json=row["json"] == "yes",
            columns=tuple(columns.get(row["columns_of"], ())),
        )
        for row in rows(TABLES)
    }


def complete(tables: Mapping[str, pd.DataFrame], focus: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return the tables in their order; one without rows gets the columns that it lacks."""
    return {
        name: _filled(tables[name], table.named(focus)) if tables[name].empty else tables[name]
        for name, table in run_tables().items()
        if name in tables
    }


def table_faults(names: Sequence[str]) -> list[Fault]:
    """Return a fault for every table that is not described, and for every one described that is missing."""
    known = run_tables()
    file, said = f"data/{TABLES}.csv", ", ".join(known)
    stray = [name for name in names if name not in known]
    absent = [name for name in known if name not in names]
    cure = "add a row that says what it is, or leave the table out"
    lacking = [name for name, table in known.items() if not table.columns]
    return [
        *(
            Fault(file=file, message=f"the table `{name}` is not described", allowed=said, cure=cure)
            for name in stray
        ),
        *(
            Fault(file=file, message=f"the table `{name}` was not made", cure="make it, or take its row out")
            for name in absent
        ),
        *(
            Fault(file=f"data/{COLUMNS}.csv", message=f"`{name}` has no columns", cure="add a row for each")
            for name in lacking
        ),
    ]


def column_faults(tables: Mapping[str, pd.DataFrame], focus: Sequence[str]) -> list[Fault]:
    """Return a fault for every column that is not described, and for every one described that is missing."""
    faults = []
    for name, table in run_tables().items():
        if name not in tables:
            continue
        described, there = {one.name for one in table.named(focus)}, set(map(str, tables[name].columns))
        cure = "add a row with its unit and what it is, or take the row out"
        faults += [
            Fault(
                file=f"data/{COLUMNS}.csv",
                message=f"a column of the table `{name}` is {word}",
                column=column,
                cure=cure,
            )
            for word, columns in (("not described", there - described), ("not made", described - there))
            for column in sorted(columns)
        ]
    return faults


def _named(column: RunColumn, focus: Sequence[str]) -> Iterator[RunColumn]:
    for country in focus if "{country}" in column.name else focus[:1]:
        for rate in RATES if "{rate}" in column.name else RATES[:1]:
            words = {"country": country, "home": focus[0], "rate": rate}
            yield replace(
                column, name=column.name.format(**words), description=column.description.format(**words)
            )


def _filled(table: pd.DataFrame, columns: Sequence[RunColumn]) -> pd.DataFrame:
    """Return a table without rows, with the columns that it lacks; they may hold anything."""
    lacking = [one.name for one in columns if one.name not in table]
    return table.assign(**{name: pd.Series(dtype=object) for name in lacking})
