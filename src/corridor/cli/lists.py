"""`corridor projects` and `corridor parameters`: what a case holds, by the names to use."""

from __future__ import annotations

from typing import Annotated

import typer

from corridor.cli.outcome import ending
from corridor.cli.show import console, figure, print_json, table

CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="Name of a bundled case or path of a folder.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def parameters(case: CaseArgument, *, json: Json = False) -> None:
    """List every parameter of a case: value, unit, range, status, source.

    Reads the case; writes nothing. The names are those of `--set` in `corridor appraise`.

    **Example**

        corridor parameters cpec --json
    """
    with ending(as_json=json):
        from corridor.io.case import read

        entries = [entry for _, entry in sorted(read(case).parameters.entries.items())]
    if json:
        from dataclasses import asdict

        print_json({"case": case, "parameters": [asdict(entry) for entry in entries]})
        return
    headers = ("name", "value (unit)", "unit", "low (unit)", "high (unit)", "status", "source")
    rows = [(e.name, e.value, e.unit, e.low, e.high, e.status, e.source) for e in entries]
    console().print(table(f"{case}: {len(entries)} parameters", headers, rows))


def projects(case: CaseArgument, *, json: Json = False) -> None:
    """List the projects of a case: identifier, status, cost, what the model knows of each.

    Reads the case; writes nothing. The identifiers are those of `--projects` in `corridor appraise`.

    **Example**

        corridor projects cpec
    """
    with ending(as_json=json):
        from corridor.io.case import read
        from corridor.io.oc4ids import left_out
        from corridor.money.cost_benefit import acts_on

        whole = read(case)
        found = whole.projects
    if json:
        from dataclasses import asdict

        print_json({"case": case, "projects": [asdict(project) for project in found]})
        return
    headers = ("project", "title", "portfolio", "status", "opens", "cost (US$ m)", "acts on")
    rows = [
        (
            p.project_id,
            p.title,
            p.portfolio,
            p.status,
            str(p.opening_year),
            figure(sum(usd for _, usd in p.capex) / 1e6 if p.capex else None),
            ", ".join(dict.fromkeys(effect.section for effect in p.effects)) or acts_on(p),
        )
        for p in found
    ]
    acting = sum(p.acts for p in found)
    prices = f"costs in US$ of {whole.settings.price_year}"
    title = f"{case}: {len(found)} projects, {acting} act on the model; {prices}"
    console().print(table(title, headers, rows))
    for note in left_out(found):
        console().print(note)
