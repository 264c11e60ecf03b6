"""Map styles for QGIS (QML) and other programs (OGC SLD 1.0): graduated renderers as XML texts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from corridor.palette import scale

FAR = 1e30
"""Limit of an open class."""

OGC, SLD = "http://www.opengis.net/ogc", "http://www.opengis.net/sld"


@dataclass(frozen=True, slots=True)
class Band:
    """One class of a graduated style: values from `low` to `high`, drawn in `colour`."""

    low: float
    high: float
    colour: str
    width: float
    label: str


@dataclass(frozen=True)
class Style:
    """A graduated renderer of one column of one layer.

    `shape` is what is drawn: `fill`, `line` or `marker`. Widths are in millimetres.
    """

    name: str
    column: str
    shape: str
    bands: tuple[Band, ...]
    description: str = ""
    default: bool = False


def diverging_bands(values: NDArray[np.float64], unit: str, width: float = 0.1) -> tuple[Band, ...]:
    """Return seven classes on both sides of zero, with limits at round numbers near the quantiles.

    The limits are the 50th, 75th and 95th percentiles of the absolute values that are not zero,
    rounded to one digit and kept apart, so that a few large changes do not blanch the map.
    """
    a, b, c = _limits(np.abs(values))
    edges = (-FAR, -c, -b, -a, a, b, c, FAR)
    colours = scale("diverging")
    return _bands(edges, colours, [width] * len(colours), unit)


def sequential_bands(values: NDArray[np.float64], unit: str) -> tuple[Band, ...]:
    """Return five classes of flows above zero, wider and darker as the flow grows."""
    a, b, c = _limits(np.abs(values))
    edges = (a / 100, a / 10, a, b, c, FAR)
    return _bands(edges, scale("flow"), [0.1, 0.3, 0.6, 1.0, 1.8], unit)


def _limits(sizes: NDArray[np.float64]) -> tuple[float, float, float]:
    filled = sizes[np.isfinite(sizes) & (sizes > 0)]
    if filled.size == 0:
        return 1.0, 2.0, 5.0
    a, b, c = (_round(float(limit)) for limit in np.quantile(filled, [0.5, 0.75, 0.95]))
    b = max(b, _round(a * 2))
    return a, b, max(c, _round(b * 2))


def _round(value: float) -> float:
    """Return the number with one digit; FAR stays out of reach."""
    return float(f"{value:.0e}") if math.isfinite(value) else 1.0


def _bands(
    edges: Sequence[float], colours: Sequence[str], widths: Sequence[float], unit: str
) -> tuple[Band, ...]:
    return tuple(
        Band(low, high, colour, width, _label(low, high, unit))
        for low, high, colour, width in zip(edges[:-1], edges[1:], colours, widths, strict=True)
    )


def _label(low: float, high: float, unit: str) -> str:
    if low <= -FAR:
        return f"below {high:g} {unit}"
    return f"above {low:g} {unit}" if high >= FAR else f"{low:g} to {high:g} {unit}"


def qml(style: Style) -> str:
    """Return the style as QGIS reads it (QGIS 3.22 or later)."""
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology")
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        {
            "type": "graduatedSymbol",
            "attr": style.column,
            "graduatedMethod": "GraduatedColor",
            "symbollevels": "0",
            "enableorderby": "0",
            "forceraster": "0",
        },
    )
    ranges = ET.SubElement(renderer, "ranges")
    symbols = ET.SubElement(renderer, "symbols")
    for number, band in enumerate(style.bands):
        limits = {"lower": f"{band.low:.15g}", "upper": f"{band.high:.15g}"}
        ET.SubElement(
            ranges, "range", {**limits, "symbol": str(number), "label": band.label, "render": "true"}
        )
        _qml_symbol(symbols, style.shape, band, number)
    ET.indent(root)
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode") + "\n"


def _qml_symbol(symbols: ET.Element, shape: str, band: Band, number: int) -> None:
    symbol = ET.SubElement(symbols, "symbol", type=shape, name=str(number), alpha="1", clip_to_extent="1")
    layer, options = _SYMBOLS[shape]
    body = ET.SubElement(symbol, "layer", {"class": layer, "enabled": "1", "locked": "0", "pass": "0"})
    table = ET.SubElement(body, "Option", type="Map")
    for key, text in options.items():
        value = text.format(colour=_rgba(band.colour), width=f"{band.width:g}")
        ET.SubElement(table, "Option", name=key, type="QString", value=value)


_SYMBOLS = {
    "fill": (
        "SimpleFill",
        {
            "color": "{colour}",
            "style": "solid",
            "outline_color": "120,120,120,255",
            "outline_style": "solid",
            "outline_width": "{width}",
            "outline_width_unit": "MM",
        },
    ),
    "line": (
        "SimpleLine",
        {"line_color": "{colour}", "line_style": "solid", "line_width": "{width}", "line_width_unit": "MM"},
    ),
    "marker": (
        "SimpleMarker",
        {
            "name": "circle",
            "color": "{colour}",
            "outline_color": "60,60,60,255",
            "outline_style": "solid",
            "size": "{width}",
            "size_unit": "MM",
        },
    ),
}
"""Shape to the QGIS symbol layer that draws it and its settings."""


def _rgba(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},255"


def sld(style: Style, layer: str) -> str:
    """Return the style as OGC Styled Layer Descriptor 1.0, for programs other than QGIS."""
    ET.register_namespace("ogc", OGC)
    ET.register_namespace("sld", SLD)
    root = ET.Element(f"{{{SLD}}}StyledLayerDescriptor", version="1.0.0")
    named = ET.SubElement(root, f"{{{SLD}}}NamedLayer")
    ET.SubElement(named, f"{{{SLD}}}Name").text = layer
    user = ET.SubElement(named, f"{{{SLD}}}UserStyle")
    ET.SubElement(user, f"{{{SLD}}}Title").text = style.name
    features = ET.SubElement(user, f"{{{SLD}}}FeatureTypeStyle")
    for band in style.bands:
        rule = ET.SubElement(features, f"{{{SLD}}}Rule")
        ET.SubElement(rule, f"{{{SLD}}}Title").text = band.label
        _sld_filter(rule, style.column, band)
        _sld_symbol(rule, style.shape, band)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _sld_filter(rule: ET.Element, column: str, band: Band) -> None:
    both = ET.SubElement(ET.SubElement(rule, f"{{{OGC}}}Filter"), f"{{{OGC}}}And")
    limits = (("PropertyIsGreaterThanOrEqualTo", band.low), ("PropertyIsLessThan", band.high))
    for operator, limit in limits:
        test = ET.SubElement(both, f"{{{OGC}}}{operator}")
        ET.SubElement(test, f"{{{OGC}}}PropertyName").text = column
        ET.SubElement(test, f"{{{OGC}}}Literal").text = f"{limit:.15g}"


def _sld_symbol(rule: ET.Element, shape: str, band: Band) -> None:
    pixels = f"{band.width * 3.6:g}"
    if shape == "line":
        stroke = ET.SubElement(ET.SubElement(rule, f"{{{SLD}}}LineSymbolizer"), f"{{{SLD}}}Stroke")
        _parameter(stroke, "stroke", band.colour)
        _parameter(stroke, "stroke-width", pixels)
        return
    if shape == "fill":
        _parameter(
            ET.SubElement(ET.SubElement(rule, f"{{{SLD}}}PolygonSymbolizer"), f"{{{SLD}}}Fill"),
            "fill",
            band.colour,
        )
        return
    graphic = ET.SubElement(ET.SubElement(rule, f"{{{SLD}}}PointSymbolizer"), f"{{{SLD}}}Graphic")
    mark = ET.SubElement(graphic, f"{{{SLD}}}Mark")
    ET.SubElement(mark, f"{{{SLD}}}WellKnownName").text = "circle"
    _parameter(ET.SubElement(mark, f"{{{SLD}}}Fill"), "fill", band.colour)
    ET.SubElement(graphic, f"{{{SLD}}}Size").text = pixels


def _parameter(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{SLD}}}CssParameter", name=name).text = text
