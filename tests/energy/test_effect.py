"""What projects change in a power system that can be followed by hand; the tables of a pathway."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.energy.effect import own_capital, power_effect
from corridor.energy.expansion import expand
from corridor.energy.system import PowerSystem
from corridor.energy.tables import pathway_tables
from tests.energy.systems import costed, small_system

HOURS = 8760.0
INVESTMENT, RATE, LIFE = 1500.0, 0.1, 20.0
ANNUITY = RATE / (1.0 - (1.0 + RATE) ** -LIFE)


@pytest.fixture(scope="module")
def system() -> PowerSystem:
    """Return 50 MW of load in the west, where coal is a project and gas is not, and 20 in the east on oil."""
    system = costed(small_system(load_mw={"west": 50.0, "east": 20.0}, line_mw=0.0), "coal", INVESTMENT)
    plants = system.plants.assign(project_id=np.where(system.plants["carrier"] == "coal", "coal-plant", ""))
    return replace(system, plants=plants)


def test_the_effect_is_that_counted_by_hand(system: PowerSystem) -> None:
    with_it, without = expand(system, [2030]), expand(system, [2030], absent=["coal-plant"])
    found = power_effect(system, ["coal-plant"], with_it, without, 2030)
    # Coal at 20 gives way to gas at 50 in the west; the east keeps its oil at 90.
    assert found.electricity_cost_hat.to_dict() == pytest.approx({"PK-a": 20.0 / 50.0, "PK-b": 1.0})
    assert found.emission_change_t == pytest.approx(50.0 * HOURS * (1.0 - 0.5))
    assert found.unserved_change_mwh == pytest.approx(0.0, abs=1e-6)
    assert found.own_capital == pytest.approx(100.0 * 1e3 * INVESTMENT * ANNUITY)
    saved = 50.0 * HOURS * (50.0 - 20.0) - found.own_capital
    assert found.supply_cost_change == pytest.approx(-saved / (70.0 * HOURS))


def test_own_capital_begins_with_the_plant(system: PowerSystem) -> None:
    later = system.plants.assign(year_in=np.where(system.plants["project_id"] != "", 2031.0, 1990.0))
    later = replace(system, plants=later)
    assert own_capital(later, ["coal-plant"], 2030) == 0.0
    assert own_capital(later, ["coal-plant"], 2031) > 0.0


def test_nothing_changes_without_projects(system: PowerSystem) -> None:
    same = expand(system, [2030])
    found = power_effect(system, [], same, same, 2030)
    assert found.electricity_cost_hat.to_numpy() == pytest.approx(1.0)
    assert (found.supply_cost_change, found.emission_change_t, found.own_capital) == (0.0, 0.0, 0.0)


def test_tables_say_the_same_as_the_pathway(system: PowerSystem) -> None:
    tables = pathway_tables(expand(system, [2030]))
    year = tables["years"].iloc[0]
    assert year["demand_twh"] == pytest.approx(70.0 * HOURS / 1e6)
    assert year["cost_usd_mwh"] == pytest.approx((50.0 * 20.0 + 20.0 * 90.0) / 70.0)
    assert year["price_usd_mwh"] == pytest.approx((50.0 * 20.0 + 20.0 * 90.0) / 70.0)
    assert year["emission_t_mwh"] == pytest.approx((50.0 * 1.0 + 20.0 * 0.7) / 70.0)
    hours = tables["hours"]
    assert (hours["hours"] * hours["load_mw"]).sum() == pytest.approx(70.0 * HOURS)
    assert hours.groupby("zone")["price_usd_mwh"].mean().to_dict() == pytest.approx(
        {"west": 20.0, "east": 90.0}
    )
    assert tables["certificates"]["value"].max() <= 1e-6
