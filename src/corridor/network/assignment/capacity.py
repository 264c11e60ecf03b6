"""How many tonnes of freight a link takes in a year, and how it slows down: estimates by class.

An observed capacity (column `capacity`, tonnes a day and direction) comes first. Elsewhere roads follow
from lanes and trucks, railways from tracks and trains; sea lanes, connectors, ports and borders have no
limit. Every number is a parameter with its source.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from corridor.network.assignment.delay import VolumeDelay
from corridor.network.assignment.on_graph import Congestion
from corridor.network.modes import CostRates, generalised_cost, running_hours
from corridor.types import Flags, Floats

Values = Mapping[str, float]

MOTORWAYS = ("motorway", "expressway")
"""Facility types that begin so have separate carriageways and no crossings at grade."""

DELAYS = ("road", "rail", "standing")
"""Kinds of link with a volume-delay function of their own; the last is for all that is neither."""


def congestion(links: pd.DataFrame, rates: CostRates, values: Values) -> Congestion:
    """Return what shippers pay on the links of a network and how those fill, for `elastic`.

    Every shipper is a class of the assignment. Capacities are tonnes per year, so demand must be. Without
    traffic the cost of a link is its generalised cost. `values` are the parameters `lane_capacity`,
    `train_capacity`, `payload`, `delay` and their like, by dotted name.
    """
    kind = links["mode"].where(links["mode"].isin(DELAYS[:2]), DELAYS[2])
    hours, limit = running_hours(links), freight_capacity(links, values)
    delay = VolumeDelay(hours, limit, _by_kind(kind, values, "b"), _by_kind(kind, values, "power"))
    fixed = generalised_cost(links, rates) - hours[:, None] * rates.hour
    return Congestion(delay, single_track(links), fixed, rates.hour, np.ones(len(rates.hour)))


def freight_capacity(links: pd.DataFrame, values: Values) -> Floats:
    """Return tonnes of freight a year, [link]: per direction, or both where `single_track`."""
    per_day = np.full(len(links), np.inf)
    road, rail = ((links["mode"] == mode).to_numpy() for mode in ("road", "rail"))
    per_day[road] = _trucks(links[road], values) * values["payload.road"]
    per_day[rail] = _trains(links[rail], values) * values["payload.rail"]
    observed = _number(links, "capacity")
    per_day = np.where(np.isnan(observed), per_day, observed)
    capacity: Floats = per_day * values["operating_days"]
    return capacity


def single_track(links: pd.DataFrame) -> Flags:
    """Return true for railways whose directions share a track, [link].

    An observed capacity is per direction, so links that have one share nothing.
    """
    single: Flags = (links["mode"] == "rail").to_numpy() & ~(_number(links, "lanes") >= 2)
    return single & np.isnan(_number(links, "capacity"))


def _trucks(roads: pd.DataFrame, values: Values) -> Floats:
    """Return trucks a day and direction when all traffic of the usual mix fills the road, [link]."""
    motorway = roads["facility_type"].str.startswith(MOTORWAYS).to_numpy()
    least = np.where(motorway, values["lanes.motorway"], 1.0)
    lanes = np.fmax(_number(roads, "lanes"), least)
    hourly = np.where(lanes >= 2, values["lane_capacity.multilane"], values["lane_capacity.two_lane"])
    hourly = np.where(motorway, values["lane_capacity.motorway"], hourly)
    cars: Floats = lanes * hourly * values["full_hours.road"]
    trucks: Floats = cars * values["freight_share.road"] / values["truck_pcu"]
    return trucks


def _trains(railways: pd.DataFrame, values: Values) -> Floats:
    """Return freight trains a day, [link]: per direction, both directions on a single track."""
    tracks = np.fmax(_number(railways, "lanes"), 1.0)
    per_direction = 0.5 * values["train_capacity.double"] * np.maximum(tracks / 2, 1.0)
    trains = np.where(tracks >= 2, per_direction, values["train_capacity.single"])
    usable: Floats = trains * values["freight_share.rail"]
    return usable


def _by_kind(kind: pd.Series, values: Values, name: str) -> Floats:
    """Return a parameter of the delay functions, [link]."""
    found = np.empty(len(kind))
    for k in DELAYS:
        found[(kind == k).to_numpy()] = values[f"delay.{k}.{name}"]
    return found


def _number(links: pd.DataFrame, column: str) -> Floats:
    """Return a column that a network may lack, NaN where it is empty, [link]."""
    if column not in links:
        return np.full(len(links), np.nan)
    return links[column].to_numpy(dtype=float)
