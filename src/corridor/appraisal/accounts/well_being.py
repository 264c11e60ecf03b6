"""Well-being: what people can consume, and who among them."""

from __future__ import annotations

from corridor.appraisal.accounts.indicator import Floats, Indicator
from corridor.appraisal.outcome import Outcome


def consumption_per_person(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Real consumption over residents."""
    return outcome.spending, outcome.population


def consumer_prices(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Price index of consumption; a group's index is the current value over the quantity."""
    return outcome.spending * outcome.price_hat, outcome.spending


INDICATORS = (
    Indicator(
        "well-being",
        "real consumption per person",
        "US$/person/year",
        "Final expenditure at baseline prices over resident population.",
        "Fajgelbaum & Schaal (2020), section 2; Stiglitz, Sen & Fitoussi (2009), recommendation 1",
        consumption_per_person,
    ),
    Indicator(
        "well-being",
        "consumer price index",
        "baseline = 1",
        "Cost of the consumption basket; a group's index weighs by real consumption (Paasche).",
        "ILO et al. (2020), Consumer Price Index Manual, chapter 1",
        consumer_prices,
    ),
)
