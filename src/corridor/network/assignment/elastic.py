"""Traffic and demand in one equilibrium: routes follow delays, delays follow traffic, demand follows costs.

Each round searches least-cost routes at the times of the present traffic, asks how much would travel at these
costs, loads it, and moves part of the way there (Evans 1976, Transportation Research 10, with the step of
self-regulated averages: Liu, He & He 2009, Transportation Research Record 2090). The traffic always is one of
the averaged demand, so that its relative gap is that of an assignment and proves how far routes are from
least-cost ones; a second gap says how far the averaged demand is from the demand at these costs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from corridor.errors import Fault, InputError, SolveError
from corridor.network.assignment.log_sum import Choice, spread_over
from corridor.network.assignment.on_graph import Congestion, Traffic, traffic_on
from corridor.network.graph import Graph
from corridor.network.routes import along, load, search
from corridor.types import Floats, Progress


@dataclass(frozen=True, eq=False)
class Travel:
    """What travelling takes between zones at the present times of links."""

    cost: Floats
    """Least cost, or log-sums by logit choice, [origin, destination, class]."""
    hours: Callable[[], Floats]
    """Hours on the least-cost routes, [origin, destination, class]; summed when asked for. `ValueError` by
    logit choice, where many routes are taken."""


Demand = Callable[[Travel], Floats]
"""From what travelling takes to tonnes a year between zones, [origin, destination, class]."""

SLOWER, FASTER = 1.8, 0.2
"""How much the divisor of the step grows after a round that went apart, or nearer."""


@dataclass(frozen=True, slots=True)
class ElasticSettings:
    """When a joint equilibrium is good enough; stored in the result."""

    route_gap: float = 1e-4
    """Cost paid above least cost, as a share of cost paid on links that can fill; the rest of the network
    does not dilute it."""
    demand_gap: float = 1e-4
    """Tonnes between zones that differ from those wanted, as a share of all."""
    max_rounds: int = 100
    choice: Choice | None = None
    """Logit choice among all routes of all modes; none: least-cost routes. With it the route gap is the cost
    of what would change its links, and costs are expected ones (log-sums)."""


@dataclass(frozen=True)
class Earlier:
    """An equilibrium found before, on the same graph, from which to go on."""

    flow: Floats
    """[link, direction, class]"""
    demand: Floats
    """[origin, destination, class]"""


@dataclass(frozen=True, eq=False)
class ElasticEquilibrium:
    """Traffic at which neither routes nor demand have a reason to change, and the proof."""

    flow: Floats
    """[link, direction, class] in the unit of demand."""
    time: Floats
    """[link, direction] hours."""
    travel: Travel
    """What travelling takes at these times."""
    demand: Floats
    """[origin, destination, class]."""
    route_gap: float
    demand_gap: float
    rounds: int
    settings: ElasticSettings

    @property
    def cost(self) -> Floats:
        """Least cost at these times, [origin, destination, class]."""
        return self.travel.cost


def elastic(
    graph: Graph,
    congestion: Congestion,
    demand_at: Demand,
    settings: ElasticSettings | None = None,
    *,
    earlier: Earlier | None = None,
    progress: Progress | None = None,
) -> ElasticEquilibrium:
    """Return the joint equilibrium of routes, delays and demand on a prepared graph.

    Parameters
    ----------
    graph
        Of `network.graph.prepare`; its first places are the zones.
    congestion
        What classes pay and how links fill, in the unit of demand.
    demand_at
        How much travels; costs within a zone do not matter to traffic.
    settings
        Gaps and the most rounds.
    earlier
        Traffic to begin with; it must not use what is closed.
    progress
        Called with (stage, done, total); a round is one of at most `max_rounds`.

    Raises
    ------
    InputError
        There is demand between zones and no route.
    SolveError
        The gaps were not reached.

    """
    settings = settings or ElasticSettings()
    zones = len(graph.places) if earlier is None else len(earlier.demand)
    traffic = traffic_on(graph, congestion, np.zeros((zones, zones, len(congestion.weight))))
    begun = earlier and (earlier.flow.reshape(-1, earlier.flow.shape[2]), earlier.demand)
    empty = np.zeros(len(traffic.delay.capacity))
    flow, demand = begun or _answer(traffic, empty, demand_at, settings.choice)[:2]
    divisor, apart = 1.0, float("inf")
    for done in range(1, settings.max_rounds + 1):
        if progress:
            progress("traffic", done - 1, settings.max_rounds)
        volume = traffic.volume(flow)
        wanted_flow, wanted, travel = _answer(traffic, volume, demand_at, settings.choice)
        cost = traffic.cost(volume)
        gaps = _gaps(traffic, (flow, cost), (demand, wanted, travel.cost))
        if settings.choice is not None:
            gaps = (_moving(traffic, flow, wanted_flow, cost), gaps[1])
        if gaps[0] <= settings.route_gap and gaps[1] <= settings.demand_gap:
            return _found(traffic, graph, (flow, demand, travel), (*gaps, done), settings)
        distance = float(np.linalg.norm(traffic.volume(wanted_flow) - volume))
        divisor += SLOWER if distance >= apart else FASTER
        apart = distance
        flow = flow + (wanted_flow - flow) / divisor
        demand = demand + (wanted - demand) / divisor
    raise SolveError(
        f"Traffic and demand were not brought together in {settings.max_rounds} rounds: routes cost "
        f"{gaps[0]:.1e} too much (allowed {settings.route_gap:.0e}) and {gaps[1]:.1e} of the demand differs "
        f"(allowed {settings.demand_gap:.0e}). Ask for more rounds or wider gaps."
    )


def _answer(
    traffic: Traffic, volume: Floats, demand_at: Demand, choice: Choice | None
) -> tuple[Floats, Floats, Travel]:
    """Return flow [use, class] and demand when all that wants to travel does so by the routes it chooses.

    The third is what it takes.
    """
    cost = traffic.cost(volume)
    if choice is not None:
        return _chosen(traffic, cost, demand_at, choice)
    time = traffic.delay.time(volume)[traffic.unit]
    routes = [search(traffic.graph, cost[:, c]) for c in range(cost.shape[1])]
    n = len(traffic.demand)
    least = np.stack([r.cost[:n, :n] for r in routes], axis=2)
    travel = Travel(least, lambda: np.stack([along(r, time)[:n, :n] for r in routes], axis=2))
    wanted = _wanted(demand_at, travel)
    flow = np.stack([load(r, wanted[:, :, c])[:, 0] for c, r in enumerate(routes)], axis=1)
    return flow, wanted, travel


def _chosen(
    traffic: Traffic, cost: Floats, demand_at: Demand, choice: Choice
) -> tuple[Floats, Floats, Travel]:
    """Return the same by logit choice among routes."""
    n, classes = len(traffic.demand), cost.shape[1]
    nothing = np.zeros((n, n))
    spreads = [spread_over(traffic.graph, cost[:, c], choice, nothing) for c in range(classes)]
    travel = Travel(np.stack([s.cost for s in spreads], axis=2), _no_one_route)
    wanted = _wanted(demand_at, travel)
    flows = [spread_over(traffic.graph, cost[:, c], choice, wanted[:, :, c]).flow for c in range(classes)]
    return np.stack(flows, axis=1), wanted, travel


def _no_one_route() -> Floats:
    raise ValueError("by logit choice there is no one route whose hours could be summed")


def _wanted(demand_at: Demand, travel: Travel) -> Floats:
    """Return the demand, none within a zone; `InputError` where there is no way."""
    wanted = demand_at(travel).copy()
    index = np.arange(len(wanted))
    wanted[index, index] = 0.0
    cut = np.argwhere((wanted > 0.0) & ~np.isfinite(travel.cost))
    if len(cut):
        cure = "join the two, or take the demand out"
        raise InputError(
            [
                Fault(
                    file="demand",
                    message="there is demand and no route",
                    value=f"from place {i} to place {j}",
                    cure=cure,
                )
                for i, j, _ in cut[:10].tolist()
            ]
        )
    return wanted


def _moving(traffic: Traffic, flow: Floats, wanted_flow: Floats, cost: Floats) -> float:
    """Return the cost of the flow that would change its links, over that on links that can fill."""
    fills = np.isfinite(traffic.delay.capacity)[traffic.unit][:, None]
    there = traffic.spent(np.where(fills, flow, 0.0), cost)
    moved = traffic.spent(np.where(fills, np.abs(wanted_flow - flow), 0.0), cost)
    return moved / there if there > 0.0 else 0.0


def _gaps(
    traffic: Traffic, now: tuple[Floats, Floats], between: tuple[Floats, Floats, Floats]
) -> tuple[float, float]:
    """Return the relative gap of routes and that of demand."""
    flow, cost = now
    demand, wanted, least = between
    paid = traffic.spent(flow, cost)
    best = float((np.where(demand > 0.0, least, 0.0) * demand).sum(axis=(0, 1)) @ traffic.scale)
    fills = np.isfinite(traffic.delay.capacity)[traffic.unit]
    there = traffic.spent(np.where(fills[:, None], flow, 0.0), cost)
    routes = (paid - best) / there if there > 0.0 else 0.0
    return routes, float(np.abs(wanted - demand).sum() / max(wanted.sum(), np.finfo(float).tiny))


def _found(
    traffic: Traffic,
    graph: Graph,
    state: tuple[Floats, Floats, Travel],
    how: tuple[float, float, int],
    settings: ElasticSettings,
) -> ElasticEquilibrium:
    flow, demand, travel = state
    time = traffic.delay.time(traffic.volume(flow))[traffic.unit]
    return ElasticEquilibrium(
        flow.reshape(graph.links, 2, -1), time.reshape(graph.links, 2), travel, demand, *how, settings
    )
