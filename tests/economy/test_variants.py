"""Every block that can be switched off gives the model without it, exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium, solve
from corridor.economy.labour import Labour
from corridor.economy.variants import (
    balanced,
    one_sector,
    with_home_services,
    without_inputs,
    without_tariffs,
)
from corridor.errors import InputError, SolveError
from corridor.solvers import FixedPointSettings, fixed_point
from tests.economy.worlds import make_world

POOL = np.zeros(5, dtype=np.int64)


def relaxed(world: Economy, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.7, 1.1, world.trade_share.shape)


def same(one: Equilibrium, two: Equilibrium, rtol: float = 1e-9) -> None:
    for name in ("wage_hat", "price_hat", "real_income_hat", "labour_hat", "output_new", "spending_new"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=rtol, err_msg=name)


def test_without_deficits_every_rule_is_the_same(world: Economy) -> None:
    level = balanced(world)
    np.testing.assert_allclose(level.deficit, 0.0, atol=1e-9 * level.spending.sum())
    hat = relaxed(level)
    fixed = solve(level, iceberg_hat=hat)
    same(fixed, solve(level, iceberg_hat=hat, deficits="proportional"))
    same(fixed, solve(level, iceberg_hat=hat, deficits="closed"))


def test_closed_deficits_are_deficits_taken_away(world: Economy) -> None:
    hat = relaxed(world)
    same(
        solve(world, iceberg_hat=hat, deficits="closed"),
        solve(world, iceberg_hat=hat, deficit_hat=np.zeros(5)),
    )


def test_proportional_deficits_follow_value_added(world: Economy) -> None:
    """From the reported numbers alone: lenders keep their rate, borrowers share what is lent."""
    after = solve(world, iceberg_hat=relaxed(world), deficits="proportional")
    paid = after.trade_share_new * after.tariff_new / (1.0 + after.tariff_new)
    revenue = np.einsum("ods,ds->d", paid, after.expenditure_new)
    deficit = after.spending_new - after.value_added_new - revenue
    moved = (deficit / after.value_added_new) / (world.deficit / world.value_added)
    lends = world.deficit < 0.0
    np.testing.assert_allclose(moved[lends], 1.0, rtol=1e-9)
    np.testing.assert_allclose(moved[~lends], moved[~lends][0], rtol=1e-9)
    assert abs(deficit.sum()) < 1e-9 * world.spending.sum()
    fixed = solve(world, iceberg_hat=relaxed(world))
    assert np.abs(after.wage_hat - fixed.wage_hat).max() > 1e-6


def test_nobody_who_may_move_is_nobody_who_moves(world: Economy) -> None:
    hat = relaxed(world)
    still = solve(world, iceberg_hat=hat)
    same(still, solve(world, iceberg_hat=hat, labour=Labour(POOL, np.ones(5), 2.0, mobile_share=0.0)))
    same(still, solve(world, iceberg_hat=hat, labour=Labour(np.arange(5), np.ones(5), 2.0)))


def test_partial_mobility_lies_between_and_becomes_the_whole(world: Economy) -> None:
    hat, workers = relaxed(world), np.array([3.0, 1.0, 2.0, 5.0, 1.0])
    base = Labour(POOL, workers, elasticity=1.5)
    whole = solve(world, iceberg_hat=hat, labour=base)
    same(whole, solve(world, iceberg_hat=hat, labour=replace(base, mobile_share=1.0)))
    half = solve(world, iceberg_hat=hat, labour=replace(base, mobile_share=0.5))
    assert (half.labour_hat * workers).sum() == pytest.approx(workers.sum(), rel=1e-9)
    # the definition: movers spread by welfare, the rest stay
    drawn = half.welfare_hat**1.5
    movers = drawn / (workers / workers.sum() * drawn).sum()
    np.testing.assert_allclose(half.labour_hat, 0.5 + 0.5 * movers, rtol=1e-8)
    assert np.abs(np.log(half.labour_hat)).max() < np.abs(np.log(whole.labour_hat)).max()


def test_free_mobility_makes_all_as_well_off_and_is_the_limit(world: Economy) -> None:
    """Redding (2016) without taste for places: real income less crowding is one number in a pool."""
    hat, workers, crowd = relaxed(world), np.array([3.0, 1.0, 2.0, 5.0, 1.0]), 0.5
    free = solve(world, iceberg_hat=hat, labour=Labour(POOL, workers, np.inf, congestion=crowd))
    level = free.welfare_hat * free.labour_hat**-crowd
    np.testing.assert_allclose(level, level[0], rtol=1e-9)
    assert (free.labour_hat * workers).sum() == pytest.approx(workers.sum(), rel=1e-9)
    nearly = solve(world, iceberg_hat=hat, labour=Labour(POOL, workers, 1e7, congestion=crowd))
    same(free, nearly, rtol=1e-5)


def test_agglomeration_by_sector_nests_the_number_and_none(world: Economy) -> None:
    hat, base = relaxed(world), Labour(POOL, np.ones(5), elasticity=1.0)
    plain = solve(world, iceberg_hat=hat, labour=base)
    same(plain, solve(world, iceberg_hat=hat, labour=replace(base, agglomeration=np.zeros(3))))
    uniform = solve(world, iceberg_hat=hat, labour=replace(base, agglomeration=0.04))
    same(uniform, solve(world, iceberg_hat=hat, labour=replace(base, agglomeration=np.full(3, 0.04))))
    # agglomeration is a productivity change of the size that the movement of people gives
    given = solve(
        world,
        iceberg_hat=hat,
        productivity_hat=np.repeat(uniform.labour_hat[:, None] ** 0.04, 3, axis=1),
        labour=base,
    )
    same(uniform, given, rtol=1e-8)


def test_without_inputs_is_the_economy_without_inputs() -> None:
    plain = make_world(6, inputs=False)
    again = without_inputs(plain)
    np.testing.assert_allclose(again.value_added, plain.value_added, rtol=1e-12)
    changed = without_inputs(make_world(6))
    np.testing.assert_array_equal(changed.value_added_share, 1.0)
    np.testing.assert_allclose(changed.output.sum(axis=1), changed.value_added, rtol=1e-12)
    hat = relaxed(plain)
    same(solve(plain, iceberg_hat=hat), solve(again, iceberg_hat=hat))


def test_without_tariffs_is_the_economy_without_tariffs() -> None:
    plain = make_world(6, tariffs=False)
    same(solve(plain, iceberg_hat=relaxed(plain)), solve(without_tariffs(plain), iceberg_hat=relaxed(plain)))
    free = without_tariffs(make_world(6))
    np.testing.assert_array_equal(free.tariff_revenue, 0.0)


def test_home_services_leave_no_trade_and_no_other_answer_where_there_was_none() -> None:
    world = make_world(8, tariffs=False)
    home = with_home_services(world, [1, 2])
    found = solve(home, iceberg_hat=relaxed(home))
    index = np.arange(5)
    np.testing.assert_allclose(found.trade_share_new[index, index][:, [1, 2]], 1.0, rtol=1e-9)
    same(found, solve(with_home_services(home, [1, 2]), iceberg_hat=relaxed(home)))
    # prohibitive costs in those sectors are the same model: shares of one at home, whatever the cost abroad
    walls = relaxed(home)
    walls[:, :, [1, 2]] = 1e9
    walls[index, index] = relaxed(home)[index, index]
    same(found, solve(home, iceberg_hat=walls))
    with pytest.raises(InputError, match="no such sector"):
        with_home_services(world, [3])


def test_identical_sectors_are_one_sector() -> None:
    """Three sectors with one technology, taste, elasticity and geography are one sector cut in three."""
    whole = make_world(12, s=1)
    cut = np.array([0.2, 0.5, 0.3])
    parts = Economy.from_spending(
        trade_share=np.repeat(whole.trade_share, 3, axis=2),
        consumption_share=np.tile(cut, (5, 1)),
        value_added_share=np.repeat(whole.value_added_share, 3, axis=1),
        input_share=whole.input_share * np.tile(cut[None, :, None], (5, 1, 3)),
        spending=whole.spending,
        trade_elasticity=np.repeat(whole.trade_elasticity, 3),
        tariff=np.repeat(whole.tariff, 3, axis=2),
    )
    again = one_sector(parts)
    for name in ("trade_share", "tariff", "value_added", "expenditure", "trade_elasticity"):
        np.testing.assert_allclose(getattr(again, name), getattr(whole, name), rtol=1e-10, err_msg=name)
    hat = relaxed(whole)
    few, many = solve(whole, iceberg_hat=hat), solve(parts, iceberg_hat=np.repeat(hat, 3, axis=2))
    np.testing.assert_allclose(few.real_income_hat, many.real_income_hat, rtol=1e-9)


def test_one_sector_keeps_every_account(world: Economy) -> None:
    one = one_sector(world, 4.0)
    np.testing.assert_allclose(one.tariff_revenue, world.tariff_revenue, rtol=1e-10)
    np.testing.assert_allclose(one.deficit, world.deficit, atol=1e-9 * world.spending.sum())
    assert one.trade_elasticity[0] == 4.0


def test_all_faults_of_labour_come_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Labour(np.zeros(2, dtype=int), -np.ones(3), elasticity=-1.0, mobile_share=2.0)
    assert len(caught.value.faults) == 4
    with pytest.raises(InputError, match="cannot both be"):
        Labour(POOL, np.ones(5), np.inf, mobile_share=0.5)


def test_blocks_that_contradict_each_other_are_faults(world: Economy) -> None:
    with pytest.raises(InputError, match="closed and changed"):
        solve(world, deficits="closed", deficit_hat=np.ones(5))
    with pytest.raises(InputError, match="unknown rule"):
        solve(world, deficits="free")
    with pytest.raises(InputError, match="agglomeration does not fit"):
        solve(world, labour=Labour(POOL, np.ones(5), 1.0, agglomeration=np.zeros(2)))


@pytest.mark.parametrize("method", ["anderson", "newton-krylov", "auto"])
def test_every_method_finds_the_same_number_and_says_its_name(world: Economy, method: str) -> None:
    settings = FixedPointSettings(method=method)
    one = solve(world, iceberg_hat=relaxed(world), settings=settings)
    two = solve(world, iceberg_hat=relaxed(world))
    assert one.certificate.method == ("anderson" if method == "auto" else method)
    assert one.certificate.settings.method == method
    np.testing.assert_allclose(one.real_income_hat, two.real_income_hat, rtol=1e-9)


def test_a_method_that_fails_says_so_and_what_to_do() -> None:
    with pytest.raises(SolveError, match="approach them in steps"):
        fixed_point(lambda z: z + 1.0, np.zeros(2), FixedPointSettings(method="anderson", max_iterations=20))
    with pytest.raises(InputError, match="unknown method"):
        FixedPointSettings(method="magic")


def test_multiplicative_deficits_without_costs_in_closed_form() -> None:
    """`E = phi Y` scaled to the world: without costs income is `(A ** theta / L) ** (1 / (1 + theta)) L`."""
    theta, better = 4.0, np.array([1.0, 1.5, 0.7])
    size, phi = np.array([3.0, 1.0, 2.0]), np.array([0.9, 1.3, 1.0])
    world = Economy.from_spending(
        trade_share=np.repeat((size / 6.0)[:, None, None], 3, axis=1),
        consumption_share=np.ones((3, 1)),
        value_added_share=np.ones((3, 1)),
        input_share=np.zeros((3, 1, 1)),
        spending=phi * size,
        trade_elasticity=[theta],
    )
    found = solve(world, productivity_hat=better[:, None], deficits="multiplicative")
    income = better ** (theta / (1.0 + theta)) * size
    income *= 6.0 / income.sum()
    np.testing.assert_allclose(found.value_added_new, income, rtol=1e-9)
    spending = phi * income
    np.testing.assert_allclose(found.spending_new, spending * 6.0 / spending.sum(), rtol=1e-9)
    assert found.deficits == "multiplicative"


def test_multiplicative_deficits_keep_every_ratio_of_spending_to_income(world: Economy) -> None:
    """From the reported numbers alone; `proportional` is another rule, which holds lenders' rates."""
    hat = relaxed(world)
    after = solve(world, iceberg_hat=hat, deficits="multiplicative")
    paid = after.trade_share_new * after.tariff_new / (1.0 + after.tariff_new)
    income = after.value_added_new + np.einsum("ods,ds->d", paid, after.expenditure_new)
    moved = (after.spending_new / income) / (world.spending / (world.value_added + world.tariff_revenue))
    np.testing.assert_allclose(moved, moved[0], rtol=1e-9)
    assert after.spending_new.sum() == pytest.approx(income.sum(), rel=1e-9)
    other = solve(world, iceberg_hat=hat, deficits="proportional")
    assert np.abs(after.spending_new / other.spending_new - 1.0).max() > 1e-6
