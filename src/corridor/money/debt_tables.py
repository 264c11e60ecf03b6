"""Tables of lending: terms, debt by year against exports, and who gains, pays and lends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pandas as pd

from corridor.dollar import Dollar
from corridor.money.capacity import capacity, is_contracted
from corridor.money.cashflow import Asset
from corridor.money.gains import sized
from corridor.money.incidence import TAXPAYERS, Counting, Deal, burdens, gains, payer, summed
from corridor.money.lending import Service, grant_element, service
from corridor.money.prices import financial, prices
from corridor.money.venture import Horizon, Venture
from corridor.projects.doors import Mine
from corridor.projects.loan import EQUITY, GRANT, Loan
from corridor.projects.project import Project
from corridor.types import Floats, Ints

LOANS = (
    "project_id",
    "payer",
    *(name for name in Loan.__slots__ if name != "source"),
    "amount_usd",
    "grant_element",
    "interest_usd",
    "source",
)
DEBT = (
    "drawn_usd",
    "equity_usd",
    "grants_usd",
    "interest_usd",
    "principal_usd",
    "service_usd",
    "public_service_usd",
    "dividends_usd",
    "outstanding_usd",
    "service_real_usd",
    "capacity_usd",
)
"""Columns of debt by year; nominal but the last but one. Loans, equity and grants are drawn apart."""

Exports = Mapping[str, tuple[float, float]]
"""Exports of the home country by scenario: at base-year activity, and their change, US$/year."""


def paid_asset(project: Project) -> Asset:
    """Return what a project costs and when, as its register says: what is paid."""
    years = (project.opening_year, project.life_years, project.ramp_years)
    return Asset(project.capex, project.operation_share, *years)


def services(project: Project, dollar: Dollar) -> tuple[tuple[Loan, Service], ...]:
    """Return the loans of a project by year; they pay their share of what works cost when they are paid."""
    paid = dollar.nominal(project.capex)
    return tuple((loan, service(loan, paid, project.opening_year)) for loan in project.loans)


def loans_table(projects: Sequence[Project], dollar: Dollar) -> pd.DataFrame:
    """Return the terms of every loan, its amount, its grant element and all the interest it costs."""
    rows = []
    for project in projects:
        for loan, flows in services(project, dollar):
            terms = asdict(loan)
            source = terms.pop("source")
            figures = (float(flows.drawn.sum()), grant_element(loan), float(flows.interest.sum()))
            rows.append((project.project_id, payer(project.type), *terms.values(), *figures, source))
    return pd.DataFrame(rows, columns=LOANS)


def debt_table(
    members: Mapping[str, Sequence[Project]],
    ventures: Mapping[str, Venture],
    exports: Exports,
    horizon: Horizon,
    dollar: Dollar,
) -> pd.DataFrame:
    """Return debt owed abroad by year for every venture with loans, against exports and their gain.

    Exports are in dollars of the base year; real figures and exports are told in those of the price year.
    Exports grow with the economy; their gain comes as the gains of the venture do.
    """
    frames = []
    for name, venture in ventures.items():
        owed = [(p, loan, flows) for p in members[name] for loan, flows in services(p, dollar)]
        if not owed:
            continue
        years = np.arange(
            min(int(s.years[0]) for _, _, s in owed), max(int(s.years[-1]) for _, _, s in owed) + 1
        )
        columns = _debt(owed, years, dollar)
        one = venture.gains[0][0]
        base, change = (dollar.worth(usd, one.base_year) for usd in exports[name])
        grown = base * (1.0 + one.growth) ** (years - one.base_year)
        earned = replace(venture, gains=sized(venture.gains, "exports", change))
        flows = earned.stream(replace(horizon, last_year=int(years[-1])))
        gain = np.zeros(len(years))
        inside = np.isin(years, flows.years)
        gain[inside] = flows.benefit["exports"][np.isin(flows.years, years)]
        real = columns["service_real_usd"]
        frames.append(
            pd.DataFrame(
                {
                    "project_id": name,
                    "year": years,
                    **columns,
                    "exports_usd": grown,
                    "export_gain_usd": gain,
                    "service_to_exports": np.divide(real, grown, out=np.zeros(len(years)), where=grown > 0),
                    "export_gain_less_service_usd": gain - real,
                }
            )
        )
    more = ("exports_usd", "export_gain_usd", "service_to_exports", "export_gain_less_service_usd")
    columns_of = ["project_id", "year", *DEBT, *more]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns_of)


def _debt(owed: Sequence[tuple[Project, Loan, Service]], years: Ints, dollar: Dollar) -> dict[str, Floats]:
    """Return the columns `DEBT` of loans together, [year]."""
    total = {name: np.zeros(len(years)) for name in DEBT}
    for project, loan, flows in owed:
        at = flows.years - years[0]
        due = flows.interest + flows.principal
        public = payer(project.type) == TAXPAYERS
        given = {GRANT: "grants_usd", EQUITY: "equity_usd"}.get(loan.kind, "drawn_usd")
        for name, flow in (
            (given, flows.drawn),
            ("interest_usd", flows.interest),
            ("principal_usd", flows.principal),
            ("service_usd", due),
            ("public_service_usd", due if public else 0.0 * due),
            ("dividends_usd", flows.dividends),
            ("outstanding_usd", flows.outstanding),
            ("service_real_usd", flows.real(due, dollar)),
        ):
            total[name][at] += flow
    for project in {project.project_id: project for project, _, _ in owed}.values():
        if is_contracted(project):
            found = capacity(project, dollar)
            inside = np.isin(found.years, years)
            total["capacity_usd"][found.years[inside] - years[0]] += found.paid[inside]
    return total


def incidence_table(
    members: Mapping[str, Sequence[Project]],
    ventures: Iterable[Venture],
    parameters: Mapping[str, float],
    horizon: Horizon,
    at_home: tuple[str, Dollar],
) -> pd.DataFrame:
    """Return the present value of every venture to each group of each country; they sum to its NPV.

    `at_home` are the country that pays and the dollar of the price year.
    """
    rows: list[dict[str, Any]] = []
    home, dollar = at_home
    for venture in ventures:
        for name, rate in horizon.rates.items():
            flows = venture.at(rate).stream(horizon)
            counting = Counting(home, rate, dollar)
            shares = gains(flows.benefit, flows.carbon, flows.years, counting)
            for project in members[venture.name]:
                shares += burdens(_deal(project, parameters, horizon, at_home), counting)
            rows += [
                {"project_id": venture.name, "discount_rate": name, **asdict(share)}
                for share in summed(shares)
            ]
    columns = ["project_id", "discount_rate", "country", "group", "flow", "usd"]
    return pd.DataFrame(rows, columns=columns)


def _deal(
    project: Project, parameters: Mapping[str, float], horizon: Horizon, at_home: tuple[str, Dollar]
) -> Deal:
    home, dollar = at_home
    paid = financial(paid_asset(project), project.revenue, horizon.last_year)
    said = (paid, prices(parameters, project.type), project.type, services(project, dollar))
    if is_contracted(project):
        return Deal(*said, _owners(project, home), capacity(project, dollar), parameters[SUBSIDY])
    return Deal(*said, next((door.owners for door in project.doors if isinstance(door, Mine)), {}))


SUBSIDY = "capacity.subsidy"


def _owners(project: Project, home: str) -> dict[str, float]:
    """Return the owners of a plant by country: shares from abroad; what nobody lends is of owners at home."""
    shares = {home: max(1.0 - sum(loan.share for loan in project.loans), 0.0)}
    for loan in project.loans:
        if loan.kind == EQUITY:
            shares[loan.country] = shares.get(loan.country, 0.0) + loan.share
    total = sum(shares.values())
    return {country: share / total for country, share in shares.items() if share > 0.0} if total > 0.0 else {}
