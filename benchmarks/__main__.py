"""Print the performance table: `make bench`, or `python -m benchmarks streaming` for one part.

With `--large`, also the sizes that take minutes or much memory.
"""

from __future__ import annotations

import importlib
import sys

PARTS = (
    "main",
    "reference_case",
    "streaming",
    "batch",
    "gegravity",
    "link_values",
    "traffic",
    "user_equilibrium",
    "design",
)
"""Modules with a function `figures`, in the order of the table."""
SIZED = ("streaming", "traffic")
"""Those that have more sizes than are measured by default."""


def main() -> None:
    """Print one line per figure as it is found."""
    asked = sys.argv[1:]
    large = "--large" in asked
    chosen = [part for part in asked if part != "--large"] or PARTS
    print("| figure | measured | aim: at most | note |\n|---|---:|---:|---|", flush=True)
    for part in chosen:
        figures = importlib.import_module(f"benchmarks.{part}").figures
        for figure in figures(large=large) if part in SIZED else figures():
            print(figure.line, flush=True)


if __name__ == "__main__":
    main()
