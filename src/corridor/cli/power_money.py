"""Power of an appraisal on the screen: energy that was missing, and payments for standing ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.cli.show import figure, table

if TYPE_CHECKING:
    from rich.table import Table

    from corridor.studies.appraise.appraisal import Appraisal

EVERY = 5
"""Years between rows, besides those in which load is no longer shed."""

SHOWN = 0.5e6
"""US$ a year from which a year of load no longer shed is shown."""


def power_money(appraisal: Appraisal) -> list[Table]:
    """Return the table of the portfolio's years; none where it has no plants under contract."""
    owed = appraisal.capacity[appraisal.capacity["project_id"] == appraisal.name]
    if owed.empty:
        return []
    home = appraisal.case.settings.focus[0]
    mine = appraisal.streams[appraisal.streams["scenario"] == appraisal.name]
    gained = mine[mine["country"] == home].set_index("year")
    paid = owed.set_index("year")
    years = [y for y in paid.index if y in gained.index]
    chosen = [y for y in years if y % EVERY == 0 or float(gained.loc[y, "missing_usd"]) > SHOWN]
    cells = [
        (
            str(year),
            figure(float(gained.loc[year, "benefit_usd"]) / 1e6),
            figure(float(gained.loc[year, "missing_usd"]) / 1e6),
            *(figure(float(paid.loc[year, f"{name}_usd"]) / 1e6) for name in PARTS),
        )
        for year in chosen
    ]
    headers = (
        "year",
        "gain at home (US$ m)",
        "of which load no longer shed (US$ m)",
        *("paid for standing ready (US$ m)", "debt service (US$ m)", "equity (US$ m)"),
        *("operation (US$ m)", "other (US$ m)"),
    )
    price = appraisal.case.settings.price_year
    title = f"Power: gains of the portfolio in US$ of {price}; payments whether plants run or not, nominal"
    return [table(title, headers, cells)]


PARTS = ("capacity", "debt", "equity", "operation", "other")
