"""An appraisal: do-minimum against do-something, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pandas as pd

from corridor.case.case import Case
from corridor.errors import raise_if
from corridor.parameters import Parameters
from corridor.run_tables import complete, run_tables, table_faults


@dataclass(frozen=True)
class Appraisal:
    """What a portfolio of projects changes, and all that is needed to obtain it again.

    A table is an attribute too: `appraisal.accounts` is `appraisal.tables["accounts"]`. What a row of each
    is, and its columns with their units, stands in `data/run_tables.csv` and `data/run_columns.csv`
    (`corridor.run_tables`), and in the documentation. Money is US$ of the price year.

    Nothing in it depends on the clock or the machine's load.

    Raises
    ------
    InputError
        A table is not described there, or one that is described is missing; all such are listed.

    """

    case: Case
    name: str
    """The set of scenarios, as the first part of the run's name; also the scenario shown on maps."""
    parameters: Parameters
    """The parameters used: the case's with what was overridden."""
    scenarios: Mapping[str, Mapping[str, Any]]
    """Scenario to its definition: projects, whether they are added or removed, parameters."""
    tables: Mapping[str, pd.DataFrame]
    """The tables by name, in the order in which they are written and shown."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the solvers and the skims."""
    seeds: Mapping[str, int] = field(default_factory=dict)
    """Seeds of whatever was drawn at random; empty where nothing was."""

    def __post_init__(self) -> None:
        raise_if(table_faults(tuple(self.tables)))
        whole = MappingProxyType(complete(self.tables, self.case.settings.focus))
        object.__setattr__(self, "tables", whole)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return the table of that name."""
        tables: Mapping[str, pd.DataFrame] = vars(self).get("tables", {})
        if name in tables:
            return tables[name]
        raise AttributeError(f"an appraisal has no `{name}`; its tables are {', '.join(tables)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *run_tables()]

    @property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of every file of the case that was read."""
        return self.case.digests
