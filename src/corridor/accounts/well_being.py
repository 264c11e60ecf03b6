"""Well-being: what people can consume, and who among them."""

from __future__ import annotations

from typing import Any

import numpy as np

from corridor.accounts.indicator import Indicator
from corridor.economy.blocks import module_of
from corridor.model.outcome import Outcome
from corridor.types import Floats


def consumption_per_person(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Real consumption over residents."""
    return outcome.spending, outcome.population


def consumer_prices(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Price index of consumption; a group's index is the current value over the quantity."""
    return outcome.spending * outcome.price_hat, outcome.spending


def of_the_poorest(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Real consumption over residents, of the poorest two fifths of each country."""
    poorest = outcome.facts.poorest
    return poorest * outcome.spending, poorest * outcome.population


def inequality(outcome: Outcome) -> tuple[Floats, ...]:
    """Sums that Theil's index needs: `c ln(c / n)`, consumption and people."""
    spent, people = outcome.spending, outcome.population
    xp = module_of(spent)
    there = (spent > 0.0) & (people > 0.0)
    log = xp.log(xp.where(there, spent, 1.0) / xp.where(there, people, 1.0))
    return xp.where(there, spent * log, 0.0), xp.where(people > 0.0, spent, 0.0), people


def theil(weighted_log: Any, spent: Any, people: Any) -> Any:
    """Theil's T between regions, from the sums of `inequality`."""
    xp = module_of(np.asarray(spent)) if isinstance(spent, np.generic) else module_of(spent)
    there = (spent > 0.0) & (people > 0.0)
    safe = xp.where(there, spent, 1.0)
    index = weighted_log / safe - xp.log(safe / xp.where(there, people, 1.0))
    return xp.where(there, index, xp.nan)


def inequality_at_home(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Theil's T among regions of one country, weighted by what the country consumes, [country]."""
    xp = module_of(outcome.spending)
    member = (np.arange(len(outcome.freight))[:, None] == outcome.country[None, :]).astype(float)
    weighted_log, spent, people = (member @ part for part in inequality(outcome))
    there = (spent > 0.0) & (people > 0.0)
    mean = xp.log(xp.where(there, spent, 1.0) / xp.where(there, people, 1.0))
    return weighted_log - spent * mean, spent


def of_the_underserved(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Real consumption over residents, of the fifth with the fewest services."""
    return outcome.facts.underserved * outcome.spending, outcome.facts.underserved * outcome.population


def of_the_illiterate(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Real consumption over residents, of the fifth with the lowest literacy."""
    return outcome.facts.illiterate * outcome.spending, outcome.facts.illiterate * outcome.population


def of_the_idle(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Real consumption over residents, of the fifth with the lowest participation in the labour force."""
    return outcome.facts.idle * outcome.spending, outcome.facts.idle * outcome.population


def poverty(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """People below the national poverty line, over people of the regions surveyed."""
    return _poor(outcome, outcome.facts.poverty_elasticity)


def poverty_low(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """The same at the low end of the elasticity."""
    return _poor(outcome, outcome.facts.poverty_interval[0])


def poverty_high(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """The same at the high end of the elasticity."""
    return _poor(outcome, outcome.facts.poverty_interval[1])


def _poor(outcome: Outcome, elasticity: float) -> tuple[Floats, Floats | None]:
    facts, people = outcome.facts, outcome.population
    surveyed = np.isfinite(facts.poverty_rate) & (facts.consumption > 0.0)
    xp = module_of(outcome.spending)
    hat = outcome.spending / np.where(surveyed, facts.consumption * people, 1.0)
    rate = np.where(surveyed, facts.poverty_rate, 0.0)
    poor = rate * people * xp.where(surveyed, hat, 1.0) ** -elasticity
    return xp.minimum(poor, people), np.where(surveyed, people, 0.0)


def farm_prices(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Price of farm products that consumers buy; a group's index is the current value over the quantity."""
    share = outcome.facts.consumption_share * outcome.facts.farming
    value = (outcome.spending * outcome.price_hat)[:, None] * share
    return value.sum(axis=1), (value / outcome.sector_price_hat).sum(axis=1)


def farm_work(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Share of work in agriculture."""
    return _work(outcome, outcome.facts.farming)


def industrial_work(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Share of work in mining, manufacturing, utilities and construction."""
    return _work(outcome, outcome.facts.industry)


def service_work(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Share of work in services."""
    return _work(outcome, ~(outcome.facts.farming | outcome.facts.industry))


def _work(outcome: Outcome, sectors: Any) -> tuple[Floats, Floats | None]:
    works = outcome.work.sum(axis=1) * outcome.population
    return (outcome.work * sectors).sum(axis=1) * outcome.population, works


def load_shed(outcome: Outcome) -> tuple[Floats, Floats | None]:
    """Electricity that is cut off for want of power, over that of today's fleet."""
    return outcome.unserved_gwh, None


INDICATORS = (
    Indicator(
        "well-being",
        "real consumption per person",
        "US$/person/year",
        "Final expenditure at baseline prices over resident population.",
        "Fajgelbaum & Schaal (2020), section 2; Stiglitz, Sen & Fitoussi (2009), recommendation 1",
        consumption_per_person,
        wanted="more",
        on_card=False,
    ),
    Indicator(
        "well-being",
        "consumer price index",
        "baseline = 1",
        "Cost of the consumption basket; a group's index weighs by real consumption (Paasche).",
        "ILO et al. (2020), Consumer Price Index Manual, chapter 1",
        consumer_prices,
        wanted="less",
    ),
    Indicator(
        "well-being",
        "consumption of the poorest 40 %",
        "US$/person/year",
        "Real consumption per person of the two fifths of each country's people who live in its poorest "
        "regions in the baseline; inequality within regions is not seen.",
        "World Bank (2013), Shared Prosperity: A New Goal for a Changing World",
        of_the_poorest,
        wanted="more",
    ),
    Indicator(
        "well-being",
        "Theil index between regions",
        "ratio",
        "Theil's T of real consumption per person between regions, weighted by people.",
        "Theil (1967), Economics and Information Theory, chapter 4",
        inequality,
        finish=theil,
        wanted="less",
    ),
    Indicator(
        "well-being",
        "Theil index within countries",
        "ratio",
        "The part of Theil's T that lies between regions of the same country; the rest of a group's index "
        "lies between its countries.",
        "Theil (1967), Economics and Information Theory, chapter 4; Shorrocks (1980), Econometrica 48",
        inequality_at_home,
        by="country",
        wanted="less",
        on_card=False,
    ),
    Indicator(
        "well-being",
        "poverty rate",
        "ratio",
        "People below the national poverty line where surveyed; poverty falls by `poverty_elasticity` per "
        "cent for a per cent more real consumption per person of the region.",
        "Ravallion & Chen (1997), World Bank Economic Review 11; Adams (2004), World Development 32",
        poverty,
        wanted="less",
    ),
    Indicator(
        "well-being",
        "poverty rate, low elasticity",
        "ratio",
        "The same with the low end of the interval of `poverty_elasticity`.",
        "Ravallion & Chen (1997), World Bank Economic Review 11, least equal countries",
        poverty_low,
        wanted="less",
        on_card=False,
    ),
    Indicator(
        "well-being",
        "poverty rate, high elasticity",
        "ratio",
        "The same with the high end of the interval of `poverty_elasticity`.",
        "Ravallion & Chen (1997), World Bank Economic Review 11",
        poverty_high,
        wanted="less",
        on_card=False,
    ),
    Indicator(
        "well-being",
        "consumption where services are fewest",
        "US$/person/year",
        "Real consumption per person of the fifth of each country's people who live where the fewest "
        "households have improved water and a flush toilet (mean of both shares).",
        "Pakistan Bureau of Statistics, Census 2023, tables 23 and 24; table `people`",
        of_the_underserved,
        wanted="more",
        on_card=False,
    ),
    Indicator(
        "well-being",
        "consumption where literacy is lowest",
        "US$/person/year",
        "The same where the fewest people of ten years and more read and write.",
        "Pakistan Bureau of Statistics, Census 2023, table 12; table `people`",
        of_the_illiterate,
        wanted="more",
        on_card=False,
    ),
    Indicator(
        "well-being",
        "consumption where fewest work",
        "US$/person/year",
        "The same where the fewest people of 15 to 64 years work or look for work.",
        "Pakistan Social and Living Standards Measurement survey 2019-20; table `people`",
        of_the_idle,
        wanted="more",
        on_card=False,
    ),
    Indicator(
        "well-being",
        "farm product price index",
        "baseline = 1",
        "Cost of the agricultural products that consumers buy (Paasche).",
        "ILO et al. (2020), Consumer Price Index Manual, chapter 1",
        farm_prices,
        wanted="less",
        on_card=False,
    ),
    Indicator(
        "well-being",
        "work in agriculture",
        "ratio",
        "Share of work in ISIC section A: regions share their workers by the wage bills of sectors.",
        "System of National Accounts 2008, chapter 19; one wage per region, as in the model",
        farm_work,
        on_card=False,
    ),
    Indicator(
        "well-being",
        "work in industry",
        "ratio",
        "Share of work in ISIC sections B to F.",
        "System of National Accounts 2008, chapter 19; one wage per region, as in the model",
        industrial_work,
        on_card=False,
    ),
    Indicator(
        "well-being",
        "work in services",
        "ratio",
        "Share of work in all other sections.",
        "System of National Accounts 2008, chapter 19; one wage per region, as in the model",
        service_work,
        on_card=False,
    ),
    Indicator(
        "well-being",
        "load shed for want of power",
        "GWh/year",
        "What plants and lines state of it, each in the year in which most is; more than in today's world.",
        "NEPRA (2014), State of Industry Report; method: docs/method/energy.md",
        load_shed,
        by="country",
        wanted="less",
        no_slope="plants and lines state it; links do not change it",
        on_card=False,
    ),
)
