"""A second engine for least costs: customisable contraction hierarchies, the extra `fast`."""

from __future__ import annotations

import numpy as np

from corridor.network.network import Network
from corridor.types import Floats, Ints

RESOLUTION = 1e-4
"""US$/t per unit of the engine's integer weights."""

CLOSED = 2**31 - 1
"""Weight that the engine reads as no arc."""


def hierarchy_cost(network: Network, cost: Floats, places: Ints) -> Floats:
    """Return least costs between places, [from, to] US$/t, from link costs [link] (infinite: closed).

    Every link's cost is rounded to 1e-4 US$/t, so a route of n links differs from the exact one by
    at most n times half of that. Needs `pip install corridor[fast]`.

    Source: Dibbelt, Strasser & Wagner (2016), Customizable Contraction Hierarchies, JEA 21.
    """
    import routingkit_cch as rk

    start, end = network.ends
    back = ~network.links["directed"].to_numpy(dtype=bool)
    tail = np.concatenate([start, end[back]])
    head = np.concatenate([end, start[back]])
    value = np.concatenate([cost, cost[back]])
    weight = np.where(
        np.isfinite(value), np.rint(np.where(np.isfinite(value), value, 0) / RESOLUTION), CLOSED
    )
    lon, lat = (network.nodes[c].to_numpy(dtype=float).tolist() for c in ("x_coord", "y_coord"))
    tails, heads = tail.tolist(), head.tolist()
    order = rk.compute_order_inertial(len(network.nodes), tails, heads, lat, lon)
    cch = rk.CCH(order, tails, heads, False)  # noqa: FBT003
    targets = rk.CCHOneToMany(rk.CCHMetric(cch, weight.astype(np.int64).tolist()), places.tolist())
    rows = [targets.distances_from(int(place)) for place in places]
    found = np.array([[np.inf if d is None else d * RESOLUTION for d in row] for row in rows])
    return found.reshape(len(places), len(places))
