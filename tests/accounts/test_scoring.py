"""Scores of quantiles against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from corridor.accounts.scoring import coverage, crps, rank_correlation


@pytest.mark.parametrize("came", [-2.0, 0.0, 0.4, 3.0])
def test_the_score_of_many_quantiles_is_that_of_the_normal(came: float) -> None:
    """Gneiting & Raftery (2007), equation 21."""
    levels = np.linspace(0.0005, 0.9995, 1000)
    quantiles = 1.5 + 2.0 * norm.ppf(levels)
    z = (came - 1.5) / 2.0
    exact = 2.0 * (z * (2.0 * norm.cdf(z) - 1.0) + 2.0 * norm.pdf(z) - 1.0 / np.sqrt(np.pi))
    assert crps(levels, quantiles[None, :], np.array([came]))[0] == pytest.approx(exact, rel=2e-3)


def test_a_sure_forecast_scores_its_error() -> None:
    """All quantiles at one point: the score is the absolute error (same paper, section 4.2)."""
    levels = np.linspace(0.001, 0.999, 999)
    assert crps(levels, np.full((1, 999), 3.0), np.array([5.0]))[0] == pytest.approx(2.0, rel=2e-3)


def test_the_truth_scores_best() -> None:
    """A proper score: the mean over draws is least for the distribution that they are from."""
    levels, draws = np.array([0.05, 0.25, 0.5, 0.75, 0.95]), np.random.default_rng(1).normal(size=4000)
    means = {
        (shift, wide): crps(levels, np.tile(shift + wide * norm.ppf(levels), (4000, 1)), draws).mean()
        for shift in (-0.5, 0.0, 0.5)
        for wide in (0.5, 1.0, 2.0)
    }
    assert min(means, key=means.__getitem__) == (0.0, 1.0)


def test_coverage_counts_what_lies_inside() -> None:
    levels = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    quantiles = np.tile([0.0, 1.0, 2.0, 3.0, 4.0], (4, 1))
    came = np.array([-1.0, 0.5, 2.0, 3.5])
    assert coverage(levels, quantiles, came, 0.9) == 0.75
    assert coverage(levels, quantiles, came, 0.5) == 0.25
    assert np.isnan(coverage(levels, quantiles, came, 0.8))


def test_ranks() -> None:
    assert rank_correlation(np.array([1.0, 2.0, 9.0]), np.array([3.0, 4.0, 5.0])) == pytest.approx(1.0)
    assert np.isnan(rank_correlation(np.array([1.0, 2.0]), np.array([3.0, 4.0])))
