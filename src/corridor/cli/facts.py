"""`corridor check-facts`: published figures beside the model's, with verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from corridor.cli.options import CaseArgument, Json, Name, Out, Quiet, Set, asked_for
from corridor.cli.outcome import FAILED, ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, figure, headed, print_json, printable, records, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

FAILING = "bold red"
WORST = 5
"""Failing figures shown by an appraisal."""

GEH = "GEH (1)"
HEADERS = (
    *("figure", "where", "year", "observed (unit)", "holds within (unit)", "model (unit)", "unit"),
    *("ratio (1)", GEH, "use", "verdict"),
)


def check_facts(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with status 1 where a figure fails.")
    ] = False,
    power: Annotated[
        bool, typer.Option("--power", help="Compare the mix of power generation too (CPEC: half a minute).")
    ] = False,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Set published figures beside the model's: trucks, ports, railways, borders, trade, travel times.

    Every figure says whether it may calibrate the model or is held out, the range within which the model
    holds, and the verdict; a failing one its likely cause. Figures are those of the case's tables
    `observed/counts` and `observed/flows`. A figure of another year meets the model grown to that year.
    With `--power` (and the extra `energy`), published mixes of power generation by fuel and year too, and
    load shed for want of power; that dispatches the power system in each of these years.

    Writes `DIR/<case>/facts-<hash>/`: the tables `facts`, `facts_summary`, `links` (trucks a day on every
    loaded road) and `places`, `counts.png`, `map.png` and `run.json`.

    **Examples**

        corridor check-facts cpec

        corridor check-facts cpec --power

        corridor check-facts cpec --strict --json
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_study
        from corridor.report.fact_pictures import fact_pictures
        from corridor.studies.check_facts import check_facts as checked

        asked = asked_for(case, set_)
        found = checked(asked.case, power=power, progress=progress, baseline_of=asked.baseline_of)
        tables = {
            "facts": found.facts,
            "facts_summary": found.summary,
            "links": found.links,
            "places": found.places,
        }
        pictures = fact_pictures(found)
        said = {"power": True} if power else {}
        folder = write_study("facts", tables, asked.case, said, out, pictures=pictures, name=name)
    if json:
        shown = {part: records(tables[part]) for part in ("facts", "facts_summary")}
        print_json(
            {"case": asked.case.settings.name, "folder": str(folder), "left_out": found.left_out, **shown}
        )
    else:
        screen = console()
        for kind, part in found.facts.groupby("kind", sort=False):
            screen.print(facts_table(f"Published figures and the model: {kind}", part))
        for row in causes(found.facts):
            screen.print(row)
        screen.print(summary_table(found.summary))
        screen.print(held(found.facts))
        if found.left_out:
            screen.print(found.left_out)
        screen.print(f"Results: {folder}", soft_wrap=True)
    if strict and found.failing:
        raise typer.Exit(FAILED)


def facts_table(title: str, facts: pd.DataFrame) -> Table:
    """Return figures as a table; failing ones are red. GEH stands where there are trucks."""
    rows = [_cells(row) for row in records(facts)]
    if not facts["geh"].notna().any():
        rows = [[cell for cell, head in zip(row, HEADERS, strict=True) if head != GEH] for row in rows]
        return table(title, [head for head in HEADERS if head != GEH], rows)
    return table(title, HEADERS, rows)


def summary_table(summary: pd.DataFrame) -> Table:
    """Return how many figures hold, by kind and use, and how many reach the aim of their kind."""
    headers = ("kind", "use", "hold", "aim: within a factor (1)", "reach it")
    cells = [
        (
            row["kind"],
            row["use"],
            f"{row['hold']} of {row['figures']}",
            row["aim"],
            f"{row['within_aim']} of {row['figures']}",
        )
        for row in records(summary)
    ]
    return table("How many hold", headers, cells)


def held(facts: pd.DataFrame) -> Text:
    """Return how many figures hold, as a line."""
    judged = facts[facts["use"] != "information"]
    hold = int((judged["verdict"] == "holds").sum())
    out = judged[judged["use"] == "held-out"]
    good = int((out["verdict"] == "holds").sum())
    return headed(
        f"{hold} of {len(judged)} published figures hold", f"; of those held out {good} of {len(out)}."
    )


def worst(facts: pd.DataFrame) -> pd.DataFrame:
    """Return the failing figures that are farthest off, as factors."""
    import numpy as np

    failing = facts[facts["verdict"] == "fails"]
    with np.errstate(divide="ignore"):
        away = np.abs(np.log(failing["ratio"].to_numpy(dtype=float)))
    return failing.iloc[np.argsort(-away, kind="stable")[:WORST]]


def causes(facts: pd.DataFrame) -> list[Text]:
    """Return a line for every failing figure with its likely cause."""
    return [
        headed(f"{row['id']}", f": {row['likely_cause']}")
        for row in records(facts)
        if row["verdict"] == "fails" and row["likely_cause"]
    ]


def _cells(row: dict[str, Any]) -> list[Text]:
    low = row["observed"] if row["low"] is None else row["low"]
    high = row["observed"] if row["high"] is None else row["high"]
    factor = 1.0 if row["verdict"] == "information" else row["band"]
    cells = (
        row["id"],
        row["place"].replace("|", ", "),
        row["year"] or "–",
        figure(row["observed"]),
        f"{figure(low / factor)} - {figure(high * factor)}",
        figure(row["model"]),
        row["unit"],
        figure(row["ratio"], 3),
        figure(row["geh"], 3),
        row["use"],
        row["verdict"],
    )
    style = FAILING if row["verdict"] == "fails" else ""
    return [Text(printable(str(cell)), style=style) for cell in cells]
