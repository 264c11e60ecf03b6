"""Reading appraisals that were written: what a folder's `run.json` and tables say."""

from __future__ import annotations

import json
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


def read_run(folder: Path) -> KeptRun:
    """Return the appraisal in a folder.

    Raises
    ------
    InputError
        There is no such folder, it is no appraisal's, or files of it are missing or broken: all are listed.

    """
    faults = Faults(str(folder))
    faults.check(folder.is_dir(), "there is no such folder", cure=CURE)
    raise_if(faults)
    record = _record(folder / RECORD, faults)
    tables = {name: _table(folder / "tables" / f"{name}.parquet", faults) for name in TABLES}
    raise_if(faults)
    return KeptRun(folder.resolve().name, record, tables)


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
