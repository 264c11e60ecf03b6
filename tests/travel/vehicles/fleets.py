"""A fleet for tests, with round numbers."""

from __future__ import annotations

import numpy as np

from corridor.travel.vehicles.cost import Fleet
from corridor.travel.vehicles.fleet import Market, price_names, prices_of, standard_vehicles

MARKET = Market(petrol=0.7, diesel=0.8, mechanic=0.9, interest=0.08)

NUMBERS = {
    "empty_mass": (0.1, 1.0, 4.0, 11.0, 6.5, 10.5, 18.0),
    "load": (0.1, 0.2, 1.5, 3.5, 11.0, 17.0, 40.0),
    "legal_load": (0.1, 0.2, 1.5, 3.5, 11.0, 17.0, 40.0),
    "price": (500.0, 11e3, 45e3, 80e3, 30e3, 47e3, 85e3),
    "tyre_price": (8.0, 40.0, 130.0, 230.0, 190.0, 200.0, 210.0),
    "annual_km": (8e3, 12e3, 6e4, 1e5, 45e3, 6e4, 8e4),
    "driving_share": (0.3, 0.3, 0.7, 0.7, 0.5, 0.5, 0.5),
    "reference_speed": (30.0, 45.0, 45.0, 55.0, 35.0, 35.0, 35.0),
    "life": (12.0, 20.0, 15.0, 15.0, 25.0, 20.0, 15.0),
    "age": (48e3, 12e4, 45e4, 6e5, 5e5, 6e5, 6e5),
    "crew": (0.0, 0.0, 2.0, 2.0, 2.0, 2.0, 2.0),
    "crew_wage": (0.0, 0.0, 0.75, 0.75, 0.75, 0.75, 0.75),
    "overhead": (10.0, 200.0, 1500.0, 4000.0, 700.0, 1200.0, 2500.0),
    "parts_factor": (1.0, 1.0, 0.7, 0.7, 0.5, 0.5, 0.5),
}


def fleet() -> Fleet:
    vehicles = standard_vehicles()
    pairs = {
        (name, vehicle): NUMBERS[name][i]
        for name in price_names()
        for i, vehicle in enumerate(vehicles.names)
    }
    return Fleet(vehicles, prices_of(pairs, vehicles.names), MARKET)


def at(speed: float, roads: int = 1) -> np.ndarray:
    """Return one speed for every road and vehicle."""
    return np.full((roads, 7), speed)
