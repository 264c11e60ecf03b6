"""An appraisal on the terminal and as one JSON document; computes nothing but differences in percent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table
from rich.text import Text

from corridor.cli.facts import facts_table, held, worst
from corridor.cli.power_money import power_money
from corridor.cli.show import (
    console,
    figure,
    headed,
    millions,
    percent,
    rate_of_return,
    records,
    scaled,
    table,
)
from corridor.money.perspectives import COUNTED, LEFT_OUT, WORLD
from corridor.money.site_gains import COUNTINGS
from corridor.run_tables import run_tables
from corridor.studies.appraise.appraisal import Appraisal

HEADLINE = ("real GDP", "real income", "trade to GDP", "consumer price index", "freight", "freight CO2")
"""Indicators of the first table, for the countries in focus."""

EXTREMES = 5
"""Regions shown at either end of the list of winners and losers."""


def show(appraisal: Appraisal, folder: Path) -> None:
    """Print the headline, winners and losers, projects and published figures."""
    screen = console()
    settings = appraisal.case.settings
    said = f"accounts in US$ of {settings.base_year}, money in US$ of {settings.price_year}"
    screen.print(headed(settings.title, f", {appraisal.name}, base year {settings.base_year}; {said}"))
    if changed := appraisal.parameters.changed:
        told = (f"{one.name} {figure(one.value)} ({figure(one.was)} in the case)" for one in changed.values())
        screen.print(headed("Changed assumptions: ", ", ".join(told)))
    for shown in (
        _headline(appraisal),
        _card(appraisal),
        *_extremes(appraisal),
        _projects(appraisal),
        _perspectives(appraisal),
        *([_site_gains(appraisal)] if len(appraisal.site_gains) else []),
        *power_money(appraisal),
        _incidence(appraisal),
        *_facts(appraisal),
    ):
        screen.print()
        screen.print(shown)
    screen.print()
    screen.print(f"Results: {folder}", soft_wrap=True)


def document(appraisal: Appraisal, folder: Path) -> dict[str, Any]:
    """Return the results as one document: every table but the long ones, which lie in the folder."""
    return {
        "case": appraisal.case.settings.name,
        "scenario": appraisal.name,
        "scenarios": dict(appraisal.scenarios),
        "folder": str(folder),
        **{name: records(appraisal.tables[name]) for name, table in run_tables().items() if table.in_json},
    }


def _headline(appraisal: Appraisal) -> Table:
    accounts = appraisal.accounts
    focus = ["corridor", *appraisal.case.settings.focus, "world"]
    rows = accounts[
        (accounts["scenario"] == appraisal.name)
        & (accounts["level"] != "region")
        & accounts["region"].isin(focus)
        & accounts["indicator"].isin(HEADLINE)
    ]
    order = {name: place for place, name in enumerate(focus)}
    rows = rows.sort_values("region", key=lambda names: names.map(order), kind="stable")
    cells = [
        (
            row["region"],
            row["indicator"],
            *scaled(row["unit"], row["baseline"], row["counterfactual"]),
            _relative(row),
        )
        for row in records(rows)
    ]
    headers = ("where", "indicator", "unit", "do-minimum (unit)", "do-something (unit)", "change (%)")
    return table("What the portfolio changes", headers, cells)


def _card(appraisal: Appraisal) -> Table:
    """Return the five accounts of the portfolio for the home country, one line per indicator."""
    card = appraisal.scorecard
    home = appraisal.case.settings.focus[0]
    rows = card[(card["scenario"] == appraisal.name) & (card["region"] == home)]
    cells = []
    for row in records(rows):
        share = "–" if row["change_percent"] is None else f"{row['change_percent']:+.3f}"
        unit, before, after = scaled(row["unit"], row["before"] or 0.0, row["after"] or 0.0)
        cells.append((row["account"], row["indicator"], unit, before, after, share, row["verdict"]))
    headers = ("account", "indicator", "unit", "before (unit)", "after (unit)", "change (%)", "verdict")
    return table(f"Scorecard of {home}; those of projects are in scorecard.csv", headers, cells)


def _relative(row: dict[str, Any]) -> str:
    return percent(row["counterfactual"] / row["baseline"]) if row["baseline"] else "–"


def _extremes(appraisal: Appraisal) -> tuple[Table, Table]:
    regions = appraisal.regions[appraisal.regions["scenario"] == appraisal.name]
    ranked = regions.sort_values(["real_income_hat", "region_id"], ascending=[False, True])
    headers = ("region", "country", "real income (%)", "equivalent variation (US$ million/year)")

    def cells(part: pd.DataFrame) -> list[tuple[str, ...]]:
        return [
            (row["name"], row["country"], percent(row["real_income_hat"]), millions(row["ev_usd"]))
            for row in records(part)
        ]

    least = appraisal.parameters["material_loss"]
    gain = int((ranked["real_income_hat"] > 1 + least).sum())
    lose = int((ranked["real_income_hat"] < 1 - least).sum())
    said = f"by more than {100 * least:g} %"
    top = table(
        f"Who gains most ({gain} of {len(ranked)} regions gain {said})", headers, cells(ranked.head(EXTREMES))
    )
    end = ranked.tail(EXTREMES).iloc[::-1]
    return top, table(f"Who loses most or gains least ({lose} regions lose {said})", headers, cells(end))


def _projects(appraisal: Appraisal) -> Table:
    headers = (
        "project",
        "is",
        "cost (US$ m)",
        "gain (US$ m/year)",
        "NPV low (US$ m)",
        "NPV high (US$ m)",
        "BCR (1)",
        "EIRR (%)",
    )
    shown = pd.concat([appraisal.portfolios, appraisal.projects], ignore_index=True)
    appraised = [row for row in records(shown) if row.get("ev_world_usd") is not None]
    cells = [
        (
            row["project_id"],
            "" if row["type"] == "portfolio" else row["portfolio"],
            _in_millions(row["capex_usd"]),
            _in_millions(row["ev_world_usd"]),
            _in_millions(row["npv_low"]),
            _in_millions(row["npv_high"]),
            f"{figure(row['bcr_low'], 2)} – {figure(row['bcr_high'], 2)}",
            rate_of_return(row),
        )
        for row in appraised
    ]
    title = "Portfolios, and each project alone; NPV and BCR at the low and the high discount rate"
    return table(f"{title}; {_prices(appraisal)}", headers, cells)


def _prices(appraisal: Appraisal) -> str:
    """Return the year whose prices money has."""
    return f"US$ of {appraisal.case.settings.price_year}"


def _perspectives(appraisal: Appraisal) -> Table:
    """Return what each venture is worth to the home country and to the world, with carbon and without."""
    home = appraisal.case.settings.focus[0]
    sides = [(whose, carbon) for whose in (home, WORLD) for carbon in (LEFT_OUT, COUNTED)]
    found: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for row in records(appraisal.perspectives):
        found.setdefault(row["project_id"], {})[row["whose"], row["carbon"]] = row
    order = [*appraisal.portfolios["project_id"], *appraisal.projects["project_id"]]
    cells = [
        (
            name,
            *(_in_millions(found[name][side]["npv_low"]) for side in sides),
            *(rate_of_return(found[name][side]) for side in sides),
        )
        for name in order
        if name in found
    ]
    told = [f"{whose}{' with carbon' if carbon == COUNTED else ''}" for whose, carbon in sides]
    headers = ("project", *(f"NPV, {one} (US$ m)" for one in told), *(f"EIRR, {one} (%)" for one in told))
    title = "Four perspectives: whose gains count, with the value of carbon and without; NPV at the low rate"
    return table(f"{title}; {_prices(appraisal)}", headers, cells)


def _site_gains(appraisal: Appraisal) -> Table:
    """Return gains of parks and mines with and without variety, and with capital from abroad charged."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in records(appraisal.site_gains):
        found.setdefault(row["project_id"], {})[row["counting"]] = row
    cells = [
        (
            name,
            *(_in_millions(row[c]["ev_world_usd"]) for c in COUNTINGS),
            *(rate_of_return(row[c]) for c in COUNTINGS),
        )
        for name, row in found.items()
    ]
    headers = (
        "project",
        *(f"gain, {c} (US$ m/year)" for c in COUNTINGS),
        *(f"EIRR, {c} (%)" for c in COUNTINGS),
    )
    title = "Parks and mines: gains by variety left out, and capital from abroad charged to its owners"
    return table(f"{title}; {_prices(appraisal)}", headers, cells)


def _incidence(appraisal: Appraisal) -> Table:
    """Return who gains and who pays for the portfolio; what one group pays another cancels out."""
    rows = appraisal.incidence[appraisal.incidence["project_id"] == appraisal.name]
    both = rows.pivot_table(
        index=["group", "country"], columns="discount_rate", values="usd", aggfunc="sum", sort=False
    )
    cells = [
        (*map(str, place), _in_millions(row.get("low")), _in_millions(row.get("high")))
        for place, row in zip(both.index, records(both), strict=True)
    ]
    headers = ("who", "where", "low rate (US$ m)", "high rate (US$ m)")
    title = "Who gains, pays and lends: present value, summing to the net present value"
    return table(f"{title}; {_prices(appraisal)}", headers, cells)


def _in_millions(usd: float | None) -> str:
    return figure(usd / 1e6 if usd is not None else None)


def _facts(appraisal: Appraisal) -> tuple[Text, ...] | tuple[Text, Table]:
    """Return how many published figures hold, and the failing ones that are farthest off."""
    said, failing = held(appraisal.facts), worst(appraisal.facts)
    if failing.empty:
        return (said,)
    return said, facts_table("Farthest off; all are in facts.csv and `corridor check-facts`", failing)
