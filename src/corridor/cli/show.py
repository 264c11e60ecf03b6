"""Tables and documents on stdout."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pandas as pd

MIN_WIDTH = 120
"""Columns to fill where the output is not a terminal."""


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that a terminal obeys instead of showing them."""


class Screen(Console):
    """A console that shows texts as they are: no markup in them, nothing that a terminal would obey."""

    def render_str(self, text: str, **style: Any) -> Text:
        """Return a text to show."""
        return super().render_str(printable(text), **style)

    def on_broken_pipe(self) -> None:
        """Let the street say how a program ends whose reader went away."""
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Screen:
    """Return the console on stdout, or on stderr."""
    width = None if stderr or sys.stdout.isatty() else MIN_WIDTH
    return Screen(stderr=stderr, width=width, markup=False, emoji=False)


def printable(text: str) -> str:
    """Return a text without characters that a terminal obeys; they are told by their number."""
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def headed(head: str, rest: str) -> Text:
    """Return one paragraph with a bold beginning."""
    return Text.assemble((printable(head), "bold"), printable(rest))


def print_json(document: Mapping[str, Any]) -> None:
    """Print one JSON document on stdout; where that cannot be written as it is, in ASCII."""
    from corridor.io.documents import dumps

    text = dumps(document)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = dumps(document, ascii_only=True)
    typer.echo(text, nl=False)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table; a cell without a value is None."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Return a table; columns whose header ends in a unit in brackets are aligned right.

    The first column is not broken: it holds names that are typed or copied.
    """
    shown = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for header in headers:
        number = header.endswith((")", "%"))
        first = header == headers[0]
        shown.add_column(header, justify="right" if number else "left", overflow="fold", no_wrap=first)
    for row in rows:
        shown.add_row(*(cell if isinstance(cell, str | Text) else figure(cell) for cell in row))
    return shown


def figure(value: object, digits: int = 4) -> str:
    """Return a number with a few significant digits, or a dash where there is none."""
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return "–"
    if not isinstance(value, int | float):
        return str(value)
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    return f"{value:,.{digits}g}"


def rate_of_return(row: Mapping[str, Any]) -> str:
    """Return an internal rate in per cent; where there is no single one, whether there is none or several."""
    return (
        figure(100 * row["eirr"], 3) if row["eirr"] is not None else str(row["eirr_note"]).partition(":")[0]
    )


def percent(hat: float) -> str:
    """Return a hat (counterfactual over baseline) as a signed percentage."""
    return f"{100 * (hat - 1):+.3f}"


def millions(usd: float) -> str:
    """Return US$ in millions, signed."""
    return f"{usd / 1e6:+,.1f}"


def scaled(unit: str, *values: float) -> tuple[str, ...]:
    """Return a unit, and quantities in it, in millions or billions where the largest is that large."""
    largest = max(map(abs, values))
    for word, size in (("billion", 1e9), ("million", 1e6)):
        if largest >= size:
            return (f"{word} {unit}", *(figure(value / size, 6) for value in values))
    return (unit, *map(figure, values))
