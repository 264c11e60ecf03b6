"""Accidents: deaths and injuries per vehicle-km by kind of road, and what they cost.

The value of preventing a death is a multiple of product per head, an injury a share of it (McMahon & Dahdah
2008, iRAP). A project that moves traffic to another kind of road saves the difference of the two rates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.types import Floats

PER = 1e8
"""Rates are told per 100 million vehicle-km."""


@dataclass(frozen=True, slots=True)
class Values:
    """What a casualty costs, US$."""

    death: float
    injury: float
    """Serious."""


def values(product_per_head: float, death_multiple: float, injury_share: float) -> Values:
    """Return what casualties cost where product per head is so much, US$."""
    death = product_per_head * death_multiple
    return Values(death, death * injury_share)


def casualties(traffic: Floats, deaths: Floats, injuries: Floats) -> tuple[Floats, Floats]:
    """Return deaths and serious injuries a year, [road].

    `traffic` is million vehicle-km a year, `deaths` per 100 million vehicle-km, `injuries` per death.
    """
    dead: Floats = np.asarray(traffic) * 1e6 * np.asarray(deaths) / PER
    return dead, dead * np.asarray(injuries)


def accident_cost(deaths: Floats, injuries: Floats, cost: Values) -> Floats:
    """Return the cost of accidents per vehicle-km, [road] US$; units as `casualties`."""
    found: Floats = np.asarray(deaths) / PER * (cost.death + np.asarray(injuries) * cost.injury)
    return found


def saved(moved: Floats, old: Floats, new: Floats) -> Floats:
    """Return what vehicles that move to another road save, US$ a year.

    `moved` is million vehicle-km a year taken off the old road; `old` and `new` are costs of accidents, US$
    per vehicle-km; the new road may be longer or shorter: give `new` per vehicle-km of the old one then.
    """
    found: Floats = np.asarray(moved) * 1e6 * (np.asarray(old) - np.asarray(new))
    return found
