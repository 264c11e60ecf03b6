"""What trucks do to a pavement: equivalent standard axles by the power law, and what overloading costs.

A group of axles under load `L` does as much as `(L / L0)^n` standard axles (AASHO Road Test; n = 4,
Pakistan's authority says 4.5), with `L0` 8.16 t of a single axle on twin tyres, 15.1 t of a tandem, 22.9 t
of a tridem (AASHTO 1993), and 5.4 t of a steering axle on single tyres (Liddle 1962).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.travel.vehicles.fleet import Vehicles
from corridor.types import Floats

POWER = 4.0
STEERING, SINGLE, TANDEM, TRIDEM = 5.4, 8.16, 15.1, 22.9
"""Load of a group of axles that does one standard axle's damage, t."""


@dataclass(frozen=True, eq=False)
class Wear:
    """What vehicles do to a road, [vehicle] equivalent standard axles."""

    mean: Floats
    """Of the mean one, some of them overloaded."""
    legal: Floats
    """Of one within the law."""


def equivalent_axles(vehicles: Vehicles, gross: Floats, power: float = POWER) -> Floats:
    """Return equivalent standard axles of vehicles of a gross mass, [..., vehicle]; `gross` in t."""
    groups = (
        (vehicles.steering, STEERING),
        (vehicles.single, SINGLE),
        (vehicles.tandem, TANDEM),
        (vehicles.tridem, TRIDEM),
    )
    found: Floats = np.sum([np.power(share * gross / one, power) for share, one in groups], axis=0)
    return found


def overloading(vehicles: Vehicles, gross: Floats, legal: Floats, share: float, power: float = POWER) -> Wear:
    """Return the wear of vehicles of which a share weighs `gross` t, the others `legal` t, [vehicle]."""
    over, within = (equivalent_axles(vehicles, mass, power) for mass in (gross, legal))
    return Wear(share * over + (1.0 - share) * within, within)


def damage_cost(axles: Floats, usd_per_axle_km: float) -> Floats:
    """Return the cost of wear to the road, US$ per vehicle-km, of standard axles per vehicle."""
    found: Floats = np.asarray(axles, dtype=float) * usd_per_axle_km
    return found
