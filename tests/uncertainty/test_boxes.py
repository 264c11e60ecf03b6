"""PRIM on a made box."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.types import Floats
from corridor.uncertainty.boxes import box


@pytest.fixture
def values() -> Floats:
    return np.random.default_rng(5).random((4000, 5))


def test_a_made_box_is_found(values: Floats) -> None:
    fails = (values[:, 1] > 0.6) & (values[:, 3] < 0.3)
    found = box(values, fails)
    assert found is not None
    assert list(found.bound) == [1, 3]
    assert found.low[1] == pytest.approx(0.6, abs=0.03)
    assert found.high[3] == pytest.approx(0.3, abs=0.03)
    assert found.coverage > 0.9
    assert found.density > 0.75
    assert found.mass == pytest.approx(found.holds(values).mean())


def test_noise_adds_no_condition(values: Floats) -> None:
    chance = np.random.default_rng(6).random(len(values))
    fails = np.where(values[:, 2] < 0.25, chance < 0.95, chance < 0.05)
    found = box(values, fails)
    assert found is not None
    assert list(found.bound) == [2]
    assert found.high[2] == pytest.approx(0.25, abs=0.03)
    assert found.chance[2] < 1e-9


def test_nothing_to_find(values: Floats) -> None:
    assert box(values, np.zeros(len(values), dtype=bool)) is None
    assert box(values, np.ones(len(values), dtype=bool)) is None


def test_failures_by_pure_chance_have_no_condition(values: Floats) -> None:
    fails = np.random.default_rng(7).random(len(values)) < 0.3
    found = box(values, fails)
    assert found is not None
    assert found.density < 0.6
