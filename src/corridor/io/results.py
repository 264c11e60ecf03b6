"""Writing a run: tables, map, record and report, all or nothing, the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from corridor.io.annex.book import write_annex
from corridor.io.documents import dumps
from corridor.io.folders import whole_folder
from corridor.io.geopackage import write_geopackage
from corridor.io.map import map_layers
from corridor.io.record import run_name, run_record
from corridor.studies.appraise.appraisal import Appraisal
from corridor.types import Progress


def write_run(
    appraisal: Appraisal,
    out: Path,
    *,
    report: Callable[[Path], object] | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write the run to `out/<case>/<run>/` and return that folder.

    The folder holds `run.json`, `tables/*.parquet`, `csv/*.csv`, `map.gpkg`, `annex.xlsx` and, where
    `report` is given, `report.html`, which it is called to write. It appears as a whole or not at all.
    """
    target = out / appraisal.case.settings.name / run_name(appraisal)
    steps: tuple[Callable[[Path], object], ...] = (
        lambda folder: write_tables(appraisal.tables, folder),
        lambda folder: write_geopackage(folder / "map.gpkg", map_layers(appraisal)),
        lambda folder: write_annex(appraisal, folder / "annex.xlsx"),
        lambda folder: _write_record(appraisal, folder / "run.json"),
        lambda folder: report(folder / "report.html") if report else None,
    )
    with whole_folder(target) as folder:
        for done, step in enumerate(steps):
            if progress:
                progress("write", done, len(steps))
            step(folder)
    if progress:
        progress("write", len(steps), len(steps))
    return target


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write each table as `tables/<name>.parquet` and `csv/<name>.csv`."""
    for kind in ("tables", "csv"):
        (folder / kind).mkdir(exist_ok=True)
    for name, frame in tables.items():
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        pq.write_table(table, folder / "tables" / f"{name}.parquet", compression="zstd")
        csv.write_csv(table, folder / "csv" / f"{name}.csv")


def _write_record(appraisal: Appraisal, path: Path) -> None:
    record = {"run": run_name(appraisal), **run_record(appraisal)}
    path.write_text(dumps(record), encoding="utf-8")
