"""Progress on stderr, drawn by rich."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

Callback = Callable[[str, int, int], None]

SILENT, BRIEF = 5.0, 1.0
"""Seconds after which a line is written where there is no terminal; the end of briefer stages is not told."""


@contextmanager
def drawn(*, quiet: bool) -> Iterator[Callback | None]:
    """Yield a callback `progress(stage, done, total)` that draws; None where nothing shall be drawn."""
    if quiet:
        yield None
        return
    console = Console(stderr=True)
    if not console.is_terminal:
        begun = perf_counter()
        yield _lines(console)
        console.print(f"done in {perf_counter() - begun:.1f} s", style="dim")
        return
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    begun = perf_counter()
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield progress
    console.print(f"done in {perf_counter() - begun:.1f} s", style="dim")


def _lines(console: Console) -> Callback:
    """Return a callback that writes a line when a stage begins or ends, and now and then between."""
    begun = perf_counter()
    told: dict[str, float] = {}

    def progress(stage: str, done: int, total: int) -> None:
        now = perf_counter()
        if stage in told and done < total and now - told[stage] < SILENT:
            return
        if stage in told and done == total and now - told[stage] < BRIEF:
            return
        told[stage] = now
        console.print(f"{now - begun:6.0f} s  {stage}: {done} of {total}", style="dim", highlight=False)

    return progress
