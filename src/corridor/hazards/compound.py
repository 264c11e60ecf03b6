"""Victims: events of a negative binomial number, each with victims of its own."""

from __future__ import annotations

import numpy as np

from corridor.hazards.smoothing import Forecast
from corridor.types import Floats


def victims(mean: float, shape: float, severity: Floats, largest: int) -> Floats:
    """Return the chance of 0, 1, ... `largest` victims, [count] (Panjer 1981, recursion for (a, b, 0)).

    `severity` is the chance that one event has 0, 1, ... victims. The number of events is negative binomial
    with the given mean and shape.
    """
    share = mean / (shape + mean)
    a, b = share, (shape - 1.0) * share
    found = np.zeros(largest + 1)
    found[0] = ((1.0 - share) / (1.0 - share * severity[0])) ** shape
    reach = min(len(severity) - 1, largest)
    for s in range(1, largest + 1):
        j = np.arange(1, min(s, reach) + 1)
        found[s] = ((a + b * j / s) * severity[j] * found[s - j]).sum() / (1.0 - a * severity[0])
    return found


def quantiles(chance: Floats, probability: tuple[float, ...]) -> tuple[int, ...]:
    """Return the smallest counts below or at which each probability lies."""
    below = np.cumsum(chance)
    return tuple(int(np.searchsorted(below, p - 1e-12)) for p in probability)


def severity_of(deaths: Floats) -> Floats:
    """Return the chance of 0, 1, ... victims of an event, from those of past events."""
    count = np.bincount(deaths.astype(np.int64))
    found: Floats = count / count.sum()
    return found


def expected(events: Forecast, severity: Floats) -> Floats:
    """Return mean victims, in the shape of the forecast."""
    found: Floats = events.mean * float(severity @ np.arange(len(severity)))
    return found
