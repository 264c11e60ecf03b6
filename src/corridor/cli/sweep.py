"""`corridor sweep`: how sure the answer is, over many futures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridor.cli.names import names_of
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
from corridor.cli.show import console, figure, millions, print_json, records, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from corridor.case.case import Case
    from corridor.ledger import Ledger
    from corridor.studies.sweep.sweep import Sweep

MONEY = ("p10", "p50", "p90")
SMALL = 0.005
"""Share of the spread below which a cause is not shown."""
HEADERS = tuple(f"{name} (US$ m)" for name in MONEY)


def sweep(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    draws: Annotated[int, typer.Option(metavar="N", help="Futures to draw.")] = 1000,
    checks: Annotated[
        int, typer.Option(metavar="N", help="Futures to solve exactly, to measure the error of the rest.")
    ] = 4,
    causes: Annotated[
        str, typer.Option(metavar="A,B", help="Causes that move. [default: all that the case has]")
    ] = "",
    projects: Projects = "",
    without: Without = "",
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    cache: Cache = True,
    quiet: Quiet = False,
) -> None:
    """Tell how sure an appraisal is: ranges, chances of failing, ranks, and what decides them.

    Draws futures: parameters within their quoted ranges, works by their reference classes, effects of
    projects. Worlds are solved exactly with each cause at both ends of its range and with all moving; a
    response surface gives the rest, and its error is measured on futures that are solved exactly too. Draw k
    is the same on every machine. Exact solves are kept, so that a run that was stopped goes on.

    Writes `DIR/<case>/sweep-<hash>/`: tables and `run.json`.

    **Examples**

        corridor sweep island --draws 256

        corridor sweep cpec --draws 10000 --projects planned
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_study
        from corridor.studies.sweep.sweep import SweepQuestion
        from corridor.studies.sweep.sweep import sweep as run

        asked = asked_for(case, set_, projects, without, cache=cache)
        question = SweepQuestion(asked.projects, asked.without, draws, checks, names_of(causes, "causes"))
        found = run(
            asked.case,
            question,
            ledger=_ledger(asked.case) if cache else None,
            progress=progress,
            baseline_of=asked.baseline_of,
        )
        about = {**asked.record, "draws": draws, "checks": checks, "causes": list(question.causes)}
        folder = write_study("sweep", found.tables, asked.case, about, out, name=name)
    if json:
        rows = {name: records(frame) for name, frame in found.tables.items()}
        print_json({**about, "exact": found.exact, "folder": str(folder), **rows})
        return
    _show(found, asked.case)
    console().print(f"Results: {folder}", soft_wrap=True)


def _ledger(case: Case) -> Ledger:
    from corridor.io.ledger import FileLedger, digest
    from corridor.io.search_cache import cache_folder

    return FileLedger(cache_folder().with_name("sweeps") / f"{digest(case, case.projects)}.jsonl")


def _show(found: Sweep, case: Case) -> None:
    screen = console()
    tables = found.tables
    price_year = case.settings.price_year
    screen.print(
        f"{found.question.draws:,} futures; {found.exact} worlds solved exactly. US$ of {price_year}."
    )
    screen.print(_headline(tables["sweep_headline"], tables["sweep_errors"]))
    screen.print(_projects(tables["sweep_projects"]))
    screen.print(_causes(tables["sweep_causes"]))
    if len(tables["sweep_conditions"]):
        screen.print(_conditions(tables["sweep_conditions"]))
    screen.print(_choices(tables["sweep_choices"]))


def _headline(found: pd.DataFrame, errors: pd.DataFrame) -> Table:
    portfolios = list(dict.fromkeys(found["project_id"]))[:2]
    rows = found[found["project_id"].isin(portfolios) & (found["quantity"] != "co2_t")]
    error = dict(zip(errors["project_id"], errors["error_percent"], strict=True))
    shown = [
        (
            row["project_id"],
            row["quantity"],
            *(millions(row[q]) for q in MONEY),
            figure(error[row["project_id"]], 2),
        )
        for row in records(rows)
    ]
    headers = ("scenario", "quantity", *HEADERS, "error of gains, % of their spread (%)")
    return table("Ranges: nine futures of ten lie above p10", headers, shown)


def _projects(found: pd.DataFrame) -> Table:
    shown = [
        (
            row["project_id"],
            *(millions(row[q]) for q in MONEY),
            figure(100 * row["fails_low"], 3),
            figure(100 * row["fails_high"], 3),
            f"{row['rank_p10']:.0f} – {row['rank_p90']:.0f}",
            row["advice"] or "built",
            figure(None if row["right"] is None else 100 * row["right"], 3),
        )
        for row in records(found.sort_values("p50", ascending=False, kind="stable"))
    ]
    fails = ("fails at low rate (%)", "at high (%)")
    return table(
        "Net present value at the low rate, by project",
        ("project", *HEADERS, *fails, "rank", "do", "right in %"),
        shown,
    )


def _causes(found: pd.DataFrame) -> Table:
    rows = found[found["total"] > SMALL].sort_values(
        ["project_id", "total"], ascending=[True, False], kind="stable"
    )
    shown = [
        (
            row["project_id"],
            row["cause"],
            figure(100 * max(row["first"], 0.0), 3),
            figure(100 * row["total"], 3),
            "–" if row["knowing_usd"] is None else millions(row["knowing_usd"]),
        )
        for row in records(rows)
    ]
    headers = ("scenario", "cause", "alone (%)", "with others (%)", "worth to know (US$ m)")
    return table("What makes the spread of the net present value", headers, shown)


def _conditions(found: pd.DataFrame) -> Table:
    shown = [
        (
            row["project_id"],
            row["sentence"],
            *(figure(100 * row[name], 2) for name in ("density", "coverage", "fails")),
        )
        for row in records(found)
    ]
    headers = (
        "scenario",
        "is worth less than nothing where",
        "true in %",
        "of all failures (%)",
        "fails (%)",
    )
    return table("Conditions under which it fails", headers, shown)


def _choices(found: pd.DataFrame) -> Table:
    shown = [
        (
            row["rule"],
            str(len([name for name in row["projects"].split(", ") if name])),
            *(millions(row[name]) for name in ("expected", "p10", "maximal_regret", "expected_regret")),
        )
        for row in records(found)
    ]
    money = ("expected (US$ m)", "p10 (US$ m)", "most regret (US$ m)", "expected regret (US$ m)")
    return table("Which unfinished projects to build", ("rule", "projects", *money), shown)
