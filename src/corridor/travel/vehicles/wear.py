"""Tyres, parts and labour of repair, and how long a vehicle lives.

Tyres: HDM-III (Watanatada et al. 1987). Of cars, new tyres per 1,000 tyre-km are linear in roughness. Of
trucks and buses, tread is worn by circumferential force, and recaps grow fewer on rough and winding roads:

    TWT = C0 + Ct CFT^2 / NFT,   NR = NR0 exp(-0.03224 IRI - 0.00118 min(C, 300)) - 1
    tyres per 1,000 tyre-km = (1 + recap cost NR) TWT / ((1 + NR) VOL) + 0.0027 .

Parts and labour: HDM-4 (Bennett & Greenwood 2003), of the price of a new vehicle per 1,000 km:

    PC = CKM^kp (a0 + a1 IRI) 1e-6,   LH = a0 PC^a1 hours.

Life: the optimal-life relation of HDM-4, share of the life on a smooth road `1 / (1 + exp(-65.8553
IRI^-1.9194))`, normed to one at 1 m/km.
"""

from __future__ import annotations

import numpy as np

from corridor.travel.vehicles.fleet import Market, Prices, Vehicles
from corridor.travel.vehicles.fuel import GRAVITY
from corridor.travel.vehicles.road import Road
from corridor.types import Floats

IRI_RECAP = 0.00248 * 13.0
"""HDM-III gives 0.00248 per QI; one m/km IRI is 13 QI."""
TURN_RECAP = 0.00118
MOST_TURN = 300.0
BURST = 0.0027
"""Tyres per 1,000 tyre-km that fail before they are worn."""
LIFE_SCALE, LIFE_POWER = 65.8553, -1.9194


def tyres(vehicles: Vehicles, mass: Floats, road: Road, recap_cost: float) -> Floats:
    """Return new tyres, or as much in recaps, per km of a vehicle, [road, vehicle]; `mass` [vehicle] kg."""
    iri, turn = np.asarray(road.iri)[:, None], np.asarray(road.curvature)[:, None]
    rolling = vehicles.rolling_speed + vehicles.rolling_speed_rough * iri
    share = rolling**2 + road.gradient[:, None] ** 2
    worn = vehicles.tread_base + vehicles.tread_force * mass * GRAVITY / vehicles.wheels * share
    again = vehicles.recaps * np.exp(-IRI_RECAP * iri - TURN_RECAP * np.minimum(turn, MOST_TURN)) - 1.0
    again = np.maximum(again, 0.0)
    volume = np.where(vehicles.tread_volume > 0.0, vehicles.tread_volume, 1.0)
    of_truck = (1.0 + recap_cost * again) * worn / ((1.0 + again) * volume) + BURST
    of_car = vehicles.tread_base + vehicles.tread_rough * iri
    each = np.where(vehicles.tread_volume > 0.0, of_truck, of_car)
    found: Floats = each * vehicles.wheels / 1000.0
    return found


def parts(vehicles: Vehicles, prices: Prices, road: Road) -> Floats:
    """Return parts of repair as a share of the price of a new vehicle per 1,000 km, [road, vehicle]."""
    iri = np.asarray(road.iri)[:, None]
    rate = vehicles.parts_base + vehicles.parts_rough * iri
    found: Floats = np.power(prices.age, vehicles.parts_age) * rate * 1e-6
    return found


def repair(vehicles: Vehicles, prices: Prices, road: Road, market: Market) -> Floats:
    """Return the cost of parts and labour, [road, vehicle] US$/km."""
    used = parts(vehicles, prices, road)
    hours = vehicles.labour_base * np.power(used, vehicles.labour_parts)
    found: Floats = prices.parts_factor * (used * prices.price + hours * market.mechanic) / 1000.0
    return found


def life_share(iri: Floats) -> Floats:
    """Return the life of a vehicle on a rough road over that on one of 1 m/km, as `iri`."""
    share = 1.0 / (1.0 + np.exp(-LIFE_SCALE * np.power(np.asarray(iri, dtype=float), LIFE_POWER)))
    found: Floats = share
    return found
