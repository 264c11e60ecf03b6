"""Tables of a case: where they lie, how they are read, what type each column becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corridor.energy.system import FOLDER as ENERGY
from corridor.energy.system import TABLES as ENERGY_TABLES
from corridor.errors import Fault, InputError, raise_if
from corridor.hazards.events import FOLDER as HAZARDS
from corridor.hazards.events import TABLES as HAZARD_TABLES
from corridor.io.delimited import number_faults, read_delimited, twice_faults
from corridor.io.documents import UNPRINTABLE, present, read_bytes
from corridor.schema import LARGEST, Column, dictionary, numbers_of

OBSERVED = ("counts", "flows", "activity", "outcomes", "travel_facts")
"""Tables of published figures that the model is compared with."""

TRAVEL = tuple(f"travel_{part}" for part in ("places", "modes", "purposes", "groups", "tolls", "stations"))
"""Tables of people who travel."""

FOLDERS: Mapping[str, str] = {
    "regions": "",
    "node": "network",
    "link": "network",
    "geometry": "network",
    "sections": "network",
    "sectors": "inputs",
    "commodities": "inputs",
    "commodity_mix": "inputs",
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
    "road_charges": "inputs",
    "port_constants": "inputs",
    **dict.fromkeys(TRAVEL, "inputs"),
    "vehicles": "inputs",
    "road_condition": "inputs",
    "terrain": "network",
    **dict.fromkeys(OBSERVED, "observed"),
    **dict.fromkeys(ENERGY_TABLES, ENERGY),
    **dict.fromkeys(HAZARD_TABLES, HAZARDS),
}
"""Table to its folder within a case."""

CHARGES = ("road_charges", "port_constants")
"""Tables of what roads and ports cost beside the rates of modes."""

VEHICLES = ("vehicles", "road_condition", "terrain")
"""Tables of what vehicles cost and of the roads that they run on; all of them or none."""

OPTIONAL = (
    *("geometry", "commodity_mix", "tariffs", "trends", "people", "emissions", "places"),
    *TRAVEL,
    *OBSERVED,
    *CHARGES,
    *VEHICLES,
    *ENERGY_TABLES,
    *HAZARD_TABLES,
)
"""Tables a case may lack."""

SUFFIXES = (".parquet", ".csv")

TRUE = ("true", "1")

NUMBERS = ("integer", "number")
"""Types of columns that hold numbers."""


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
    return next((place for place in places if present(place)), places[1])


def read_raw(folder: Path) -> Raw:
    """Read every table of the case in `folder`; missing and broken files are listed, not raised."""
    frames: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    paths = {table: table_path(folder, table) for table in FOLDERS}
    names = {table: path.relative_to(folder).as_posix() for table, path in paths.items()}
    for table, path in paths.items():
        if present(path):
            try:
                frames[table] = _read(path, table, names[table])
            except InputError as error:
                faults += error.faults
        elif table not in OPTIONAL:
            columns = ", ".join(column.name for column in dictionary()[table] if column.required)
            cure = f"add it, as CSV or Parquet, with the columns {columns}"
            faults.append(Fault(file=names[table], message="the file is missing", cure=cure))
        faults += _twice(folder, table)
    return Raw(frames, names, tuple(faults))


def _read(path: Path, table: str, name: str) -> pd.DataFrame:
    """Return a table of the dictionary; numbers written another way are one fault of the whole file."""
    frame = read_file(path, name)
    columns = [column for column in dictionary().get(table, ()) if column.type in NUMBERS]
    raise_if(number_faults(frame, _texts(frame, [column.name for column in columns]), name))
    return frame


def _texts(frame: pd.DataFrame, names: Iterable[str]) -> list[str]:
    """Return those of the columns that are there and are text."""
    return [name for name in names if name in frame and not pd.api.types.is_numeric_dtype(frame[name])]


def read_file(path: Path, name: str) -> pd.DataFrame:
    """Read one CSV (every cell as text) or Parquet file; `name` is what messages call it."""
    return _read_parquet(path, name) if path.suffix == ".parquet" else read_delimited(path, name)


def _read_parquet(path: Path, name: str) -> pd.DataFrame:
    content = read_bytes(path, name)
    try:
        table = pq.ParquetFile(pa.BufferReader(content)).read()
        table.validate(full=True)
        raise_if([*twice_faults(table.column_names, name), *_kind_faults(table, name)])
        raise_if(_character_faults(table, name))
        frame: pd.DataFrame = _plain(table).to_pandas(ignore_metadata=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        fault = Fault(
            file=name, message=f"not a readable Parquet file: {reason}", cure="write the file again"
        )
        raise InputError([fault]) from error
    return frame


def _kind_faults(table: pa.Table, name: str) -> list[Fault]:
    """Return a fault for every column whose cells are no single numbers, texts or truth values."""
    allowed = "numbers, text, true and false; bytes for `geometry`"
    return [
        Fault(
            file=name,
            message="a column of this kind cannot be read",
            column=field.name,
            value=str(field.type),
            allowed=allowed,
            cure="write plain values",
        )
        for field in table.schema
        if not _is_plain(field)
    ]


def _is_plain(field: pa.Field) -> bool:
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    tests = (pa.types.is_null, pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating)
    if any(test(kind) for test in (*tests, pa.types.is_decimal)) or _is_text(kind):
        return True
    return bool(field.name == "geometry" and (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _plain(table: pa.Table) -> pa.Table:
    """Return the table with categories written out and decimals as floating-point numbers."""
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, table[place].cast(field.type.value_type))
        elif pa.types.is_decimal(field.type):
            table = table.set_column(place, field.name, table[place].cast(pa.float64()))
    return table


def _character_faults(table: pa.Table, name: str) -> list[Fault]:
    """Return a fault for every column of text with a character that cannot be shown."""
    return [
        Fault(
            file=name,
            message="a character that cannot be shown",
            row=found + 1,
            column=field.name,
            allowed="text",
            cure="remove it",
        )
        for place, field in enumerate(table.schema)
        if _is_text(field.type)
        for found in [_first_unprintable(table[place])]
        if found >= 0
    ]


def _first_unprintable(column: pa.ChunkedArray) -> int:
    """Return the first row with a character that cannot be shown; -1 where there is none."""
    if not pc.any(pc.match_substring_regex(column.unique(), UNPRINTABLE)).as_py():
        return -1  # a few words fill most columns
    return int(pc.index(pc.match_substring_regex(column, UNPRINTABLE), True).as_py())


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
    numbers = pd.Series(numbers_of(values), index=values.index)
    whole = (numbers == numbers.round()) & (numbers.abs() < LARGEST)
    if column.type == "integer" and bool(whole.all()):
        return numbers.astype("int64")
    return numbers


def _twice(folder: Path, table: str) -> Iterable[Fault]:
    places = [folder / FOLDERS[table] / f"{table}{suffix}" for suffix in SUFFIXES]
    if all(present(place) for place in places):
        names = " and ".join(place.relative_to(folder).as_posix() for place in places)
        yield Fault(
            file=names, message="two files for one table", allowed="one of them", cure="remove the other"
        )
