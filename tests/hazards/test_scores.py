"""Scores by their other definitions: draws, numerical integration, and hand counts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from corridor.hazards.compound import expected, quantiles, severity_of, victims
from corridor.hazards.scores import crps, interval_score, log_score
from corridor.hazards.skill import MODEL, Trial, baselines, beaten, skill
from corridor.hazards.smoothing import Forecast

PAIRS = ((0.3, 0.5, 0), (2.0, 1.5, 0), (2.0, 1.5, 7), (5.0, 0.4, 3), (0.05, 2.0, 1))
"""Mean, shape, outcome."""


def negative_binomial(mean: float, shape: float) -> stats.rv_discrete:
    return stats.nbinom(shape, shape / (shape + mean))


@pytest.mark.parametrize(("mean", "shape", "came"), PAIRS)
def test_crps_is_the_integral_over_all_thresholds(mean: float, shape: float, came: int) -> None:
    """Its definition on the line, `integral (F(x) - [y <= x])^2 dx` (Matheson & Winkler 1976)."""
    chance = Forecast(np.array([mean]), np.array([shape])).probabilities(600)
    law = negative_binomial(mean, shape)
    grid = np.arange(0, 601)
    total = sum(
        integrate.quad(lambda x: (law.cdf(x) - (came <= x)) ** 2, a, a + 1.0 - 1e-12)[0] for a in grid[:80]
    )
    assert crps(chance, np.array([came]))[0] == pytest.approx(total, rel=1e-6)


@pytest.mark.parametrize(("mean", "shape", "came"), PAIRS)
def test_crps_is_that_of_draws(mean: float, shape: float, came: int) -> None:
    """`E|X - y| - E|X - X'| / 2` (Gneiting & Raftery 2007, eq. 21)."""
    chance = Forecast(np.array([mean]), np.array([shape])).probabilities(400)[0]
    k = np.arange(401)
    to_outcome = (chance * np.abs(k - came)).sum()
    to_each_other = (chance[:, None] * chance[None, :] * np.abs(k[:, None] - k[None, :])).sum()
    exact = to_outcome - 0.5 * to_each_other
    assert crps(chance[None], np.array([came]))[0] == pytest.approx(exact, rel=1e-9)


def test_crps_of_a_sure_forecast_is_the_error() -> None:
    sure = np.eye(6)[2]
    assert crps(np.stack([sure] * 3), np.array([2.0, 5.0, 0.0])) == pytest.approx([0.0, 3.0, 2.0])


def test_interval_score_by_hand() -> None:
    """Uniform on 0..9: the central 80 % is [0, 8]; 12 is 4 beyond it, at 2/0.2 each."""
    chance = np.full((2, 10), 0.1)
    assert interval_score(chance, np.array([3.0, 12.0]), level=0.8) == pytest.approx([8.0, 8.0 + 40.0])


def test_log_score_by_hand() -> None:
    """Half at nothing, half at 7: of 1,000 draws 500 fall into the bin of 6 to 10; 11 bins."""
    chance = np.zeros((3, 12))
    chance[:, [0, 7]] = 0.5
    found = log_score(chance, np.array([9.0, 0.0, 3.0]))
    assert found == pytest.approx(-np.log2([501.0 / 1011.0, 501.0 / 1011.0, 1.0 / 1011.0]))


def test_scores_are_proper() -> None:
    """No other forecast has a lower mean score than the law that made the data."""
    law = negative_binomial(2.0, 0.7).pmf(np.arange(300))
    came = np.arange(60)
    for other in (negative_binomial(1.2, 0.7), negative_binomial(2.0, 5.0), stats.poisson(2.0)):
        wrong = other.pmf(np.arange(300))
        for score in (crps, interval_score, log_score):
            true, false = (
                (score(np.tile(chance, (60, 1)), came.astype(float)) * law[:60]).sum()
                for chance in (law, wrong)
            )
            assert true <= false + 1e-9


def test_victims_of_logarithmic_events_are_negative_binomial() -> None:
    """Poisson events with logarithmic victims are negative binomial (Quenouille 1949)."""
    p, shape = 0.6, 1.7
    severity = np.concatenate([[0.0], stats.logser(p).pmf(np.arange(1, 400))])
    found = victims(-shape * np.log1p(-p), 1e9, severity, 60)
    assert found == pytest.approx(stats.nbinom(shape, 1.0 - p).pmf(np.arange(61)), abs=1e-7)


def test_victims_are_those_of_draws() -> None:
    severity = np.array([0.3, 0.4, 0.0, 0.3])
    draw = np.random.default_rng(2)
    events = draw.poisson(draw.gamma(0.6, 2.5 / 0.6, size=200_000))
    total = np.array([draw.choice(4, size=n, p=severity).sum() for n in events[:40_000]])
    found = victims(2.5, 0.6, severity, 200)
    drawn = np.bincount(total, minlength=201)[:201] / len(total)
    assert np.abs(np.cumsum(found) - np.cumsum(drawn)).max() < 0.01
    mean = expected(Forecast(np.array([2.5]), np.array([0.6])), severity)[0]
    assert (found * np.arange(201)).sum() == pytest.approx(mean, rel=1e-6)
    assert quantiles(found, (0.05, 0.5)) == (0, int(np.median(total)))


def test_severity_counts_past_events() -> None:
    assert severity_of(np.array([0.0, 2.0, 2.0, 1.0])) == pytest.approx([0.25, 0.25, 0.5])


def test_forecasts_see_nothing_after_their_origin() -> None:
    draw = np.random.default_rng(1)
    events = draw.poisson(0.5, size=(4, 60)).astype(float)
    changed = events.copy()
    changed[:, 36:] = draw.permutation(changed[:, 36:], axis=1)
    for made in baselines().values():
        one, other = (made(table[:, :36], np.arange(3), 20) for table in (events, changed))
        assert np.array_equal(one, other)
        assert one.sum(axis=2) == pytest.approx(np.ones((4, 3)))


def test_a_forecast_that_knows_is_better() -> None:
    events = np.tile(np.array([[1.0], [4.0]]), (1, 300))

    def knowing(past: np.ndarray, ahead: np.ndarray, largest: int) -> np.ndarray:
        return np.repeat(np.eye(largest + 1)[[1, 4]][:, None, :], len(ahead), axis=1)

    table = skill(events, {MODEL: knowing, **baselines()}, [Trial("all", (276,), 12)])
    better = beaten(table).set_index("forecast")
    assert better.loc[["last month", "long mean"], "crps"].all()
    assert not better.loc["bootstrap of 240 months", "crps"]  # it knows too
