"""The one writer of runs: tables, files and `run.json`, all or nothing, the same bytes every time."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from corridor import parallel
from corridor.case.case import Case
from corridor.io.documents import dumps
from corridor.io.folders import inside, whole_folder
from corridor.io.frames import write_frame
from corridor.types import Progress

PACKAGES = ("corridor", "geopandas", "jax", "numpy", "pandas", "pyarrow", "pyogrio", "scipy", "shapely")
"""Packages whose versions can move a result or a byte of a file."""

DIGITS = 10
"""Length of the content hash in a run's name."""

RECORD = "run.json"


@dataclass(frozen=True, eq=False)
class Run:
    """What a study gives to be kept, and all that is needed to obtain it again."""

    case: Case
    kind: str
    """The study, or the set of scenarios: the first part of the folder's name."""
    asked: Mapping[str, Any]
    """What decides the run besides the case, its parameters and the versions."""
    tables: Mapping[str, pd.DataFrame]
    found: Mapping[str, Any] = field(default_factory=dict)
    """What the record says of the answer; it follows from the rest."""
    shown: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """The rows that people are shown as CSV, of tables that are too long for a spreadsheet."""
    files: Mapping[str, Callable[[Path], object]] = field(default_factory=dict)
    """File name to what writes it."""

    @property
    def causes(self) -> dict[str, Any]:
        """Return all that decides the run."""
        entries = self.case.parameters.entries
        parameters = {
            name: {key: value for key, value in asdict(entry).items() if key not in ("name", "was")}
            for name, entry in sorted(entries.items())
        }
        changed = {
            name: {"from": entry.was, "to": entry.value}
            for name, entry in self.case.parameters.changed.items()
        }
        return {
            "case": self.case.settings.name,
            **self.asked,
            "inputs": dict(sorted(self.case.digests.items())),
            "changed_parameters": changed,
            "parameters": parameters,
            "versions": versions(),
        }

    @property
    def name(self) -> str:
        """Return `<kind>-<content hash>`: the same causes give the same name."""
        return f"{self.kind}-{hashlib.sha256(dumps(self.causes).encode()).hexdigest()[:DIGITS]}"


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def write(run: Run, out: Path, *, name: str = "", progress: Progress | None = None) -> Path:
    """Write a run to `out/<case>/<name>/` and return that folder; without a name, that of its content.

    The folder holds `run.json`, `tables/*.parquet`, `csv/*.csv` and the run's files. It appears as a whole
    or not at all. `InputError` where the name cannot be that of a folder.
    """
    called = name or run.name
    target = inside(out, run.case.settings.name, called)
    record = {"run": called, **run.causes, **run.found}
    steps: list[Callable[[Path], object]] = [
        lambda folder: write_tables(run.tables, folder, run.shown),
        lambda folder: (folder / RECORD).write_text(dumps(record), encoding="utf-8"),
    ]
    steps += [_at(file, writer) for file, writer in run.files.items()]
    if progress:
        progress("write", 0, len(steps))
    with whole_folder(target) as folder:

        def step(k: int) -> None:
            steps[k](folder)

        for done, _ in enumerate(parallel.each(step, len(steps), at_a_time=len(steps)), start=1):
            if progress:
                progress("write", done, len(steps))
    return target


def write_tables(
    tables: Mapping[str, pd.DataFrame], folder: Path, shown: Mapping[str, pd.DataFrame] | None = None
) -> None:
    """Write each table as `tables/<name>.parquet` and, for people, as `csv/<name>.csv`.

    `shown` has the rows of the CSV where they are not all.
    """
    for kind in ("tables", "csv"):
        (folder / kind).mkdir(exist_ok=True)
    for name, frame in tables.items():
        rows = (shown or {}).get(name, frame)
        write_frame(frame, rows, folder / "tables" / f"{name}.parquet", folder / "csv" / f"{name}.csv")


def _at(file: str, writer: Callable[[Path], object]) -> Callable[[Path], object]:
    return lambda folder: writer(folder / file)
