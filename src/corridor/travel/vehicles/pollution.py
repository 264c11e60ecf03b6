"""Exhaust near people: particles and nitrogen oxides of vehicles, who breathes them, what that costs.

Of what a vehicle emits, people within `reach` km on each side breathe the share of a well-mixed box across
which the wind blows (intake fraction; Bennett et al. 2002, Apte et al. 2012)

    iF = B rho x / (u H)

with breath `B` m3/s, people `rho` per m2, wind `u` m/s, mixing height `H` m and reach `x` m. Breathing a
kilogram of fine particles costs as many deaths as the slope of mortality says:

    deaths per kg inhaled = slope mortality / (B year 1e-9)

with `slope` the relative risk per ug/m3. Nitrogen oxides count through the particles they form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.types import Floats

SECONDS = 365.0 * 86_400.0
KG_PER_MICROGRAM = 1e-9
GRAMS = 1000.0


@dataclass(frozen=True, slots=True)
class Air:
    """How exhaust spreads and what breathing it does."""

    breath: float
    """m3/s a person."""
    wind: float
    """m/s"""
    mixing: float
    """m"""
    reach: float
    """km on each side of the road."""
    slope: float
    """Relative risk of death per ug/m3 of fine particles, at the level of the place."""
    mortality: float
    """Deaths a year and person of the diseases it acts on."""
    secondary: float
    """Fine particles that a gram of nitrogen oxides forms, g."""


def intake_fraction(people: Floats | float, air: Air) -> Floats:
    """Return the share of exhaust that is breathed; `people` per km2 within reach."""
    found: Floats = air.breath * np.asarray(people) * 1e-6 * air.reach * 1000.0 / (air.wind * air.mixing)
    return found


def deaths_per_kg(air: Air) -> float:
    """Return deaths per kg of fine particles that is breathed."""
    return air.slope * air.mortality / (air.breath * SECONDS * KG_PER_MICROGRAM)


def exhaust_cost(particles: Floats, oxides: Floats, people: Floats | float, air: Air, death: float) -> Floats:
    """Return the cost of exhaust per vehicle-km, US$; `particles` and `oxides` in g/km, `death` in US$."""
    fine = np.asarray(particles) + air.secondary * np.asarray(oxides)
    found: Floats = fine / GRAMS * intake_fraction(people, air) * deaths_per_kg(air) * death
    return found
