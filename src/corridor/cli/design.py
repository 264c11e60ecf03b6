"""`corridor design`: the best network for a budget."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridor.cli.names import names_of
from corridor.cli.options import CaseArgument, Json, Name, Out, Quiet, Set, asked_for
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, figure, print_json, table

if TYPE_CHECKING:
    from rich.table import Table

    from corridor.studies.design.study import NetworkStudy


class Cost(StrEnum):
    """What links cost."""

    BUILT = "built"
    REVEALED = "revealed"


class Weights(StrEnum):
    """How people count."""

    EQUAL = "equal"
    INCOMES = "incomes"


def design(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    countries: Annotated[
        str, typer.Option(metavar="A,B", help="Whose regions are cities. [default: the case's home]")
    ] = "",
    goods: Annotated[int, typer.Option(min=1, help="Largest cities that make a good of their own.")] = 10,
    expansion: Annotated[float, typer.Option(help="Part of today's budget that is added.")] = 0.5,
    cost: Annotated[
        Cost, typer.Option(help="Of links: by km and terrain, or such that today's network is best.")
    ] = Cost.BUILT,
    weights: Annotated[
        Weights, typer.Option(help="People count the same, or such that all spend what they earn.")
    ] = Weights.EQUAL,
    top: Annotated[int, typer.Option(min=1, help="Links to show.")] = 15,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find the best roads for a budget: today's moved, and half as much again (Fajgelbaum & Schaal 2020).

    Regions are cities, neighbours are joined by the quickest road, and a planner chooses consumption, trade
    and roads at once. The model is its own, calibrated to the case's people, value added and freight rates;
    every number comes with a proof of how far from the best it can be.

    Writes `DIR/<case>/design-<hash>/`: summary, edges, districts, calibration, certificates, `run.json` and
    the maps, `network.png`.

    **Examples**

        corridor design cpec

        corridor design cpec --expansion 0.1 --weights incomes

        corridor design cpec --set design.returns=0.169 --json
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_study
        from corridor.report.network_map import network_picture
        from corridor.studies.design.problem import DesignChoices, design_problem
        from corridor.studies.design.study import best_networks

        read_case = asked_for(case, set_).case
        named = names_of(countries, "countries")
        asked = {"countries": named, "goods": goods, "cost": cost.value, "weights": weights.value}
        found = design_problem(read_case, DesignChoices(**asked))  # type: ignore[arg-type]
        study = best_networks(found, expansion, progress=progress)
        tables = {name: getattr(study, name) for name in ("summary", "edges", "districts", "certificates")}
        tables["calibration"] = found.calibration
        asked = {**asked, "expansion": expansion}
        pictures = {"network.png": network_picture(study, read_case)}
        folder = write_study("design", tables, read_case, asked, out, pictures=pictures, name=name)
    if json:
        shown = {name: tables[name].to_dict("records") for name in ("summary", "calibration", "certificates")}
        print_json({**asked, "folder": str(folder), **shown, "edges": tables["edges"].to_dict("records")})
        return
    screen = console()
    screen.print(_summary(study))
    for plan in study.plans:
        screen.print(_changes(study, plan, top))
    screen.print(_proof(study))
    screen.print(f"Results: {folder}", soft_wrap=True)


def _summary(study: NetworkStudy) -> Table:
    headers = (
        "network",
        "consumption (%)",
        "worth (million US$/year)",
        "roads (million US$)",
        "a year's gain of one more US$ (US$)",
        "links that grow (1)",
        "shrink (1)",
    )
    rows = [
        (
            row["counterfactual"],
            format(row["gain_percent"], "+.3f"),
            figure(row["gain_musd"]),
            figure(row["spent_musd"]),
            figure(row["gain_usd_per_usd"]),
            str(row["edges_growing"]),
            str(row["edges_shrinking"]),
        )
        for row in study.summary.to_dict("records")
    ]
    return table("The best networks against today's", headers, rows)


def _changes(study: NetworkStudy, name: str, top: int) -> Table:
    order = study.edges[f"{name}_musd"].abs().sort_values(ascending=False, kind="stable").index[:top]
    headers = ("between", "km (1)", "today (lanes)", f"{name} (lanes)", "change (%)", "cost (million US$)")
    rows = [
        (
            f"{row['origin_name']} - {row['destination_name']}",
            row["km"],
            row["today"],
            row[name],
            format(row[f"{name}_percent"], "+.0f"),
            figure(row[f"{name}_musd"]),
        )
        for row in study.edges.loc[order].to_dict("records")
    ]
    return table(f"Largest changes: {name}", headers, rows)


def _proof(study: NetworkStudy) -> str:
    rows = study.certificates.to_dict("records")
    return "; ".join(f"{row['counterfactual']}: {row['statement']}" for row in rows)
