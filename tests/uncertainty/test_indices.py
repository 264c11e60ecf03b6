"""Sobol indices against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from corridor.types import Floats
from corridor.uncertainty.distributions import Distribution
from corridor.uncertainty.draws import Futures
from corridor.uncertainty.indices import indices


def points(numbers: int, count: int = 2**12) -> Floats:
    return Futures(tuple(Distribution(str(k), "uniform", 0, 0.5, 1) for k in range(2 * numbers))).points(
        0, count
    )


def test_a_linear_gaussian_outcome_has_shares_of_its_variance() -> None:
    weight = np.array([3.0, 2.0, 1.0, 0.0])
    found = indices(lambda u: stats.norm.ppf(u) @ weight, points(4))
    share = weight**2 / (weight @ weight)
    assert found.first == pytest.approx(share, abs=0.02)
    assert found.total == pytest.approx(share, abs=0.02)


def test_the_function_of_ishigami_and_homma() -> None:
    """Ishigami & Homma (1990) with a = 7, b = 0.1: 0.314, 0.442, 0 alone and 0.558, 0.442, 0.244 in total."""

    def outcome(u: Floats) -> Floats:
        x = np.pi * (2.0 * u - 1.0)
        value: Floats = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
        return value

    found = indices(outcome, points(3))
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_an_outcome_without_spread_has_no_shares() -> None:
    found = indices(lambda u: np.full(len(u), 4.0), points(2))
    assert not found.first.any()
    assert not found.total.any()
