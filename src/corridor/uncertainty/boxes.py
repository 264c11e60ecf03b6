"""The few conditions under which a plan fails: boxes by the patient rule (PRIM).

Friedman & Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9; as used for
scenario discovery by Bryant & Lempert (2010), Technological Forecasting and Social Change 77(1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from corridor.types import Floats

PEEL = 0.05
"""Share of the futures in a box that one step takes off."""

LEAST = 0.02
"""A box holds at least this share of all futures."""

CHANCE = 0.05
"""A condition whose box would be as dense by chance more often than this is dropped."""


@dataclass(frozen=True, eq=False)
class Box:
    """Conditions `low <= number <= high`; infinite where a number has none."""

    low: Floats
    high: Floats
    coverage: float
    """Share of all failures that lie in it."""
    density: float
    """Share of the futures in it that fail."""
    mass: float
    """Share of all futures that lie in it."""
    chance: Floats
    """Probability that a condition is there by chance, [number]; 1 where a number has none."""

    @property
    def bound(self) -> NDArray[np.int64]:
        """Return the numbers with a condition."""
        return np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))

    def holds(self, values: Floats) -> NDArray[np.bool_]:
        """Return which futures lie in the box, [future]."""
        return np.asarray(((values >= self.low) & (values <= self.high)).all(axis=1))


def box(values: Floats, fails: NDArray[np.bool_]) -> Box | None:
    """Return the box that says best where a plan fails: the harmonic mean of coverage and density is largest.

    Parameters
    ----------
    values
        [future, number]
    fails
        [future]

    Returns
    -------
    Box or None
        None where no future fails, or every one does.

    """
    if fails.all() or not fails.any():
        return None
    path = [_measured(values, fails, *_whole(values))]
    while (found := _peeled(values, fails, path[-1])) is not None:
        path.append(found)
    best = max(path, key=lambda one: one.coverage * one.density / (one.coverage + one.density))
    return _significant(values, fails, _pasted(values, fails, best))


def _whole(values: Floats) -> tuple[Floats, Floats]:
    numbers = values.shape[1]
    return np.full(numbers, -np.inf), np.full(numbers, np.inf)


def _measured(values: Floats, fails: NDArray[np.bool_], low: Floats, high: Floats) -> Box:
    nothing = np.ones(len(low))
    inside = Box(low, high, 0.0, 0.0, 0.0, nothing).holds(values)
    hits = float((inside & fails).sum())
    return Box(low, high, hits / fails.sum(), hits / max(inside.sum(), 1), inside.mean(), nothing)


def _peeled(values: Floats, fails: NDArray[np.bool_], now: Box) -> Box | None:
    """Return the box after the peel that raises the density most for what it takes; None at the end."""
    inside = values[now.holds(values)]
    if now.density == 1.0 or len(inside) * (1.0 - PEEL) < LEAST * len(values):
        return None
    found: list[tuple[float, Box]] = []
    for k in range(values.shape[1]):
        for end, share in ((now.low, PEEL), (now.high, 1.0 - PEEL)):
            edge = end.copy()
            edge[k] = np.quantile(inside[:, k], share)
            low, high = (edge, now.high) if end is now.low else (now.low, edge)
            peeled = _measured(values, fails, low, high)
            taken = now.mass - peeled.mass
            if taken > 0.0 and peeled.mass > 0.0:
                found.append(((peeled.density - now.density) / taken, peeled))
    best = max(found, key=lambda one: one[0], default=None)
    return best[1] if best and best[0] > 0.0 else None


def _pasted(values: Floats, fails: NDArray[np.bool_], now: Box) -> Box:
    """Return the box with ends given back where that costs no density."""
    for k in now.bound:
        for end in ("low", "high"):
            away = getattr(now, end).copy()
            away[k] = -np.inf if end == "low" else np.inf
            ends = {"low": now.low, "high": now.high, end: away}
            wider = _measured(values, fails, ends["low"], ends["high"])
            if wider.density >= now.density:
                now = wider
    return now


def _significant(values: Floats, fails: NDArray[np.bool_], found: Box) -> Box:
    """Return the box without conditions that may be there by chance (Bryant & Lempert 2010, section 3)."""
    while len(found.bound):
        inside = found.holds(values)
        hits, size = int((inside & fails).sum()), int(inside.sum())
        chance = np.ones(len(found.low))
        for k in found.bound:
            without = _measured(values, fails, *_freed(found, k))
            chance[k] = binomtest(hits, size, min(without.density, 1.0), alternative="greater").pvalue
        worst = int(found.bound[np.argmax(chance[found.bound])])
        if chance[worst] <= CHANCE:
            return replace(found, chance=chance)
        found = _measured(values, fails, *_freed(found, worst))
    return found


def _freed(found: Box, number: int) -> tuple[Floats, Floats]:
    low, high = found.low.copy(), found.high.copy()
    low[number], high[number] = -np.inf, np.inf
    return low, high
