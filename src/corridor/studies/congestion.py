"""Projects where traffic slows traffic: the network, trade and the equilibrium solved together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.economy.calibrate import calibrate
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium, solve
from corridor.errors import Fault, raise_if
from corridor.model.baseline import Baseline, BaselineOf, accounts, baseline, trade_elasticity
from corridor.model.closure import as_closed, labour
from corridor.model.doors.changes import field_changes
from corridor.model.doors.losses import loss_factors, spared, with_inside
from corridor.model.freight import tonnes
from corridor.model.selection import CHOSEN, TODAY, Scenario, picked
from corridor.model.solved import solved
from corridor.model.trade_costs import freight_iceberg
from corridor.network.assignment.capacity import congestion
from corridor.network.assignment.elastic import ElasticEquilibrium, ElasticSettings, Travel, elastic
from corridor.network.assignment.equilibrium import Congestion, Earlier
from corridor.network.graph import Graph, prepare
from corridor.network.skims import centroids
from corridor.projects.doors import Loss
from corridor.projects.links import apply
from corridor.types import Floats, Progress


@dataclass(frozen=True, eq=False)
class Congested:
    """What projects bring with and without delays, and how full links are. US$ at base-year prices."""

    regions: pd.DataFrame
    """`region_id, country, ev_usd, ev_free_flow_usd`: positive = gain."""
    links: pd.DataFrame
    """Links that carry freight and have a capacity: `link_id, mode, section, country, length,
    capacity_tonnes` (a year; both directions of a single track), and for today and the projects' world
    tonnes of the fuller direction, the share of the capacity and hours beyond those of an empty link."""
    certificates: pd.DataFrame
    """`world, route_gap, demand_gap, rounds, residual`."""


def congested(
    case: Case,
    projects: Iterable[str] | None = None,
    *,
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
    projects
        Identifiers; none: all planned ones of the corridor's lists that act on the model. Planned ones are
        added, built ones taken away where none is planned, with the sign turned, as in `corridor.appraise`.
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
    scenario = _scenario(case, projects, settings)
    world = baseline_of(case, progress=progress)
    graph = prepare(case.network, centroids(case.network, case.zones))
    today = _Loaded(world, graph, case.network.links, Scenario(TODAY))
    before = today.at_rest(settings, progress)
    links = apply(case.network.links, scenario.added, scenario.removed)
    after = replace(today, links=links, scenario=scenario).after(before, settings, progress)
    free = solved(world, scenario).equilibrium
    sign = -1.0 if scenario.backwards else 1.0
    gain = sign * after.equilibrium.equivalent_variation
    free_gain = np.zeros_like(gain) if free is None else sign * free.equivalent_variation
    regions = case.regions[["region_id", "country"]].reset_index(drop=True)
    return Congested(
        regions.assign(ev_usd=gain, ev_free_flow_usd=free_gain),
        _links(today, before, after),
        _certificates(before, after),
    )


@dataclass(frozen=True, eq=False)
class _Solved:
    """A world with its traffic."""

    economy: Economy
    tau: Floats
    traffic: ElasticEquilibrium
    congestion: Congestion
    equilibrium: Equilibrium


@dataclass(frozen=True, eq=False)
class _Loaded:
    """A network whose links fill."""

    world: Baseline
    graph: Graph
    links: pd.DataFrame
    scenario: Scenario

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

        def calibrated(cost: Floats) -> tuple[Economy, Floats]:
            tau = freight_iceberg(case, cost, self.world.tau)
            return as_closed(case, calibrate(table, tau, theta)), tau

        def demand(travel: Travel) -> Floats:
            economy, tau = calibrated(travel.cost)
            return tonnes(case, economy, tau)

        own = self.congestion
        traffic = elastic(self.graph, own, demand, settings, progress=_named(progress, "traffic today"))
        economy, tau = calibrated(traffic.cost)
        return _Solved(economy, tau, traffic, own, solve(economy))

    def after(self, before: _Solved, settings: ElasticSettings, progress: Progress | None) -> _Solved:
        """Return the world of these links and projects, in equilibrium with its traffic."""
        case, economy = self.world.case, before.economy
        change = field_changes(case, economy, self.scenario)

        def at(travel: Travel) -> tuple[Equilibrium, Floats]:
            tau = self._iceberg(travel, before.tau)
            found = solve(
                economy,
                iceberg_hat=tau / before.tau,
                productivity_hat=change.productivity_hat,
                tariff_new=change.tariff_new,
                labour=labour(case),
                endowment_hat=change.endowment_hat,
                transfer=change.transfer,
                deficits="proportional" if case.settings.deficits == "proportional" else "fixed",
            )
            return found, tau

        def demand(travel: Travel) -> Floats:
            found, tau = at(travel)
            return tonnes(case, economy, tau, found)

        own = self.congestion
        open_still = np.isfinite(own.fixed_cost)[:, None, :] | (before.traffic.flow == 0.0)
        earlier = Earlier(before.traffic.flow, before.traffic.demand) if open_still.all() else None
        said = _named(progress, "traffic with projects")
        traffic = elastic(self.graph, own, demand, settings, earlier=earlier, progress=said)
        equilibrium, tau = at(traffic.travel)
        return _Solved(economy, tau, traffic, own, equilibrium)

    def _iceberg(self, travel: Travel, tau: Floats) -> Floats:
        """Return iceberg costs of moving on full links, less what cold chains spare of the hours there."""
        case = self.world.case
        costs, losses = freight_iceberg(case, travel.cost, tau), loss_factors(case, self.scenario)
        if losses is None:
            return costs
        less: Floats = costs - spared(case, losses, with_inside(case, travel.hours()))
        return less


def _scenario(case: Case, projects: Iterable[str] | None, settings: ElasticSettings) -> Scenario:
    selected = picked(case.projects, projects) if projects is not None else case.projects
    listed = [p for p in selected if p.listed or projects is not None]
    idle = [p for p in listed if projects is not None and not p.acts]
    faults = [
        Fault(
            file="projects.json",
            message=message,
            column="--projects",
            value=p.project_id,
            cure="leave it out",
        )
        for message, projects_of in (
            ("the project has no effect in the model", idle),
            (
                "losses on the way are counted on least-cost routes, not with --dispersion",
                [p for p in listed if settings.choice and any(isinstance(d, Loss) for d in p.doors)],
            ),
        )
        for p in projects_of
    ]
    raise_if(faults)
    planned = tuple(p for p in listed if p.portfolio == "planned" and p.acts)
    built = tuple(p for p in listed if p.portfolio == "built" and p.acts)
    return Scenario(CHOSEN, planned) if planned else Scenario(CHOSEN, (), built)


def _named(progress: Progress | None, stage: str) -> Callable[[str, int, int], None] | None:
    return None if progress is None else lambda _, done, total: progress(stage, done, total)


def _links(today: _Loaded, before: _Solved, after: _Solved) -> pd.DataFrame:
    shown = ("link_id", "mode", "section", "country", "length")
    table = today.links[[name for name in shown if name in today.links]].reset_index(drop=True)
    capacity = before.congestion.delay.capacity
    table = table.assign(capacity_tonnes=capacity)
    for name, world in (("today", before), ("projects", after)):
        own = world.congestion
        both = world.traffic.flow.sum(axis=2)
        volume = np.where(own.shared, both.sum(axis=1), both.max(axis=1))
        table[f"tonnes_{name}"] = volume
        table[f"filled_{name}"] = volume / own.delay.capacity
        table[f"delay_hours_{name}"] = (world.traffic.time - own.delay.free_time[:, None]).max(axis=1)
    used = np.isfinite(capacity) & ((table["tonnes_today"] > 0.0) | (table["tonnes_projects"] > 0.0))
    return table[used].reset_index(drop=True)


def _certificates(before: _Solved, after: _Solved) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "world": ["today", "projects"],
            "route_gap": [w.traffic.route_gap for w in (before, after)],
            "demand_gap": [w.traffic.demand_gap for w in (before, after)],
            "rounds": [w.traffic.rounds for w in (before, after)],
            "residual": [w.equilibrium.certificate.worst for w in (before, after)],
        }
    )
