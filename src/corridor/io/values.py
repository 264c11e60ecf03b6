"""Writing studies besides appraisals: their tables, pictures and maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from corridor.case.case import Case
from corridor.io.geopackage import Layer, write_geopackage
from corridor.io.runs import Run, write
from corridor.io.styles import Style, sequential_bands
from corridor.studies.link_values import LinkValues


def write_link_values(
    values: LinkValues, case: Case, projects: Mapping[str, Sequence[str]], out: Path, *, name: str = ""
) -> Path:
    """Write `out/<case>/links-<hash>/` and return it: table, map with styles, `run.json`."""
    asked = {"outcome": values.outcome, "of": values.of, **projects}
    found = {"baseline": values.baseline, "unit": values.unit, "adjoint_residual": values.residual}
    files = {"map.gpkg": lambda path: write_geopackage(path, [_layer(values, case)])}
    return write(Run(case, "links", asked, {"link_values": values.table}, found, files=files), out, name=name)


def write_study(  # noqa: PLR0913 - what a run is made of, and where it goes
    kind: str,
    tables: Mapping[str, pd.DataFrame],
    case: Case,
    asked: Mapping[str, Any],
    out: Path,
    *,
    pictures: Mapping[str, bytes] | None = None,
    name: str = "",
) -> Path:
    """Write `out/<case>/<kind>-<hash>/` and return it: tables by name, pictures by file name, `run.json`."""
    files = {file: partial(_write_picture, picture) for file, picture in (pictures or {}).items()}
    return write(Run(case, kind, asked, tables, files=files), out, name=name)


def _write_picture(picture: bytes, path: Path) -> None:
    path.write_bytes(picture)


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
