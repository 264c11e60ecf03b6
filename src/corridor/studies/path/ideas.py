"""Innovation over time: stocks of knowledge by region and sector, without and with the projects of a path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.accounts.indicator import reporting_groups
from corridor.economy.dynamics import Trend, Year
from corridor.model.baseline import Baseline
from corridor.types import Floats


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of the innovation account of a path: a mean of stocks to a power."""

    name: str
    unit: str
    definition: str
    source: str
    productivity: bool
    """Whether it is the productivity that the stock gives, `lambda ** (1 / theta)`."""


MEASURES = (
    Measure(
        "knowledge stock",
        "base year = 1",
        "Mean stock of knowledge of regions and sectors over that of the base year, weighted by the base "
        "year's value added.",
        "Buera & Oberfield (2020), Econometrica 88, equation 9",
        productivity=False,
    ),
    Measure(
        "productivity of ideas",
        "base year = 1",
        "The same of the productivity that a stock gives: its power of one over the trade elasticity.",
        "Eaton & Kortum (2002), Econometrica 70; Buera & Oberfield (2020)",
        productivity=True,
    ),
)


class Ideas:
    """Takes down what is known in every year of a path."""

    def __init__(self, world: Baseline, trend: Trend) -> None:
        self._world, self._trend = world, trend
        self._stocks: list[pd.DataFrame] = []
        self._accounts: list[pd.DataFrame] = []

    def add(self, year: Year) -> None:
        """Take a year down."""
        economy = self._world.economy
        at = int(np.flatnonzero(self._trend.years == year.year)[0])
        power = economy.trade_elasticity * economy.value_added_share
        without = power * np.log(self._trend.productivity_hat[at])[:, None]
        logs = (without, without + year.log_knowledge)
        self._stocks.append(self._table(year.year, logs))
        self._accounts += [self._account(year.year, measure, logs) for measure in MEASURES]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables `knowledge` and `accounts` of all years."""
        return {
            "knowledge": pd.concat(self._stocks, ignore_index=True),
            "accounts": pd.concat(self._accounts, ignore_index=True),
        }

    def _table(self, year: int, logs: tuple[Floats, Floats]) -> pd.DataFrame:
        case = self._world.case
        sectors = case.sectors["sector"].to_numpy()
        without, with_projects = (np.exp(log).ravel() for log in logs)
        return pd.DataFrame(
            {
                "year": year,
                "region_id": np.repeat(np.array(case.zones), len(sectors)),
                "sector": np.tile(sectors, len(case.zones)),
                "stock_do_minimum": without,
                "stock_do_something": with_projects,
            }
        )

    def _account(self, year: int, measure: Measure, logs: tuple[Floats, Floats]) -> pd.DataFrame:
        """Return a measure of countries, corridor and world in the columns of an appraisal's accounts."""
        economy = self._world.economy
        weight = economy.value_added_share * economy.output
        power = 1.0 / economy.trade_elasticity if measure.productivity else 1.0
        units = [unit for unit in reporting_groups(self._world) if unit.level != "region"]
        members = np.array([unit.regions for unit in units], dtype=float)
        total = members @ weight.sum(axis=1)
        sums = [members @ (weight * np.exp(log * power)).sum(axis=1) for log in logs]
        before, after = (
            np.divide(part, total, out=np.full(len(units), np.nan), where=total > 0.0) for part in sums
        )
        return pd.DataFrame(
            {
                "year": year,
                "account": "innovation",
                "indicator": measure.name,
                "level": [unit.level for unit in units],
                "region": [unit.name for unit in units],
                "baseline": before,
                "counterfactual": after,
                "change": after - before,
                "unit": measure.unit,
            }
        )
