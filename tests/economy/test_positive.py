"""An equilibrium has positive spending, wages and prices; rounding is not a debt."""

from __future__ import annotations

import numpy as np
import pytest

import corridor as co
from corridor.economy.batch import solve_many
from corridor.economy.dynamics import Paths, Rules, Trend, follow
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import solve
from corridor.economy.labour import Labour
from corridor.economy.shock import Closure, Shock
from corridor.errors import InputError, SolveError

WORSE = {"productivity_hat": np.array([[0.6], [1.0]])}


def in_debt() -> Economy:
    """Return two regions of which the first pays the second most of what it earns."""
    return Economy.from_spending(
        trade_share=np.array([[0.7, 0.3], [0.3, 0.7]])[:, :, None],
        consumption_share=np.ones((2, 1)),
        value_added_share=np.full((2, 1), 0.4),
        input_share=np.full((2, 1, 1), 0.6),
        spending=np.array([0.3, 1.7]),
        trade_elasticity=np.array([4.0]),
        tariff=np.zeros((2, 2, 1)),
        regions=("Poor", "Rich"),
    )


def test_a_debt_that_cannot_be_paid_is_said_with_the_region_and_the_cure() -> None:
    """The equations alone are solved by a spending of -0.109 in the first region."""
    with pytest.raises(SolveError, match=r'Poor.*deficits="closed" or deficits="proportional"'):
        solve(in_debt(), **WORSE)
    with pytest.raises(SolveError, match="Poor"):
        solve_many(in_debt(), [{}, WORSE])
    for rule in ("closed", "proportional"):
        assert (solve(in_debt(), **WORSE, deficits=rule).spending_new > 0.0).all()


def test_no_unpayable_debt_leaves_a_path_of_years() -> None:
    trend = Trend(np.array([2030, 2031]), np.ones((2, 2)), np.ones((2, 2)))
    paths = Paths([Shock()] * 2, [Shock(), Shock(**WORSE)])
    with pytest.raises(SolveError, match=r"Year 2031: .*Poor"):
        follow(in_debt(), trend, paths, Rules(Closure(deficits="fixed")), each=lambda _: None)


def test_a_gift_beyond_income_is_refused() -> None:
    with pytest.raises(SolveError, match=r"Poor.*Make its transfer smaller"):
        solve(in_debt(), transfer=np.array([-1.2, 1.2]), deficits="closed")


def test_who_spends_nothing_may_go_on_spending_nothing() -> None:
    """A region that gives away all it earns, and an empty one: zero where zero is right."""
    share = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 0.0]])[:, :, None]
    world = Economy.from_spending(
        trade_share=share,
        consumption_share=np.array([[1.0], [1.0], [0.0]]),
        value_added_share=np.ones((3, 1)),
        input_share=np.zeros((3, 1, 1)),
        spending=np.array([0.0, 2.0, 0.0]),
        trade_elasticity=np.array([4.0]),
        tariff=np.zeros((3, 3, 1)),
    )
    found = solve(world, deficits="fixed")
    np.testing.assert_allclose(found.spending_new, [0.0, 2.0, 0.0], atol=1e-12)
    richer = solve(world, productivity_hat=np.array([[0.8], [1.0], [1.0]]), deficits="proportional")
    np.testing.assert_allclose(richer.spending_new, [0.0, 2.0, 0.0], atol=1e-9)
    with pytest.raises(SolveError, match="Region 0: what is paid to others exceeds"):
        solve(world, productivity_hat=np.array([[0.8], [1.0], [1.0]]), deficits="fixed")


def test_a_residual_that_is_no_number_is_no_certificate() -> None:
    for residuals in ({"prices": 1e-12, "income": np.nan}, {"prices": np.nan, "income": 1e-12}):
        worst = co.Certificate(residuals, 3, "anderson", co.FixedPointSettings(), 0.1).worst
        assert np.isnan(worst)


def test_many_regions_are_counted_and_names_must_fit() -> None:
    world = in_debt()
    assert world.named([True, False]) == "Poor"
    shares = {name: getattr(world, name) for name in ("trade_share", "consumption_share", "input_share")}
    with pytest.raises(InputError, match="names of regions do not fit"):
        Economy.from_spending(
            **shares,
            value_added_share=world.value_added_share,
            spending=world.spending,
            trade_elasticity=world.trade_elasticity,
            tariff=world.tariff,
            regions=("Poor",),
        )


def test_rounding_in_the_accounts_is_no_debt_of_a_place_that_empties() -> None:
    """A debt of 1e-13 of the world must not count when a place of 6e-8 of it loses nearly all its people.

    Closed form without trade costs: one price everywhere, `w ~ (A ** theta / L) ** (1 / (1 + theta))`
    (Eaton & Kortum 2002, section 4) and `L ~ w ** eps`, so `L ~ A ** (theta eps / (1 + theta + eps))`.
    """
    theta, eps = 4.0, 2.0
    size, better = np.array([1.0, 6e-8, 2.0]), np.array([1.0, 0.01, 1.1])
    world = Economy.from_spending(
        trade_share=np.repeat((size / size.sum())[:, None, None], 3, axis=1),
        consumption_share=np.ones((3, 1)),
        value_added_share=np.ones((3, 1)),
        input_share=np.zeros((3, 1, 1)),
        spending=size + 3e-13 * np.array([1.0, -1.0, 0.0]),
        trade_elasticity=np.array([theta]),
        tariff=np.zeros((3, 3, 1)),
    )
    np.testing.assert_array_equal(world.deficit, 0.0)
    labour = Labour(np.zeros(3, dtype=np.int64), size, eps)
    found = solve(world, productivity_hat=better[:, None], labour=labour)
    drawn = better ** (theta * eps / (1.0 + theta + eps))
    people = drawn * size.sum() / (size * drawn).sum()
    np.testing.assert_allclose(found.labour_hat, people, rtol=1e-8)
    wage = (better**theta / people) ** (1.0 / (1.0 + theta))
    np.testing.assert_allclose(found.welfare_hat[1] / found.welfare_hat[0], wage[1] / wage[0], rtol=1e-8)


def test_a_debt_of_a_tiny_region_counts() -> None:
    world = in_debt()
    small = 1e-7
    mixed = Economy.from_spending(
        trade_share=np.array([[1.0, small], [0.0, 1.0 - small]])[:, :, None],
        consumption_share=np.ones((2, 1)),
        value_added_share=np.ones((2, 1)),
        input_share=np.zeros((2, 1, 1)),
        spending=np.array([0.5 * small, 1.0]),
        trade_elasticity=world.trade_elasticity,
        tariff=np.zeros((2, 2, 1)),
    )
    np.testing.assert_allclose(mixed.deficit, [-small, small], rtol=1e-8)
