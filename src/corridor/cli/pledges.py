"""`corridor pledges`: each promise, its projects, what the model and the record say, the verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridor.cli.options import CaseArgument, Json, Name, Out
from corridor.cli.outcome import ending
from corridor.cli.show import console, headed, millions, print_json, printable, records, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table
    from rich.text import Text

    from corridor.pledges.pledge import Pledges
    from corridor.studies.compare.differences import KeptRun


def pledges(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    at: Annotated[
        str, typer.Option(metavar="DATE", help="Judge as of that day. [default: day of the last evidence]")
    ] = "",
    run: Annotated[
        str, typer.Option(metavar="RUN", help="An appraisal to weigh pledges by: a folder, or its name.")
    ] = "",
    text: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[SOURCE=]FILE",
            help="Check quotations against a text; with SOURCE only those whose source contains that word.",
        ),
    ] = None,
    out: Out = Path("out"),
    name: Name = "",
    json: Json = False,
) -> None:
    """List what was promised and a verdict on each, by numbered rules on dated evidence.

    A verdict rests on the dated statuses of the linked projects and on figures that were observed, as
    published by the day, so that the verdicts of any past day can be had again. With `--run`, what the model
    says the projects bring stands beside it: by count and by value.

    Writes `DIR/<case>/pledges-<hash>/`: the tables `pledges`, `pledge_tests`, `pledge_projects`,
    `pledge_observed`, `pledge_model`, `pledges_by_verdict`, `pledge_history`, and `run.json`.

    **Examples**

        corridor pledges cpec

        corridor pledges cpec --at 2024-12-31 --json
    """
    with ending(as_json=json):
        from corridor.io.case import read
        from corridor.io.kept_runs import read_run, run_folder
        from corridor.io.values import write_study
        from corridor.studies.pledges import pledge_record

        whole = read(case)
        place = run_folder(run, whole.settings.name, out)
        weighed = read_run(place, ("projects", "accounts"), case=whole.settings.name) if run else None
        found = pledge_record(whole, at, run=weighed.tables if weighed else None)
        if whole.pledges is not None:
            _check_texts(whole.pledges, text or [])
        asked = {"at": found.day.isoformat(), "weighed_by": weighed.name if weighed else ""}
        folder = write_study("pledges", found.tables, whole, asked, out, name=name)
    if json:
        document = {part: records(rows) for part, rows in found.tables.items()}
        print_json({"case": whole.settings.name, "folder": str(folder), **asked, **document})
        return
    screen = console()
    screen.print(_verdicts(found.pledges, found.tests, f"{whole.settings.title}: pledges, {found.day}"))
    screen.print(_by_verdict(found.by_verdict, whole.settings.focus[0]))
    screen.print(_headline(found.by_verdict, weighed, whole.settings.focus[0]))
    screen.print(f"Results: {folder}", soft_wrap=True)


def _check_texts(book: Pledges, texts: list[str]) -> None:
    """Hold quotations against texts; every one that does not stand there is told at once."""
    from corridor.errors import raise_if
    from corridor.io.documents import read_text
    from corridor.pledges.quotation import quotation_faults

    faults = []
    for given in texts:
        source, _, file = given.rpartition("=")
        mine = [pledge for pledge in book.pledges if source.lower() in pledge.source.lower()]
        faults += quotation_faults(mine, read_text(Path(file), file), file)
    raise_if(faults)


def _verdicts(found: pd.DataFrame, tests: pd.DataFrame, title: str) -> Table:
    headers = ("pledge", "promised", "verdict", "rule (1)", "evidence", "why")
    why = tests.groupby("pledge_id", sort=False)["finding"].agg("; ".join)
    rows = [
        (
            row["pledge_id"],
            printable(f"“{row['quotation']}” ({row['date']})"),
            row["verdict"] + (", overdue" if row["overdue"] else ""),
            row["rule"],
            row["evidence_known"] or "none",
            printable(str(why.get(row["pledge_id"], ""))),
        )
        for row in records(found)
    ]
    return table(title, headers, rows)


def _by_verdict(found: pd.DataFrame, home: str) -> Table:
    valued = f"gain_{home}_usd" in found
    headers = ["verdict", "pledges (1)"]
    headers += [f"gain of {home} (US$ m a year)", "gain of the world (US$ m a year)"] if valued else []
    rows = [
        [row["verdict"], row["pledges"]]
        + ([millions(row[f"gain_{who}_usd"]) for who in (home, "world")] if valued else [])
        for row in records(found)
    ]
    return table("By count and by value", headers, rows)


def _headline(found: pd.DataFrame, weighed: KeptRun | None, home: str) -> Text:
    """Return how many are kept, by count and by value, as a line."""
    kept = next(row for row in records(found) if row["verdict"] == "kept")
    total = int(found["pledges"].sum())
    said = f"{int(kept['pledges'])} of {total} pledges kept"
    if weighed is None:
        return headed(said, "; by value: not weighed, give `--run` an appraisal.")
    share = kept[f"share_of_gain_{home}"]
    worth = "nothing to weigh" if share != share else f"{100 * share:.0f} % of the gain of {home}"  # noqa: PLR0124
    return headed(said, f"; by value: {worth}, by the run {weighed.name}.")
