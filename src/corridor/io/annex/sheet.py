"""A sheet that is written from the top down, and the cells it leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.cell.cell import Cell as _Cell
    from openpyxl.worksheet.worksheet import Worksheet


class Formula(str):
    """A text that is computed; any other is shown as it is, however it begins."""

    __slots__ = ()


Cell = str | float | int | None
BOLD, HEAD, TITLE = Font(bold=True), Font(bold=True, size=12), Font(bold=True, size=14)
GREY = PatternFill("solid", fgColor="E7E4DC")
WRAP = Alignment(wrap_text=True, vertical="top")
NUMBER, SHARE = "#,##0.00", "0.00%"
COMPUTED = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would compute once it is edited."""

WIDTHS = (44, 22, 18, 18, 18, 18, 18, 18, 60)


class Sheet:
    """A cursor on a worksheet; rows count from 1 as a reader sees them."""

    def __init__(self, worksheet: Worksheet, title: str, subtitle: str) -> None:
        self.worksheet, self.at = worksheet, 1
        for column, width in zip("ABCDEFGHI", WIDTHS, strict=True):
            worksheet.column_dimensions[column].width = width
        self.row(title, font=TITLE)
        self.row(subtitle)

    def row(self, *cells: Cell, font: Font | None = None, formats: Sequence[str] = ()) -> int:
        """Write a row and return its number."""
        for place, cell in enumerate(cells, start=1):
            written = self._write(place, cell)
            if font:
                written.font = font
            if isinstance(cell, int | float | Formula):
                written.number_format = formats[place - 1] if place <= len(formats) else NUMBER
        self.at += 1
        return self.at - 1

    def heading(self, text: str) -> None:
        """Leave a line and write a heading."""
        self.at += 1
        self.row(text, font=HEAD)

    def text(self, text: str) -> None:
        """Write a paragraph over the width of the sheet."""
        self.worksheet.merge_cells(start_row=self.at, start_column=1, end_row=self.at, end_column=8)
        written = self._write(1, text)
        written.alignment = WRAP
        self.worksheet.row_dimensions[self.at].height = 15 * (1 + len(text) // 160)
        self.at += 1

    def table(
        self, headers: Sequence[str], rows: Sequence[Sequence[Cell]], formats: Sequence[str] = ()
    ) -> tuple[int, int]:
        """Write a table and return its first and last row of data."""
        for place, header in enumerate(headers, start=1):
            written = self._write(place, header)
            written.font, written.fill = BOLD, GREY
        self.at += 1
        first = self.at
        for row in rows:
            self.row(*row, formats=formats)
        return first, max(self.at - 1, first)

    def _write(self, place: int, cell: Cell) -> _Cell:
        """Write a cell of the row at hand: a formula where it is one, else a text marked as text."""
        shown = ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell) if isinstance(cell, str) else cell
        written: _Cell = self.worksheet.cell(self.at, place, shown)
        if isinstance(cell, str) and not isinstance(cell, Formula):
            written.data_type = "s"
            written.quotePrefix = cell.startswith(COMPUTED)
        return written


def where(table: pd.DataFrame, **wanted: str) -> list[dict[str, Any]]:
    """Return the rows of a table in which columns have these values."""
    kept = table
    for column, value in wanted.items():
        kept = kept[kept[column] == value]
    return [{str(key): value for key, value in row.items()} for row in kept.to_dict("records")]


def plain(value: object) -> Cell:
    """Return a value as a cell holds it; what is not a number is an empty cell."""
    if isinstance(value, str):
        return value
    if value is None:
        return None
    number = float(value)  # type: ignore[arg-type]
    return number if number == number and abs(number) != float("inf") else None  # noqa: PLR0124


def musd(value: object) -> Cell:
    """Return US$ in millions."""
    number = plain(value)
    return number / 1e6 if isinstance(number, float) else number
