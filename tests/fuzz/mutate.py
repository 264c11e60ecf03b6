"""Cases broken at random, from a seed: one change of one file of the island.

What a change may do to the answer is its kind: `same` keeps the meaning, so that the case must be read and
give the same answer; `wrong` makes the case contradict itself, so that it must be refused; `any` may do
either, or give another answer.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from corridor.errors import InputError
from corridor.io.datapackage import write_datapackage
from tests.fuzz.documents import JSON, TOML
from tests.fuzz.files import FILES
from tests.fuzz.tables import CSV, PARQUET
from tests.io.islands import copy_island

CHANGES = {".csv": CSV, ".parquet": PARQUET, ".json": JSON, ".toml": TOML, ".md": ()}
"""Ending of a file to what can be done to it besides what can be done to any."""

OWN = 0.75
"""Share of changes that are those of the kind of file."""


@dataclass(frozen=True)
class Mutant:
    """A broken case: what was done to which file, and what may come of it."""

    seed: int
    base: str
    file: str
    change: str
    kind: str

    def __str__(self) -> str:
        """Return how to name the mutant in a report."""
        return f"{self.seed}: {self.base}, {self.file}, {self.change} ({self.kind})"


def mutant(seed: int, folder: Path) -> Mutant:
    """Make a case in `folder` (which must not exist) and break it."""
    draw = np.random.default_rng(seed)
    base = "parquet" if draw.random() < 0.3 else "csv"
    copy_island(folder)
    if base == "parquet":
        to_parquet(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = files[draw.integers(len(files))]
    own = CHANGES[path.suffix]
    options = own if own and draw.random() < OWN else FILES
    change = options[draw.integers(len(options))]
    kind = change(path, draw)
    if path.name != "datapackage.json" and draw.random() < 0.8:
        with suppress(InputError):
            write_datapackage(folder, "island")
    name = path.relative_to(folder).as_posix()
    return Mutant(seed, base, name, change.__name__, kind)


def to_parquet(folder: Path) -> None:
    """Write every table of the case as Parquet: numbers as numbers, shapes as well-known binary."""
    for path in sorted(folder.rglob("*.csv")):
        frame = pd.read_csv(path, keep_default_na=False, na_values=[""])
        if "geometry" in frame:
            frame["geometry"] = shapely.to_wkb(shapely.from_wkt(frame["geometry"]))
        frame.to_parquet(path.with_suffix(".parquet"))
        path.unlink()
    write_datapackage(folder, "island")
