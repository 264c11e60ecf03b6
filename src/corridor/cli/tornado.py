"""`corridor tornado`: which assumptions decide the net present value."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridor.cli.options import CaseArgument, Json, Name, Out, Projects, Quiet, Set, Without, asked_for
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, figure, millions, print_json, table

if TYPE_CHECKING:
    from rich.table import Table

    from corridor.studies.tornado import Tornado


def tornado(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    projects: Projects = "",
    without: Without = "",
    rate: Annotated[
        str, typer.Option(metavar="low|high", help="Discount rate, as the parameters name it.")
    ] = "low",
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell which assumptions decide a net present value: bars over published ranges, and switching values.

    Trade elasticities and the value of time are solved anew at both ends of their ranges, and in between
    until the net present value is nothing, if it ever is. Costs, benefits, delay, growth, the price of
    carbon, shadow prices and the discount rate act on the streams. Without `--projects` all planned
    projects are taken together.

    Writes `DIR/<case>/tornado-<hash>/`: tables, `tornado.png` and `run.json`.

    **Examples**

        corridor tornado island

        corridor tornado cpec --projects m-6-sukkur-hyderabad --rate high
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_study
        from corridor.report.tornado_chart import tornado_picture
        from corridor.studies.tornado import tornado as run

        asked = asked_for(case, set_, projects, without)
        found = run(
            asked.case,
            asked.projects,
            without=asked.without,
            rate=rate,
            progress=progress,
            baseline_of=asked.baseline_of,
        )
        about = {**asked.record, "rate": rate}
        tables = {"bars": found.bars, "switching": found.switching, "solves": found.solves}
        settings = asked.case.settings
        label = f"{settings.title}: {found.name}, {rate} discount rate, US$ of {settings.price_year}"
        pictures = {"tornado.png": tornado_picture(found, label)}
        folder = write_study("tornado", tables, asked.case, about, out, pictures=pictures, name=name)
    if json:
        records = {name: frame.to_dict("records") for name, frame in tables.items()}
        print_json({**about, "portfolio": found.name, "npv": found.npv, "folder": str(folder), **records})
        return
    screen = console()
    screen.print(_bars(found, settings.price_year))
    screen.print(_switching(found))
    screen.print(f"Results: {folder}", soft_wrap=True)


def _bars(found: Tornado, price_year: int) -> Table:
    headers = (
        "cause",
        "unit",
        "value (unit)",
        "low (unit)",
        "high (unit)",
        "NPV at low",
        "NPV at high",
        "how",
    )
    rows = [
        (
            str(row["cause"]),
            str(row["unit"]),
            *(figure(row[name]) for name in ("value", "low", "high")),
            millions(row["npv_low_end"]),
            millions(row["npv_high_end"]),
            str(row["how"]),
        )
        for row in found.bars.to_dict("records")
    ]
    said = f"US$ million of {price_year}, {millions(found.npv)} as expected"
    return table(f"What decides the net present value of {found.name}: {said}", headers, rows)


def _switching(found: Tornado) -> Table:
    headers = ("cause", "parameter", "unit", "value", "switches at", "bracket", "solves", "verdict")
    rows = []
    for row in found.switching.to_dict("records"):
        low, high = row["bracket_low"], row["bracket_high"]
        bracket = f"{low:.4g} – {high:.4g}" if low == low else "–"  # noqa: PLR0124 - not a number
        at = figure(row["switching_value"], 3)
        told = (str(row["solves"]), str(row["verdict"]))
        named = (str(row["cause"]), str(row["parameter"]), str(row["unit"]))
        rows.append((*named, figure(row["value"]), at, bracket, *told))
    return table("Where the net present value is nothing", headers, rows)
