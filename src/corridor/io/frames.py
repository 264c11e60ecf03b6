"""A table as Parquet and as CSV, for programs and for spreadsheets; the same bytes every time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

FORMULA = r"\A[=+\-@\t\r\n]"
"""How a text begins that a spreadsheet would compute (RE2)."""

NUMBER = r"\A[+\-]?[0-9.]+([eE][+\-]?[0-9]+)?\z"
"""A number kept as text, which computes to itself."""


def write_frame(frame: pd.DataFrame, shown: pd.DataFrame, parquet: Path, text: Path) -> None:
    """Write a table as Parquet, and the rows of it that people are shown as CSV.

    Parquet holds texts as they are. In CSV a text that a spreadsheet would take for a formula begins with an
    apostrophe, since titles and sources come from others and CSV cannot say that a cell is text.
    """
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, parquet, compression="zstd")
    rows = table if shown is frame else pa.Table.from_pandas(shown, preserve_index=False)
    csv.write_csv(as_text(rows.replace_schema_metadata(None)), text)


def as_text(table: pa.Table) -> pa.Table:
    """Return a table in which no text begins as a formula does."""
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if pa.types.is_dictionary(field.type):
            column = pc.cast(column, field.type.value_type)
            table = table.set_column(place, field.name, column)
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            continue
        begins = pc.match_substring_regex(column, FORMULA)
        guarded = pc.and_(begins, pc.invert(pc.match_substring_regex(column, NUMBER)))
        if pc.any(guarded).as_py():
            apostrophe = pa.scalar("'", column.type)
            joined = pc.binary_join_element_wise(apostrophe, column, pa.scalar("", column.type))
            table = table.set_column(place, field.name, pc.if_else(guarded, joined, column))
    return table
