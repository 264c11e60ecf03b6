"""Traffic that chooses its least-cost routes on links whose time depends on what is on them.

All classes share the time of a link and differ in what an hour is worth and in other costs. Measured in
hours, and weighted by the volume they bring, their costs are the gradient of one convex function, so an
equilibrium is its minimum (Beckmann, McGuire & Winsten 1956; Dafermos 1973; Yang & Huang 2004).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.errors import Fault, InputError, raise_if
from corridor.network.assignment.delay import VolumeDelay
from corridor.network.graph import Graph
from corridor.network.routes import load, search
from corridor.types import Floats, Ints


@dataclass(frozen=True)
class Traffic:
    """Demand of several classes for a graph whose links are one-way uses with a time each.

    Uses that fill the same room (both directions of a single track) share a `unit`, an entry of
    `delay`. A class pays `fixed + value_of_time * time`; one of it counts `weight` in the volume.
    """

    graph: Graph
    """Its links are the uses; its places the zones."""
    delay: VolumeDelay
    """[unit]"""
    unit: Ints
    """[use]"""
    fixed: Floats
    """[use, class] cost that does not depend on volume; infinite where closed."""
    value_of_time: Floats
    """[class] cost per unit of time, positive."""
    weight: Floats
    """[class] volume per unit of demand, positive."""
    demand: Floats
    """[origin, destination, class]"""

    def __post_init__(self) -> None:
        raise_if(self.problems())

    def problems(self) -> list[Fault]:
        """Return what keeps the equilibrium from being a minimum."""
        classes = {"value_of_time": self.value_of_time, "weight": self.weight}
        faults = [
            Fault(
                file="classes",
                message="must be positive",
                row=c + 1,
                column=name,
                value=f"{value:g}",
                allowed="more than 0",
            )
            for name, values in classes.items()
            for c, value in enumerate(values)
            if not value > 0
        ]
        if not np.all(self.demand >= 0):
            faults.append(
                Fault(file="demand", message="negative or not a number", column="tonnes", allowed="0 or more")
            )
        return faults

    @property
    def scale(self) -> Floats:
        """Weight of a class's cost in the objective, [class]."""
        value: Floats = self.weight / self.value_of_time
        return value

    def volume(self, flow: Floats) -> Floats:
        """Return the volume on each unit, [unit], from the flow, [use, class]."""
        size = len(self.delay.free_time)
        return np.bincount(self.unit, weights=flow @ self.weight, minlength=size).astype(np.float64)

    def cost(self, volume: Floats) -> Floats:
        """Return the cost of each use at these volumes, [use, class]."""
        time = self.delay.time(volume)[self.unit]
        value: Floats = self.fixed + time[:, None] * self.value_of_time
        return value

    def fixed_part(self, flow: Floats) -> float:
        """Return what the costs that do not depend on volume add to the objective."""
        open_cost = np.where(np.isfinite(self.fixed), self.fixed, 0.0)
        return float(np.einsum("ec,ec,c->", open_cost, flow, self.scale))

    def objective(self, flow: Floats) -> float:
        """Return what an equilibrium minimises, in units of volume times time."""
        return float(self.delay.integral(self.volume(flow)).sum()) + self.fixed_part(flow)

    def spent(self, flow: Floats, cost: Floats) -> float:
        """Return the cost of a flow, in units of volume times time."""
        paid = np.where(flow > 0, cost, 0.0) * flow
        return float(paid.sum(axis=0) @ self.scale)

    def all_or_nothing(self, cost: Floats) -> tuple[Floats, Floats]:
        """Return the flow when all take a least-cost route, [use, class], and that cost, [from, to, class].

        Raises
        ------
        InputError
            There is demand between two zones and no route.

        """
        flows, least = [], []
        for c in range(self.demand.shape[2]):
            routes = search(self.graph, cost[:, c])
            cut = np.argwhere((self.demand[:, :, c] > 0) & ~np.isfinite(routes.cost))
            if len(cut):
                raise InputError([_no_route(int(i), int(j)) for i, j in cut[:10]])
            flows.append(load(routes, self.demand[:, :, c])[:, 0])
            least.append(routes.cost)
        return np.stack(flows, axis=1), np.stack(least, axis=2)

    def least_spent(self, least: Floats) -> float:
        """Return the cost of the demand at least costs, in units of volume times time."""
        paid = np.where(self.demand > 0, least, 0.0) * self.demand
        return float(paid.sum(axis=(0, 1)) @ self.scale)


def _no_route(origin: int, destination: int) -> Fault:
    return Fault(
        file="demand",
        message="there is demand and no route",
        value=f"from place {origin} to place {destination}",
        cure="join the two, or take the demand out",
    )
