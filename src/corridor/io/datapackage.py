"""`datapackage.json`: every table of a case with schema, units, source and licence (Frictionless v1)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from corridor.errors import Fault, InputError, raise_if
from corridor.io.documents import dumps, present, read_object
from corridor.io.folders import whole_file
from corridor.io.pledges import schema as pledges_schema
from corridor.io.tables import FOLDERS, read_raw
from corridor.pledges.pledge import FILE as PLEDGES
from corridor.schema import Column, dictionary

FILE = "datapackage.json"

CURE = "`corridor case package DIR` writes it from the tables"


REMOVE = "mend it; or remove it, and say source and licence of every table anew"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a table comes from and under which licence it is given on."""

    source: str
    licence: str


def write_datapackage(folder: Path, name: str, origins: Mapping[str, Origin] | None = None) -> Path:
    """Write `datapackage.json` for the tables in `folder`.

    Parameters
    ----------
    folder
        The case.
    name
        Identifier of the case.
    origins
        Source and licence by table name. What is not given is taken from the file as it stands.

    Returns
    -------
    Path of the file. The text depends on the columns of the tables and the origins alone.

    Raises
    ------
    InputError
        A table, or the file as it stands, cannot be read; the file stays as it is.

    """
    path = folder / FILE
    raw = read_raw(folder)
    raise_if([fault for fault in raw.faults if os.path.lexists(folder / fault.file)])
    known = {**_origins(path), **(origins or {})}
    resources = [
        _resource(table, raw.names[table], frame, known.get(table, Origin("", "")))
        for table, frame in raw.frames.items()
    ]
    if (folder / PLEDGES).is_file():
        resources.append(_pledges())
    with whole_file(path) as partial:
        text = dumps({"profile": "data-package", "name": name, "resources": resources})
        partial.write_text(text, encoding="utf-8")
    return path


def check_datapackage(
    folder: Path, frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]
) -> list[Fault]:
    """Return every difference between `datapackage.json` and the tables it should list."""
    try:
        resources = _resources(read_object(folder / FILE, FILE))
    except InputError as error:
        missing = not (folder / FILE).exists()
        return [replace(fault, cure=CURE if missing else REMOVE) for fault in error.faults]
    faults: list[Fault] = []
    for table in FOLDERS:
        if table not in frames:
            continue
        if names[table] in resources:
            faults += _resource_faults(resources[names[table]], table, names[table], frames[table])
        else:
            faults.append(Fault(file=FILE, message=f"{names[table]} is not listed", cure=CURE))
    if (folder / PLEDGES).is_file() and resources.get(PLEDGES, {}).get("jsonSchema") != pledges_schema():
        faults.append(Fault(file=FILE, message=f"{PLEDGES} is not listed with its schema", cure=CURE))
    for path in resources:
        if "\0" in path or not (folder / path).is_file():
            faults.append(
                Fault(
                    file=FILE,
                    message="lists a file that does not exist",
                    column="path",
                    value=path,
                    cure=CURE,
                )
            )
    return faults


def _resources(tree: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    entries = tree.get("resources", [])
    if not isinstance(entries, list):
        return {}
    return {str(entry["path"]): entry for entry in entries if isinstance(entry, dict) and "path" in entry}


def _resource_faults(entry: Mapping[str, Any], table: str, path: str, frame: pd.DataFrame) -> list[Fault]:
    faults = []
    found, expected = entry.get("schema"), _schema(table, frame)
    if found != expected:
        differ = _differing(found, expected)
        faults.append(
            Fault(file=FILE, message=f"the schema of {path} does not fit the table", column=differ, cure=CURE)
        )
    cure = f"say it in the entry of {path}"
    for key, member, word in (("sources", "title", "source"), ("licenses", "name", "licence")):
        items = entry.get(key)
        filled = isinstance(items, list) and any(
            isinstance(item, dict) and str(item.get(member, "")).strip() for item in items
        )
        if not filled:
            faults.append(Fault(file=FILE, message=f"{path} has no {word}", column=key, cure=cure))
    return faults


def _differing(found: Any, expected: Mapping[str, Any]) -> str:
    fields = found.get("fields", []) if isinstance(found, dict) else []
    known = {str(item.get("name")): item for item in fields if isinstance(item, dict)}
    right = {str(item["name"]): item for item in expected["fields"]}
    return ", ".join(
        [name for name in right if known.get(name) != right[name]] + [n for n in known if n not in right]
    )


def _resource(table: str, path: str, frame: pd.DataFrame, origin: Origin) -> dict[str, Any]:
    return {
        "name": table.replace("_", "-"),
        "path": path,
        "format": path.rsplit(".", maxsplit=1)[-1],
        "profile": "tabular-data-resource" if path.endswith(".csv") else "data-resource",
        "schema": _schema(table, frame),
        "sources": [{"title": origin.source}],
        "licenses": [{"name": origin.licence}],
    }


def _pledges() -> dict[str, Any]:
    """Return the entry of the pledges, which are no table: their schema is one of JSON."""
    return {
        "name": "pledges",
        "path": PLEDGES,
        "format": "json",
        "profile": "data-resource",
        "jsonSchema": pledges_schema(),
        "sources": [{"title": "each pledge and each figure names its own"}],
        "licenses": [{"name": "short quotations and single facts, attributed"}],
    }


def _schema(table: str, frame: pd.DataFrame) -> dict[str, Any]:
    known = {column.name: column for column in dictionary().get(table, ())}
    fields = [_field(known[name]) if name in known else _unknown(name) for name in map(str, frame.columns)]
    foreign = [
        {"fields": column.name, "reference": {"resource": resource.replace("_", "-"), "fields": key}}
        for column in known.values()
        if column.references and column.name in frame
        for resource, key in [column.references.split(".")]
    ]
    return {"fields": fields, **({"foreignKeys": foreign} if foreign else {})}


def _unknown(name: str) -> dict[str, Any]:
    """Return the field of a column that the dictionary does not know."""
    return {"name": name, "type": "any"}


def _field(column: Column) -> dict[str, Any]:
    names = {"integer": "integer", "number": "number", "boolean": "boolean", "text": "string"}
    limits = {
        "required": None if column.nullable else True,
        "unique": True if column.unique else None,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "enum": list(column.allowed) or None,
    }
    constraints = {key: limit for key, limit in limits.items() if limit is not None}
    field: dict[str, Any] = {"name": column.name, "type": names[column.type]}
    if column.unit:
        field["unit"] = column.unit
    return {
        **field,
        "description": column.description,
        **({"constraints": constraints} if constraints else {}),
    }


def _origins(path: Path) -> dict[str, Origin]:
    """Return what the file as it stands says of each table; nothing where it cannot be read."""
    if not present(path):
        return {}
    try:
        resources = _resources(read_object(path, FILE)).values()
    except InputError as error:
        raise InputError([replace(fault, cure=REMOVE) for fault in error.faults]) from error
    return {
        str(entry.get("name", "")).replace("-", "_"): Origin(
            _first(entry.get("sources"), "title"), _first(entry.get("licenses"), "name")
        )
        for entry in resources
    }


def _first(items: Any, member: str) -> str:
    entry = items[0] if isinstance(items, list) and items else {}
    return str(entry.get(member, "")) if isinstance(entry, dict) else ""
