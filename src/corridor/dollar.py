"""What a US dollar of one year is worth in those of another: the price level of the United States.

The index is the implicit price deflator of gross domestic product (`data/us_dollar.csv`, each year with its
source). Before its first and after its last year it moves by an even inflation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corridor.facts import rows
from corridor.types import Floats, Ints

TABLE = "us_dollar"


@dataclass(frozen=True, slots=True)
class Dollar:
    """The dollar of a price year, in which money is told."""

    year: int
    inflation: float
    """Yearly rise of prices outside the years of the table."""

    def worth(self, usd: float, of_year: int) -> float:
        """Return in dollars of the price year what `usd` of another year are."""
        return usd * float(self.deflator(np.array([of_year]))[0])

    def deflator(self, years: Ints | Sequence[int]) -> Floats:
        """Return dollars of the price year in one of each year, [year]."""
        found: Floats = self._level(np.array([self.year])) / self._level(np.asarray(years))
        return found

    def nominal(self, flows: Sequence[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
        """Return flows by year, which are in dollars of the price year, as they are paid."""
        return tuple((year, usd / self.worth(1.0, year)) for year, usd in flows)

    def _level(self, years: Ints) -> Floats:
        known = [(int(row["year"]), float(row["index"])) for row in rows(TABLE)]
        at, index = (np.array(column, dtype=float) for column in zip(*known, strict=True))
        beyond = years - np.clip(years, at[0], at[-1])
        found: Floats = np.interp(years, at, index) * (1.0 + self.inflation) ** beyond
        return found
