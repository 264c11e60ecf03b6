"""Changes of a table: its cells, rows, columns, and how it is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tests.fuzz.words import ANY, FACTORS, SAME, WRONG, Change, Random, garbage


def read_cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def write_cells(path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))


def place(rows: list[list[str]], draw: Random) -> tuple[int, int]:
    """Return a row, not the header, and a column."""
    return int(draw.integers(1, len(rows))), int(draw.integers(len(rows[0])))


def cell_garbage(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    row, column = place(rows, draw)
    rows[row][column] = garbage(draw)
    write_cells(path, rows)
    return ANY


def cell_number(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    row, column = place(rows, draw)
    try:
        rows[row][column] = repr(float(rows[row][column]) * float(draw.choice(FACTORS)))
    except ValueError:
        rows[row][column] = str(draw.choice(FACTORS))
    write_cells(path, rows)
    return ANY


def column_number(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    column, factor = int(draw.integers(len(rows[0]))), float(draw.choice(FACTORS))
    for row in rows[1:]:
        try:
            row[column] = repr(float(row[column]) * factor)
        except ValueError:
            continue
    write_cells(path, rows)
    return ANY


def cells_swapped(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    (a, i), (b, j) = place(rows, draw), place(rows, draw)
    rows[a][i], rows[b][j] = rows[b][j], rows[a][i]
    write_cells(path, rows)
    return ANY


def row_dropped(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    del rows[place(rows, draw)[0]]
    write_cells(path, rows)
    return ANY


def row_twice(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    rows.append(list(rows[place(rows, draw)[0]]))
    write_cells(path, rows)
    return WRONG


def rows_shuffled(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    write_cells(path, [rows[0], *(rows[k + 1] for k in draw.permutation(len(rows) - 1))])
    return SAME


def row_cut(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    row, column = place(rows, draw)
    rows[row] = rows[row][:column]
    write_cells(path, rows)
    return ANY


def row_longer(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    rows[place(rows, draw)[0]].append("7")
    write_cells(path, rows)
    return WRONG


def column_dropped(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    column = place(rows, draw)[1]
    write_cells(path, [row[:column] + row[column + 1 :] for row in rows])
    return ANY


def column_twice(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    column = place(rows, draw)[1]
    write_cells(path, [[*row, row[column]] for row in rows])
    return WRONG


def column_renamed(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    rows[0][place(rows, draw)[1]] = garbage(draw)
    write_cells(path, rows)
    return ANY


def columns_shuffled(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    order = draw.permutation(len(rows[0]))
    write_cells(path, [[row[k] for k in order] for row in rows])
    return ANY  # the package may describe another order


def quoted(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return SAME


def semicolons(path: Path, draw: Random) -> str:
    rows = read_cells(path)
    mark = str(draw.choice([";", "\t", "|"]))
    text = "\n".join(mark.join(cell.replace(".", ",") for cell in row) for row in rows)
    path.write_text(text, encoding="utf-8")
    return WRONG


def also_parquet(path: Path, draw: Random) -> str:
    pd.read_csv(path, dtype=str).to_parquet(path.with_suffix(".parquet"))
    return WRONG


KINDS: tuple[Callable[[list[Any]], pa.Array], ...] = (
    lambda v: pa.array([str(x) for x in v]),
    lambda v: pa.array([[x] for x in v]),
    lambda v: pa.array([{"a": x} for x in v]),
    lambda v: pa.array([str(x) for x in v]).dictionary_encode(),
    lambda v: pa.array([7] * len(v), pa.int64()).cast(pa.timestamp("s")),
    lambda v: pa.nulls(len(v)),
    lambda v: pa.array([float("nan")] * len(v)),
    lambda v: pa.array([float("inf")] * len(v)),
    lambda v: pa.array([True] * len(v)),
    lambda v: pa.array([str(x).encode() for x in v]),
    lambda v: pa.array([2**63] * len(v), pa.uint64()),
    lambda v: pa.array(["\x07"] * len(v)),
)
"""Makers of a column of another kind of values."""


def parquet_kind(path: Path, draw: Random) -> str:
    """Write a column as another kind of values."""
    table = pq.read_table(path)
    column = int(draw.integers(table.num_columns))
    name, values = table.column_names[column], table[column].to_pylist()
    made = KINDS[draw.integers(len(KINDS))](values)
    pq.write_table(table.set_column(column, name, made), path)
    return ANY


def parquet_name(path: Path, draw: Random) -> str:
    """Give a column the name of another, or none, or a long one."""
    table = pq.read_table(path)
    names = list(table.column_names)
    names[draw.integers(len(names))] = str(draw.choice([names[0], "", "x" * 5000, "a\x00b", "share"]))
    pq.write_table(table.rename_columns(names), path)
    return ANY


def parquet_rows(path: Path, draw: Random) -> str:
    table = pq.read_table(path)
    some = draw.integers(table.num_rows, size=int(draw.integers(table.num_rows + 2)))
    pq.write_table(table.take(some), path)
    return ANY


def parquet_shuffled(path: Path, draw: Random) -> str:
    table = pq.read_table(path)
    pq.write_table(table.take(draw.permutation(table.num_rows)), path, row_group_size=2, compression="gzip")
    return SAME


CSV: tuple[Change, ...] = (
    cell_garbage, cell_garbage, cell_garbage, cell_number, cell_number, column_number, cells_swapped,
    row_dropped, row_twice, rows_shuffled, row_cut, row_longer, column_dropped, column_twice,
    column_renamed, columns_shuffled, quoted, semicolons, also_parquet,
)  # fmt: skip
PARQUET: tuple[Change, ...] = (parquet_kind, parquet_kind, parquet_name, parquet_rows, parquet_shuffled)
