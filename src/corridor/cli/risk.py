"""`corridor risk` and `corridor safe-routes`: events expected, who is near, what closed links cost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridor.cli.options import CaseArgument, Json, Name, Out, Quiet, Set, asked_for
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, figure, print_json, records, table

if TYPE_CHECKING:
    from rich.table import Table

    from corridor.studies.risk.risk import Risk

THOUSAND = 1e3
MILLION = 1e6


def risk(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    links: Annotated[int, typer.Option(min=0, help="Single links whose closure is solved in full.")] = 300,
    top: Annotated[int, typer.Option(min=1, help="Rows to show of each table.")] = 15,
    seed: Annotated[int, typer.Option(help="Of the drawn years.")] = 0,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell where events are expected and who is near, and what closed links cost.

    Rates of attacks by district, with what forecasts of past years were worth; sites and sections that are
    exposed; a day's closure of every link to first order, in full for the dearest and for the named sets
    of the case; expected yearly losses. Closures that are solved are kept: a run that was stopped goes on.

    Writes `DIR/<case>/risk-<hash>/`: the tables, `map.gpkg` (opens styled in QGIS) and `run.json`.

    **Examples**

        corridor risk cpec

        corridor risk cpec --links 0
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.ledger import FileLedger, digest
        from corridor.io.risk import write_risk
        from corridor.io.search_cache import cache_folder
        from corridor.studies.risk.risk import risk as study

        asked = asked_for(case, set_)
        ledger = FileLedger(cache_folder().with_name("closures") / f"{digest(asked.case, ())}.jsonl")
        found = study(
            asked.case, links, seed=seed, ledger=ledger, progress=progress, baseline_of=asked.baseline_of
        )
        folder = write_risk(found, asked.case, {"links": links, "seed": seed}, out, name=name)
    if json:
        shown = {name: records(frame) for name, frame in found.tables.items()}
        print_json({"links": links, "seed": seed, "folder": str(folder), **shown})
        return
    screen = console()
    for one in _shown(found, top):
        screen.print(one)
    screen.print(f"Results: {folder}", soft_wrap=True)


def _shown(found: Risk, top: int) -> list[Table]:
    makers = {"rates": _rates, "skill": _skill, "sites": _sites, "closures": _closed, "losses": _losses}
    return [make(found, top) for name, make in makers.items() if name in found.tables]


def _rates(found: Risk, top: int) -> Table:
    rows = found.tables["rates"].sort_values("events", ascending=False)
    year = int(rows["level_year"].iloc[0])
    headers = (
        "region",
        "events last year (n)",
        f"expected {year} (n)",
        "90 % (n)",
        "victims (n)",
        "90 % (n)",
    )
    return table(
        "Attacks by region: the last year of the file, and at the national level of a later year",
        headers,
        [
            (
                str(r["name"]),
                figure(r["events_last_year"]),
                figure(r["events"], 3),
                _range(r["events_low"], r["events_high"]),
                figure(r["victims"], 3),
                _range(r["victims_low"], r["victims_high"]),
            )
            for r in records(rows.head(top))
        ],
    )


def _skill(found: Risk, _: int) -> Table:
    rows = found.tables["skill"]
    headers = ("forecast", "test", "CRPS (events)", "log score (bits)", "interval score (events)")
    names = ("crps", "log_score", "interval_score")
    return table(
        "Skill in years that no fit has seen; lower is better",
        headers,
        [(r["forecast"], r["test"], *(figure(r[one]) for one in names)) for r in records(rows)],
    )


def _sites(found: Risk, top: int) -> Table:
    every = found.tables["sites"]
    rows = every[every["radius_km"] == every["radius_km"].median()].sort_values("events", ascending=False)
    headers = (
        "project",
        "people (n)",
        "observed (n)",
        "expected (n)",
        "90 % (n)",
        "victims (n)",
        "nearest on a project (km)",
    )
    return table(
        f"Sites: attacks a year within {figure(float(rows['radius_km'].iloc[0]))} km",
        headers,
        [
            (
                str(r["project"]),
                figure(r["people"]),
                figure(float(r["observed_events"])),
                figure(r["events"], 3),
                _range(r["events_low"], r["events_high"]),
                figure(r["victims"], 3),
                figure(r["nearest_on_project_km"], 3),
            )
            for r in records(rows.head(top))
        ],
    )


def _closed(found: Risk, top: int) -> Table:
    every = found.tables["closures"]
    sets = every[~every["closure"].str.startswith("link ")]
    links = every[every["closure"].str.startswith("link ")].sort_values("rerouted_usd_day", ascending=False)
    headers = (
        "closure",
        "tonnes a day (t)",
        "re-routed ($1000)",
        "home loses ($1000)",
        "world ($1000)",
        "cut off (people)",
    )
    return table(
        "A day closed: named sets, then the dearest single links",
        headers,
        [
            (
                str(r["name"] or r["closure"]),
                figure(r["tonnes_day"]),
                figure((r["rerouted_usd_day"] + r["fallback_usd_day"]) / THOUSAND, 3),
                figure(r["loss_home_usd_day"] / THOUSAND, 3),
                figure(r["loss_world_usd_day"] / THOUSAND, 3),
                figure(r["people_cut_off"]),
            )
            for part in (sets, links.head(top))
            for r in records(part)
        ],
    )


def _losses(found: Risk, _: int) -> Table:
    rows = records(found.tables["losses"])
    headers = (
        "set",
        "closures a year (n)",
        "days (n)",
        "expected ($ mn)",
        "range ($ mn)",
        "one year in ten ($ mn)",
        "known",
    )
    return table(
        "Expected yearly loss of the named sets",
        headers,
        [
            (
                str(r["name"]),
                figure(r["per_year"]),
                figure(r["days"]),
                figure(r["eael"] / MILLION, 3),
                f"{figure(r['eael_low'] / MILLION, 2)} - {figure(r['eael_high'] / MILLION, 2)}",
                figure(r["p90"] / MILLION, 3),
                str(r["status"]),
            )
            for r in rows
        ],
    )


def _range(low: Any, high: Any) -> str:
    return f"{figure(float(low), 3)} - {figure(float(high), 3)}"


def safe_routes(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    origin: Annotated[str, typer.Argument(metavar="FROM", help="Region the lorry starts from.")],
    destination: Annotated[str, typer.Argument(metavar="TO", help="Region it goes to.")],
    *,
    commodity: Annotated[str, typer.Option("--class", metavar="CLASS", help="Commodity class.")] = "general",
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell the ways by road between two places that are best for some price of being near attacks.

    The first is the cheapest, the last the least risky. Risk is the number of attacks expected within 10 km
    of the lorry while it is under way, at the national level of the last known year, in the home country.
    The price of each is what one such attack must be worth, per tonne, for the way to be the best.

    Writes `DIR/<case>/safe-routes-<hash>/`: the table and `run.json`.

    **Examples**

        corridor safe-routes cpec PK-gwadar PK-quetta

        corridor safe-routes cpec PK-karachi-south PK-peshawar --class container
    """
    with ending(as_json=json), drawn(quiet=quiet):
        from corridor.io.values import write_study
        from corridor.studies.risk.routing import safe_routes as study

        asked = asked_for(case, set_)
        found = study(asked.case, origin, destination, commodity)
        about = {"origin": origin, "destination": destination, "commodity": commodity}
        folder = write_study("safe-routes", {"routes": found}, asked.case, about, out, name=name)
    if json:
        print_json({**about, "folder": str(folder), "routes": records(found)})
        return
    headers = ("price (US$)", "cost (US$/t)", "time (h)", "length (km)", "trips per attack (n)", "mostly by")
    rows = [
        (*(figure(r[one]) for one in ("price_usd", "usd_t", "hours", "km", "trips_per_attack")), r["by"])
        for r in records(found)
    ]
    screen = console()
    screen.print(table(f"Ways from {origin} to {destination}, {commodity}", headers, rows))
    screen.print(f"Results: {folder}", soft_wrap=True)
