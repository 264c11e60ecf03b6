"""The linearised baseline: its derivatives are right, it saves evaluations, and it changes no answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import corridor as co
from corridor.economy import adjoint, linearised
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import solve
from corridor.economy.labour import Labour
from corridor.economy.linearised import linearise
from corridor.errors import InputError
from tests.economy.worlds import make_world

NUMBERS = ("wage_hat", "price_hat", "real_income_hat", "expenditure_new", "trade_share_new")


def small(economy: Economy, size: float = 0.02) -> dict[str, dict[str, Any]]:
    """Return one change of every kind."""
    draw = np.random.default_rng(5)
    n, s = economy.expenditure.shape
    iceberg = {"iceberg_hat": 1.0 - size * draw.random((n, n, s))}
    given = size * economy.value_added * draw.standard_normal(n)
    given -= economy.value_added * given.sum() / economy.value_added.sum()
    return {
        "costs": iceberg,
        "productivity": {"productivity_hat": 1.0 + size * draw.random((n, s))},
        "factors": {"endowment_hat": 1.0 + size * draw.random(n)},
        "transfer": {"transfer": given},
        "tariffs": {"tariff_new": economy.tariff + size * draw.random((n, n, s))},
        "proportional": {**iceberg, "deficits": "proportional"},
    }


@pytest.mark.parametrize("tariffs", [False, True])
def test_derivatives_are_those_of_the_equations_and_their_transpose(tariffs: bool) -> None:
    """Written out by hand here, by automatic differentiation in the adjoint."""
    economy = make_world(4, 6, 3, tariffs=tariffs)
    around = linearised._around(economy)
    size = 6 * (2 * 3 + 1)
    draw = np.random.default_rng(1)
    one, other = (draw.standard_normal((size, 4), dtype=np.float32) for _ in range(2))
    with jax.enable_x64(True):  # noqa: FBT003 - JAX's own signature
        base = adjoint._base(economy, None)
        causes, start = adjoint._causes(base, economy, None), adjoint._unknown(economy, None)
        image = [
            jax.jvp(lambda z: adjoint._advance(z, causes, base), (start,), (jnp.asarray(c, float),))[1]
            for c in one.T
        ]
    forward = linearised._advanced(around, one)
    np.testing.assert_allclose(forward, np.array(image).T, rtol=1e-4, atol=1e-5)
    turned = linearised._pulled(around, other)
    np.testing.assert_allclose(one.T @ turned, forward.T @ other, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("tariffs", [False, True])
@pytest.mark.parametrize("kind", sorted(small(make_world(1))))
def test_small_changes_take_a_few_evaluations_to_the_same_answer(kind: str, tariffs: bool) -> None:
    economy = make_world(8, 40, 4, tariffs=tariffs)
    change = small(economy)[kind]
    near, far = solve(economy, **change, linearised=linearise(economy)), solve(economy, **change)
    assert near.certificate.method == "chord"
    assert near.certificate.iterations <= 8
    assert far.certificate.iterations >= 2 * near.certificate.iterations
    assert near.certificate.worst <= 1e-10
    for name in NUMBERS:
        np.testing.assert_allclose(getattr(near, name), getattr(far, name), rtol=1e-8, err_msg=name)


def test_large_changes_find_home_too_and_hopeless_steps_are_given_up() -> None:
    economy = make_world(3, 12, 3)
    draw = np.random.default_rng(2)
    change = {"iceberg_hat": draw.uniform(0.3, 3.0, economy.trade_share.shape), "deficits": "proportional"}
    wrong = linearise(make_world(77, 12, 3))  # of another world: its steps are no help
    far = solve(economy, **change)
    for inverse in (linearise(economy), wrong):
        found = solve(economy, **change, linearised=inverse)
        assert found.certificate.iterations <= far.certificate.iterations + 20
        np.testing.assert_allclose(found.real_income_hat, far.real_income_hat, rtol=1e-8)


def test_moving_labour_and_no_change_are_solved_too() -> None:
    economy = make_world(6, 8, 3)
    inverse = linearise(economy)
    labour = Labour(np.zeros(8, dtype=np.int64), np.ones(8), 1.5)
    change = small(economy)["costs"]
    found = solve(economy, **change, labour=labour, linearised=inverse)
    alone = solve(economy, **change, labour=labour)
    np.testing.assert_allclose(found.labour_hat, alone.labour_hat, rtol=1e-8)
    assert solve(economy, linearised=inverse).certificate.iterations == 1


def test_islands_and_empty_regions_have_an_inverse() -> None:
    """An island's equations leave its wage open, and an empty region has none."""
    base = make_world(2, 5, 2, tariffs=False)
    share, alpha, gamma = base.trade_share.copy(), base.consumption_share.copy(), base.input_share.copy()
    share[-1, :-1], share[:-1, -1], share[-1, -1] = 0.0, 0.0, 1.0
    share[0], share[:, 0], alpha[0], gamma[0] = 0.0, 0.0, 0.0, 0.0
    total = share.sum(axis=0)
    economy = Economy.from_spending(
        trade_share=np.divide(share, total, out=np.zeros_like(share), where=total > 0.0),
        consumption_share=alpha,
        value_added_share=1.0 - gamma.sum(axis=1),
        input_share=gamma,
        spending=base.spending * (np.arange(5) > 0),
        trade_elasticity=base.trade_elasticity,
        tariff=base.tariff,
    )
    change = small(economy)["proportional"]  # fixed deficits leave open what an island's money is worth
    found, alone = solve(economy, **change, linearised=linearise(economy)), solve(economy, **change)
    np.testing.assert_allclose(found.real_income_hat, alone.real_income_hat, rtol=1e-8)
    assert found.certificate.iterations < alone.certificate.iterations


def test_threads_share_one_and_find_what_each_finds_alone() -> None:
    economy = make_world(5, 20, 3)
    inverse = linearise(economy)
    changes = list(small(economy).values())
    one_by_one = [solve(economy, **change, linearised=inverse) for change in changes]
    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(lambda change: solve(economy, **change, linearised=inverse), changes))
    for one, other in zip(one_by_one, at_once, strict=True):
        np.testing.assert_array_equal(one.wage_hat, other.wage_hat)


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(InputError, match="another economy"):
        co.solve(make_world(1, 4, 2), linearised=co.linearise(make_world(1, 5, 2)))
    with pytest.raises(InputError, match="rank"):
        co.linearise(make_world(1), rank=0)
