"""Capacity payments by year: what users of electricity owe a plant whether it runs or not.

A contract of the Pakistani kind pays debt service, return on equity and fixed operation, indexed to the
dollar (NEPRA's tariffs for coal, wind and hydropower). One year's payment is stated; the others differ from
it by what the register knows of debt service, equity and operation: debt ends with the loans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from corridor.dollar import Dollar
from corridor.money.lending import Service, service
from corridor.projects.loan import EQUITY, GRANT
from corridor.projects.project import Project
from corridor.projects.types import project_type
from corridor.types import Floats, Ints

POWER_USERS = "users of electricity"
CAPACITY = (
    "project_id",
    "year",
    "capacity_usd",
    "debt_usd",
    "equity_usd",
    "operation_usd",
    "other_usd",
    "published_usd",
    "status",
)
"""Columns of capacity payments; nominal."""


@dataclass(frozen=True, eq=False)
class Capacity:
    """Payments of a contract by year, US$ nominal, [year]; parts that the register explains, and the rest."""

    years: Ints
    debt: Floats
    equity: Floats
    """Returns on equity that the register states."""
    operation: Floats
    other: Floats
    """What published payments have beyond the parts: insurance, own capital, higher rates, delays."""

    @property
    def paid(self) -> Floats:
        """All that is paid."""
        total: Floats = self.debt + self.equity + self.operation + self.other
        return total

    def real(self, dollar: Dollar) -> Floats:
        """Return payments in dollars of the price year."""
        found: Floats = self.paid * dollar.deflator(self.years)
        return found


def is_contracted(project: Project) -> bool:
    """Return whether users of electricity owe a project payments for standing ready, as it states."""
    return project_type(project.type).payer == POWER_USERS and bool(project.capacity)


def capacity(project: Project, dollar: Dollar) -> Capacity:
    """Return the payments of a project's contract, from its opening for its life.

    What stated payments have beyond the parts that the register explains stays, nominal, for the whole life;
    with several years stated it is their mean. The return on what neither loans nor shares cover is in it.
    """
    years = np.arange(project.opening_year, project.opening_year + project.life_years)
    nominal = dollar.nominal(project.capex)
    found = [(loan, service(loan, nominal, project.opening_year)) for loan in project.loans]
    debt = _sum([_at(s, s.interest + s.principal, years) for loan, s in found if loan.kind != GRANT], years)
    equity = _sum([_at(s, s.dividends, years) for loan, s in found if loan.kind == EQUITY], years)
    yearly = project.operation_share * sum(usd for _, usd in project.capex)
    operation = yearly / dollar.deflator(years)
    known = debt + equity + operation
    gaps = [one.usd - float(known[years == one.year].sum()) for one in project.capacity if one.year in years]
    other = np.full(len(years), float(np.mean(gaps)) if gaps else 0.0)
    return Capacity(years, debt, equity, operation, other)


def _at(found: Service, flow: Floats, years: Ints) -> Floats:
    """Return a flow of a loan in the years of the contract, [year]; what is due before is not in it."""
    row = np.zeros(len(years))
    inside = np.isin(found.years, years)
    row[found.years[inside] - years[0]] = flow[inside]
    return row


def _sum(rows: Sequence[Floats], years: Ints) -> Floats:
    total: Floats = np.sum([np.zeros(len(years)), *rows], axis=0)
    return total


def capacity_table(members: Mapping[str, Sequence[Project]], dollar: Dollar) -> pd.DataFrame:
    """Return payments by year of every venture with contracts, its projects added up."""
    frames = []
    for name, projects in members.items():
        rows: list[dict[str, Any]] = []
        for project in projects:
            if is_contracted(project):
                rows += _rows(name, project, capacity(project, dollar))
        if rows:
            table = pd.DataFrame(rows)
            sums = table.groupby(["project_id", "year"], as_index=False).agg(
                {**dict.fromkeys(CAPACITY[2:8], "sum"), "status": _weakest}
            )
            frames.append(sums[list(CAPACITY)])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(CAPACITY))


def _rows(name: str, project: Project, found: Capacity) -> list[dict[str, Any]]:
    published = {one.year: one for one in project.capacity}
    columns = (found.years, found.paid, found.debt, found.equity, found.operation, found.other)
    rows = []
    for year, *figures in zip(*columns, strict=True):
        one = published.get(int(year))
        told = 0.0 if one is None else one.usd
        status = "estimated" if one is None else one.status
        rows.append(dict(zip(CAPACITY, (name, int(year), *figures, told, status), strict=True)))
    return rows


def _weakest(statuses: pd.Series) -> str:
    return "estimated" if (statuses != "published").any() else "published"
