"""`corridor upgrades`: which roads to widen for a budget, asked of the case's own equilibrium."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridor.cli.options import CaseArgument, Json, Name, Of, Out, Outcome, Quiet, Set, asked_for
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, figure, headed, print_json, scaled, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table
    from rich.text import Text

    from corridor.studies.upgrades import Upgrades


def upgrades(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    budget: Annotated[float, typer.Option(help="What may be spent, US$ million.")],
    outcome: Outcome = "real income",
    of: Of = "",
    rounds: Annotated[int, typer.Option(min=1, help="Most rounds of values and re-solves.")] = 12,
    most: Annotated[float, typer.Option(help="Largest infrastructure on a link, over today's.")] = 20.0,
    top: Annotated[int, typer.Option(min=1, help="Roads and links to show.")] = 15,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find the roads to widen for a budget, so that an indicator of a place rises most.

    Unlike `corridor design`, it asks the case's own equilibrium: real links, routes, sectors and trade with
    the world. Every round values all links by one adjoint solve, spends the budget where a US$ brings most,
    searches the network anew and solves; it ends where the budget would not be spent elsewhere. All open
    roads of the case's home may be widened; `design.returns`, `design.cost_per_km` and `design.terrain` say
    at what cost.

    Writes `DIR/<case>/upgrades-<hash>/`: summary, roads, links, rounds, `run.json` and the map,
    `upgrades.png`.

    **Examples**

        corridor upgrades island --budget 100

        corridor upgrades cpec --budget 5000

        corridor upgrades cpec --budget 5000 --of CHN --outcome "real GDP" --rounds 4 --json
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_study
        from corridor.report.upgrade_map import upgrade_picture
        from corridor.studies.upgrades import UpgradeSettings
        from corridor.studies.upgrades import upgrades as best

        asked_case = asked_for(case, set_)
        read_case, baseline_of = asked_case.case, asked_case.baseline_of
        of = of or read_case.settings.focus[0]
        settings = UpgradeSettings(rounds=rounds, most=most)
        found = best(
            read_case, budget, outcome, of, settings=settings, progress=progress, baseline_of=baseline_of
        )
        asked = {"budget_musd": budget, "outcome": outcome, "of": of, "rounds": rounds, "most": most}
        tables = {"summary": _summary(found), "roads": found.roads}
        tables |= {"links": found.links, "rounds": found.rounds}
        pictures = {"upgrades.png": upgrade_picture(found, read_case)}
        folder = write_study("upgrades", tables, read_case, asked, out, pictures=pictures, name=name)
    if json:
        widened = found.links[found.links["factor"] > 1.0].to_dict("records")
        shown = {name: tables[name].to_dict("records") for name in ("summary", "roads", "rounds")}
        print_json({**asked, "folder": str(folder), **shown, "links": widened})
        return
    screen = console()
    screen.print(_told(found))
    screen.print(_roads(found, top))
    screen.print(_links(found, top))
    screen.print(_proof(found))
    screen.print(f"Results: {folder}", soft_wrap=True)


def _summary(found: Upgrades) -> pd.DataFrame:
    """Return one row: what is gained, at the margin, and the certificate."""
    import pandas as pd

    return pd.DataFrame(
        {
            "outcome": [found.outcome],
            "of": [found.of],
            "unit": [found.unit],
            "baseline": [found.baseline],
            "gain": [found.gain],
            "gain_percent": [100.0 * found.gain / found.baseline if found.baseline else float("nan")],
            "first_order": [found.first_order],
            "budget_musd": [found.budget_musd],
            "spent_musd": [float(found.links["cost_musd"].sum())],
            "gain_of_one_more_usd": [found.multiplier],
            "residual": [found.residual],
            "links_widened": [int((found.links["factor"] > 1.0).sum())],
        }
    )


def _told(found: Upgrades) -> Text:
    row = _summary(found).iloc[0]
    return headed(
        f"{found.outcome} of {found.of}",
        f": {_quantity(found.gain, found.unit)} more "
        f"({row['gain_percent']:+.3f} %) for US$ {found.budget_musd:,.4g} million of roads, of which "
        f"US$ {row['spent_musd']:,.4g} million are spent. Values of today promise "
        f"{_quantity(found.first_order, found.unit)}. One more US$ of roads brings "
        f"{figure(found.multiplier)} {found.unit}.",
    )


def _quantity(value: float, unit: str) -> str:
    unit, text = scaled(unit, value)
    return f"{text} {unit}"


def _roads(found: Upgrades, top: int) -> Table:
    headers = (
        "road",
        "km (1)",
        "widened (km)",
        "more (%)",
        "less to pay (%)",
        "cost (million US$)",
        "share (%)",
    )
    rows = [
        (
            row["road"],
            row["km"],
            row["widened_km"],
            format(row["more_percent"], "+.0f"),
            format(row["saving_percent"], ".1f"),
            figure(row["cost_musd"]),
            format(row["share_percent"], ".1f"),
        )
        for row in found.roads.head(top).to_dict("records")
        if row["cost_musd"] > 0.0
    ]
    return table("Roads, by what is spent on them", headers, rows)


def _links(found: Upgrades, top: int) -> Table:
    headers = (
        "link",
        "section or name",
        "km (1)",
        "more (%)",
        "less to pay (%)",
        "cost (million US$)",
        f"1 % less at the end ({found.unit})",
    )
    ceiling = found.links.sort_values("cost_musd", ascending=False, kind="stable").head(top)
    rows = [
        (
            str(row["link_id"]),
            str(row.get("section") or row.get("name") or row.get("facility_type")),
            row["length"],
            format(100.0 * (row["factor"] - 1.0), "+.0f"),
            format(row["saving_percent"], ".1f"),
            figure(row["cost_musd"]),
            figure(row["value_percent"]),
        )
        for row in ceiling.to_dict("records")
        if row["cost_musd"] > 0.0
    ]
    return table("Links, by what is spent on them", headers, rows)


def _proof(found: Upgrades) -> str:
    return (
        f"{len(found.rounds)} rounds; first-order conditions at the end would spend {found.residual:.2%} "
        "elsewhere. A local optimum: where routes switch, the first US$ on a road can be worth less than "
        "the next."
    )
