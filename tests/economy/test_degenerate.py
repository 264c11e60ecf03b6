"""Random worlds, empty ones too: whatever is not there stays away, and every account closes."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.economy.economy import Economy
from corridor.economy.equilibrium import solve
from corridor.economy.labour import Labour
from tests.economy.worlds import make_world

WORLDS = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 10_000),
        "regions": st.integers(2, 6),
        "sectors": st.integers(1, 4),
        "inputs": st.booleans(),
        "tariffs": st.booleans(),
        "empty": st.booleans(),
        "unmade": st.booleans(),
        "island": st.booleans(),
        "thin": st.sampled_from([None, 1e-300, 1e-30, 0.0]),
        "mobile": st.sampled_from([0.0, 0.8, 4.0]),
    }
)


def world_of(spec: dict[str, object]) -> Economy:
    """Return a random economy with holes: the first region empty, the last an island, and so on."""
    n, s = int(spec["regions"]), int(spec["sectors"])
    base = make_world(int(spec["seed"]), n, s, inputs=bool(spec["inputs"]), tariffs=bool(spec["tariffs"]))
    share, alpha, gamma = base.trade_share.copy(), base.consumption_share.copy(), base.input_share.copy()
    spending, tariff = base.spending.copy(), base.tariff.copy()
    if spec["empty"] and n > 2:
        spending[0], share[0, 1:] = 0.0, 0.0
        alpha[0], gamma[0] = 0.0, 0.0
        share[:, 0] = 0.0
    if spec["island"]:
        share[-1, :-1], share[:-1, -1], share[-1, -1], tariff[:, -1], tariff[-1] = 0.0, 0.0, 1.0, 0.0, 0.0
    if spec["unmade"] and s > 1:
        alpha[:, 0], gamma[:, 0], share[:, :, 0] = 0.0, 0.0, 0.0
        left = alpha.sum(axis=1, keepdims=True)
        alpha = np.divide(alpha, left, out=np.zeros_like(alpha), where=left > 0.0)
    if spec["thin"] is not None and n > 2:
        share[1, -2] = share[-2, 1] = float(spec["thin"]) if n > 3 else share[1, -2]
    total = share.sum(axis=0)
    share = np.divide(share, total, out=np.zeros_like(share), where=total > 0.0)
    return Economy.from_spending(
        trade_share=share,
        consumption_share=alpha,
        value_added_share=1.0 - gamma.sum(axis=1),
        input_share=gamma,
        spending=spending,
        trade_elasticity=base.trade_elasticity,
        tariff=tariff,
    )


def change(economy: Economy, seed: int) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    return {
        "iceberg_hat": draw.uniform(0.8, 1.2, economy.trade_share.shape),
        "productivity_hat": draw.uniform(0.9, 1.1, economy.consumption_share.shape),
    }


@settings(max_examples=150, deadline=None)
@given(WORLDS)
def test_every_account_closes_and_every_number_is_finite(spec: dict[str, object]) -> None:
    world = world_of(spec)
    n = len(world.value_added)
    labour, rule = None, "fixed"
    if spec["mobile"]:
        # a fixed payment abroad grows per head as people leave, so that places can empty: none is fixed here
        rule = "proportional"
        workers = np.where(world.value_added > 0.0, 1.0, 0.0)
        labour = Labour(np.zeros(n, dtype=np.int64), workers, float(spec["mobile"]), congestion=0.2)
    found = solve(world, **change(world, int(spec["seed"])), labour=labour, deficits=rule)
    for name in ("wage_hat", "price_hat", "cost_hat", "real_income_hat", "welfare_hat", "labour_hat"):
        hat = getattr(found, name)
        assert np.all(np.isfinite(hat)), name
        assert np.all(hat > 0.0), name
    flows = found.trade_share_new * found.expenditure_new
    net = flows / (1.0 + found.tariff_new)
    np.testing.assert_allclose(net.sum(axis=1), found.output_new, rtol=1e-8, atol=1e-9)
    earned = (world.value_added_share * found.output_new).sum(axis=1)
    np.testing.assert_allclose(earned, found.value_added_new, rtol=1e-8, atol=1e-8)
    revenue = (flows - net).sum(axis=(0, 2))
    deficit = found.spending_new - found.value_added_new - revenue
    assert abs(deficit.sum()) < 1e-7
    if rule == "fixed":
        np.testing.assert_allclose(deficit, world.deficit, atol=1e-7)
    bought = world.consumption_share * found.spending_new[:, None]
    bought = bought + np.einsum("jks,js->jk", world.input_share, found.output_new)
    np.testing.assert_allclose(bought, found.expenditure_new, rtol=1e-8, atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(WORLDS)
def test_what_is_not_there_stays_away_and_islands_keep_to_themselves(spec: dict[str, object]) -> None:
    world = world_of(spec)
    hats = change(world, int(spec["seed"]))
    found = solve(world, **hats)
    none = world.trade_share == 0.0
    assert np.all(found.trade_share_new[none] == 0.0)
    assert np.all(found.output_new[world.output == 0.0] == 0.0)
    if spec["island"]:
        # its real income: its own costs, technology and input-output table, whatever happens elsewhere
        own = np.log(hats["iceberg_hat"][-1, -1]) - np.log(hats["productivity_hat"][-1])
        made = world.expenditure[-1] > 0.0
        table = world.input_share[-1][np.ix_(made, made)].T
        price = np.linalg.solve(np.eye(int(made.sum())) - table, own[made])
        gain = float(np.exp(-world.consumption_share[-1][made] @ price))
        np.testing.assert_allclose(found.wage_hat[-1] / found.consumer_price_hat[-1], gain, rtol=1e-8)


@settings(max_examples=40, deadline=None)
@given(WORLDS, st.floats(0.1, 10.0))
def test_units_of_goods_do_not_matter(spec: dict[str, object], unit: float) -> None:
    """All productivity times `u`, all costs times `u`: nobody is better off where there are no inputs."""
    world = world_of({**spec, "inputs": False})
    hats = change(world, int(spec["seed"]))
    one = solve(world, **hats)
    other = solve(world, hats["iceberg_hat"] * unit, hats["productivity_hat"] * unit)
    # regions that hardly trade are hardly determined: residuals of 1e-11 leave 1e-6 of income open
    np.testing.assert_allclose(one.real_income_hat, other.real_income_hat, rtol=1e-6)
