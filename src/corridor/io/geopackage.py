"""Writing a GeoPackage whose layers carry their styles; the same content gives the same bytes."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pyogrio.raw
from pyogrio.errors import DataSourceError, FeatureError

from corridor.io.styles import Style, qml, sld

DATE = "2000-01-01T00:00:00.000Z"
"""Written wherever the format asks for the time of the last change, so that runs can be compared."""

LONGITUDE_LATITUDE = "EPSG:4326"

LAYER_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
)"""
"""The table in which QGIS looks for the styles of a GeoPackage."""

CONTENTS = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)
VALUES (?, ?, ?, ?, ?)"""


@dataclass(frozen=True)
class Layer:
    """One layer: a geometry and attributes per row, and the styles it is opened with.

    `geometry` holds well-known binary (or None), `kind` its type as OGC names it, in degrees.
    """

    name: str
    kind: str
    geometry: Sequence[bytes | None]
    fields: pd.DataFrame
    styles: tuple[Style, ...] = ()


def write_geopackage(path: Path, layers: Sequence[Layer]) -> Path:
    """Write the layers to a new file at `path`, styles included; `OSError` where the system refuses."""
    path.unlink(missing_ok=True)
    try:
        with _fixed_date():
            for number, layer in enumerate(layers):
                _write_layer(path, layer, append=number > 0)
        _write_styles(path, layers)
    except (sqlite3.OperationalError, DataSourceError, FeatureError) as error:
        raise OSError(errno.EIO, f"the map cannot be written: {error}", str(path)) from error
    return path


@contextmanager
def _fixed_date() -> Iterator[None]:
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write_layer(path: Path, layer: Layer, *, append: bool) -> None:
    columns = [_column(layer.fields[name]) for name in layer.fields]
    pyogrio.raw.write(
        path,
        np.array([*layer.geometry, None], dtype=object)[:-1],
        [values for values, _ in columns],
        list(layer.fields.columns),
        field_mask=[mask for _, mask in columns],
        layer=layer.name,
        driver="GPKG",
        geometry_type=layer.kind,
        promote_to_multi=layer.kind.startswith("Multi"),
        crs=LONGITUDE_LATITUDE,
        append=append,
    )


def _column(values: pd.Series) -> tuple[np.ndarray, np.ndarray | None]:
    """Return a column as GDAL takes it, with a mask of the missing cells where it is text."""
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.to_numpy(dtype=bool), None
    if pd.api.types.is_integer_dtype(values.dtype) and not values.isna().any():
        return values.to_numpy(dtype="int64"), None
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.to_numpy(dtype=float, na_value=np.nan), None
    return values.astype(object).where(values.notna(), "").to_numpy(dtype=object), values.isna().to_numpy()


def _write_styles(path: Path, layers: Sequence[Layer]) -> None:
    rows = [
        (
            layer.name,
            "geom",
            style.name,
            qml(style),
            sld(style, layer.name),
            style.default,
            style.description,
            DATE,
        )
        for layer in layers
        for style in layer.styles
    ]
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(LAYER_STYLES)
        database.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
            " styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time)"
            " VALUES ('', '', ?, ?, ?, ?, ?, ?, ?, 'corridor', ?)",
            rows,
        )
        database.execute(CONTENTS, ("layer_styles", "attributes", "layer_styles", "", DATE))
