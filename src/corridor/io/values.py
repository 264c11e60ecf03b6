"""Writing marginal values of links and of parameters: tables, map and record, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from corridor.case.case import Case
from corridor.io.documents import dumps
from corridor.io.folders import whole_folder
from corridor.io.geopackage import Layer, write_geopackage
from corridor.io.record import DIGITS, versions
from corridor.io.styles import Style, sequential_bands
from corridor.studies.link_values import LinkValues


def write_link_values(
    values: LinkValues, case: Case, projects: Mapping[str, Sequence[str]], out: Path
) -> Path:
    """Write `out/<case>/links-<hash>/` and return it: table, map with styles, `run.json`."""
    asked = {"outcome": values.outcome, "of": values.of, **projects}
    with whole_folder(out / case.settings.name / f"links-{_digest(case, asked)}") as folder:
        _write_table(values.table, folder, "link_values")
        write_geopackage(folder / "map.gpkg", [_layer(values, case)])
        found = {"baseline": values.baseline, "unit": values.unit, "adjoint_residual": values.residual}
        _write_record(case, {**asked, **found}, folder)
    return out / case.settings.name / f"links-{_digest(case, asked)}"


def write_parameter_values(table: pd.DataFrame, case: Case, asked: Mapping[str, Any], out: Path) -> Path:
    """Write `out/<case>/sensitivity-<hash>/` and return it: table and `run.json`."""
    return write_tables("sensitivity", {"parameter_values": table}, case, asked, out)


def write_tables(
    kind: str,
    tables: Mapping[str, pd.DataFrame],
    case: Case,
    asked: Mapping[str, Any],
    out: Path,
    *,
    pictures: Mapping[str, bytes] | None = None,
) -> Path:
    """Write `out/<case>/<kind>-<hash>/` and return it: tables by name, pictures by file name, `run.json`."""
    target = out / case.settings.name / f"{kind}-{_digest(case, asked)}"
    with whole_folder(target) as folder:
        for name, table in tables.items():
            _write_table(table, folder, name)
        for name, picture in (pictures or {}).items():
            (folder / name).write_bytes(picture)
        _write_record(case, asked, folder)
    return target


def _layer(values: LinkValues, case: Case) -> Layer:
    """Return links that carry anything, with their values."""
    fields = values.table.merge(case.geometry[["link_id", "geometry"]], on="link_id")
    fields = fields[fields["tonnes"] > 0].reset_index(drop=True)
    shape = list(fields.pop("geometry"))
    styles = tuple(
        Style(
            label,
            column,
            "line",
            sequential_bands(fields[column].clip(lower=0.0).to_numpy(float), f"{values.unit} {per}"),
            f"{values.outcome} of {values.of}: gain {per}",
            default=column == "value_percent",
        )
        for label, column, per in (
            ("Value of 1 % less cost", "value_percent", "for 1 % less running cost"),
            ("Value of an hour", "value_hour", "for an hour less"),
        )
    )
    return Layer("links", "MultiLineString", shape, fields, styles)


def _write_table(frame: pd.DataFrame, folder: Path, name: str) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    csv.write_csv(table, folder / f"{name}.csv")


def _write_record(case: Case, asked: Mapping[str, Any], folder: Path) -> None:
    record = {**_inputs(case), **asked, "versions": versions()}
    (folder / "run.json").write_text(dumps(record), encoding="utf-8")


def _inputs(case: Case) -> dict[str, Any]:
    return {
        "case": case.settings.name,
        "inputs": dict(sorted(case.digests.items())),
        "parameters": {name: case.parameters[name] for name in sorted(case.parameters)},
    }


def _digest(case: Case, asked: Mapping[str, Any]) -> str:
    text = dumps({**_inputs(case), **asked, "versions": versions()})
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
