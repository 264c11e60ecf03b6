"""What projects cost and bring: streams and ratios per project and portfolio, by country."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from corridor.model.baseline import Baseline
from corridor.model.selection import Scenario
from corridor.model.solved import Impact
from corridor.money.capacity import capacity_table
from corridor.money.cashflow import Stream, benefit_cost_ratio, payback_year, present_value
from corridor.money.debt_tables import Exports, debt_table, incidence_table, loans_table, paid_asset
from corridor.money.own_rate import own_rates
from corridor.money.perspectives import perspectives_table
from corridor.money.prices import financial, prices
from corridor.money.ratios import annual_value, first_year_return, modified_internal_rate, value_per_capex
from corridor.money.risk_tables import overruns_table, risk_table
from corridor.money.sensitivity_tables import sensitivity_table, switching_table
from corridor.money.site_gains import site_gains_table
from corridor.money.venture import Horizon, Venture
from corridor.money.ventures import alone_in, by_country, dollar_of, horizon, ventures
from corridor.projects.project import Project

FINANCIAL = (
    "project_id",
    "capex_usd",
    "conversion_factor",
    "capex_economic_usd",
    "operation_usd",
    "revenue_usd",
    "revenue_known",
    "subsidy_usd",
)
"""Columns of the financial table, before its ratios."""

NO_EFFECT = "none"
"""Model effect of a project that is in the register only; its `effect_note` says why."""

ON_LINKS = "the network"
ABOUT = (
    "project_id",
    "name",
    "type",
    "portfolio",
    "status",
    "capex_usd",
    "opening_year",
    "model_effect",
    "effect_note",
)
"""Columns of a project whether it is appraised or not."""


def money(
    baseline: Baseline, listed: Sequence[Scenario], results: Mapping[str, Impact], exports: Exports
) -> dict[str, pd.DataFrame]:
    """Return the tables of the money of every scenario, and of every project of the register.

    Costs fall on the first country in focus, the corridor's home, whoever lends; gains are counted
    where they arise. A portfolio's gains come as its projects open, each by its own law (`money.gains`).
    Where a cost is not published, all that needs it is not a number.
    """
    found = ventures(baseline, listed, results)
    time, dollar = horizon(baseline), dollar_of(baseline)
    alone = alone_in(listed)
    rows = [
        _row(
            baseline,
            project,
            found.get(project.project_id) if project.project_id in alone else None,
            results,
        )
        for project in baseline.case.projects
    ]
    portfolios = [
        _portfolio_row(baseline, scenario, found[scenario.name], results[scenario.name])
        for scenario in listed
        if scenario.name not in alone
    ]
    members = {s.name: [p for p in s.projects if p.project_id in alone] for s in listed}
    focus, parameters = baseline.case.settings.focus, baseline.case.parameters
    nobody = Venture("", (), ())
    columns = [*ABOUT, *_ev(baseline, dict.fromkeys(focus, 0.0)), *_ratios(baseline, nobody)]
    projects = baseline.case.projects
    return {
        "projects": pd.DataFrame(rows, columns=columns),
        "portfolios": pd.DataFrame(portfolios, columns=columns),
        "streams": streams(baseline, found),
        "perspectives": perspectives_table(found.values(), time, focus[0]),
        "site_gains": site_gains_table(baseline, listed, results, found),
        "sensitivity": sensitivity_table(found.values(), time),
        "switching": switching_table(found.values(), time),
        "financial": financial_table(projects, parameters, time),
        "overruns": overruns_table(projects, found),
        "risk": risk_table(members, found.values(), parameters, time),
        "loans": loans_table(projects, dollar),
        "debt": debt_table(members, found, exports, time, dollar),
        "capacity": capacity_table(members, dollar),
        "incidence": incidence_table(members, found.values(), parameters, time, (focus[0], dollar)),
    }


def financial_table(
    projects: Sequence[Project], parameters: Mapping[str, float], horizon: Horizon
) -> pd.DataFrame:
    """Return what every project costs and earns at the prices that are paid, and what its costs are worth.

    The subsidy is what operation in full use costs above user charges; all of it where these are not known.
    """
    rows = []
    for project in projects:
        asset, factor = paid_asset(project), prices(parameters, project.type).factor
        found = financial(asset, project.revenue, horizon.last_year)
        operation = asset.operation_share * asset.cost
        row: dict[str, Any] = {
            "project_id": project.project_id,
            "capex_usd": asset.cost,
            "conversion_factor": factor,
            "capex_economic_usd": factor * asset.cost,
            "operation_usd": operation,
            "revenue_usd": np.nan if project.revenue is None else project.revenue,
            "revenue_known": project.revenue is not None,
            "subsidy_usd": max(operation - (project.revenue or 0.0), 0.0) if asset.capex else np.nan,
        }
        values = {f"fnpv_{name}": found.value(horizon, rate) for name, rate in horizon.rates.items()}
        rate = found.rate
        rows.append({**row, **values, "firr": rate.single, "firr_note": rate.note})
    names = [f"fnpv_{name}" for name in horizon.rates]
    return pd.DataFrame(rows, columns=[*FINANCIAL, *names, "firr", "firr_note"])


def acts_on(project: Project) -> str:
    """Return what a project acts on in the model, in words."""
    doors = [door.acts_on for door in project.doors]
    return ", ".join(dict.fromkeys([*([ON_LINKS] if project.effects else []), *doors])) or NO_EFFECT


def streams(baseline: Baseline, found: Mapping[str, Venture]) -> pd.DataFrame:
    """Return streams as rows: per scenario one country after the other, then the world's carbon.

    Gains and carbon that depend on the discount rate stand at that of the solve, and at each rate. What of a
    gain is load no longer shed for want of power stands apart, and is in it.
    """
    home, time = baseline.case.settings.focus[0], horizon(baseline)
    tables = [_long(home, name, venture, time) for name, venture in found.items()]
    if tables:
        return pd.concat(tables, ignore_index=True)
    columns = (
        "scenario",
        "project_id",
        "year",
        "country",
        *COUNTED,
        *(n for r in time.rates for n in _at(r)),
    )
    return pd.DataFrame(columns=[*columns])


COUNTED = ("cost_usd", "benefit_usd", "carbon_usd", "missing_usd")
"""Columns of a stream at the rate of the solve."""


def _at(rate: str) -> tuple[str, str]:
    """Return the columns of a stream at a discount rate: gains and carbon."""
    return f"benefit_{rate}_usd", f"carbon_{rate}_usd"


def _nothing(home: str) -> Stream:
    return Stream(np.zeros(1, dtype=np.int64), np.zeros(1), {home: np.zeros(1)}, np.zeros(1))


def _long(home: str, name: str, venture: Venture, time: Horizon) -> pd.DataFrame:
    plain = venture.stream(time)
    missing = venture.missing(time)[1]
    of_rate = {rate: venture.at(value).stream(time) for rate, value in time.rates.items()}
    nothing = np.zeros(len(plain.years))
    frames = []
    for country in (*plain.benefit, "world"):
        away = country == "world"
        columns = {
            "scenario": name,
            "project_id": name,
            "year": plain.years,
            "country": country,
            "cost_usd": plain.cost if country == home else nothing,
            "benefit_usd": nothing if away else plain.benefit[country],
            "carbon_usd": plain.carbon if away else nothing,
            "missing_usd": nothing if away else missing[country],
        }
        for rate, found in of_rate.items():
            gains = nothing if away else found.benefit[country]
            columns |= dict(zip(_at(rate), (gains, found.carbon if away else nothing), strict=True))
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def _ratios(baseline: Baseline, venture: Venture) -> dict[str, Any]:
    """Return the ratios of a venture by name, each of the stream of its rate; of nobody, no numbers."""
    time = horizon(baseline)
    year, home = time.price_year, baseline.case.settings.focus[0]

    def flows_of(one: Venture) -> Stream:
        return one.stream(time) if one.assets else _nothing(home)

    plain = flows_of(venture)
    payback = payback_year(plain.net, plain.years)
    capex = venture.capex(plain.years) if venture.assets else np.zeros(len(plain.years))
    opening = venture.opening_year if venture.assets else 0
    ratios: dict[str, Callable[[Stream, float], float]] = {
        "npv": lambda found, r: present_value(found.net, found.years, r, year),
        "bcr": lambda found, r: benefit_cost_ratio(found, r, year),
        "mirr": lambda found, r: modified_internal_rate(found.net, r),
        "npv_per_capex": lambda found, r: value_per_capex(found, capex, r),
        "first_year_return": lambda found, r: first_year_return(found, capex, opening, r),
        "annual_value": lambda found, r: annual_value(found.net, found.years, r),
        f"npv_{home}": lambda found, r: present_value(found.benefit[home] - found.cost, found.years, r, year),
    }
    of_rate = {name: flows_of(venture.at(rate)) for name, rate in time.rates.items()}
    both = {
        f"{name}_{n}": ratio(of_rate[n], r) for name, ratio in ratios.items() for n, r in time.rates.items()
    }
    paid = float("nan") if payback is None else float(payback)
    rates = own_rates(venture, flows_of)
    return {**both, "eirr": rates.single, "eirr_note": rates.note, "payback_year": paid}


def _row(
    baseline: Baseline, project: Project, venture: Venture | None, results: Mapping[str, Impact]
) -> dict[str, Any]:
    effect = acts_on(project) if venture or not project.acts else "not appraised in this run"
    row: dict[str, Any] = {
        "project_id": project.project_id,
        "name": project.title,
        "type": project.type,
        "portfolio": project.portfolio,
        "status": project.status,
        "capex_usd": paid_asset(project).cost,
        "opening_year": project.opening_year,
        "model_effect": effect,
        "effect_note": project.effect_note,
    }
    if venture is None:
        return row
    return {
        **row,
        **_ev(baseline, by_country(baseline, results[project.project_id].gain)),
        **_ratios(baseline, venture),
    }


def _ev(baseline: Baseline, gains: Mapping[str, float]) -> dict[str, float]:
    return {
        "ev_world_usd": sum(gains.values()),
        **{f"ev_{country}_usd": gains[country] for country in baseline.case.settings.focus},
    }


def _portfolio_row(
    baseline: Baseline, scenario: Scenario, venture: Venture, result: Impact
) -> dict[str, Any]:
    return {
        "project_id": scenario.name,
        "name": f"Portfolio: {scenario.name}",
        "type": "portfolio",
        "portfolio": scenario.name,
        "status": "portfolio",
        "capex_usd": sum(paid_asset(p).cost for p in scenario.projects),
        "opening_year": min(p.opening_year for p in scenario.projects),
        "model_effect": ", ".join(
            sorted({word for p in scenario.projects for word in acts_on(p).split(", ")})
        ),
        "effect_note": f"{len(scenario.projects)} projects together",
        **_ev(baseline, by_country(baseline, result.gain)),
        **_ratios(baseline, venture),
    }
