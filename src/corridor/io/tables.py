"""Tables of a case: where they lie, how they are read, what type each column becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from corridor.energy.system import FOLDER as ENERGY
from corridor.energy.system import TABLES as ENERGY_TABLES
from corridor.errors import Fault, InputError
from corridor.schema import Column, dictionary

FOLDERS: Mapping[str, str] = {
    "regions": "",
    "node": "network",
    "link": "network",
    "geometry": "network",
    "sections": "network",
    "sectors": "inputs",
    "countries": "inputs",
    "value_added": "inputs",
    "input_output": "inputs",
    "final_demand": "inputs",
    "country_trade": "inputs",
    "tariffs": "inputs",
    "trends": "inputs",
    "people": "inputs",
    "emissions": "inputs",
    "places": "inputs",
    "checks": "",
    **dict.fromkeys(ENERGY_TABLES, ENERGY),
}
"""Table to its folder within a case."""

OPTIONAL = ("geometry", "tariffs", "trends", "people", "emissions", "places", "checks", *ENERGY_TABLES)
"""Tables a case may lack."""

SUFFIXES = (".parquet", ".csv")

TRUE = ("true", "1")

LARGEST = 2.0**53
"""Above it floating-point numbers are no longer all whole numbers apart; no identifier is so large."""


@dataclass(frozen=True)
class Raw:
    """Tables as they stand in the files, before any column is typed.

    `frames` holds the readable ones, `names` what messages call each table (its path in the case).
    """

    frames: Mapping[str, pd.DataFrame]
    names: Mapping[str, str]
    faults: tuple[Fault, ...]


def table_path(folder: Path, table: str) -> Path:
    """Return the file of `table`: the Parquet file, else the CSV file, whether it exists or not."""
    places = [folder / FOLDERS[table] / f"{table}{suffix}" for suffix in SUFFIXES]
    return next((place for place in places if place.is_file()), places[1])


def read_raw(folder: Path) -> Raw:
    """Read every table of the case in `folder`; missing and broken files are listed, not raised."""
    frames: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    paths = {table: table_path(folder, table) for table in FOLDERS}
    names = {table: path.relative_to(folder).as_posix() for table, path in paths.items()}
    for table, path in paths.items():
        if path.is_file():
            try:
                frames[table] = read_file(path, names[table])
            except InputError as error:
                faults += error.faults
        elif table not in OPTIONAL:
            columns = ", ".join(column.name for column in dictionary()[table] if column.required)
            cure = f"add it, as CSV or Parquet, with the columns {columns}"
            faults.append(Fault(file=names[table], message="the file is missing", cure=cure))
        faults += _twice(folder, table)
    return Raw(frames, names, tuple(faults))


def read_file(path: Path, name: str) -> pd.DataFrame:
    """Read one CSV (every cell as text) or Parquet file; `name` is what messages call it."""
    return _read_parquet(path, name) if path.suffix == ".parquet" else _read_csv(path, name)


def _read_csv(path: Path, name: str) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")
    except pd.errors.EmptyDataError as error:
        fault = Fault(
            file=name, message="the file is empty", allowed="a header and at least one row", cure="fill it in"
        )
        raise InputError([fault]) from error
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        reason = str(error).strip().replace("\n", " ")
        fault = Fault(
            file=name,
            message=f"not a readable CSV file: {reason}",
            allowed="UTF-8, commas",
            cure="mend that line",
        )
        raise InputError([fault]) from error
    if not isinstance(frame.index, pd.RangeIndex):
        cure = "put quotes around cells that contain a comma"
        raise InputError([Fault(file=name, message="rows have more cells than the header", row=1, cure=cure)])
    return frame


def _read_parquet(path: Path, name: str) -> pd.DataFrame:
    try:
        frame: pd.DataFrame = pq.read_table(path).to_pandas(ignore_metadata=True)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        reason = str(error).splitlines()[0]
        fault = Fault(
            file=name, message=f"not a readable Parquet file: {reason}", cure="write the file again"
        )
        raise InputError([fault]) from error
    return frame


def typed(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the table with the types of the data dictionary.

    Numbers that are not numbers become NaN, so call it on checked tables or mind the gaps. Optional
    columns that are absent are added empty. Text that is missing is the empty string.
    """
    known = {column.name: column for column in dictionary().get(table, ())}
    columns = {name: _cast(frame[name], known[name]) if name in known else frame[name] for name in frame}
    for name, column in known.items():
        if name not in columns and not column.required:
            blank = pd.Series([None] * len(frame), index=frame.index, dtype=object)
            columns[name] = _cast(blank, column)
    return pd.DataFrame(columns)


def empty(table: str) -> pd.DataFrame:
    """Return the table without rows."""
    columns = dictionary().get(table, ())
    return typed(pd.DataFrame({column.name: pd.Series([], dtype=object) for column in columns}), table)


def _cast(values: pd.Series, column: Column) -> pd.Series:
    if column.type == "text":
        return values.where(values.notna(), "").astype(str)
    if column.type == "boolean":
        if pd.api.types.is_bool_dtype(values.dtype):
            return values.astype(bool)
        return values.astype("string").str.lower().isin(TRUE).astype(bool)
    numbers = pd.to_numeric(values, errors="coerce").astype(float)
    whole = (numbers == numbers.round()) & (numbers.abs() < LARGEST)
    if column.type == "integer" and bool(whole.all()):
        return pd.to_numeric(values).astype("int64")
    return numbers


def _twice(folder: Path, table: str) -> Iterable[Fault]:
    places = [folder / FOLDERS[table] / f"{table}{suffix}" for suffix in SUFFIXES]
    if all(place.is_file() for place in places):
        names = " and ".join(place.relative_to(folder).as_posix() for place in places)
        yield Fault(
            file=names, message="two files for one table", allowed="one of them", cure="remove the other"
        )
