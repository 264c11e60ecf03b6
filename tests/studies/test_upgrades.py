"""Upgrades of the island's roads, against the whole pipeline run anew with skims of the changed network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.economy.equilibrium import solve
from corridor.errors import InputError
from corridor.model.baseline import baseline
from corridor.model.rates import cost_rates
from corridor.model.trade_costs import carried_at
from corridor.network.network import Network
from corridor.network.skims import skim
from corridor.studies.upgrades import UpgradeSettings, upgrades

BUDGET = 100.0
FINE = UpgradeSettings(rounds=40, moved=1e-4)


@pytest.fixture(scope="module")
def rows(island: Case) -> np.ndarray:
    return np.flatnonzero((island.network.links["mode"] == "road").to_numpy())


def cost_of(case: Case, rows: np.ndarray) -> np.ndarray:
    """Return what as much again costs, by hand: a lane each way at 60 km/h is 2 million a km."""
    links = case.network.links.iloc[rows]
    return (
        2.0 * links["length"] * links["lanes"] * links["free_speed"] / 60.0 * links["cost_factor"]
    ).to_numpy()


def income(case: Case, rows: np.ndarray, factor: np.ndarray) -> float:
    """Return the world's real income with wider roads, by a skim of the network that has them."""
    world, links = baseline(case), case.network.links.copy()
    saving = np.ones(len(links))
    saving[rows] = factor ** -case.parameters["design.returns"]
    links["cost_factor"] *= saving
    links["free_speed"] /= saving
    found = skim(Network(case.network.nodes, links), cost_rates(case), case.zones)
    tau = carried_at(case, world.cargo, found.cost).tau
    after = solve(world.economy, iceberg_hat=tau / world.tau)
    return float((after.spending_new / after.consumer_price_hat).sum())


def test_the_gain_is_that_of_the_whole_pipeline(island: Case, rows: np.ndarray) -> None:
    found = upgrades(island, BUDGET, rows=rows, settings=FINE)
    factor = found.links["factor"].to_numpy()
    assert cost_of(island, rows) @ (factor - 1.0) == pytest.approx(BUDGET, rel=1e-6)
    change = income(island, rows, factor) - income(island, rows, np.ones(rows.size))
    assert found.gain == pytest.approx(change, rel=1e-6)
    assert found.residual < 1e-3


def test_no_other_way_to_spend_is_better(island: Case, rows: np.ndarray) -> None:
    found = upgrades(island, BUDGET, rows=rows, settings=FINE)
    draw, cost = np.random.default_rng(1), cost_of(island, rows)
    for _ in range(12):
        spent = BUDGET * draw.dirichlet(np.full(rows.size, 0.7))
        assert income(island, rows, 1.0 + spent / cost) <= found.baseline + found.gain * (1.0 + 1e-5)


def test_the_multiplier_is_the_worth_of_a_little_more_money(island: Case, rows: np.ndarray) -> None:
    step = 0.02 * BUDGET
    up, down = (upgrades(island, BUDGET + s * step, rows=rows, settings=FINE).gain for s in (1.0, -1.0))
    found = upgrades(island, BUDGET, rows=rows, settings=FINE)
    assert found.multiplier == pytest.approx((up - down) / (2e6 * step), rel=5e-3)


def test_small_upgrades_are_worth_what_present_values_say(island: Case, rows: np.ndarray) -> None:
    found = upgrades(island, 0.1, rows=rows, settings=FINE)
    assert found.gain == pytest.approx(found.first_order, rel=1e-3)


def test_a_bound_binds(island: Case, rows: np.ndarray) -> None:
    found = upgrades(island, BUDGET, rows=rows, settings=replace(FINE, most=1.2))
    assert found.links["factor"].max() == pytest.approx(1.2)
    enough = 2.0 * float(cost_of(island, rows).sum())
    all_of_it = upgrades(island, enough, rows=rows, settings=replace(FINE, most=1.2))
    assert all_of_it.multiplier == 0.0


def test_bad_requests_are_listed(island: Case) -> None:
    with pytest.raises(InputError) as error:
        upgrades(island, -1.0, rows=np.array([-3, 0, 99]))
    assert len(error.value.faults) >= 3
