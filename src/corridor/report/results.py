"""What the report reads of an appraisal."""

from __future__ import annotations

import pandas as pd

from corridor.studies.appraise.appraisal import Appraisal


class Results(Appraisal):
    """An appraisal as the report reads it: `projects` holds the portfolios too."""


def results(appraisal: Appraisal) -> Results:
    """Return the results of an appraisal."""
    both = pd.concat([appraisal.projects, appraisal.portfolios], ignore_index=True)
    tables = {**appraisal.tables, "projects": both}
    return Results(appraisal.case, appraisal.name, appraisal.parameters, appraisal.scenarios, tables)
