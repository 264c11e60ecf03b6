"""Load that is shed: its cost by tier, what a plant is worth in a short year, roofs, and the fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.energy.expansion import unexpanded
from corridor.energy.network import shedding
from corridor.energy.shortage import fitted, shortage_compared
from corridor.energy.solution import dispatch
from corridor.energy.system import PowerSystem
from corridor.energy.year import year_of
from corridor.errors import SolveError
from tests.energy.systems import costed, small_system

HOURS = 8760.0
PLANNED, BEYOND, TIMETABLE = 400.0, 1000.0, 0.1
STACK = ((100.0, 20.0), (100.0, 50.0))
"""MW and US$/MWh of coal and gas in the west."""


def costs(system: PowerSystem, *rows: tuple[str, str, float | None, float]) -> PowerSystem:
    """Return the system with more rows of costs: technology, parameter, year, value."""
    names = ["technology", "parameter", "year", "value"]
    more = pd.DataFrame(list(rows), columns=names).assign(unit="-", source="-", status="assumed")
    joined = pd.concat([system.costs, more], ignore_index=True)
    return replace(system, costs=joined.assign(year=joined["year"].astype("Int64")))


def rationed(load_mw: float) -> PowerSystem:
    """Return the small system with a tenth of its load on a timetable."""
    system = small_system(load_mw={"west": load_mw, "east": 0.0}, line_mw=0.0)
    tiers = (
        ("all", "planned_shedding", None, TIMETABLE),
        ("all", "value_of_planned_shedding", None, PLANNED),
    )
    return costs(system, *tiers)


def swinging(system: PowerSystem) -> PowerSystem:
    """Return the system with load that rises through the day, 0.5 to 1.5 of its mean."""
    hour = system.profiles["hour"].to_numpy(float)
    return replace(system, profiles=system.profiles.assign(value=0.5 + hour / 23.0))


def by_merit(load: np.ndarray, stack: tuple[tuple[float, float], ...]) -> float:
    """Return the cost of serving loads from the cheapest on, the rest shed in two tiers, US$."""
    total = 0.0
    for mw in load:
        left = mw
        for able, usd in stack:
            run = min(left, able)
            total, left = total + run * usd, left - run
        cut = min(left, TIMETABLE * mw)
        total += cut * PLANNED + (left - cut) * BEYOND
    return total


def test_shed_load_costs_its_tiers() -> None:
    """230 MW on 200: 30 are shed, 23 by the timetable at 400, 7 beyond it at 1,000, which set the price."""
    found = dispatch(rationed(230.0), year_of(rationed(230.0), 2030))
    assert found.unserved_twh[0] == pytest.approx(30.0 * HOURS / 1e6)
    assert found.lost_load_musd == pytest.approx((23.0 * PLANNED + 7.0 * BEYOND) * HOURS / 1e6)
    assert found.price[:, 0] == pytest.approx(BEYOND)


def test_within_the_timetable_its_cost_is_the_price() -> None:
    found = dispatch(rationed(210.0), year_of(rationed(210.0), 2030))
    assert found.price[:, 0] == pytest.approx(PLANNED)
    assert found.lost_load_musd == pytest.approx(10.0 * PLANNED * HOURS / 1e6)


def test_a_system_without_a_timetable_has_one_tier() -> None:
    system = small_system(load_mw={"west": 230.0, "east": 0.0}, line_mw=0.0)
    assert [(part, usd) for _, part, usd in shedding(system)] == [(1.0, BEYOND)]


def test_a_plant_of_a_short_year_is_worth_what_merit_order_says() -> None:
    """With and without coal, hour by hour, beside an addition of the stack that knows no solver."""
    system = costed(swinging(rationed(190.0)), "coal", 1500.0)
    named = system.plants.assign(project_id=np.where(system.plants["carrier"] == "coal", "coal-plant", ""))
    system = replace(system, plants=named)
    here, there = unexpanded(system, [2030]), unexpanded(system, [2030], absent=["coal-plant"])
    year = year_of(system, 2030)
    load, hours = year.load[:, 0], year.weight
    with_it = sum(by_merit(np.array([mw]), STACK) * h for mw, h in zip(load, hours, strict=True))
    without = sum(by_merit(np.array([mw]), STACK[1:]) * h for mw, h in zip(load, hours, strict=True))
    assert here.system_cost(2030) == pytest.approx(with_it, rel=1e-9)
    assert there.system_cost(2030) - here.system_cost(2030) == pytest.approx(without - with_it, rel=1e-9)
    shed = there.solution(2030).unserved_twh.sum() - here.solution(2030).unserved_twh.sum()
    assert shed > 0.1
    paid = there.paid_cost(2030) - here.paid_cost(2030)
    lost = there.solution(2030).lost_load_musd - here.solution(2030).lost_load_musd
    assert paid + 1e6 * lost == pytest.approx(without - with_it, rel=1e-9)


def test_a_system_in_surplus_has_nothing_to_end() -> None:
    """Twice the plants that are needed: another plant ends no shedding, and only saves fuel."""
    system = swinging(rationed(60.0))
    found = unexpanded(system, [2030])
    assert found.solution(2030).unserved_twh.sum() == pytest.approx(0.0, abs=1e-12)
    assert found.solution(2030).lost_load_musd == 0.0
    assert found.paid_cost(2030) == found.system_cost(2030)


def test_roofs_take_the_noon_out_and_leave_the_energy() -> None:
    """Sun in one hour of the day, a fiftieth of what the grid sells: that hour loses it, all gain alike."""
    system = small_system(load_mw={"west": 100.0, "east": 0.0}, line_mw=0.0)
    sun = system.profiles.assign(carrier="solar", value=(system.profiles["hour"] == 12).astype(float))
    system = replace(system, profiles=pd.concat([system.profiles, sun], ignore_index=True))
    twh = 100.0 * HOURS / 1e6
    roofed = costs(system, ("all", "rooftop_energy", 2020, 0.0), ("all", "rooftop_energy", 2030, 0.02 * twh))
    load, weight = year_of(roofed, 2030).load[:, 0], year_of(roofed, 2030).weight
    assert load @ weight == pytest.approx(twh * 1e6)
    noon = np.arange(len(load)) % 24 == 12
    assert load[~noon] == pytest.approx(102.0)
    assert load[noon] == pytest.approx(102.0 - 0.02 * 24.0 * 100.0)


def test_more_sun_than_load_is_not_taken_back() -> None:
    system = small_system(load_mw={"west": 100.0, "east": 0.0}, line_mw=0.0)
    sun = system.profiles.assign(carrier="solar", value=(system.profiles["hour"] == 12).astype(float))
    system = replace(system, profiles=pd.concat([system.profiles, sun], ignore_index=True))
    roofed = costs(system, ("all", "rooftop_energy", 2030, 0.5 * 100.0 * HOURS / 1e6))
    found = year_of(roofed, 2030)
    assert found.load.min() == 0.0
    assert found.load[:, 0] @ found.weight == pytest.approx(100.0 * HOURS)


def test_the_fit_finds_what_dear_plants_can_run() -> None:
    """250 MW of load in the east on 100 of oil: 170 shed means that eight tenths of the oil run."""
    system = small_system(load_mw={"west": 0.0, "east": 250.0}, line_mw=0.0)
    _, level = fitted(system, "oil", 2030, 170.0 * HOURS / 1e6)
    assert level == pytest.approx(0.8, abs=1e-3)
    with pytest.raises(SolveError, match="No availability of oil"):
        fitted(system, "oil", 2030, 100.0 * HOURS / 1e6)


def test_a_year_is_judged_by_the_range_of_what_was_published() -> None:
    system = small_system(load_mw={"west": 230.0, "east": 0.0}, line_mw=0.0)
    shed = 30.0 * HOURS / 1e6
    row = {"fuel": "unserved", "year": 2030, "use": "held-out", "likely_cause": "why", "source": "paper"}
    for low, high, verdict in ((0.0, 2.0 * shed, "holds"), (0.0, 0.5 * shed, "fails")):
        table = pd.DataFrame([{**row, "twh": 0.9 * shed, "low": low, "high": high, "band": np.nan}])
        found = shortage_compared(replace(system, generation=table))
        assert found["model"].item() == pytest.approx(shed)
        assert found["verdict"].item() == verdict
        assert found["ratio"].item() == pytest.approx(1.0 / 0.9)
