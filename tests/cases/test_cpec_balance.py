"""The balancing behind the reference case: theory of least information."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

FILE = Path(__file__).resolve().parents[2] / "cases" / "cpec" / "build" / "econ_balance.py"
SECTORS = 4


@pytest.fixture(scope="module")
def balance() -> ModuleType:
    spec = spec_from_file_location("econ_balance", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks its module up by name
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def prior(balance: ModuleType) -> Any:
    draw = np.random.default_rng(11)
    return balance.Account(
        value_added=draw.uniform(1.0, 5.0, SECTORS),
        inputs=draw.uniform(0.1, 1.0, (SECTORS, SECTORS)),
        final=draw.uniform(1.0, 5.0, SECTORS),
        home=draw.uniform(2.0, 6.0, SECTORS),
    )


def vector(account: Any) -> np.ndarray:
    return np.concatenate([account.value_added, account.inputs.ravel(), account.final, account.home])


def gaps(account: Any, sold: np.ndarray, bought: np.ndarray) -> np.ndarray:
    """What is missing in every account: output and its cost, supply and its uses."""
    cost = account.home + sold - account.value_added - account.inputs.sum(axis=0)
    uses = account.home + bought - account.final - account.inputs.sum(axis=1)
    return np.concatenate([cost, uses])


def test_accounts_close_and_keep_value_added(balance: ModuleType, prior: Any) -> None:
    sold, bought = np.array([9.0, 0.0, 0.1, 1.0]), np.array([0.0, 3.0, 2.0, 0.5])
    found = balance.closed(prior, sold, bought)
    assert np.abs(gaps(found, sold, bought)).max() < 1e-10
    assert found.value_added.sum() == pytest.approx(prior.value_added.sum(), rel=1e-12)
    assert vector(found).min() > 0.0


def test_accounts_that_close_stay_as_they_are(balance: ModuleType, prior: Any) -> None:
    sold, bought = np.array([9.0, 0.0, 0.1, 1.0]), np.array([0.0, 3.0, 2.0, 0.5])
    once = balance.closed(prior, sold, bought)
    assert np.abs(vector(balance.closed(once, sold, bought)) / vector(once) - 1.0).max() < 1e-9


def test_no_accounts_that_close_are_nearer(balance: ModuleType, prior: Any) -> None:
    """Every step that keeps the accounts closed adds information, of second order at first."""
    sold, bought = np.array([4.0, 0.5, 0.1, 1.0]), np.array([1.0, 3.0, 2.0, 0.5])
    found, start = vector(balance.closed(prior, sold, bought)), vector(prior)
    trust = np.repeat(list(balance.TRUST.values()), [SECTORS, SECTORS**2, SECTORS, SECTORS])

    def information(point: np.ndarray) -> float:
        return float((trust * (point * np.log(point / start) - point + start)).sum())

    def closing(point: np.ndarray) -> np.ndarray:
        parts = np.split(point, np.cumsum([SECTORS, SECTORS**2, SECTORS]))
        account = balance.Account(parts[0], parts[1].reshape(SECTORS, SECTORS), parts[2], parts[3])
        return np.append(gaps(account, 0.0 * sold, 0.0 * bought), parts[0].sum())

    rules = np.stack([closing(unit) for unit in np.eye(len(found))], axis=1)
    _, sizes, basis = np.linalg.svd(rules)
    free = basis[(sizes > 1e-10).sum() :]
    assert len(free) >= len(found) - len(rules)
    for step in free:
        for size in (-1e-3, 1e-3):
            assert information(found + size * step) > information(found)


def test_fitted_trade_meets_its_totals_and_keeps_odds(balance: ModuleType) -> None:
    """Where no pair is given, odds between any four cells are those of the seed (Deming & Stephan 1940)."""
    draw = np.random.default_rng(3)
    seed, wanted = draw.uniform(0.5, 2.0, (5, 5, 2)), draw.uniform(1.0, 3.0, (5, 5, 2))
    free = np.full((5, 5), np.nan)
    found = balance.fitted(seed, wanted.sum(axis=1), wanted.sum(axis=0), free)
    assert np.abs(found.sum(axis=0) / wanted.sum(axis=0) - 1.0).max() < 1e-10
    assert np.abs(found.sum(axis=1) / wanted.sum(axis=1) - 1.0).max() < 1e-10

    def odds(flows: np.ndarray) -> np.ndarray:
        return flows[1:, 1:] * flows[:1, :1] / (flows[1:, :1] * flows[:1, 1:])

    assert np.abs(odds(found) / odds(seed) - 1.0).max() < 1e-9


def test_totals_that_cannot_be_met_are_an_error(balance: ModuleType) -> None:
    seed, pairs = np.ones((2, 2, 1)), np.full((2, 2), np.nan)
    with pytest.raises(ArithmeticError, match="does not meet its totals"):
        balance.fitted(seed, np.array([[1.0], [1.0]]), np.array([[1.0], [2.0]]), pairs)
