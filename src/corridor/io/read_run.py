"""Reading a run that was written before: its record and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from corridor.errors import Fault, InputError
from corridor.io.documents import read_object
from corridor.io.runs import RECORD


@dataclass(frozen=True, eq=False)
class WrittenRun:
    """A run as it lies in its folder."""

    folder: Path
    record: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.record.get("run", self.folder.name))


def read_run(
    place: str | Path, case: str = "", needs: Sequence[str] = (), out: Path = Path("out")
) -> WrittenRun:
    """Return a run: a folder, or a name under `out/<case>/`.

    Raises
    ------
    InputError
        There is no such run, it is of another case, or it lacks a table that is needed; all such are listed.

    """
    folder = Path(place)
    if not (folder / RECORD).is_file() and case and (out / case / str(place) / RECORD).is_file():
        folder = out / case / str(place)
    if not (folder / RECORD).is_file():
        message, cure = (
            "no run lies there",
            f"name a folder with {RECORD}, or a run of {out / (case or 'CASE')}",
        )
        raise InputError([Fault(file=str(place), message=message, value=str(folder), cure=cure)])
    record = read_object(folder / RECORD, str(folder / RECORD))
    faults = []
    if case and record.get("case") != case:
        found, cure = str(record.get("case")), "name a run of this case"
        faults.append(
            Fault(
                file=str(folder / RECORD),
                message="a run of another case",
                column="case",
                value=found,
                allowed=case,
                cure=cure,
            )
        )
    paths = {path.stem: path for path in sorted((folder / "tables").glob("*.parquet"))}
    cure = "name a run of `corridor appraise`"
    faults += [
        Fault(file=str(folder), message=f"the run has no table `{name}`", allowed=", ".join(paths), cure=cure)
        for name in needs
        if name not in paths
    ]
    if faults:
        raise InputError(faults)
    return WrittenRun(folder, record, {name: pd.read_parquet(path) for name, path in paths.items()})
