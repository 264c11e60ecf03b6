"""Replacing a folder as a whole: a reader sees the old one or the new one, never half of either."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Yield an empty sibling folder that becomes `target` when the block ends without an exception.

    Whatever ends the block early, Ctrl-C included, leaves the previous `target` as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    previous = target.with_name(f".{target.name}.previous")
    if previous.exists() and not target.exists():  # stopped between the two renames of `_swap`
        previous.rename(target)
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        yield partial
        _swap(partial, target, previous)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(previous, ignore_errors=True)


def _swap(partial: Path, target: Path, previous: Path) -> None:
    if not target.exists():
        partial.rename(target)
        return
    shutil.rmtree(previous, ignore_errors=True)
    try:
        target.rename(previous)
        partial.rename(target)
    finally:
        if previous.exists() and not target.exists():
            previous.rename(target)
