"""A ledger of plans in a file that grows by a line for each set; every line carries its checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from corridor.case.case import Case
from corridor.io.runs import versions
from corridor.ledger import Ledger, set_key
from corridor.projects.project import Project
from corridor.types import Floats

KINDS, APART = (".py", ".csv", ".toml", ".json"), "cases"
"""Files of the package that decide what a set is worth; cases that lie in it are known by their content."""

CHECK_DIGITS = 16


class FileLedger(Ledger):
    """Worth of sets of projects by their names, kept in a file that is named by all that it depends on.

    A line is written as soon as a set is valued, so that a run that is stopped goes on where it was. A line
    that does not match its checksum, cut off, changed or of another file, is left out, and its set is valued
    anew. A file that cannot be written is kept in memory.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(_read(path))
        self._path = path

    def put(self, names: Sequence[str], worth: Floats) -> None:
        """Keep the worth of a set, in the file too."""
        super().put(names, worth)
        body = json.dumps([set_key(names), worth.tolist()])
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as lines:
                lines.write(f"\n{_checksum(self._path, body)} {body}")


def digest(case: Case, candidates: Sequence[Project]) -> str:
    """Return the SHA-256 of all that the worth of sets depends on: data, parameters, projects, program."""
    total = hashlib.sha256()
    parts = [
        *versions().items(),
        *sorted(case.digests.items()),
        *((name, case.parameters[name]) for name in sorted(case.parameters)),
        case.settings,
        *candidates,
    ]
    total.update(repr(parts).encode())
    for path in _program():
        total.update(path.read_bytes())
    return total.hexdigest()


def _program() -> list[Path]:
    source = Path(__file__).parents[1]
    found = [path for path in source.rglob("*") if path.suffix in KINDS]
    return sorted(path for path in found if path.relative_to(source).parts[0] != APART)


def _checksum(path: Path, body: str) -> str:
    return hashlib.sha256(f"{path.stem} {body}".encode()).hexdigest()[:CHECK_DIGITS]


def _read(path: Path) -> dict[str, Floats]:
    """Return the lines of a ledger that are whole; none where it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8", errors="replace")
    except (OSError, MemoryError):
        return {}
    found: dict[str, Floats] = {}
    for line in text.split("\n"):
        check, _, body = line.partition(" ")
        if not body or check != _checksum(path, body):
            continue
        key, worth = json.loads(body)
        found[key] = np.array(worth, dtype=np.float64)
    return found
