"""From worlds to ventures: every scenario with its assets and its gains by law of growth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from corridor.dollar import Dollar
from corridor.model.baseline import Baseline
from corridor.model.selection import Scenario
from corridor.model.solved import Impact, emissions
from corridor.money.cashflow import Asset, Gains
from corridor.money.debt_tables import paid_asset
from corridor.money.gains import Parts, parted
from corridor.money.prices import at_prices, prices
from corridor.money.venture import Horizon, Venture
from corridor.projects.growth import WITH_ECONOMY, Growth
from corridor.projects.project import Project
from corridor.run_tables import RATES
from corridor.types import Floats


def ventures(
    baseline: Baseline, listed: Sequence[Scenario], results: Mapping[str, Impact]
) -> dict[str, Venture]:
    """Return every scenario as a venture, single projects in the order of the register first."""
    alone = alone_in(listed)
    own = {name: own_gains(baseline, scenario.projects[0], results[name]) for name, scenario in alone.items()}
    order = [p.project_id for p in baseline.case.projects if p.project_id in alone]
    rest = [scenario.name for scenario in listed if scenario.name not in alone]
    by_name = {scenario.name: scenario for scenario in listed}
    found = {}
    for name in [*order, *rest]:
        projects = [p for p in by_name[name].projects if p.project_id in alone]
        assets = tuple(economic_asset(p, baseline.case.parameters) for p in projects)
        together = parted([own[p.project_id] for p in projects], joint_gains(baseline, results[name]))
        found[name] = Venture(name, assets, together)
    return found


def alone_in(listed: Sequence[Scenario]) -> dict[str, Scenario]:
    """Return the scenarios of single projects, by project."""
    return {s.name: s for s in listed if len(s.projects) == 1 and s.name == s.projects[0].project_id}


def horizon(baseline: Baseline) -> Horizon:
    """Return how the future counts in a case."""
    settings, parameters = baseline.case.settings, baseline.case.parameters
    rates = {name: parameters[f"discount_rate.{name}"] for name in RATES}
    return Horizon(settings.last_year, settings.price_year, parameters["carbon_price"], rates)


def dollar_of(baseline: Baseline) -> Dollar:
    """Return the dollar of the price year of a case."""
    return Dollar(baseline.case.settings.price_year, baseline.case.parameters["dollar_inflation"])


def economic_asset(project: Project, parameters: Mapping[str, float]) -> Asset:
    """Return what a project costs and when, in economic prices."""
    return at_prices(paid_asset(project), prices(parameters, project.type).factor)


def own_gains(baseline: Baseline, project: Project, result: Impact) -> Parts:
    """Return what a project brings alone, by law of growth; the parts add up to its solve."""
    laws = [law for law, _ in project.parts]
    each = zip(laws, result.parts or (result,), strict=True)
    alone = tuple(_gains(baseline, one, law) for law, one in each)
    return parted([alone], joint_gains(baseline, result))[0]


def joint_gains(baseline: Baseline, result: Impact) -> Gains:
    """Return what a scenario brings in a year at base-year activity, whatever the laws of its projects."""
    return _gains(baseline, result, WITH_ECONOMY)


def _gains(baseline: Baseline, result: Impact, law: Growth) -> Gains:
    solved = float(emissions(baseline, result.freight).sum()) + result.production_co2
    return replace(yearly_gains(baseline, result.gain, solved), law=law, stated_tonnes=result.power_co2)


def yearly_gains(baseline: Baseline, gain: Floats, tonnes: float) -> Gains:
    """Return gains of regions, [region] US$ of the base year, and emissions that follow from the solve."""
    benefit = grouped(baseline, by_country(baseline, gain))
    growth, base_year = baseline.case.parameters["benefit_growth"], baseline.case.settings.base_year
    return Gains(benefit, tonnes, growth, base_year)


def by_country(baseline: Baseline, gain: Floats) -> dict[str, float]:
    """Return the gain of each country from that of regions, [region] US$ of the base year.

    Returns
    -------
    dict
        Country to US$ of the price year, a year.

    """
    names = list(baseline.case.countries["country"])
    worth = dollar_of(baseline).worth(1.0, baseline.case.settings.base_year)
    total = np.bincount(baseline.places.region_country, weights=worth * gain, minlength=len(names))
    return dict(zip(names, total.tolist(), strict=True))


def grouped(baseline: Baseline, gains: Mapping[str, float]) -> dict[str, float]:
    """Return the gains of the countries in focus and of all others together."""
    focus = baseline.case.settings.focus
    shown = {country: gains[country] for country in focus}
    shown["other"] = sum(usd for country, usd in gains.items() if country not in focus)
    return shown
