"""Wholesale hubs: goods that pass a town's market are carried more than once.

Freight statistics call it the handling factor: tonnes lifted over tonnes made (McKinnon 2007). A tonne that
passes hubs goes from its producer to a town `h` in reach, from there to a town `k` in reach of its user, and
on to the user: three legs. With `P[i, h]` the share of hub `h` in what region `i` sends and receives so,

    cost  = sum_hk P[o, h] P[d, k] (G[o, h] + G[h, k] + G[k, d])
    legs  : tonnes V[o, d] put P[o, h] P[d, k] V[o, d] on each of the three.

The second is the adjoint of the first, so that a cheaper leg is worth what the tonnes on it save. What a
region trades within itself passes no hub, and a leg within a region is none: it loads no main road.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corridor.case.case import Case
from corridor.model.distance import great_circle_km, internal_distance
from corridor.types import Floats, Ints

REACH = "wholesale_reach"
LEGS_THROUGH = 3.0
"""Legs of a tonne that goes through hubs."""


@dataclass(frozen=True, eq=False)
class Hubs:
    """Shares of hubs in what passes hubs; regions of a country use those of their country."""

    regions: int
    places: tuple[Ints, ...]
    """Regions of every country that has several, positions."""
    share: tuple[Floats, ...]
    """Of hubs of that country, [region, hub]; sums to one over hubs."""

    @cached_property
    def _legs(self) -> list[Floats]:
        """Shares without those of a region's own hub, to which there is no leg."""
        return [np.where(np.eye(len(one), dtype=bool), 0.0, one) for one in self.share]

    def through(self, cost: Floats) -> Floats:
        """Return the cost of going through hubs, [origin, destination], from that of a leg, likewise.

        Inside a region it is the cost itself.
        """
        found = self._over(self._over(cost, 0), 1)
        for at, legs in zip(self.places, self._legs, strict=True):
            inside = cost[np.ix_(at, at)]
            found[at, :] += (legs * inside).sum(axis=1)[:, None]
            found[:, at] += (legs * inside.T).sum(axis=1)[None, :]
        np.fill_diagonal(found, cost.diagonal())
        return found

    def legs(self, sent: Floats) -> Floats:
        """Return tonnes on legs, [origin, destination], of tonnes that go through hubs, likewise."""
        between = sent.copy()
        np.fill_diagonal(between, 0.0)
        found = self._over(self._over(between, 0, back=True), 1, back=True)
        for at, legs in zip(self.places, self._legs, strict=True):
            block = np.ix_(at, at)
            found[block] += legs * between[at].sum(axis=1)[:, None]
            found[block] += (legs * between[:, at].sum(axis=0)[:, None]).T
        found[np.diag_indices_from(found)] += sent.diagonal()
        return found

    def _over(self, value: Floats, axis: int, *, back: bool = False) -> Floats:
        """Return means over hubs along an axis, or what regions have put on their hubs."""
        found: Floats = value.copy()
        for at, share in zip(self.places, self.share, strict=True):
            weight = share.T if back else share
            if axis == 0:
                found[at] = weight @ value[at]
            else:
                found[:, at] = value[:, at] @ weight.T
        return found


def hubs_of(case: Case, reach_km: float | None = None) -> Hubs:
    """Return the hubs of a case: a logit over the regions of a country by people and distance.

    `P[i, h] = people_h exp(-d_ih / reach) / sum`, with great-circle distances. Markets stay where they are:
    like what distance costs besides freight, shares are the same in every world.
    """
    regions = case.regions
    reach = case.parameters[REACH] if reach_km is None else reach_km
    people = regions["population"].to_numpy(dtype=float)
    km = great_circle_km(regions["lon"].to_numpy(dtype=float), regions["lat"].to_numpy(dtype=float))
    np.fill_diagonal(km, internal_distance(regions["area_km2"].to_numpy(dtype=float)))
    country = regions["country"].to_numpy()
    own = [np.flatnonzero(country == name) for name in dict.fromkeys(country)]
    places = [at for at in own if len(at) > 1]
    return Hubs(
        len(regions), tuple(places), tuple(_logit(people[at], km[np.ix_(at, at)], reach) for at in places)
    )


def _logit(people: Floats, km: Floats, reach: float) -> Floats:
    worth = np.log(np.maximum(people, 1.0))[None, :] - km / reach
    weight = np.exp(worth - worth.max(axis=1, keepdims=True))
    share: Floats = weight / weight.sum(axis=1, keepdims=True)
    return share
