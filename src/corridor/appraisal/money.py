"""What projects cost and bring: streams and ratios per project and portfolio, by country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.appraisal.cashflow import (
    Asset,
    Gains,
    Stream,
    benefit_cost_ratio,
    internal_rate,
    payback_year,
    portfolio,
    present_value,
    stream,
)
from corridor.appraisal.scenario import Scenario
from corridor.appraisal.solved import Effect, emissions
from corridor.appraisal.worlds import Worlds
from corridor.projects.doors import Electricity, Loss, Mine, Park, Productivity, Tariff
from corridor.projects.project import Project

Floats = NDArray[np.float64]

NO_EFFECT = "none"
"""Model effect of a project that is in the register only; its `effect_note` says why."""

ON_LINKS = "the network"
DOORS: Mapping[type, str] = {
    Electricity: "electricity",
    Loss: "losses on the way",
    Mine: "a mine",
    Park: "a park",
    Productivity: "yields",
    Tariff: "tariffs",
}
"""What a project's doors act on, in words."""

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


@dataclass(frozen=True)
class Money:
    """Tables `projects`, `portfolios` and `streams` of an appraisal."""

    projects: pd.DataFrame
    portfolios: pd.DataFrame
    streams: pd.DataFrame


def money(worlds: Worlds, listed: Sequence[Scenario], results: Mapping[str, Effect]) -> Money:
    """Return the money of every scenario, and of every project of the register.

    Costs fall on the first country in focus, the corridor's home, whoever lends; gains are counted
    where they arise. A portfolio's gains are phased in as its projects open (`cashflow.portfolio`).
    Where a cost is not published, all that needs it is not a number.
    """
    frames, rows, portfolios = [], [], []
    alone = {s.name: s for s in listed if len(s.projects) == 1 and s.name == s.projects[0].project_id}
    for project in worlds.case.projects:
        scenario = alone.get(project.project_id)
        if scenario is None:
            rows.append(_row(worlds, project, None, None))
            continue
        result = results[scenario.name]
        found = stream(_asset(project), _gains(worlds, result), _last(worlds), _carbon(worlds))
        frames.append(_long(worlds, scenario.name, project.project_id, found))
        rows.append(_row(worlds, project, scenario, found, _by_country(worlds, result)))
    for scenario in listed:
        if scenario.name in alone:
            continue
        found = _portfolio(worlds, scenario, results, alone)
        frames.append(_long(worlds, scenario.name, scenario.name, found))
        by_country = _by_country(worlds, results[scenario.name])
        portfolios.append(_portfolio_row(worlds, scenario, found, by_country))
    focus = worlds.case.settings.focus
    nothing = Stream(np.zeros(1, dtype=np.int64), np.zeros(1), {focus[0]: np.zeros(1)}, np.zeros(1))
    columns = [*ABOUT, *_ev(worlds, dict.fromkeys(focus, 0.0)), *_ratios(worlds, nothing)]
    return Money(
        pd.DataFrame(rows, columns=columns),
        pd.DataFrame(portfolios, columns=columns),
        pd.concat(frames, ignore_index=True) if frames else _long(worlds, "", "", nothing).iloc[:0],
    )


def _asset(project: Project) -> Asset:
    years = (project.opening_year, project.life_years, project.ramp_years)
    return Asset(project.capex, project.operation_share, *years)


def acts_on(project: Project) -> str:
    """Return what a project acts on in the model, in words."""
    doors = [DOORS[type(door)] for door in project.doors]
    return ", ".join(dict.fromkeys([*([ON_LINKS] if project.effects else []), *doors])) or NO_EFFECT


def _last(worlds: Worlds) -> int:
    return worlds.case.settings.last_year


def _carbon(worlds: Worlds) -> float:
    return worlds.case.parameters["carbon_price"]


def _by_country(worlds: Worlds, result: Effect) -> dict[str, float]:
    """Return the gain of each country, US$/year."""
    names = list(worlds.case.countries["country"])
    total = np.bincount(worlds.places.region_country, weights=result.gain, minlength=len(names))
    return dict(zip(names, total.tolist(), strict=True))


def _gains(worlds: Worlds, result: Effect) -> Gains:
    return Gains(
        _grouped(worlds, _by_country(worlds, result)),
        float(emissions(worlds, result.freight).sum()) + result.power_co2,
        worlds.case.parameters["benefit_growth"],
        worlds.case.settings.base_year,
    )


def _grouped(worlds: Worlds, by_country: Mapping[str, float]) -> dict[str, float]:
    """Return the gains of the countries in focus and of all others together."""
    focus = worlds.case.settings.focus
    shown = {country: by_country[country] for country in focus}
    shown["other"] = sum(usd for country, usd in by_country.items() if country not in focus)
    return shown


def _portfolio(
    worlds: Worlds, scenario: Scenario, results: Mapping[str, Effect], alone: Mapping[str, Scenario]
) -> Stream:
    """Return the stream of a portfolio: its own gain, phased in as its projects open."""
    parts = [
        (_asset(p), float(results[p.project_id].gain.sum()))
        for p in scenario.projects
        if p.project_id in alone
    ]
    return portfolio(parts, _gains(worlds, results[scenario.name]), _last(worlds), _carbon(worlds))


def _long(worlds: Worlds, scenario: str, project: str, found: Stream) -> pd.DataFrame:
    """Return a stream as rows: one country after the other, then the world's carbon."""
    home = worlds.case.settings.focus[0]
    common = {"scenario": scenario, "project_id": project, "year": found.years}
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


def _ratios(worlds: Worlds, found: Stream) -> dict[str, Any]:
    parameters, year = worlds.case.parameters, worlds.case.settings.price_year
    rates = {name: parameters[f"discount_rate.{name}"] for name in ("low", "high")}
    home = worlds.case.settings.focus[0]
    payback = payback_year(found.net, found.years)
    return {
        **{f"npv_{n}": present_value(found.net, found.years, r, year) for n, r in rates.items()},
        **{f"bcr_{n}": benefit_cost_ratio(found, r, year) for n, r in rates.items()},
        "eirr": internal_rate(found.net, found.years),
        "payback_year": float("nan") if payback is None else float(payback),
        **{
            f"npv_{home}_{n}": present_value(found.benefit[home] - found.cost, found.years, r, year)
            for n, r in rates.items()
        },
    }


def _row(
    worlds: Worlds,
    project: Project,
    scenario: Scenario | None,
    found: Stream | None,
    by_country: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    effect = acts_on(project) if scenario or not project.acts else "not appraised in this run"
    row: dict[str, Any] = {
        "project_id": project.project_id,
        "name": project.title,
        "type": project.type,
        "portfolio": project.portfolio,
        "status": project.status,
        "capex_usd": _asset(project).cost,
        "opening_year": project.opening_year,
        "model_effect": effect,
        "effect_note": project.effect_note,
    }
    if found is None or by_country is None:
        return row
    return {**row, **_ev(worlds, by_country), **_ratios(worlds, found)}


def _ev(worlds: Worlds, by_country: Mapping[str, float]) -> dict[str, float]:
    return {
        "ev_world_usd": sum(by_country.values()),
        **{f"ev_{country}_usd": by_country[country] for country in worlds.case.settings.focus},
    }


def _portfolio_row(
    worlds: Worlds, scenario: Scenario, found: Stream, by_country: Mapping[str, float]
) -> dict[str, Any]:
    return {
        "project_id": scenario.name,
        "name": f"Portfolio: {scenario.name}",
        "type": "portfolio",
        "portfolio": scenario.name,
        "status": "portfolio",
        "capex_usd": sum(_asset(p).cost for p in scenario.projects),
        "opening_year": min(p.opening_year for p in scenario.projects),
        "model_effect": ", ".join(sorted({acts_on(p) for p in scenario.projects})),
        "effect_note": f"{len(scenario.projects)} projects together",
        **_ev(worlds, by_country),
        **_ratios(worlds, found),
    }
