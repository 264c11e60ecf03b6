"""Rates: the analytic Gamma-Poisson, symmetry, no events, what shrinks and what widens."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats

from corridor.errors import InputError
from corridor.hazards.distances import apart_km, neighbours
from corridor.hazards.fit import Horizon, fitted
from corridor.hazards.smoothing import Smoothing, forecast, rates

FOREVER = 1e12
"""A half-life in which nothing is forgotten."""

PLAIN = Smoothing(FOREVER, FOREVER, reach=50.0, prior_months=7.0, near=0.0, own=0.0)


def ring(units: int, km: float) -> np.ndarray:
    step = np.abs(np.subtract.outer(np.arange(units), np.arange(units)))
    return km * np.minimum(step, units - step).astype(float)


def test_the_posterior_is_the_analytic_one() -> None:
    """The posterior of a prior Gamma(kappa m, kappa), by integrating prior times likelihood."""
    events = np.array([[2.0, 0.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    found = rates(events, ring(2, 10.0), PLAIN)
    mean = events.sum() / 8.0
    prior = stats.gamma(7.0 * mean, scale=1.0 / 7.0)
    for unit, seen in enumerate(events):

        def joint(rate: float, seen: np.ndarray = seen) -> float:
            return float(prior.pdf(rate) * stats.poisson.pmf(seen, rate).prod())

        whole = integrate.quad(joint, 0.0, 20.0, limit=200)[0]
        centre = integrate.quad(lambda x: x * joint(x), 0.0, 20.0, limit=200)[0] / whole
        assert found.mean[unit] == pytest.approx(centre, rel=1e-6)
        low, high = (end[unit] for end in found.interval(0.8))
        assert integrate.quad(joint, low, high, limit=200)[0] / whole == pytest.approx(0.8, rel=1e-5)


def test_the_predictive_is_the_rate_integrated_out() -> None:
    events = np.array([[2.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    found = rates(events, ring(2, 10.0), PLAIN)
    posterior = stats.gamma(found.shape[0], scale=1.0 / found.months)
    chance = forecast(found, np.array([0]), months=5).probabilities(6)[0, 0]
    for count in range(7):
        exact = integrate.quad(lambda x, k=count: posterior.pdf(x) * stats.poisson.pmf(k, 5.0 * x), 0.0, 20.0)
        assert chance[count] == pytest.approx(exact[0], rel=1e-6)


def test_months_that_cluster_have_the_variance_of_a_product() -> None:
    """Var(sum of n months) = n mu + mu^2 n^2/A + n mu^2 (1 + 1/A)/c, drawn here and not derived."""
    draw = np.random.default_rng(5)
    how = replace(PLAIN, clustering=0.8)
    found = rates(np.array([[3.0, 1.0, 0.0, 2.0], [1.0, 0.0, 1.0, 2.0]]), ring(2, 10.0), how)
    rate = draw.gamma(found.shape[0], 1.0 / found.months, size=400_000)
    month = rate[:, None] * draw.gamma(0.8, 1.0 / 0.8, size=(400_000, 3))
    count = draw.poisson(month).sum(axis=1)
    made = forecast(found, np.array([0]), months=3)
    variance = made.mean[0, 0] + made.mean[0, 0] ** 2 / made.shape[0, 0]
    assert count.mean() == pytest.approx(made.mean[0, 0], rel=0.01)
    assert count.var() == pytest.approx(variance, rel=0.02)


def test_a_symmetric_world_has_one_rate() -> None:
    how = Smoothing(5.0, 20.0, reach=15.0, prior_months=4.0, near=0.4, own=0.3, confidence=0.5)
    found = rates(np.tile([1.0, 0.0, 3.0, 1.0, 0.0], (6, 1)), ring(6, 10.0), how)
    assert found.mean == pytest.approx(np.full(6, found.mean[0]))
    assert found.level == pytest.approx(
        np.average([1.0, 0.0, 3.0, 1.0, 0.0], weights=0.5 ** (np.arange(5)[::-1] / 5.0))
        / np.average([1.0, 0.0, 3.0, 1.0, 0.0], weights=0.5 ** (np.arange(5)[::-1] / 20.0))
    )


def test_no_events_no_rate() -> None:
    found = rates(np.zeros((3, 12)), ring(3, 10.0), replace(PLAIN, near=0.5, own=0.5))
    assert not found.mean.any()
    assert found.level == 1.0


def test_order_of_units_does_not_matter() -> None:
    draw = np.random.default_rng(3)
    events, km = draw.poisson(0.4, size=(5, 30)).astype(float), ring(5, 30.0)
    how = Smoothing(6.0, 24.0, reach=40.0, prior_months=3.0, near=0.5, own=0.2)
    turn = draw.permutation(5)
    one, other = rates(events, km, how), rates(events[turn], km[np.ix_(turn, turn)], how)
    assert other.mean == pytest.approx(one.mean[turn])


def test_a_quiet_unit_is_drawn_to_its_neighbours() -> None:
    events = np.zeros((6, 24))
    events[0] = 2.0
    how = Smoothing(FOREVER, FOREVER, reach=8.0, prior_months=6.0, near=1.0, own=0.0)
    mean = rates(events, ring(6, 10.0), how).mean
    assert mean[0] > mean[1] == pytest.approx(mean[5])
    assert mean[1] > mean[2] > mean[3]


def test_a_known_level_moves_every_unit_alike() -> None:
    found = rates(np.array([[1.0, 2.0], [0.0, 1.0]]), ring(2, 10.0), PLAIN)
    made = forecast(found, np.array([24]), months=12, level=4.0)
    assert made.mean[:, 0] == pytest.approx(48.0 * found.mean)


def test_the_level_returns_to_the_long_memory() -> None:
    events = np.concatenate([np.full((2, 100), 1.0), np.full((2, 10), 4.0)], axis=1)
    how = Smoothing(3.0, 500.0, reach=10.0, prior_months=1e-6, near=0.0, own=1.0, recovery=2.0)
    found = rates(events, ring(2, 10.0), how)
    long_mean = found.mean[0] / found.level
    far = forecast(found, np.array([0, 1200]))
    assert far.mean[0, 0] > 2.0 * long_mean
    assert far.mean[0, 1] == pytest.approx(long_mean, rel=1e-6)


def test_neighbours_are_others_and_sum_to_one() -> None:
    weight = neighbours(ring(5, 1000.0), 1.0)  # all but out of reach
    assert weight.sum(axis=1) == pytest.approx(np.ones(5))
    assert not np.diag(weight).any()


def test_distances_are_those_of_the_sphere() -> None:
    """A degree of latitude is 111.195 km on the sphere of mean radius (6371.0088 km)."""
    km = apart_km(
        np.array([70.0, 0.0]), np.array([30.0, 0.0]), np.array([70.0, 180.0]), np.array([31.0, 0.0])
    )
    assert km[0, 0] == pytest.approx(6371.0088 * np.pi / 180.0)
    assert km[1, 1] == pytest.approx(6371.0088 * np.pi)


def test_settings_out_of_range_are_all_told() -> None:
    with pytest.raises(InputError) as error:
        Smoothing(-1.0, 0.0, reach=50.0, prior_months=7.0, near=0.8, own=0.8)
    assert len(error.value.faults) == 3


def test_the_fit_finds_what_made_the_data() -> None:
    """Long memory and no clustering in data of constant rates."""
    draw = np.random.default_rng(11)
    rate = draw.gamma(1.0, 1.0, size=40)
    events = draw.poisson(rate[:, None], size=(40, 96)).astype(float)
    found = fitted(events, ring(40, 30.0), range(36, 90, 12))
    assert found.smoothing.memory > 12.0
    assert found.smoothing.clustering > 5.0
    assert found.origins[-1] + 12 <= events.shape[1]


def test_forecasts_of_a_later_year_skip_what_is_between() -> None:
    assert list(Horizon(3, skipped=24).ahead) == [24, 25, 26]
