"""`corridor energy`: the power system of a case, year by year, with and without projects."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridor.cli.names import names_of
from corridor.cli.options import CaseArgument, Json, Name, Out, Projects, Quiet, Set, Without, asked_for
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, millions, percent, print_json, table
from corridor.errors import ARGUMENT, Faults, raise_if

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from corridor.studies.power import PowerStudy

Year = partial(typer.Option, min=1990, max=2100, metavar="YEAR")


def energy(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    from_: Annotated[int, Year("--from", help="First year.")] = 2025,
    to: Annotated[int, Year("--to", help="Last year.")] = 2040,
    step: Annotated[int, typer.Option(min=1, metavar="N", help="Years between two solves.")] = 5,
    projects: Projects = "",
    without: Without = "",
    cap_mt: Annotated[
        str,
        typer.Option(
            "--cap-mt", metavar="MT", help="Largest emission, Mt CO2 a year; or YEAR=MT,... for some years."
        ),
    ] = "",
    standing: Annotated[
        bool, typer.Option("--standing", help="Build nothing besides what the tables date.")
    ] = False,
    economy: Annotated[
        bool,
        typer.Option("--economy", help="Take the first year's effect through the economy, and back."),
    ] = False,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run and expand the power system: mix, prices, emissions, and what projects change.

    Dispatch by zone and hour of representative days; plants, batteries and lines are built where they
    lower the cost of the year, under a cap on emissions where there is one, whose shadow price is printed.
    With `--projects`, the same years without these projects, and the difference; with `--economy`, what
    that is worth to the countries, demand and cost of electricity brought to a joint fixed point.

    Needs the extra `energy`: `pip install 'corridor[energy]'`. Writes `DIR/<case>/energy-<hash>/`: tables
    of years, mix, prices by zone and hour, flows, certificates, and `run.json`. CPEC takes about ten
    seconds a year and world.

    **Examples**

        corridor energy cpec

        corridor energy cpec --projects built,planned --economy

        corridor energy cpec --from 2030 --to 2040 --cap-mt 2035=20,2040=10

        corridor energy cpec --from 2021 --to 2021 --standing --projects built --json
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.energy.engine import pypsa
        from corridor.io.power import power_tables, write_power_study
        from corridor.studies.power import PowerAsked, named, power_study

        pypsa()
        years = _years(from_, to, step)
        caps = _caps(cap_mt, years)
        found = asked_for(case, set_, projects, without)
        chosen = named(found.case, found.projects, "projects")
        absent = named(found.case, found.without, "without")
        asked = PowerAsked(years, chosen, absent, caps, not standing, economy)
        study = power_study(found.case, asked, baseline_of=found.baseline_of, progress=progress)
        folder = write_power_study(study, found.case, out, name=name)
        tables = power_tables(study)
    if json:
        print_json(_document(tables, study, folder))
        return
    screen = console()
    for shown in _shown(tables, study):
        screen.print(shown)
    screen.print(f"Results: {folder}", soft_wrap=True)


def _years(first: int, last: int, step: int) -> tuple[int, ...]:
    """Return the years, the last one always among them; `InputError` where it is before the first."""
    faults = Faults(ARGUMENT)
    cure = "let `last_year` be `first_year` or later"
    faults.check(first <= last, "ends before it begins", column="last_year", value=last, cure=cure)
    raise_if(faults)
    return tuple(sorted({*range(first, last + 1, step), last}))


def _caps(text: str, years: tuple[int, ...]) -> dict[int, float]:
    """Return caps by year from `20` or `2030=20,2040=10`; all faults in one `InputError`."""
    caps: dict[int, float] = {}
    faults = Faults(ARGUMENT)
    cure = "for example 20, or 2030=20,2040=10"
    for part in names_of(text, "caps_mt"):
        year, _, value = part.rpartition("=")
        said: dict[str, Any] = {"column": "caps_mt", "value": part}
        try:
            found, cap = {int(year)} if year else set(years), float(value)
        except ValueError:
            faults.tell("not a cap", cure=cure, **said)
            continue
        faults.check(0.0 <= cap < math.inf, "not a cap", allowed="0 or more", cure=cure, **said)
        allowed = ", ".join(map(str, years))
        faults.check(
            found <= set(years), "not a year of the study", allowed=allowed, cure="choose one", **said
        )
        caps |= dict.fromkeys(found, cap)
    raise_if(faults)
    return caps


SHOWN = ("years", "without_years", "mix", "zones", "without_zones", "built", "effect", "worth")
"""Tables that the document of `--json` holds; the folder holds all."""


def _document(tables: dict[str, pd.DataFrame], study: PowerStudy, folder: Path) -> dict[str, Any]:
    shown = {name: tables[name].to_dict("records") for name in SHOWN if name in tables}
    return {
        "projects": list(study.asked.projects),
        "without": list(study.asked.without),
        "folder": str(folder),
        **shown,
    }


def _shown(tables: dict[str, pd.DataFrame], study: PowerStudy) -> list[Table]:
    parts = [_years_table("The power system", tables["years"]), _mix_table(tables["mix"])]
    if study.without is not None:
        parts.append(_years_table("Without the projects", tables["without_years"]))
        parts.append(_effect_table(tables["effect"]))
    if "worth" in tables:
        parts.append(_worth_table(tables["worth"], study.asked.years[0]))
    return parts


def _years_table(title: str, years: pd.DataFrame) -> Table:
    columns = {
        "demand (TWh)": "demand_twh",
        "not served (TWh)": "unserved_twh",
        "curtailed (TWh)": "curtailed_twh",
        "CO2 (Mt)": "emission_mt",
        "CO2 (t/MWh)": "emission_t_mwh",
        "CO2 price (US$/t)": "co2_price_usd_t",
        "cost (US$ million)": "system_cost_musd",
        "cost (US$/MWh)": "cost_usd_mwh",
        "price (US$/MWh)": "price_usd_mwh",
    }
    rows = [[str(int(row["year"])), *(row[name] for name in columns.values())] for row in _records(years)]
    note = "cost: fuel, what is built, lost load; capital of older plants is left out"
    return table(f"{title} ({note})", ["year", *columns], rows)


def _mix_table(mix: pd.DataFrame) -> Table:
    wide = mix.pivot_table(index="carrier", columns="year", values=["capacity_mw", "twh"], aggfunc="sum")
    years = sorted(mix["year"].unique())
    headers = ["carrier", *(f"{year} (MW)" for year in years), *(f"{year} (TWh)" for year in years)]
    rows = [
        [
            str(carrier),
            *(wide.loc[carrier, (part, year)] for part in ("capacity_mw", "twh") for year in years),
        ]
        for carrier in wide.index
    ]
    return table("Capacity and generation", headers, rows)


def _effect_table(effect: pd.DataFrame) -> Table:
    headers = (
        "year",
        "supply with (US$/MWh)",
        "without (US$/MWh)",
        "own capital (US$ million)",
        "CO2 with less without (kt)",
        "not served (GWh)",
    )
    rows = [
        [
            str(int(row["year"])),
            row["supply_cost_with_usd_mwh"],
            row["supply_cost_without_usd_mwh"],
            row["own_capital_usd"] / 1e6,
            row["emission_change_t"] / 1e3,
            row["unserved_change_mwh"] / 1e3,
        ]
        for row in _records(effect)
    ]
    return table("What the projects change (supply: with their own capital)", headers, rows)


def _worth_table(worth: pd.DataFrame, year: int) -> Table:
    headers = (
        "country",
        "their capital",
        "gain (US$ million)",
        "real income (%)",
        "cost without (%)",
        "load (%)",
    )
    rows = [
        [
            row["country"],
            row["capital"],
            millions(row["gain_usd"]),
            percent(1.0 + row["real_income"]),
            percent(row["cost_hat"]),
            percent(row["load_hat"]),
        ]
        for row in _records(worth)
    ]
    return table(f"What the projects are worth in {year}, power and economy at rest", headers, rows)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
