"""Losses on the way: what cold chains spare of the worth of goods, by hour of travel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corridor.appraisal.case import CLASSES, Case
from corridor.appraisal.scenario import Scenario
from corridor.appraisal.trade_costs import class_shares, internal_distance
from corridor.network.modes import running_hours
from corridor.network.states import State, along
from corridor.projects.doors import Loss
from corridor.projects.links import apply

Floats = NDArray[np.float64]


def spared(case: Case, scenario: Scenario, state: State) -> Floats | None:
    """Return how much iceberg costs fall because goods lose less, [origin, destination, sector].

    A share `spoilage.<class>` of the value of time of a class is what it loses an hour; a project that cuts
    the loss to a factor `f` spares `(1 - f)` of it on every hour from its regions to the customer:
    `d tau_ijs = -share_sc spoilage_c vot_c (1 - f_i) hours_ij / v_s`. None where no project does.
    """
    factor = _factors(case, scenario)
    if np.all(factor == 1.0):
        return None
    hours = _hours(case, scenario, state)
    parameters, shares = case.parameters, class_shares(case.sectors)
    value = case.sectors["value_usd_per_tonne"].to_numpy(dtype=float)
    result = np.zeros((*hours.shape[:2], len(value)))
    for c, commodity in enumerate(CLASSES):
        if np.all(factor[:, c] == 1.0):
            continue
        an_hour = parameters[f"value_of_time.{commodity}"] * parameters[f"spoilage.{commodity}"]
        per_tonne = an_hour * (1.0 - factor[:, None, c]) * hours[:, :, c]
        for s in np.flatnonzero(shares[:, c] > 0.0):
            result[:, :, s] += shares[s, c] * per_tonne / value[s]
    return result


def _factors(case: Case, scenario: Scenario) -> Floats:
    """Return the loss per hour over today's of goods from each region, [region, class]."""
    zones = list(case.zones)
    factor = np.ones((len(zones), len(CLASSES)))
    gone = (*scenario.removed, *scenario.without)
    for power, projects in ((1.0, scenario.added), (-1.0, gone)):
        for project in sorted(projects, key=lambda p: p.project_id):
            for door in project.doors:
                if isinstance(door, Loss):
                    rows = [zones.index(region) for region in door.regions]
                    factor[rows, CLASSES.index(door.commodity)] *= door.factor**power
    return factor


def _hours(case: Case, scenario: Scenario, state: State) -> Floats:
    """Return hours on the way in a state of the network, [origin, destination, class]."""
    links = apply(case.network.links, scenario.added, (*scenario.removed, *scenario.without))
    hours = along(state, running_hours(links))
    index = np.arange(len(hours))
    km = internal_distance(case.regions["area_km2"].to_numpy(dtype=float))
    hours[index, index, :] = (km / case.parameters["internal.speed"])[:, None]
    return hours
