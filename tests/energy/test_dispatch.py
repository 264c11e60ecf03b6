"""The power system of the reference case: its published mix, its certificate, and hand-made systems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.energy.calibrate import (
    RESIDUAL,
    UNSERVED,
    calibrated,
    compared,
    published_mix,
    published_year,
)
from corridor.energy.sharing import capability
from corridor.energy.solution import Solution, dispatch
from corridor.energy.system import PowerSystem
from corridor.energy.year import middle_of, scaled_to, year_of
from corridor.errors import InputError
from tests.energy.systems import cpec_system, small_system

YEARS = (2019, 2020, 2021)
WITHIN = 0.10


@pytest.fixture(scope="module")
def system() -> PowerSystem:
    return cpec_system()


@pytest.fixture(scope="module")
def solved(system: PowerSystem) -> dict[int, Solution]:
    return {year: dispatch(system, published_year(system, year)) for year in YEARS}


@pytest.mark.parametrize("year", YEARS)
def test_the_mix_is_the_published_one(year: int, system: PowerSystem, solved: dict[int, Solution]) -> None:
    """All fuels but the residual are calibrated; oil is what they leave, and is no more than published."""
    published = published_mix(system, year)
    modelled = solved[year].by_fuel(system.in_mix)
    assert set(published.index) == set(modelled.index)
    ratio = (modelled / published).drop(RESIDUAL)
    assert ((ratio - 1.0).abs() <= WITHIN).all(), ratio.round(3).to_dict()


@pytest.mark.parametrize(("year", "published_mt"), [(2019, 43.13), (2020, 42.15), (2021, 47.34)])
def test_emissions_are_near_those_published(
    year: int, published_mt: float, solved: dict[int, Solution]
) -> None:
    # Our World in Data (August 2022), electricity emissions of Pakistan, calendar years. It counts a third
    # less coal in 2021 than NEPRA (19.8 TWh; 27.3 on the national grid alone).
    assert solved[year].emission_mt == pytest.approx(published_mt, rel=0.20)


@pytest.fixture(scope="module")
def held_out(system: PowerSystem) -> pd.DataFrame:
    return pd.concat([compared(system, year) for year in (2022, 2023, 2024)], ignore_index=True)


def test_years_held_out_never_touch_the_model(system: PowerSystem) -> None:
    table = system.generation[system.generation["fuel"] != UNSERVED]
    held = set(table.loc[table["use"] == "held-out", "year"])
    assert held == {2022, 2023, 2024, 2025}
    assert set(system.availability["year"]) == set(table.loc[table["use"] == "calibrate", "year"])
    assert not held & set(system.availability["year"])


def test_the_large_fuels_of_years_held_out_are_near_those_published(held_out: pd.DataFrame) -> None:
    """NEPRA's shares of 2021-24; the model was fitted until June 2021. Oil and gas bought at spot fail."""
    large = held_out[~held_out["id"].str.contains("oil|lng|biomass|solar|wind")]
    assert set(large["use"]) == {"held-out"}
    off = large[(large["ratio"] < 0.8) | (large["ratio"] > 1.25)]
    assert off.empty, off.to_string()
    # points of the mix: half the sum of differences is energy that comes from another fuel than published
    wrong = (held_out["model"] - held_out["observed"]).abs().groupby(held_out["id"].str[6:10]).sum() / 2.0
    assert (wrong < 10.0).all(), wrong.to_dict()


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
    table = system.generation[system.generation["year"] == year].set_index("fuel")["twh"]
    demand = (table["total"] + table["outside"]) * (1.0 - 0.006)
    made = found.mix["twh"].sum() + found.unserved_twh.sum() - found.flows["losses_twh"].sum()
    assert made == pytest.approx(demand, rel=1e-6)


def test_a_solve_is_the_same_twice(system: PowerSystem, solved: dict[int, Solution]) -> None:
    again = dispatch(system, published_year(system, 2020))
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


def test_a_fiscal_year_is_july_to_june() -> None:
    months = np.arange(1, 13)
    middle = middle_of(2022.5, months)
    assert middle[6:] == pytest.approx(2022.0 + (months[6:] - 0.5) / 12.0)
    assert middle[:6] == pytest.approx(2023.0 + (months[:6] - 0.5) / 12.0)
    system = small_system(load_mw={"west": 150.0, "east": 0.0}, line_mw=0.0)
    late = system.plants.assign(year_in=np.where(system.plants["carrier"] == "coal", 2030.5, 1990.0))
    late = replace(system, plants=late)
    share = year_of(late, 2031, fiscal=True).can_run[:, 0]
    assert share == pytest.approx(np.ones(288))
    assert year_of(late, 2030, fiscal=True).fleet["carrier"].tolist() == ["gas", "oil"]


@pytest.mark.parametrize("mean", [0.1, 0.429, 0.645, 0.99, 1.2])
def test_a_profile_is_scaled_to_the_energy_of_the_plant(mean: float) -> None:
    course = np.array([0.15, 0.3, 0.5, 0.78])
    weight = np.array([3.0, 2.0, 2.0, 1.0])
    found = scaled_to(course, weight, mean)
    assert np.average(found, weights=weight) == pytest.approx(min(mean, 1.0), rel=1e-9)
    assert found.max() <= 1.0
    assert (np.diff(found) >= 0.0).all()
    ratio = (found / course)[found < 1.0]
    assert ratio == pytest.approx(np.full(len(ratio), ratio.max(initial=0.0)), rel=1e-9)


def test_every_hydropower_plant_has_its_published_energy(system: PowerSystem) -> None:
    """GWh a year: Tarbela's fifth extension 1,347, Dasu 12,000, Kohala 5,200, over the mean water year."""
    level = system.cost("hydro", "availability")
    water = system.plants[system.plants["carrier"] == "hydro"]
    named = replace(
        system, plants=water.assign(project_id=water["plant"]), availability=system.availability.iloc[:0]
    )
    published = {"tarbela-5": 1347.0, "dasu-1": 12000.0, "kohala": 5200.0, "mohmand": 2862.0, "karot": 3249.0}
    found = capability(named, list(published), 2035)
    assert {name: mwh / 1e3 / level for name, mwh in found.items()} == pytest.approx(published, rel=1e-6)


def test_fuel_that_is_bought_ahead_is_burnt() -> None:
    # Coal at 20 could serve all 50 MW; gas at 50 must make 0.2 TWh, or the 0.876 that it can.
    system = small_system(load_mw={"west": 150.0, "east": 0.0}, line_mw=0.0)
    free = dispatch(system, year_of(system, 2030)).by_fuel()
    for asked, made in ((0.2, free["gas"]), (0.6, 0.6), (5.0, 0.999 * 0.876)):
        rows = pd.DataFrame([{"technology": "gas", "parameter": "minimum_energy", "value": asked}])
        bound = replace(system, costs=pd.concat([system.costs, rows], ignore_index=True))
        found = dispatch(bound, year_of(bound, 2030)).by_fuel()
        assert found["gas"] == pytest.approx(made, rel=1e-6)
        assert found.sum() == pytest.approx(free.sum(), rel=1e-9)


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
