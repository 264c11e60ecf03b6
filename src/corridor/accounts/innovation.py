"""Innovation: what an economy does with knowledge, and whom it learns from."""

from __future__ import annotations

from corridor.accounts.indicator import Indicator
from corridor.model.outcome import Outcome
from corridor.types import Floats


def knowledge_share(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Value added of knowledge-intensive services over all value added."""
    made = outcome.facts.value_added_share * outcome.output
    return (made * outcome.facts.knowledge).sum(axis=1), made.sum(axis=1)


def suppliers_income(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Value added per person of the countries purchases come from, weighted by purchases."""
    bought = outcome.trade.sum(axis=2)
    return outcome.facts.income @ bought, bought.sum(axis=0)


def foreign_suppliers_income(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """The same for purchases abroad."""
    bought = outcome.trade.sum(axis=2) * outcome.abroad
    return outcome.facts.income @ bought, bought.sum(axis=0)


INDICATORS = (
    Indicator(
        "innovation",
        "knowledge-intensive share",
        "ratio",
        "Value added of ISIC sections J, K, M and N over value added of all.",
        "Eurostat, indicators on high-tech industry and knowledge-intensive services, annex 3",
        knowledge_share,
        wanted="more",
    ),
    Indicator(
        "innovation",
        "income of suppliers",
        "US$/person/year",
        "Baseline value added per person of the country of each supplier, weighted by purchases: how far "
        "ahead those are from whom ideas come with goods.",
        "Buera & Oberfield (2020), Econometrica 88, learning from sellers",
        suppliers_income,
        wanted="more",
    ),
    Indicator(
        "innovation",
        "income of foreign suppliers",
        "US$/person/year",
        "The same for purchases from other countries only.",
        "Coe & Helpman (1995), European Economic Review 39, import-weighted knowledge abroad",
        foreign_suppliers_income,
        wanted="more",
        on_card=False,
    ),
)
