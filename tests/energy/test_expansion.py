"""Capacity expansion against screening curves, finite differences and what a cap can and cannot do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.energy.expansion import Pathway, annual_cost, expand
from corridor.energy.system import PowerSystem
from corridor.errors import InputError, SolveError
from tests.energy.systems import built_system, costed, small_system

BASE_MW, PEAK_MW, PEAK_HOURS = 60.0, 100.0, 4
RATE, LIFE = 0.1, 20.0
ANNUITY = RATE / (1.0 - (1.0 + RATE) ** -LIFE)
COAL_USD_KW, GAS_USD_KW = 1500.0, 500.0
COAL_FUEL, GAS_FUEL, COAL_T, GAS_T = 20.0, 50.0, 1.0, 0.5
HOURS = 8760.0


def peaked(hours: int) -> PowerSystem:
    """Return a zone of 60 MW, 100 MW in the first `hours` of the day, where coal and gas may be built."""
    return built_system(BASE_MW, PEAK_MW, hours, {"coal": COAL_USD_KW, "gas": GAS_USD_KW})


def capacities(found: Pathway) -> dict[str, float]:
    return dict(zip(found.built["kind"], found.built["capacity_mw"], strict=True))


@pytest.fixture(scope="module")
def free() -> Pathway:
    return expand(peaked(PEAK_HOURS), [2030])


@pytest.mark.parametrize("hours", [4, 12])
def test_screening_curves_say_what_is_built(hours: int, free: Pathway) -> None:
    # Coal costs (1500 - 500) US$/kW more and saves 30 US$/MWh: it pays from 1e6 * annuity / 30 hours a year.
    even = (COAL_USD_KW - GAS_USD_KW) * 1e3 * ANNUITY / (GAS_FUEL - COAL_FUEL)
    assert 4 * 365 < even < 12 * 365
    found = free if hours == PEAK_HOURS else expand(peaked(hours), [2030])
    peak = PEAK_MW - BASE_MW
    expected = {"coal": BASE_MW, "gas": peak} if hours * 365 < even else {"coal": PEAK_MW}
    assert capacities(found) == pytest.approx(expected)


def test_the_cost_of_the_year_is_that_counted_by_hand(free: Pathway) -> None:
    peak_mw, peak_hours = PEAK_MW - BASE_MW, PEAK_HOURS * 365.0
    capital = ANNUITY * 1e3 * (BASE_MW * COAL_USD_KW + peak_mw * GAS_USD_KW)
    fuel = BASE_MW * HOURS * COAL_FUEL + peak_mw * peak_hours * GAS_FUEL
    assert free.system_cost(2030) == pytest.approx(capital + fuel, rel=1e-9)
    served = BASE_MW * HOURS + peak_mw * peak_hours
    assert free.cost_per_mwh(2030) == pytest.approx((capital + fuel) / served, rel=1e-9)


def test_prices_pay_for_what_is_built(free: Pathway) -> None:
    # In the long run every plant earns its capital: load-weighted price = average cost (Boiteux 1949).
    assert free.solutions[0].mean_price()[0] == pytest.approx(free.cost_per_mwh(2030), rel=1e-6)


def test_the_price_of_a_cap_is_the_slope_of_the_cost(free: Pathway) -> None:
    system = peaked(PEAK_HOURS)
    cap, step = 0.8 * free.solutions[0].emission_mt, 1e-4
    here = expand(system, [2030], caps_mt={2030: cap})
    above, below = (
        expand(system, [2030], caps_mt={2030: cap + sign * step}).system_cost(2030) for sign in (1, -1)
    )
    assert here.co2_price[0] == pytest.approx((below - above) / (2 * step * 1e6), rel=1e-5)
    # Gas for a MWh of base load saves half a tonne: its extra cost per tonne is the price.
    extra = (GAS_FUEL - COAL_FUEL) - (COAL_USD_KW - GAS_USD_KW) * 1e3 * ANNUITY / HOURS
    assert here.co2_price[0] == pytest.approx(extra / (COAL_T - GAS_T), rel=1e-6)
    assert here.solutions[0].emission_mt == pytest.approx(cap, rel=1e-6)


def test_a_cap_that_does_not_bind_changes_nothing(free: Pathway) -> None:
    loose = expand(peaked(PEAK_HOURS), [2030], caps_mt={2030: 2.0 * free.solutions[0].emission_mt})
    assert loose.co2_price == pytest.approx((0.0,), abs=1e-9)
    assert capacities(loose) == pytest.approx(capacities(free))


def test_cost_never_falls_when_a_cap_tightens(free: Pathway) -> None:
    emitted = free.solutions[0].emission_mt
    caps = [{2030: share * emitted} for share in (0.9, 0.7, 0.55)]
    costs = [expand(peaked(PEAK_HOURS), [2030], caps_mt=cap).system_cost(2030) for cap in caps]
    assert all(np.diff([free.system_cost(2030), *costs]) > 0.0)


def test_a_cap_that_cannot_be_met_is_named() -> None:
    # All gas would emit 0.29 Mt: less cannot be had but by switching load off.
    with pytest.raises(SolveError, match=r"The cap of 0.2 Mt in 2030 cannot be met: .* not be served"):
        expand(peaked(PEAK_HOURS), [2030], caps_mt={2030: 0.2})
    with pytest.raises(InputError, match="the cap of 2030 cannot be met"):
        expand(peaked(PEAK_HOURS), [2030], caps_mt={2030: -1.0})


def test_load_beyond_all_sites_is_lost_at_its_value() -> None:
    system = peaked(PEAK_HOURS)
    # Half of a limit may stand in 2030: 80 MW of coal, no gas, for a peak of 100.
    sites = system.sites.assign(limit_mw=np.where(system.sites["carrier"] == "coal", 160.0, 0.0))
    found = expand(replace(system, sites=sites), [2030])
    lost_mwh = (PEAK_MW - 80.0) * PEAK_HOURS * 365.0
    assert found.solutions[0].unserved_twh[0] * 1e6 == pytest.approx(lost_mwh)
    assert found.solutions[0].price[:PEAK_HOURS, 0] == pytest.approx(1000.0)
    fuel = (BASE_MW * HOURS + 20.0 * PEAK_HOURS * 365.0) * COAL_FUEL
    expected = fuel + 80.0 * COAL_USD_KW * 1e3 * ANNUITY + lost_mwh * 1000.0
    assert found.system_cost(2030) == pytest.approx(expected, rel=1e-9)


def test_a_line_is_built_where_it_is_cheaper_than_the_dear_plant() -> None:
    # The east burns oil at 90; coal stands idle in the west at 20; a MW of line costs 100 km at 1 US$/kW/km.
    system = small_system(load_mw={"west": 10.0, "east": 50.0}, line_mw=0.0)
    system = costed(system, "transmission", 1.0)
    assert annual_cost(system, "transmission", "w-e", 2030) == pytest.approx(100.0 * 1e3 * ANNUITY)
    found = expand(system, [2030])
    assert capacities(found) == pytest.approx({"transmission": 50.0})
    east = found.solutions[0].mix.set_index(["zone", "carrier"])
    assert east.loc[("east", "oil"), "twh"] == pytest.approx(0.0, abs=1e-9)


def test_what_was_built_before_stays_and_is_paid_on() -> None:
    system = peaked(PEAK_HOURS)
    demand = pd.concat([system.demand, system.demand.assign(year=2031)], ignore_index=True)
    found = expand(replace(system, demand=demand), [2030, 2031])
    assert set(found.built["year"]) == {2030}
    assert found.system_cost(2031) == pytest.approx(found.system_cost(2030), rel=1e-9)


@pytest.mark.parametrize("years", [[], [2031, 2030], [2030, 2030]])
def test_years_must_rise(years: list[int]) -> None:
    with pytest.raises(InputError, match="years must rise"):
        expand(peaked(PEAK_HOURS), years)
