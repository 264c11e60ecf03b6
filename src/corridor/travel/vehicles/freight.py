"""What carrying a tonne costs a truck: a mix of trucks that come back empty in part."""

from __future__ import annotations

import numpy as np

from corridor.travel.vehicles.cost import Fleet, operating_cost
from corridor.travel.vehicles.road import Road
from corridor.types import Floats


def cost_per_tonne_km(
    fleet: Fleet, road: Road, speed: Floats, share: Floats, empty: float, *, load: Floats | None = None
) -> Floats:
    """Return the cost of a tonne-km in a mix of trucks, [road] US$.

    `(1 - empty) C(load) + empty C(0)` over `(1 - empty) load` for every truck, then the mean over tonne-km.

    Parameters
    ----------
    fleet
        Vehicles with prices.
    road
        Roads, [road].
    speed
        Mean speed, [road, vehicle] km/h.
    share
        Share of tonne-km by vehicle, [vehicle]; sums to one over trucks.
    empty
        Share of trucks on the road that carry nothing, 0 to below 1.
    load
        Load of a loaded truck, [vehicle] t; the usual one by default.

    """
    carried = fleet.prices.load if load is None else np.asarray(load, dtype=float)
    full = operating_cost(fleet.loaded(carried), road, speed).total
    back = operating_cost(fleet.loaded(np.zeros(carried.shape)), road, speed).total
    weight = np.where(share > 0.0, carried, 1.0)
    each = (full + empty / (1.0 - empty) * back) / weight
    found: Floats = each @ np.where(share > 0.0, share, 0.0)
    return found
