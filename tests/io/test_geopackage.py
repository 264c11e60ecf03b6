"""The GeoPackage opens with its styles, and the same content gives the same bytes."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from corridor.io.geopackage import Layer, write_geopackage
from corridor.io.styles import Style, diverging_bands, qml, sequential_bands, sld
from corridor.palette import scale


def layers() -> list[Layer]:
    squares = [shapely.to_wkb(shapely.box(x, 0, x + 1, 1)) for x in range(4)]
    change = np.array([-3.0, 0.0, 0.02, np.nan])
    regions = pd.DataFrame(
        {"region_id": ["a", "b", "c", "d"], "change": change, "note": ["x", None, "ü", ""], "n": [1, 2, 3, 4]}
    )
    style = Style("Change", "change", "fill", diverging_bands(change, "%"), "Gains and losses", default=True)
    lines = [shapely.to_wkb(shapely.LineString([(0, 0), (1, y)])) for y in range(2)]
    flows = pd.DataFrame({"link_id": [1, 2], "tonnes": [5.0, 1e6], "open": [True, False]})
    flow = Style("Flow", "tonnes", "line", sequential_bands(flows["tonnes"].to_numpy(), "t"), default=True)
    return [
        Layer("regions", "MultiPolygon", squares, regions, (style,)),
        Layer("links", "LineString", lines, flows, (flow,)),
    ]


def test_same_content_same_bytes(tmp_path: Path) -> None:
    write_geopackage(tmp_path / "a.gpkg", layers())
    time.sleep(1.1)  # a clock in the file would have moved on
    write_geopackage(tmp_path / "b.gpkg", layers())
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()


def test_layers_come_back(tmp_path: Path) -> None:
    path = write_geopackage(tmp_path / "a.gpkg", layers())
    assert {name for name, _ in pyogrio.list_layers(path)} >= {"regions", "links"}
    regions = pyogrio.read_dataframe(path, layer="regions")
    assert regions.crs.to_epsg() == 4326
    assert regions["region_id"].tolist() == ["a", "b", "c", "d"]
    assert regions["change"].isna().tolist() == [False, False, False, True]
    assert regions["note"].isna().tolist() == [False, True, False, False]
    assert regions.geometry.geom_type.unique().tolist() == ["MultiPolygon"]
    assert shapely.area(regions.geometry.to_numpy()).tolist() == [1.0] * 4
    links = pyogrio.read_dataframe(path, layer="links")
    assert links["tonnes"].tolist() == [5.0, 1e6]


def test_every_layer_opens_with_one_default_style(tmp_path: Path) -> None:
    path = write_geopackage(tmp_path / "a.gpkg", layers())
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute(
            "SELECT f_table_name, sum(useAsDefault) FROM layer_styles GROUP BY 1 ORDER BY 1"
        ).fetchall()
        geometry = database.execute("SELECT DISTINCT column_name FROM gpkg_geometry_columns").fetchall()
        pointed = database.execute("SELECT DISTINCT f_geometry_column FROM layer_styles").fetchall()
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert rows == [("links", 1), ("regions", 1)]
    assert geometry == pointed


def test_classes_meet_and_cover_everything() -> None:
    values = np.random.default_rng(3).normal(size=500) ** 3
    bands = diverging_bands(values, "%")
    assert [band.colour for band in bands] == list(scale("diverging"))
    assert all(left.high == right.low for left, right in pairwise(bands))
    assert bands[0].low < values.min()
    assert bands[-1].high > values.max()
    middle = bands[3]
    assert middle.low == -middle.high  # zero lies in the middle of the neutral class


@pytest.mark.parametrize("values", [[], [0.0, 0.0], [np.nan], [1.0], [1e-9, 2e-9], [4.0] * 9])
def test_poor_data_still_give_increasing_classes(values: list[float]) -> None:
    for bands in (diverging_bands(np.array(values), ""), sequential_bands(np.array(values), "")):
        edges = [band.low for band in bands] + [bands[-1].high]
        assert edges == sorted(set(edges))


def test_styles_are_well_formed_xml() -> None:
    style = layers()[0].styles[0]
    root = ET.fromstring(qml(style).split("\n", maxsplit=1)[1])  # noqa: S314
    renderer = root.find("renderer-v2")
    assert renderer is not None
    assert renderer.get("attr") == "change"
    assert len(renderer.findall("ranges/range")) == len(renderer.findall("symbols/symbol")) == 7
    rules = ET.fromstring(sld(style, "regions")).iter(  # noqa: S314
        "{http://www.opengis.net/sld}Rule"
    )
    assert len(list(rules)) == 7
