"""What it costs to move a tonne over a link: rates by mode and commodity class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.types import Floats

MOVING = ("road", "rail", "sea")
"""Modes whose links have a running cost per tonne-km."""

PRICED_AS = {"connector": "road"}
"""Links that run at the rate of another mode."""

STANDING = ("border", "terminal")
"""Links that cost time and fees only."""


@dataclass(frozen=True, slots=True)
class CostRates:
    """Freight rates and values of time per commodity class.

    `per_tonne_km` gives each mode's rates, US$ per tonne-km, in the order of `classes`;
    `value_of_time` the value of an hour, US$ per tonne-hour, in the same order.
    """

    classes: tuple[str, ...]
    per_tonne_km: Mapping[str, Sequence[float]]
    value_of_time: Sequence[float]


def running_hours(links: pd.DataFrame) -> Floats:
    """Return time on each link, [link] hours: running time at free speed plus fixed hours."""
    km = links["length"].to_numpy(dtype=float)
    speed = links["free_speed"].to_numpy(dtype=float)
    moving = km > 0
    running = np.divide(km, speed, out=np.zeros_like(km), where=moving)
    hours: Floats = running + links["hours"].to_numpy(dtype=float)
    return hours


def generalised_cost(links: pd.DataFrame, rates: CostRates) -> Floats:
    """Return the generalised cost of each link, [link, class] US$/t; infinite where it is not open.

    `rate * km * cost_factor + value_of_time * hours + fee` (DESIGN 3.1).
    """
    cost = running_cost(links, rates.per_tonne_km)
    cost += running_hours(links)[:, None] * np.asarray(rates.value_of_time, dtype=float)
    cost += links["fee_usd_t"].to_numpy(dtype=float)[:, None]
    is_open = (links["status"] == "open").to_numpy()
    return np.where(is_open[:, None], cost, np.inf)


def running_cost(links: pd.DataFrame, per_tonne_km: Mapping[str, Sequence[float]]) -> Floats:
    """Return rate times length times cost factor, [link, class] US$/t."""
    mode = links["mode"].replace(PRICED_AS).to_numpy()
    distance = (links["length"] * links["cost_factor"]).to_numpy(dtype=float)
    cost = np.zeros((len(links), len(next(iter(per_tonne_km.values())))))
    for name in MOVING:
        here = mode == name
        cost[here] = distance[here, None] * np.asarray(per_tonne_km[name], dtype=float)
    return cost
