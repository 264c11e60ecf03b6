"""Progress on stderr, drawn by rich."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from corridor.cli.show import console, printable

Callback = Callable[[str, int, int], None]


@contextmanager
def drawn(*, quiet: bool) -> Iterator[Callback | None]:
    """Yield a callback `progress(stage, done, total)` that draws; None where nothing shall be drawn."""
    if quiet:
        yield None
        return
    screen = console(stderr=True)
    columns = (
        TextColumn("{task.description:<24}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    begun = perf_counter()
    with Progress(*columns, console=screen, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(printable(stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield progress
    screen.print(f"done in {perf_counter() - begun:.1f} s", style="dim")
