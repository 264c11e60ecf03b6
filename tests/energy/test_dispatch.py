"""The power system of the reference case: its published mix, its certificate, and hand-made systems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.energy.calibrate import RESIDUAL, calibrated, published_mix
from corridor.energy.solution import Solution, dispatch
from corridor.energy.system import PowerSystem
from corridor.energy.year import year_of
from corridor.errors import InputError
from tests.energy.systems import cpec_system, small_system

YEARS = (2019, 2020, 2021)
WITHIN = 0.10


@pytest.fixture(scope="module")
def system() -> PowerSystem:
    return cpec_system()


@pytest.fixture(scope="module")
def solved(system: PowerSystem) -> dict[int, Solution]:
    return {year: dispatch(system, year_of(system, year)) for year in YEARS}


@pytest.mark.parametrize("year", YEARS)
def test_the_mix_is_the_published_one(year: int, system: PowerSystem, solved: dict[int, Solution]) -> None:
    published = published_mix(system, year)
    modelled = solved[year].by_fuel()
    assert set(published.index) == set(modelled.index)
    assert ((modelled / published - 1.0).abs() <= WITHIN).all(), (modelled / published).round(3).to_dict()


@pytest.mark.parametrize(("year", "published_mt"), [(2019, 43.13), (2020, 42.15), (2021, 47.34)])
def test_emissions_are_near_those_published(
    year: int, published_mt: float, solved: dict[int, Solution]
) -> None:
    # Our World in Data (August 2022), electricity emissions of Pakistan
    assert solved[year].emission_mt == pytest.approx(published_mt, rel=0.10)


@pytest.mark.parametrize("year", YEARS)
def test_every_zone_balances_and_the_optimum_is_proven(year: int, solved: dict[int, Solution]) -> None:
    certificate = solved[year].certificate
    assert certificate.status == "optimal"
    assert set(certificate.residuals) == {
        "primal infeasibility",
        "dual infeasibility",
        "objective gap",
        "balance",
    }
    assert certificate.worst <= 1e-6


@pytest.mark.parametrize("year", YEARS)
def test_energy_is_conserved_over_the_year(
    year: int, system: PowerSystem, solved: dict[int, Solution]
) -> None:
    found = solved[year]
    demand = system.demand.loc[system.demand["year"] == year, "twh"].sum()
    made = found.mix["twh"].sum() + found.unserved_twh.sum() - found.flows["losses_twh"].sum()
    assert made == pytest.approx(demand, rel=1e-6)


def test_a_solve_is_the_same_twice(system: PowerSystem, solved: dict[int, Solution]) -> None:
    again = dispatch(system, year_of(system, 2020))
    pd.testing.assert_frame_equal(again.mix, solved[2020].mix, check_exact=True)
    assert np.array_equal(again.price, solved[2020].price)


def test_calibration_finds_the_availabilities_of_the_case(system: PowerSystem) -> None:
    table = system.availability
    blank = replace(system, availability=table[table["zone"] != ""])
    found, _ = calibrated(blank, 2021)
    expected = table[(table["year"] == 2021) & (table["zone"] == "")].set_index("fuel")["value"]
    rows = found.availability
    values = rows[(rows["year"] == 2021) & (rows["zone"] == "")].set_index("fuel")["value"]
    assert (values.drop(RESIDUAL) / expected.drop(RESIDUAL) - 1.0).abs().max() < 0.03


def test_the_price_is_that_of_the_dearest_plant_that_runs() -> None:
    # 100 MW at 20 and 100 MW at 50 US$/MWh serve 150 MW at all hours: the second sets the price.
    system = small_system(load_mw={"west": 150.0, "east": 0.0}, line_mw=0.0)
    found = dispatch(system, year_of(system, 2030))
    assert found.price[:, 0] == pytest.approx(50.0)
    assert found.running_cost == pytest.approx((100 * 20 + 50 * 50) / 150)


def test_a_full_line_parts_the_prices() -> None:
    # The east has a plant at 90 only; 40 MW from the west, 36 of which arrive, leave it 14 MW short.
    system = small_system(load_mw={"west": 50.0, "east": 50.0}, line_mw=40.0, loss=0.1)
    found = dispatch(system, year_of(system, 2030))
    assert found.price[:, 0] == pytest.approx(20.0)
    assert found.price[:, 1] == pytest.approx(90.0)
    hours = 8760 / 1e6
    assert found.flows["losses_twh"].sum() == pytest.approx(4.0 * hours)
    assert found.mix.set_index(["zone", "carrier"]).loc[("east", "oil"), "twh"] == pytest.approx(14.0 * hours)


def test_a_line_that_is_not_full_carries_the_price_and_its_losses() -> None:
    system = small_system(load_mw={"west": 50.0, "east": 9.0}, line_mw=40.0, loss=0.1)
    found = dispatch(system, year_of(system, 2030))
    assert found.price[:, 1] == pytest.approx(20.0 / 0.9)


def test_what_no_plant_serves_costs_the_value_of_lost_load() -> None:
    system = small_system(load_mw={"west": 230.0, "east": 0.0}, line_mw=0.0)
    found = dispatch(system, year_of(system, 2030))
    assert found.unserved_twh[0] == pytest.approx(30.0 * 8760 / 1e6)
    assert found.price[:, 0] == pytest.approx(1000.0)


def test_a_plant_stands_from_its_date() -> None:
    system = small_system(load_mw={"west": 150.0, "east": 0.0}, line_mw=0.0)
    late = system.plants.assign(year_in=np.where(system.plants["carrier"] == "coal", 2030.5, 1990.0))
    found = dispatch(replace(system, plants=late), year_of(replace(system, plants=late), 2030))
    coal = found.mix.set_index("carrier").loc["coal", "twh"]
    assert coal == pytest.approx(100.0 * 24 * (31 + 31 + 30 + 31 + 30 + 31) / 1e6)


def test_without_a_project_its_plant_is_gone(system: PowerSystem) -> None:
    with_it = year_of(system, 2021)
    without = year_of(system, 2021, absent=["sahiwal-coal"])
    assert with_it.fleet["capacity_mw"].sum() - without.fleet["capacity_mw"].sum() == pytest.approx(1320.0)


def test_all_faults_are_named_together() -> None:
    system = small_system(load_mw={"west": 1.0, "east": 1.0}, line_mw=1.0)
    costs = system.costs[system.costs["parameter"] != "fuel_cost"]
    lines = system.lines.assign(to_zone="west", from_zone="west")
    days = system.days.assign(days=1.0)
    with pytest.raises(InputError) as caught:
        replace(system, costs=costs, lines=lines, days=days)
    text = str(caught.value)
    for words in ("coal has no fuel_cost", "both ends are the same", "do not make a year"):
        assert words in text
