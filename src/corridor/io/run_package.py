"""`datapackage.json` of a run: every CSV table, its columns and units (Frictionless v1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from corridor.run_tables import run_tables

FILE = "datapackage.json"


def run_package(
    name: str, tables: Mapping[str, pd.DataFrame], shown: Mapping[str, pd.DataFrame], focus: Sequence[str]
) -> dict[str, Any]:
    """Return the description of a run's tables.

    Columns that `data/run_columns.csv` describes have their unit and description; of the tables of other
    studies the type alone.

    Parameters
    ----------
    name
        Of the run.
    tables, shown
        As they are written: `shown` has the rows of the CSV where they are not all.
    focus
        Countries in focus, which some columns are named by.

    """
    resources = [_resource(table, shown.get(table, frame), focus) for table, frame in tables.items()]
    return {"profile": "data-package", "name": _slug(name), "title": name, "resources": resources}


def _resource(table: str, frame: pd.DataFrame, focus: Sequence[str]) -> dict[str, Any]:
    known = run_tables().get(table)
    described = {column.name: column for column in known.named(focus)} if known else {}
    fields = []
    for name in map(str, frame.columns):
        field = {"name": name, "type": _type(frame[name])}
        if name in described:
            field |= {"description": described[name].description}
            field |= {"unit": described[name].unit} if described[name].unit else {}
        fields.append(field)
    return {
        "name": _slug(table),
        **({"description": known.what_it_says} if known else {}),
        "path": f"csv/{table}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "profile": "tabular-data-resource",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _slug(name: str) -> str:
    """Return a name in the letters that a data package may have."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in name.lower())


def _type(column: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(column) else "string"
