"""Derivatives by the adjoint equal central differences of the whole solve, and theory where it is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from corridor.economy.adjoint import World, gradient
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium, solve
from corridor.economy.labour import Labour
from corridor.errors import SolveError
from corridor.solvers import FixedPointSettings
from tests.economy.worlds import make_world

TIGHT = FixedPointSettings(tolerance=1e-14)
STEP = 1e-5


def shocks(n: int, s: int) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(9)
    hat = draw.uniform(0.8, 1.1, (n, n, s))
    return {"iceberg_hat": hat, "productivity_hat": draw.uniform(0.9, 1.2, (n, s))}


def gain(region: int) -> Callable[[World], Any]:
    """Return the real spending of a region as a function of the world."""
    return lambda world: world.spending[region] * jnp.exp(-world.log_consumer_price[region])


def real_spending(equilibrium: Equilibrium, region: int) -> float:
    return float(equilibrium.spending_new[region] / equilibrium.consumer_price_hat[region])


@pytest.mark.parametrize("tariffs", [False, True])
def test_every_cause_equals_central_differences(tariffs: bool) -> None:
    economy = make_world(3, tariffs=tariffs)
    n, s = economy.expenditure.shape
    shock = shocks(n, s)
    found = gradient(economy, solve(economy, **shock, settings=TIGHT), gain(1))
    assert found.value == pytest.approx(real_spending(solve(economy, **shock, settings=TIGHT), 1), rel=1e-10)

    def difference(name: str, where: tuple[int, ...]) -> float:
        values = []
        for sign in (1, -1):
            moved = {key: value.copy() for key, value in shock.items()}
            moved[name][where] *= np.exp(sign * STEP)
            values.append(real_spending(solve(economy, **moved, settings=TIGHT), 1))
        return (values[0] - values[1]) / (2 * STEP)

    scale = np.abs(found.log_iceberg_hat).max()
    for where in [(0, 1, 0), (1, 2, 2), (3, 4, 1), (1, 1, 0)]:
        assert found.log_iceberg_hat[where] == pytest.approx(
            difference("iceberg_hat", where), rel=1e-6, abs=1e-7 * scale
        )
    for where in [(0, 0), (1, 2), (4, 1)]:
        assert found.log_productivity[where] == pytest.approx(
            difference("productivity_hat", where), rel=1e-6, abs=1e-7 * scale
        )


@pytest.mark.parametrize("tariffs", [False, True])
def test_factors_and_income_from_elsewhere_equal_central_differences(tariffs: bool) -> None:
    economy = make_world(6, tariffs=tariffs)
    n = len(economy.value_added)
    endowment = np.linspace(1.0, 1.3, n)
    transfer = 0.02 * economy.value_added.mean() * (np.arange(n) - (n - 1) / 2)
    own = {"endowment_hat": endowment, "transfer": transfer}
    found = gradient(economy, solve(economy, **own, settings=TIGHT), gain(1))
    for at in (0, 1, 3):
        step = 1e-4 * economy.value_added[at]
        more = [endowment + sign * step / economy.value_added[at] * (np.arange(n) == at) for sign in (1, -1)]
        up, down = (
            real_spending(solve(economy, endowment_hat=e, transfer=transfer, settings=TIGHT), 1) for e in more
        )
        assert found.factors[at] == pytest.approx((up - down) / (2 * step), rel=1e-6, abs=1e-8)
        given = step * ((np.arange(n) == at).astype(float) - (np.arange(n) == n - 1))
        up, down = (
            real_spending(
                solve(economy, endowment_hat=endowment, transfer=transfer + s * given, settings=TIGHT), 1
            )
            for s in (1.0, -1.0)
        )
        slope = found.deficit[at] - found.deficit[n - 1]
        assert slope == pytest.approx((up - down) / (2 * step), rel=1e-6, abs=1e-8)


def test_elasticity_and_shares_equal_central_differences() -> None:
    economy = make_world(4, tariffs=False)
    n, s = economy.expenditure.shape
    shock = shocks(n, s)
    found = gradient(economy, solve(economy, **shock, settings=TIGHT), gain(0))

    def moved(theta: np.ndarray, pi: np.ndarray) -> float:
        shares = {"trade_share": pi, "trade_elasticity": theta}
        kept = ("consumption_share", "value_added_share", "input_share", "tariff", "spending")
        other = Economy.from_spending(**shares, **{name: getattr(economy, name) for name in kept})
        return real_spending(solve(other, **shock, settings=TIGHT), 0)

    for k in range(s):
        step = np.zeros(s)
        step[k] = STEP
        theta, pi = economy.trade_elasticity, economy.trade_share
        slope = (moved(theta + step, pi) - moved(theta - step, pi)) / (2 * STEP)
        assert found.trade_elasticity[k] == pytest.approx(slope, rel=1e-6)
    # a rectangle keeps every margin: more from a to c and from b to d, less from a to d and from b to c
    a, b, c, d, k = 0, 1, 2, 3, 1
    flow = np.zeros_like(economy.trade_share)
    size = 1e-6 * economy.expenditure[:, k].min()
    for i, j, sign in ((a, c, 1), (b, d, 1), (a, d, -1), (b, c, -1)):
        flow[i, j, k] = sign * size / economy.expenditure[j, k]
    up, down = moved(theta, pi + flow), moved(theta, pi - flow)
    assert (found.trade_share * flow).sum() == pytest.approx((up - down) / 2, rel=1e-5)


def test_the_world_gains_the_traffic_on_a_link() -> None:
    """Without tariffs the sum of equivalent variations falls by the value delivered (the envelope)."""
    economy = make_world(5, tariffs=False)

    def world_gain(world: World) -> Any:
        return sum(gain(j)(world) for j in range(len(economy.spending)))

    found = gradient(economy, None, world_gain)
    delivered = economy.trade_share * economy.expenditure[None]
    assert np.allclose(-found.log_iceberg_hat, delivered, rtol=1e-8, atol=1e-8 * delivered.max())


def test_mobile_labour_is_refused() -> None:
    economy = make_world(6, tariffs=False)
    n, s = economy.expenditure.shape
    labour = Labour(np.zeros(n, dtype=np.int64), economy.value_added, 1.0)
    moved = solve(economy, **shocks(n, s), labour=labour)
    with pytest.raises(SolveError, match="mobile labour"):
        gradient(economy, moved, gain(0))
