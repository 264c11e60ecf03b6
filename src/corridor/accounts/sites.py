"""What a park or a mine does where: produced, displaced, earned, kept, forgone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.economy.economy import Economy
from corridor.model.doors.changes import earned
from corridor.model.doors.sites import Site, exempt, forgone_tax, sites_of
from corridor.model.outcome import Outcome
from corridor.model.selection import Scenario
from corridor.projects.project import Project
from corridor.types import Floats

COLUMNS = (
    "project_id",
    "kind",
    "region_id",
    "sector",
    "capacity_usd",
    "jobs",
    "tonnes",
    "produced_usd",
    "displaced_region_usd",
    "displaced_country_usd",
    "gain_region_usd",
    "gain_country_usd",
    "gain_abroad_usd",
    "brought_usd",
    "paid_abroad_usd",
    "royalty_usd",
    "forgone_tax_usd",
    "forgone_tax_displaced_usd",
    "forgone_tax_pv_usd",
    "kept_in_region",
)


def site_table(
    case: Case, economy: Economy, scenario: Scenario, outcomes: tuple[Outcome, Outcome], gain: Floats
) -> pd.DataFrame:
    """Return one row per site of a scenario of one project; none for portfolios, where gains are joint.

    `outcomes` are the do-minimum and the do-something, `gain` the equivalent variation, [region] US$ a year.

    Returns
    -------
    pandas.DataFrame
        US$ a year at baseline prices: `capacity_usd`, sales in full use; `produced_usd`, by how much output
        of the sector rises in the region; `displaced_region_usd`, by how much output of its other sectors
        falls; `displaced_country_usd`, of the sector elsewhere in the country (negative: it rises); gains of
        the region, of its country (the region included) and abroad; `brought_usd`, earned by factors brought
        in, of which `paid_abroad_usd` leaves the country; `royalty_usd`; the tax that a park's holiday
        forgoes, in a year in which all firms have it and in present value in the opening year at the higher
        rate of discount, each firm's holiday from its own first year, and the part of the yearly tax that
        displaced producers would have paid; `kept_in_region`, gain of the region over value added of
        the site.

    """
    if len(scenario.projects) != 1:
        return pd.DataFrame(columns=COLUMNS)
    rows = [_row(case, economy, site, outcomes, gain) for site in sites_of(case, scenario.projects)]
    years = _holidays(case, scenario.projects[0])
    for row in rows:
        row["forgone_tax_pv_usd"] = row["forgone_tax_usd"] * years
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(
    case: Case, economy: Economy, site: Site, outcomes: tuple[Outcome, Outcome], gain: Floats
) -> dict[str, Any]:
    before, after = (found.output / found.output_price_hat for found in outcomes)
    change = after - before
    country = case.regions["country"].to_numpy()
    home = country == country[site.region]
    elsewhere = home & (np.arange(len(country)) != site.region)
    produced = float(change[site.region, site.sector])
    displaced = -float(change[elsewhere, site.sector].sum())
    share = float(economy.value_added_share[site.region, site.sector])
    income, royalty = earned(economy, site), site.royalty * site.capacity
    at_home = site.owners.get(str(country[site.region]), 0.0)
    park = site.kind == "park"
    forgone = forgone_tax(case.parameters, share * site.capacity) if park else 0.0
    of_others = forgone_tax(case.parameters, share * max(displaced, 0.0)) if park else 0.0
    return {
        "project_id": site.project_id,
        "kind": site.kind,
        "region_id": case.zones[site.region],
        "sector": case.sectors["sector"].iloc[site.sector],
        "capacity_usd": site.capacity,
        "jobs": site.jobs,
        "tonnes": site.tonnes,
        "produced_usd": produced,
        "displaced_region_usd": produced - float(change[site.region].sum()),
        "displaced_country_usd": displaced,
        "gain_region_usd": float(gain[site.region]),
        "gain_country_usd": float(gain[home].sum()),
        "gain_abroad_usd": float(gain[~home].sum()),
        "brought_usd": income,
        "paid_abroad_usd": (1.0 - at_home) * (income - royalty) if income else 0.0,
        "royalty_usd": royalty,
        "forgone_tax_usd": forgone,
        "forgone_tax_displaced_usd": min(of_others, forgone),
        "kept_in_region": float(gain[site.region]) / (share * site.capacity),
    }


def _holidays(case: Case, project: Project) -> float:
    """Return the years without tax of all of a park's firms, discounted to the opening year."""
    rate, holiday = case.parameters["discount_rate.high"], case.parameters["park.holiday_years"]
    return sum(
        exempt(project, project.opening_year + t, holiday) / (1.0 + rate) ** t
        for t in range(project.life_years)
    )
