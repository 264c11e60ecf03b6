"""User equilibrium of a network: arrays in and out, or a prepared graph with classes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from corridor.network.assignment.delay import VolumeDelay
from corridor.network.assignment.frank_wolfe import AssignmentSettings, Ending, equilibrate
from corridor.network.assignment.problem import Traffic
from corridor.network.contraction import arc_index, contract
from corridor.network.graph import Graph
from corridor.types import Flags, Floats, Ints, Progress


@dataclass(frozen=True)
class UserEquilibrium:
    """Flows such that nobody can gain by another route (Wardrop 1952, first principle), and the proof.

    Shapes are those of the question: `flow` [link] or [link, direction, class]; `time` [link] or
    [link, direction], in the unit of the free times; `cost` [origin, destination] or with class last.
    """

    flow: Floats
    time: Floats
    cost: Floats
    objective: float
    """Beckmann's function at `flow`."""
    gap: float
    """Relative gap reached: excess of cost paid over least cost, as a share of cost paid."""
    lower_bound: float
    """No flow has a smaller objective."""
    iterations: int
    settings: AssignmentSettings


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


def user_equilibrium(
    links: tuple[Ints, Ints],
    delay: VolumeDelay,
    demand: Floats,
    settings: AssignmentSettings | None = None,
    *,
    progress: Progress | None = None,
) -> UserEquilibrium:
    """Return the user equilibrium of one class on one-way links.

    `links` are the tail and head node of every link, [link]; the first nodes are the zones, between which
    `demand`, [origin, destination], travels. `delay` is in the order of the links.

    Raises
    ------
    SolveError
        The relative gap was not reached.
    InputError
        There is demand between two zones and no route.

    """
    settings = settings or AssignmentSettings()
    tail, head = (np.asarray(ends, dtype=np.int64) for ends in links)
    count = len(tail)
    traffic = Traffic(
        one_way_graph(tail, head, len(demand)),
        delay,
        np.arange(count),
        np.zeros((count, 1)),
        np.ones(1),
        np.ones(1),
        np.asarray(demand, dtype=float)[:, :, None],
    )
    found = equilibrate(traffic, settings, progress=progress)
    flow = found.flow[:, 0]
    return _answer(traffic, found, settings, (flow, delay.time(flow), found.least[:, :, 0]))


@dataclass(frozen=True)
class Earlier:
    """An equilibrium found before, on the same graph, from which to go on."""

    flow: Floats
    """[link, direction, class]"""
    demand: Floats
    """[origin, destination, class]"""


def congested(
    graph: Graph,
    congestion: Congestion,
    demand: Floats,
    settings: AssignmentSettings | None = None,
    *,
    earlier: Earlier | None = None,
    progress: Progress | None = None,
) -> UserEquilibrium:
    """Return the user equilibrium of several classes on a prepared graph (`network.graph.prepare`).

    `demand` is [origin, destination, class] between the first places of the graph, in the unit of the
    capacities. The contraction is used as it is; only costs change between iterations. `earlier` saves
    iterations where demand or capacity changed a little, as in a loop with trade.

    Raises
    ------
    SolveError
        The relative gap was not reached.
    InputError
        There is demand between two zones and no route.

    """
    settings = settings or AssignmentSettings()
    traffic = traffic_on(graph, congestion, demand)
    start = None if earlier is None else _carried_over(traffic, earlier)
    found = equilibrate(traffic, settings, start=start, progress=progress)
    time = traffic.delay.time(traffic.volume(found.flow))[traffic.unit]
    n, classes = len(demand), demand.shape[2]
    shaped = (
        found.flow.reshape(graph.links, 2, classes),
        time.reshape(graph.links, 2),
        found.least[:n, :n],
    )
    return _answer(traffic, found, settings, shaped)


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


def _carried_over(traffic: Traffic, earlier: Earlier) -> Floats:
    """Return a flow of this demand near an earlier one, [use, class].

    Of each class's earlier flow the share stays that no pair has lost; the rest of the demand is loaded on
    routes that are cheapest at the earlier volumes. A class that used what is closed now starts anew.
    """
    flow = earlier.flow.reshape(-1, earlier.flow.shape[2])
    cost = traffic.cost(traffic.volume(flow))
    n = len(earlier.demand)
    ratio = np.full(earlier.demand.shape, np.inf)
    np.divide(traffic.demand[:n, :n], earlier.demand, out=ratio, where=earlier.demand > 0)
    kept = ratio.min(axis=(0, 1), initial=np.inf)
    shut = np.any((flow > 0) & ~np.isfinite(cost), axis=0)
    kept = np.where(shut | ~np.isfinite(kept), 0.0, kept)
    rest = traffic.demand.copy()
    rest[:n, :n] = np.maximum(rest[:n, :n] - kept * earlier.demand, 0.0)
    loaded, _ = replace(traffic, demand=rest).all_or_nothing(cost)
    value: Floats = kept * flow + loaded
    return value


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


def _answer(
    traffic: Traffic, found: Ending, settings: AssignmentSettings, shaped: tuple[Floats, Floats, Floats]
) -> UserEquilibrium:
    return UserEquilibrium(
        *shaped, traffic.objective(found.flow), found.gap, found.lower_bound, found.iterations, settings
    )
