"""What goods there are and what they weigh: commodity groups by kind of pair of countries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.case.commodities import ANY, commodity_classes
from corridor.model.hubs import LEGS_THROUGH, Hubs, hubs_of
from corridor.model.rates import trade_elasticity
from corridor.types import Floats, Ints


@dataclass(frozen=True, eq=False)
class Mixes:
    """What the goods of a sector are: value shares and values of commodity groups, by kind of pair.

    Pairs of countries that trade the same mix in every sector are of one kind.
    """

    kind: Ints
    """Of a pair of countries, [origin, destination]."""
    share: Floats
    """Of the value of the group's sector, [kind, group]; sums to one over the groups of a sector."""
    value: Floats
    """US$ a tonne at basic prices, [kind, group]."""
    source: Ints
    """Which mix of the group's sector a kind has, [kind, group]."""

    @property
    def tonnes_per_usd(self) -> Floats:
        """Tonnes of each group in a US$ of its sector, [kind, group]."""
        weight: Floats = self.share / self.value
        return weight


@dataclass(frozen=True, eq=False)
class Cargo:
    """What the goods of every pair of regions are, for trade costs and for freight."""

    kind: Ints
    """Of a pair of regions, [origin, destination]."""
    taste: Floats
    """`s_q`: of the goods on the network in a sector, [kind, group]; sums to one over the groups of each."""
    value: Floats
    """US$ a tonne at basic prices, [kind, group]."""
    moving: Floats
    """Share of goods on the network in the value of a sector, [kind, sector]; zero for services."""
    sector: Ints
    """Of a group, [group]."""
    handling: Ints
    """Class of a group, [group]; -1 off the network."""
    trade_elasticity: Floats
    """`theta`, [sector]."""
    hubs: Hubs | None = None
    """None: all goods go straight from producer to user."""
    through: Floats = field(default_factory=lambda: np.zeros(0))
    """Share of a group's tonnes that goes through hubs, [group]; empty without hubs."""

    @cached_property
    def sectors(self) -> tuple[int, ...]:
        """Sectors of which any goods are on links."""
        return tuple(int(s) for s in np.flatnonzero(self.moving.any(axis=0)))

    def moves(self, sector: int) -> bool:
        """Return whether any of a sector's goods are on links."""
        return sector in self.sectors

    def groups(self, sector: int) -> list[int]:
        """Return the groups of a sector on the network that any pair trades."""
        own = (self.sector == sector) & (self.handling >= 0) & self.taste.any(axis=0)
        return [int(q) for q in np.flatnonzero(own)]

    def per_tonne(self, group: int) -> Floats:
        """Return tonnes in a US$ of a group, [origin, destination]."""
        found: Floats = (1.0 / self.value[:, group])[self.kind]
        return found

    def ways(self, group: int) -> list[tuple[int, float]]:
        """Return the classes of costs that a tonne of a group pays, each with its part of the tonne.

        With hubs there are twice as many as handling classes: straight, then through hubs.
        """
        straight = int(self.handling[group])
        if self.hubs is None or self.through[group] == 0.0:
            return [(straight, 1.0)]
        part = float(self.through[group])
        return [(straight, 1.0 - part), (straight + len(commodity_classes()), part)]

    def on_network(self, sector: int) -> Floats:
        """Return the share of goods on the network in the value of a sector, [origin, destination]."""
        found: Floats = self.moving[:, sector][self.kind]
        return found


def mixes(case: Case) -> Mixes:
    """Return the commodity groups of every pair of countries.

    The most specific rows of `commodity_mix` win, sector by sector: of the pair; of the origin's sales
    abroad (destination `*`); of the destination's purchases abroad (origin `*`); else the shares and values
    of `commodities`, which also hold at home where a country has no rows from itself to itself.
    """
    countries, groups = list(case.countries["country"]), case.commodities
    rows, n = _filled(case), len(countries)
    tables, chosen = [], []
    for name in case.freight_sectors:
        own = np.flatnonzero((groups["sector"] == name).to_numpy())
        usual = groups.iloc[own][["share", "value_usd_per_tonne"]].to_numpy(dtype=float)
        blocks = _blocks(rows[rows["place"].isin(own)], own)
        tables.append((own, np.stack([usual, *blocks.values()])))
        chosen.append(_chosen(tuple(blocks), countries).ravel())
    kinds, kind = _kinds(chosen, n * n)
    found = np.zeros((2, kinds.shape[1], len(groups)))
    found[1] = groups["value_usd_per_tonne"].to_numpy(dtype=float)
    source = np.zeros((kinds.shape[1], len(groups)), dtype=np.int64)
    for (own, table), block in zip(tables, kinds, strict=True):
        found[:, :, own] = np.moveaxis(table[block], 2, 0)
        source[:, own] = block[:, None]
    return Mixes(kind.reshape(n, n), found[0], found[1], source)


def cargo(case: Case, found: Mixes | None = None) -> Cargo:
    """Return the goods of every pair of regions, with the mixes themselves as tastes."""
    found = found or mixes(case)
    place = pd.Index(case.countries["country"]).get_indexer(pd.Index(case.regions["country"]))
    sector, handling = places_of_groups(case)
    on = np.where(handling >= 0, found.share, 0.0)
    moving, every = np.zeros((2, len(on), len(case.sectors)))
    for q, s in enumerate(sector):
        moving[:, s] += on[:, q]
        every[:, s] += found.share[:, q]
    whole, part = moving[:, sector], _through(case)
    return Cargo(
        kind=found.kind[np.ix_(place, place)],
        taste=np.divide(on, whole, out=np.zeros_like(on), where=whole > 0.0),
        value=found.value,
        moving=np.divide(moving, every, out=np.zeros_like(moving), where=every > 0.0),
        sector=sector,
        handling=handling,
        trade_elasticity=trade_elasticity(case),
        hubs=hubs_of(case) if part.any() else None,
        through=part,
    )


def _through(case: Case) -> Floats:
    """Return the share of tonnes that goes through hubs, [group]: legs beyond the first over those added."""
    goods = case.commodities
    if "handling_factor" not in goods:
        return np.zeros(len(goods))
    legs = goods["handling_factor"].to_numpy(dtype=float)
    share: Floats = (np.nan_to_num(legs, nan=1.0) - 1.0) / (LEGS_THROUGH - 1.0)
    return share


def places_of_groups(case: Case) -> tuple[Ints, Ints]:
    """Return the sector and the class of groups, [group]; class -1 off the network."""
    goods = case.commodities
    sector = pd.Index(case.sectors["sector"]).get_indexer(pd.Index(goods["sector"]))
    return sector, pd.Index(commodity_classes()).get_indexer(pd.Index(goods["handling"]))


def by_class(case: Case, found: Mixes, kind: int) -> Floats:
    """Return tonnes in a US$ of a mix, [sector, class] t/US$."""
    sector, handling = places_of_groups(case)
    total, on = np.zeros((len(case.sectors), len(commodity_classes()))), handling >= 0
    np.add.at(total, (sector[on], handling[on]), found.tonnes_per_usd[kind, on])
    return total


def main_class(case: Case, country: str, sector: str) -> int:
    """Return the class of most of the tonnes that a country sells abroad of a sector; for single sites."""
    found, place = mixes(case), list(case.countries["country"]).index(country)
    abroad = np.delete(found.kind[place], place)
    kind = int(np.bincount(abroad if len(abroad) else found.kind[place]).argmax())
    return int(np.argmax(by_class(case, found, kind)[list(case.sectors["sector"]).index(sector)]))


def _filled(case: Case) -> pd.DataFrame:
    """Return the rows of mixes with the group's place and a value in each: its own or the group's."""
    mix, groups = case.commodity_mix, case.commodities
    place = pd.Index(groups["group"]).get_indexer(pd.Index(mix["group"]))
    usual = groups["value_usd_per_tonne"].to_numpy(dtype=float)[place]
    value = mix["value_usd_per_tonne"].to_numpy(dtype=float) if "value_usd_per_tonne" in mix else usual
    return pd.DataFrame(
        {
            "origin": mix["origin"].to_numpy(dtype=object),
            "destination": mix["destination"].to_numpy(dtype=object),
            "place": place,
            "share": mix["share"].to_numpy(dtype=float),
            "value": np.where(np.isnan(value), usual, value),
        }
    )


def _blocks(rows: pd.DataFrame, own: Ints) -> dict[tuple[str, str], Floats]:
    """Return the mixes of a sector by origin and destination, [group of the sector, share and value]."""
    pairs = rows.groupby(["origin", "destination"], sort=True)
    found = np.tile((0.0, 1.0), (pairs.ngroups, len(own), 1))
    at = pairs.ngroup().to_numpy(), np.searchsorted(own, rows["place"])
    found[at] = rows[["share", "value"]].to_numpy(dtype=float)
    names = [(str(origin), str(destination)) for origin, destination in pairs.size().index]
    return dict(zip(names, found, strict=True))


def _chosen(pairs: Sequence[tuple[str, str]], countries: Sequence[str]) -> Ints:
    """Return which mix holds for a pair of countries, [origin, destination]; 0: the usual one."""
    n = len(countries)
    index, abroad = {name: i for i, name in enumerate(countries)}, ~np.eye(n, dtype=bool)
    found = np.zeros((n, n), dtype=np.int64)
    for k in sorted(range(len(pairs)), key=lambda k: _rank(*pairs[k])):
        origin, destination = pairs[k]
        here = np.ones((n, n), dtype=bool)
        if origin != ANY:
            here &= (np.arange(n) == index[origin])[:, None]
        if destination != ANY:
            here &= (np.arange(n) == index[destination])[None, :]
        found[here & abroad if ANY in pairs[k] else here] = k + 1
    return found


def _kinds(chosen: Sequence[Ints], pairs: int) -> tuple[Ints, Ints]:
    """Return the combinations of mixes that occur, [sector, kind], and which each pair has, [pair]."""
    kinds, kind = np.zeros((0, 1), dtype=np.int64), np.zeros(pairs, dtype=np.int64)
    for mix in chosen:
        most = int(mix.max(initial=0)) + 1
        both, kind = np.unique(kind * most + mix, return_inverse=True)
        kinds = np.vstack([kinds[:, both // most], (both % most)[None, :]])
    return kinds, kind


def _rank(origin: str, destination: str) -> int:
    """Return how specific a mix is: purchases abroad, sales abroad, the pair."""
    return 2 if ANY not in (origin, destination) else int(origin != ANY)
