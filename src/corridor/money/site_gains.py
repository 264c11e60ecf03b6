"""Gains of parks and mines with and without what is in doubt: variety, and capital that owners abroad bring.

A site adds producers, so buyers gain by variety, `K / theta` of its sales to first order (Feenstra 1994,
American Economic Review 84): real for firms that make something new, nothing for more of the same. Capital
from abroad earns its return and takes it home; what it would have earned elsewhere is its cost. The
register's cost of a park is the land and its works alone, so the world's account charges what its owners
abroad earn as the return they forgo. A mine's cost holds all of its capital already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from corridor.model.baseline import Baseline
from corridor.model.doors.changes import capital_abroad
from corridor.model.doors.sites import sites_of
from corridor.model.selection import Scenario
from corridor.model.solved import Impact
from corridor.money.cashflow import Gains, present_value
from corridor.money.gains import Parts, parted
from corridor.money.own_rate import own_rates
from corridor.money.venture import Venture
from corridor.money.ventures import (
    alone_in,
    dollar_of,
    grouped,
    horizon,
    joint_gains,
    own_gains,
)
from corridor.projects.project import Project

AS_MODELLED, NO_VARIETY = "as modelled", "without variety"
CHARGED, BOTH = "foreign capital charged", "both"
COUNTINGS = (AS_MODELLED, NO_VARIETY, CHARGED, BOTH)


def site_gains_table(
    baseline: Baseline,
    listed: Sequence[Scenario],
    results: Mapping[str, Impact],
    found: Mapping[str, Venture],
) -> pd.DataFrame:
    """Return gain, NPV and EIRR of every scenario with sites, counted in four ways, a row each."""
    rows = []
    for scenario in listed:
        if not sites_of(baseline.case, scenario.projects):
            continue
        modelled = found[scenario.name]
        plain = replace(modelled, gains=_without_variety(baseline, listed, scenario, results))
        for counting, venture in ((AS_MODELLED, modelled), (NO_VARIETY, plain)):
            rows.append(_row(baseline, venture, counting))
        for counting, venture in ((CHARGED, modelled), (BOTH, plain)):
            rows.append(_row(baseline, _charged(baseline, scenario, listed, venture), counting))
    time, focus = horizon(baseline), baseline.case.settings.focus
    evs = ["ev_world_usd", *(f"ev_{country}_usd" for country in focus)]
    worths = [f"npv_{name}" for name in time.rates]
    return pd.DataFrame(rows, columns=["project_id", "counting", *evs, *worths, "eirr", "eirr_note"])


def _without_variety(
    baseline: Baseline, listed: Sequence[Scenario], scenario: Scenario, results: Mapping[str, Impact]
) -> tuple[Parts, ...]:
    own = [
        own_gains(baseline, project, _plain(results[project.project_id]))
        for project in _members(scenario, listed)
    ]
    return parted(own, joint_gains(baseline, _plain(results[scenario.name])))


def _plain(found: Impact) -> Impact:
    """Return an impact without gains by variety, of all its parts."""
    gain = found.gain - found.variety if len(found.variety) else found.gain
    return replace(found, gain=gain, parts=tuple(_plain(part) for part in found.parts))


def _members(scenario: Scenario, listed: Sequence[Scenario]) -> list[Project]:
    """Return the projects of the assets of a venture, in their order."""
    alone = alone_in(listed)
    return [p for p in scenario.projects if p.project_id in alone]


def _charged(baseline: Baseline, scenario: Scenario, listed: Sequence[Scenario], venture: Venture) -> Venture:
    """Return a venture whose owners abroad bear what their capital would have earned elsewhere."""
    members = _members(scenario, listed)
    gains = tuple(
        (*parts, *_charges(baseline, project)) for project, parts in zip(members, venture.gains, strict=True)
    )
    return replace(venture, gains=gains)


def _charges(baseline: Baseline, project: Project) -> Parts:
    """Return the cost of capital from abroad, as gains below zero that grow as what it earns does."""
    worth = dollar_of(baseline).worth(1.0, baseline.case.settings.base_year)
    growth, year = baseline.case.parameters["benefit_growth"], baseline.case.settings.base_year
    found = []
    for law, earned in capital_abroad(baseline.case, baseline.economy, project):
        countries = dict.fromkeys(baseline.case.countries["country"], 0.0)
        countries |= {country: -worth * usd for country, usd in earned.items()}
        found.append(Gains(grouped(baseline, countries), 0.0, growth, year, law))
    return tuple(found)


def _row(baseline: Baseline, venture: Venture, counting: str) -> dict[str, Any]:
    time, focus = horizon(baseline), baseline.case.settings.focus
    parts = [part for each in venture.gains for part in each]
    total = {country: sum(part.benefit.get(country, 0.0) for part in parts) for country in (*focus, "other")}
    rates = own_rates(venture, lambda one: one.stream(time))
    of_rate = {name: venture.at(rate).stream(time) for name, rate in time.rates.items()}
    return {
        "project_id": venture.name,
        "counting": counting,
        "ev_world_usd": sum(total.values()),
        **{f"ev_{country}_usd": total[country] for country in focus},
        **{
            f"npv_{name}": present_value(of_rate[name].net, of_rate[name].years, rate, time.price_year)
            for name, rate in time.rates.items()
        },
        "eirr": rates.single,
        "eirr_note": rates.note,
    }
