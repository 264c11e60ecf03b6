"""`corridor vehicles`: what vehicles cost on the roads of a case, and what roads cost that are not kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridor.cli.options import CaseArgument, Json, Name, Out, Quiet, Set, asked_for
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, figure, print_json, records, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

TABLES = ("costs", "roads", "roughness", "overloading")
STEP = 5
"""Years between two that are shown."""


def vehicles(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    years: Annotated[int, typer.Option(min=2, max=60, metavar="N", help="Years of roughness.")] = 20,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    r"""Tell what vehicles cost by class of road, and how roads grow rough with and without maintenance.

    By vehicle and class of road: speed of the case and free speed, US\\$ per km by component (fuel, tyres,
    repair, crew, capital, overhead), per tonne-km; accidents, exhaust and wear of the road beside them. The
    path of roughness as the table says, kept, and not kept. What overloading does to roads.

    Writes `DIR/<case>/vehicles-<hash>/`: the tables `costs`, `roads`, `roughness`, `overloading` and
    `run.json`.

    **Examples**

        corridor vehicles cpec

        corridor vehicles cpec --years 30 --set vehicle.diesel=1.1 --json
    """
    with ending(as_json=json), drawn(quiet=quiet):
        from corridor.io.values import write_study
        from corridor.studies.vehicles import vehicle_study

        asked = asked_for(case, set_)
        study = vehicle_study(asked.case, years=years)
        tables = {part: getattr(study, part) for part in TABLES}
        folder = write_study("vehicles", tables, asked.case, {"years": years}, out, name=name)
    if json:
        shown = {part: records(frame) for part, frame in tables.items()}
        print_json({"case": asked.case.settings.name, "folder": str(folder), **shown})
        return
    screen = console()
    for part in (
        _costs(study.costs),
        _roads(study.roads),
        _paths(study.roughness),
        _loads(study.overloading),
    ):
        screen.print(part)
    screen.print(f"Results: {folder}", soft_wrap=True)


def _costs(costs: pd.DataFrame) -> Table:
    parts = ("fuel", "tyres", "repair", "crew", "capital", "overhead", "total")
    headers = ("road", "vehicle", "km/h", "free", *(one[:4] for one in parts), "t-km")
    rows = [
        (
            f"{row['facility_type']}, {row['terrain']}",
            row["vehicle"],
            f"{row['speed_kmh']:.0f}",
            f"{row['free_speed_kmh']:.0f}",
            *(f"{100.0 * row[f'{one}_usd_km']:.1f}" for one in parts),
            "" if row["loaded_usd_t_km"] is None else f"{100.0 * row['loaded_usd_t_km']:.2f}",
        )
        for row in records(costs)
    ]
    return table("What vehicles cost, US cents per km (t-km: per tonne-km, loaded both ways)", headers, rows)


def _roads(roads: pd.DataFrame) -> Table:
    headers = (
        "road",
        "km",
        "km/h",
        "IRI (m/km)",
        "range",
        "t-km, usual load (US$)",
        "legal load",
        "accidents (US$/km)",
    )
    rows = [
        (
            f"{row['facility_type']}, {row['terrain']}",
            figure(row["length"]),
            figure(row["truck_speed"], 3),
            figure(row["iri"], 3),
            f"{row['iri_low']:g}-{row['iri_high']:g}",
            figure(row["usual_usd_t_km"], 3),
            figure(row["legal_usd_t_km"], 3),
            " ".join(f"{100.0 * row[f'accident{end}_usd_km']:.1f}" for end in ("_low", "", "_high")),
        )
        for row in records(roads)
    ]
    return table(
        "Roads: a tonne-km with empty returns, in usual and in legal loads; accidents per vehicle-km",
        headers,
        rows,
    )


def _paths(path: pd.DataFrame) -> Table:
    shown = sorted(path["year"].unique())[::STEP]
    wide = path.pivot_table(
        index=["facility_type", "terrain", "upkeep"], columns="year", values="iri", sort=False
    )
    rows = [
        (
            f"{kind}, {terrain}",
            kept,
            *(figure(float(wide.loc[(kind, terrain, kept), year]), 3) for year in shown),
        )
        for kind, terrain, kept in wide.index
    ]
    return table("Roughness (m/km) by year and upkeep", ("road", "upkeep", *(str(y) for y in shown)), rows)


def _loads(loads: pd.DataFrame) -> Table:
    headers = (
        "road",
        "truck",
        "overloaded",
        "gross (t)",
        "legal (t)",
        "axles",
        "within the law",
        "extra wear (US$/t-km)",
    )
    rows = [
        (
            row["facility_type"],
            row["vehicle"],
            f"{100.0 * row['overloaded']:.0f} %",
            figure(row["gross_t"], 3),
            figure(row["legal_t"], 3),
            figure(row["axles"], 3),
            figure(row["axles_legal"], 3),
            figure(row["extra_wear_usd_t_km"], 3),
        )
        for row in records(loads)
    ]
    return table("Overloading: equivalent standard axles of a truck", headers, rows)
