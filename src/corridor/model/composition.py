"""What a sector's trade is made of, pair by pair: heavy goods stay near, dear ones go far.

Groups of a sector are substitutes as origins are, so a group's share of a pair's trade falls with what its
carriage adds to its price (Alchian & Allen 1964; Hummels & Skiba 2004; constant elasticity as across
origins).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corridor.errors import SolveError
from corridor.model.cargo import Cargo
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class Carried:
    """Goods at the costs of a state of the network."""

    cargo: Cargo
    cost: Floats
    """Generalised costs of a leg less losses spared, inside regions on the diagonal, [class, o, d] US$/t."""
    way_cost: Floats
    """Likewise from producer to user: straight, then through hubs if there are any, [way, o, d] US$/t."""
    tau: Floats
    """Iceberg costs, [origin, destination, sector]; one for services."""

    @cached_property
    def per_usd(self) -> dict[int, Floats]:
        """Tonnes per US$ of a sector's trade, [origin, destination, way]; freight sectors only.

        Ways are the classes, then the same through hubs (`on_legs`). They are the derivatives of log iceberg
        costs by costs of a way too, `sum_{q in h} share_q / v_q`: a cheaper tonne is worth what the traffic
        saves.
        """
        return {s: self._tonnes(s) for s in self.cargo.sectors}

    def on_legs(self, by_way: Floats) -> Floats:
        """Return tonnes on legs, [o, d, class], of those from producer to user, [o, d, way].

        Derivatives by costs of legs follow from those by costs of ways likewise.
        """
        classes, hubs = len(self.cost), self.cargo.hubs
        if hubs is None:
            return by_way
        found = by_way[:, :, :classes].copy()
        for c in range(classes):
            if by_way[:, :, classes + c].any():
                found[:, :, c] += hubs.legs(by_way[:, :, classes + c])
        return found

    def of_ways(self, of_legs: Floats) -> Floats:
        """Return what a tonne adds on its way, [o, d, way], from what it does on a leg, [o, d, class]."""
        return np.moveaxis(ways(self.cargo, np.moveaxis(of_legs, 2, 0)), 0, 2)

    def shares(self, sector: int) -> Iterator[tuple[int, Floats, Floats]]:
        """Yield groups on the network: place, log iceberg cost and share of value, both [o, d]."""
        scale = self._scale(sector)
        for q, freight, weight in weights(self.cargo, self.way_cost, sector):
            yield q, freight, weight * scale

    def mean_log(self, sector: int) -> Floats:
        """Return the mean log iceberg cost of groups by their shares, [origin, destination]."""
        mean = np.zeros(self.cargo.kind.shape)
        for _, freight, share in self.shares(sector):
            mean += share * freight
        return mean

    def by_cost(self, sector: int, worth: Floats) -> Floats:
        """Return derivatives of `sum_h worth_h tonnes_h` by costs of a way, all [origin, destination, way].

        Per US$ of trade, at shares that move:
        `-theta (sum_{q in h} worth_q share_q / v_q^2 - tonnes_h / m sum_k worth_k tonnes_k)`, with
        `m` the share of goods on the network.
        """
        cargo, found = self.cargo, self._empty()
        for q, _, share in self.shares(sector):
            mine = self._worth(worth, q) * share * cargo.per_tonne(q) ** 2
            for h, part in cargo.ways(q):
                found[h] += part * mine
        on = cargo.on_network(sector)
        mean = np.divide((worth * self.per_usd[sector]).sum(axis=2), on, out=np.zeros_like(on), where=on > 0)
        result: Floats = np.moveaxis(found, 0, 2) - self.per_usd[sector] * mean[:, :, None]
        return -float(cargo.trade_elasticity[sector]) * result

    def by_elasticity(self, sector: int, worth: Floats) -> Floats:
        """Return derivatives of `sum_h worth_h tonnes_h` by `theta`, per US$ of trade, [o, d]."""
        cargo, on = self.cargo, self.cargo.on_network(sector)
        mean = np.divide(self.mean_log(sector), on, out=np.zeros_like(on), where=on > 0)
        result = np.zeros_like(mean)
        for q, freight, share in self.shares(sector):
            result -= self._worth(worth, q) * share * cargo.per_tonne(q) * (freight - mean)
        return result

    def _worth(self, worth: Floats, group: int) -> Floats:
        """Return the worth of a tonne of a group, [o, d], from that of ways, [o, d, way]."""
        found: Floats = sum(part * worth[:, :, h] for h, part in self.cargo.ways(group))  # type: ignore[assignment]
        return found

    def _tonnes(self, sector: int) -> Floats:
        found, scale = self._empty(), self._scale(sector)
        for q, _, weight in weights(self.cargo, self.way_cost, sector):
            tonnes = weight * self.cargo.per_tonne(q)
            for h, part in self.cargo.ways(q):
                found[h] += part * tonnes
        found *= scale
        return np.moveaxis(found, 0, 2)

    def _scale(self, sector: int) -> Floats:
        """Return what makes shares of weights: their part of the sector over their sum."""
        on = self.cargo.on_network(sector)
        log = np.log(self.tau[:, :, sector])
        power = np.divide(log, on, out=np.zeros_like(log), where=on > 0.0)
        scale: Floats = on * np.exp(float(self.cargo.trade_elasticity[sector]) * power)
        return scale

    def _empty(self) -> Floats:
        return np.zeros_like(self.way_cost)


def carried(cargo: Cargo, cost: Floats) -> Carried:
    """Return goods at generalised costs of all legs, [origin, destination, class] US$/t.

    Per sector `tau = (sum_q s_q tau_q^-theta)^(-m / theta)` with `tau_q = exp(G / v_q)` over groups on the
    network, tastes `s` that sum to one and `m` their share of the sector: what is off the network has the
    same share of every pair. Where there is no way `tau` is infinite.

    Raises
    ------
    SolveError
        Some pair can only trade goods that are hundreds of times dearer to carry than to buy.

    """
    by_class = np.ascontiguousarray(np.moveaxis(cost, 2, 0))
    by_way = ways(cargo, by_class)
    way = np.isfinite(by_class).all(axis=0)
    tau = np.ones((len(cargo.trade_elasticity), *cargo.kind.shape))
    for s in cargo.sectors:
        total = np.zeros(cargo.kind.shape)
        for _, _, weight in weights(cargo, by_way, s):
            total += weight
        if np.any((total == 0.0) & way & (cargo.on_network(s) > 0.0)):
            raise SolveError("Goods cost too much to carry between two places: look at values of a tonne.")
        tau[s] = iceberg(cargo, s, total)
    tau[:, ~way] = np.inf
    return Carried(cargo, by_class, by_way, np.moveaxis(tau, 0, 2))


def ways(cargo: Cargo, by_class: Floats) -> Floats:
    """Return costs from producer to user, [way, o, d], from those of legs, [class, o, d]."""
    if cargo.hubs is None:
        return by_class
    return np.concatenate([by_class, [cargo.hubs.through(one) for one in by_class]])


def iceberg(cargo: Cargo, sector: int, total: Floats) -> Floats:
    """Return iceberg costs of a sector from the sums of its groups' weights, both [origin, destination]."""
    log = np.log(total, out=np.zeros_like(total), where=total > 0.0)
    tau: Floats = np.exp(log * cargo.on_network(sector) / -float(cargo.trade_elasticity[sector]))
    return tau


def weights(cargo: Cargo, by_way: Floats, sector: int) -> Iterator[tuple[int, Floats, Floats]]:
    """Yield groups of a sector on the network: place, `log tau_q` and `s_q tau_q^-theta`, both [o, d].

    `tau_q = exp(G / v_q)`. Flows are at basic prices, so a US$ off a tonne must save a US$ for each tonne of
    them; with `1 + G / v_q` it would save that over `tau_q`.
    """
    theta = float(cargo.trade_elasticity[sector])
    for q in cargo.groups(sector):
        usd = sum(part * by_way[h] for h, part in cargo.ways(q))
        freight = np.asarray(usd * cargo.per_tonne(q))
        weight = np.exp(-theta * freight)
        weight *= cargo.taste[:, q][cargo.kind]
        yield q, freight, weight
