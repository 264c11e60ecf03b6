"""Dividends and Shapley's shares against games with known answers."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.studies.plan.dividends import dividend, likely_triples, modelled, shapley, subsets
from corridor.studies.plan.sampling import drawn_orders, exact_shares, sampled_shares
from tests.studies.plan.works import random_worth


def by_orders(count: int, value: dict[int, float]) -> np.ndarray:
    """Return Shapley's value by his definition: the mean over all orders."""
    share = np.zeros(count)
    orders = list(permutations(range(count)))
    for order in orders:
        before = 0
        for i in order:
            share[i] += value[before | 1 << i] - value[before]
            before |= 1 << i
    return share / len(orders)


def test_dividends_of_a_pair_by_hand() -> None:
    """Alone 3 and 4, together 12: they help each other by 5."""
    value = {0: 0.0, 1: 3.0, 2: 4.0, 3: 12.0}
    assert [dividend(s, value) for s in (1, 2, 3)] == [3.0, 4.0, 5.0]
    assert exact_shares(2, {1: 3.0, 2: 4.0, 3: 5.0}, [0, 1]).value.tolist() == [5.5, 6.5]


@given(st.integers(1, 5), st.integers(0, 1000))
def test_dividends_add_up_to_every_set(count: int, seed: int) -> None:
    value = random_worth(count, seed)
    parts = {s: dividend(s, value) for s in value if s}
    for s, usd in value.items():
        assert modelled(s, parts) == pytest.approx(usd, abs=1e-3)


@given(st.integers(1, 5), st.integers(0, 1000))
def test_shares_are_the_mean_over_all_orders(count: int, seed: int) -> None:
    value = random_worth(count, seed)
    parts = {s: dividend(s, value) for s in value if s}
    assert shapley(count, parts) == pytest.approx(by_orders(count, value), abs=1e-3)


def test_the_runway_game() -> None:
    """Littlechild & Owen (1973): each pays its part of the runway, with those who use it too."""
    costs = [1.0, 2.0, 4.0]
    value = {s: max((costs[i] for i in range(3) if s >> i & 1), default=0.0) for s in range(8)}
    parts = {s: dividend(s, value) for s in value if s}
    expected = [1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 2.0]
    assert exact_shares(3, parts, [0, 1, 2]).value == pytest.approx(expected)


def test_samples_are_exact_where_only_pairs_interact() -> None:
    """What pairs explain is taken out first, so that nothing is left to err."""
    value = random_worth(2, 3)
    wide = {s: sum(value[3 if s & 3 == 3 else s & 3] for _ in [0]) + 1e6 * (s >> 2) for s in range(16)}
    pairwise = {s: dividend(s, wide) for s in wide if 0 < s.bit_count() <= 2}
    orders = drawn_orders([0, 1, 2, 3], 3, np.random.default_rng(1))
    found = sampled_shares(4, pairwise, [0, 1, 2, 3], lambda sets: {s: wide[s] for s in sets}, orders)
    assert found.value == pytest.approx(by_orders(4, wide))
    assert found.error == pytest.approx(np.zeros(4), abs=1e-6)


def test_samples_hold_the_truth_within_their_error_and_add_up() -> None:
    value = random_worth(6, 9)
    pairwise = {s: dividend(s, value) for s in value if 0 < s.bit_count() <= 2}
    inside = [0, 1, 3, 4, 5]
    orders = drawn_orders(inside, 40, np.random.default_rng(2))
    found = sampled_shares(6, pairwise, inside, lambda sets: {s: value[s] for s in sets}, orders)
    grand = sum(1 << i for i in inside)
    assert found.value.sum() == pytest.approx(value[grand])
    exact = exact_shares(6, {s: dividend(s, value) for s in subsets(grand)}, inside).value
    assert found.value[2] == 0.0
    assert np.all(np.abs(found.value - exact)[inside] < 4 * found.error[inside])


def test_triples_that_are_solved_are_those_whose_pairs_interact() -> None:
    pairs = {0b0011: 5.0, 0b0110: -4.0, 0b1000 | 0b0001: 0.0, 0b1100: 1.0}
    assert likely_triples(4, pairs, 2) == [0b0111, 0b1110]
