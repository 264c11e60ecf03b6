"""What sets of projects were found to be worth, kept in a file that grows by a line for each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corridor.appraisal.case import Case
from corridor.projects.project import Project

Floats = NDArray[np.float64]


class Ledger:
    """Worth of sets of projects by their names; in memory alone where `path` is None.

    A line is written as soon as a set is valued, so that a run that is stopped goes on where it was. A last
    line that was cut off is left out, and written anew.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: dict[str, list[float]] = _read(path) if path else {}

    def get(self, names: Sequence[str]) -> Floats | None:
        """Return the worth of a set, [component]; None where it was never valued."""
        found = self._known.get(_key(names))
        return None if found is None else np.array(found)

    def put(self, names: Sequence[str], worth: Floats) -> None:
        """Keep the worth of a set."""
        self._known[_key(names)] = worth.tolist()
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(f"\n{json.dumps([_key(names), worth.tolist()])}")


def digest(case: Case, candidates: Sequence[Project]) -> str:
    """Return the SHA-256 of all that the worth of sets depends on: data, parameters, projects, program."""
    total = hashlib.sha256()
    parts = [
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
    """Return the files that decide what a set is worth: all of the model, and of this room what asks it."""
    here = Path(__file__).parent
    rooms = ("network", "economy", "projects", "appraisal")
    found = [path for room in rooms for path in sorted((here.parents[1] / room).rglob("*.py"))]
    return [path for path in found if path.parent != here or path.name == "worths.py"]


def _key(names: Sequence[str]) -> str:
    return " ".join(sorted(names))


def _read(path: Path) -> dict[str, list[float]]:
    if not path.is_file():
        return {}
    found: dict[str, list[float]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            key, worth = json.loads(line)
        except ValueError:  # an empty line, or one that a stop cut off
            continue
        found[key] = worth
    return found
