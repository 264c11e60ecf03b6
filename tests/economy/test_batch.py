"""Scenarios solved at once are those solved one by one, to the last digits that the tolerance leaves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from corridor.economy import batch
from corridor.economy.batch import solve_many
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import solve
from corridor.errors import InputError
from corridor.solvers import FixedPointSettings
from tests.economy.worlds import make_world


def drawn(economy: Economy, seed: int, *, tariffs: bool) -> dict[str, Any]:
    draw = np.random.default_rng(seed)
    shape = economy.trade_share.shape
    shock: dict[str, Any] = {
        "iceberg_hat": draw.uniform(0.6, 1.5, shape),
        "productivity_hat": draw.uniform(0.8, 1.2, shape[1:]),
    }
    return shock | ({"tariff_new": draw.uniform(0.0, 0.3, shape)} if tariffs else {})


@pytest.mark.parametrize("tariffs", [False, True])
def test_each_scenario_is_that_solved_alone(tariffs: bool) -> None:
    economy = make_world(7, 6, 4, tariffs=tariffs)
    shocks = [drawn(economy, seed, tariffs=tariffs) for seed in range(9)] + [{}]
    for shock, found in zip(shocks, solve_many(economy, shocks), strict=True):
        alone = solve(economy, **shock)
        assert found.certificate.worst < 1e-9
        assert found.certificate.method == "batched anderson"
        for name in ("wage_hat", "price_hat", "real_income_hat", "expenditure_new", "trade_share_new"):
            assert getattr(found, name) == pytest.approx(getattr(alone, name), rel=1e-8, abs=1e-12)


def test_parts_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    economy = make_world(3, 4, 2)
    shocks = [drawn(economy, seed, tariffs=False) for seed in range(5)]
    whole = solve_many(economy, shocks)
    monkeypatch.setattr(batch, "MEMORY", 2 * 16 * economy.trade_share.size)
    for one, other in zip(whole, solve_many(economy, shocks), strict=True):
        assert one.wage_hat == pytest.approx(other.wage_hat, rel=1e-10)


def test_what_the_batch_misses_is_solved_alone() -> None:
    """Too few steps for the batch; Newton-Krylov goes on."""
    economy = make_world(5, 5, 3)
    shock = drawn(economy, 1, tariffs=False)
    short = FixedPointSettings(max_iterations=5)
    (found,) = solve_many(economy, [shock], settings=short)
    assert found.certificate.method != "batched anderson"
    assert found.wage_hat == pytest.approx(solve(economy, **shock).wage_hat, rel=1e-8)


def test_nothing_asked_nothing_solved() -> None:
    assert solve_many(make_world(1), []) == []


def test_unknown_changes_are_all_named() -> None:
    with pytest.raises(InputError) as error:
        solve_many(make_world(1), [{"iceberg": None}, {}, {"labour": None}])
    assert [f.value for f in error.value.faults] == ["iceberg", "labour"]
