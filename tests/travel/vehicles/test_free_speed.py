"""Free speed: what each limit says alone, by physics, and that none is passed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.travel.vehicles.road import Road
from corridor.travel.vehicles.speed import bend_speed, brake_speed, drive_speed, free_speed
from tests.travel.vehicles.fleets import fleet

FLEET = fleet()
VEHICLES, MASS = FLEET.vehicles, FLEET.gross


def road(iri: float = 2.0, rise_fall: float = 0.0, curvature: float = 10.0) -> Road:
    return Road(np.array([iri]), np.array([rise_fall]), np.array([curvature]))


def speed(one: Road) -> np.ndarray:
    return free_speed(VEHICLES, FLEET.prices, one)[0]


def test_engines_hold_their_power_uphill() -> None:
    iri, up = np.array([[3.0]]), np.array([[0.05]])
    v = drive_speed(VEHICLES, MASS, iri, up)[0]
    rolling = VEHICLES.rolling_speed + VEHICLES.rolling_speed_rough * 3.0
    watts = v * (MASS * 9.81 * (rolling + 0.05) + 0.6 * VEHICLES.drag * VEHICLES.frontal_area * v**2)
    assert watts == pytest.approx(VEHICLES.drive_power * 1000.0, rel=1e-9)


def test_brakes_hold_their_power_downhill_and_are_idle_on_a_rise() -> None:
    iri = np.array([[3.0]])
    v = brake_speed(VEHICLES, MASS, iri, np.array([[-0.08]]))[0]
    pull = MASS * 9.81 * (0.08 - VEHICLES.rolling_speed - VEHICLES.rolling_speed_rough * 3.0)
    assert np.minimum(VEHICLES.brake_power * 1000.0 / pull, 100.0) == pytest.approx(v)
    assert (brake_speed(VEHICLES, MASS, iri, np.array([[0.08]])) == 100.0).all()


def test_bends_by_hand() -> None:
    """Radius 286 m at 200 degrees a km; side force (f + e) g."""
    radius = 180_000.0 / np.pi / 200.0
    by_hand = np.sqrt((VEHICLES.friction + 0.024) * 9.81 * radius)
    assert bend_speed(VEHICLES, np.array([[200.0]]))[0] == pytest.approx(by_hand, rel=1e-9)


def test_every_hindrance_slows() -> None:
    plain = speed(road())
    for worse in (road(iri=8.0), road(rise_fall=50.0), road(curvature=500.0)):
        assert (speed(worse) < plain).all()
    heavier = free_speed(VEHICLES, FLEET.prices, road(rise_fall=30.0), load=FLEET.prices.load * 1.5)[0]
    assert (heavier[4:] < speed(road(rise_fall=30.0))[4:]).all()


def test_without_spread_the_least_limit_holds() -> None:
    """As beta goes to nothing the speed is the least of the five."""
    sure = replace(VEHICLES, spread=np.full(7, 0.01), speed_bias=np.ones(7))
    rough = free_speed(sure, FLEET.prices, road(iri=14.0))[0] / 3.6
    limit = VEHICLES.rough_speed / (1.15 * 14.0)
    held = limit < 0.7 * drive_speed(VEHICLES, MASS, np.array([[14.0]]), np.array([[0.0]]))[0]
    assert held.any()
    assert rough[held] == pytest.approx(limit[held], rel=0.01)


def test_a_smooth_plain_road_is_driven_as_in_brazil() -> None:
    """Observed there: cars 75 to 95 km/h, buses 65 to 85, trucks 50 to 80 (Watanatada et al. 1987)."""
    v = speed(road())
    assert 75.0 < v[1] < 95.0
    assert 65.0 < v[3] < 85.0
    assert (v[4:] > 40.0).all()
    assert (v[4:] < 80.0).all()
