"""Losses of years: their mean by Wald, independence, common causes."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.hazards.yearly import Closures, drawn

TWO = Closures(
    per_year=np.array([0.5, 2.0, 1.0]),
    days=np.array([4.0, 1.0, 2.0]),
    loss_per_day=np.array([10.0, 3.0, 1.0]),
    cause=np.array([0, 0, 1]),
)


@pytest.mark.parametrize("together", [0.5, np.inf])
def test_means_are_rate_times_days_times_loss(together: float) -> None:
    years = drawn(TWO, seed=4, years=200_000, together=together)
    assert years.mean(axis=0) == pytest.approx([20.0, 6.0, 2.0], rel=0.03)


def test_variance_without_common_causes_is_that_of_a_compound_poisson_sum() -> None:
    """`rate E[X^2]`, with exponential lengths `2 (days loss)^2`."""
    years = drawn(TWO, seed=4, years=200_000, together=np.inf)
    assert years.var(axis=0) == pytest.approx([0.5 * 2 * 1600, 2.0 * 2 * 9, 1.0 * 2 * 4], rel=0.05)
    assert abs(np.corrcoef(years.T)[0, 1]) < 0.01


def test_closures_of_one_hazard_come_together() -> None:
    """Covariance `rate_1 rate_2 mean_1 mean_2 / shape`, none across hazards."""
    years = drawn(TWO, seed=4, years=400_000, together=0.5)
    covariance = np.cov(years.T)
    assert covariance[0, 1] == pytest.approx(20.0 * 6.0 / 0.5, rel=0.1)
    assert abs(np.corrcoef(years.T)[0, 2]) < 0.01


def test_what_never_happens_costs_nothing() -> None:
    none = Closures(np.zeros(2), np.ones(2), np.ones(2), np.zeros(2, dtype=np.int64))
    assert not drawn(none, years=100).any()


def test_the_same_seed_gives_the_same_years() -> None:
    assert np.array_equal(drawn(TWO, seed=1, years=50), drawn(TWO, seed=1, years=50))
