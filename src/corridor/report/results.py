"""What the report reads of an appraisal; tables of a run without scenarios still have their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.report.cubes import kept, places

if TYPE_CHECKING:
    from corridor.case.case import Case
    from corridor.parameters import Parameters
    from corridor.studies.appraise.appraisal import Appraisal

COLUMNS = {
    "accounts": "scenario account indicator level region baseline counterfactual change unit",
    "scorecard": "scenario account indicator region before after change change_percent unit verdict",
    "regions": "scenario region_id real_income_hat ev_usd population",
    "sites": "project_id kind region_id sector capacity_usd",
    "labour": "project_id region_id sector change",
    "haul": "project_id to mode",
    "projects": "project_id name type",
    "streams": "scenario project_id country year cost_usd benefit_usd",
    "portfolios": "project_id name type",
    "sensitivity": "project_id test npv_low npv_high eirr",
    "switching": "project_id variable discount_rate switching_value unit",
    "financial": "project_id capex_usd conversion_factor",
    "overruns": "project_id reference_class",
    "risk": "project_id unfinished draws",
    "loans": "project_id lender kind",
    "debt": "project_id year service_usd",
    "incidence": "project_id discount_rate country group flow usd",
    "freight": "scenario country mode tonne_km co2_t",
    "links": "link_id tonnes_baseline tonnes_counterfactual",
    "checks": "name value unit reference_low reference_high source verdict",
    "certificates": "scenario block residual iterations method",
}
"""Table to the columns that the report cannot do without."""


def identifier(account: str, name: str) -> str:
    """Return by what the page finds an indicator, whatever label and unit it shows: `account/name`."""
    return f"{account}/{name}"


INCOME = "real income"
"""The indicator that the report tells of every scenario, country by country."""


@dataclass(frozen=True)
class Results:
    """The case, the scenarios and the tables of an appraisal; see `corridor.Appraisal`.

    `projects` holds the portfolios too; `accounts` what the report shows of them.
    """

    case: Case
    name: str
    parameters: Parameters
    scenarios: Mapping[str, Mapping[str, Any]]
    accounts: pd.DataFrame
    scorecard: pd.DataFrame
    regions: pd.DataFrame
    sites: pd.DataFrame
    labour: pd.DataFrame
    haul: pd.DataFrame
    projects: pd.DataFrame
    streams: pd.DataFrame
    portfolios: pd.DataFrame
    sensitivity: pd.DataFrame
    switching: pd.DataFrame
    financial: pd.DataFrame
    overruns: pd.DataFrame
    risk: pd.DataFrame
    loans: pd.DataFrame
    debt: pd.DataFrame
    incidence: pd.DataFrame
    freight: pd.DataFrame
    links: pd.DataFrame
    checks: pd.DataFrame
    certificates: pd.DataFrame


def results(appraisal: Appraisal) -> Results:
    """Return the results of an appraisal; an empty table gets the columns it lacks."""
    tables = {}
    for name, columns in COLUMNS.items():
        table: pd.DataFrame = getattr(appraisal, name)
        tables[name] = pd.DataFrame(columns=columns.split()) if table.empty else table
    alone = [str(name) for name in tables["projects"]["project_id"]]
    tables["accounts"] = _shown(tables["accounts"], alone)
    tables["projects"] = pd.concat([tables["projects"], appraisal.portfolios], ignore_index=True)
    return Results(appraisal.case, appraisal.name, appraisal.parameters, appraisal.scenarios, **tables)


def _shown(accounts: pd.DataFrame, alone: Sequence[str]) -> pd.DataFrame:
    """Return the accounts of portfolios; of projects alone only the real income of countries."""
    single = places(accounts["scenario"], alone) >= 0
    income = (places(accounts["level"], ["country"]) >= 0) & (places(accounts["indicator"], [INCOME]) >= 0)
    return kept(accounts, ~single | income)
