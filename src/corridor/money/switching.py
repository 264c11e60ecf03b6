"""Sensitivity tests and switching values: how far a cause may move before a project is not worth it.

Tests are those of Asian Development Bank (2017), Guidelines for the Economic Analysis of Projects,
chapter 8: costs 10 and 20 % higher, benefits 10 and 20 % lower, one or two years late, and together. Net
present value is linear in costs and in benefits, so their switching values are closed forms. The value of
carbon is neither cost nor benefit here: it stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from corridor.money.cashflow import Stream, present_value
from corridor.money.internal_rate import InternalRates
from corridor.money.own_rate import own_rates
from corridor.money.venture import Horizon, Venture

LATEST = 15
"""Years of delay among which a switching value is sought."""


@dataclass(frozen=True, slots=True)
class Test:
    """A sensitivity test: changes as shares, delay in years."""

    name: str
    cost: float = 0.0
    benefit: float = 0.0
    delay: int = 0

    __test__ = False  # not a test of pytest


TESTS = (
    Test("as expected"),
    Test("costs +10 %", cost=0.1),
    Test("costs +20 %", cost=0.2),
    Test("benefits -10 %", benefit=-0.1),
    Test("benefits -20 %", benefit=-0.2),
    Test("one year late", delay=1),
    Test("two years late", delay=2),
    Test("costs +10 %, benefits -10 %", 0.1, -0.1),
    Test("costs +20 %, benefits -20 %", 0.2, -0.2),
    Test("costs +10 %, benefits -10 %, one year late", 0.1, -0.1, 1),
    Test("costs +20 %, benefits -20 %, two years late", 0.2, -0.2, 2),
)


def tested(flows: Stream, test: Test) -> Stream:
    """Return a stream with costs and benefits changed as a test says; its delay is not applied."""
    benefit = {country: (1.0 + test.benefit) * usd for country, usd in flows.benefit.items()}
    return Stream(flows.years, (1.0 + test.cost) * flows.cost, benefit, flows.carbon)


@dataclass(frozen=True, slots=True)
class Tested:
    """Result of a test."""

    test: Test
    npv: Mapping[str, float]
    """By name of the discount rate, US$."""
    eirr: InternalRates


def run_tests(venture: Venture, horizon: Horizon) -> list[Tested]:
    """Return all `TESTS` of a venture."""
    delays = sorted({test.delay for test in TESTS})
    late = {
        (name, delay): venture.at(rate).stream(horizon, delay)
        for name, rate in horizon.rates.items()
        for delay in delays
    }
    found = []
    for test in TESTS:
        npv = {}
        for name, rate in horizon.rates.items():
            flows = tested(late[name, test.delay], test)
            npv[name] = present_value(flows.net, flows.years, rate, horizon.price_year)
        rates = own_rates(venture, partial(_tested, horizon=horizon, test=test))
        found.append(Tested(test, npv, rates))
    return found


def _tested(venture: Venture, horizon: Horizon, test: Test) -> Stream:
    return tested(venture.stream(horizon, test.delay), test)


@dataclass(frozen=True, slots=True)
class Switching:
    """Changes at which net present value is zero; not a number where none in reach makes it so."""

    cost: float
    """Share by which all costs change."""
    benefit: float
    """Share by which all benefits change."""
    delay: float
    """Years; between whole years by a straight line. Only where it is worth more than nothing on time."""


def switching_values(venture: Venture, horizon: Horizon, rate: float) -> Switching:
    """Return the switching values of a venture at a discount rate; that of the rate is its EIRR."""
    venture = venture.at(rate)
    flows = venture.stream(horizon)
    year = horizon.price_year
    net = present_value(flows.net, flows.years, rate, year)
    cost = present_value(flows.cost, flows.years, rate, year)
    benefit = present_value(flows.gross - flows.carbon, flows.years, rate, year)
    return Switching(
        net / cost if cost > 0.0 else np.nan,
        -net / benefit if benefit > 0.0 else np.nan,
        _delay(venture, horizon, rate, net),
    )


def _delay(venture: Venture, horizon: Horizon, rate: float, on_time: float) -> float:
    """Return the first delay at which a net present value above zero is gone."""
    before = on_time
    if not before > 0.0:
        return float("nan")
    for years in range(1, LATEST + 1):
        flows = venture.stream(horizon, years)
        after = present_value(flows.net, flows.years, rate, horizon.price_year)
        if after <= 0.0:
            return years - 1 + before / (before - after)
        before = after
    return float("nan")
