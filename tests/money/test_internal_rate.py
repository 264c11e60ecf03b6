"""Internal rates: polynomials whose roots are known, streams of sixty years, and the reason of a blank."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.money.internal_rate import InternalRates, internal_rates

GROWTH = st.fractions(Fraction(1, 20), 20, max_denominator=40)
"""Of money at a rate: `1 + r`."""


def of(flow: Sequence[float]) -> InternalRates:
    return internal_rates(np.array(flow, dtype=float), 2020 + np.arange(len(flow)))


def product(*factors: Sequence[Fraction | int]) -> list[Fraction]:
    """Return the flow that is the product of others, in whole numbers that floating point holds."""
    total = [Fraction(1)]
    for factor in factors:
        longer = [Fraction(0)] * (len(total) + len(factor) - 1)
        for i, a in enumerate(total):
            for j, b in enumerate(factor):
                longer[i + j] += a * b
        total = longer
    unit = math.lcm(*(value.denominator for value in total))
    return [value * unit for value in total]


def with_rates(*percent: str) -> list[Fraction]:
    """Return the flow `prod (1 - (1 + r) x)`, of which these are the only internal rates."""
    return product(*([1, -1 - Fraction(rate) / 100] for rate in percent))


def value(flow: Sequence[float], growth: Fraction) -> Fraction:
    """Return the value of a flow in its last year, exactly."""
    total = Fraction(0)
    for usd in flow:
        total = total * growth + Fraction(float(usd))
    return total


@pytest.mark.parametrize(
    "percent",
    [
        ("1200",),
        ("50000000",),
        ("-99.5",),
        ("8.01", "8.02", "50"),  # two within one step of any grid
        ("0", "20", "300"),
        ("-95", "12"),
        ("10", "10.000001"),
        ("1", "2", "3", "4", "5", "6"),
    ],
)
def test_all_rates_are_found_whatever_their_size(percent: tuple[str, ...]) -> None:
    found = of([float(usd) for usd in with_rates(*percent)])
    assert found.rates == pytest.approx([float(rate) / 100 for rate in percent], rel=1e-6, abs=1e-9)
    assert math.isnan(found.single) == (len(percent) > 1)


def test_a_blank_says_why() -> None:
    assert (
        of([float(usd) for usd in with_rates("8.01", "8.02", "50")]).note
        == "several: 8.01 %, 8.02 % and 50 %"
    )
    assert of([-1.0, -2.0]).note == "none: no year brings more than it costs"
    assert of([0.0, 2.0]).note == "none: it costs in no year"
    assert of([0.0, 0.0]).note == "none: nothing is paid or received"
    assert of([-10.0, 20.0, -11.0]).note == "none: at every rate the present value is below zero"
    assert of([10.0, -20.0, 11.0]).note == "none: at every rate the present value is above zero"
    assert (
        of([100.0, -220.0, 121.0]).note == "none: the present value touches zero at 10 % and keeps its sign"
    )
    assert of([-1.0, math.nan]).note.startswith("not known")
    assert of([-100.0, 110.0]).note == ""


def test_multiple_roots_that_cross_are_single_rates() -> None:
    """`-(1 - 1.5 x)^3` loses below 50 % and gains above it."""
    found = of([-1.0, 4.5, -6.75, 3.375])
    assert found.rates == pytest.approx([0.5], rel=1e-15)
    assert found.single == found.rates[0]


def test_rounding_of_sums_makes_no_rate() -> None:
    assert of([-100.0, 60.0, 60.0, -1e-13]).rates == pytest.approx([0.3 + 0.69**0.5 - 1.0])


@settings(max_examples=60, deadline=None)
@given(st.lists(GROWTH, min_size=1, max_size=4, unique=True), st.lists(st.integers(1, 9), max_size=3))
def test_rates_of_products_are_those_of_their_factors(growths: list[Fraction], bends: list[int]) -> None:
    """Factors `1 - g x` have the rate `g - 1`; factors `1 + b x^2` have none."""
    flow = product(*([1, -growth] for growth in growths), *([1, 0, bend] for bend in bends))
    if max(map(abs, flow)) >= 2**53 or min(abs(usd) for usd in flow if usd) * 1e12 < max(map(abs, flow)):
        return  # floating point does not hold it, or a part of it counts as rounding
    found = of([float(usd) for usd in flow])
    assert found.rates == pytest.approx(sorted(float(growth - 1) for growth in growths), rel=1e-12, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 60))
def test_streams_against_dense_exact_evaluation(seed: int, build: int, use: int) -> None:
    """Years of building, up to sixty of use, some dear: rates are the changes of sign."""
    draw = np.random.default_rng(seed)
    flow = np.concatenate([-draw.uniform(10, 90, build), draw.normal(4, 6, use)]).round(2)
    found = of(flow)
    for rate in found.rates:
        step = Fraction(1, 10**11) * (1 + Fraction(abs(rate)))
        growth = 1 + Fraction(rate)
        assert value(flow, growth - step * growth) * value(flow, growth + step * growth) < 0
    grid = [Fraction(k, 64) for k in range(1, 64)] + [Fraction(64, k) for k in range(64, 0, -1)]
    signs = [value(flow, growth) > 0 for growth in grid]
    for low, high, a, b in zip(grid, grid[1:], signs, signs[1:], strict=False):
        within = sum(low < 1 + Fraction(rate) < high for rate in found.rates)
        assert within % 2 == (a != b)


def test_the_year_does_not_matter_and_years_may_be_left_out() -> None:
    sparse = internal_rates(np.array([-100.0, 144.0]), np.array([1999, 2001]))
    assert sparse.single == pytest.approx(0.2, rel=1e-15)
