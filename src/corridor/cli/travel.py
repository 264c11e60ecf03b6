"""`corridor travel`: people on the move, beside what is published, and what projects do to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridor.cli.options import CaseArgument, Json, Name, Out, Projects, Quiet, Set, Without, asked_for
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, figure, headed, print_json, records, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from corridor.studies.travel import TravelStudy

MILLION = 1e6
NEAR = "Error of distant places taken together"


def travel(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    projects: Projects = "",
    without: Without = "",
    top: Annotated[int, typer.Option(min=1, help="Regions and pairs to show.")] = 12,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Send people on their way: trips, modes, vehicles, and what projects save them.

    Trips between places by purpose, group of income and mode (car, motorcycle, bus, train) follow time, money
    and what people own. Published passenger-km, shares and counts of vehicles that are no trucks stand beside
    the model's; those held out say so. Gains are changes of the log-sum; the rule of a half stands beside
    them, with hours and money apart. They come on top of the gains of freight.

    Writes `DIR/<case>/travel-<hash>/`: tables of modes, figures, gains by region, group and purpose, their
    parts by mode, pairs of regions, vehicles a day on links, and `run.json`.

    **Examples**

        corridor travel cpec

        corridor travel cpec --projects ml-1-karachi-hyderabad,ml-1-hyderabad-multan

        corridor travel island --projects tunnel --json
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_study
        from corridor.studies.travel import travel as studied

        asked = asked_for(case, set_, projects, without)
        found = studied(asked.case, asked.projects, without=asked.without, progress=progress)
        tables = {
            "travel_modes": found.national,
            "travel_facts": found.facts,
            "travel_nesting": found.nesting,
            "travel_gains": found.gains,
            "travel_parts": found.parts,
            "travel_pairs": found.pairs,
            "travel_links": found.links,
        }
        folder = write_study("travel", tables, asked.case, asked.record, out, name=name)
    if json:
        shown = {k: records(v) for k, v in tables.items() if k not in ("travel_links", "travel_parts")}
        print_json({"case": asked.case.settings.name, "folder": str(folder), **shown})
        return
    screen = console()
    for part in (_modes(found), _facts(found), _nesting(found), _by_mode(found), _by_group(found)):
        screen.print(part)
    for part in (_regions(found, top), _pairs(found, top)):
        screen.print(part)
    screen.print(
        headed(
            "People gain",
            f" US$ {figure(found.gain_usd / MILLION)} million a year by the log-sum, "
            f"{figure(found.half_usd / MILLION)} by the rule of a half.",
        )
    )
    screen.print(f"Results: {folder}", soft_wrap=True)


def _modes(found: TravelStudy) -> Table:
    headers = ("mode", "trips (million/yr)", "passenger-km (billion/yr)", "share (%)", "mean trip (km)")
    rows = [
        (r["mode"], r["trips"] / MILLION, r["passenger_km"] / 1e9, 100.0 * r["share"], r["mean_km"])
        for r in records(found.national)
    ]
    return table("People on the move between places, today", headers, _shown(rows))


def _facts(found: TravelStudy) -> Table:
    headers = (
        "figure",
        "what",
        "of",
        "observed (unit)",
        "model (unit)",
        "unit",
        "ratio (1)",
        "use",
        "verdict",
    )
    rows = [
        (
            r["id"],
            r["measure"].replace("_", " "),
            r["of"] or r["road"],
            r["value"],
            r["model"],
            r["unit"],
            r["ratio"],
            r["use"],
            r["verdict"],
        )
        for r in records(found.facts)
    ]
    return table("Published figures and the model", headers, _shown(rows))


def _nesting(found: TravelStudy) -> Table:
    headers = ("mode", "all trips (%)", "of a place, mean (%)")
    rows = [
        (r["mode"], 100.0 * r["error"], 100.0 * r["mean_error_of_a_place"]) for r in records(found.nesting)
    ]
    return table(f"{NEAR}, in passenger-km", headers, _shown(rows))


def _by_mode(found: TravelStudy) -> Table:
    names = ["trips_before", "trips_after", "hours_saved", "time_usd", "money_usd"]
    parts = found.parts.groupby(["mode", "purpose"], sort=False, as_index=False)[names].sum()
    headers = (
        *("mode", "purpose", "trips before (million/yr)", "trips after (million/yr)"),
        *("hours saved (million/yr)", "time (million US$/yr)", "money (million US$/yr)"),
    )
    rows = [(r["mode"], r["purpose"], *[float(r[name]) / MILLION for name in names]) for r in records(parts)]
    return table("What projects save people, by the rule of a half", headers, _shown(rows))


def _by_group(found: TravelStudy) -> Table:
    sums = found.gains.groupby(["group", "purpose"], sort=False, as_index=False)[["gain_usd"]].sum()
    rows = [(r["group"], r["purpose"], r["gain_usd"] / MILLION) for r in records(sums)]
    headers = ("group", "purpose", "gain (million US$/yr)")
    return table("Gain by group of income, log-sum", headers, _shown(rows))


def _regions(found: TravelStudy, top: int) -> Table:
    sums = found.gains.groupby("region_id", as_index=False)[["gain_usd"]].sum()
    sums = sums.merge(found.case.regions[["region_id", "population"]], on="region_id")
    sums = sums.sort_values("gain_usd", ascending=False).head(top)
    rows = [(r["region_id"], r["gain_usd"] / MILLION, r["gain_usd"] / r["population"]) for r in records(sums)]
    headers = ("region", "gain (million US$/yr)", "a person (US$/yr)")
    return table("Gain by region, log-sum", headers, _shown(rows))


def _pairs(found: TravelStudy, top: int) -> Table:
    headers = ("from", "to", "trips before (million/yr)", "hours saved (million/yr)", "gain (million US$/yr)")
    rows = [
        (
            r["from_region"],
            r["to_region"],
            r["trips_before"] / MILLION,
            r["hours_saved"] / MILLION,
            r["gain_usd"] / MILLION,
        )
        for r in records(found.pairs.head(top))
    ]
    return table("Pairs of regions whose people gain most", headers, _shown(rows))


def _shown(rows: Sequence[tuple[Any, ...]]) -> list[list[str]]:
    return [[figure(cell) if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
