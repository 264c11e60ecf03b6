"""Farming: what farmers are paid at the gate and earn (well-being), and what they sell abroad (openness)."""

from __future__ import annotations

from corridor.accounts.indicator import Indicator
from corridor.economy.blocks import module_of
from corridor.model.outcome import Outcome
from corridor.types import Floats


def farm_gate_prices(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Producer price of farm products over consumer prices; a group's is the current value over quantity."""
    sold = outcome.output * outcome.facts.farming
    return sold.sum(axis=1) / outcome.price_hat, (sold / outcome.output_price_hat).sum(axis=1)


def farmers_income(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Value added of farming at the region's consumer prices."""
    made = outcome.facts.value_added_share * outcome.output * outcome.facts.farming
    return made.sum(axis=1) / outcome.price_hat, None


def farm_exports(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Sales of farm products to other countries."""
    return (outcome.exports * outcome.facts.farming).sum(axis=1), None


def farm_exports_to_corridor(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Sales of farm products to other countries in focus."""
    xp = module_of(outcome.trade)
    there = outcome.abroad * outcome.facts.focused[None, :]
    return xp.einsum("ods,od,s->o", outcome.trade, there, outcome.facts.farming), None


WELL_BEING = (
    Indicator(
        "well-being",
        "farm-gate price index",
        "baseline = 1",
        "Producer price of farm products, excluding transport, over the region's consumer prices (Paasche).",
        "FAO, Agricultural producer prices, concepts (2018); Caliendo & Parro (2015), unit cost",
        farm_gate_prices,
        on_card=False,
    ),
    Indicator(
        "well-being",
        "real income of farmers",
        "US$/year",
        "Value added of farming (ISIC section A) over the region's consumer prices.",
        "System of National Accounts 2008, 15.184; Caliendo & Parro (2015)",
        farmers_income,
        wanted="more",
        on_card=False,
    ),
)

OPENNESS = (
    Indicator(
        "openness",
        "farm exports",
        "US$/year",
        "Sales of farm products (ISIC section A) to other countries at basic prices.",
        "System of National Accounts 2008, 14.88",
        farm_exports,
        wanted="more",
        on_card=False,
    ),
    Indicator(
        "openness",
        "farm exports to the corridor",
        "US$/year",
        "The same to other countries in focus: of Pakistan to China and of China to Pakistan in CPEC.",
        "System of National Accounts 2008, 14.88",
        farm_exports_to_corridor,
        wanted="more",
        on_card=False,
    ),
)
