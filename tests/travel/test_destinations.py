"""Gravity with zones that nest: what must hold whatever the numbers, and two places by hand."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.travel.destinations import Nesting, draws, every_pair, levels_of, pull, spread
from corridor.travel.surplus import log_sum_gain, rule_of_half, trips_made


def country(n: int = 60, seed: int = 3) -> Nesting:
    rng = np.random.default_rng(seed)
    east, north = rng.uniform(0, 600, n), rng.uniform(0, 300, n)
    region = (east // 150).astype(np.int64)
    part = np.unique(region * 10 + (north // 100).astype(np.int64), return_inverse=True)[1].astype(np.int64)
    return Nesting(part, region, rng.uniform(1e3, 1e5, n), (east, north))


@pytest.mark.parametrize(("near", "far"), [(80.0, 250.0), (0.0, 0.0), (1e9, 1e9), (120.0, 1e9)])
def test_every_pair_of_places_is_in_one_level(near: float, far: float) -> None:
    nesting = country()
    n = len(nesting.people)
    seen = np.zeros((n, n), dtype=int)
    for level in levels_of(nesting, near, far):
        for a, b in zip(level.start, level.end, strict=True):
            seen[np.ix_(level.unit == a, level.unit == b)] += 1
    assert np.array_equal(seen, 1 - np.eye(n, dtype=int))


def test_nesting_changes_nothing_where_costs_are_those_of_the_units() -> None:
    """Where the utility depends on regions alone, coarse pairs must give what every pair gives."""
    nesting = country()
    between = -np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
    full = every_pair(nesting, np.arange(len(nesting.people)))
    found = []
    for levels in (levels_of(nesting, 80.0, 250.0), full):
        utility = [
            between[nesting.region[x.centre[x.start]], nesting.region[x.centre[x.end]]] for x in levels
        ]
        found.append(
            pull(levels, [draws(x, nesting.people, u) for x, u in zip(levels, utility, strict=True)])
        )
    assert found[0] == pytest.approx(found[1], rel=1e-12)


def test_trips_leave_every_place_once() -> None:
    nesting = country()
    levels = levels_of(nesting, 80.0, 250.0)
    rng = np.random.default_rng(1)
    drawn = [draws(x, nesting.people, rng.normal(size=len(x.start))) for x in levels]
    trips = spread(levels, drawn, nesting.people, pull(levels, drawn))
    assert sum(each.sum() for each in trips) == pytest.approx(nesting.people.sum(), rel=1e-12)


def test_two_places_and_one_road() -> None:
    """All trips go to the other place; a cheaper road then brings `T (exp(g d) - 1) / g`, by hand."""
    nesting = Nesting(
        np.array([0, 1]), np.array([0, 0]), np.array([100.0, 50.0]), (np.array([0.0, 10.0]),) * 2
    )
    levels = levels_of(nesting, 100.0, 100.0)
    drawn = [draws(x, nesting.people, np.full(len(x.start), -2.0)) for x in levels]
    total = pull(levels, drawn)
    assert total == pytest.approx([50.0 * np.exp(-2.0), 100.0 * np.exp(-2.0)])
    trips = spread(levels, drawn, np.array([7.0, 3.0]), total)
    assert trips[0].tolist() == pytest.approx([7.0, 3.0])
    assert log_sum_gain(np.array([7.0]), np.array([0.5]), 0.2)[0] == pytest.approx(
        7 * (np.exp(0.1) - 1) / 0.2
    )


def test_symmetric_places_send_symmetric_trips() -> None:
    angle = 2 * np.pi * np.arange(6) / 6
    nesting = Nesting(np.arange(6), np.zeros(6, dtype=int), np.ones(6), (np.cos(angle), np.sin(angle)))
    (level, *_) = levels = levels_of(nesting, 10.0, 10.0)
    apart = np.hypot(*(axis[level.start] - axis[level.end] for axis in nesting.at))
    drawn = [
        draws(x, nesting.people, -u) for x, u in zip(levels, (apart, np.zeros(0), np.zeros(0)), strict=True)
    ]
    trips = spread(levels, drawn, np.ones(6), pull(levels, drawn))[0]
    table = np.zeros((6, 6))
    table[level.start, level.end] = trips
    assert table == pytest.approx(table.T, rel=1e-12)
    assert table.sum(axis=0) == pytest.approx(np.ones(6), rel=1e-12)


def test_the_gain_is_the_area_under_the_demand() -> None:
    """Numerically: integrate trips over the log-sum; nothing changes: nothing is gained."""
    grid = np.linspace(0.0, 0.8, 20_001)
    for g in (0.0, 0.3, 1.5):
        demand = trips_made(np.full(grid.shape, 9.0), grid, g)
        area = np.trapezoid(demand, grid)
        assert log_sum_gain(np.array(9.0), np.array(0.8), g) == pytest.approx(area, rel=1e-8)
        assert log_sum_gain(np.array(9.0), np.array(0.0), g) == 0.0


def test_the_rule_of_a_half_is_the_log_sum_for_small_changes() -> None:
    """Binary logit, one mode cheaper by a little: both measures agree to second order."""
    trips, saved = 10.0, 1e-3
    share = [1 / (1 + np.exp(-1.0)), 1 / (1 + np.exp(-1.0 - saved))]
    exact = trips * (np.log(1 + np.exp(1.0 + saved)) - np.log(1 + np.exp(1.0)))
    half = rule_of_half(*(np.array(trips * s) for s in share), np.array(saved))
    assert half == pytest.approx(exact, rel=1e-6)
    assert half != pytest.approx(trips * share[0] * saved, rel=1e-5)
