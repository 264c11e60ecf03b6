"""Pictures of the best networks of a case: where infrastructure grows and where it shrinks."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from corridor.palette import dashes, tints
from corridor.report import shapes
from corridor.report.payload import attribution, basemap
from corridor.types import Floats

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from corridor.case.case import Case
    from corridor.studies.design.study import NetworkStudy

Line = NDArray[np.float64]

IMPLY = "Boundaries and names do not imply endorsement; dashed lines are disputed, undetermined or claimed."
STEPS = (-25.0, -5.0, 5.0, 25.0)
"""Change of infrastructure, per cent, at which the width of a line changes."""
WIDEST, TOWNS, APART, MARGIN = 4.5, 11, 1.1, 0.6


def network_picture(study: NetworkStudy, case: Case) -> bytes:
    """Return a PNG with one map per counterfactual."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    names = list(study.plans)
    figure = Figure(figsize=(6.3 * len(names), 6.5), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    roads = _roads(study, case)
    for place, (axes, name) in enumerate(
        zip(np.atleast_1d(figure.subplots(1, len(names))), names, strict=True)
    ):
        ground(axes, case, case.regions["region_id"].isin(study.found.cities["region_id"]).to_numpy())
        _links(axes, roads, study.edges[f"{name}_percent"].to_numpy(float))
        towns(axes, study.found.cities)
        gain = study.summary.set_index("counterfactual").loc[name]
        axes.set_title(
            f"{name.capitalize()}: {gain['gain_percent']:+.2f} % of consumption, "
            f"US$ {gain['spent_musd'] / 1e3:,.1f} bn of roads",
            fontsize=10.5,
            color=tints("figure")["ink"],
            loc="left",
        )
        if place == 0:
            axes.legend(
                handles=_legend(),
                fontsize=8,
                loc="lower right",
                framealpha=0.95,
                edgecolor=tints("figure")["rule"],
            )
    return png(figure, case)


def png(figure: Figure, case: Case) -> bytes:
    """Return a figure as a PNG, with what is said of borders and sources under it."""
    lines = "; ".join(attribution(case.settings.notes))
    figure.supxlabel(f"{IMPLY}\n{lines}", fontsize=6.5, color=tints("figure")["soft"], x=0.01, ha="left")
    out = BytesIO()
    figure.savefig(out, format="png", dpi=130, metadata={"Software": None})
    return out.getvalue()


def ground(axes: Axes, case: Case, inside: NDArray[np.bool_]) -> None:
    """Draw land, the regions that the map is about ([region]), and borders as their status is."""
    from matplotlib.collections import LineCollection, PolyCollection

    base, look = basemap(), tints("figure")
    axes.set_facecolor(look["water"])
    axes.add_collection(
        PolyCollection(
            [_decoded(polygon[0]) for polygon in base["land"]], facecolor=look["land"], edgecolor="none"
        )
    )
    rings = [
        _decoded(part[0])
        for shape in shapes.regions(list(case.regions["geometry"][inside]))
        for part in shape
    ]
    axes.add_collection(PolyCollection(rings, facecolor=look["home"], edgecolor=look["rule"], linewidth=0.5))
    for kind, lengths in dashes().items():
        dash = (0, lengths) if lengths else "solid"
        lines = [_decoded(border["line"]) for border in base["borders"] if border["class"] == kind]
        width = 0.9 if kind == "international" else 1.1
        axes.add_collection(
            LineCollection(lines, colors=look["soft"], linewidths=width, linestyles=[dash], zorder=2)
        )
    every = np.concatenate(rings)
    (west, south), (east, north) = every.min(axis=0) - MARGIN, every.max(axis=0) + MARGIN
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1.0 / np.cos(np.radians(0.5 * (south + north))))
    axes.set_xticks([])
    axes.set_yticks([])


def _links(axes: Axes, roads: Sequence[list[Line]], change: Floats) -> None:
    """Draw roads, those that change most on top."""
    from matplotlib.collections import LineCollection

    for edge in np.argsort(np.abs(change), kind="stable"):
        colour, width = _look(float(change[edge]))
        axes.add_collection(
            LineCollection(roads[edge], colors=colour, linewidths=width, capstyle="round", zorder=3)
        )


def _look(change: float) -> tuple[str, float]:
    """Return colour and width of a change, per cent."""
    small, large = STEPS[2], STEPS[3]
    if abs(change) < small:
        return tints("figure")["still"], 0.9
    if change < 0.0:
        return tints("diverging")["worst"], 1.1 if change > -large else 1.9
    return tints("diverging")["best"], 1.8 if change < large else 3.0 if change < 4.0 * large else WIDEST


def _legend() -> list[Any]:
    from matplotlib.lines import Line2D

    rows = (
        (200.0, "more than doubled"),
        (50.0, "25 to 100 % more"),
        (10.0, "5 to 25 % more"),
        (0.0, "within 5 %"),
        (-10.0, "5 to 25 % less"),
        (-50.0, "more than 25 % less"),
    )
    looks = [(_look(change), label) for change, label in rows]
    return [Line2D([], [], color=colour, linewidth=width, label=label) for (colour, width), label in looks]


def towns(axes: Axes, cities: pd.DataFrame) -> None:
    """Draw towns (`name, lon, lat, population`) and name the largest."""
    axes.scatter(cities["lon"], cities["lat"], s=3, color=tints("figure")["ink"], zorder=4, linewidths=0)
    for row in _named(cities):
        axes.annotate(
            str(row["name"]),
            (row["lon"], row["lat"]),
            xytext=(4, 3),
            textcoords="offset points",
            fontsize=7.5,
            color=tints("figure")["ink"],
            zorder=5,
            bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "alpha": 0.75, "edgecolor": "none"},
        )


def _named(cities: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the largest cities, those left out whose names would lie on another's."""
    chosen: list[dict[str, Any]] = []
    ordered = cities.sort_values("population", ascending=False, kind="stable")
    for row in ordered.to_dict("records"):
        close = [
            abs(row["lat"] - other["lat"]) < 0.3 * APART and abs(row["lon"] - other["lon"]) < 2.0 * APART
            for other in chosen
        ]
        if len(chosen) < TOWNS and not any(close):
            chosen.append({str(key): value for key, value in row.items()})
    return chosen


def _roads(study: NetworkStudy, case: Case) -> list[list[Line]]:
    """Return the lines of every edge: those of its links, or straight from town to town."""
    link_id = case.network.links["link_id"].to_numpy()
    graph, cities = study.found.graph, study.found.cities
    place = cities[["lon", "lat"]].to_numpy(float)
    known = link_lines(case, np.unique(np.concatenate([link_id[road] for road in graph.links])))
    found = []
    for edge, road in enumerate(graph.links):
        lines = [line for link in link_id[road] for line in known.get(int(link), [])]
        found.append(lines or [place[[graph.tail[edge], graph.head[edge]]]])
    return found


def link_lines(case: Case, link_ids: NDArray[np.int64]) -> dict[int, list[Line]]:
    """Return the lines of links that have a geometry, by identifier."""
    kept = case.geometry[case.geometry["link_id"].isin(link_ids)]
    shape = shapely.from_wkb(kept["geometry"].to_numpy(dtype=object))
    found: dict[int, list[Line]] = {}
    for link, one in zip(kept["link_id"].to_numpy(), shape, strict=True):
        lines = [shapely.get_coordinates(part) for part in shapely.get_parts(one)]
        found[int(link)] = [line for line in lines if len(line) > 1]
    return found


def _decoded(flat: Sequence[int]) -> Line:
    """Return the points of a line of integers, [point, 2] degrees."""
    steps = np.asarray(flat, dtype=float).reshape(-1, 2)
    return np.asarray(steps.cumsum(axis=0) / shapes.SCALE, dtype=np.float64)
