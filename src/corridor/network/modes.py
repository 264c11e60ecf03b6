"""What it costs to move a tonne over a link: rates by mode and commodity class.

What a mode is stands in `data/modes.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from corridor.errors import Fault, raise_if
from corridor.facts import rows
from corridor.network.shippers import Shippers, one_each
from corridor.types import Flags, Floats

TABLE = "modes"
MOVES = "moving"
"""Kind of the modes whose links have a running cost per tonne-km; the others cost time and fees only."""


def moving() -> tuple[str, ...]:
    """Return the modes whose links have a running cost per tonne-km of their own."""
    return tuple(row["mode"] for row in rows(TABLE) if row["kind"] == MOVES and not row["priced_as"])


def priced_as() -> dict[str, str]:
    """Return the modes whose links run at the rate of another, with that other."""
    return {row["mode"]: row["priced_as"] for row in rows(TABLE) if row["priced_as"]}


@dataclass(frozen=True, eq=False)
class Constant:
    """What links of one kind cost besides time and money, in the eyes of each shipper."""

    facility_type: str
    usd_t: Floats | float
    """[shipper] US$/t, negative where the kind is liked."""
    of_fee: Floats | float = 1.0
    """[shipper] factor on the fee of the links."""
    section: str = ""
    """Of these links alone; empty: all of the kind."""
    country: str = ""
    """Of its links alone; empty: of all."""


@dataclass(frozen=True, eq=False)
class RoadCharge:
    """What carriage on one kind of road costs apart from the rate of the mode."""

    facility_type: str
    country: str
    toll: Floats
    """[class] US$ per tonne-km."""
    factor: Floats
    """[class] on the rate of the mode: above one where a lorry may load less."""


@dataclass(frozen=True, eq=False)
class CostRates:
    """Freight rates and values of time per commodity class, and how shippers differ.

    `per_tonne_km` gives each mode's rates, US$ per tonne-km, in the order of `classes`;
    `value_of_time` the mean value of an hour, US$ per tonne-hour, in the same order.
    """

    classes: tuple[str, ...]
    per_tonne_km: Mapping[str, Sequence[float]]
    value_of_time: Sequence[float]
    tastes: Tastes | None = None
    """None: one shipper for every class."""
    charges: tuple[RoadCharge, ...] = ()

    @property
    def shippers(self) -> Shippers:
        """Whose tonnes each shipper stands for."""
        return one_each(len(self.classes)) if self.tastes is None else self.tastes.shippers

    @property
    def hour(self) -> Floats:
        """Value of an hour of each shipper, [shipper] US$/t-h."""
        mean = np.asarray(self.value_of_time, dtype=float)
        return mean if self.tastes is None else self.tastes.value_of_time

    @property
    def typical(self) -> CostRates:
        """The same with one shipper for every class, whose tastes are the mean of all."""
        if self.tastes is None:
            return self
        mix = self.tastes.shippers
        constants = tuple(
            replace(c, usd_t=mix.mean(mix.each(c.usd_t)), of_fee=mix.mean(mix.each(c.of_fee)))
            for c in self.tastes.constants
        )
        mean = np.asarray(self.value_of_time, dtype=float)
        return replace(self, tastes=Tastes(one_each(len(self.classes)), mean, constants))


@dataclass(frozen=True, eq=False)
class Tastes:
    """What each shipper pays for, [shipper]."""

    shippers: Shippers
    value_of_time: Floats
    """US$/t-h; its mean over the shippers of a class is that of the class."""
    constants: tuple[Constant, ...] = ()


def running_hours(links: pd.DataFrame) -> Floats:
    """Return time on each link, [link] hours: running time at free speed plus fixed hours."""
    km = links["length"].to_numpy(dtype=float)
    speed = links["free_speed"].to_numpy(dtype=float)
    moving = km > 0
    running = np.divide(km, speed, out=np.zeros_like(km), where=moving)
    hours: Floats = running + links["hours"].to_numpy(dtype=float)
    return hours


def generalised_cost(links: pd.DataFrame, rates: CostRates) -> Floats:
    """Return the generalised cost of each link, [link, shipper] US$/t; infinite where it is not open.

    `(rate * factor * cost_factor + toll) * km + value_of_time * hours + of_fee * fee + constant` (DESIGN
    3.1), factor and toll of the kind of road. Raises `InputError` where a constant makes a link cost less
    than nothing, which no shortest route could bear.
    """
    mix = rates.shippers
    cost = (running_cost(links, rates.per_tonne_km, rates.charges) + tolls(links, rates))[:, mix.commodity]
    cost += running_hours(links)[:, None] * rates.hour
    fee = links["fee_usd_t"].to_numpy(dtype=float)[:, None]
    cost += fee
    for constant in () if rates.tastes is None else rates.tastes.constants:
        rows = np.flatnonzero(where(links, constant))
        cost[rows] += fee[rows] * (np.asarray(constant.of_fee) - 1.0) + constant.usd_t
        raise_if(_below_nothing(cost[rows], constant))
    is_open = (links["status"] == "open").to_numpy()
    return np.where(is_open[:, None], cost, np.inf)


def where(links: pd.DataFrame, constant: Constant) -> Flags:
    """Return the links that a constant is of, [link]."""
    here: Flags = (links["facility_type"] == constant.facility_type).to_numpy()
    for column in ("section", "country"):
        if asked := getattr(constant, column):
            here = here & (links[column] == asked).to_numpy()
    return here


def tolls(links: pd.DataFrame, rates: CostRates) -> Floats:
    """Return the tolls on each link, [link, class] US$/t."""
    cost = np.zeros((len(links), len(rates.classes)))
    km = links["length"].to_numpy(dtype=float)
    for charge in rates.charges:
        rows = np.flatnonzero(charged(links, charge))
        cost[rows] += km[rows, None] * charge.toll
    return cost


def charged(links: pd.DataFrame, charge: RoadCharge) -> Flags:
    """Return the links that a charge is of, [link]."""
    kind, country = links["facility_type"] == charge.facility_type, links["country"] == charge.country
    here: Flags = (kind & country).to_numpy()
    return here


def running_cost(
    links: pd.DataFrame, per_tonne_km: Mapping[str, Sequence[float]], charges: Sequence[RoadCharge] = ()
) -> Floats:
    """Return rate times length times cost factor and that of the kind of road, [link, class] US$/t.

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
    for charge in charges:
        cost[charged(links, charge)] *= charge.factor
    return cost


def _without_rate(mode: str, known: Iterable[str]) -> Fault:
    message, cure = f"mode `{mode}` has links but no rate per tonne-km", "give its rate in every class"
    return Fault(file="rates", message=message, value=mode, allowed=", ".join(known), cure=cure)


def _below_nothing(cost: Floats, constant: Constant) -> list[Fault]:
    """Return a fault where a shipper would be paid for a link."""
    if not np.any(cost < 0.0):
        return []
    place = constant.section or constant.facility_type
    cure = "take a smaller constant or a smaller spread, or raise the fee of these links"
    return [
        Fault(
            file="rates",
            message=f"constants of choice make a link of `{place}` cost less than nothing",
            value=f"{float(np.min(cost)):g} US$/t",
            allowed="0 or more",
            cure=cure,
        )
    ]
