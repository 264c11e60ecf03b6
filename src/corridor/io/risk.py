"""Writing a risk assessment: its tables, and a map of districts and links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from corridor.case.case import Case
from corridor.io.geopackage import Layer, write_geopackage
from corridor.io.runs import Run, write
from corridor.io.styles import Style, sequential_bands
from corridor.studies.risk.risk import Risk


def write_risk(found: Risk, case: Case, asked: Mapping[str, Any], out: Path, *, name: str = "") -> Path:
    """Write `out/<case>/risk-<hash>/` and return it: tables, `map.gpkg` with styles, `run.json`."""
    layers = [layer for layer in (_districts(found, case), _links(found, case)) if layer is not None]
    files = {"map.gpkg": lambda path: write_geopackage(path, layers)}
    return write(Run(case, "risk", asked, found.tables, files=files), out, name=name)


def _districts(found: Risk, case: Case) -> Layer | None:
    """Return expected events of the year of the national level by region."""
    if "rates" not in found.tables:
        return None
    shapes = case.regions[["region_id", "geometry"]].rename(columns={"region_id": "region"})
    fields = found.tables["rates"].merge(shapes, on="region").reset_index(drop=True)
    shape = list(fields.pop("geometry"))
    year = int(fields["level_year"].iloc[0])
    styles = tuple(
        Style(
            label,
            column,
            "fill",
            sequential_bands(fields[column].to_numpy(float), unit),
            f"{label} of {year}, expected",
            default=column == "events",
        )
        for label, column, unit in (
            ("Attacks", "events", "a year"),
            ("Victims of attacks", "victims", "people a year"),
        )
    )
    return Layer("districts", "MultiPolygon", shape, fields, styles)


def _links(found: Risk, case: Case) -> Layer | None:
    """Return links of the home country with the cost of a day's closure, to first order."""
    fields: pd.DataFrame = found.tables["links"].merge(case.geometry[["link_id", "geometry"]], on="link_id")
    if fields.empty:
        return None
    shape = list(fields.pop("geometry"))
    label = "A day closed, first order"
    bands = sequential_bands(fields["first_order_usd_day"].fillna(0.0).to_numpy(float), "US$ a day")
    style = Style(label, "first_order_usd_day", "line", bands, label, default=True)
    return Layer("links", "MultiLineString", shape, fields, (style,))
