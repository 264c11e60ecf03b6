"""Writing an appraisal: its tables, map, workbook, record and report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from corridor.io.annex.book import write_annex
from corridor.io.geopackage import write_geopackage
from corridor.io.map import map_layers
from corridor.io.runs import Run, write
from corridor.studies.appraise.appraisal import Appraisal
from corridor.types import Progress


def write_run(
    appraisal: Appraisal,
    out: Path,
    *,
    name: str = "",
    report: Callable[[Path], object] | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write the run to `out/<case>/<run>/` and return that folder; without a name, that of its content.

    The folder holds `run.json`, `tables/*.parquet`, `csv/*.csv`, `map.gpkg`, `annex.xlsx` and, where
    `report` is given, `report.html`, which it is called to write. It appears as a whole or not at all.
    """
    return write(run_of(appraisal, report), out, name=name, progress=progress)


def run_of(appraisal: Appraisal, report: Callable[[Path], object] | None = None) -> Run:
    """Return an appraisal as a run to be written."""
    files: dict[str, Callable[[Path], object]] = {
        "map.gpkg": lambda path: write_geopackage(path, map_layers(appraisal)),
        "annex.xlsx": lambda path: write_annex(appraisal, path),
    }
    if report:
        files["report.html"] = report
    asked = {
        "scenario_set": appraisal.name,
        "scenarios": dict(appraisal.scenarios),
        "settings": dict(appraisal.settings),
        "seeds": dict(appraisal.seeds),
    }
    shown = {"accounts": _for_people(appraisal)}
    return Run(appraisal.case, appraisal.name, asked, appraisal.tables, shown=shown, files=files)


def _for_people(appraisal: Appraisal) -> pd.DataFrame:
    """Return the accounts that a spreadsheet can hold: no regions; for single projects few countries."""
    table = appraisal.accounts
    near = ["world", "corridor", *appraisal.case.settings.focus]
    portfolios = table["scenario"].isin(appraisal.portfolios["project_id"])
    few: pd.DataFrame = table[(table["level"] != "region") & (portfolios | table["region"].isin(near))]
    return few
