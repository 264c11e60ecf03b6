"""The picture of a tornado: one bar per cause, over its published range."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from corridor.palette import tints

if TYPE_CHECKING:
    from corridor.studies.tornado import Tornado


def tornado_picture(found: Tornado, title: str) -> bytes:
    """Return a PNG: net present value at both ends of every range, around the value as expected."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    bars = found.bars.iloc[::-1].reset_index(drop=True)
    figure = Figure(figsize=(9.0, 0.42 * len(bars) + 1.7), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    centre, ink = found.npv / 1e9, tints("figure")["ink"]
    ends = (("low", tints("diverging")["worst"]), ("high", tints("diverging")["best"]))
    for place, row in enumerate(bars.to_dict("records")):
        for end, colour in ends:
            value = row[f"npv_{end}_end"] / 1e9
            axes.barh(place, value - centre, left=centre, height=0.62, color=colour)
            side = "left" if value >= centre else "right"
            axes.annotate(
                f"{row[end]:.3g}",
                (value, place),
                xytext=(3 if side == "left" else -3, 0),
                textcoords="offset points",
                ha=side,
                va="center",
                fontsize=8,
                color=ink,
            )
    axes.axvline(centre, color=ink, linewidth=1.0)
    axes.axvline(0.0, color=ink, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.set_yticks(range(len(bars)), [f"{row['cause']} ({row['unit']})" for _, row in bars.iterrows()])
    axes.margins(x=0.12)
    axes.set_xlabel("Net present value, US$ billion; dashed: nothing; line: as expected")
    axes.set_title(title, fontsize=11)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    stored = BytesIO()
    figure.savefig(stored, format="png", dpi=150, metadata={"Software": None})
    return stored.getvalue()
