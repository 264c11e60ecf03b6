"""`corridor backcast`: what the first years changed, beside what was observed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridor.cli.options import CaseArgument, Json, Name, Out, Quiet, Set, asked_for
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, headed, millions, print_json, printable, records, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table
    from rich.text import Text


def backcast(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    first: Annotated[int, typer.Option("--from", metavar="YEAR", help="First year of opening.")] = 2013,
    last: Annotated[int, typer.Option("--to", metavar="YEAR", help="Last year of opening.")] = 2023,
    each: Annotated[
        bool, typer.Option("--each", help="Solve every project alone too (CPEC: some minutes more).")
    ] = False,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show what the projects that are open have changed, year by year of opening, and what was observed.

    Begins with the world without them and ends with that of the last year. Beside the model's changes stand
    those that were observed (`observed/outcomes`), each with a verdict by a numbered rule: explained, in
    part, not explained, contradicted, more than was seen.

    Writes `DIR/<case>/backcast-<hash>/`: the tables `backcast_years`, `_regions`, `_accounts`, `_projects`,
    `_links`, `_compared`, `_certificates`, and `run.json`.

    **Examples**

        corridor backcast island --from 2020 --to 2024

        corridor backcast cpec
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_study
        from corridor.studies.backcast.backcast import backcast as solved

        asked = asked_for(case, set_)
        found = solved(
            asked.case, years=(first, last), each=each, progress=progress, baseline_of=asked.baseline_of
        )
        said = {"years": [first, last], "each": each}
        folder = write_study("backcast", found.tables, asked.case, said, out, name=name)
    if json:
        shown = {
            part: records(found.tables[f"backcast_{part}"]) for part in ("years", "projects", "compared")
        }
        print_json({"case": asked.case.settings.name, "folder": str(folder), **said, **shown})
        return
    screen = console()
    screen.print(_years(found.years))
    screen.print(_compared(found.compared))
    screen.print(_headline(found.compared))
    screen.print(f"Results: {folder}", soft_wrap=True)


def _years(found: pd.DataFrame) -> Table:
    names = list(dict.fromkeys(found["country"]))
    headers = ("year", "opened", *(f"gain of {name} (US$ m a year)" for name in names))
    rows = [
        (str(year), printable(str(part["opened"].iloc[0])), *(millions(gain) for gain in part["gain_usd"]))
        for year, part in found.groupby("year", sort=True)
    ]
    return table("Gain over the world without, at base-year activity", headers, rows)


def _compared(found: pd.DataFrame) -> Table:
    headers = ("figure", "observed", "seen", "model", "unit", "share %", "verdict", "known")
    rows = [
        (
            row["id"],
            printable(f"{row['what']}, {row['from_year']} to {row['to_year']}"),
            f"{row['observed']:+.4g}",
            "–" if row["model"] is None else f"{row['model']:+.3g}",
            row["unit"],
            None if row["share"] is None else f"{100 * row['share']:.1f}",
            f"{row['verdict']} ({row['rule']})",
            row["known"],
        )
        for row in records(found)
    ]
    return table("What was seen, and what the projects explain of it (number of the rule)", headers, rows)


def _headline(found: pd.DataFrame) -> Text:
    counts = found["verdict"].value_counts()
    said = "; ".join(f"{count} {verdict}" for verdict, count in counts.items())
    return headed(f"{len(found)} observed changes", f": {said or 'none in the case'}.")
