"""Reading appraisals that were written: what a folder's `run.json` and tables say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import ArrowInvalid

from corridor.errors import Faults, raise_if
from corridor.io.runs import RECORD
from corridor.studies.compare.differences import KeptRun

NEEDED = ("case", "scenario_set", "scenarios", "inputs", "parameters", "settings", "seeds", "versions")
"""What the record of an appraisal says."""

TABLES = ("scorecard", "portfolios", "projects")

CURE = "name a folder that `corridor appraise` wrote"


def run_folder(place: str, case: str, out: Path) -> Path:
    """Return the folder of a run: a folder, or the name of one in `out/<case>/`."""
    named = out / case / place
    return named if not Path(place).is_dir() and named.is_dir() else Path(place)


def read_run(folder: Path, tables: Sequence[str] = TABLES, *, case: str = "") -> KeptRun:
    """Return the appraisal in a folder, with the tables that are asked for; of that case, where one is named.

    Raises
    ------
    InputError
        There is no such folder, it is no appraisal's or that of another case, or files of it are missing or
        broken: all are listed.

    """
    faults = Faults(str(folder))
    faults.check(folder.is_dir(), "there is no such folder", cure=CURE)
    raise_if(faults)
    record = _record(folder / RECORD, faults)
    found = {name: _table(folder / "tables" / f"{name}.parquet", faults) for name in tables}
    mine = not case or not record or record["case"] == case
    said = {"column": "case", "value": record.get("case"), "allowed": case, "cure": "name a run of this case"}
    faults.check(mine, "a run of another case", **said)
    raise_if(faults)
    return KeptRun(folder.resolve().name, record, found)


def _record(path: Path, faults: Faults) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.tell("there is no run in it", column=RECORD, cure=CURE)
        return {}
    except (OSError, ValueError) as error:
        faults.tell("cannot be read", column=RECORD, value=error, cure="make the run anew")
        return {}
    absent = [name for name in NEEDED if not isinstance(record, dict) or name not in record]
    faults.check(not absent, f"is not of an appraisal: no {', '.join(absent)}", column=RECORD, cure=CURE)
    return {} if absent else record


def _table(path: Path, faults: Faults) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except FileNotFoundError:
        faults.tell("a table is missing", column=path.name, cure=CURE)
    except (OSError, ArrowInvalid) as error:
        faults.tell("a table cannot be read", column=path.name, value=error, cure="make the run anew")
    return pd.DataFrame()
