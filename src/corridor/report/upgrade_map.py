"""A picture of the roads that are widened for a budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.palette import tints
from corridor.report.network_map import ground, link_lines, png, towns
from corridor.types import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from corridor.case.case import Case
    from corridor.studies.upgrades import Upgrades


STEPS = (5.0, 25.0, 100.0, 300.0)
"""More infrastructure than today, per cent, at which a line gets wider."""
WIDTHS = (0.7, 1.4, 2.2, 3.2, 4.5)


def upgrade_picture(found: Upgrades, case: Case) -> bytes:
    """Return a PNG: the roads that may be widened, as thick as they are."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 7.2), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    inside = case.regions["country"].isin(set(found.links["country"])).to_numpy()
    ground(axes, case, inside)
    _roads(axes, found, case)
    towns(axes, case.regions[inside])
    axes.set_title(
        f"US$ {found.budget_musd / 1e3:,.1f} bn of roads for {found.outcome} of {found.of}",
        fontsize=10.5,
        color=tints("figure")["ink"],
        loc="left",
    )
    axes.legend(
        handles=_legend(), fontsize=8, loc="lower right", framealpha=0.95, edgecolor=tints("figure")["rule"]
    )
    return png(figure, case)


def _roads(axes: Axes, found: Upgrades, case: Case) -> None:
    """Draw roads, those that grow most on top; straight lines where the case has no others."""
    from matplotlib.collections import LineCollection

    more = 100.0 * (found.links["factor"].to_numpy(float) - 1.0)
    ids = found.links["link_id"].to_numpy(np.int64)
    lines = link_lines(case, ids)
    for link in np.argsort(more, kind="stable"):
        colour, width = _look(float(more[link]))
        drawn = lines.get(int(ids[link])) or [_straight(case, int(ids[link]))]
        axes.add_collection(
            LineCollection(drawn, colors=colour, linewidths=width, capstyle="round", zorder=3)
        )


def _straight(case: Case, link_id: int) -> Floats:
    """Return the line from node to node of a link."""
    links = case.network.links
    row = int(np.flatnonzero((links["link_id"] == link_id).to_numpy())[0])
    place = case.network.nodes[["x_coord", "y_coord"]].to_numpy(float)
    return np.array([place[ends[row]] for ends in case.network.ends])


def _look(more: float) -> tuple[str, float]:
    step = int(np.searchsorted(STEPS, more, side="right"))
    return tints("diverging")["best"] if step else tints("figure")["still"], WIDTHS[step]


def _legend() -> list[Any]:
    from matplotlib.lines import Line2D

    low, some, double, most = STEPS
    rows = (
        (most, f"more than {most:.0f} % more"),
        (double, f"{double:.0f} to {most:.0f} % more"),
        (some, f"{some:.0f} to {double:.0f} % more"),
        (low, f"{low:.0f} to {some:.0f} % more"),
        (0.0, f"less than {low:.0f} %"),
    )
    looks = [(_look(more), label) for more, label in rows]
    return [Line2D([], [], color=colour, linewidth=width, label=label) for (colour, width), label in looks]
