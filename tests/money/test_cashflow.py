"""Money over time against hand-computed cases, annuity formulas and the roots of polynomials."""

from __future__ import annotations

import math

import numpy as np
import pytest

from corridor.money.cashflow import (
    Asset,
    Gains,
    Stream,
    added,
    benefit_cost_ratio,
    payback_year,
    present_value,
    stream,
)
from corridor.money.internal_rate import internal_rates

ROAD = Asset(capex=((2025, 60.0), (2026, 40.0)), operation_share=0.02, opening_year=2027, life_years=40)
FLAT = Gains(benefit={"XOS": 8.0, "XVE": 2.0}, carbon_tonnes=-0.5, growth=0.0, base_year=2019)


def annuity(rate: float, years: int) -> float:
    """Return the value, a year before the first of them, of one a year."""
    return (1.0 - (1.0 + rate) ** -years) / rate


def flows(*values: float) -> tuple[np.ndarray, np.ndarray]:
    return np.array(values, dtype=float), np.arange(2020, 2020 + len(values))


def as_stream(cost: list[float], benefit: list[float]) -> Stream:
    years = np.arange(2020, 2020 + len(cost))
    return Stream(years, np.array(cost), {"XOS": np.array(benefit)}, np.zeros(len(cost)))


def test_the_streams_of_a_road_by_hand() -> None:
    found = stream(ROAD, FLAT, last_year=2030, carbon_price=4.0)
    assert list(found.years) == [2025, 2026, 2027, 2028, 2029, 2030]
    # 4 of 40 years are used at the end of 2030: nine tenths of the cost of 100 are left
    assert found.cost == pytest.approx([60.0, 40.0, 2.0, 2.0, 2.0, 2.0 - 90.0], abs=1e-12)
    assert found.benefit["XOS"] == pytest.approx([0.0, 0.0, 8.0, 8.0, 8.0, 8.0], abs=1e-12)
    assert found.benefit["XVE"] == pytest.approx([0.0, 0.0, 2.0, 2.0, 2.0, 2.0], abs=1e-12)
    assert found.carbon == pytest.approx([0.0, 0.0, 2.0, 2.0, 2.0, 2.0], abs=1e-12)
    assert found.gross == pytest.approx([0.0, 0.0, 12.0, 12.0, 12.0, 12.0], abs=1e-12)
    assert found.net == pytest.approx([-60.0, -40.0, 10.0, 10.0, 10.0, 100.0], abs=1e-12)


def test_more_emissions_are_a_cost_of_carbon() -> None:
    dirty = Gains(benefit={"XOS": 8.0}, carbon_tonnes=3.0, growth=0.0, base_year=2019)
    assert stream(ROAD, dirty, 2028, 4.0).carbon == pytest.approx([0, 0, -12, -12], abs=1e-12)


def test_benefits_grow_from_the_base_year() -> None:
    growing = Gains(benefit={"XOS": 100.0}, carbon_tonnes=-1.0, growth=0.1, base_year=2025)
    found = stream(ROAD, growing, last_year=2029, carbon_price=10.0)
    assert found.benefit["XOS"] == pytest.approx([0.0, 0.0, 121.0, 133.1, 146.41], abs=1e-9)
    assert found.carbon == pytest.approx([0.0, 0.0, 12.1, 13.31, 14.641], abs=1e-9)


def test_a_bridge_that_ends_before_the_period_leaves_nothing() -> None:
    asset = Asset(capex=((2025, 30.0),), operation_share=0.1, opening_year=2026, life_years=3)
    found = stream(asset, FLAT, last_year=2031, carbon_price=0.0)
    assert found.cost == pytest.approx([30.0, 3.0, 3.0, 3.0, 0.0, 0.0, 0.0], abs=1e-12)
    assert found.benefit["XOS"] == pytest.approx([0.0, 8.0, 8.0, 8.0, 0.0, 0.0, 0.0], abs=1e-12)


@pytest.mark.parametrize(("last", "left"), [(2029, 0.0), (2028, 0.25), (2027, 0.5), (2026, 0.75)])
def test_residual_value_falls_in_a_straight_line(last: int, left: float) -> None:
    asset = Asset(capex=((2025, 80.0),), operation_share=0.0, opening_year=2026, life_years=4)
    assert stream(asset, FLAT, last, 0.0).cost.sum() == pytest.approx(80.0 * (1.0 - left), abs=1e-12)


def test_expenses_after_opening_count_in_their_year() -> None:
    asset = Asset(
        capex=((2025, 10.0), (2028, 5.0), (2028, 1.0)), operation_share=0.0, opening_year=2026, life_years=4
    )
    assert stream(asset, FLAT, 2029, 0.0).cost == pytest.approx([10.0, 0.0, 0.0, 6.0, 0.0], abs=1e-12)


@pytest.mark.parametrize("rate", [0.03, 0.09, 0.12])
@pytest.mark.parametrize("years", [1, 7, 30])
def test_present_value_is_that_of_an_annuity(rate: float, years: int) -> None:
    when = np.arange(2030, 2030 + years)
    value = present_value(np.full(years, 5.0), when, rate, price_year=2024)
    assert value == pytest.approx(5.0 * annuity(rate, years) * (1.0 + rate) ** -5, rel=1e-12)


def test_present_value_of_past_expenses_is_compounded() -> None:
    assert present_value(np.array([100.0]), np.array([2014]), 0.1, 2016) == pytest.approx(121.0)


@pytest.mark.parametrize("rate", [0.03, 0.09])
def test_a_whole_road_in_closed_form(rate: float) -> None:
    """Cost of 100 in 2025, 12 a year for the life of 20 years from 2026, 2 % operation: no residual value."""
    asset = Asset(capex=((2025, 100.0),), operation_share=0.02, opening_year=2026, life_years=20)
    gains = Gains(benefit={"XOS": 12.0}, carbon_tonnes=0.0, growth=0.0, base_year=2019)
    found = stream(asset, gains, last_year=2045, carbon_price=50.0)
    npv = present_value(found.net, found.years, rate, 2025)
    assert npv == pytest.approx(-100.0 + 10.0 * annuity(rate, 20), abs=1e-9)
    ratio = benefit_cost_ratio(found, rate, 2025)
    assert ratio == pytest.approx(12.0 * annuity(rate, 20) / (100.0 + 2.0 * annuity(rate, 20)), rel=1e-12)
    internal = internal_rates(found.net, found.years).single
    assert annuity(internal, 20) == pytest.approx(10.0, rel=1e-9)
    assert payback_year(found.net, found.years) == 2035


def test_a_growing_annuity() -> None:
    asset = Asset(capex=((2025, 100.0),), operation_share=0.0, opening_year=2026, life_years=15)
    gains = Gains(benefit={"XOS": 10.0}, carbon_tonnes=0.0, growth=0.04, base_year=2026)
    found = stream(asset, gains, last_year=2040, carbon_price=0.0)
    gross = present_value(found.gross, found.years, 0.09, 2025)
    assert gross == pytest.approx(10.0 * (1.0 - (1.04 / 1.09) ** 15) / (0.09 - 0.04), rel=1e-12)


def test_the_price_year_scales_values_and_leaves_ratios() -> None:
    found = stream(ROAD, FLAT, 2060, 4.0)
    early, late = (present_value(found.net, found.years, 0.09, year) for year in (2019, 2029))
    assert late == pytest.approx(early * 1.09**10, rel=1e-12)
    assert benefit_cost_ratio(found, 0.09, 2019) == pytest.approx(benefit_cost_ratio(found, 0.09, 2029))


@pytest.mark.parametrize("seed", range(8))
def test_the_internal_rate_is_the_root_of_the_polynomial(seed: int) -> None:
    draw = np.random.default_rng(seed)
    build, use = int(draw.integers(1, 5)), int(draw.integers(5, 40))
    net = np.concatenate([-draw.uniform(10.0, 50.0, build), draw.uniform(0.5, 9.0, use)])
    # the value at the discount factor x is a polynomial of x with one change of sign: one positive root
    roots = np.roots(net[::-1])
    real = roots.real[np.abs(roots.imag) < 1e-9]
    (factor,) = real[real > 0]
    assert internal_rates(net, np.arange(len(net)) + 2020).single == pytest.approx(
        1.0 / factor - 1.0, abs=1e-7
    )


@pytest.mark.parametrize(
    ("net", "rate"),
    [
        ((-100.0, 110.0), 0.10),
        ((-100.0, 200.0), 1.0),  # a root on the grid that is searched
        ((-100.0, 100.0), 0.0),
        ((-100.0, 0.0, 121.0), 0.10),
        ((-100.0, 50.0), -0.5),
        ((0.0, 0.0, -100.0, 0.0, 144.0), 0.2),
        ((100.0, -110.0), 0.10),  # a loan
    ],
)
def test_internal_rates_by_hand(net: tuple[float, ...], rate: float) -> None:
    assert internal_rates(*flows(*net)).single == pytest.approx(rate, abs=1e-9)


def test_the_internal_rate_does_not_depend_on_the_unit_or_the_calendar() -> None:
    net, years = flows(-100.0, 30.0, 60.0, 40.0)
    wanted = internal_rates(net, years).single
    assert internal_rates(net * 1e9, years + 300).single == pytest.approx(wanted, abs=1e-10)


@pytest.mark.parametrize(
    "net",
    [
        (1.0, 2.0, 3.0),
        (-1.0, -2.0),
        (0.0, 0.0),
        (-100.0, 230.0, -132.0),  # roots at 10 % and at 20 %
        (-100.0,),
    ],
)
def test_no_single_internal_rate_is_missing(net: tuple[float, ...]) -> None:
    assert math.isnan(internal_rates(*flows(*net)).single)


@pytest.mark.parametrize(
    ("net", "year"),
    [
        ((-10.0, 4.0, 4.0, 4.0), 2023),
        ((-10.0, 5.0, 5.0), 2022),
        ((-10.0, 5.0), None),
        ((-10.0, 20.0, -15.0, 20.0), 2023),  # paid back, under water again, paid back
        ((0.0, 5.0), 2020),
    ],
)
def test_payback_by_hand(net: tuple[float, ...], year: int | None) -> None:
    assert payback_year(*flows(*net)) == year


def test_a_cost_of_zero_has_no_ratio() -> None:
    free = as_stream([0.0, 0.0], [1.0, 1.0])
    assert math.isnan(benefit_cost_ratio(free, 0.09, 2020))
    assert math.isnan(internal_rates(free.net, free.years).single)
    earning = as_stream([-1.0, 0.0], [1.0, 1.0])
    assert math.isnan(benefit_cost_ratio(earning, 0.09, 2020))


def test_streams_add_up_over_the_union_of_years_and_countries() -> None:
    early = as_stream([10.0, 1.0], [0.0, 3.0])
    late = Stream(np.array([2021, 2022]), np.array([5.0, 2.0]), {"XVE": np.array([7.0, 8.0])}, np.ones(2))
    both = added([early, late])
    assert list(both.years) == [2020, 2021, 2022]
    assert list(both.cost) == [10.0, 6.0, 2.0]
    assert list(both.benefit["XOS"]) == [0.0, 3.0, 0.0]
    assert list(both.benefit["XVE"]) == [0.0, 7.0, 8.0]
    assert list(both.carbon) == [0.0, 1.0, 1.0]
    for rate in (0.03, 0.12):
        parts = sum(present_value(s.net, s.years, rate, 2020) for s in (early, late))
        assert present_value(both.net, both.years, rate, 2020) == pytest.approx(parts, rel=1e-12)


def test_a_higher_rate_lowers_what_costs_first_and_pays_later() -> None:
    found = stream(ROAD, FLAT, 2060, 4.0)
    values = [present_value(found.net, found.years, r, 2024) for r in (0.0, 0.03, 0.06, 0.09, 0.12)]
    assert values == sorted(values, reverse=True)
    assert values[0] == pytest.approx(found.net.sum(), rel=1e-12)
    zero = internal_rates(found.net, found.years).single
    assert present_value(found.net, found.years, zero, 2024) == pytest.approx(0.0, abs=1e-9)
