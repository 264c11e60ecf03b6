"""What theory says of the equilibrium, whatever the numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import root

from corridor.economy.economy import Economy
from corridor.economy.equilibrium import solve
from corridor.economy.labour import Labour
from corridor.errors import InputError
from corridor.solvers import FixedPointSettings
from tests.economy.worlds import make_world


def test_no_change_is_exact_in_one_iteration(world: Economy) -> None:
    result = solve(world)
    assert result.certificate.iterations == 1
    for hat in (result.wage_hat, result.price_hat, result.real_income_hat, result.labour_hat):
        np.testing.assert_allclose(hat, 1.0, rtol=1e-12)
    np.testing.assert_allclose(result.equivalent_variation, 0.0, atol=1e-9)


def shocks(economy: Economy, seed: int = 7) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    n, s = economy.consumption_share.shape
    return {
        "iceberg_hat": draw.uniform(0.7, 1.2, (n, n, s)),
        "productivity_hat": draw.uniform(0.9, 1.2, (n, s)),
        "tariff_new": draw.uniform(0.0, 0.3, (n, n, s)) * (1.0 - np.eye(n))[:, :, None],
    }


def test_an_independent_solver_in_levels_finds_the_same_equilibrium() -> None:
    """Levels, not changes; scipy's root, not the fixed point; written out with loops."""
    world = make_world(11, n=3, s=2)
    change = shocks(world)
    n, s = world.consumption_share.shape
    theta = world.trade_elasticity
    # levels: unit costs 1 in the baseline, productivity and iceberg costs folded in `scale`
    scale = (
        world.trade_share
        * (change["iceberg_hat"] * (1 + change["tariff_new"]) / (1 + world.tariff)) ** -theta
    )

    def gap(z: np.ndarray) -> np.ndarray:
        wage, price = np.exp(z[:n]), np.exp(z[n : n + n * s]).reshape(n, s)
        spend = np.exp(z[n + n * s :]).reshape(n, s)
        cost = np.zeros((n, s))
        for i in range(n):
            for k in range(s):
                bundle = np.prod([price[i, m] ** world.input_share[i, m, k] for m in range(s)])
                cost[i, k] = (
                    wage[i] ** world.value_added_share[i, k] * bundle / change["productivity_hat"][i, k]
                )
        new_price, sold, revenue = np.zeros((n, s)), np.zeros((n, s)), np.zeros(n)
        for j in range(n):
            for k in range(s):
                weight = np.array([scale[i, j, k] * cost[i, k] ** -theta[k] for i in range(n)])
                new_price[j, k] = weight.sum() ** (-1 / theta[k])
                share = weight / weight.sum()
                for i in range(n):
                    net = share[i] * spend[j, k] / (1 + change["tariff_new"][i, j, k])
                    sold[i, k] += net
                    revenue[j] += net * change["tariff_new"][i, j, k]
        income = wage * world.value_added + revenue + world.deficit
        bought = world.consumption_share * income[:, None]
        for j in range(n):
            for m in range(s):
                bought[j, m] += sum(world.input_share[j, m, k] * sold[j, k] for k in range(s))
        labour = (world.value_added_share * sold).sum(axis=1) - wage * world.value_added
        labour[0] = (
            wage * world.value_added
        ).sum() - world.value_added.sum()  # Walras: the numeraire instead
        return np.concatenate(
            [labour / world.value_added, (price / new_price - 1).ravel(), (spend / bought - 1).ravel()]
        )

    start = np.concatenate([np.zeros(n + n * s), np.log(world.expenditure).ravel()])
    found = root(gap, start, tol=1e-12)
    assert np.abs(found.fun).max() < 1e-9
    result = solve(world, **change)
    np.testing.assert_allclose(result.wage_hat, np.exp(found.x[:n]), rtol=1e-8)
    np.testing.assert_allclose(result.price_hat.ravel(), np.exp(found.x[n : n + n * s]), rtol=1e-8)
    np.testing.assert_allclose(result.expenditure_new.ravel(), np.exp(found.x[n + n * s :]), rtol=1e-8)


def test_accounts_close_after_a_shock(world: Economy) -> None:
    result = solve(world, **shocks(world))
    after = Economy.from_shares(
        trade_share=result.trade_share_new,
        consumption_share=world.consumption_share,
        value_added_share=world.value_added_share,
        input_share=world.input_share,
        value_added=result.value_added_new,
        trade_elasticity=world.trade_elasticity,
        tariff=result.tariff_new,
    )
    np.testing.assert_allclose(after.deficit, world.deficit, atol=1e-6)
    np.testing.assert_allclose(after.output, result.output_new, rtol=1e-7)


def test_going_and_coming_back_ends_where_it_began(world: Economy) -> None:
    change = shocks(world)
    there = solve(world, **change)
    middle = Economy.from_shares(
        trade_share=there.trade_share_new,
        consumption_share=world.consumption_share,
        value_added_share=world.value_added_share,
        input_share=world.input_share,
        value_added=there.value_added_new,
        trade_elasticity=world.trade_elasticity,
        tariff=there.tariff_new,
    )
    back = solve(
        middle,
        iceberg_hat=1.0 / change["iceberg_hat"],
        productivity_hat=1.0 / change["productivity_hat"],
        tariff_new=world.tariff,
    )
    np.testing.assert_allclose(there.real_income_hat * back.real_income_hat, 1.0, rtol=1e-7)


def test_money_is_neutral(world: Economy) -> None:
    """Scaling every value of the baseline scales nothing that is relative."""
    scaled = Economy.from_spending(
        trade_share=world.trade_share,
        consumption_share=world.consumption_share,
        value_added_share=world.value_added_share,
        input_share=world.input_share,
        spending=7.0 * world.spending,
        trade_elasticity=world.trade_elasticity,
        tariff=world.tariff,
    )
    one, other = solve(world, **shocks(world)), solve(scaled, **shocks(world))
    np.testing.assert_allclose(one.wage_hat, other.wage_hat, rtol=1e-9)
    np.testing.assert_allclose(
        7.0 * one.equivalent_variation, other.equivalent_variation, rtol=1e-6, atol=1e-6
    )


def test_the_order_of_regions_is_irrelevant(world: Economy) -> None:
    order = np.array([3, 0, 4, 2, 1])
    change = shocks(world)
    turned = Economy.from_spending(
        trade_share=world.trade_share[np.ix_(order, order)],
        consumption_share=world.consumption_share[order],
        value_added_share=world.value_added_share[order],
        input_share=world.input_share[order],
        spending=world.spending[order],
        trade_elasticity=world.trade_elasticity,
        tariff=world.tariff[np.ix_(order, order)],
    )
    one = solve(world, **change)
    other = solve(
        turned,
        iceberg_hat=change["iceberg_hat"][np.ix_(order, order)],
        productivity_hat=change["productivity_hat"][order],
        tariff_new=change["tariff_new"][np.ix_(order, order)],
    )
    np.testing.assert_allclose(one.real_income_hat[order], other.real_income_hat, rtol=1e-9)


def test_a_better_technology_everywhere_raises_income_by_the_leontief_multiplier() -> None:
    """One sector with inputs: T up by g everywhere raises real income by g / beta, trade unchanged."""
    world = make_world(5, n=4, s=1, tariffs=False)
    beta = 0.5
    flat = Economy.from_spending(
        trade_share=world.trade_share,
        consumption_share=world.consumption_share,
        value_added_share=np.full((4, 1), beta),
        input_share=np.full((4, 1, 1), 1.0 - beta),
        spending=world.spending,
        trade_elasticity=world.trade_elasticity,
        tariff=world.tariff,
    )
    result = solve(flat, productivity_hat=np.full((4, 1), 1.1))
    np.testing.assert_allclose(result.real_income_hat, 1.1 ** (1.0 / beta), rtol=1e-9)
    np.testing.assert_allclose(result.trade_share_new, flat.trade_share, rtol=1e-9)


def test_gains_from_trade_follow_the_home_share() -> None:
    """Arkolakis, Costinot & Rodríguez-Clare (2012): W_hat = home_share_hat ** (-1/theta), balanced trade."""
    n, theta = 4, 4.0
    draw = np.random.default_rng(3)
    spending = np.full(n, 50.0)
    pi = draw.uniform(0.1, 1.0, (n, n)) + 2.0 * np.eye(n)
    pi = pi + pi.T  # symmetric and doubly stochastic: balanced trade at equal incomes
    for _ in range(2000):
        pi = pi / pi.sum(axis=0)
        pi = pi / pi.sum(axis=1, keepdims=True)
    world = Economy.from_spending(
        trade_share=(pi / pi.sum(axis=0))[:, :, None],
        consumption_share=np.ones((n, 1)),
        value_added_share=np.ones((n, 1)),
        input_share=np.zeros((n, 1, 1)),
        spending=spending,
        trade_elasticity=np.array([theta]),
        tariff=np.zeros((n, n, 1)),
    )
    cost = draw.uniform(0.6, 1.5, (n, n, 1))
    cost[np.arange(n), np.arange(n)] = 1.0
    result = solve(world, iceberg_hat=cost, deficit_hat=np.zeros(n))
    home = (
        result.trade_share_new[np.arange(n), np.arange(n), 0]
        / world.trade_share[np.arange(n), np.arange(n), 0]
    )
    np.testing.assert_allclose(result.real_income_hat, home ** (-1.0 / theta), rtol=1e-8)


def test_autarky_is_the_limit_of_prohibitive_costs() -> None:
    world = make_world(9, tariffs=False)
    n = len(world.value_added)
    cost = np.full_like(world.trade_share, 1e6)
    cost[np.arange(n), np.arange(n)] = 1.0
    result = solve(world, iceberg_hat=cost, deficit_hat=np.zeros(n))
    home = result.trade_share_new[np.arange(n), np.arange(n)]
    np.testing.assert_allclose(home, 1.0, atol=1e-9)


def test_a_symmetric_world_stays_symmetric() -> None:
    n = 4
    pi = np.full((n, n, 1), 0.1)
    pi[np.arange(n), np.arange(n)] = 0.7
    world = Economy.from_spending(
        trade_share=pi,
        consumption_share=np.ones((n, 1)),
        value_added_share=np.full((n, 1), 0.5),
        input_share=np.full((n, 1, 1), 0.5),
        spending=np.full(n, 10.0),
        trade_elasticity=np.array([5.0]),
        tariff=np.zeros((n, n, 1)),
    )
    cost = np.full((n, n, 1), 0.8)
    cost[np.arange(n), np.arange(n)] = 1.0
    result = solve(world, iceberg_hat=cost)
    np.testing.assert_allclose(result.wage_hat, 1.0, rtol=1e-10)
    # closed form: P^-theta = (0.7 + 0.3 * 0.8^-theta) (P^0.5)^-theta, so P^(-theta/2) is the bracket
    bracket = 0.7 + 0.3 * 0.8**-5.0
    np.testing.assert_allclose(result.price_hat, bracket ** (-2.0 / 5.0), rtol=1e-9)


def test_small_shocks_agree_with_the_first_order() -> None:
    world = make_world(21)
    n, s = world.consumption_share.shape
    draw = np.random.default_rng(5)
    direction = draw.uniform(-1.0, 1.0, (n, n, s))
    size = 1e-5
    result = solve(world, iceberg_hat=1.0 + size * direction)
    exact = (result.real_income_hat - 1.0) / size
    np.testing.assert_allclose(result.first_order.total / size, exact, atol=2e-4)


POOL = np.zeros(5, dtype=np.int64)


def test_nobody_moves_at_elasticity_zero(world: Economy) -> None:
    still = solve(world, **shocks(world))
    same = solve(world, **shocks(world), labour=Labour(POOL, np.ones(5), elasticity=0.0, agglomeration=0.1))
    np.testing.assert_array_equal(still.wage_hat, same.wage_hat)
    np.testing.assert_array_equal(same.labour_hat, 1.0)


def test_mobile_labour_keeps_its_number_and_follows_real_income(world: Economy) -> None:
    workers = np.array([3.0, 1.0, 2.0, 5.0, 1.0])
    free = solve(world, **shocks(world), labour=Labour(POOL, workers, elasticity=1.5))
    assert (free.labour_hat * workers).sum() == pytest.approx(workers.sum(), rel=1e-9)
    # the definition, from the reported numbers alone
    attraction = workers / workers.sum() * free.welfare_hat**1.5
    np.testing.assert_allclose(free.labour_hat, free.welfare_hat**1.5 / attraction.sum(), rtol=1e-8)


def test_people_stay_in_their_pool(world: Economy) -> None:
    pool = np.array([0, 0, 1, 1, 1])
    free = solve(world, **shocks(world), labour=Labour(pool, np.ones(5), elasticity=2.0, congestion=0.3))
    for m in (0, 1):
        assert free.labour_hat[pool == m].sum() == pytest.approx((pool == m).sum(), rel=1e-9)


@pytest.mark.parametrize("name", ["iceberg_hat", "productivity_hat", "tariff_new", "deficit_hat"])
def test_every_shock_moves_the_answer(world: Economy, name: str) -> None:
    change = shocks(world) | {"deficit_hat": np.zeros(5)}
    result = solve(world, **{name: change[name]})
    assert np.abs(result.real_income_hat - 1.0).max() > 1e-4


@pytest.mark.parametrize("name", ["elasticity", "congestion", "agglomeration"])
def test_every_parameter_of_mobility_moves_the_answer(world: Economy, name: str) -> None:
    base = Labour(POOL, np.ones(5), elasticity=1.0, congestion=0.2, agglomeration=0.02)
    other = replace(base, **{name: 1.5 * getattr(base, name)})
    one, two = solve(world, **shocks(world), labour=base), solve(world, **shocks(world), labour=other)
    assert np.abs(one.wage_hat - two.wage_hat).max() > 1e-6


def test_zero_tariffs_are_no_tariffs() -> None:
    world = make_world(4, tariffs=False)
    change = shocks(world)
    none = solve(world, iceberg_hat=change["iceberg_hat"])
    zero = solve(world, iceberg_hat=change["iceberg_hat"], tariff_new=np.zeros_like(world.trade_share))
    np.testing.assert_array_equal(none.real_income_hat, zero.real_income_hat)


def test_settings_are_in_the_result_and_the_path_does_not_matter(world: Economy) -> None:
    plain = FixedPointSettings(memory=4)
    newton = FixedPointSettings(newton_after=2)
    one, two = solve(world, **shocks(world), settings=plain), solve(world, **shocks(world), settings=newton)
    assert (one.certificate.settings, two.certificate.method) == (plain, "newton-krylov")
    np.testing.assert_allclose(one.real_income_hat, two.real_income_hat, rtol=1e-9)


def test_bad_shocks_are_all_listed(world: Economy) -> None:
    with pytest.raises(InputError) as caught:
        solve(world, iceberg_hat=np.ones((2, 2, 2)), productivity_hat=-np.ones((5, 3)))
    assert len(caught.value.faults) == 2


def test_an_economy_that_does_not_close_cannot_be_made(world: Economy) -> None:
    with pytest.raises(InputError, match="sum to one"):
        replace(world, trade_share=world.trade_share * 1.001)
    with pytest.raises(InputError, match="value added"):
        replace(world, value_added=world.value_added * 1.001)
    with pytest.raises(InputError, match="negative"):
        replace(world, input_share=world.input_share - 0.4)
