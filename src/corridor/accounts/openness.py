"""Openness: trade with other countries, what it costs and what it is worth."""

from __future__ import annotations

from typing import Any

import numpy as np

from corridor.accounts.indicator import Indicator
from corridor.economy.blocks import module_of
from corridor.model.outcome import Outcome
from corridor.types import Floats


def exports(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Sales to other countries."""
    return outcome.exports.sum(axis=1), None


def imports(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Purchases from other countries."""
    return outcome.imports.sum(axis=1), None


def trade_to_gdp(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Exports plus imports over value added."""
    return outcome.exports.sum(axis=1) + outcome.imports.sum(axis=1), outcome.value_added


def home_share(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Share of all purchases that comes from the same country."""
    bought = outcome.trade.sum(axis=(0, 2))
    return bought - outcome.imports.sum(axis=1), bought


def import_prices(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Price of purchases abroad, weighted by their baseline-price quantity."""
    value = outcome.imports.sum(axis=1)
    return value, value / outcome.import_price_hat


def home_and_elasticity(outcome: Outcome) -> tuple[Floats, ...]:
    """Purchases from home, all purchases, and these times trade elasticities."""
    bought = outcome.trade.sum(axis=0)
    total = bought.sum(axis=1)
    return total - outcome.imports.sum(axis=1), total, bought @ outcome.facts.trade_elasticity


def gains_from_trade(home: Any, bought: Any, weighted_elasticity: Any) -> Any:
    """Income lost in autarky over income with trade left, `share_home ** (-1 / theta) - 1`."""
    xp = module_of(np.asarray(bought)) if isinstance(bought, np.generic) else module_of(bought)
    there = (home > 0.0) & (bought > 0.0)
    safe = xp.where(there, bought, 1.0)
    theta = xp.where(there, weighted_elasticity, 1.0) / safe
    return xp.where(there, (xp.where(there, home, 1.0) / safe) ** (-1.0 / theta) - 1.0, xp.nan)


def concentration(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Herfindahl-Hirschman index over partner countries, weighted by trade."""
    pairs = outcome.between_countries
    both = pairs + pairs.T
    total = both.sum(axis=1)
    xp = module_of(both)
    traded = xp.where(total > 0.0, total, 1.0)
    weighted = (both**2).sum(axis=1) / traded
    seas = xp.zeros(1)
    return xp.concatenate([weighted, seas]), xp.concatenate([total, seas])


INDICATORS = (
    Indicator(
        "openness",
        "exports",
        "US$/year",
        "Sales to other countries at basic prices; world GDP is the numeraire.",
        "System of National Accounts 2008, 14.88",
        exports,
        wanted="more",
    ),
    Indicator(
        "openness",
        "imports",
        "US$/year",
        "Purchases from other countries at the seller's basic prices; world GDP is the numeraire.",
        "System of National Accounts 2008, 14.88",
        imports,
        on_card=False,
    ),
    Indicator(
        "openness",
        "trade to GDP",
        "ratio",
        "Exports plus imports over value added.",
        "World Bank, World Development Indicators, NE.TRD.GNFS.ZS",
        trade_to_gdp,
        wanted="more",
        on_card=False,
    ),
    Indicator(
        "openness",
        "home share",
        "ratio",
        "Share of all purchases, intermediate and final, supplied from the same country.",
        "Arkolakis, Costinot & Rodríguez-Clare (2012), section II",
        home_share,
        on_card=False,
    ),
    Indicator(
        "openness",
        "import price index",
        "baseline = 1",
        "Delivered price of purchases abroad, transport included; Paasche over origins.",
        "IMF et al. (2009), Export and Import Price Index Manual, chapter 1",
        import_prices,
        wanted="less",
        on_card=False,
    ),
    Indicator(
        "openness",
        "gains from trade",
        "ratio",
        "Income that autarky would cost, by the home share of purchases and their mean trade elasticity; one "
        "sector, no inputs.",
        "Arkolakis, Costinot & Rodríguez-Clare (2012), equation 1",
        home_and_elasticity,
        finish=gains_from_trade,
        wanted="more",
    ),
    Indicator(
        "openness",
        "partner concentration",
        "ratio",
        "Herfindahl-Hirschman index of exports and imports over partner countries; one: a single partner. "
        "Groups have the mean, weighted by trade.",
        "Hirschman (1945), National Power and the Structure of Foreign Trade; UNCTAD, Handbook of Statistics",
        concentration,
        by="country",
        wanted="less",
    ),
)
