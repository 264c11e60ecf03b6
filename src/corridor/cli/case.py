"""`corridor case`: check a case, begin one, describe its tables."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from corridor.cli.outcome import BAD_INPUT, ending
from corridor.cli.show import print_json, printable

case_app = typer.Typer(
    help="Check a case, begin a new one, describe its tables.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


@case_app.command()
def check(
    case: Annotated[str, typer.Argument(metavar="CASE", help="Name of a bundled case or path of a folder.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the faults as one JSON document.")] = False,
) -> None:
    """List every fault of a case: file, row, column, value, what is allowed, the cure.

    Reads the whole folder, offline; writes nothing. Exit status 0 if there is no fault, else 2.

    **Examples**

        corridor case check cpec

        corridor case check my-case --json
    """
    with ending(as_json=json):
        from corridor.io.case import check as faults_of
        from corridor.io.case import notes_on

        faults = faults_of(case)
        notes = [] if faults else notes_on(case)
    if json:
        print_json({"case": case, "faults": [asdict(fault) for fault in faults], "notes": notes})
    else:
        for fault in faults:
            typer.echo(str(fault))
        typer.echo(f"{case}: {len(faults)} faults" if faults else f"{case}: no faults")
        for note in notes:
            typer.echo(printable(note))
    if faults:
        raise typer.Exit(BAD_INPUT)


@case_app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; must not exist.")],
) -> None:
    """Begin a case: a small made-up one that is complete, to be replaced table by table.

    Writes the folder: two countries, three regions, three sectors, a road and a port. It passes
    `corridor case check` and can be appraised at once.

    **Example**

        corridor case new my-case
    """
    with ending():
        from corridor.io.template import new_case

        new_case(folder)
    typer.echo(f"{folder}: a small complete case; replace its tables by yours and run")
    typer.echo(f"  corridor case check {folder}")


@case_app.command()
def package(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the case.")],
) -> None:
    """Write `datapackage.json` from the tables: schema and units; sources and licences are kept.

    Reads every table of the folder; writes that one file. Fill in source and licence of a table that
    is new, then check.

    **Example**

        corridor case package my-case
    """
    with ending():
        from corridor.io.datapackage import write_datapackage
        from corridor.io.settings import FILE, read_settings

        path = write_datapackage(folder, read_settings(folder / FILE).name)
    typer.echo(f"wrote {path}")
