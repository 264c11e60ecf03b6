"""Tastes for groups of commodities: what makes trade at today's costs have the mixes that are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from corridor.economy.economy import Economy
from corridor.errors import SolveError
from corridor.model.cargo import Cargo
from corridor.model.composition import Carried, carried, weights
from corridor.model.freight import at_gate
from corridor.types import Floats, Ints

TOLERANCE = 1e-7
"""Of shares in the value of a sector."""
MAX_ROUNDS = 40
STEPS = 8
"""Proportional steps between two calibrations."""


def settled(
    goods: Cargo, source: Ints, cost: Floats, calibrated: Callable[[Floats], Economy]
) -> tuple[Carried, Economy]:
    """Return goods with tastes at which trade has the known mixes, and the economy calibrated at them.

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
    calibrated
        Makes the economy of iceberg costs of freight, [origin, destination, sector].

    Raises
    ------
    SolveError
        Some share is still missed by more than `TOLERANCE`.

    """
    known, missed = goods.taste, np.inf
    for _ in range(MAX_ROUNDS):
        found = carried(goods, cost)
        economy = calibrated(found.tau)
        taste, missed = goods.taste.copy(), 0.0
        for s in goods.sectors:
            own = goods.groups(s)
            taste[:, own], gap = _fitted(found, s, known[:, own], (source[:, own[0]], at_gate(economy, s)))
            missed = max(missed, gap)
        if missed <= TOLERANCE:
            return found, economy
        goods = replace(goods, taste=taste)
    raise SolveError(
        f"Mixes of commodities were not met in {MAX_ROUNDS} rounds (a share is missed by {missed:.1e}): "
        "some group is too dear to carry wherever its mix holds; look at its value of a tonne."
    )


def _fitted(found: Carried, sector: int, known: Floats, trade: tuple[Ints, Floats]) -> tuple[Floats, float]:
    """Return tastes [kind, group] nearer to the known shares of a sector, and the most they were missed by.

    `trade` is the mix of each kind, and flows between regions, [origin, destination] US$.
    """
    (source, flows), kind = trade, found.cargo.kind
    groups = list(weights(found.cargo, found.cost, sector))
    old = found.cargo.taste[:, [q for q, _, _ in groups]]
    shown = np.stack([weight for _, _, weight in groups])  # at old tastes, [group, origin, destination]
    factor, first = np.ones_like(old), 0.0
    mixes = int(source.max(initial=0)) + 1
    for step in range(STEPS):
        parts = [weight * factor[:, k][kind] for k, weight in enumerate(shown)]
        total = np.sum(parts, axis=0)
        rate = np.divide(flows, total, out=np.zeros_like(flows), where=total > 0.0)
        worth = np.stack([_by_mix(source, kind, part * rate, mixes) for part in parts], axis=1)
        whole = worth.sum(axis=1, keepdims=True)
        mean = np.divide(worth, whole, out=np.zeros_like(worth), where=whole > 0.0)[source]
        traded = (whole > 0.0)[source] & (known > 0.0)
        if step == 0:
            first = float(np.abs(np.where(traded, mean - known, 0.0)).max(initial=0.0))
        factor *= np.divide(known, mean, out=np.ones_like(known), where=traded & (mean > 0.0))
    taste = old * factor
    whole = taste.sum(axis=1, keepdims=True)
    return np.divide(taste, whole, out=np.zeros_like(taste), where=whole > 0.0), first


def _by_mix(source: Ints, kind: Ints, value: Floats, mixes: int) -> Floats:
    """Return sums of pairs by mix, [mix]."""
    by_kind = np.bincount(kind.ravel(), value.ravel(), minlength=len(source))
    return np.asarray(np.bincount(source, by_kind, minlength=mixes), dtype=np.float64)
