"""A plan on the terminal and as one JSON document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli.show import console, figure, millions, records, table

if TYPE_CHECKING:
    from rich.table import Table

    from corridor.studies.plan.plan import Plan

INTERACTIONS = 10
"""Interactions shown; the files hold all."""


def show(plan: Plan, folder: Path) -> None:
    """Print the plan, what is proven of it, what is left out and why, delays, interactions and budgets."""
    screen = console()
    settings, row = plan.case.settings, plan.summary.iloc[0]
    rate = row["eirr_note"] or f"{figure(100 * row['eirr'], 3)} %"
    screen.print(
        f"[bold]{settings.title}[/bold], {row['projects']} of {row['candidates']} projects, "
        f"{plan.question.first_year} to {plan.question.last_year}, gain of {plan.question.of}"
    )
    screen.print(
        f"Net present value US$ {row['net_present_value_usd'] / 1e6:,.0f} million of {settings.price_year} "
        f"at {100 * row['discount_rate']:g} %; benefit-cost ratio {figure(row['bcr'], 3)}; rate of return "
        f"{rate}; capital cost US$ {row['capex_usd'] / 1e6:,.0f} million"
    )
    screen.print(str(row["statement"]))
    shown = (_built(plan), _spent(plan), _left_out(plan), _interactions(plan), _budgets(plan))
    for part in shown:
        if part.row_count:
            screen.print()
            screen.print(part)
    screen.print(f"Results: {folder}", soft_wrap=True)


def document(plan: Plan, asked: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the plan as one document."""
    tables = {name: records(frame) for name, frame in plan.tables.items()}
    return {**asked, "folder": str(folder), **tables, "summary": tables["summary"][0]}


def _built(plan: Plan) -> Table:
    late = plan.delays.set_index(["project_id", "years"])["npv_change_usd"].to_dict()

    def lost(name: str, years: int) -> str:
        return millions(late[name, years])

    rows = plan.projects[plan.projects["start_year"].notna()].sort_values(
        ["start_year", "opening_year", "project_id"], kind="stable"
    )
    cells = [
        (
            row["project_id"],
            str(row["start_year"]),
            str(row["opening_year"]),
            row["capex_usd"] / 1e6,
            row["npv_alone_usd"] / 1e6,
            row["shapley_usd"] / 1e6,
            lost(row["project_id"], 1),
            lost(row["project_id"], 3),
        )
        for row in records(rows)
    ]
    if len(late):
        sums = (rows["capex_usd"].sum() / 1e6, "", rows["shapley_usd"].sum() / 1e6)
        cells.append(("all of them", "", "", *sums, lost("all", 1), lost("all", 3)))
    headers = (
        "project",
        "works from",
        "opens",
        "cost (US$ m)",
        "NPV alone (US$ m)",
        "share of yearly gain (US$ m)",
        "a year late (US$ m)",
        "three (US$ m)",
    )
    error = float(rows["shapley_error_usd"].max()) / 1e6
    known = f"standard error up to US$ {figure(error, 2)} million" if error else "exact"
    return table(f"The plan; shares by Shapley ({known})", headers, cells)


def _spent(plan: Plan) -> Table:
    paid = plan.spending[plan.spending["project_id"] != "budget"].groupby("year")["usd"].sum()
    budget = plan.spending[plan.spending["project_id"] == "budget"].set_index("year")["usd"]
    flow = plan.streams.set_index("year")
    rows = []
    for year in plan.question.years.tolist():
        gain = float(flow.loc[year, "net_usd"] + flow.loc[year, "cost_usd"])
        limit = float(budget.loc[year])
        room = "no limit" if limit == float("inf") else figure(limit / 1e6)
        rows.append((str(year), float(paid.get(year, 0.0)) / 1e6, room, millions(gain)))
    whose = "the world, carbon counted" if plan.question.of == "world" else plan.question.of
    headers = ("year", "works (US$ m)", "budget (US$ m)", f"gain of {whose} (US$ m)")
    return table("Year by year", headers, rows)


def _left_out(plan: Plan) -> Table:
    rows = plan.projects[plan.projects["start_year"].isna()]
    cells = [
        (row["project_id"], row["why"], row["capex_usd"] / 1e6, _in_millions(row["npv_alone_usd"]))
        for row in records(rows)
    ]
    return table("Left out", ("project", "why", "cost (US$ m)", "NPV alone, at its best year (US$ m)"), cells)


def _interactions(plan: Plan) -> Table:
    rows = [
        (row["projects"], row["kind"], millions(row["usd"]))
        for row in records(plan.interactions.head(INTERACTIONS))
    ]
    title = "Projects that help or replace each other: together less apart"
    return table(title, ("projects", "they are", "a year (US$ m)"), rows)


def _budgets(plan: Plan) -> Table:
    rows = [
        (
            f"{row['change_percent']:+d} %",
            _in_millions(row["npv_change_usd"]),
            row["entered"] or "–",
            row["left"] or "–",
            row["moved"] or "–",
        )
        for row in records(plan.budgets)
    ]
    headers = ("budgets", "NPV (US$ m)", "enter", "leave", "move (years)")
    return table("A tenth less money, and a tenth more", headers, rows)


def _in_millions(usd: float | None) -> str:
    return "–" if usd is None else millions(usd)
