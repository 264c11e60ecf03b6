"""Traffic of several classes on a prepared graph of a network, where links slow down.

All classes share the time of a link and differ in what an hour is worth and in other costs. Measured in
hours, and weighted by the volume they bring, their costs are the gradient of one convex function
(Beckmann, McGuire & Winsten 1956; Dafermos 1973; Yang & Huang 2004).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.errors import Fault, raise_if
from corridor.network.assignment.delay import VolumeDelay
from corridor.network.contraction import arc_index, contract
from corridor.network.graph import Graph
from corridor.types import Flags, Floats, Ints


@dataclass(frozen=True)
class Congestion:
    """What classes pay on the links of a graph, and how links fill.

    A class pays `fixed_cost + value_of_time * time`. `delay` is [link], per direction; where `shared`,
    both directions fill the same room, as trains do on a single track.
    """

    delay: VolumeDelay
    shared: Flags
    """[link]"""
    fixed_cost: Floats
    """[link, class] US$/t apart from time; infinite where closed."""
    value_of_time: Floats
    """[class] US$/t-h, positive."""
    weight: Floats
    """[class] room that a tonne takes, relative to the unit of the capacities."""


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

    def spent(self, flow: Floats, cost: Floats) -> float:
        """Return the cost of a flow, in units of volume times time."""
        paid = np.where(flow > 0, cost, 0.0) * flow
        return float(paid.sum(axis=0) @ self.scale)


def traffic_on(graph: Graph, congestion: Congestion, demand: Floats) -> Traffic:
    """Return the problem on a prepared graph: use `2 link + direction`, and the unit that it fills."""
    places = len(graph.places)
    everywhere = np.zeros((places, places, demand.shape[2]))
    everywhere[: len(demand), : len(demand)] = demand
    link = np.repeat(np.arange(graph.links), 2)
    unit = 2 * link + np.where(congestion.shared[link], 0, np.tile([0, 1], graph.links))
    delay = congestion.delay
    doubled = VolumeDelay(*(np.repeat(a, 2) for a in (delay.free_time, delay.capacity, delay.b, delay.power)))
    return Traffic(
        directional(graph),
        doubled,
        unit,
        np.repeat(congestion.fixed_cost, 2, axis=0),
        np.asarray(congestion.value_of_time, dtype=float),
        np.asarray(congestion.weight, dtype=float),
        everywhere,
    )


def directional(graph: Graph) -> Graph:
    """Return the graph with every direction of a link as a link of its own, number `2 link + direction`."""
    use = 2 * graph.link + graph.direction
    return Graph(graph.contraction, graph.places, 2 * graph.links, graph.arc, use, np.zeros_like(use))


def one_way_graph(tail: Ints, head: Ints, zones: int) -> Graph:
    """Return the contracted graph of one-way links, [link]; the first `zones` nodes are its places."""
    nodes = max(zones, int(np.max(tail, initial=-1)) + 1, int(np.max(head, initial=-1)) + 1)
    contraction = contract(nodes, tail, head, np.arange(nodes) < zones)
    link = np.flatnonzero(tail != head)
    arc = arc_index(contraction, tail[link], head[link])
    return Graph(contraction, np.arange(zones), len(tail), arc, link, np.zeros_like(link))
