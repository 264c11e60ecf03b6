"""Growth: what is produced and earned, at base-year prices."""

from __future__ import annotations

from corridor.accounts.indicator import Indicator
from corridor.model.outcome import Outcome
from corridor.types import Flags, Floats


def real_gdp(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Value added deflated by the price index of consumption."""
    return outcome.value_added / outcome.price_hat, None


def real_income(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Final expenditure at baseline prices."""
    return outcome.spending, None


def real_output(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Gross output of all sectors at baseline producer prices."""
    return (outcome.output / outcome.output_price_hat).sum(axis=1), None


def farm_output(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Gross output of agriculture at baseline producer prices."""
    return _output(outcome, outcome.facts.farming)


def industrial_output(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Gross output of mining, manufacturing, utilities and construction at baseline producer prices."""
    return _output(outcome, outcome.facts.industry)


def service_output(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Gross output of services at baseline producer prices."""
    return _output(outcome, ~(outcome.facts.farming | outcome.facts.industry))


def _output(outcome: Outcome, sectors: Flags) -> tuple[Floats, Floats | None]:
    return (outcome.output / outcome.output_price_hat * sectors).sum(axis=1), None


INDICATORS = (
    Indicator(
        "growth",
        "real GDP",
        "US$/year",
        "Value added at current prices over the price index of consumption (baseline 1).",
        "Caliendo & Parro (2015), section 2; System of National Accounts 2008, 15.184",
        real_gdp,
        wanted="more",
    ),
    Indicator(
        "growth",
        "real income",
        "US$/year",
        "Final expenditure over the price index of consumption; its change is the equivalent variation.",
        "Varian (1992), chapter 10; Dekle, Eaton & Kortum (2008)",
        real_income,
        wanted="more",
    ),
    Indicator(
        "growth",
        "real output",
        "US$/year",
        "Gross output of all sectors, each over its producer price (baseline 1).",
        "System of National Accounts 2008, 15.103",
        real_output,
        wanted="more",
        on_card=False,
    ),
    Indicator(
        "growth",
        "real output of agriculture",
        "US$/year",
        "Gross output of agriculture (ISIC A), each sector over its producer price (baseline 1).",
        "System of National Accounts 2008, 15.103; ISIC Rev. 4",
        farm_output,
        on_card=False,
    ),
    Indicator(
        "growth",
        "real output of industry",
        "US$/year",
        "Gross output of mining, manufacturing, utilities and construction (ISIC B to F), each sector over "
        "its producer price (baseline 1).",
        "System of National Accounts 2008, 15.103; ISIC Rev. 4",
        industrial_output,
        on_card=False,
    ),
    Indicator(
        "growth",
        "real output of services",
        "US$/year",
        "Gross output of services (ISIC G to U), each sector over its producer price (baseline 1).",
        "System of National Accounts 2008, 15.103; ISIC Rev. 4",
        service_output,
        on_card=False,
    ),
)
