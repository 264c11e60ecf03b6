"""Print the performance table: `make bench`, or `python -m benchmarks streaming` for one part."""

from __future__ import annotations

import importlib
import sys

PARTS = ("reference_case", "streaming")
"""Modules with a function `figures`, in the order of the table."""


def main() -> None:
    """Print one line per figure as it is found."""
    chosen = sys.argv[1:] or PARTS
    print("| figure | measured | aim: at most | note |\n|---|---:|---:|---|", flush=True)
    for part in chosen:
        for figure in importlib.import_module(f"benchmarks.{part}").figures():
            print(figure.line, flush=True)


if __name__ == "__main__":
    main()
