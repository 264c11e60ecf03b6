"""What calibration needs: output and structure by region, trade between countries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor.economy.economy import relative_gap
from corridor.errors import Fault, raise_if
from corridor.types import Floats

CLOSURE = 1e-9


@dataclass(frozen=True, eq=False)
class Accounts:
    """Regional output and national structure that agree with each other; else `InputError`.

    US$ per year at basic prices. Countries' trade includes sales at home.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    countries: tuple[str, ...]
    country: NDArray[np.int64]
    """Country index of each region."""
    value_added: Floats
    """[region, sector]."""
    value_added_share: Floats
    """`beta`, [country, sector]."""
    input_share: Floats
    """`gamma`, [country, input sector, using sector]."""
    consumption_share: Floats
    """`alpha`, [country, sector]."""
    disposable_weight: Floats
    """How a country's final spending is shared among its regions, [region]."""
    country_trade: Floats
    """[origin country, destination country, sector], at basic prices."""
    country_tariff: Floats | None = None
    """Ad valorem rates, [origin country, destination country, sector]; none: zero."""

    def __post_init__(self) -> None:
        raise_if(self.problems())

    @property
    def output(self) -> Floats:
        """Gross output, value added over its share, [region, sector]."""
        share = self.value_added_share[self.country]
        return np.divide(self.value_added, share, out=np.zeros_like(self.value_added), where=share > 0.0)

    @property
    def tariff(self) -> Floats:
        """Ad valorem rates, [origin country, destination country, sector]."""
        return np.zeros_like(self.country_trade) if self.country_tariff is None else self.country_tariff

    def national(self, regional: Floats) -> Floats:
        """Return sums over the regions of each country along the first axis."""
        total = np.zeros((len(self.countries), *regional.shape[1:]))
        np.add.at(total, self.country, regional)
        return total

    @property
    def national_spending(self) -> Floats:
        """Final expenditure of each country: what it buys and does not use as input, [country]."""
        bought = (self.country_trade * (1.0 + self.tariff)).sum(axis=0)
        inputs = np.einsum("cks,cs->ck", self.input_share, self.country_trade.sum(axis=1))
        spending: Floats = (bought - inputs).sum(axis=1)
        return spending

    def problems(self) -> list[Fault]:
        """Return every pair of accounts that do not agree."""
        sold = self.country_trade.sum(axis=1)
        bought = (self.country_trade * (1.0 + self.tariff)).sum(axis=0)
        inputs = np.einsum("cks,cs->ck", self.input_share, sold)
        technology = (self.value_added_share + self.input_share.sum(axis=1))[sold > 0.0]
        wanted = self.consumption_share * self.national_spending[:, None] + inputs
        faults = []
        for name, left, right in (
            ("a country's output is the sum of its regions'", self.national(self.output), sold),
            ("value-added and input shares sum to one", technology, np.ones_like(technology)),
            ("purchases are final demand plus inputs", wanted, bought),
        ):
            gap = relative_gap(left, right)
            if not gap <= CLOSURE:
                allowed = f"within {CLOSURE:g}"
                cure = "rebuild the accounts"
                message = f"{name}: does not hold, gap {gap:.1e}"
                faults.append(Fault(file="accounts", message=message, allowed=allowed, cure=cure))
        if min(float(self.value_added.min()), float(self.country_trade.min())) < 0.0:
            faults.append(Fault(file="accounts", message="a flow is negative", allowed=">= 0"))
        return [*faults, *self._weightless()]

    def _weightless(self) -> list[Fault]:
        """Return a fault for every country whose spending cannot be shared by its regions' weights."""
        weight, cure = self.disposable_weight, "leave `disposable_weight` empty to share by value added"
        if np.any(weight < 0.0):
            return [
                Fault(file="accounts", message="a disposable weight is negative", allowed=">= 0", cure=cure)
            ]
        return [
            Fault(
                file="accounts",
                message=f"{country}: disposable weights do not add up",
                value=f"{total:g}",
                allowed="> 0",
                cure=cure,
            )
            for country, total in zip(self.countries, self.national(weight), strict=True)
            if not 0.0 < total < np.inf
        ]
