"""What a sector's trade is made of, pair by pair: heavy goods stay near, dear ones go far.

Groups of a sector are substitutes as origins are, so a group's share of a pair's trade falls with what its
carriage adds to its price (Alchian & Allen 1964; Hummels & Skiba 2004; constant elasticity as across
origins).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from corridor.model.cargo import Cargo
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class Carried:
    """Goods at the costs of a state of the network."""

    cargo: Cargo
    cost: Floats
    """Generalised costs less losses spared, those inside regions on the diagonal, [class, o, d] US$/t."""
    tau: Floats
    """Iceberg costs, [origin, destination, sector]; one for services."""

    @cached_property
    def per_usd(self) -> dict[int, Floats]:
        """Tonnes per US$ of a sector's trade, [origin, destination, class]; freight sectors only."""
        return {s: self._tonnes(s) for s in self.cargo.sectors}

    def slope(self, sector: int) -> Floats:
        """Return derivatives of log iceberg costs by costs of a tonne, [origin, destination, class].

        `dlog tau_s / dG_h = sum_{q in h} share_q / (v_q tau_q)`.
        """
        found = self._empty()
        for q, tau, share in self.shares(sector):
            found[self.cargo.handling[q]] += share * self.cargo.per_tonne(q) / tau
        return np.moveaxis(found, 0, 2)

    def shares(self, sector: int) -> Iterator[tuple[int, Floats, Floats]]:
        """Yield groups on the network: place, iceberg cost and share of value, both [origin, destination]."""
        scale = self._scale(sector)
        for q, tau, weight in weights(self.cargo, self.cost, sector):
            yield q, tau, weight * scale

    def mean_log(self, sector: int) -> Floats:
        """Return the mean log iceberg cost of groups by their shares, [origin, destination]."""
        mean = np.zeros(self.cargo.kind.shape)
        for _, tau, share in self.shares(sector):
            mean += share * np.log(tau)
        return mean

    def by_cost(self, sector: int, worth: Floats) -> Floats:
        """Return derivatives of `sum_h worth_h tonnes_h` by costs of a tonne, [origin, destination, class].

        Per US$ of trade, at shares that move:
        `-theta (worth_h sum_{q in h} share_q / (v_q^2 tau_q) - slope_h / m sum_k worth_k tonnes_k)`, with
        `m` the share of goods on the network.
        """
        cargo, found = self.cargo, self._empty()
        for q, tau, share in self.shares(sector):
            h = cargo.handling[q]
            found[h] += worth[:, :, h] * share * cargo.per_tonne(q) ** 2 / tau
        on = cargo.on_network(sector)
        mean = np.divide((worth * self.per_usd[sector]).sum(axis=2), on, out=np.zeros_like(on), where=on > 0)
        result: Floats = np.moveaxis(found, 0, 2) - self.slope(sector) * mean[:, :, None]
        return -float(cargo.trade_elasticity[sector]) * result

    def by_elasticity(self, sector: int, worth: Floats) -> Floats:
        """Return derivatives of `sum_h worth_h tonnes_h` by `theta`, per US$ of trade, [o, d]."""
        cargo, on = self.cargo, self.cargo.on_network(sector)
        mean = np.divide(self.mean_log(sector), on, out=np.zeros_like(on), where=on > 0)
        result = np.zeros_like(mean)
        for q, tau, share in self.shares(sector):
            result -= worth[:, :, cargo.handling[q]] * share * cargo.per_tonne(q) * (np.log(tau) - mean)
        return result

    def _tonnes(self, sector: int) -> Floats:
        found, scale = self._empty(), self._scale(sector)
        for q, _, weight in weights(self.cargo, self.cost, sector):
            found[self.cargo.handling[q]] += weight * self.cargo.per_tonne(q)
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
        return np.zeros_like(self.cost)


def carried(cargo: Cargo, cost: Floats) -> Carried:
    """Return goods at generalised costs of all pairs, [origin, destination, class] US$/t.

    Per sector `tau = (sum_q s_q tau_q^-theta)^(-m / theta)` with `tau_q = 1 + G / v_q` over groups on the
    network, tastes `s` that sum to one and `m` their share of the sector: what is off the network has the
    same share of every pair. Where there is no way `tau` is infinite.
    """
    by_class = np.ascontiguousarray(np.moveaxis(cost, 2, 0))
    tau = np.ones((len(cargo.trade_elasticity), *cargo.kind.shape))
    for s in cargo.sectors:
        tau[s] = iceberg(cargo, s, _summed(weight for _, _, weight in weights(cargo, by_class, s)))
    tau[:, ~np.isfinite(by_class).all(axis=0)] = np.inf
    return Carried(cargo, by_class, np.moveaxis(tau, 0, 2))


def _summed(parts: Iterable[Floats]) -> Floats:
    """Return the sum of arrays of one shape."""
    return reduce(np.add, parts)


def iceberg(cargo: Cargo, sector: int, total: Floats) -> Floats:
    """Return iceberg costs of a sector from the sums of its groups' weights, both [origin, destination]."""
    log = np.log(total, out=np.zeros_like(total), where=total > 0.0)
    tau: Floats = np.exp(log * cargo.on_network(sector) / -float(cargo.trade_elasticity[sector]))
    return tau


def weights(cargo: Cargo, by_class: Floats, sector: int) -> Iterator[tuple[int, Floats, Floats]]:
    """Yield groups of a sector on the network: place, `tau_q` and `s_q tau_q^-theta`, both [o, d]."""
    theta = float(cargo.trade_elasticity[sector])
    for q in cargo.groups(sector):
        tau = by_class[cargo.handling[q]] * cargo.per_tonne(q)
        tau += 1.0
        weight = np.power(tau, -theta)
        weight *= cargo.taste[:, q][cargo.kind]
        yield q, tau, weight
