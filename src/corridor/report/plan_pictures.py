"""Pictures of a plan: what is built when and what it spends, and which projects help or hinder each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corridor.errors import Fault, raise_if
from corridor.palette import scale, tints
from corridor.types import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


WRITTEN, ALL_CELLS, LONGEST = 0.25, 14, 52
"""Cells of this share of the largest are written out, in small matrices all; letters of a title."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One project: built from `start` on, open at the beginning of `opening`; `capex` in US$ by year."""

    title: str
    type: str
    start: int
    opening: int
    capex: Mapping[int, float]


def gantt(
    rows: Sequence[Planned],
    path: Path,
    budget: Mapping[int, float] | None = None,
    title: str = "What is built when",
) -> tuple[Path, Path]:
    """Draw a plan as `path`.svg and `path`.png and return both paths.

    Above, one bar per project from the beginning of its works to its opening, then a thin line while it is
    open; the projects that begin first stand on top. Below, the yearly spending by type against `budget`
    (US$ by year); what exceeds it is hatched. The SVG's bytes depend on the arguments alone. Raises
    `InputError` that lists every row that cannot be drawn.
    """
    tone = tints("figure")
    raise_if(_problems(rows, budget or {}))
    shown = sorted(rows, key=lambda row: (row.start, row.opening, row.title))
    inches = 0.25 * len(shown)
    figure = _figure(11.0, inches + 3.9)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(inches + 0.35, 2.1))
    first, last = _span(shown, budget or {})
    _bars(upper, shown, last)
    _spending(lower, shown, budget or {}, (first, last))
    figure.suptitle(title, fontsize=12, fontweight="bold", color=tone["ink"], x=0.01, ha="left")
    upper.set_xlim(first, last)
    step = 1 if last - first <= 20 else 2
    years = np.arange(first, last, step)
    lower.set_xticks(years + 0.5, [str(year) for year in years], fontsize=8.5, color=tone["ink"])
    upper.set_xticks(np.arange(first, last + 1), minor=True)
    return _saved(figure, path)


def interactions(
    names: Sequence[str],
    matrix: ArrayLike,
    path: Path,
    title: str = "Which projects help each other",
) -> tuple[Path, Path]:
    """Draw the pair interactions of projects as `path`.svg and `path`.png and return both paths.

    `matrix` [project, project] holds, in US$ million, the value of two projects together less the sum of
    their values alone: positive where they are complements, negative where they are substitutes. It is
    symmetric; its diagonal is not read; NaN means not computed. Raises `InputError` where it does not fit.
    """
    tone = tints("figure")
    from matplotlib.colors import LinearSegmentedColormap

    values = np.array(matrix, dtype=float)
    raise_if(_misfits(names, values))
    size = len(names)
    figure = _figure(4.2 + 0.36 * size, 1.9 + 0.3 * size)
    axes = figure.subplots()
    hidden = ~np.tri(size, k=-1, dtype=bool)
    known = np.abs(values[~hidden & np.isfinite(values)])
    most = float(known.max(initial=0.0)) or 1.0
    ends = [scale("diverging")[place] for place in (0, 1, 3, 5, 6)]
    shades = LinearSegmentedColormap.from_list("interactions", ends).with_extremes(bad="white")
    image = axes.imshow(np.where(hidden, np.nan, values), cmap=shades, vmin=-most, vmax=most, aspect="auto")
    _cells(axes, np.where(hidden, 0.0, values), most)
    _named(axes, names)
    told = f"1 is {_short(names[0])}; the other numbers as in the rows"
    figure.supxlabel(told, fontsize=8, color=tone["soft"], x=0.01, ha="left")
    figure.suptitle(title, fontsize=12, fontweight="bold", color=tone["ink"], x=0.01, ha="left")
    bar = figure.colorbar(image, ax=axes, fraction=0.035, pad=0.02, aspect=24)
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=8, colors=tone["ink"], labelfontfamily="DejaVu Sans")
    unit = "US$ million, together less alone\n← substitutes      complements →"
    bar.set_label(unit, fontsize=8.5, color=tone["ink"])
    return _saved(figure, path)


def _figure(width: float, height: float) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _saved(figure: Figure, path: Path) -> tuple[Path, Path]:
    """Write both files; letters stay letters in the SVG, so that it can be searched and read aloud."""
    from matplotlib import rc_context

    vector, image = (path.with_name(f"{path.name}.{kind}") for kind in ("svg", "png"))
    with rc_context({"svg.hashsalt": "corridor", "svg.fonttype": "none"}):
        figure.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
    figure.savefig(image, format="png", dpi=150, metadata={"Software": None})
    return vector, image


def _span(rows: Sequence[Planned], budget: Mapping[int, float]) -> tuple[int, int]:
    """Return the first year and the year after the last: a year takes the place from itself to the next."""
    years = [year for row in rows for year in (row.start, row.opening, *row.capex)] + list(budget)
    return min(years), max(years) + 1


def _bars(axes: Axes, rows: Sequence[Planned], last: int) -> None:
    tone = tints("figure")
    right = axes.get_yaxis_transform()
    for place, row in enumerate(rows):
        colour = _colour(row.type)
        if place % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=tone["band"], linewidth=0, zorder=0)
        axes.barh(place, row.opening - row.start, left=row.start, height=0.62, color=colour, zorder=3)
        axes.plot([row.opening, last], [place, place], color=colour, linewidth=1.6, alpha=0.75, zorder=2)
        axes.plot(
            row.opening,
            place,
            marker="D",
            markersize=4.5,
            color=colour,
            markeredgecolor="white",
            markeredgewidth=0.8,
            zorder=4,
        )
        total = sum(row.capex.values()) / 1e6
        axes.text(1.012, place, f"{total:,.0f}", transform=right, va="center", fontsize=8, color=tone["ink"])
        axes.text(
            -0.008, place, row.type, transform=right, va="center", ha="right", fontsize=7.5, color=colour
        )
    axes.text(1.012, -0.62, "US$ m", transform=right, va="bottom", fontsize=7.5, color=tone["soft"])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [_short(row.title) for row in rows], fontsize=8.5, color=tone["ink"])
    widest = max(len(row.type) for row in rows)
    axes.tick_params(axis="y", length=0, pad=12 + 4.4 * widest)
    axes.tick_params(axis="x", which="both", length=0, labelbottom=False)
    axes.set_axisbelow(True)
    axes.grid(axis="x", which="minor", color=tone["rule"], linewidth=0.5)
    axes.spines[:].set_visible(False)


def _spending(
    axes: Axes, rows: Sequence[Planned], budget: Mapping[int, float], span: tuple[int, int]
) -> None:
    """Draw what each year spends by type, the largest type at the bottom, and the budget as a line."""
    tone = tints("figure")
    years = np.arange(*span)
    spent = {
        kind: np.array(
            [sum(row.capex.get(int(year), 0.0) for row in rows if row.type == kind) for year in years]
        )
        for kind in dict.fromkeys(row.type for row in rows)
    }
    most = max([float(sum(spent.values(), np.zeros(len(years))).max()), *budget.values()])
    unit, scale = ("US$ billion", 1e9) if most >= 2e9 else ("US$ million", 1e6)
    below = np.zeros(len(years))
    for kind in sorted(spent, key=lambda name: -spent[name].sum()):
        height = spent[kind] / scale
        colour = _colour(kind)
        axes.bar(years + 0.5, height, 0.74, bottom=below, color=colour, label=kind, zorder=2)
        below = below + height
    if budget:
        _budget(axes, years, below, np.array([budget.get(int(year), np.nan) / scale for year in years]))
    axes.set_ylabel(f"{unit} a year", fontsize=8.5, color=tone["ink"])
    axes.tick_params(axis="y", labelsize=8.5, labelcolor=tone["ink"], length=0)
    axes.tick_params(axis="x", which="both", length=0)
    axes.set_ylim(0.0, 1.06 * most / scale or 1.0)
    axes.grid(axis="y", color=tone["rule"], linewidth=0.5)
    axes.set_axisbelow(True)
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.spines["bottom"].set_color(tone["soft"])
    axes.legend(
        fontsize=8, ncols=8, loc="upper left", bbox_to_anchor=(-0.02, -0.13), frameon=False, handlelength=1
    )


def _budget(axes: Axes, years: NDArray[np.int_], spent: Floats, budget: Floats) -> None:
    tone = tints("figure")
    edges, levels = np.append(years, years[-1] + 1), budget
    axes.stairs(levels, edges, baseline=None, color=tone["ink"], linewidth=1.6, zorder=4, label="budget")
    over = np.where(np.isfinite(budget), np.maximum(spent - budget, 0.0), 0.0)
    # A rounding of the last digits of a sum is no overspending.
    over[over <= 1e-9 * np.maximum(spent, 1e-300)] = 0.0
    if over.any():
        look: dict[str, Any] = {
            "facecolor": "none",
            "edgecolor": tone["over"],
            "hatch": "////",
            "linewidth": 1.0,
        }
        axes.bar(years[over > 0] + 0.5, over[over > 0], 0.74, bottom=budget[over > 0], zorder=5, **look)
        axes.bar([years[0]], [0.0], 0.0, label="over budget", **look)


def _named(axes: Axes, names: Sequence[str]) -> None:
    """Name rows and number rows and columns; the first row and the last column hold no pair."""
    tone = tints("figure")
    size = len(names)
    labels = [f"{_short(name)}  {place}" for place, name in enumerate(names, 1)]
    axes.set_yticks(np.arange(1, size), labels[1:], fontsize=8.5, color=tone["ink"])
    columns = [f"{place}" for place in range(1, size)]
    axes.set_xticks(np.arange(size - 1), columns, fontsize=8.5, color=tone["ink"])
    axes.set_xlim(-0.5, size - 1.5)
    axes.set_ylim(size - 0.5, 0.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _cells(axes: Axes, values: Floats, most: float) -> None:
    """Write numbers into cells: all in a small matrix, else the larger ones; a dash where unknown."""
    tone = tints("figure")
    least = 0.0 if len(values) <= ALL_CELLS else WRITTEN * most
    for row in range(1, len(values)):
        for column in range(row):
            value = values[row, column]
            if not np.isfinite(value):
                axes.text(column, row, "–", ha="center", va="center", fontsize=8, color=tone["soft"])
            elif abs(value) >= least:
                text = f"{value:,.0f}" if abs(value) >= 9.95 or most >= 100.0 else f"{value:.2g}"
                text = text.removeprefix("-") if not text.strip("-0") else text
                light = abs(value) > 0.62 * most
                axes.text(
                    column,
                    row,
                    text.replace("-", "−"),
                    ha="center",
                    va="center",
                    fontsize=7.5,
                    color="white" if light else tone["ink"],
                )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _problems(rows: Sequence[Planned], budget: Mapping[int, float]) -> list[Fault]:
    """Return what cannot be drawn: no row, an opening before the works, money that is no number."""
    found = (
        []
        if rows
        else [Fault(file="plan", message="no project to draw", cure="give the projects of the plan")]
    )
    for place, row in enumerate(rows, 1):
        if row.opening < row.start:
            said = f"{row.start} or later"
            cure = "correct the years"
            text = f"{row.title} opens before its works begin"
            found.append(
                Fault(
                    file="plan",
                    message=text,
                    row=place,
                    column="opening",
                    value=str(row.opening),
                    allowed=said,
                    cure=cure,
                )
            )
        found += _no_money("capex", row.capex, place)
    return found + _no_money("budget", budget, None)


def _no_money(column: str, money: Mapping[int, float], place: int | None) -> list[Fault]:
    return [
        Fault(
            file="plan",
            message=f"money of {year}",
            row=place,
            column=column,
            value=str(usd),
            allowed="0 or more US$",
            cure="correct it",
        )
        for year, usd in money.items()
        if not 0.0 <= usd < float("inf")
    ]


def _misfits(names: Sequence[str], values: Floats) -> list[Fault]:
    size = len(names)
    if size < 2 or values.shape != (size, size):
        said = "two projects or more, one row and one column each"
        cure = "give a matrix of all pairs"
        return [
            Fault(
                file="interactions",
                message="names and matrix differ",
                value=f"{values.shape}",
                allowed=said,
                cure=cure,
            )
        ]
    off = ~np.isclose(values, values.T, equal_nan=True) & ~np.eye(size, dtype=bool)
    pairs = [(int(row), int(column)) for row, column in np.argwhere(off) if row > column]
    return [
        Fault(
            file="interactions",
            message=f"{names[row]} with {names[column]} differs by order",
            row=row + 1,
            column=names[column],
            value=f"{values[row, column]:g} and {values[column, row]:g}",
            allowed="one value for a pair",
            cure="make the matrix symmetric",
        )
        for row, column in pairs
    ]


def _colour(kind: str) -> str:
    known = tints("project type")
    return known.get(kind, known["other"])
