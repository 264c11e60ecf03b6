"""Fuel of a vehicle that moves steadily: forces, power, litres (HDM-4; Bennett & Greenwood 2003).

    F  = CR2 (b11 N + CR1 (b12 M + b13 v^2)) + 0.5 rho CD A v^2 + M g G          [N]
    CR2 = a0 + a1 Tdsp + a2 IRI,   b11 = 37 D,   b12 = 0.064 / D,   b13 = 0.012 N / D^2
    P  = max(F, 0) v / edt + edt min(F, 0) v + Pe,   Pe = Pi + (share Pmax - Pi) v / v100   [kW]
    fuel per second = max(idle, zeta (1 + ehp (P - Pe)/Pmax) P)                  [ml/s]

Idle power `Pi` is what idling burns: idle fuel over zeta. A road that rises and falls is driven half up, half
down at one speed. Downhill an engine burns no less than when idling, so climbing is not all given back.
"""

from __future__ import annotations

import numpy as np

from corridor.travel.vehicles.fleet import Vehicles
from corridor.types import Floats

GRAVITY = 9.81
AIR = 1.2
"""kg/m3"""
TEXTURE = 0.04 * 0.7
"""a1 Tdsp of CR2: an asphalt surface of 0.7 mm sand-patch depth."""
V100 = 100.0 / 3.6
"""m/s"""
ML = 1000.0
METRES = 1000.0


def force(vehicles: Vehicles, mass: Floats, speed: Floats, iri: Floats, gradient: Floats) -> Floats:
    """Return the force at the wheels, [..., vehicle] N; `mass` in kg, `speed` in m/s, broadcast together."""
    wheels, diameter = vehicles.wheels, vehicles.wheel_diameter
    rough = vehicles.rolling_base + TEXTURE + vehicles.rolling_rough * iri
    rolling = rough * (
        37.0 * diameter * wheels
        + vehicles.tyre_kind * (0.064 / diameter * mass + 0.012 * wheels / diameter**2 * speed**2)
    )
    drag = 0.5 * AIR * vehicles.drag * vehicles.frontal_area * speed**2
    found: Floats = rolling + drag + mass * GRAVITY * gradient
    return found


def fuel_rate(vehicles: Vehicles, mass: Floats, speed: Floats, iri: Floats, gradient: Floats) -> Floats:
    """Return fuel per km at a steady speed on one gradient, [..., vehicle] l/km; units as `force`."""
    at_wheels = force(vehicles, mass, speed, iri, gradient) * speed / 1000.0
    tractive = np.where(at_wheels > 0.0, at_wheels / vehicles.driveline, at_wheels * vehicles.driveline)
    idle = vehicles.idle_fuel / vehicles.fuel_to_power
    own = idle + np.maximum(vehicles.engine_share * vehicles.rated_power - idle, 0.0) * speed / V100
    power = tractive + own
    worse = 1.0 + vehicles.high_power * np.maximum(tractive, 0.0) / vehicles.rated_power
    burnt = np.maximum(vehicles.idle_fuel, vehicles.fuel_to_power * worse * power)
    found: Floats = burnt * vehicles.on_road / speed * METRES / ML
    return found


def fuel(vehicles: Vehicles, mass: Floats, speed: Floats, iri: Floats, gradient: Floats) -> Floats:
    """Return fuel per km on a road half up and half down, [..., vehicle] l/km; units as `force`."""
    up, down = (fuel_rate(vehicles, mass, speed, iri, sign * gradient) for sign in (1.0, -1.0))
    found: Floats = 0.5 * (up + down)
    return found
