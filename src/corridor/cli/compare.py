"""`corridor compare`: what differs between two appraisals, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridor.cli.options import Json, Quiet
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, figure, millions, print_json, records, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from corridor.studies.compare.explain import Explained

MOST = 12
"""Rows of a table on the terminal."""


def compare(
    left: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of an appraisal.")],
    right: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of another.")],
    *,
    explain: Annotated[
        str,
        typer.Option(
            metavar="CASE",
            help="Solve anew with each difference alone, in this case, and say what it explains.",
        ),
    ] = "",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell what differs between two appraisals: assumptions, projects, data, and the results.

    `--explain CASE` solves the portfolio anew with each differing parameter and project changed alone, from
    either side, and tells how much of the difference in the home country's gain each explains.

    **Examples**

        corridor appraise island --name slow

        corridor appraise island --set value_of_time.container=2 --name fast

        corridor compare out/island/slow out/island/fast --explain island
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.cli.options import asked_for
        from corridor.io.kept_runs import read_run
        from corridor.studies.compare.differences import differences, indicators, require_alike, values
        from corridor.studies.compare.explain import explain as run

        runs = read_run(left), read_run(right)
        require_alike(*runs)
        causes = differences(*runs)
        tables = {"causes": causes, "indicators": indicators(*runs), "values": values(*runs)}
        explained = None
        if explain:
            asked = asked_for(explain)
            explained = run(asked.case, *runs, causes, progress=progress, baseline_of=asked.baseline_of)
            tables["explained"] = explained.table
    if json:
        names = {"left": runs[0].name, "right": runs[1].name}
        print_json({**names, **{name: records(frame) for name, frame in tables.items()}})
        return
    screen = console()
    screen.print(f"Left: {left}\nRight: {right}", soft_wrap=True)
    screen.print(_causes(causes))
    screen.print(_indicators(tables["indicators"], runs[0].main))
    screen.print(_values(tables["values"]))
    if explained:
        screen.print(_explained(explained))


def _causes(causes: pd.DataFrame) -> Table | str:
    if causes.empty:
        return "Nothing that decides them differs."
    rows = [tuple(str(cell) or "–" for cell in row) for row in causes.to_numpy()]
    return table("What differs", ("kind", "name", "left", "right"), rows)


def _indicators(found: pd.DataFrame, scenario: str) -> Table | str:
    """Return the indicators of the main portfolio that differ most, in per cent."""
    rows = found[(found["scenario"] == scenario) & (found["difference"].fillna(0.0) != 0.0)]
    if rows.empty:
        return "No indicator of the main portfolio differs."
    rows = rows.sort_values("difference_percent", key=abs, ascending=False, kind="stable")
    shown = [
        (
            f"{row['account']}: {row['indicator']}",
            row["region"],
            row["unit"],
            *(figure(row[name], 3) for name in ("left", "right", "difference", "difference_percent")),
        )
        for row in records(rows.head(MOST))
    ]
    title = f"What {scenario} changes ({min(len(rows), MOST)} of {len(rows)} indicators that differ)"
    headers = ("indicator", "of", "unit", "left (change)", "right (change)", "by (change)", "%")
    return table(title, headers, shown)


def _values(found: pd.DataFrame) -> Table | str:
    """Return the projects whose net present value differs most."""
    rows = found[(found["quantity"] == "npv_low") & (found["difference"].fillna(0.0) != 0.0)]
    if rows.empty:
        return "No net present value differs."
    rows = rows.sort_values("difference", key=abs, ascending=False, kind="stable")
    shown = [
        (row["project_id"], *_moved(row, "left", "right", "difference")) for row in records(rows.head(MOST))
    ]
    title = (
        f"Net present value at the low rate, US$ million ({min(len(rows), MOST)} of {len(rows)} that differ)"
    )
    return table(title, ("project", "left (US$ m)", "right (US$ m)", "right less left (US$ m)"), shown)


def _explained(found: Explained) -> Table:
    shown = [
        (
            row["name"],
            row["kind"],
            *_moved(row, "from_left", "from_right", "explained"),
            figure(None if row["share"] is None else 100 * row["share"], 3),
        )
        for row in records(found.table)
    ]
    title = f"Gain of {found.of}: US$ {millions(found.left)} and {millions(found.right)} million a year"
    headers = ("cause", "kind", "changed first (US$ m)", "changed last (US$ m)", "explains (US$ m)", "%")
    return table(title, headers, shown)


def _moved(row: dict[str, Any], *names: str) -> tuple[str, ...]:
    return tuple("–" if row[name] is None else millions(row[name]) for name in names)
