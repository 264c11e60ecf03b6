"""Wall time, and the record of one figure of the table."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the performance table; `aim` is the most it should be, None where there is none."""

    name: str
    value: float
    unit: str
    aim: float | None
    note: str = ""

    @property
    def line(self) -> str:
        """Return the line as Markdown."""
        aim = "" if self.aim is None else f"{self.aim:,.3g}"
        return f"| {self.name} | {self.value:,.3g} {self.unit} | {aim} | {self.note} |"


def best_of(action: Callable[[], object], times: int) -> float:
    """Return the shortest wall time of several runs, in seconds: the one least disturbed by others."""
    shortest = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        action()
        shortest = min(shortest, time.perf_counter() - started)
    return shortest
