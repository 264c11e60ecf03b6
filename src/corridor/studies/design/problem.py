"""A problem of optimal networks made from a case: its regions as cities, its roads as links, its costs.

Calibrated as Fajgelbaum & Schaal (2020, section 5) do: on the network that stands, the value of what each
region makes is its share of value added; what moving goods costs, in parts of their value and per km, is what
the case's own rates say of its freight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.case.case import Case
from corridor.errors import ARGUMENT, Fault, SolveError, raise_if
from corridor.model.cargo import by_class, mixes
from corridor.model.operating import operated
from corridor.model.rates import cost_rates
from corridor.network.contracted import PlaceGraph, graph_of_network
from corridor.planner.certificate import DesignSettings
from corridor.planner.design import allocate
from corridor.planner.problem import DesignProblem
from corridor.planner.solution import DesignSolution
from corridor.types import Floats

LONG = 50.0
"""Length above which a link counts as long, km."""
CLOSE = 1e-6
"""Largest gap of a calibration, in logs."""
ROUNDS = 80


@dataclass(frozen=True, eq=False)
class CaseDesign:
    """The problem, and what its nodes and links are in the case."""

    problem: DesignProblem
    """People in millions; budget and infrastructure cost in US$ million; the network that stands."""
    graph: PlaceGraph
    today: DesignSolution
    """Best use of the network that stands."""
    cities: pd.DataFrame
    """`region_id, name, lon, lat, population, value_added_usd, good`; in the order of nodes."""
    edges: pd.DataFrame
    """`edge, origin, destination, origin_name, destination_name, km, hours, standard, terrain,
    cost_musd_per_unit`; in the order of links."""
    calibration: pd.DataFrame
    """`what, target, reached`."""


@dataclass(frozen=True, slots=True)
class DesignChoices:
    """How a case is turned into a problem."""

    countries: tuple[str, ...] = ()
    """Whose regions are cities; none: the corridor's home."""
    goods: int = 10
    """Cities that make a good of their own, the largest; all others make one common good."""
    cost: Literal["built", "revealed"] = "built"
    """What a link costs: by length and terrain, or such that what stands is the best network for its cost."""
    weights: Literal["equal", "incomes"] = "equal"
    """People count the same, as in the paper, or so that everybody spends what they earn."""


def design_problem(case: Case, choices: DesignChoices | None = None) -> CaseDesign:
    """Return the problem of the best network for regions of a case.

    Neighbours are joined by the quickest road (`corridor.graph_of_network`); a region without a road at home
    by its quickest road abroad, which stays as it is. Infrastructure is lanes each way times speed
    over 60 km/h.

    Parameters
    ----------
    case
        A checked case; parameters `design.*` are used.
    choices
        Countries, goods, cost and weights.

    Raises
    ------
    InputError
        No such country, too few regions, or regions that cannot be reached.
    SolveError
        The calibration missed its targets.

    """
    choices = choices or DesignChoices()
    countries = choices.countries or (case.settings.focus[0],)
    raise_if(_unknown(case, countries, choices))
    regions = case.regions[case.regions["country"].isin(countries)].reset_index(drop=True)
    graph, abroad = _graph(case, regions, countries)
    cities = _cities(case, regions, choices.goods)
    problem = _uncalibrated(case, graph, cities)
    problem = replace(problem, upper=np.where(abroad, problem.existing, np.inf))
    problem, table = _calibrated(problem, cities, freight_cost_per_km(case, regions), (graph, choices))
    today = allocate(problem, _SETTINGS)
    if choices.cost == "revealed":
        problem = _revealed(problem, today)
        today = allocate(problem, _SETTINGS)
    return CaseDesign(problem, graph, today, cities, _edges(graph, cities, problem), table)


_SETTINGS = DesignSettings()


def freight_cost_per_km(case: Case, regions: pd.DataFrame) -> float:
    """Return what a km of road costs in parts of the value of goods: freight sectors by value added.

    At the speed and cost factor of an average km of open road of the regions' countries.
    """
    rates, known = cost_rates(case), mixes(case)
    links = operated(case).network.links
    road = links[
        (links["mode"] == "road")
        & (links["status"] == "open")
        & links["country"].isin(regions["country"].unique())
    ]
    km = road["length"].to_numpy(dtype=float)
    factor = float(road["cost_factor"].to_numpy(dtype=float) @ km / km.sum())
    hours = float((km / road["free_speed"].to_numpy(dtype=float)).sum() / km.sum())
    per_km = factor * np.asarray(rates.per_tonne_km["road"]) + hours * np.asarray(rates.value_of_time)
    freight = case.sectors["freight"].to_numpy(dtype=bool)
    made = case.value_added[case.value_added["region_id"].isin(regions["region_id"])]
    total = (
        made.groupby("sector")["value_added_usd"].sum().reindex(case.sectors["sector"][freight]).fillna(0.0)
    )
    weight = total.to_numpy(dtype=float) / total.sum()
    at = list(case.countries["country"]).index(regions["country"].iloc[0])
    return float(weight @ (by_class(case, known, int(known.kind[at, at]))[freight] @ per_km))


def _unknown(case: Case, countries: Sequence[str], choices: DesignChoices) -> list[Fault]:
    known = set(case.regions["country"])
    allowed = ", ".join(sorted(known))
    faults = [
        Fault(file=ARGUMENT, message="no such country", column="countries", value=name, allowed=allowed)
        for name in countries
        if name not in known
    ]
    cities = int(case.regions["country"].isin(countries).sum())
    if not faults and cities < 2:
        faults.append(
            Fault(
                file=ARGUMENT,
                message="too few regions",
                column="countries",
                value=str(cities),
                allowed="two regions or more",
            )
        )
    if choices.goods < 1:
        faults.append(
            Fault(
                file=ARGUMENT,
                message="too few goods",
                column="goods",
                value=str(choices.goods),
                allowed="1 or more",
            )
        )
    return faults


def _graph(
    case: Case, regions: pd.DataFrame, countries: Sequence[str]
) -> tuple[PlaceGraph, NDArray[np.bool_]]:
    """Return the graph of the regions, and which of its edges lead abroad, [edge]."""
    network = case.network
    node_id = network.nodes["node_id"].to_numpy()
    places = [int(node_id[network.centroids[name]]) for name in regions["region_id"]]
    graph = graph_of_network(network, places)
    country = network.links["country"].to_numpy(dtype=object)
    home = np.array([bool(np.isin(country[road], list(countries)).all()) for road in graph.links])
    kept, ends = home.copy(), np.concatenate([graph.tail[home], graph.head[home]])
    for place in np.flatnonzero(np.bincount(ends, minlength=len(places)) == 0):
        own = np.flatnonzero((graph.tail == place) | (graph.head == place))
        kept[own[np.argmin(graph.hours[own])]] = True
    return graph.only(kept), ~home[kept]


def _cities(case: Case, regions: pd.DataFrame, goods: int) -> pd.DataFrame:
    made = case.value_added.groupby("region_id")["value_added_usd"].sum()
    table = regions[["region_id", "name", "lon", "lat", "population"]].copy()
    table["value_added_usd"] = made.reindex(table["region_id"]).fillna(0.0).to_numpy()
    largest = np.argsort(-table["population"].to_numpy(dtype=float), kind="stable")[:goods]
    good = np.zeros(len(table), dtype=np.int64)
    good[largest] = 1 + np.arange(largest.size)
    common = bool((good == 0).any())
    return table.assign(good=good if common else good - 1)


def _uncalibrated(case: Case, graph: PlaceGraph, cities: pd.DataFrame) -> DesignProblem:
    parameters = case.parameters
    people = cities["population"].to_numpy(dtype=float) / 1e6
    added = cities["value_added_usd"].to_numpy(dtype=float) / 1e9
    good = cities["good"].to_numpy()
    made = np.zeros((len(cities), int(good.max()) + 1))
    made[np.arange(len(cities)), good] = added / np.where(people > 0.0, people, 1.0)
    long = np.where(graph.km > LONG, np.exp(parameters["design.long_link"]), 1.0)
    cost = parameters["design.cost_per_km"] * graph.km * long * graph.terrain ** parameters["design.terrain"]
    return DesignProblem(
        tail=graph.tail,
        head=graph.head,
        delta_tau=1e-3 * np.maximum(graph.km, 1.0),
        delta_I=np.maximum(cost, parameters["design.cost_per_km"]),
        productivity=made,
        population=people,
        existing=graph.standard,
        alpha=parameters["design.traded"],
        beta=parameters["design.congestion"],
        gamma=parameters["design.returns"],
        sigma=parameters["design.substitution"],
    )


def _calibrated(
    problem: DesignProblem, cities: pd.DataFrame, per_km: float, how: tuple[PlaceGraph, DesignChoices]
) -> tuple[DesignProblem, pd.DataFrame]:
    """Return the problem whose best use of the network has the values of output and the cost of transport."""
    graph, choices = how
    at = problem.inhabited
    wanted = np.where(at, cities["value_added_usd"].to_numpy(dtype=float), 0.0)
    wanted = wanted / wanted.sum()
    for _ in range(ROUNDS):
        plan = allocate(problem, _dual(problem))
        income = (plan.prices * plan.output).sum(axis=1)
        made, moved = income / income.sum(), cost_per_km(plan, graph)
        spent = (plan.prices * plan.goods_used).sum(axis=1)
        more = _ratio(wanted, made, at)
        due = _ratio(wanted, spent / spent.sum(), at) if choices.weights == "incomes" else np.ones_like(more)
        gap = max(
            float(np.abs(np.log(more)).max()), float(np.abs(np.log(due)).max()), abs(np.log(per_km / moved))
        )
        if gap <= CLOSE:
            rows = [
                ("largest gap of value added, in logs", 0.0, float(np.abs(np.log(more)).max())),
                ("cost of moving goods a km, parts of value", per_km, moved),
                ("largest gap of income and spending, in logs", 0.0, float(np.abs(np.log(due)).max())),
                ("spending on goods made in the own region, parts", np.nan, home_share(plan)),
            ]
            return problem, pd.DataFrame(rows, columns=["what", "target", "reached"])
        problem = replace(
            problem,
            productivity=problem.productivity * more[:, None],
            delta_tau=problem.delta_tau * per_km / moved,
            weight=problem.weight * due ** (1.0 - problem.alpha * (1.0 - problem.rho)),
        )
    raise SolveError(f"The calibration of the network is off by {gap:.1e} in logs (allowed {CLOSE:.0e}).")


def _dual(problem: DesignProblem) -> DesignSettings:
    """Return settings that solve the allocation as fast as can be."""
    return DesignSettings(method="dual") if problem.beta <= 1.0 else _SETTINGS


def _ratio(wanted: Floats, found: Floats, at: NDArray[np.bool_]) -> Floats:
    """Return what is wanted over what is, one where nobody lives or nothing is made."""
    fine = at & (wanted > 0.0) & (found > 0.0)
    return np.where(fine, wanted / np.where(fine, found, 1.0), 1.0)


def cost_per_km(plan: DesignSolution, graph: PlaceGraph) -> float:
    """Return what transport takes over what is moved times km, both in value where it is sent."""
    problem = plan.problem
    price = plan.prices[np.stack([problem.tail, problem.head], axis=1)]
    taken = float((price * plan.transport_cost).sum())
    return taken / float((price * plan.flows * np.maximum(graph.km, 1.0)[:, None, None]).sum())


def home_share(plan: DesignSolution) -> float:
    """Return the part of spending on goods that goes to goods made where they are used."""
    own = np.minimum(plan.goods_used, plan.output)
    return float((plan.prices * own).sum() / (plan.prices * plan.goods_used).sum())


def _revealed(problem: DesignProblem, today: DesignSolution) -> DesignProblem:
    """Return the problem with costs at which what stands is best, as dear in all as before."""
    worth = np.maximum(today.link_value, 1e-9 * today.link_value.max())
    cost = worth * problem.existing_cost / float(worth @ problem.existing)
    return replace(problem, delta_I=cost)


def _edges(graph: PlaceGraph, cities: pd.DataFrame, problem: DesignProblem) -> pd.DataFrame:
    name, region = cities["name"].to_numpy(), cities["region_id"].to_numpy()
    return pd.DataFrame(
        {
            "edge": np.arange(graph.edges),
            "origin": region[graph.tail],
            "destination": region[graph.head],
            "origin_name": name[graph.tail],
            "destination_name": name[graph.head],
            "km": graph.km,
            "hours": graph.hours,
            "standard": graph.standard,
            "terrain": graph.terrain,
            "cost_musd_per_unit": problem.delta_I,
        }
    )
