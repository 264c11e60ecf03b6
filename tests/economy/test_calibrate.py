"""Calibrated trade: every total it must meet, summed independently, and gravity inside country pairs."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from corridor.economy.accounts import Accounts
from corridor.economy.calibrate import Frame, balanced, calibrate
from corridor.economy.economy import Economy
from corridor.errors import InputError, SolveError

Floats = NDArray[np.float64]

COUNTRY = np.array([0, 0, 1, 1, 1, 2, 2, 0])
SECTORS = 3


def made(seed: int, *, tariffs: bool = True) -> tuple[Accounts, Floats, Floats]:
    """Return accounts of eight regions in three countries that close, iceberg costs and elasticities."""
    draw = np.random.default_rng(seed)
    c, n = 3, len(COUNTRY)
    trade = draw.uniform(1.0, 10.0, (c, c, SECTORS))
    trade[np.arange(c), np.arange(c)] *= 8.0
    tariff = draw.uniform(0.0, 0.2, (c, c, SECTORS)) if tariffs else np.zeros((c, c, SECTORS))
    tariff[np.arange(c), np.arange(c)] = 0.0
    inputs = draw.dirichlet(np.ones(SECTORS), (c, SECTORS)).transpose(0, 2, 1) * 0.2
    share = 1.0 - inputs.sum(axis=1)
    output = trade.sum(axis=1)
    final = (trade * (1.0 + tariff)).sum(axis=0) - np.einsum("cks,cs->ck", inputs, output)
    value_added = np.zeros((n, SECTORS))
    for country in range(c):
        members = np.flatnonzero(country == COUNTRY)
        split = draw.dirichlet(np.ones(len(members)), SECTORS).T
        value_added[members] = split * share[country] * output[country]
    accounts = Accounts(
        regions=tuple("abcdefgh"),
        sectors=("A", "C", "G"),
        countries=("X", "Y", "Z"),
        country=COUNTRY,
        value_added=value_added,
        value_added_share=share,
        input_share=inputs,
        consumption_share=final / final.sum(axis=1, keepdims=True),
        disposable_weight=draw.uniform(0.5, 2.0, n),
        country_trade=trade,
        country_tariff=tariff if tariffs else None,
    )
    iceberg = 1.0 + draw.uniform(0.0, 1.5, (n, n, SECTORS))
    return accounts, iceberg, draw.uniform(2.0, 9.0, SECTORS)


def flows(economy: Economy) -> Floats:
    """Return trade at basic prices, [origin, destination, sector]."""
    return economy.trade_share * economy.expenditure[None] / (1.0 + economy.tariff)


@pytest.fixture(params=[(1, True), (2, True), (3, False)], ids=["tariffs", "tariffs too", "no tariffs"])
def world(request: pytest.FixtureRequest) -> tuple[Accounts, Floats, Floats, Economy]:
    seed, tariffs = request.param
    accounts, iceberg, theta = made(seed, tariffs=tariffs)
    return accounts, iceberg, theta, calibrate(accounts, iceberg, theta)


def test_every_region_sells_its_output(world: tuple[Accounts, Floats, Floats, Economy]) -> None:
    accounts, _, _, economy = world
    trade = flows(economy)
    for i, s in itertools.product(range(len(COUNTRY)), range(SECTORS)):
        sold = sum(trade[i, j, s] for j in range(len(COUNTRY)))
        wanted = accounts.value_added[i, s] / accounts.value_added_share[COUNTRY[i], s]
        assert sold == pytest.approx(wanted, rel=1e-9)


def test_every_region_buys_what_it_consumes_and_uses(
    world: tuple[Accounts, Floats, Floats, Economy],
) -> None:
    accounts, _, _, economy = world
    trade = flows(economy)
    rate = np.zeros_like(accounts.country_trade) if accounts.country_tariff is None else accounts.tariff
    for j, k in itertools.product(range(len(COUNTRY)), range(SECTORS)):
        d = COUNTRY[j]
        paid = sum(trade[i, j, k] * (1.0 + rate[COUNTRY[i], d, k]) for i in range(len(COUNTRY)))
        used = sum(
            accounts.input_share[d, k, s] * accounts.value_added[j, s] / accounts.value_added_share[d, s]
            for s in range(SECTORS)
        )
        members = [h for h in range(len(COUNTRY)) if COUNTRY[h] == d]
        weight = accounts.disposable_weight[j] / sum(accounts.disposable_weight[h] for h in members)
        consumed = accounts.consumption_share[d, k] * weight * national_spending(accounts, d)
        assert paid == pytest.approx(consumed + used, rel=1e-9)


def national_spending(accounts: Accounts, d: int) -> float:
    """Return a country's value added, tariff revenue and trade deficit: its income."""
    rate = np.zeros_like(accounts.country_trade) if accounts.country_tariff is None else accounts.tariff
    earned = sum(accounts.value_added[i].sum() for i in range(len(COUNTRY)) if COUNTRY[i] == d)
    revenue = (accounts.country_trade[:, d] * rate[:, d]).sum()
    deficit = accounts.country_trade[:, d].sum() - accounts.country_trade[d].sum()
    return float(earned + revenue + deficit)


def test_observed_trade_between_countries_is_met(world: tuple[Accounts, Floats, Floats, Economy]) -> None:
    accounts, _, _, economy = world
    trade = flows(economy)
    for c, d, s in itertools.product(range(3), range(3), range(SECTORS)):
        total = sum(
            trade[i, j, s]
            for i in range(len(COUNTRY))
            for j in range(len(COUNTRY))
            if COUNTRY[i] == c and COUNTRY[j] == d
        )
        assert total == pytest.approx(accounts.country_trade[c, d, s], rel=1e-9)


def test_income_is_spent(world: tuple[Accounts, Floats, Floats, Economy]) -> None:
    accounts, _, _, economy = world
    for d in range(3):
        spent = economy.spending[d == COUNTRY].sum()
        assert spent == pytest.approx(national_spending(accounts, d), rel=1e-9)
    revenue = (flows(economy) * economy.tariff).sum()
    assert economy.spending.sum() == pytest.approx(economy.value_added.sum() + revenue, rel=1e-9)


def test_trade_inside_a_pair_of_countries_is_gravity(
    world: tuple[Accounts, Floats, Floats, Economy],
) -> None:
    """Odds ratios of flows are those of tau to the power of minus theta: all else cancels out."""
    _, iceberg, theta, economy = world
    log_flow, log_tau = np.log(flows(economy)), np.log(iceberg)
    tried = 0
    for i, h in itertools.combinations(range(len(COUNTRY)), 2):
        for j, k in itertools.combinations(range(len(COUNTRY)), 2):
            if COUNTRY[i] != COUNTRY[h] or COUNTRY[j] != COUNTRY[k]:
                continue
            left, right = (x[i, j] + x[h, k] - x[i, k] - x[h, j] for x in (log_flow, log_tau))
            np.testing.assert_allclose(left, -theta * right, atol=1e-9)
            tried += 1
    assert tried == 49


def test_only_relative_costs_inside_a_pair_matter() -> None:
    """Costs of a whole pair of countries, an origin or a destination go into the fixed effects."""
    accounts, iceberg, theta = made(4)
    draw = np.random.default_rng(5)
    pair = draw.uniform(1.0, 2.0, (3, 3, SECTORS))[np.ix_(COUNTRY, COUNTRY)]
    origin, destination = draw.uniform(1.0, 2.0, (2, len(COUNTRY), SECTORS))
    dearer = iceberg * pair * origin[:, None] * destination[None]
    one, other = calibrate(accounts, iceberg, theta), calibrate(accounts, dearer, theta)
    np.testing.assert_allclose(one.trade_share, other.trade_share, rtol=1e-8)


def test_one_region_a_country_is_the_observed_table() -> None:
    accounts, _, theta = made(6)
    national = replace(
        accounts,
        regions=("X", "Y", "Z"),
        country=np.arange(3),
        value_added=accounts.national(accounts.value_added),
        disposable_weight=np.ones(3),
    )
    economy = calibrate(national, np.full((3, 3, SECTORS), 1.7), theta)
    np.testing.assert_allclose(flows(economy), accounts.country_trade, rtol=1e-9)


def test_without_costs_trade_is_proportional_to_size() -> None:
    """Free trade in one country: what i sells to j is output times expenditure over the total."""
    accounts, _, theta = made(7)
    trade = flows(calibrate(accounts, np.ones((8, 8, SECTORS)), theta))
    for c, d, s in itertools.product(range(3), range(3), range(SECTORS)):
        block = trade[np.ix_(c == COUNTRY, d == COUNTRY)][:, :, s]
        outer = block.sum(axis=1, keepdims=True) * block.sum(axis=0, keepdims=True) / block.sum()
        np.testing.assert_allclose(block, outer, rtol=1e-9)


def test_dearer_ways_carry_less() -> None:
    accounts, iceberg, theta = made(8)
    dearer = iceberg.copy()
    dearer[0, 2] *= 1.5
    before, after = (flows(calibrate(accounts, tau, theta))[0, 2] for tau in (iceberg, dearer))
    assert (after < before).all()


def test_the_order_of_regions_does_not_matter() -> None:
    accounts, iceberg, theta = made(9)
    order = np.random.default_rng(0).permutation(len(COUNTRY))
    other = replace(
        accounts,
        regions=tuple(accounts.regions[i] for i in order),
        country=COUNTRY[order],
        value_added=accounts.value_added[order],
        disposable_weight=accounts.disposable_weight[order],
    )
    one = calibrate(accounts, iceberg, theta).trade_share[np.ix_(order, order)]
    two = calibrate(other, iceberg[np.ix_(order, order)], theta).trade_share
    np.testing.assert_allclose(one, two, rtol=1e-9)


def wrong(name: str, accounts: Accounts) -> Any:
    array = getattr(accounts, name)
    value = None if array is None else array.copy()
    value.flat[np.flatnonzero(value)[0]] *= 1.001
    return value


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("value_added", "output is the sum of its regions"),
        ("value_added_share", "shares sum to one"),
        ("input_share", "shares sum to one"),
        ("consumption_share", "purchases are final demand plus inputs"),
        ("country_trade", "output is the sum of its regions"),
        ("country_tariff", "purchases are final demand plus inputs"),
    ],
)
def test_accounts_that_do_not_close_are_faults(name: str, message: str) -> None:
    accounts, _, _ = made(10)
    with pytest.raises(InputError, match=message) as raised:
        replace(accounts, **{name: wrong(name, accounts)})
    assert all(fault.cure for fault in raised.value.faults)


def test_gaps_in_several_accounts_come_at_once() -> None:
    accounts, _, _ = made(11)
    with pytest.raises(InputError) as raised:
        replace(accounts, value_added=accounts.value_added * 2.0, consumption_share=np.ones((3, SECTORS)))
    assert len(raised.value.faults) == 2


@pytest.mark.parametrize(
    ("weight", "message"),
    [(0.0, "X: disposable weights"), (-1.0, "negative"), (np.nan, "disposable weights")],
)
def test_weights_that_cannot_share_spending_are_faults(weight: float, message: str) -> None:
    accounts, _, _ = made(12)
    bad = np.where(COUNTRY == 0, weight, accounts.disposable_weight)
    with pytest.raises(InputError, match=message):
        replace(accounts, disposable_weight=bad)


def test_a_number_that_is_missing_is_a_fault() -> None:
    accounts, _, _ = made(13)
    hole = accounts.value_added.copy()
    hole[0, 0] = np.nan
    with pytest.raises(InputError):
        replace(accounts, value_added=hole)


def test_a_region_without_a_way_is_named() -> None:
    accounts, iceberg, theta = made(14)
    for cost in (np.inf, np.nan, 0.0):
        blocked = iceberg.copy()
        blocked[2, 5] = cost
        with pytest.raises(InputError, match="c: a trade cost is not finite"):
            calibrate(accounts, blocked, theta)


def test_output_that_nobody_may_buy_does_not_balance() -> None:
    """Two regions of X make all of its farm goods, which go to places that buy none of them."""
    rows, columns = np.array([1.0, 2.0]), np.array([2.0, 1.0])
    kernel = np.array([[1.0, 0.0], [0.0, 1.0]])
    frame = Frame(rows, columns, np.array([[3.0]]), np.ones((1, 1)), np.array([0, 0]))
    with pytest.raises(SolveError, match="did not balance"):
        balanced(kernel, frame)
