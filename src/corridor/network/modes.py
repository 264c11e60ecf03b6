"""What it costs to move a tonne over a link: rates by mode and commodity class.

What a mode is stands in `data/modes.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.errors import Fault, raise_if
from corridor.facts import rows
from corridor.types import Floats

TABLE = "modes"
MOVES = "moving"
"""Kind of the modes whose links have a running cost per tonne-km; the others cost time and fees only."""


def moving() -> tuple[str, ...]:
    """Return the modes whose links have a running cost per tonne-km of their own."""
    return tuple(row["mode"] for row in rows(TABLE) if row["kind"] == MOVES and not row["priced_as"])


def priced_as() -> dict[str, str]:
    """Return the modes whose links run at the rate of another, with that other."""
    return {row["mode"]: row["priced_as"] for row in rows(TABLE) if row["priced_as"]}


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
    """Return rate times length times cost factor, [link, class] US$/t.

    Raises `InputError` where a mode of the links has no rate; all such modes are listed.
    """
    mode = links["mode"].replace(priced_as())
    present = [name for name in moving() if bool((mode == name).any())]
    raise_if([_without_rate(name, per_tonne_km) for name in present if name not in per_tonne_km])
    distance = (links["length"] * links["cost_factor"]).to_numpy(dtype=float)
    cost = np.zeros((len(links), len(next(iter(per_tonne_km.values())))))
    for name in present:
        here = (mode == name).to_numpy()
        cost[here] = distance[here, None] * np.asarray(per_tonne_km[name], dtype=float)
    return cost


def _without_rate(mode: str, known: Iterable[str]) -> Fault:
    message, cure = f"mode `{mode}` has links but no rate per tonne-km", "give its rate in every class"
    return Fault(file="rates", message=message, value=mode, allowed=", ".join(known), cure=cure)
