"""`corridor plan`: which projects, in which year."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridor.cli.names import counts_of, names_of, pairs_of
from corridor.cli.options import CaseArgument, Json, Name, Out, Projects, Quiet, Set, asked_for
from corridor.cli.outcome import ending
from corridor.cli.plan_show import document, show
from corridor.cli.progress import Callback, drawn
from corridor.cli.record import spread
from corridor.cli.show import print_json
from corridor.errors import ARGUMENT, Faults, raise_if

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corridor.case.case import Case
    from corridor.ledger import Ledger
    from corridor.projects.project import Project
    from corridor.studies.plan.plan import Plan
    from corridor.studies.plan.question import PlanQuestion


LONGEST_NAME, SHOWN = 255, 80
"""Bytes of a file's name; characters of a text that a fault shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """What `corridor plan` is asked on the command line."""

    budget: Annotated[
        str,
        typer.Option(metavar="US$/yr", help="Of works a year: 2e9/yr, or a CSV file of year and usd."),
    ]
    first: Annotated[int, typer.Option("--from", metavar="YEAR", help="First year of works.")] = 2025
    last: Annotated[int, typer.Option("--to", metavar="YEAR", help="Last year of works.")] = 2040
    carry_over: Annotated[
        bool, typer.Option("--carry-over", help="What is not spent in a year may be spent later.")
    ] = False
    capacity: Annotated[
        list[str] | None,
        typer.Option(metavar="TYPE=N", help="Projects under construction at once: rail=2, all=8."),
    ] = None
    must: Annotated[str, typer.Option(metavar="A,B", help="Projects that must be built.")] = ""
    never: Annotated[str, typer.Option(metavar="A,B", help="Projects that must not be built.")] = ""
    require: Annotated[
        list[str] | None, typer.Option(metavar="A:B", help="A opens when B is open, not before.")
    ] = None
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="A:B", help="One of A and B at most is built.")
    ] = None
    of: Annotated[
        str, typer.Option("--of", metavar="PLACE", help="Whose gain: world, or a country in focus.")
    ] = "world"
    discount: Annotated[float | None, typer.Option(help="Discount rate. [default: the case's high rate]")] = (
        None
    )
    early_years: Annotated[int, typer.Option(help="First years whose benefits weigh more.")] = 0
    early_weight: Annotated[float, typer.Option(help="How much more, 0.5 for half as much again.")] = 0.0
    projects: Projects = ""
    enumerate_up_to: Annotated[
        int, typer.Option(help="Candidates of which every set is solved, so that the plan is proven.")
    ] = 12
    out: Out = Path("out")
    name: Name = ""
    set_: Set = None
    json: Json = False
    cache: Annotated[bool, typer.Option(help="Keep what sets are worth, so that a run goes on.")] = True
    quiet: Quiet = False

    def question(self) -> PlanQuestion:
        """Return the question; `InputError` lists every option that cannot be read."""
        from corridor.studies.plan.question import PlanQuestion

        faults = Faults(ARGUMENT)
        capacity = counts_of(self.capacity or (), "capacity", faults)
        requires = pairs_of(self.require or (), "requires", faults)
        excludes = pairs_of(self.exclude or (), "excludes", faults)
        raise_if(faults)
        return PlanQuestion(
            budget=budget_of(self.budget),
            candidates=names_of(self.projects, "projects") or None,
            first_year=self.first,
            last_year=self.last,
            carry_over=self.carry_over,
            capacity=capacity,
            must=names_of(self.must, "must"),
            never=names_of(self.never, "never"),
            requires=requires,
            excludes=excludes,
            of=self.of,
            discount_rate=self.discount,
            early_years=self.early_years,
            early_weight=self.early_weight,
        )


@spread
def plan(case: CaseArgument, options: PlanOptions) -> None:
    """Choose which projects to build, and in which year, within yearly budgets.

    Every set of projects that matters is valued by a full re-solve of network and equilibrium. A
    mixed-integer program places the works, a local search improves it, and with a dozen candidates or fewer
    the plan is proven. Prints the plan and what is proven of it, what waiting costs, which projects help
    or replace each other, and what a tenth more or less money changes. Works are paid and built within
    `--from` and `--to`.

    Worths are kept in the user's cache folder as they are found: a run that is stopped goes on where it was.

    Writes `DIR/<case>/plan-<hash>/`: tables, `plan.png` and `interactions.png` (and .svg), `run.json`.

    **Examples**

        corridor plan cpec --budget 1.5e9/yr

        corridor plan cpec --budget 2e9/yr --from 2026 --to 2035 --capacity rail=2 --of PAK

        corridor plan island --budget 3e7/yr --early-years 5 --early-weight 0.5 --json
    """
    with ending(as_json=options.json), drawn(quiet=options.quiet) as progress:
        found, asked, folder = _planned(case, options, progress)
    if options.json:
        print_json(document(found, asked, folder))
    else:
        show(found, folder)


def _planned(case: str, options: PlanOptions, progress: Callback | None) -> tuple[Plan, dict[str, Any], Path]:
    """Return the plan, what was asked, and where it was written; every stage is told from the start."""
    tell = progress or (lambda _stage, _done, _total: None)
    tell("read case", 0, 1)
    from corridor.io.values import write_study
    from corridor.report.plan_figures import plan_figures
    from corridor.studies.plan.plan import plan as choose
    from corridor.studies.plan.search import PlanSettings

    question = options.question()
    given = asked_for(case, options.set_)
    tell("read case", 1, 1)
    found = choose(
        given.case,
        question,
        settings=PlanSettings(enumerate_up_to=options.enumerate_up_to),
        progress=progress,
        baseline_of=given.baseline_of,
        ledger_of=remembering() if options.cache else None,
    )
    tell("write results", 0, 1)
    asked = asked_of(question, list(found.projects["project_id"]), options.enumerate_up_to)
    pictures = plan_figures(found)
    folder = write_study(
        "plan", found.tables, given.case, asked, options.out, pictures=pictures, name=options.name
    )
    tell("write results", 1, 1)
    return found, asked, folder


def budget_of(text: str) -> float | dict[int, float]:
    """Return a budget: a figure such as `2e9` or `2e9/yr`, or a CSV file with the columns year and usd."""
    try:
        return float(text.removesuffix("/yr"))
    except ValueError:
        pass
    from corridor.io.documents import read_text

    cure = "2e9/yr, or the path of a CSV file with the columns year and usd"
    path = Path(text)
    told = Faults(ARGUMENT)
    is_file = len(os.fsencode(path.name)) <= LONGEST_NAME and path.is_file()
    told.check(is_file, "neither a figure nor a file", column="budget", value=text[:SHOWN], cure=cure)
    raise_if(told)
    found: dict[int, float] = {}
    faults = Faults(str(path))
    try:
        rows = list(csv.DictReader(read_text(path, str(path)).splitlines()))
    except csv.Error as error:
        rows = []
        faults.tell(f"not a table: {error}", cure=cure)
    for number, row in enumerate(rows, start=1):
        try:
            year, usd = int(row["year"]), float(row["usd"])
        except (KeyError, TypeError, ValueError):
            said = ", ".join(str(value) for value in row.values())
            faults.tell("not a year and an amount", row=number, value=said[:SHOWN], cure=cure)
            continue
        where = {"row": number, "column": "year", "value": year, "cure": "keep one"}
        faults.check(year not in found, "year is there twice", **where)
        found[year] = usd
    faults.check(bool(rows or faults), "no rows", cure=cure)
    raise_if(faults)
    return found


def asked_of(question: PlanQuestion, candidates: list[str], enumerate_up_to: int) -> dict[str, Any]:
    """Return what was asked, as plain data for the record of a run."""
    return {
        "candidates": candidates,
        "budget": dict(zip(map(str, question.years.tolist()), question.budgets.tolist(), strict=True)),
        "carry_over": question.carry_over,
        "capacity": dict(question.capacity),
        "must": list(question.must),
        "never": list(question.never),
        "requires": [list(pair) for pair in question.requires],
        "excludes": [list(pair) for pair in question.excludes],
        "of": question.of,
        "discount_rate": question.discount_rate,
        "early": [question.early_years, question.early_weight],
        "enumerate_up_to": enumerate_up_to,
    }


def remembering() -> Callable[[Case, Sequence[Project]], Ledger]:
    """Return the function that opens the ledger of a case in the user's cache folder."""
    from corridor.io.ledger import FileLedger, digest
    from corridor.io.search_cache import cache_folder

    def ledger_of(case: Case, candidates: Sequence[Project]) -> Ledger:
        return FileLedger(cache_folder().with_name("plans") / f"{digest(case, candidates)}.jsonl")

    return ledger_of
