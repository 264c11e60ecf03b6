"""A venture: a project, or several as one portfolio, with what it gains; its stream, also when late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from corridor.money.cashflow import Asset, Stream, added, stream
from corridor.money.gains import Parts
from corridor.types import Floats, Ints


@dataclass(frozen=True, slots=True)
class Horizon:
    """How the future counts."""

    last_year: int
    price_year: int
    """Year in which values stand."""
    carbon_price: float
    """US$/t CO2e."""
    rates: Mapping[str, float]
    """Discount rates by name, such as `low` and `high`."""


@dataclass(frozen=True, slots=True)
class Venture:
    """What is appraised as a whole."""

    name: str
    assets: tuple[Asset, ...]
    gains: tuple[Parts, ...]
    """Of each asset, its part in what all bring together (`money.gains.parted`)."""

    def stream(self, horizon: Horizon, delay: int = 0) -> Stream:
        """Return the yearly streams, every asset `delay` years late."""
        return added(
            [
                stream(delayed(asset, delay), parts, horizon.last_year, horizon.carbon_price)
                for asset, parts in zip(self.assets, self.gains, strict=True)
            ]
        )

    def at(self, rate: float) -> Venture:
        """Return the venture whose gains are those of a discount rate, where they depend on it."""
        if not self.knows_rates:
            return self
        return replace(self, gains=tuple(tuple(part.at(rate) for part in parts) for parts in self.gains))

    @property
    def knows_rates(self) -> bool:
        """Whether a gain depends on the discount rate."""
        return any(part.law.paths for parts in self.gains for part in parts)

    def missing(self, horizon: Horizon) -> tuple[Ints, Mapping[str, Floats]]:
        """Return years, and what of the benefit of each country is load no longer shed, [year] US$."""
        flows = self.stream(horizon)
        found = {country: np.zeros(len(flows.years)) for country in flows.benefit}
        for asset, parts in zip(self.assets, self.gains, strict=True):
            use = asset.in_use(flows.years)
            for part in parts:
                share = use * part.missing(flows.years)
                for country, usd in part.benefit.items():
                    found[country] += usd * share
        return flows.years, found

    def only(self, i: int) -> Venture:
        """Return one asset with its part of the gains."""
        return replace(self, assets=(self.assets[i],), gains=(self.gains[i],))

    @property
    def opening_year(self) -> int:
        """Year in which the last of its assets opens."""
        return max(asset.opening_year for asset in self.assets)

    def capex(self, years: Ints) -> Floats:
        """Return capital outlays, [year]; not a number where a cost is not known."""
        return sum((outlays(asset, years) for asset in self.assets), np.zeros(len(years)))


def outlays(asset: Asset, years: Ints) -> Floats:
    """Return capital outlays, [year]; not a number in any year where the cost is not known."""
    spent = np.zeros(len(years))
    for year, usd in asset.capex:
        spent[years == year] += usd
    return spent if asset.capex else np.full(len(years), np.nan)


def delayed(asset: Asset, years: int) -> Asset:
    """Return an asset that opens later: works are stretched, and paid along the same curve.

    What was to be spent after opening moves with it, and so does all where nothing comes before.
    """
    before = [(year, usd) for year, usd in asset.capex if year < asset.opening_year]
    after = [(year + years, usd) for year, usd in asset.capex if year >= asset.opening_year]
    spread = _stretched(before, asset.opening_year, years) if before and years else before
    return replace(asset, capex=(*spread, *after), opening_year=asset.opening_year + years)


def _stretched(capex: list[tuple[int, float]], opening: int, years: int) -> list[tuple[int, float]]:
    """Return outlays from the same first year over `years` more, on the same curve of the share of time."""
    first = min(year for year, _ in capex)
    length = opening - first
    spent = np.zeros(length)
    for year, usd in capex:
        spent[year - first] += usd
    curve = np.concatenate([[0.0], np.cumsum(spent)])
    at = np.linspace(0.0, length, length + years + 1)
    longer = np.diff(np.interp(at, np.arange(length + 1.0), curve))
    return [(first + i, float(usd)) for i, usd in enumerate(longer)]
