"""What projects cost and bring: streams and ratios per project and portfolio, by country."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from corridor.model.baseline import Baseline
from corridor.model.selection import Scenario
from corridor.model.solved import Impact
from corridor.money.cashflow import Stream, benefit_cost_ratio, payback_year, present_value
from corridor.money.debt_tables import Exports, debt_table, incidence_table, loans_table, paid_asset
from corridor.money.internal_rate import internal_rates
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
    flows = {name: venture.stream(time) for name, venture in found.items()}
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
    columns = [*ABOUT, *_ev(baseline, dict.fromkeys(focus, 0.0)), *_ratios(baseline, nobody, None)]
    projects = baseline.case.projects
    return {
        "projects": pd.DataFrame(rows, columns=columns),
        "portfolios": pd.DataFrame(portfolios, columns=columns),
        "streams": streams(baseline, flows),
        "perspectives": perspectives_table(flows, time, focus[0]),
        "site_gains": site_gains_table(baseline, listed, results, found),
        "sensitivity": sensitivity_table(found.values(), time),
        "switching": switching_table(found.values(), time),
        "financial": financial_table(projects, parameters, time),
        "overruns": overruns_table(projects, found),
        "risk": risk_table(members, found.values(), parameters, time),
        "loans": loans_table(projects, dollar),
        "debt": debt_table(members, found, exports, time, dollar),
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


def streams(baseline: Baseline, flows: Mapping[str, Stream]) -> pd.DataFrame:
    """Return streams as rows: per scenario one country after the other, then the world's carbon."""
    focus = baseline.case.settings.focus
    nothing = Stream(np.zeros(1, dtype=np.int64), np.zeros(1), {focus[0]: np.zeros(1)}, np.zeros(1))
    tables = [_long(focus[0], name, found) for name, found in flows.items()]
    return pd.concat(tables, ignore_index=True) if tables else _long(focus[0], "", nothing).iloc[:0]


def _long(home: str, name: str, found: Stream) -> pd.DataFrame:
    common = {"scenario": name, "project_id": name, "year": found.years}
    carbon = {"country": "world", "cost_usd": 0.0, "benefit_usd": 0.0, "carbon_usd": found.carbon}
    return pd.concat(
        [
            pd.DataFrame(
                {
                    **common,
                    "country": country,
                    "cost_usd": found.cost if country == home else 0.0,
                    "benefit_usd": benefit,
                    "carbon_usd": 0.0,
                }
            )
            for country, benefit in found.benefit.items()
        ]
        + [pd.DataFrame({**common, **carbon})],
        ignore_index=True,
    )


def _ratios(baseline: Baseline, venture: Venture, found: Stream | None) -> dict[str, Any]:
    """Return the ratios of a venture by name; without a stream they are not numbers."""
    time = horizon(baseline)
    year, home = time.price_year, baseline.case.settings.focus[0]
    if found is None:
        found = Stream(np.zeros(1, dtype=np.int64), np.zeros(1), {home: np.zeros(1)}, np.zeros(1))
    payback = payback_year(found.net, found.years)
    capex = venture.capex(found.years) if venture.assets else np.zeros(len(found.years))
    opening = venture.opening_year if venture.assets else 0
    ratios: dict[str, Callable[[float], float]] = {
        "npv": lambda r: present_value(found.net, found.years, r, year),
        "bcr": lambda r: benefit_cost_ratio(found, r, year),
        "mirr": lambda r: modified_internal_rate(found.net, r),
        "npv_per_capex": lambda r: value_per_capex(found, capex, r),
        "first_year_return": lambda r: first_year_return(found, capex, opening, r),
        "annual_value": lambda r: annual_value(found.net, found.years, r),
        f"npv_{home}": lambda r: present_value(found.benefit[home] - found.cost, found.years, r, year),
    }
    both = {f"{name}_{n}": ratio(r) for name, ratio in ratios.items() for n, r in time.rates.items()}
    paid = float("nan") if payback is None else float(payback)
    rates = internal_rates(found.net, found.years)
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
        **_ratios(baseline, venture, venture.stream(horizon(baseline))),
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
        **_ratios(baseline, venture, venture.stream(horizon(baseline))),
    }
