"""`corridor groups`: what a run brings to groups of countries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corridor.cli.options import Json
from corridor.cli.outcome import ending
from corridor.cli.show import console, millions, print_json, records, table


def groups(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Folder of a run of `corridor appraise`.")],
    *,
    at: Annotated[str, typer.Option(metavar="DATE", help="Day on which membership counts.")] = "2024-12-31",
    json: Json = False,
) -> None:
    """Show what a run brings to members of the SCO, CAREC, the Belt and Road and others, and to UN regions.

    Sums the gains of countries (equivalent variation a year) over who was a member on a day, for every
    scenario of the run. Memberships carry how they are known. Writes nothing.

    **Example**

        corridor groups out/cpec/all --at 2023-10-19
    """
    with ending(as_json=json):
        from corridor.accounts.country_groups import group_gains
        from corridor.dates import ALLOWED, is_date, last_day
        from corridor.errors import ARGUMENT, Fault, raise_if
        from corridor.io.kept_runs import read_run

        said = Fault(file=ARGUMENT, message="no such date", column="at", value=at, allowed=ALLOWED)
        raise_if([] if is_date(at) else [said])
        found = group_gains(read_run(Path(run), ("regions",)).tables["regions"], last_day(at))
    if json:
        print_json({"run": run, "at": at, "groups": records(found)})
        return
    headers = (
        "group",
        "members in the run",
        "gain (US$ m a year)",
        "a person (US$)",
        "members that lose",
        "known",
    )
    screen = console()
    portfolios = list(dict.fromkeys(found["scenario"]))[:2]
    for scenario in portfolios:
        rows = [
            (
                row["group"],
                row["members"],
                millions(row["gain_usd"]),
                row["gain_per_person_usd"],
                row["losing_members"] or "none",
                row["known"],
            )
            for row in records(found[found["scenario"] == scenario])
        ]
        screen.print(table(f"{scenario}: gain of groups of countries, {at}", headers, rows))
