"""Nested logit against enumeration and its laws."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.travel.choice import log_sum, nested

NEST = np.array([0, 0, 1, 1])
UTILITY = np.array([-1.0, -1.5, -0.7, -2.0])


def test_scales_of_one_give_the_plain_logit() -> None:
    total, share = nested(UTILITY[None], NEST, np.ones(2))
    weight = [np.exp(v) for v in UTILITY]
    assert share[0] == pytest.approx([w / sum(weight) for w in weight], rel=1e-14)
    assert total[0] == pytest.approx(np.log(sum(weight)), rel=1e-14)


def test_shares_are_the_slope_of_the_log_sum() -> None:
    """Roy's identity for discrete choice: the change of the log-sum by a utility is the mode's share."""
    scale, step = np.array([0.4, 0.7]), 1e-6
    share = nested(UTILITY[None], NEST, scale)[1][0]
    for m in range(4):
        up, down = (nested((UTILITY + s * step * (np.arange(4) == m))[None], NEST, scale)[0] for s in (1, -1))
        assert (up - down)[0] / (2 * step) == pytest.approx(share[m], rel=1e-7)
    assert share.sum() == pytest.approx(1.0, rel=1e-14)


def test_odds_inside_a_nest_do_not_feel_what_is_outside() -> None:
    scale = np.array([0.4, 0.7])
    near = nested(UTILITY[None], NEST, scale)[1][0]
    far = nested((UTILITY + np.array([0, 0, 3.0, -2.0]))[None], NEST, scale)[1][0]
    assert near[0] / near[1] == pytest.approx(far[0] / far[1], rel=1e-12)
    assert near[0] / near[2] != pytest.approx(far[0] / far[2], rel=0.1)


def test_a_draw_of_utilities_of_the_nest_gives_its_shares() -> None:
    """The nested logit is the choice of the best of correlated extreme values; enumerate many people.

    Inside a nest of scale phi draws are `phi times Gumbel` plus one common part; that part is the log of a
    positive stable variable of index phi (Hougaard 1986), drawn after Kanter (1975).
    """
    rng, n, phi = np.random.default_rng(4), 400_000, 0.5
    angle, expo = np.pi * rng.random((n, 2)), rng.exponential(size=(n, 2))
    a = np.sin(phi * angle) ** phi * np.sin((1 - phi) * angle) ** (1 - phi) / np.sin(angle)
    stable = (a ** (1 / (1 - phi)) / expo) ** ((1 - phi) / phi)
    draw = UTILITY + phi * (rng.gumbel(size=(n, 4)) + np.log(stable)[:, NEST])
    counted = np.bincount(draw.argmax(axis=1), minlength=4) / n
    total, share = nested(UTILITY[None], NEST, np.full(2, phi))
    assert counted == pytest.approx(share[0], abs=4e-3)
    assert draw.max(axis=1).mean() - np.euler_gamma == pytest.approx(total[0], abs=1e-2)


def test_what_cannot_be_had_is_not_taken() -> None:
    utility = np.array([[-np.inf, -1.0, -np.inf, -np.inf], [-np.inf] * 4])
    total, share = nested(utility, NEST, np.array([0.5, 0.5]))
    assert share[0].tolist() == [0.0, 1.0, 0.0, 0.0]
    assert total[0] == pytest.approx(-1.0)
    assert share[1].tolist() == [0.0] * 4
    assert total[1] == -np.inf


def test_the_log_sum_does_not_overflow() -> None:
    assert log_sum(np.array([1e4, 1e4])) == pytest.approx(1e4 + np.log(2.0))
