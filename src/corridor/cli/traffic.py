"""`corridor congestion` and `corridor select-link`: how full links are, and who uses one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridor.cli.options import CaseArgument, Json, Name, Out, Projects, Quiet, Set, Without, asked_for
from corridor.cli.outcome import ending
from corridor.cli.progress import drawn
from corridor.cli.show import console, millions, print_json, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from corridor.studies.congestion import Congested


def congestion(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    *,
    projects: Projects = "",
    without: Without = "",
    top: Annotated[int, typer.Option(min=1, help="Links to show.")] = 20,
    route_gap: Annotated[float, typer.Option(help="How far from least-cost routes traffic may be.")] = 1e-4,
    dispersion: Annotated[
        float | None,
        typer.Option(
            help="Logit choice among routes and modes that lead nearer, per US$/t. [default: least cost]"
        ),
    ] = None,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Value projects where freight slows freight: routes, delays, trade and the equilibrium at once.

    Roads and railways of the case's home take so many tonnes a year by their class, lanes and tracks, and
    slow down as they fill (BPR). Prints what the projects bring with delays and without, and the fullest
    links. Without `--projects`: all planned ones, parks, mines and farms included. `corridor appraise` does
    not count delays.

    Writes `DIR/<case>/congestion-<hash>/`: regions, links, certificates and `run.json`.

    **Examples**

        corridor congestion island

        corridor congestion island --dispersion 0.5

        corridor congestion cpec --projects m-6-sukkur-hyderabad
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_study
        from corridor.network.assignment.elastic import ElasticSettings
        from corridor.network.assignment.log_sum import Choice
        from corridor.studies.congestion import congested

        asked = asked_for(case, set_, projects, without)
        found = congested(
            asked.case,
            asked.projects,
            without=asked.without,
            settings=ElasticSettings(
                route_gap=route_gap,
                choice=None if dispersion is None else Choice(dispersion, nearer_only=True),
            ),
            progress=progress,
            baseline_of=asked.baseline_of,
        )
        about = {**asked.record, "route_gap": route_gap, "dispersion": dispersion}
        tables = {name: getattr(found, name) for name in ("regions", "links", "certificates")}
        folder = write_study("congestion", tables, asked.case, about, out, name=name)
    fullest = found.links.sort_values("filled_do_minimum", ascending=False, kind="stable").head(top)
    countries = found.regions.groupby("country")[["ev_usd", "ev_free_flow_usd"]].sum()
    if json:
        certificates = found.certificates.to_dict("records")
        shown = {"countries": countries.reset_index().to_dict("records"), "links": fullest.to_dict("records")}
        print_json({**about, "folder": str(folder), **shown, "certificates": certificates})
        return
    screen = console()
    screen.print(_gains(countries, asked.case.settings.focus))
    screen.print(_full(fullest))
    screen.print(_proof(found))
    screen.print(f"Results: {folder}", soft_wrap=True)


def select_link(  # noqa: PLR0913 - one argument per option
    case: CaseArgument,
    link: Annotated[int, typer.Argument(metavar="LINK", help="Identifier of the link (`corridor links`).")],
    *,
    projects: Projects = "",
    without: Without = "",
    top: Annotated[int, typer.Option(min=1, help="Pairs to show.")] = 20,
    out: Out = Path("out"),
    name: Name = "",
    set_: Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell who uses a link: tonnes by origin, destination and commodity class that pass it.

    Of today's world; with `--projects` and `--without`, of the world in which the former stand and the
    latter do not. Writes `DIR/<case>/select-link-<hash>/` with all pairs.

    **Examples**

        corridor select-link island 4

        corridor select-link cpec 222533 --projects m-6-sukkur-hyderabad
    """
    with ending(as_json=json), drawn(quiet=quiet) as progress:
        from corridor.io.values import write_study
        from corridor.studies.link_users import link_users

        asked = asked_for(case, set_, projects, without)
        users = link_users(
            asked.case,
            link,
            projects=asked.projects or (),
            without=asked.without,
            progress=progress,
            baseline_of=asked.baseline_of,
        )
        about = {"link_id": link, **asked.record}
        folder = write_study("select-link", {"users": users}, asked.case, about, out, name=name)
    if json:
        print_json({**about, "folder": str(folder), "users": users.to_dict("records")})
        return
    screen = console()
    total = users["tonnes"].sum() / 1e6
    screen.print(f"Link {link}: {total:,.3f} million tonnes a year between {len(users):,} pairs and classes")
    rows = [
        (row["origin"], row["destination"], row["commodity_class"], row["direction"], row["tonnes"] / 1e3)
        for row in users.head(top).to_dict("records")
    ]
    screen.print(table("Largest", ("from", "to", "class", "direction", "thousand tonnes (1/year)"), rows))
    screen.print(f"Results: {folder}", soft_wrap=True)


def _gains(countries: pd.DataFrame, focus: tuple[str, ...]) -> Table:
    shown = {**countries.T.to_dict(), "world": countries.sum().to_dict()}
    rows = [
        (place, millions(shown[place]["ev_usd"]), millions(shown[place]["ev_free_flow_usd"]))
        for place in (*focus, "world")
    ]
    headers = ("where", "gain with delays (million US$)", "gain without (million US$)")
    return table("What the projects bring in a year", headers, rows)


def _full(fullest: pd.DataFrame) -> Table:
    headers = (
        "link",
        "section",
        "mode",
        "km (1)",
        "takes (Mt/year)",
        "without (Mt/year)",
        "filled (%)",
        "delay (h)",
        "with projects (%)",
        "delay with (h)",
    )
    rows: list[tuple[Any, ...]] = [
        (
            str(row["link_id"]),
            row["section"],
            row["mode"],
            row["length"],
            row["capacity_tonnes"] / 1e6,
            row["tonnes_do_minimum"] / 1e6,
            100.0 * row["filled_do_minimum"],
            row["delay_hours_do_minimum"],
            100.0 * row["filled_do_something"],
            row["delay_hours_do_something"],
        )
        for row in fullest.to_dict("records")
    ]
    return table("Fullest links", headers, rows)


def _proof(found: Congested) -> str:
    parts = [
        f"{row['world']}: routes within {row['route_gap']:.1e}, demand within {row['demand_gap']:.1e}, "
        f"{row['rounds']} rounds"
        for row in found.certificates.to_dict("records")
    ]
    return "; ".join(parts)
