"""Trucks: from tonnes a year on a link to vehicles a day, as a count sees them.

A loaded truck carries `load[class]` tonnes. Of all trucks that pass, `empty_share` carry nothing and
`local_share` carry goods within one region, which the model does not put on links. So

    trucks = sum over classes of tonnes / load / ((1 - empty_share) (1 - local_share) 365).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.case.commodities import commodity_classes
from corridor.parameters import Parameters
from corridor.types import Floats

DAYS = 365.0
"""Days of a year: a count is an average over all of them."""


@dataclass(frozen=True, eq=False)
class Fleet:
    """What the trucks of a country carry."""

    load: Floats
    """Of a loaded truck, [class] t."""
    empty_share: float
    """Trucks without a load among those between regions, 0 to below 1."""
    local_share: float
    """Trucks within one region among all that are counted on a main road, 0 to below 1."""


def fleet(parameters: Parameters) -> Fleet:
    """Return the trucks that the parameters describe."""
    load = [parameters[f"truck_load.{one}"] for one in commodity_classes()]
    return Fleet(np.array(load), parameters["truck_empty_share"], parameters["truck_local_share"])


def trucks_between(tonnes: Floats, trucks: Fleet) -> Floats:
    """Return trucks a day between regions, empty ones among them; `tonnes` a year is [..., class]."""
    loaded = np.asarray(tonnes / trucks.load).sum(axis=-1) / DAYS
    found: Floats = loaded / (1.0 - trucks.empty_share)
    return found


def trucks_counted(tonnes: Floats, trucks: Fleet) -> Floats:
    """Return trucks a day that a count on a main road sees, local ones among them; `tonnes` as above."""
    found: Floats = trucks_between(tonnes, trucks) / (1.0 - trucks.local_share)
    return found


def geh(model: float, counted: float) -> float:
    """Return the GEH statistic of two daily volumes, taken as means of 24 hours; below 5 is close.

    `sqrt(2 (m - c)^2 / (m + c))` of hourly volumes (Design Manual for Roads and Bridges 12.1.4; Transport
    Analysis Guidance M3.1). Volumes are of one hour because the statistic is not free of units.
    """
    total = (model + counted) / 24.0
    return float(np.sqrt(2.0 * ((model - counted) / 24.0) ** 2 / total)) if total > 0.0 else 0.0
