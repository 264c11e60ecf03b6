"""What an account measures: one state of the world, before or after, described the same way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corridor.economy.blocks import module_of
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium
from corridor.model.access import Access
from corridor.model.region_groups import Facts
from corridor.types import Floats


@dataclass(frozen=True)
class Outcome:
    """A state of the world on the regions of a case, at base-year prices where a price is meant.

    Arrays are indexed region, or origin, destination, sector. The baseline has hats of one.
    """

    sectors: tuple[str, ...]
    country: NDArray[np.int64]
    """Country index of each region."""
    population: Floats
    value_added: Floats
    """Value added at current prices of this state, [region], US$/year."""
    output: Floats
    """Gross output at current prices, [region, sector], US$/year."""
    output_price_hat: Floats
    """Producer price relative to the baseline, [region, sector]."""
    spending: Floats
    """Final expenditure at baseline prices (real consumption), [region], US$/year."""
    price_hat: Floats
    """Price index of consumption relative to the baseline, [region]."""
    import_price_hat: Floats
    """Price of goods bought abroad relative to the baseline, [region]."""
    trade: Floats
    """Trade at basic prices, [origin, destination, sector], US$/year."""
    freight: Floats
    """Tonne-kilometres by country of the link and mode, [country, mode]; the last row is the high seas."""
    modes: tuple[str, ...]
    emission_factor: Floats
    """Carbon dioxide equivalent of a tonne-kilometre, [mode], tonnes."""
    sector_price_hat: Floats
    """Price of each sector's composite relative to the baseline, [region, sector]."""
    power_co2: Floats
    """Carbon dioxide that plants and lines add to the power system, [country] t/year; high seas last."""
    unserved_gwh: Floats
    """Load shed for want of power that plants and lines add, [country] GWh/year; high seas last."""
    facts: Facts
    """Constants of the case."""
    access: Access | None
    """Access of people; None where it is not known where they live."""
    trucks_nearby: Floats
    """Tonne-km a year on roads near people, mean over a region's people, [region]; NaN where not known."""

    @cached_property
    def abroad(self) -> NDArray[np.bool_]:
        """True where origin and destination lie in different countries, [origin, destination]."""
        different: NDArray[np.bool_] = self.country[:, None] != self.country[None, :]
        return different

    @cached_property
    def exports(self) -> Floats:
        """Sales to other countries, [region, sector], US$/year."""
        value: Floats = module_of(self.trade).einsum("ods,od->os", self.trade, self.abroad)
        return value

    @cached_property
    def imports(self) -> Floats:
        """Purchases from other countries, [region, sector], US$/year."""
        value: Floats = module_of(self.trade).einsum("ods,od->ds", self.trade, self.abroad)
        return value

    @cached_property
    def work(self) -> Floats:
        """Return how a region's work is shared by its sectors, [region, sector]; by their wage bills."""
        paid = self.facts.value_added_share * self.output
        total = paid.sum(axis=1)[:, None]
        xp = module_of(paid)
        shares: Floats = xp.where(total > 0.0, paid / xp.where(total > 0.0, total, 1.0), 0.0)
        return shares

    @cached_property
    def emitted(self) -> Floats:
        """Carbon dioxide of production at the baseline's intensity, [region, sector] t/year."""
        made: Floats = self.facts.emission_intensity * self.output / self.output_price_hat
        return made

    @cached_property
    def between_countries(self) -> Floats:
        """Return trade between countries at basic prices, [country, country]; zero at home."""
        xp = module_of(self.trade)
        member = (self.country[:, None] == np.arange(len(self.freight) - 1)[None, :]).astype(float)
        total = member.T @ self.trade.sum(axis=2) @ member
        abroad: Floats = total * (1.0 - xp.eye(len(total)))
        return abroad


def basic_trade(economy: Economy, equilibrium: Equilibrium | None) -> Floats:
    """Return trade at basic prices, `pi X / (1 + t)`, [origin, destination, sector] US$/year."""
    if equilibrium is None:
        return economy.trade_share * economy.expenditure[None] / (1.0 + economy.tariff)
    return equilibrium.trade_share_new * equilibrium.expenditure_new[None] / (1.0 + equilibrium.tariff_new)
