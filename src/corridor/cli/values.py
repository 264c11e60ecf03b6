"""`corridor links` and `corridor sensitivity`: what every link and every parameter is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridor.cli.options import (
    CaseArgument,
    Json,
    Name,
    Of,
    Out,
    Outcome,
    Projects,
    Quiet,
    Set,
    Without,
    asked_for,
)
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, figure, headed, print_json, scaled, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table
    from rich.text import Text

    from corridor.studies.link_values import LinkValues


def links(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    outcome: Outcome = "real income",
    of: Of = "",
    projects: Projects = "",
    without: Without = "",
    top: Annotated[int, typer.Option(min=1, help="Links and borders to show.")] = 20,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Value every link: what a little less cost, time or fee on it changes, for one outcome and place.

    One adjoint solve gives the value of all links, through routes, trade costs and the equilibrium. Beside
    each stands the traditional measure, the saving of present traffic, with the correlation of both and the
    ranks that change. Values hold for small changes of today's world; with `--projects` and
    `--without`, of the world in which the former stand and the latter do not.

    Writes `DIR/<case>/links-<hash>/`: the table, `map.gpkg` (opens styled in QGIS) and `run.json`.

    **Examples**

        corridor links cpec --top 50

        corridor links cpec --of world --outcome "freight CO2"

        corridor links cpec --projects m-6-sukkur-hyderabad --json > links.json
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_link_values
        from corridor.model.selection import standing
        from corridor.model.solved import world_of
        from corridor.studies.link_values import valued

        asked = asked_for(case, set_, projects, without)
        stands = standing(asked.case.projects, asked.projects or (), asked.without)
        found = world_of(asked.baseline_of(asked.case, progress=progress), stands)
        values = valued(found, stands, outcome, of or asked.case.settings.focus[0])
        folder = write_link_values(values, asked.case, asked.record, out, name=name)
    ranked = values.table[values.table["tonnes"] > 0].sort_values("value_rank", kind="stable")
    moving, still = ranked[ranked["length"] > 0].head(top), ranked[ranked["length"] == 0].head(top)
    if json:
        print_json(_document(values, folder, moving, still))
        return
    screen = console()
    screen.print(_told(values, top))
    screen.print(_moving(values, moving))
    screen.print(_standing(values, still))
    screen.print(f"Results: {folder}", soft_wrap=True)


def sensitivity(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    projects: Projects = "",
    without: Without = "",
    outcome: Outcome = "real income",
    of: Of = "",
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
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
        from corridor.io.values import write_study
        from corridor.studies.sensitivity import parameter_values

        asked = asked_for(case, set_, projects, without)
        of = of or asked.case.settings.focus[0]
        found = parameter_values(
            asked.case,
            asked.projects,
            outcome,
            of,
            without=asked.without,
            progress=progress,
            baseline_of=asked.baseline_of,
        )
        about = {"outcome": outcome, "of": of, **asked.record}
        folder = write_study("sensitivity", {"parameter_values": found}, asked.case, about, out, name=name)
    found = found.loc[found["elasticity"].abs().sort_values(ascending=False, kind="stable").index]
    if json:
        print_json({**about, "folder": str(folder), "parameters": found.to_dict("records")})
        return
    screen = console()
    screen.print(_moved(found, outcome, of, asked.projects))
    screen.print(f"Results: {folder}", soft_wrap=True)


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


def _told(values: LinkValues, top: int) -> Text:
    """Return one paragraph on how the values compare with the traditional measure."""
    moving = values.table[values.table["length"] > 0]
    both = ((moving["value_rank"] <= top) & (moving["traffic_rank"] <= top)).sum()
    return headed(
        f"{values.outcome} of {values.of}",
        f", {values.unit}: values of {len(values.table):,} links "
        f"for small changes. Correlation with the traditional measure (saving of present traffic) "
        f"{values.correlation:.3f}; {both} of the first {top} links are among the first {top} by it.",
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


def _moved(found: pd.DataFrame, outcome: str, of: str, projects: tuple[str, ...] | None) -> Table:
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
    which = "all planned projects" if projects is None else f"{len(projects)} projects"
    title = f"What moves the change of {outcome} of {of} by {which} ({still} parameters do not)"
    return table(title, headers, rows)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _quantity(value: float) -> str:
    """Return a quantity in millions or billions where it is that large."""
    unit, text = scaled("", value)
    return f"{text} {unit}".strip() if abs(value) >= 1.0 else figure(value)
