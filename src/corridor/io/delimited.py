"""Tables as text with commas: read cell by cell, with one fault for a file that is another kind of text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from corridor.errors import Fault, InputError, raise_if
from corridor.io.documents import read_text

OTHERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
"""What other programs separate cells by."""

_DECIMAL_COMMA = re.compile(r"[+-]?(\d{1,3}([. ]\d{3})+|\d+),\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?|[+-]?\d{1,3}(,\d{3})+\.\d+")


def read_delimited(path: Path, name: str) -> pd.DataFrame:
    """Read a CSV file, every cell as text and empty cells missing; `name` is what messages call it."""
    text = read_text(path, name)
    raise_if(_header_faults(text, name))
    try:
        frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_values=[""])
    except pd.errors.EmptyDataError as error:
        allowed = "a header and at least one row"
        fault = Fault(file=name, message="the file is empty", allowed=allowed, cure="fill it in")
        raise InputError([fault]) from error
    except pd.errors.ParserError as error:
        reason = str(error).strip().replace("\n", " ")
        message = f"not a readable CSV file: {reason}"
        fault = Fault(file=name, message=message, allowed="UTF-8, commas", cure="mend that line")
        raise InputError([fault]) from error
    if not isinstance(frame.index, pd.RangeIndex):
        cure = "put quotes around cells that contain a comma"
        raise InputError([Fault(file=name, message="rows have more cells than the header", row=1, cure=cure)])
    return frame


def _header_faults(text: str, name: str) -> list[Fault]:
    """Return what is wrong with the names of the columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if "," not in first:
        for mark, word in OTHERS.items():
            if mark in first:
                message = f"cells are separated by {word}, not by commas"
                cure = "save it as CSV with commas, and with points in decimal numbers"
                return [Fault(file=name, message=message, allowed="UTF-8, commas", cure=cure)]
    try:
        names = next(csv.reader([first]), [])
    except csv.Error as error:
        return [Fault(file=name, message=f"not a readable header: {error}", cure="mend the first line")]
    return twice_faults(names, name)


def twice_faults(names: Collection[str], file: str) -> list[Fault]:
    """Return a fault for every name that several columns have."""
    return [
        Fault(
            file=file,
            message="two columns have this name",
            column=column,
            allowed="each once",
            cure="rename or remove one",
        )
        for column, count in Counter(names).items()
        if count > 1 and column
    ]


def number_faults(frame: pd.DataFrame, numbers: Collection[str], name: str) -> list[Fault]:
    """Return one fault where numbers are written with decimal commas or with commas between thousands.

    `numbers` are the columns that must hold numbers.
    """
    for column in numbers:
        cells = frame[column].dropna().astype(str) if column in frame else pd.Series([], dtype=str)
        for pattern, said in ((_THOUSANDS, "commas between thousands"), (_DECIMAL_COMMA, "decimal commas")):
            like = cells[cells.map(lambda cell, p=pattern: p.fullmatch(cell.strip()) is not None)]
            if len(like):
                return [
                    Fault(
                        file=name,
                        message=f"numbers have {said}",
                        row=int(like.index[0]) + 1,
                        column=column,
                        value=str(like.iloc[0]),
                        allowed="digits with a decimal point, 1234.5",
                        cure="save the table with points in decimal numbers",
                    )
                ]
    return []
