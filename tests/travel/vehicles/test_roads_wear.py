"""Roughness, overloading, accidents and exhaust: by hand, against closed forms and published figures."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.errors import InputError
from corridor.travel.vehicles.accidents import accident_cost, casualties, saved, values
from corridor.travel.vehicles.damage import equivalent_axles, overloading
from corridor.travel.vehicles.pollution import Air, deaths_per_kg, exhaust_cost, intake_fraction
from corridor.travel.vehicles.roughness import ROUGHEST, Pavement, Upkeep, roughness
from tests.travel.vehicles.fleets import fleet

ONE = np.ones(1)


def pavement(**change: float) -> Pavement:
    told = {"iri": 2.5, "age": 0.0, "strength": 4.0, "axles": 1.0, "growth": 0.0, "climate": 0.025} | change
    return Pavement(**{name: value * ONE for name, value in told.items()})


def upkeep(kept: bool, trigger: float = 5.0) -> Upkeep:
    return Upkeep(np.array([kept]), trigger * ONE, 2.2 * ONE, 0.6 * ONE)


def test_a_road_without_traffic_grows_rough_with_its_climate() -> None:
    """Without traffic: compound growth at `m`, plus the term of age."""
    path, _ = roughness(pavement(axles=0.0), upkeep(kept=False), 11)
    r = 2.5
    for age in range(10):
        r = r * 1.025 + 0.0054 * age
    assert path[-1, 0] == pytest.approx(r, rel=1e-12)


def test_one_year_by_hand() -> None:
    path, _ = roughness(pavement(axles=2.0, age=5.0), upkeep(kept=False), 2)
    load = 134.0 * np.exp(0.125) * (1.0 + 0.7947 * 4.0) ** -5 * 2.0
    assert path[1, 0] == pytest.approx(2.5 + load + 0.0054 * 5.0 + 0.025 * 2.5, rel=1e-12)


def test_close_to_the_closed_form_of_paterson() -> None:
    """`1.04 exp(mt) (RI0 + 263 (1 + SNC)^-5 NE4)` (Paterson 1987) over 15 years, within a third."""
    path, _ = roughness(pavement(iri=2.0, axles=0.5, strength=4.5), upkeep(kept=False), 16)
    closed = 1.04 * np.exp(0.025 * 15.0) * (2.0 + 263.0 * 5.5**-5 * 7.5)
    assert path[-1, 0] == pytest.approx(closed, rel=0.34)


def test_traffic_climate_and_weakness_wear_and_upkeep_mends() -> None:
    end = {name: roughness(pavement(**{name: value}), upkeep(kept=False), 16)[0][-1, 0] for name, value in
           (("iri", 2.5), ("axles", 2.0), ("climate", 0.06), ("strength", 3.0))}  # fmt: skip
    assert min(end["axles"], end["climate"], end["strength"]) > end["iri"]
    kept, works = roughness(pavement(axles=2.0), upkeep(kept=True), 31)
    left, none = roughness(pavement(axles=2.0), upkeep(kept=False), 31)
    assert works.any()
    assert not none.any()
    assert kept.max() < 5.0
    assert left[-1, 0] > kept.max()
    assert left.max() <= ROUGHEST
    assert (kept[works] == 2.2).all()


def test_a_pavement_that_cannot_be_is_told_whole() -> None:
    with pytest.raises(InputError) as broken:
        pavement(iri=0.0, axles=-1.0, climate=9.0)
    assert len(broken.value.faults) == 3


VEHICLES = fleet().vehicles
CAR, TWO, THREE, SIX = (
    VEHICLES.names.index(name) for name in ("car", "truck_two", "truck_three", "truck_articulated")
)


def test_the_fourth_power() -> None:
    """Twice the load does sixteen times the damage; a car does none."""
    once, twice = (equivalent_axles(VEHICLES, np.full(7, mass)) for mass in (20.0, 40.0))
    assert twice == pytest.approx(16.0 * once)
    assert once[TWO] == pytest.approx((0.7 * 20.0 / 8.16) ** 4 + (0.3 * 20.0 / 5.4) ** 4)
    assert once[CAR] == 0.0


def test_all_that_a_truck_weighs_is_on_its_axles() -> None:
    total = VEHICLES.steering + VEHICLES.single + VEHICLES.tandem + VEHICLES.tridem
    assert total[VEHICLES.trucks > 0.0] == pytest.approx(1.0)


def test_truck_factors_of_pakistan() -> None:
    """At a weigh station 5 to 16 standard axles a truck, by class (NUST, Mullan Mansoor)."""
    gross, legal = np.full(7, 1.0), np.full(7, 1.0)
    gross[[TWO, THREE]], legal[[TWO, THREE]] = (20.0, 32.0), (17.5, 27.5)
    wear = overloading(VEHICLES, gross, legal, 0.88)
    for truck in (TWO, THREE):
        assert 5.0 < wear.legal[truck] < wear.mean[truck] < 16.0


def test_deaths_and_their_cost_by_hand() -> None:
    """A million vehicles a year over 100 km at 8 deaths per 100 million vehicle-km: 8 deaths."""
    dead, hurt = casualties(np.array([100.0]), np.array([8.0]), np.array([10.0]))
    assert dead[0] == pytest.approx(8.0)
    assert hurt[0] == pytest.approx(80.0)
    worth = values(1400.0, 70.0, 0.25)
    assert worth.death == pytest.approx(98_000.0)
    cost = accident_cost(np.array([8.0, 4.0]), np.array([10.0, 10.0]), worth)
    assert cost[0] * 100e6 == pytest.approx(8.0 * 98_000.0 + 80.0 * 24_500.0)
    assert saved(np.array(100.0), cost[0], cost[1]) == pytest.approx(0.5 * cost[0] * 100e6)


AIR = Air(breath=1.74e-4, wind=2.5, mixing=500.0, reach=10.0, slope=0.003, mortality=0.0065, secondary=0.1)


def test_intake_fractions_as_published() -> None:
    """Per million: 0.1 to 2 in open country, 5 to 50 in cities (Apte et al. 2012; Humbert et al. 2011)."""
    assert 0.1 < 1e6 * float(intake_fraction(300.0, AIR)) < 2.0
    assert 5.0 < 1e6 * float(intake_fraction(8000.0, AIR)) < 50.0


def test_exhaust_by_hand() -> None:
    """What a box holds: emission over wind, height and length is the concentration; people breathe it."""
    emitted = 1000.0 / AIR.wind / AIR.mixing / 10_000.0  # g/m3 of a kg a second on 10 km of road
    breathed = emitted * AIR.breath * 300e-6 * 10_000.0 * 10_000.0
    assert float(intake_fraction(300.0, AIR)) == pytest.approx(breathed / 1000.0)
    yearly_dose = 1e-9 * AIR.breath * 365.0 * 86_400.0  # kg of a person-year at 1 ug/m3
    assert deaths_per_kg(AIR) * yearly_dose == pytest.approx(AIR.slope * AIR.mortality)
    cost = exhaust_cost(np.array([0.5]), np.array([10.0]), 300.0, AIR, 98_000.0)
    assert cost[0] == pytest.approx(1.5e-3 * breathed / 1000.0 * deaths_per_kg(AIR) * 98_000.0)
