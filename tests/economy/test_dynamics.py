"""Paths over years and the diffusion of ideas: theory and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.economy.diffusion import Diffusion, insight, knowledge, learnt
from corridor.economy.dynamics import Paths, Rules, Shock, Trend, Year, follow
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import solve
from corridor.errors import InputError
from tests.economy.worlds import make_world

YEARS = np.arange(2025, 2029)


def steady(economy: Economy, population: float, productivity: float) -> Trend:
    """Return a trend alike everywhere, growing from the first year on."""
    n = len(economy.value_added)
    age = np.arange(1, len(YEARS) + 1)[:, None] * np.ones(n)
    return Trend(YEARS, population**age, productivity**age)


def followed(economy: Economy, trend: Trend, paths: Paths, closure: Rules | None = None) -> list[Year]:
    found: list[Year] = []
    follow(economy, trend, paths, closure, each=found.append)
    return found


def nothing() -> list[Shock]:
    return [Shock()] * len(YEARS)


def test_a_world_that_grows_at_one_rate_stays_as_it_is() -> None:
    """Shares and relative wages do not move; real income grows as effective workers do."""
    economy = make_world(1, 4, 3)
    years = followed(economy, steady(economy, 1.01, 1.02), Paths(nothing(), nothing()))
    for age, year in enumerate(years, start=1):
        assert year.minimum.trade_share_new == pytest.approx(economy.trade_share, abs=1e-9)
        assert year.minimum.wage_hat == pytest.approx(1.0, abs=1e-9)
        assert year.minimum.real_income_hat == pytest.approx((1.01 * 1.02) ** age, rel=1e-8)


def test_more_workers_are_an_endowment() -> None:
    """One region, no trade abroad: output per head does not depend on how many they are."""
    economy = Economy.from_shares(
        trade_share=np.ones((1, 1, 1)),
        consumption_share=np.ones((1, 1)),
        value_added_share=np.full((1, 1), 0.4),
        input_share=np.full((1, 1, 1), 0.6),
        value_added=np.ones(1),
        trade_elasticity=np.full(1, 4.0),
    )
    trend = Trend(np.array([2030]), np.array([[1.5]]), np.array([[1.2]]))
    (year,) = followed(economy, trend, Paths([Shock()], [Shock()]))
    assert year.minimum.real_income_hat == pytest.approx([1.5 * 1.2], rel=1e-9)


@pytest.mark.parametrize("strength", [0.0, 0.5])
def test_no_change_teaches_nothing(strength: float) -> None:
    economy = make_world(2, 4, 3)
    closure = Rules(diffusion=Diffusion(strength, knowledge(economy, np.ones(4))))
    shocks = [Shock(iceberg_hat=np.full((4, 4, 3), 1.0))] * len(YEARS)
    for year in followed(economy, steady(economy, 1.0, 1.03), Paths(shocks, nothing()), closure):
        assert year.log_knowledge == pytest.approx(0.0, abs=1e-9)
        assert year.something.real_income_hat == pytest.approx(year.minimum.real_income_hat, rel=1e-9)


def test_without_diffusion_each_year_is_the_static_model() -> None:
    """And a strength of zero is no diffusion: what is learnt does not depend on from whom one buys."""
    economy = make_world(3, 4, 3)
    relaxed = np.full((4, 4, 3), 0.9)
    relaxed[np.arange(4), np.arange(4)] = 1.0
    flat = steady(economy, 1.0, 1.0)
    static = solve(economy, iceberg_hat=relaxed, deficits="proportional")
    paths = Paths(nothing(), [Shock(), Shock(), Shock(relaxed), Shock(relaxed)])
    for closure in (Rules(), Rules(diffusion=Diffusion(0.0, knowledge(economy, np.ones(4))))):
        years = followed(economy, flat, paths, closure)
        assert years[1].something.real_income_hat == pytest.approx(1.0, rel=1e-9)
        assert years[2].something.real_income_hat == pytest.approx(static.real_income_hat, rel=1e-8)
    grows = followed(economy, steady(economy, 1.0, 1.04), paths, closure)
    assert grows[3].log_knowledge == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("countries", [2, 5])
def test_free_trade_among_equals_teaches_as_published(countries: int) -> None:
    """Buera & Oberfield 2020: in the long run stocks are `N ** (b / (1 - b))` of those in autarky."""
    strength = 0.6
    alone = insight(np.eye(countries)[:, :, None], np.zeros((countries, 1)), strength)
    free = np.full((countries, countries, 1), 1.0 / countries)
    known = np.zeros((countries, 1))
    for _ in range(4000):
        known = learnt(known, insight(free, known, strength) - alone, np.full((countries, 1), 0.05))
    assert known == pytest.approx(strength / (1.0 - strength) * np.log(countries), rel=1e-6)


def test_learning_follows_its_differential_equation() -> None:
    """For a constant ratio `x(t) = r + (x0 - r) exp(-g t)`, here against a fine Euler scheme."""
    x, ratio, growth = 1.0, 1.8, 0.07
    for _ in range(100_000):
        x += growth * (ratio - x) * 1e-5
    assert learnt(np.array(0.0), np.log(np.array(ratio)), np.array(growth)) == pytest.approx(np.log(x), 1e-5)
    assert learnt(np.array(0.2), np.log(np.array(ratio)), np.array(-0.01)) == pytest.approx(0.2)


def test_cheaper_imports_from_who_knows_more_teach() -> None:
    """With growth, learning adds to the static gain, and more as years pass."""
    economy = make_world(5, 4, 2)
    stock = knowledge(economy, np.ones(4))
    stock[0] += 6.0
    relaxed = np.ones((4, 4, 2))
    relaxed[0, 1:] = 0.7
    shocks = [Shock(relaxed)] * len(YEARS)
    with_ideas = Rules(diffusion=Diffusion(0.5, stock))
    trend = steady(economy, 1.0, 1.05)
    ideas = followed(economy, trend, Paths(nothing(), shocks), with_ideas)
    static = followed(economy, trend, Paths(nothing(), shocks))
    extra = [
        (a.something.real_income_hat / b.something.real_income_hat - 1.0)[1:]
        for a, b in zip(ideas, static, strict=True)
    ]
    assert extra[0] == pytest.approx(0.0, abs=1e-9)
    assert (np.diff([e.mean() for e in extra]) > 0.0).all()
    assert (ideas[-1].log_knowledge[1:] > 0.0).all()


def test_knowledge_is_what_makes_the_observed_shares() -> None:
    """An Eaton-Kortum world of one price level gives back the stocks it was made with."""
    rng = np.random.default_rng(4)
    log_stock, theta = rng.normal(size=3), 4.0
    wage = np.exp(rng.normal(size=3) * 0.1)
    home = np.exp(log_stock) * wage**-theta
    home /= 2.0 * home.max()
    shares = np.array([np.roll([h, 0.75 * (1 - h), 0.25 * (1 - h)], i) for i, h in enumerate(home)]).T
    made = np.linalg.svd(shares - np.eye(3))[2][-1]
    income = np.abs(made) / np.abs(made).sum()
    economy = Economy.from_shares(
        trade_share=shares[:, :, None],
        consumption_share=np.ones((3, 1)),
        value_added_share=np.ones((3, 1)),
        input_share=np.zeros((3, 1, 1)),
        value_added=income,
        trade_elasticity=np.array([theta]),
    )
    found = knowledge(economy, income / wage)[:, 0]
    assert found - found[0] == pytest.approx(log_stock - log_stock[0], rel=1e-9)


def test_what_cannot_be_is_said_at_once() -> None:
    with pytest.raises(InputError) as error:
        Trend(np.array([2025, 2027]), np.ones((2, 3)), np.zeros((2, 3)))
    assert len(error.value.faults) == 2
    with pytest.raises(InputError, match="strength"):
        Diffusion(1.0, np.zeros((2, 2)))
    economy = make_world(0, 2, 2)
    with pytest.raises(InputError, match="do-something"):
        followed(economy, steady(economy, 1.0, 1.0), Paths(nothing(), []))
