"""Free speed of a vehicle: the limiting-speed model (HDM-III; Watanatada, Dhareshwar & Rezende Lima 1987).

Five speeds would each hold a vehicle back if it were alone: the power of its engine uphill, its brakes
downhill, bends, roughness, and what its driver wants. Each driver takes the least of his own; with Weibull
spread beta

    V = E0 / ( sum_k V_k^(-1/beta) )^beta .

A road half up, half down is driven at the harmonic mean of both.
"""

from __future__ import annotations

import numpy as np

from corridor.travel.vehicles.fleet import Prices, Vehicles
from corridor.travel.vehicles.fuel import AIR, GRAVITY
from corridor.travel.vehicles.road import Road
from corridor.types import Floats

KMH = 3.6
ROUGH = 1.15
"""Rectified velocity of a suspension, mm/s, per m/s of speed and m/km IRI (HDM-4, a0)."""
STEPS = 60
FASTEST = 100.0
"""m/s"""
SUPERELEVATION = 0.00012
"""Of a paved road per degree per km of curvature (HDM-III)."""
STRAIGHTEST = 18.0 / np.pi
"""Degrees per km of a straight road, HDM-III."""


def free_speed(vehicles: Vehicles, prices: Prices, road: Road, *, load: Floats | None = None) -> Floats:
    """Return the speed at which nothing else is in the way, [road, vehicle] km/h; `load` [vehicle] t."""
    carried = prices.load if load is None else load
    mass = (prices.empty_mass + carried) * 1000.0
    up, down = (_one_way(vehicles, mass, road, sign) for sign in (1.0, -1.0))
    found: Floats = KMH * 2.0 / (1.0 / up + 1.0 / down)
    return found


def _one_way(vehicles: Vehicles, mass: Floats, road: Road, sign: float) -> Floats:
    iri, gradient = np.asarray(road.iri)[:, None], sign * road.gradient[:, None]
    limits = [
        drive_speed(vehicles, mass, iri, gradient),
        brake_speed(vehicles, mass, iri, gradient),
        bend_speed(vehicles, np.asarray(road.curvature)[:, None]),
        vehicles.rough_speed / (ROUGH * iri),
        np.broadcast_to(vehicles.desired_speed / KMH, (len(iri), len(mass))),
    ]
    power = -1.0 / vehicles.spread
    total = np.sum([np.power(limit, power) for limit in limits], axis=0)
    found: Floats = vehicles.speed_bias * np.power(total, -vehicles.spread)
    return found


def _rolling(vehicles: Vehicles, iri: Floats) -> Floats:
    found: Floats = vehicles.rolling_speed + vehicles.rolling_speed_rough * iri
    return found


def drive_speed(vehicles: Vehicles, mass: Floats, iri: Floats, gradient: Floats) -> Floats:
    """Return the speed at which the power that drivers use balances all forces, [..., vehicle] m/s.

    The root of a cubic that rises with speed where it is positive, by bisection to 1e-16 of the range.
    """
    slope = mass * GRAVITY * (_rolling(vehicles, iri) + gradient)
    air = 0.5 * AIR * vehicles.drag * vehicles.frontal_area
    power = vehicles.drive_power * 1000.0
    low, high = np.zeros(slope.shape), np.full(slope.shape, FASTEST)
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        more = middle * (slope + air * middle**2) < power
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    found: Floats = 0.5 * (low + high)
    return found


def brake_speed(vehicles: Vehicles, mass: Floats, iri: Floats, gradient: Floats) -> Floats:
    """Return the speed at which the brakes hold a vehicle, [..., vehicle] m/s; `FASTEST` on a rise."""
    pull = mass * GRAVITY * (-gradient - _rolling(vehicles, iri))
    power = vehicles.brake_power * 1000.0
    found: Floats = np.divide(power, pull, out=np.full(pull.shape, FASTEST), where=pull > power / FASTEST)
    return found


def bend_speed(vehicles: Vehicles, curvature: Floats) -> Floats:
    """Return the speed at which bends of the mean radius are taken, [..., vehicle] m/s."""
    turn = np.maximum(curvature, STRAIGHTEST)
    radius = 180_000.0 / (np.pi * turn)
    found: Floats = np.sqrt((vehicles.friction + SUPERELEVATION * turn) * GRAVITY * radius)
    return found
