"""`corridor appraise`: the main job."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import print_json
from corridor.errors import Fault, InputError, raise_if

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor.case.case import Case
    from corridor.studies.appraise.appraisal import Appraisal

CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="Name of a bundled case (cpec) or path of a case folder.")
]


def appraise(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    projects: Annotated[
        str, typer.Option(metavar="A,B", help="Appraise these projects only, by identifier.")
    ] = "",
    without_built: Annotated[
        bool, typer.Option("--without-built", help="Add planned projects to a network without those built.")
    ] = False,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the results.")] = Path("out"),
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Override a parameter; may be repeated."),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")
    ] = False,
    cache: Annotated[
        bool, typer.Option(help="Keep what the search of a large network finds, for the next run.")
    ] = True,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
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

        corridor appraise cpec --projects m-6,ml-1-karachi-hyderabad --without-built

        corridor appraise cpec --set trade_elasticity.C=4.5 --json > cpec.json
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.cli.results import document, show
        from corridor.io.case import read
        from corridor.io.oc4ids import left_out
        from corridor.io.results import write_run
        from corridor.io.search_cache import cache_folder, remembered
        from corridor.model.baseline import baseline
        from corridor.studies.appraise.appraise import appraise as run

        _check_folder(out)
        read_case = overridden(read(case), set_ or [])
        chosen = [name.strip() for name in projects.split(",") if name.strip()] or None
        _check_effect(read_case, chosen)
        baseline_of = partial(baseline, search=remembered(cache_folder())) if cache else baseline
        appraisal = run(
            read_case, chosen, without_built=without_built, progress=progress, baseline_of=baseline_of
        )
        folder = write_run(appraisal, out, report=_reporter(appraisal), progress=progress)
    if json:
        print_json(document(appraisal, folder))
    else:
        show(appraisal, folder)
        for note in left_out(read_case.projects):
            typer.echo(note)


def _check_folder(out: Path) -> None:
    """Raise `InputError` where no folder of results can be made, before anything is computed."""
    nearest = next(place for place in (out, *out.resolve().parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        cure = "choose another folder"
        raise InputError(
            [
                Fault(
                    file=str(nearest),
                    message="cannot hold results",
                    column="--out",
                    value=str(out),
                    allowed="a folder to write in",
                    cure=cure,
                )
            ]
        )


def _check_effect(case: Case, chosen: list[str] | None) -> None:
    """Raise `InputError` where all projects are known and none of them acts on the model."""
    names = [project.project_id for project in case.projects]
    wanted = set(names if chosen is None else chosen)
    acting = [project.project_id for project in case.projects if project.acts]
    if wanted <= set(names) and wanted.isdisjoint(acting):
        allowed = f"one of {', '.join(acting)}" if acting else "an effect on a section of the network"
        message = "no project acts on the model, so there is nothing to appraise"
        cure = "choose other projects" if acting else "give a project an effect in projects.json"
        column = None if chosen is None else "--projects"
        raise InputError(
            [
                Fault(
                    file="projects.json",
                    message=message,
                    column=column,
                    value=", ".join(sorted(wanted)) or None,
                    allowed=allowed,
                    cure=cure,
                )
            ]
        )


def _reporter(appraisal: Appraisal) -> Callable[[Path], None]:
    """Return the function that writes the report of an appraisal to a path."""

    def write(path: Path) -> None:
        from corridor.report.page import write_report
        from corridor.report.payload import payload

        write_report(payload(appraisal), path)

    return write


def overridden(case: Case, settings: list[str]) -> Case:
    """Return the case with parameters overridden by `NAME=VALUE`; all faults in one `InputError`."""
    values: dict[str, float] = {}
    faults = []
    for text in settings:
        name, _, value = text.partition("=")
        try:
            values[name.strip()] = float(value)
        except ValueError:
            cure = "for example --set trade_elasticity.C=4.5"
            faults.append(
                Fault(file="command line", message="not NAME=NUMBER", column="--set", value=text, cure=cure)
            )
    raise_if(faults)
    return replace(case, parameters=case.parameters.with_values(values)) if values else case
