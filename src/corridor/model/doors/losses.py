"""Losses on the way: what cold chains spare of the worth of goods, by hour of travel."""

from __future__ import annotations

import numpy as np

from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.model.distance import internal_distance
from corridor.model.selection import Standing
from corridor.network.modes import running_hours
from corridor.network.states import State, along
from corridor.projects.doors import Loss
from corridor.projects.links import apply
from corridor.types import Floats


def spared(case: Case, factor: Floats | None, hours: Floats) -> Floats:
    """Return what a tonne loses less on its way, [origin, destination, class] US$.

    Hours times the loss spared of `spared_per_hour`.

    Parameters
    ----------
    case
        The case.
    factor
        Of `loss_factors`.
    hours
        On the way, door to door, [origin, destination, class].

    """
    found: Floats = spared_per_hour(case, factor)[:, None, :] * hours
    return found


def spared_per_hour(case: Case, factor: Floats | None) -> Floats:
    """Return what a tonne from each region loses less in an hour, [region, class] US$.

    A share `spoilage.<class>` of the value of time of a class is what it loses an hour; a project that cuts
    the loss to a factor `f` spares `(1 - f)` of it.
    """
    values = case.parameters
    an_hour = np.array([values[f"value_of_time.{c}"] * values[f"spoilage.{c}"] for c in commodity_classes()])
    return (
        np.zeros((len(case.zones), len(commodity_classes()))) if factor is None else an_hour * (1.0 - factor)
    )


def loss_factors(case: Case, standing: Standing) -> Floats | None:
    """Return the loss per hour over today's of goods from each region, [region, class]; None: as today."""
    zones = list(case.zones)
    factor = np.ones((len(zones), len(commodity_classes())))
    for power, projects in ((1.0, standing.added), (-1.0, standing.gone)):
        for project in sorted(projects, key=lambda p: p.project_id):
            for door in project.doors:
                if isinstance(door, Loss):
                    rows = [zones.index(region) for region in door.regions]
                    factor[rows, commodity_classes().index(door.commodity)] *= door.factor**power
    return None if np.all(factor == 1.0) else factor


def door_to_door(case: Case, standing: Standing, state: State) -> Floats:
    """Return hours on the cheapest way in a state of the network, [origin, destination, class]."""
    links = apply(case.network.links, standing.added, standing.gone)
    return with_inside(case, along(state, running_hours(links)))


def with_inside(case: Case, between: Floats) -> Floats:
    """Return hours with those of haulage inside each region on the diagonal, [origin, destination, class]."""
    hours = between.copy()
    index = np.arange(len(hours))
    km = internal_distance(case.regions["area_km2"].to_numpy(dtype=float))
    hours[index, index, :] = (km / case.parameters["internal.speed"])[:, None]
    return hours
