"""Projects where traffic slows traffic: the network, trade and the equilibrium solved together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.economy.calibrate import calibrate
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium
from corridor.economy.shock import Shock, equilibrium
from corridor.errors import Faults, raise_if
from corridor.model.baseline import Baseline, BaselineOf, accounts, baseline
from corridor.model.closure import as_closed, closure_of
from corridor.model.composition import Carried
from corridor.model.doors.losses import with_inside
from corridor.model.freight import tonnes
from corridor.model.rates import trade_elasticity
from corridor.model.selection import Scenario, Standing, selection
from corridor.model.shock import Costs, change_of
from corridor.model.solved import impact, world_of
from corridor.model.trade_costs import carried_at, distance_factor
from corridor.network.assignment.capacity import congestion
from corridor.network.assignment.elastic import (
    Earlier,
    ElasticEquilibrium,
    ElasticSettings,
    Travel,
    elastic,
)
from corridor.network.assignment.on_graph import Congestion
from corridor.network.graph import Graph, prepare
from corridor.network.shippers import Shippers
from corridor.network.skims import centroids
from corridor.projects.doors import Loss
from corridor.projects.links import apply
from corridor.types import Floats, Progress


@dataclass(frozen=True, eq=False)
class Congested:
    """What projects bring with and without delays, and how full links are. US$ at base-year prices."""

    regions: pd.DataFrame
    """`region_id, country, ev_usd, ev_free_flow_usd`: positive is a gain by the projects."""
    links: pd.DataFrame
    """Links that carry freight and have a capacity: `link_id, mode, section, country, length,
    capacity_tonnes` (a year; both directions of a single track), and for the do-minimum and the
    do-something tonnes of the fuller direction, the share of the capacity and hours beyond those of an
    empty link."""
    certificates: pd.DataFrame
    """`world, route_gap, demand_gap, rounds, residual`."""


def congested(
    case: Case,
    projects: Iterable[str] | None = None,
    *,
    without: Iterable[str] = (),
    settings: ElasticSettings | None = None,
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> Congested:
    """Return what projects bring where times on links rise with freight.

    Links of the case's home have capacities by class (`network.assignment.capacity`); elsewhere traffic is
    free, since capacities and what else fills the links are not known there. The baseline is calibrated at
    the costs that its own traffic brings about.

    Parameters
    ----------
    case
        A checked case.
    projects, without
        As in `corridor.appraise`; none: all planned ones of the corridor's lists that act on the model.
    settings
        Gaps of the joint equilibrium.
    progress, baseline_of
        As in `corridor.appraise`.

    Raises
    ------
    InputError
        No such project, or a zone is cut off.
    SolveError
        A gap or a tolerance was not met.

    """
    settings = settings or ElasticSettings()
    scenario = _scenario(case, projects, without, settings)
    world = baseline_of(case, progress=progress)
    graph = prepare(case.network, centroids(case.network, case.zones))
    today = _Loaded(world, graph, case.network.links, Standing())
    at_rest = today.at_rest(settings, progress)
    minimum, something = (
        at_rest if standing.is_today else today.with_projects(standing).after(at_rest, settings, progress)
        for standing in (scenario.minimum, scenario.something)
    )
    free = impact(world_of(world, scenario.minimum), world_of(world, scenario.something))
    gain = something.equilibrium.equivalent_variation - minimum.equilibrium.equivalent_variation
    regions = case.regions[["region_id", "country"]].reset_index(drop=True)
    return Congested(
        regions.assign(ev_usd=gain, ev_free_flow_usd=free.gain),
        _links(today, minimum, something),
        _certificates(minimum, something),
    )


@dataclass(frozen=True, eq=False)
class _Solved:
    """A world with its traffic."""

    economy: Economy
    carried: Carried
    traffic: ElasticEquilibrium
    congestion: Congestion
    equilibrium: Equilibrium


@dataclass(frozen=True, eq=False)
class _Loaded:
    """A network whose links fill."""

    world: Baseline
    graph: Graph
    links: pd.DataFrame
    standing: Standing

    def with_projects(self, standing: Standing) -> _Loaded:
        """Return the network on which projects stand."""
        links = apply(self.links, standing.added, standing.gone)
        return replace(self, links=links, standing=standing)

    @property
    def shippers(self) -> Shippers:
        """Whose tonnes each shipper stands for; every one is a class of the traffic."""
        return self.world.rates.shippers

    def of_classes(self, each: Floats) -> Floats:
        """Return the mean over the shippers of every class, [o, d, class], from [o, d, shipper]."""
        return self.shippers.mean(list(np.moveaxis(each, 2, 0)))

    @property
    def congestion(self) -> Congestion:
        """Return capacities and delays, those abroad without limit."""
        case = self.world.case
        found = congestion(self.links, self.world.rates, case.parameters)
        home = (self.links["country"] == case.settings.focus[0]).to_numpy()
        shut = (self.links["status"] != "open").to_numpy()
        delay = replace(found.delay, capacity=np.where(home, found.delay.capacity, np.inf))
        return replace(found, delay=delay, fixed_cost=np.where(shut[:, None], np.inf, found.fixed_cost))

    def at_rest(self, settings: ElasticSettings, progress: Progress | None) -> _Solved:
        """Return today's world, calibrated at the costs of its own traffic."""
        case = self.world.case
        table, theta = accounts(case), trade_elasticity(case)
        far = distance_factor(case, theta)

        def calibrated(cost: Floats) -> tuple[Economy, Carried]:
            goods = carried_at(case, self.world.cargo, cost)
            return as_closed(case, calibrate(table, goods.tau * far, theta)), goods

        def demand(travel: Travel) -> Floats:
            economy, goods = calibrated(self.of_classes(travel.cost))
            return self.shippers.split(tonnes(goods, economy))

        own = self.congestion
        traffic = elastic(self.graph, own, demand, settings, progress=_named(progress, "traffic today"))
        economy, goods = calibrated(self.of_classes(traffic.cost))
        unchanged = equilibrium(economy, Shock(), closure_of(case))
        return _Solved(economy, goods, traffic, own, unchanged)

    def after(self, before: _Solved, settings: ElasticSettings, progress: Progress | None) -> _Solved:
        """Return the world of these links and projects, in equilibrium with its traffic."""
        case, economy = self.world.case, before.economy
        closure = closure_of(case)

        def at(travel: Travel) -> tuple[Equilibrium, Carried]:
            freight = carried_at(case, self.world.cargo, self.of_classes(travel.cost))
            costs = Costs(
                before.carried.tau, freight, lambda: with_inside(case, self.of_classes(travel.hours()))
            )
            change = change_of(case, economy, self.standing, costs)
            return equilibrium(economy, change.shock, closure), change.carried

        def demand(travel: Travel) -> Floats:
            found, goods = at(travel)
            return self.shippers.split(tonnes(goods, economy, found))

        own = self.congestion
        open_still = np.isfinite(own.fixed_cost)[:, None, :] | (before.traffic.flow == 0.0)
        earlier = Earlier(before.traffic.flow, before.traffic.demand) if open_still.all() else None
        said = _named(progress, "traffic with projects")
        traffic = elastic(self.graph, own, demand, settings, earlier=earlier, progress=said)
        found, goods = at(traffic.travel)
        return _Solved(economy, goods, traffic, own, found)


def _scenario(
    case: Case, projects: Iterable[str] | None, without: Iterable[str], settings: ElasticSettings
) -> Scenario:
    scenario = selection(case.projects, projects, without)
    faults = Faults("projects.json")
    for project in scenario.projects:
        lossy = settings.choice is not None and any(isinstance(door, Loss) for door in project.doors)
        said = {"column": "projects", "value": project.project_id, "cure": "leave it out"}
        message = "losses on the way are counted on least-cost routes, not on dispersed ones"
        faults.check(not lossy, message, **said)
    raise_if(faults)
    return scenario


def _named(progress: Progress | None, stage: str) -> Callable[[str, int, int], None] | None:
    return None if progress is None else lambda _, done, total: progress(stage, done, total)


def _links(today: _Loaded, before: _Solved, after: _Solved) -> pd.DataFrame:
    shown = ("link_id", "mode", "section", "country", "length")
    table = today.links[[name for name in shown if name in today.links]].reset_index(drop=True)
    capacity = before.congestion.delay.capacity
    table = table.assign(capacity_tonnes=capacity)
    for name, world in (("do_minimum", before), ("do_something", after)):
        own = world.congestion
        both = world.traffic.flow.sum(axis=2)
        volume = np.where(own.shared, both.sum(axis=1), both.max(axis=1))
        table[f"tonnes_{name}"] = volume
        table[f"filled_{name}"] = volume / own.delay.capacity
        table[f"delay_hours_{name}"] = (world.traffic.time - own.delay.free_time[:, None]).max(axis=1)
    used = np.isfinite(capacity) & ((table["tonnes_do_minimum"] > 0.0) | (table["tonnes_do_something"] > 0.0))
    return table[used].reset_index(drop=True)


def _certificates(before: _Solved, after: _Solved) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "world": ["do-minimum", "do-something"],
            "route_gap": [w.traffic.route_gap for w in (before, after)],
            "demand_gap": [w.traffic.demand_gap for w in (before, after)],
            "rounds": [w.traffic.rounds for w in (before, after)],
            "residual": [w.equilibrium.certificate.worst for w in (before, after)],
        }
    )
