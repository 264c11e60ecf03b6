"""Errors that tell a user every fault at once, where it is and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 400
"""Characters of one part of a message."""

ARGUMENT = "argument"
"""`Fault.file` of what a caller asked. `column` then names the argument of the Python call, and messages and
cures name arguments in backticks; the command line says its own options in their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with an input.

    `row` counts data rows from 1 as a spreadsheet shows them without the header; `None` where the
    fault belongs to the whole file or column.
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    allowed: str | None = None
    cure: str | None = None

    def __str__(self) -> str:
        """Return the fault as one line: place, message, value, what is allowed, cure."""
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f" {self.column}" if self.file == ARGUMENT else f", column {self.column}"
        parts = [f"{place}: {self.message}"]
        if self.value is not None:
            parts.append(f"found {self.value}")
        if self.allowed is not None:
            parts.append(f"allowed: {self.allowed}")
        if self.cure is not None:
            parts.append(f"cure: {self.cure}")
        return "; ".join(" ".join(_short(part).split()) for part in parts)


def _short(text: str) -> str:
    """Return a part of a fault that fits the screen; lists of what is allowed may be long."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} ... {text[-LONGEST // 4 :]}"


class Faults(list[Fault]):
    """All that is wrong with one file, gathered check by check."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file

    def check(self, holds: bool, message: str, **where: Any) -> None:
        """Add a fault unless `holds`; `where` are the other fields of `Fault`, values as they are."""
        if not holds:
            self.tell(message, **where)

    def tell(self, message: str, *, row: int | None = None, **where: Any) -> None:
        """Add a fault."""
        shown = {name: str(said) for name, said in where.items()}
        self.append(Fault(file=self.file, message=message, row=row, **shown))


class CorridorError(Exception):
    """Base of every error that `corridor` raises on purpose."""


class InputError(CorridorError):
    """The input cannot be used. `faults` lists everything that was found, not the first only."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        head = f"{len(self.faults)} fault{'s' if len(self.faults) != 1 else ''} in the input"
        super().__init__("\n".join([head, *(f"  - {fault}" for fault in self.faults)]))


class SolveError(CorridorError):
    """A solve missed its tolerance. The message says by how much and what to try."""


def raise_if(faults: Sequence[Fault]) -> None:
    """Raise `InputError` when there is any fault."""
    if faults:
        raise InputError(faults)
