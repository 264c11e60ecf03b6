"""Tastes for groups of commodities: what makes trade at today's costs have the mixes that are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from corridor import parallel
from corridor.errors import SolveError
from corridor.model.cargo import Cargo
from corridor.model.composition import iceberg, ways, weights
from corridor.solvers import FixedPointSettings, sought
from corridor.types import Floats, Ints

TOLERANCE = 1e-6
"""Of shares in the value of a sector."""
MAX_STEPS = 100
"""Proportional steps between two rounds, which balance trade anew."""

AT_A_TIME = 4
"""Sectors at a time, on as many processors."""

LEAST = 1e-300
"""No group is out of favour for good."""

SETTINGS = FixedPointSettings(tolerance=2e-7, max_iterations=200, method="anderson")
"""Of log tastes; trade goes to and fro between a country's partners in plain rounds."""

Flows = Callable[[int, Floats], Floats]
"""Trade of a sector at iceberg costs of freight, both [origin, destination]; US$ at basic prices."""


def settled(goods: Cargo, source: Ints, cost: Floats, flows: Flows) -> Cargo:
    """Return goods with tastes at which trade has the known mixes.

    A mix is known of the trade between all pairs of countries that it holds for together: its shares are
    means of those of pairs of regions by value. Tastes are fitted in proportion (Deming & Stephan 1940), and
    what is off the network keeps its share of every pair.

    Parameters
    ----------
    goods
        With the known shares as tastes.
    source
        Which mix of the group's sector a kind of pair has, [kind, group].
    cost
        Generalised, those inside regions on the diagonal, [origin, destination, class] US$/t.
    flows
        Balances trade of a sector.

    Raises
    ------
    SolveError
        Some share is still missed by more than `TOLERANCE`.

    """
    by_way = ways(goods, np.ascontiguousarray(np.moveaxis(cost, 2, 0)))
    taste = goods.taste.copy()
    sectors = goods.sectors

    def found(k: int) -> Floats:
        return _of_sector(goods, sectors[k], (source, by_way), flows)

    for s, of_groups in zip(sectors, parallel.each(found, len(sectors), at_a_time=AT_A_TIME), strict=True):
        taste[:, goods.groups(s)] = of_groups
    return replace(goods, taste=taste)


def _of_sector(goods: Cargo, sector: int, at: tuple[Ints, Floats], flows: Flows) -> Floats:
    """Return tastes for the groups of a sector, [kind, group of the sector]; `at`: mixes and costs."""
    source, by_way = at
    own = goods.groups(sector)
    known, mix = goods.taste[:, own], source[:, own[0]]
    # `tau_q ** -theta` with no taste, [group, origin, destination]
    flat = replace(goods, taste=np.where(goods.taste > 0.0, 1.0, 0.0))
    plain = np.stack([weight for _, _, weight in weights(flat, by_way, sector)])
    traded, missed = known > 0.0, np.inf

    def fitted(log: Floats) -> Floats:
        """Return log tastes that have the known shares in trade at the given ones; leave what these miss."""
        nonlocal missed
        taste = np.zeros_like(known)
        taste[traded] = np.exp(log)
        total = sum(weight * taste[:, k][goods.kind] for k, weight in enumerate(plain))
        trade = flows(sector, iceberg(goods, sector, np.asarray(total)))
        taste, missed = _fitted(taste, known, plain, (mix, goods.kind, trade))
        return np.log(np.maximum(taste[traded], LEAST))

    found = sought(fitted, np.log(known[traded]), SETTINGS)
    if missed > TOLERANCE:
        raise SolveError(
            f"Mixes of commodities were not met in {found.iterations} rounds (missed by {missed:.1e}): "
            "some group is too dear to carry wherever its mix holds; look at its value of a tonne."
        )
    taste = np.zeros_like(known)
    taste[traded] = np.exp(found.value)
    return taste


def _fitted(
    taste: Floats, known: Floats, plain: Floats, at: tuple[Ints, Ints, Floats]
) -> tuple[Floats, float]:
    """Return tastes that meet the known shares with this trade, and by how much the old ones miss them.

    `at` is the mix of each kind, the kind of each pair, and trade, [origin, destination] US$.
    """
    mix, kind, trade = at
    first = None
    for _ in range(MAX_STEPS):
        parts = [weight * taste[:, k][kind] for k, weight in enumerate(plain)]
        total = np.sum(parts, axis=0)
        rate = np.divide(trade, total, out=np.zeros_like(trade), where=total > 0.0)
        worth = np.stack([_by_mix(mix, kind, part * rate) for part in parts], axis=1)
        whole = worth.sum(axis=1, keepdims=True)
        mean = np.divide(worth, whole, out=np.zeros_like(worth), where=whole > 0.0)[mix]
        traded = (whole > 0.0)[mix] & (known > 0.0)
        missed = float(np.abs(np.where(traded, mean - known, 0.0)).max(initial=0.0))
        first = missed if first is None else first
        if missed <= 0.01 * max(first, TOLERANCE):
            break
        taste = taste * np.divide(known, mean, out=np.ones_like(known), where=traded & (mean > 0.0))
        taste = taste / np.maximum(taste.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    return taste, 0.0 if first is None else first


def _by_mix(mix: Ints, kind: Ints, value: Floats) -> Floats:
    """Return sums of pairs by mix, [mix]."""
    by_kind = np.bincount(kind.ravel(), value.ravel(), minlength=len(mix))
    return np.asarray(np.bincount(mix, by_kind), dtype=np.float64)
