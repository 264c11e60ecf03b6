"""Groups of income against their definition."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.travel.incomes import dispersion, income_groups

MEAN, PEOPLE = np.array([900.0, 1500.0, 4000.0]), np.array([5.0, 3.0, 1.0])
SHARES = (0.4, 0.4, 0.2)


def test_groups_are_shares_of_the_country_and_incomes_add_up() -> None:
    share, income = income_groups(MEAN, PEOPLE, 0.55, SHARES)
    assert share.sum(axis=1) == pytest.approx(np.ones(3), rel=1e-12)
    assert PEOPLE @ share / PEOPLE.sum() == pytest.approx(SHARES, rel=1e-9)
    assert (share * income).sum(axis=1) == pytest.approx(MEAN, rel=1e-9)
    assert share[0, 0] > share[2, 0]


def test_groups_are_those_of_a_drawn_country() -> None:
    rng, sigma, n = np.random.default_rng(2), 0.55, 200_000
    drawn = [
        m * np.exp(rng.normal(-(sigma**2) / 2, sigma, int(n * p))) for m, p in zip(MEAN, PEOPLE, strict=True)
    ]
    limit = np.quantile(np.concatenate(drawn), 0.4)
    share, income = income_groups(MEAN, PEOPLE, sigma, SHARES)
    assert [float((x < limit).mean()) for x in drawn] == pytest.approx(share[:, 0], abs=4e-3)
    assert [float(x[x < limit].mean()) for x in drawn] == pytest.approx(income[:, 0], rel=1e-2)


def test_the_gini_of_drawn_incomes_is_that_asked_for() -> None:
    x = np.sort(np.exp(np.random.default_rng(5).normal(0.0, dispersion(0.3), 400_000)))
    rank = np.arange(1, len(x) + 1)
    assert 2 * (rank @ x) / (len(x) * x.sum()) - (len(x) + 1) / len(x) == pytest.approx(0.3, abs=3e-3)
