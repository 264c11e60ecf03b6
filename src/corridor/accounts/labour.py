"""Whom a site takes its labour from: other sectors of its region and, where people move, other regions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.economy.economy import Economy
from corridor.model.doors.changes import earned
from corridor.model.doors.sites import sites_of
from corridor.model.outcome import Outcome
from corridor.model.selection import Scenario
from corridor.types import Floats

COLUMNS = ("project_id", "region_id", "sector", "workers_do_minimum", "workers", "change")
ALL = "all"
"""Sector of rows that are about all workers of a region."""

MOVED = 1e-6
"""Share of a region's workers below which nobody is said to have moved."""


def labour_table(
    case: Case, economy: Economy, scenario: Scenario, outcomes: tuple[Outcome, Outcome]
) -> pd.DataFrame:
    """Return who works where without and with the sites of a scenario of one project; none for portfolios.

    Workers are `employment_share` of people; sectors of a region share them by what they pay labour, since a
    region has one wage. What factors brought to a site earn is not pay.

    Returns
    -------
    pandas.DataFrame
        `workers_do_minimum, workers, change` by sector in the regions of the sites, which add up to those who
        move there; and for every other region of the country from which people move, in all sectors.

    """
    sites = sites_of(case, scenario.projects) if len(scenario.projects) == 1 else []
    if not sites:
        return pd.DataFrame(columns=COLUMNS)
    brought = np.zeros(economy.output.shape)
    for site in sites:
        brought[site.region, site.sector] += earned(economy, site)
    before, after = outcomes
    standing = economy.value_added + (brought.sum(axis=1) if scenario.added else 0.0)
    factor_price = np.divide(after.value_added, standing, out=np.ones_like(standing), where=standing > 0.0)
    share = case.parameters["employment_share"]
    workers = [
        share * _workers(before, np.zeros_like(brought)),
        share * _workers(after, brought * factor_price[:, None]),
    ]
    rows = _rows(case, sorted({site.region for site in sites}), workers)
    return pd.DataFrame(rows, columns=COLUMNS[1:]).assign(project_id=scenario.projects[0].project_id)[
        list(COLUMNS)
    ]


def _workers(outcome: Outcome, brought: Floats) -> Floats:
    """Return people by the sector that pays them, [region, sector]."""
    paid = np.maximum(outcome.facts.value_added_share * outcome.output - brought, 0.0)
    total = paid.sum(axis=1)[:, None]
    shares = np.divide(paid, total, out=np.zeros_like(paid), where=total > 0.0)
    return np.asarray(shares * outcome.population[:, None], dtype=np.float64)


def _rows(case: Case, here: list[int], workers: list[Floats]) -> list[tuple[Any, ...]]:
    before, after = workers
    country = case.regions["country"].to_numpy()
    total, new = before.sum(axis=1), after.sum(axis=1)
    moved = np.isin(country, country[here]) & (np.abs(new - total) > MOVED * total)
    rows: list[tuple[Any, ...]] = [
        (case.zones[i], sector, before[i, s], after[i, s], after[i, s] - before[i, s])
        for i in here
        for s, sector in enumerate(case.sectors["sector"])
    ]
    rows += [
        (case.zones[i], ALL, total[i], new[i], new[i] - total[i])
        for i in np.flatnonzero(moved)
        if i not in here
    ]
    return rows
