"""Ratios against figures worked on paper and the example in the manual of a spreadsheet."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.money.cashflow import Asset, Gains, Stream
from corridor.money.internal_rate import internal_rates
from corridor.money.ratios import (
    annual_value,
    first_year_return,
    modified_internal_rate,
    value_per_capex,
)
from corridor.money.switching import TESTS, run_tests, switching_values
from corridor.money.venture import Horizon, Venture, delayed, outlays

BRIDGE = Asset(capex=((2025, 100.0),), operation_share=0.0, opening_year=2026, life_years=2)
"""A hundred, then sixty a year for two years."""
CROSSING = Venture("bridge", (BRIDGE,), ((Gains({"XOS": 60.0}, 0.0, 0.0, 2019),),))
TENTH = Horizon(2040, 2025, 0.0, {"only": 0.1})

ROAD = Asset(capex=((2025, 60.0), (2026, 40.0)), operation_share=0.02, opening_year=2027, life_years=40)


def flow_of(*net: float) -> np.ndarray:
    return np.array(net, dtype=float)


@pytest.mark.parametrize(
    ("flow", "rate", "expected"),
    [
        # Microsoft Excel's manual, MIRR: five years 12.61 % and 13.48 %, three years -4.80 %
        ((-120e3, 39e3, 30e3, 21e3, 37e3, 46e3), 0.12, 0.126094),
        ((-120e3, 39e3, 30e3, 21e3, 37e3, 46e3), 0.14, 0.134759),
        ((-120e3, 39e3, 30e3, 21e3), 0.12, -0.048045),
        ((-100.0, 60.0, 60.0), 0.1, 126.0**0.5 / 10.0 - 1.0),  # 60 x 1.1 + 60 = 126
    ],
)
def test_modified_internal_rate(flow: tuple[float, ...], rate: float, expected: float) -> None:
    assert modified_internal_rate(flow_of(*flow), rate) == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize("flow", [(1.0, 2.0), (-1.0, -2.0), (-1.0,), (0.0, 0.0)])
def test_no_modified_rate_without_both_signs(flow: tuple[float, ...]) -> None:
    assert np.isnan(modified_internal_rate(flow_of(*flow), 0.1))


def test_value_per_capex_and_even_annual_value() -> None:
    """At 10 % the crossing is worth 60/1.1 + 60/1.21 - 100 = 4.13223; a yearly one 2.735537."""
    flows = CROSSING.stream(TENTH)
    years = flows.years <= 2027
    short = Stream(
        flows.years[years], flows.cost[years], {"XOS": flows.benefit["XOS"][years]}, flows.carbon[years]
    )
    capex = outlays(BRIDGE, short.years)
    assert value_per_capex(short, capex, 0.1) == pytest.approx(0.0413223, abs=1e-7)
    assert annual_value(short.net, short.years, 0.1) == pytest.approx(4.1322314 / 2.7355372, abs=1e-7)
    assert annual_value(short.net, short.years, 0.0) == pytest.approx(20.0 / 3.0)
    assert np.isnan(value_per_capex(short, 0.0 * capex, 0.1))


def test_first_year_return_compounds_outlays_to_the_opening() -> None:
    """60 x 1.21 + 40 x 1.1 = 116.6; twelve earned, two of them for operation."""
    flows = Venture("road", (ROAD,), ((Gains({"XOS": 12.0}, 0.0, 0.0, 2019),),)).stream(TENTH)
    capex = outlays(ROAD, flows.years)
    assert first_year_return(flows, capex, 2027, 0.1) == pytest.approx(10.0 / 116.6)
    assert np.isnan(first_year_return(flows, capex, 2050, 0.1))
    assert np.isnan(first_year_return(flows, capex, 2025, 0.1))


def test_switching_values_on_paper() -> None:
    """Late by a year: 50 + 50/1.1 = 95.4545 paid, 104.1322/1.1 = 94.6657 earned: worth -0.7889."""
    found = switching_values(CROSSING, TENTH, 0.1)
    assert found.cost == pytest.approx(0.0413223, abs=1e-7)
    assert found.benefit == pytest.approx(-4.1322314 / 104.1322314, abs=1e-7)
    assert found.delay == pytest.approx(4.1322314 / (4.1322314 + 0.7888806), abs=1e-6)
    flows = CROSSING.stream(TENTH)
    root = (60.0 + 27600.0**0.5) / 200.0  # 100 x^2 = 60 x + 60
    assert internal_rates(flows.net, flows.years).single == pytest.approx(root - 1.0, abs=1e-9)


def test_a_venture_worth_nothing_has_no_delay_to_lose() -> None:
    found = switching_values(CROSSING, TENTH, 0.2)
    assert found.cost < 0.0 < found.benefit
    assert np.isnan(found.delay)


def test_sensitivity_tests_on_paper() -> None:
    """Present values at 10 %: costs 100, benefits 104.1322; late by a year 95.4545 and 94.6657."""
    found = {t.test.name: t.npv["only"] for t in run_tests(CROSSING, TENTH)}
    assert len(found) == len(TESTS) == 11
    assert found["as expected"] == pytest.approx(4.13223, abs=1e-5)
    assert found["costs +10 %"] == pytest.approx(-5.86777, abs=1e-5)
    assert found["costs +20 %"] == pytest.approx(-15.86777, abs=1e-5)
    assert found["benefits -10 %"] == pytest.approx(-6.28099, abs=1e-5)
    assert found["benefits -20 %"] == pytest.approx(-16.69421, abs=1e-5)
    assert found["one year late"] == pytest.approx(-0.78888, abs=1e-5)
    # two years late: a third of the cost in each of three years, 91.1846; 104.1322/1.21 = 86.0597
    assert found["two years late"] == pytest.approx(-5.12488, abs=1e-5)
    assert found["costs +10 %, benefits -10 %"] == pytest.approx(-16.28099, abs=1e-5)
    assert found["costs +10 %, benefits -10 %, one year late"] == pytest.approx(-19.80090, abs=1e-5)
    assert found["costs +20 %, benefits -20 %, two years late"] == pytest.approx(-40.57373, abs=1e-5)


def test_works_that_take_longer_are_paid_along_the_same_curve() -> None:
    late = delayed(ROAD, 1)
    # 60 by half of the time, 100 by all of it; at a third of the time 40, at two thirds 73.33
    assert [year for year, _ in late.capex] == [2025, 2026, 2027]
    assert [usd for _, usd in late.capex] == pytest.approx([40.0, 100.0 / 3.0, 80.0 / 3.0])
    assert late.opening_year == 2028
    assert late.cost == pytest.approx(ROAD.cost)
    assert delayed(ROAD, 0) == ROAD


def test_what_is_spent_after_opening_moves_with_it() -> None:
    asset = Asset(capex=((2027, 5.0), (2030, 3.0)), operation_share=0.0, opening_year=2027, life_years=9)
    assert delayed(asset, 2).capex == ((2029, 5.0), (2032, 3.0))


def test_carbon_is_neither_scaled_as_cost_nor_as_benefit() -> None:
    """A tonne a year at one dollar: worth less by 1/1.1 + 1/1.21 in every test that is not late."""
    dirty = Venture("bridge", (BRIDGE,), ((Gains({"XOS": 60.0}, 1.0, 0.0, 2019),),))
    priced = Horizon(2040, 2025, 1.0, {"only": 0.1})
    clean = {t.test.name: t.npv["only"] for t in run_tests(CROSSING, TENTH)}
    for t in run_tests(dirty, priced):
        lost = 1.7355372 / 1.1**t.test.delay
        assert clean[t.test.name] - t.npv["only"] == pytest.approx(lost, abs=1e-6)


def test_a_cost_that_is_not_known_has_no_ratio() -> None:
    blank = Asset(capex=(), operation_share=0.1, opening_year=2026, life_years=2)
    venture = Venture("blank", (blank,), ((Gains({"XOS": 60.0}, 0.0, 0.0, 2019),),))
    flows = venture.stream(TENTH)
    assert np.isnan(modified_internal_rate(flows.net, 0.1))
    assert np.isnan(value_per_capex(flows, venture.capex(flows.years), 0.1))
    found = switching_values(venture, TENTH, 0.1)
    assert np.isnan([found.cost, found.benefit, found.delay]).all()
