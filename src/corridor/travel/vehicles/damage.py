"""What trucks do to a pavement: equivalent standard axles by the power law, and what overloading costs.

A group of axles under load `L` does as much as `(L / L0)^n` standard axles (AASHO Road Test; n = 4,
Pakistan's authority says 4.5), with `L0` 8.16 t of a single axle on twin tyres, 15.1 t of a tandem, 22.9 t
of a tridem, and 5.4 t of a steering axle on single tyres.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from corridor.types import Floats

POWER = 4.0
STANDARD: Mapping[str, float] = {"steering": 5.4, "single": 8.16, "tandem": 15.1, "tridem": 22.9}
"""Load of a group that does one standard axle's damage, t (AASHTO 1993; steering: Liddle 1962)."""

GROUPS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "truck_two": (("steering", 0.30), ("single", 0.70)),
    "truck_three": (("steering", 0.20), ("tandem", 0.80)),
    "truck_articulated": (("steering", 0.115), ("tandem", 0.37), ("tridem", 0.515)),
    "bus_medium": (("steering", 0.40), ("single", 0.60)),
    "bus_large": (("steering", 0.38), ("single", 0.62)),
}
"""Groups of axles of a vehicle and their shares of its gross weight; of light vehicles nothing counts."""


def equivalent_axles(vehicle: str, gross: Floats | float, power: float = POWER) -> Floats:
    """Return equivalent standard axles of a vehicle of a gross mass, t; nothing for cars and motorcycles."""
    mass = np.asarray(gross, dtype=float)
    found: Floats = np.zeros(mass.shape)
    for group, share in GROUPS.get(vehicle, ()):
        found = found + np.power(share * mass / STANDARD[group], power)
    return found


def overloading(
    vehicle: str, gross: float, legal: float, share: float, power: float = POWER
) -> tuple[float, float]:
    """Return standard axles of the mean truck, and of one held to the law, where `share` are overloaded.

    Those that are overloaded weigh `gross` t, the others `legal` t.
    """
    over, within = (float(equivalent_axles(vehicle, mass, power)) for mass in (gross, legal))
    return share * over + (1.0 - share) * within, within


def damage_cost(axles: Floats, usd_per_axle_km: float) -> Floats:
    """Return the cost of wear to the road, US$ per vehicle-km, of standard axles per vehicle."""
    return np.asarray(axles, dtype=float) * usd_per_axle_km
