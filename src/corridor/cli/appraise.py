"""`corridor appraise`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corridor.cli.options import (
    Cache,
    CaseArgument,
    Json,
    Name,
    Out,
    Projects,
    Quiet,
    Set,
    Without,
    asked_for,
)
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, print_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor.studies.appraise.appraisal import Appraisal


def appraise(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    projects: Projects = "",
    without: Without = "",
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    cache: Cache = True,
    quiet: Quiet = False,
) -> None:
    """Appraise a portfolio of projects and each of them alone.

    Reads a case: its network, accounts, projects and parameters. Computes the baseline, the world with
    the planned projects, the world without the built ones, and each project alone. Prints who gains and
    who loses, what each project is worth and how the model compares with known figures.

    Writes `DIR/<case>/<run>/`: `report.html`, `map.gpkg` (opens styled in QGIS), `tables/*.parquet`,
    `csv/*.csv`, `annex.xlsx` (an economic analysis and the PC-I sheet, with live formulas; of portfolios, and
    of single projects where few are chosen) and `run.json`, which says how to obtain the same bytes again.
    The folder appears as a whole or not at all.

    The least-cost routes of a large network are kept in the user's cache folder (`CORRIDOR_CACHE` names
    another), keyed by content, so that the next run is faster; `--no-cache` does without.

    **Examples**

        corridor appraise cpec

        corridor appraise cpec --projects m-6-sukkur-hyderabad,ml-1-karachi-hyderabad --without built

        corridor appraise cpec --set trade_elasticity.C=4.5 --json > cpec.json
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.cli.results import document, show
        from corridor.io.oc4ids import left_out
        from corridor.io.results import write_run
        from corridor.model.selection import require_acting
        from corridor.studies.appraise.appraise import appraise as run

        asked = asked_for(case, set_, projects, without, cache=cache)
        require_acting(asked.case.projects)
        appraisal = run(
            asked.case,
            asked.projects,
            without=asked.without,
            progress=progress,
            baseline_of=asked.baseline_of,
        )
        folder = write_run(appraisal, out, name=name, report=_reporter(appraisal), progress=progress)
    if json:
        print_json(document(appraisal, folder))
    else:
        show(appraisal, folder)
        for note in left_out(asked.case.projects):
            console().print(note)


def _reporter(appraisal: Appraisal) -> Callable[[Path], None]:
    """Return the function that writes the report of an appraisal to a path."""

    def write(path: Path) -> None:
        from corridor.report.page import write_report
        from corridor.report.payload import payload

        write_report(payload(appraisal), path)

    return write
