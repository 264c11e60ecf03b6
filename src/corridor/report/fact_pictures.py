"""Pictures of published figures beside the model's: counts of trucks as a scatter and as a map."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.accounts.facts import records
from corridor.palette import scale, tints
from corridor.report.network_map import ground, link_lines, png

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from corridor.studies.check_facts import FactCheck

FACTOR = 1.5
"""Beside the line of equality stand lines of this factor."""
MARKERS = {"calibrate": "o", "held-out": "D"}
"""Use to the marker; held-out ones are filled."""
LIMITS = (250.0, 1000.0, 4000.0, 8000.0)
"""Trucks a day at which a road of the map is drawn wider."""


def fact_pictures(found: FactCheck) -> dict[str, bytes]:
    """Return PNG pictures by file name: `counts.png`, and `map.png` where vehicles were counted."""
    trucks = found.facts[found.facts["geh"].notna() & found.facts["use"].isin(MARKERS)]
    pictures = {}
    if len(trucks):
        pictures["counts.png"] = _scatter(trucks)
    if len(found.places):
        pictures["map.png"] = _map(found)
    return pictures


def _figure(width: float, height: float) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _scatter(trucks: pd.DataFrame) -> bytes:
    """Return observed against modelled trucks a day, both on logarithmic axes."""
    figure = _figure(6.4, 6.0)
    axes, look = figure.subplots(), tints("figure")
    both = trucks[["observed", "model"]].to_numpy(dtype=float)
    drawn = both[both > 0.0]
    low, high = drawn.min() / 4.0, drawn.max() * 4.0
    ends = np.array([low, high])
    axes.fill_between(ends, ends / FACTOR, ends * FACTOR, color=look["band"], zorder=0)
    axes.plot(ends, ends, color=look["soft"], linewidth=1.0)
    for factor in (1.0 / FACTOR, FACTOR):
        axes.plot(ends, ends * factor, color=look["soft"], linewidth=0.8, linestyle=(0, (4, 3)))
    for place, row in enumerate(records(trucks.sort_values("observed", kind="stable"))):
        observed, model = row["observed"], max(row["model"], low)
        ends_of = [observed if np.isnan(row[side]) else row[side] for side in ("low", "high")]
        axes.plot(ends_of, [model, model], color=look["rule"], linewidth=1.2, zorder=2)
        axes.plot(observed, model, zorder=3, **_mark(row))
        up = 5 if place % 2 else -10
        away, side = ((-6, up), "right") if row["ratio"] > 1.0 else ((6, up), "left")
        label = row["id"].partition("-")[2]
        axes.annotate(label, (observed, model), away, textcoords="offset points", ha=side, fontsize=6.5)
    axes.set(xscale="log", yscale="log", xlim=(low, high), ylim=(low, high))
    axes.set_xlabel("observed, trucks a day both ways (bar: its range)")
    axes.set_ylabel("model, trucks a day in the year of the count")
    axes.set_title(f"Trucks counted and modelled; band: a factor of {FACTOR:g}", loc="left", fontsize=10.5)
    axes.legend(handles=_legend(), fontsize=8, loc="upper left", edgecolor=look["rule"])
    out = BytesIO()
    figure.savefig(out, format="png", dpi=130, metadata={"Software": None})
    return out.getvalue()


def _mark(row: dict[str, Any]) -> dict[str, Any]:
    colour = tints("figure")["over"] if row["verdict"] == "fails" else tints("series")["s0"]
    filled = colour if row["use"] == "held-out" else "white"
    return {
        "marker": MARKERS[row["use"]],
        "color": colour,
        "markerfacecolor": filled,
        "markersize": 7,
        "linestyle": "none",
    }


def _legend() -> list[Any]:
    from matplotlib.lines import Line2D

    words = {"calibrate": "may calibrate", "held-out": "held out"}
    return [
        Line2D([], [], label=f"{words[use]}, {verdict}", **_mark({"use": use, "verdict": verdict}))
        for use in MARKERS
        for verdict in ("holds", "fails")
    ]


def _map(found: FactCheck) -> bytes:
    """Return modelled trucks a day on the home country's roads, with counts as marks."""
    case = found.case
    home = (case.regions["country"] == case.settings.focus[0]).to_numpy()
    figure = _figure(8.2, 7.2)
    axes = figure.subplots()
    ground(axes, case, home)
    _roads(axes, found)
    ratios = found.facts.set_index("id")
    for place in records(found.places):
        row = ratios.loc[place["id"]].to_dict()
        if row["use"] not in MARKERS:
            continue
        axes.plot(place["lon"], place["lat"], zorder=5, **_mark(row))
        axes.annotate(
            f"{row['model'] / 1e3:.1f} : {row['observed'] / 1e3:.1f}",
            (place["lon"], place["lat"]),
            xytext=(7, 4),
            textcoords="offset points",
            fontsize=7.5,
            color=tints("figure")["ink"],
        )
    axes.legend(handles=_legend(), fontsize=8, loc="lower right", edgecolor=tints("figure")["rule"])
    axes.set_title(
        "Trucks a day, thousands, model : counted; roads by modelled trucks", loc="left", fontsize=10.5
    )
    return png(figure, case)


def _roads(axes: Axes, found: FactCheck) -> None:
    from matplotlib.collections import LineCollection

    links = found.case.network.links
    home = links.loc[links["country"] == found.case.settings.focus[0], "link_id"]
    loaded = found.links[found.links["link_id"].isin(home)]
    lines = link_lines(found.case, loaded["link_id"].to_numpy())
    classes = np.searchsorted(LIMITS, loaded["trucks"].to_numpy(dtype=float))
    for step, colour in enumerate(scale("flow")):
        ids = loaded["link_id"].to_numpy()[classes == step]
        drawn = [line for link in ids for line in lines.get(int(link), [])]
        axes.add_collection(LineCollection(drawn, colors=colour, linewidths=0.5 + 0.8 * step, zorder=3))
