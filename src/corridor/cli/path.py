"""`corridor path`: what projects change year by year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridor.cli.options import CaseArgument, Json, Name, Out, Projects, Quiet, Set, Without, asked_for
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, figure, headed, millions, percent, print_json, table

if TYPE_CHECKING:
    from rich.table import Table

    from corridor.studies.path.path import Transition

SHOWN = 12
"""Years of the table on the terminal; the files hold all."""


def path(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    projects: Projects = "",
    without: Without = "",
    first: Annotated[int, typer.Option("--from", metavar="YEAR", help="First year.")] = 2025,
    last: Annotated[int, typer.Option("--to", metavar="YEAR", help="Last year.")] = 2050,
    diffusion: Annotated[bool, typer.Option(help="Let ideas follow trade (Buera & Oberfield 2020).")] = True,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Follow the corridor year by year, as people, productivity and the projects' capital come.

    Each year is solved without and with the projects, in economies that have grown by then as the table
    `trends` of the case says. A project acts from its opening year to the end of its life; parks, mines,
    farms and plants fill over their `ramp_years`. Ideas that arrive with imports raise productivity in
    later years; `--no-diffusion` leaves them out. Without `--projects`: all planned ones.

    Writes `DIR/<case>/path-<hash>/`: tables by region, country, project and site, stocks of knowledge by
    region and sector, the innovation account, certificates and `run.json`.

    **Examples**

        corridor path cpec

        corridor path cpec --projects ml-1-multan-lahore --from 2030 --to 2040 --no-diffusion

        corridor path island --json > path.json
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_study
        from corridor.studies.path.path import path as follow

        asked = asked_for(case, set_, projects, without)
        read_case = asked.case
        found = follow(
            read_case,
            asked.projects,
            without=asked.without,
            years=(first, last),
            diffusion=diffusion,
            progress=progress,
            baseline_of=asked.baseline_of,
        )
        about = {
            **asked.record,
            "projects": list(found.projects["project_id"]),
            "years": [first, last],
            "diffusion": diffusion,
        }
        names = ("regions", "countries", "projects", "sites", "knowledge", "accounts", "certificates")
        tables = {n: getattr(found, n) for n in names}
        folder = write_study("path", tables, read_case, about, out, name=name)
    if json:
        print_json(_document(found, about, folder))
        return
    screen = console()
    screen.print(headed(read_case.settings.title, f", {first} to {last}, {len(found.projects)} projects"))
    screen.print(_years(found, read_case.settings.focus))
    if len(found.sites):
        screen.print(_sites(found))
    screen.print(f"Results: {folder}", soft_wrap=True)


def _document(found: Transition, asked: dict[str, Any], folder: Path) -> dict[str, Any]:
    tables = {
        name: getattr(found, name).to_dict("records")
        for name in ("countries", "projects", "sites", "accounts", "certificates")
    }
    return {**asked, "folder": str(folder), **tables}


def _years(found: Transition, focus: tuple[str, ...]) -> Table:
    years = sorted(found.countries["year"].unique())
    step = -(-len(years) // SHOWN)
    kept = {*years[::step], years[-1]}
    headers = (
        "year",
        "where",
        "people (million)",
        "real income (bn US$)",
        "gain (million US$)",
        "gain (%)",
        "a head (US$)",
        "productivity (%)",
        "built for (million US$)",
    )
    rows = [
        (
            str(row["year"]),
            row["country"],
            row["population"] / 1e6,
            row["spending_do_minimum_usd"] / 1e9,
            millions(row["ev_usd"]),
            percent(row["real_income_hat"]),
            figure(row["ev_per_person_usd"]),
            percent(row["productivity_hat"]),
            row["capex_usd"] / 1e6,
        )
        for place in (*focus, "world")
        for row in found.countries[found.countries["country"] == place].to_dict("records")
        if row["year"] in kept
    ]
    return table("What the projects change, at prices of the base year", headers, rows)


def _sites(found: Transition) -> Table:
    """Return parks and mines in the last year in which any is in use."""
    last = found.sites["year"].max()
    headers = (
        "site",
        "in use (%)",
        "jobs (1)",
        "sales (million US$)",
        "paid abroad (million US$)",
        "royalty (million US$)",
        "tax forgone (million US$)",
    )
    rows = [
        (
            row["project_id"],
            100.0 * row["in_use"],
            figure(row["jobs"]),
            figure(row["sales_usd"] / 1e6),
            figure(row["paid_abroad_usd"] / 1e6),
            figure(row["royalty_usd"] / 1e6),
            figure(row["forgone_tax_usd"] / 1e6),
        )
        for row in found.sites[found.sites["year"] == last].to_dict("records")
    ]
    return table(f"Parks and mines in {last}", headers, rows)
