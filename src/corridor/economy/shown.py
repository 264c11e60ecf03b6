"""How an economy and an equilibrium show themselves: tables for notebooks, charts of regions."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from corridor.types import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def extremes(values: Floats, top: int) -> list[int]:
    """Return the regions with the largest and the smallest values, at most `top` each, the largest first."""
    order = [int(i) for i in np.argsort(-values, kind="stable")]
    return order if len(order) <= 2 * top else [*order[:top], *order[-top:]]


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return an HTML table; texts are escaped."""
    cells = ["".join(f"<th>{escape(name)}</th>" for name in head)]
    cells += ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<table><caption>{escape(title)}</caption>{body}</table>"


def bars(names: Sequence[str], values: Floats, label: str, ax: Axes | None) -> Axes:
    """Return axes with a bar for every name, the first on top, losses in another colour."""
    if ax is None:
        from matplotlib import pyplot as plt

        ax = plt.subplots(figsize=(6.0, 1.0 + 0.3 * len(names)), layout="constrained")[1]
    colour = ["tab:blue" if value >= 0.0 else "tab:red" for value in values]
    ax.barh(range(len(names)), values, color=colour)
    ax.set_yticks(range(len(names)), names)
    ax.invert_yaxis()
    ax.axvline(0.0, color="black", linewidth=0.8)
    ax.set_xlabel(label)
    return ax
