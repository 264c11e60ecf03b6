"""What the report reads of an appraisal."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from corridor.report.cubes import kept, places
from corridor.run_tables import complete
from corridor.studies.appraise.appraisal import Appraisal

INCOME = "real income"
"""The indicator that the report tells of every scenario, country by country."""


def identifier(account: str, name: str) -> str:
    """Return by what the page finds an indicator, whatever label and unit it shows: `account/name`."""
    return f"{account}/{name}"


class Results(Appraisal):
    """An appraisal as the report reads it.

    `projects` holds the portfolios too; `accounts` what the report shows of them.
    """


def results(appraisal: Appraisal) -> Results:
    """Return the results of an appraisal; a table without rows has its columns."""
    whole = complete(appraisal.tables, appraisal.case.settings.focus)
    alone = [str(name) for name in whole["projects"]["project_id"]]
    tables = {
        **whole,
        "accounts": _shown(whole["accounts"], alone),
        "projects": pd.concat([whole["projects"], whole["portfolios"]], ignore_index=True),
    }
    return Results(appraisal.case, appraisal.name, appraisal.parameters, appraisal.scenarios, tables)


def _shown(accounts: pd.DataFrame, alone: Sequence[str]) -> pd.DataFrame:
    """Return the accounts of portfolios; of projects alone only the real income of countries."""
    single = places(accounts["scenario"], alone) >= 0
    income = (places(accounts["level"], ["country"]) >= 0) & (places(accounts["indicator"], [INCOME]) >= 0)
    return kept(accounts, ~single | income)
