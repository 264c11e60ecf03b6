"""`corridor links` and `corridor sensitivity`: what every link and every parameter is worth."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridor.cli.appraise import CaseArgument, overridden
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, figure, print_json, scaled, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from corridor.case.case import Case
    from corridor.studies.link_values import LinkValues

Outcome = Annotated[
    str, typer.Option(metavar="INDICATOR", help="An indicator of the accounts, by its name in the tables.")
]
Of = Annotated[
    str,
    typer.Option(
        "--of", metavar="PLACE", help="Region, country, corridor or world. [default: the case's home]"
    ),
]
Projects = Annotated[str, typer.Option(metavar="A,B", help="Projects, by identifier.")]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the results.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Override a parameter; may be repeated."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]


def links(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    outcome: Outcome = "real income",
    of: Of = "",
    projects: Projects = "",
    top: Annotated[int, typer.Option(min=1, help="Links and borders to show.")] = 20,
    out: Out = Path("out"),
    set_: Settings = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Value every link: what a little less cost, time or fee on it changes, for one outcome and place.

    One adjoint solve gives the value of all links, through routes, trade costs and the equilibrium. Beside
    each stands the traditional measure, the saving of present traffic, with the correlation of both and the
    ranks that change. Values hold for small changes of today's world; with `--projects`, of the world in
    which these planned ones stand or these built ones do not.

    Writes `DIR/<case>/links-<hash>/`: the table, `map.gpkg` (opens styled in QGIS) and `run.json`.

    **Examples**

        corridor links cpec --top 50

        corridor links cpec --of world --outcome "freight CO2"

        corridor links cpec --projects m-6-sukkur-hyderabad --json > links.json
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_link_values
        from corridor.model.solved import chosen_world
        from corridor.studies.link_values import valued

        read_case, chosen, baseline_of = prepared(case, set_, projects)
        of = of or read_case.settings.focus[0]
        found, scenario = chosen_world(read_case, chosen, progress=progress, baseline_of=baseline_of)
        values = valued(found, scenario, outcome, of)
        folder = write_link_values(values, read_case, chosen, out)
    ranked = values.table[values.table["tonnes"] > 0].sort_values("value_rank", kind="stable")
    moving, standing = ranked[ranked["length"] > 0].head(top), ranked[ranked["length"] == 0].head(top)
    if json:
        print_json(_document(values, folder, moving, standing))
        return
    screen = console()
    screen.print(_told(values, top))
    screen.print(_moving(values, moving))
    screen.print(_standing(values, standing))
    screen.print(f"Results: {folder}", soft_wrap=True)


def sensitivity(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    projects: Projects = "",
    outcome: Outcome = "real income",
    of: Of = "",
    out: Out = Path("out"),
    set_: Settings = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell which parameters move a result: the derivative of what projects change by each of them.

    One adjoint solve per world gives all derivatives, through routes, trade costs, calibration and the
    equilibrium. Without `--projects` all planned projects are taken together. The elasticity is the per
    cent by which the change moves for one per cent of the parameter.

    Writes `DIR/<case>/sensitivity-<hash>/`: the table and `run.json`.

    **Examples**

        corridor sensitivity cpec

        corridor sensitivity cpec --projects m-5-sukkur-multan --of CHN --outcome exports
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_parameter_values
        from corridor.studies.sensitivity import parameter_values

        read_case, chosen, baseline_of = prepared(case, set_, projects)
        chosen = chosen or [
            p.project_id for p in read_case.projects if p.portfolio == "planned" and p.acts and p.listed
        ]
        of = of or read_case.settings.focus[0]
        found = parameter_values(read_case, chosen, outcome, of, progress=progress, baseline_of=baseline_of)
        asked = {"outcome": outcome, "of": of, "projects": chosen}
        folder = write_parameter_values(found, read_case, asked, out)
    found = found.loc[found["elasticity"].abs().sort_values(ascending=False, kind="stable").index]
    if json:
        print_json({**asked, "folder": str(folder), "parameters": found.to_dict("records")})
        return
    screen = console()
    screen.print(_moved(found, outcome, of, chosen))
    screen.print(f"Results: {folder}", soft_wrap=True)


def prepared(case: str, settings: list[str] | None, projects: str) -> tuple[Case, list[str], Any]:
    """Return the case with its parameters overridden, the projects named, and what makes its worlds."""
    from corridor.io.case import read
    from corridor.io.search_cache import cache_folder, remembered
    from corridor.model.baseline import baseline

    chosen = [name.strip() for name in projects.split(",") if name.strip()]
    baseline_of = partial(baseline, search=remembered(cache_folder()))
    return overridden(read(case), settings or []), chosen, baseline_of


def _document(
    values: LinkValues, folder: Path, moving: pd.DataFrame, standing: pd.DataFrame
) -> dict[str, Any]:
    return {
        "outcome": values.outcome,
        "of": values.of,
        "unit": values.unit,
        "baseline": values.baseline,
        "correlation_with_traffic": values.correlation,
        "adjoint_residual": values.residual,
        "folder": str(folder),
        "links": moving.to_dict("records"),
        "standing": standing.to_dict("records"),
    }


def _told(values: LinkValues, top: int) -> str:
    """Return one paragraph on how the values compare with the traditional measure."""
    moving = values.table[values.table["length"] > 0]
    both = ((moving["value_rank"] <= top) & (moving["traffic_rank"] <= top)).sum()
    return (
        f"[bold]{values.outcome} of {values.of}[/bold], {values.unit}: values of {len(values.table):,} links "
        f"for small changes. Correlation with the traditional measure (saving of present traffic) "
        f"{values.correlation:.3f}; {both} of the first {top} links are among the first {top} by it."
    )


def _moving(values: LinkValues, shown: pd.DataFrame) -> Table:
    headers = (
        "link",
        "section or name",
        "where",
        "mode",
        "Mt/year (1)",
        f"1 % less cost ({values.unit})",
        "an hour less (same)",
        "by traffic (same)",
        "rank by traffic (1)",
    )
    rows = [
        (
            str(row["link_id"]),
            str(row["section"] or row["name"]),
            str(row["country"] or "high seas"),
            str(row["mode"]),
            row["tonnes"] / 1e6,
            _quantity(row["value_percent"]),
            _quantity(row["value_hour"]),
            _quantity(row["traffic_percent"]),
            str(row["traffic_rank"]),
        )
        for row in _records(shown)
    ]
    return table("Links by the value of one per cent less running cost", headers, rows)


def _standing(values: LinkValues, shown: pd.DataFrame) -> Table:
    headers = (
        "link",
        "border, port or terminal",
        "where",
        "Mt/year (1)",
        f"an hour less ({values.unit})",
        "US$ 1/t less (same)",
        "hour by traffic (same)",
        "rank by traffic (1)",
    )
    rows = [
        (
            str(row["link_id"]),
            str(row["section"] or row["name"]),
            str(row["country"]),
            row["tonnes"] / 1e6,
            _quantity(row["value_hour"]),
            _quantity(row["value_fee"]),
            _quantity(row["traffic_hour"]),
            str(row["traffic_rank"]),
        )
        for row in _records(shown)
    ]
    return table("Borders, ports and terminals by the value of one hour less", headers, rows)


def _moved(found: pd.DataFrame, outcome: str, of: str, projects: list[str]) -> Table:
    headers = ("parameter", "unit", "value (unit)", "derivative (1)", "elasticity (%)")
    rows = [
        (
            row["parameter"],
            row["unit"],
            row["value"],
            format(row["derivative"], "+.4g"),
            format(row["elasticity"], "+.3f"),
        )
        for row in _records(found[found["derivative"].notna()])
        if row["derivative"]
    ]
    still = len(found) - len(rows)
    title = (
        f"What moves the change of {outcome} of {of} by {len(projects)} projects ({still} parameters do not)"
    )
    return table(title, headers, rows)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _quantity(value: float) -> str:
    """Return a quantity in millions or billions where it is that large."""
    unit, text = scaled("", value)
    return f"{text} {unit}".strip() if abs(value) >= 1.0 else figure(value)
