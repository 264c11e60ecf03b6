"""Power system and economy together: closed forms, an independent root, and what cannot meet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

from corridor.economy.economy import Economy
from corridor.economy.equilibrium import solve
from corridor.economy.shock import Closure
from corridor.energy.system import PowerSystem
from corridor.errors import InputError, SolveError
from corridor.model.power import (
    ABROAD,
    Alternative,
    PowerEquilibrium,
    Wiring,
    gains,
    joint_equilibrium,
    load_response,
    settled,
    unit_value,
    wiring_of,
)
from corridor.solvers import FixedPointSettings
from tests.energy.systems import costed, small_system

DEARER, SLOPE, POWER_SHARE = 1.3, 0.4, 0.2
TIGHT = FixedPointSettings(tolerance=1e-10, max_iterations=40, method="anderson")
HOME = Wiring(1, np.array([0, ABROAD]), 1)

FIXED = Closure(deficits="fixed")


def closed() -> Economy:
    """Return two regions that do not trade and make two goods of labour only; a fifth is spent on power."""
    return Economy.from_shares(
        trade_share=np.repeat(np.eye(2)[:, :, None], 2, axis=2),
        consumption_share=np.tile([1.0 - POWER_SHARE, POWER_SHARE], (2, 1)),
        value_added_share=np.ones((2, 2)),
        input_share=np.zeros((2, 2, 2)),
        value_added=[100.0, 300.0],
        trade_elasticity=[5.0, 5.0],
    )


def open_world() -> Economy:
    """Return three regions, two of them at home, that trade two goods made of labour and each other."""
    rng = np.random.default_rng(5)
    trade = rng.uniform(0.1, 1.0, (3, 3, 2)) + 3.0 * np.eye(3)[:, :, None]
    inputs = np.tile([[0.2, 0.3], [0.1, 0.25]], (3, 1, 1))
    return Economy.from_spending(
        trade_share=trade / trade.sum(axis=0),
        consumption_share=np.tile([0.85, 0.15], (3, 1)),
        value_added_share=1.0 - inputs.sum(axis=1),
        input_share=inputs,
        spending=np.array([50.0, 80.0, 200.0]),
        trade_elasticity=np.array([4.0, 6.0]),
        tariff=np.zeros((3, 3, 2)),
    )


def rising(load_hat: np.ndarray) -> np.ndarray:
    return DEARER * load_hat**SLOPE


def test_a_closed_economy_meets_the_closed_form() -> None:
    # Spending on power is a fixed share of income, so load is 1/cost and cost = 1.3 / cost^0.4.
    found = joint_equilibrium(closed(), HOME, rising, settings=TIGHT, closure=FIXED)
    cost = DEARER ** (1.0 / (1.0 + SLOPE))
    assert found.cost_hat == pytest.approx([cost], rel=1e-9)
    assert found.load_hat == pytest.approx([1.0 / cost], rel=1e-9)
    assert found.equilibrium.real_income_hat == pytest.approx([cost**-POWER_SHARE, 1.0], rel=1e-9)
    assert found.residual <= 1e-10


def test_load_answers_as_in_the_closed_form() -> None:
    # A fixed share of income goes on power, so load falls by one percent where it costs one percent more.
    assert load_response(closed(), HOME, FIXED) == pytest.approx([1.0], rel=1e-6)


def test_load_settles_where_bisection_finds_it() -> None:
    # Cost without the plants 35 US$/MWh more at today's load, 60 more per unit of load; all of it costs 200.
    response = np.array([1.5, 0.5])

    def other(load: np.ndarray) -> float:
        return 70.0 + 60.0 * (float(load.mean()) - 1.0)

    found = settled(other, 35.0, 200.0, response)
    root = brentq(lambda x: x - np.log(1.0 + (other(np.exp(-response * x)) - 35.0) / 200.0), 0.0, 1.0)
    assert found == pytest.approx(np.exp(-response * root), abs=2e-4)
    assert settled(lambda _: 35.0, 35.0, 200.0, response) == pytest.approx(np.ones(2))


def test_gains_are_the_loss_of_being_without() -> None:
    found = joint_equilibrium(closed(), HOME, rising, settings=TIGHT, closure=FIXED)
    table = gains(closed(), found, ["PAK", "CHN"], ["PAK", "CHN"]).set_index("country")
    lost = DEARER ** (-POWER_SHARE / (1.0 + SLOPE))
    assert table.loc["PAK", "gain_usd"] == pytest.approx(100.0 * (1.0 - lost), rel=1e-8)
    assert table.loc["PAK", "real_income"] == pytest.approx(1.0 / lost - 1.0, rel=1e-8)
    assert table.loc["CHN", "gain_usd"] == pytest.approx(0.0, abs=1e-8)


def test_the_fixed_point_is_the_root_that_bisection_finds() -> None:
    economy, wiring = open_world(), Wiring(1, np.array([0, 0, ABROAD]), 1)
    found = joint_equilibrium(economy, wiring, rising, settings=TIGHT, closure=FIXED)

    def excess(cost: float) -> float:
        after = solve(economy, productivity_hat=[[1.0, 1.0 / cost], [1.0, 1.0 / cost], [1.0, 1.0]])
        bought = after.expenditure_new[:2, 1] / after.price_hat[:2, 1]
        return cost - DEARER * float(bought.sum() / economy.expenditure[:2, 1].sum()) ** SLOPE

    assert found.cost_hat[0] == pytest.approx(brentq(excess, 1.0, 2.0, xtol=1e-13), rel=1e-8)


def test_zones_keep_their_own_cost_and_load() -> None:
    economy, wiring = open_world(), Wiring(1, np.array([0, 1, ABROAD]), 2)
    found = joint_equilibrium(economy, wiring, lambda load: np.array([1.2, 1.0]) * load**SLOPE, closure=FIXED)
    assert found.cost_hat[0] > found.cost_hat[1]
    again = np.array([1.2, 1.0]) * found.load_hat**SLOPE
    assert again == pytest.approx(found.cost_hat, rel=1e-6)


def test_nothing_changes_where_power_costs_the_same() -> None:
    found = joint_equilibrium(
        open_world(), Wiring(1, np.array([0, 0, ABROAD]), 1), np.ones_like, closure=FIXED
    )
    assert found.equilibrium.real_income_hat == pytest.approx(1.0, abs=1e-9)
    assert found.load_hat == pytest.approx([1.0], abs=1e-9)


def test_a_supply_that_jumps_over_the_meeting_point_is_an_error() -> None:
    # Above nine tenths of the load it costs 1.2, so that less is bought than nine tenths; below it costs 1.
    def jumping(load: np.ndarray) -> np.ndarray:
        return np.where(load > 0.9, 1.2, 1.0)

    with pytest.raises(SolveError, match="do not meet"):
        joint_equilibrium(closed(), HOME, jumping, closure=FIXED)


def test_a_dearer_plant_in_place_of_a_project_is_worth_its_saving() -> None:
    # 70 MW at 20 US$/MWh (coal) give way to gas at 50 in the only zone with load. Hulten (1978): to first
    # order the gain is the cost saved, at the load that is bought.
    system = _with_project()
    economy = closed()
    wiring = wiring_of(system, ["PK-a", "CN-x"], ["C", "D"])
    energy = 70.0 * 8760.0
    value = unit_value(economy, wiring, system, 2030)
    assert value == pytest.approx(POWER_SHARE * 100.0 / energy)
    scale = 1e-8  # US$ of the power system in those of the economy: a small shock
    asked = Alternative(system, ("coal-plant",), 2030)
    supply = asked.supply(asked.pathway([]), value / scale)
    found: PowerEquilibrium = joint_equilibrium(economy, wiring, supply, closure=FIXED)
    own = 100.0 * 1e3 * 1500.0 * 0.1 / (1.0 - 1.1**-20.0)
    saved = scale * (energy * 30.0 - own)
    gain = float(gains(economy, found, ["PAK", "CHN"], ["PAK"])["gain_usd"].iloc[0])
    assert gain == pytest.approx(saved, rel=0.05)
    sunk = Alternative(system, ("coal-plant",), 2030, built=False, capital=False)
    found = joint_equilibrium(economy, wiring, sunk.supply(sunk.pathway([]), value / scale), closure=FIXED)
    gain = float(gains(economy, found, ["PAK", "CHN"], ["PAK"])["gain_usd"].iloc[0])
    assert gain == pytest.approx(scale * energy * 30.0, rel=0.05)


def test_a_case_without_electricity_is_named() -> None:
    system = small_system(load_mw={"west": 1.0, "east": 1.0}, line_mw=0.0)
    with pytest.raises(InputError, match="no sector supplies electricity"):
        wiring_of(system, ["PK-a"], ["A", "C"])


def _with_project() -> PowerSystem:

    system = costed(small_system(load_mw={"west": 70.0, "east": 0.0}, line_mw=0.0), "coal", 1500.0)
    name = np.where(system.plants["carrier"] == "coal", "coal-plant", "")
    return replace(system, plants=system.plants.assign(project_id=name))
