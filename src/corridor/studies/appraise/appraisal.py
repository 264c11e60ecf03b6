"""An appraisal: do-minimum against do-something, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from corridor.case.case import Case
from corridor.parameters import Parameters

TABLES = (
    "accounts",
    "scorecard",
    "regions",
    "projects",
    "portfolios",
    "streams",
    "sensitivity",
    "switching",
    "financial",
    "overruns",
    "risk",
    "loans",
    "debt",
    "incidence",
    "freight",
    "sites",
    "labour",
    "haul",
    "links",
    "checks",
    "certificates",
)
"""The tables of an appraisal, in the order they are written and shown."""


@dataclass(frozen=True)
class Appraisal:
    """What a portfolio of projects changes, and all that is needed to obtain it again.

    The tables, one row per what their first columns name (US$ per year at base-year prices, tonnes,
    kilometres; hats are counterfactual over baseline):

    - `accounts`: scenario, account, indicator, level, region, baseline, counterfactual, change, unit
    - `scorecard`: scenario, account, indicator, region, before, after, change, change_percent, unit, verdict
    - `regions`: scenario, region_id, name, country, population, value_added_usd, real_income_hat,
      ev_usd, first_order, ...
    - `projects`: project_id, name, type, status, capex_usd, ev_world_usd, ev_<country>_usd, npv_low,
      npv_high, bcr_low, bcr_high, mirr_low, ..., npv_per_capex_low, ..., first_year_return_low, ...,
      annual_value_low, ..., eirr, eirr_note, payback_year, model_effect
    - `portfolios`: as `projects`, one row per portfolio scenario
    - `streams`: scenario, project_id, country, year, cost_usd, benefit_usd
    - `sensitivity`: project_id, test, cost_change, benefit_change, delay_years, npv_low, npv_high, eirr,
      eirr_note
    - `switching`: project_id, variable, discount_rate, switching_value, unit
    - `financial`: project_id, capex_usd, conversion_factor, capex_economic_usd, operation_usd, revenue_usd,
      revenue_known, subsidy_usd, fnpv_low, fnpv_high, firr, firr_note
    - `overruns`: project_id, reference_class, cost_mean, cost_p50, cost_p80, ..., source, status
    - `risk`: project_id, unfinished, draws, npv_expected_low, npv_p10_low, npv_p90_low,
      loss_probability_low, and at the high rate
    - `loans`: project_id, payer, lender, ..., amount_usd, grant_element, interest_usd, source
    - `debt`: project_id, year, drawn_usd, interest_usd, principal_usd, service_usd, ...,
      export_gain_usd, service_to_exports
    - `incidence`: project_id, discount_rate, country, group, flow, usd
    - `freight`: scenario, country, mode, tonne_km, co2_t
    - `sites`: project_id, kind, region_id, ... of parks and mines (`corridor.accounts.sites`)
    - `labour`: scenario, project_id, region_id, sector, workers_do_minimum, workers, change: whom parks and
      mines take their labour from
    - `haul`: scenario, project_id, region_id, to, mode, road_km, rail_km, hours, usd_per_tonne, ...: from
      mines to ports
    - `links`: link_id, tonnes_baseline, tonnes_counterfactual, ...
    - `checks`: name, value, unit, reference_low, reference_high, source, verdict
    - `certificates`: scenario, block, residual, iterations, method

    Nothing in it depends on the clock or the machine's load.
    """

    case: Case
    name: str
    """The set of scenarios, as the first part of the run's name; also the scenario shown on maps."""
    parameters: Parameters
    """The parameters used: the case's with what was overridden."""
    scenarios: Mapping[str, Mapping[str, Any]]
    """Scenario to its definition: projects, whether they are added or removed, parameters."""
    accounts: pd.DataFrame
    scorecard: pd.DataFrame
    regions: pd.DataFrame
    projects: pd.DataFrame
    portfolios: pd.DataFrame
    streams: pd.DataFrame
    sensitivity: pd.DataFrame
    switching: pd.DataFrame
    financial: pd.DataFrame
    overruns: pd.DataFrame
    risk: pd.DataFrame
    loans: pd.DataFrame
    debt: pd.DataFrame
    incidence: pd.DataFrame
    freight: pd.DataFrame
    sites: pd.DataFrame
    labour: pd.DataFrame
    haul: pd.DataFrame
    links: pd.DataFrame
    checks: pd.DataFrame
    certificates: pd.DataFrame
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the solvers and the skims."""
    seeds: Mapping[str, int] = field(default_factory=dict)
    """Seeds of whatever was drawn at random; empty where nothing was."""

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, in the order of `TABLES`."""
        return {name: getattr(self, name) for name in TABLES}

    @property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of every file of the case that was read."""
        return self.case.digests
