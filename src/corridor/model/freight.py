"""Freight: tonnes between zones, on links, and tonne-kilometres by country and mode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.case.case import Case
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium
from corridor.model.composition import Carried
from corridor.model.distance import internal_distance
from corridor.network.modes import moving, priced_as
from corridor.network.states import State, along_above, along_places
from corridor.types import Floats, Ints


@dataclass(frozen=True)
class Places:
    """Where links and regions lie, for sums by country."""

    mode: Ints
    """Position of each link's mode among the moving ones; -1 for borders and terminals."""
    country: Ints
    """Position of each link's country; the number of countries for the high seas, [link]."""
    km: Floats
    region_country: Ints
    region_km: Floats
    """Mean haul within each region, km."""
    countries: int


def places(case: Case) -> Places:
    """Return where the links and regions of a case lie."""
    names = {country: i for i, country in enumerate(case.countries["country"])}
    links = case.network.links
    mode = links["mode"].replace(priced_as()).map({m: i for i, m in enumerate(moving())}).fillna(-1)
    at_sea = (links["mode"] == "sea").to_numpy()
    country = links["country"].map(names).fillna(len(names)).to_numpy(dtype=np.int64)
    return Places(
        np.asarray(mode, dtype=np.int64),
        np.asarray(np.where(at_sea, len(names), country), dtype=np.int64),
        links["length"].to_numpy(dtype=float),
        np.asarray(case.regions["country"].map(names), dtype=np.int64),
        internal_distance(case.regions["area_km2"].to_numpy(dtype=float)),
        len(names),
    )


@dataclass(frozen=True, eq=False)
class Carriage:
    """Emissions of moving a tonne between zones, so that freight need not be put on links to count them."""

    places: Places
    today: State
    factor: Floats
    """Of a tonne-kilometre, [mode] t."""
    on_link: Floats
    """Of a tonne on each link, [link] t."""
    between: tuple[Floats, ...]
    """Of a tonne along today's routes between all places, [from, to] for each class, t."""

    def emitted(self, state: State, moved: Floats) -> float:
        """Return the emissions of all freight, t a year; `moved` [origin, destination, class] t a year."""
        each = along_above(state, self.today, self.between, self.on_link)
        index = np.arange(len(moved))
        inside = np.einsum("iic->i", moved) @ self.places.region_km
        each[index, index] = 0.0
        return float(np.vdot(each, moved)) + float(inside) * float(self.factor[moving().index("road")])


def carriage(where: Places, today: State, factor: Floats) -> Carriage:
    """Return what moving tonnes emits, by emissions of a tonne-kilometre, [mode] t."""
    on_link = np.where(where.mode >= 0, factor[where.mode] * where.km, 0.0)
    return Carriage(where, today, factor, on_link, along_places(today, on_link))


def tonnes(goods: Carried, economy: Economy, after: Equilibrium | None = None) -> Floats:
    """Return yearly tonnes lifted between regions, [origin, destination, class], at the state's costs.

    A flow `X_ijs` at basic prices holds `X_ijs share_q / (v_q c_hat_is)` tonnes of a commodity group: what
    leaves the gate over its price there, which moves with the producer's. It is not divided by iceberg
    costs: the accounts book carriage with transport, so the flows that are calibrated hold none of it.
    A tonne that passes hubs is lifted on every leg.
    """
    return goods.on_legs(sent(goods, economy, after))


def sent(goods: Carried, economy: Economy, after: Equilibrium | None = None) -> Floats:
    """Return yearly tonnes from producers to users, [origin, destination, way], each counted once."""
    total = np.zeros((*economy.trade_share.shape[:2], len(goods.way_cost)))
    for s, per_usd in goods.per_usd.items():
        total += at_gate(economy, s, after)[:, :, None] * per_usd
    return total


def at_gate(economy: Economy, sector: int, after: Equilibrium | None = None) -> Floats:
    """Return flows of a sector at today's basic prices, tariffs apart, [origin, destination] US$ a year."""
    s = sector
    if after is None:
        paid = economy.trade_share[:, :, s] * economy.expenditure[None, :, s]
        return np.asarray(paid / (1.0 + economy.tariff[:, :, s]), dtype=np.float64)
    paid = after.trade_share_new[:, :, s] * after.expenditure_new[None, :, s]
    paid = paid / (1.0 + after.tariff_new[:, :, s])
    return np.asarray(paid / after.cost_hat[:, s, None], dtype=np.float64)


def tonne_km(where: Places, moved: Floats, on_links: Floats) -> Floats:
    """Return tonne-kilometres, [country, mode]; the last row is the high seas.

    `moved` is [origin, destination, class], of which the diagonal moves by road within the region;
    `on_links` is tonnes on links, [link, direction, class].
    """
    work = on_links.sum(axis=(1, 2)) * where.km
    total = np.zeros((where.countries + 1, len(moving())))
    moves = where.mode >= 0
    np.add.at(total, (where.country[moves], where.mode[moves]), work[moves])
    inside = np.einsum("iic->i", moved) * where.region_km
    np.add.at(total[:, moving().index("road")], where.region_country, inside)
    return total
