"""Draws against known quantiles, and the same however they are cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from corridor.errors import InputError
from corridor.uncertainty.distributions import Distribution
from corridor.uncertainty.draws import Futures, grouped

FINE = np.linspace(0.0005, 0.9995, 1000)


def pert(name: str, low: float, centre: float, high: float) -> Distribution:
    return Distribution(name, "pert", low, centre, high)


def test_a_pert_has_its_published_mean_and_a_bounded_range() -> None:
    """Malcolm et al. (1959): the mean is (low + 4 mode + high) / 6."""
    values = pert("a", 2.0, 4.0, 9.0).quantile(FINE)
    assert values.mean() == pytest.approx((2.0 + 4 * 4.0 + 9.0) / 6.0, rel=1e-3)
    assert values.min() > 2.0
    assert values.max() < 9.0


def test_a_triangle_has_its_mean() -> None:
    values = Distribution("a", "triangular", 1.0, 2.0, 6.0).quantile(FINE)
    assert values.mean() == pytest.approx(3.0, rel=1e-3)


@pytest.mark.parametrize("kind", ["normal", "lognormal"])
def test_halves_meet_their_quantiles(kind: str) -> None:
    one = Distribution("a", kind, 1.0, 3.0, 5.0)
    assert one.quantile(np.array([0.05, 0.5, 0.95])) == pytest.approx([1.0, 3.0, 5.0], rel=1e-12)


def test_a_symmetric_normal_is_the_normal() -> None:
    one = Distribution("a", "normal", -1.0, 0.0, 1.0)
    assert one.quantile(FINE) == pytest.approx(
        stats.norm(0.0, 1.0 / stats.norm.ppf(0.95)).ppf(FINE), abs=1e-12
    )


def test_a_sum_of_normals_has_the_quantiles_of_theory() -> None:
    """Linear and Gaussian, correlated: the variance is a' C a."""
    deviate = 1.0 / stats.norm.ppf(0.95)
    three = tuple(Distribution(name, "normal", -1.0, 0.0, 1.0) for name in "abc")
    futures = Futures(three, {("a", "b"): 0.6, ("b", "c"): -0.3})
    weight = np.array([1.0, 2.0, -1.5])
    drawn = futures.draw(0, 2**14) @ weight
    spread = deviate * np.sqrt(weight @ futures.matrix @ weight)
    for share in (0.1, 0.5, 0.9):
        assert np.quantile(drawn, share) == pytest.approx(spread * stats.norm.ppf(share), abs=0.02 * spread)
    inside = np.abs(drawn) <= spread * stats.norm.ppf(0.95)
    assert inside.mean() == pytest.approx(0.9, abs=0.01)


@given(first=st.integers(0, 900), count=st.integers(1, 100))
def test_a_draw_is_the_same_in_every_batch(first: int, count: int) -> None:
    futures = Futures((pert("a", 0.0, 1.0, 3.0), pert("b", 0.0, 1.0, 2.0)), {("a", "b"): 0.5})
    whole = futures.draw(0, 1000)
    assert (futures.draw(first, count) == whole[first : first + count]).all()


def test_a_sequence_fills_evenly() -> None:
    """A power of two of Sobol points has one in every equal slice of each axis (a (t, m, s)-net)."""
    futures = Futures(tuple(pert(name, 0.0, 1.0, 2.0) for name in "abcd"))
    points = futures.points(0, 256)
    for column in points.T:
        assert (np.sort((column * 256).astype(int)) == np.arange(256)).all()


def test_correlation_of_ranks_is_that_of_the_copula() -> None:
    """Kruskal (1958): Spearman's is 6/pi arcsin(r/2) of a Gaussian copula with r."""
    futures = Futures((pert("a", 0.0, 0.2, 3.0), Distribution("b", "lognormal", 1, 2, 9)), {("a", "b"): 0.7})
    found = stats.spearmanr(futures.draw(0, 2**13)).statistic
    assert found == pytest.approx(6.0 / np.pi * np.arcsin(0.35), abs=0.01)


def test_every_fault_is_told_at_once() -> None:
    bad = (
        pert("a", 3.0, 1.0, 2.0),
        Distribution("b", "lognormal", -1.0, 1.0, 2.0),
        Distribution("c", "beta", 0.0, 1.0, 2.0),
        pert("d", 1.0, 1.0, 1.0),
        pert("d", 0.0, 1.0, 2.0),
    )
    with pytest.raises(InputError) as refused:
        Futures(bad, {("a", "z"): 0.5, ("a", "b"): 1.5})
    told = str(refused.value)
    for text in ("not in order", "is not positive", "no such kind", "has no width", "stands twice"):
        assert text in told
    assert "no such number: z" in told
    assert "is no correlation" in told


def test_correlations_that_contradict_each_other_are_refused() -> None:
    three = tuple(pert(name, 0.0, 1.0, 2.0) for name in "abc")
    with pytest.raises(InputError, match="not positive definite"):
        Futures(three, {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9})


def test_members_of_a_group_go_together() -> None:
    found = grouped(["x.a", "x.b", "y", "x.c"], "x.", 0.5)
    assert found == {("x.a", "x.b"): 0.5, ("x.a", "x.c"): 0.5, ("x.b", "x.c"): 0.5}
