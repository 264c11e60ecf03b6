"""Openness: trade with other countries, what it costs and what it is worth."""

from __future__ import annotations

from corridor.appraisal.accounts.indicator import Floats, Indicator
from corridor.appraisal.outcome import Outcome


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


INDICATORS = (
    Indicator(
        "openness",
        "exports",
        "US$/year",
        "Sales to other countries at basic prices; world GDP is the numeraire.",
        "System of National Accounts 2008, 14.88",
        exports,
    ),
    Indicator(
        "openness",
        "imports",
        "US$/year",
        "Purchases from other countries at the seller's basic prices; world GDP is the numeraire.",
        "System of National Accounts 2008, 14.88",
        imports,
    ),
    Indicator(
        "openness",
        "trade to GDP",
        "ratio",
        "Exports plus imports over value added.",
        "World Bank, World Development Indicators, NE.TRD.GNFS.ZS",
        trade_to_gdp,
    ),
    Indicator(
        "openness",
        "home share",
        "ratio",
        "Share of all purchases, intermediate and final, supplied from the same country.",
        "Arkolakis, Costinot & Rodríguez-Clare (2012), section II",
        home_share,
    ),
    Indicator(
        "openness",
        "import price index",
        "baseline = 1",
        "Delivered price of purchases abroad, transport included; Paasche over origins.",
        "IMF et al. (2009), Export and Import Price Index Manual, chapter 1",
        import_prices,
    ),
)
