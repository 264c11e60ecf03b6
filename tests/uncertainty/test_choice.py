"""Regret and the value of knowing against trees solved by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from corridor.uncertainty.choice import (
    merits,
    partial_information,
    perfect_information,
    sample_information,
)


def test_a_tree_solved_by_hand() -> None:
    """Build (100 in a good year, -60 in a bad one) or wait (0); one year in two is good.

    Building brings 20 on average; who knows the year builds in good ones alone and has 50: worth 30 more.
    """
    worth = np.array([[100.0, 0.0], [-60.0, 0.0]])
    assert perfect_information(worth) == 30.0
    assert partial_information(worth, np.array([1.0, 0.0])) == 30.0
    found = merits(worth)
    assert list(found.expected) == [20.0, 0.0]
    assert list(found.maximal_regret) == [60.0, 100.0]
    assert list(found.expected_regret) == [30.0, 50.0]
    assert list(found.best) == [0.5, 0.5]


def test_a_number_that_changes_no_choice_is_worth_nothing() -> None:
    number = np.linspace(0.0, 1.0, 500)
    worth = np.column_stack([5.0 + number, number])
    assert partial_information(worth, number) == pytest.approx(0.0, abs=1e-9)


def test_two_numbers_of_which_one_matters() -> None:
    """Building brings 10 or -10 by the first coin, and half a dollar more or less by the second.

    Who knows the first builds in half of all years: 5. Who knows the second gains half a dollar in half.
    """
    one, other = (column.ravel() for column in np.meshgrid([0.0, 1.0], [0.0, 1.0]))
    worth = np.column_stack([np.where(one == 1.0, 10.0, -10.0) + other - 0.5, np.zeros(4)])
    assert partial_information(worth, one) == pytest.approx(5.0)
    assert partial_information(worth, other) == pytest.approx(0.25)


def test_normal_worth_has_the_value_of_theory() -> None:
    """With worth theta or 0 and theta normal: unit normal loss (Raiffa & Schlaifer 1961, section 5.4)."""
    mean, spread = 0.5, 2.0
    number = mean + spread * stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
    noise = np.random.default_rng(3).standard_normal(4000)
    worth = np.column_stack([number + 3.0 * (noise - noise.mean()), np.zeros(4000)])

    def loss(deviation: float) -> float:
        at = mean / deviation
        return float(deviation * (stats.norm.pdf(at) - at * stats.norm.sf(at)))

    assert partial_information(worth, number) == pytest.approx(loss(spread), rel=0.1)
    assert sample_information(worth, number, 0.25) == pytest.approx(loss(spread / 2.0), rel=0.15)
    assert sample_information(worth, number, 1.0) == pytest.approx(
        partial_information(worth, number), rel=1e-6
    )
    assert sample_information(worth, number, 0.0) == pytest.approx(0.0, abs=1e-9)
    assert partial_information(worth, number) <= perfect_information(worth)
