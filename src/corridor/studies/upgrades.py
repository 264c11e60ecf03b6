"""Which roads to widen for a budget, asked of a case's own equilibrium: real routes, sectors and trade.

Infrastructure on a link, over today's, is `y >= 1`; what moving on it costs, in money and time, falls with
`y ** -gamma`, and `y - 1` is paid by what a link of its length, lanes, speed and terrain costs to build: the
technology of `design_problem`, whose roads slow down with traffic besides. At the optimum a US$ brings the
same on every link that is widened, and no more on others:

    gamma v / (k y) = mu,   v: what one log point off the link's present moving cost is worth

Values `v` come from one adjoint solve. Given them, all `y` follow; the way to them is searched for the best
point, with the network searched and the equilibrium solved anew at each (Bertsekas 1999, section 2.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from corridor.accounts.derivatives import Response, Target, felt_by_cost, on_links, response, target
from corridor.case.case import Case
from corridor.errors import ARGUMENT, Fault, Faults, raise_if
from corridor.model.baseline import Baseline, BaselineOf, baseline
from corridor.model.solved import Solved, solved_at, today
from corridor.network.contracted import STANDARD_SPEED
from corridor.network.graph import Graph, prepare
from corridor.network.modes import generalised_cost, running_cost
from corridor.network.routes import search
from corridor.network.skims import centroids
from corridor.types import Floats, Ints, Progress

HALVINGS = 4
"""Shorter steps that are tried before the search ends."""
PER_CENT = 0.01
DESCRIBED = ("link_id", "mode", "facility_type", "section", "name", "country", "length")


@dataclass(frozen=True, slots=True)
class UpgradeSettings:
    """How upgrades are sought."""

    rounds: int = 12
    moved: float = 2e-3
    """Part of the budget that optimal spending may lie elsewhere, at which the search ends."""
    most: float = 20.0
    """Largest infrastructure on a link, over today's."""

    def problems(self) -> list[Fault]:
        """Return what cannot be sought."""
        faults = Faults(ARGUMENT)
        said = {"column": "rounds", "value": self.rounds, "allowed": "1 or more"}
        faults.check(self.rounds >= 1, "no rounds", **said)
        said = {"column": "most", "value": self.most, "allowed": "above 1, and a number"}
        faults.check(1.0 < self.most < np.inf, "nothing could be widened so far", **said)
        return faults


@dataclass(frozen=True, eq=False)
class Upgrades:
    """The best upgrades found."""

    outcome: str
    unit: str
    of: str
    baseline: float
    gain: float
    """Of the outcome, a year, in its unit."""
    first_order: float
    """What present values promise for the same upgrades: the gain had nothing reacted."""
    multiplier: float
    """Of the outcome, a year, from one more US$ of budget."""
    residual: float
    """Part of the budget that first-order conditions at the end would spend elsewhere: the certificate."""
    budget_musd: float
    links: pd.DataFrame
    """`link_id` and what describes a link; `factor`, infrastructure over today's; `saving_percent` of moving
    cost; `cost_musd`; `value_percent`, of 1 % less moving cost at the end, in the outcome's unit."""
    rounds: pd.DataFrame
    """`round, outcome, gain, residual`."""

    @property
    def roads(self) -> pd.DataFrame:
        """Links taken together by section, name or class, the dearest first.

        `road, links, km, widened_km` (of links that grow by more than 1 %); `more_percent`, infrastructure
        more than today; `saving_percent` of moving cost, both weighted by length; `cost_musd`,
        `share_percent` of the budget.
        """
        parts = self.links.assign(
            road=_road_names(self.links),
            links=1,
            km=self.links["length"],
            widened_km=self.links["length"].where(self.links["factor"] > 1.0 + PER_CENT, 0.0),
            more=(self.links["factor"] - 1.0) * self.links["length"],
            saved=self.links["saving_percent"] * self.links["length"],
        )
        sums = parts.groupby("road", sort=False)[
            ["links", "km", "widened_km", "more", "saved", "cost_musd"]
        ].sum()
        table = sums.assign(
            more_percent=100.0 * sums.pop("more") / sums["km"],
            saving_percent=sums.pop("saved") / sums["km"],
            share_percent=100.0 * sums["cost_musd"] / self.budget_musd,
        ).reset_index()
        columns = ["road", "links", "km", "widened_km", "more_percent", "saving_percent", "cost_musd"]
        ordered = table.sort_values("cost_musd", ascending=False, kind="stable", ignore_index=True)
        return ordered[[*columns, "share_percent"]]


def _road_names(links: pd.DataFrame) -> pd.Series:
    """Return the section of each link, else its name, else its class."""
    found = pd.Series("", index=links.index, dtype=object)
    for name in ("section", "name", "facility_type", "mode"):
        if name in links:
            found = found.where(found != "", links[name].fillna("").astype(str))
    return found


def upgrades(  # noqa: PLR0913 - one argument per choice
    case: Case,
    budget_musd: float,
    outcome: str = "real income",
    of: str = "world",
    *,
    rows: Ints | None = None,
    settings: UpgradeSettings | None = None,
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> Upgrades:
    """Return how to widen roads for a budget so that an indicator of the accounts rises most.

    The end is a local optimum: where routes switch, the first US$ on a road can be worth less than
    the next.

    Parameters
    ----------
    case
        A checked case; parameters `design.returns`, `design.cost_per_km`, `design.terrain` are used.
    budget_musd
        US$ million, above zero.
    outcome, of
        An indicator and a region, country, `corridor` or `world`.
    rows
        Rows of the links that may be widened; none: all open roads of the corridor's home.
    settings
        Rounds and tolerance.
    progress, baseline_of
        As in `corridor.appraise`.

    Raises
    ------
    InputError
        A budget that is not above zero, links that cannot be widened, an unknown indicator or place.
    SolveError
        The equilibrium or the adjoint equations miss their tolerance.

    """
    settings = settings or UpgradeSettings()
    rows = _roads_at_home(case) if rows is None else np.unique(rows)
    raise_if(_faults(case, budget_musd, rows, settings))
    world = baseline_of(case, progress=progress)
    asked = target(world, outcome, of)
    plan = _Plan.of(world, asked, rows, budget_musd)
    point = plan.at(np.ones(rows.size), today(world))
    first, history = point, []
    for done in range(settings.rounds):
        wanted, multiplier = plan.wanted(point.worth, settings.most)
        moved = plan.moved(wanted, point.factor)
        history.append((done, point.value, point.value - first.value, moved))
        if progress:
            progress("upgrades", done, settings.rounds)
        if moved <= settings.moved:
            break
        better = _better(plan, point, wanted)
        if better is None:
            break
        point = better
    if progress:
        progress("upgrades", settings.rounds, settings.rounds)
    wanted, multiplier = plan.wanted(point.worth, settings.most)
    gained = plan.gamma * float(first.worth @ np.log(point.factor))
    table = pd.DataFrame(history, columns=["round", "outcome", "gain", "residual"])
    return Upgrades(
        outcome,
        asked.indicator.unit,
        of,
        first.value,
        point.value - first.value,
        gained,
        multiplier / 1e6,
        plan.moved(wanted, point.factor),
        budget_musd,
        plan.table(point),
        table,
    )


@dataclass(frozen=True, eq=False)
class _Point:
    """Infrastructure, the outcome it gives, and what a log point off each link's moving cost is worth."""

    factor: Floats
    value: float
    worth: Floats


@dataclass(frozen=True, eq=False)
class _Plan:
    """What may be widened, and at what cost."""

    world: Baseline
    graph: Graph
    asked: Target
    rows: Ints
    cost: Floats
    """Of as much again as stands, US$ million, [row]."""
    budget: float
    gamma: float

    @classmethod
    def of(cls, world: Baseline, asked: Target, rows: Ints, budget: float) -> _Plan:
        case = world.case
        graph = prepare(case.network, centroids(case.network, case.zones))
        cost = building_cost(case)[rows]
        return cls(world, graph, asked, rows, cost, budget, case.parameters["design.returns"])

    def links(self, factor: Floats) -> pd.DataFrame:
        """Return the table of links with infrastructure at these factors."""
        links, saving = self.world.case.network.links, factor**-self.gamma
        columns = {name: links[name].to_numpy(dtype=float).copy() for name in ("cost_factor", "free_speed")}
        columns["cost_factor"][self.rows] *= saving
        columns["free_speed"][self.rows] /= saving
        return links.assign(**columns)

    def solved(self, factor: Floats) -> Solved:
        """Return the world in which roads are widened by these factors."""
        cost = generalised_cost(self.links(factor), self.world.rates)
        layers = tuple(search(self.graph, cost[:, x]) for x in range(cost.shape[1]))
        now = self.world.today
        return solved_at(self.world, replace(now, link_cost=cost[now.changeable.link], layers=layers))

    def at(self, factor: Floats, found: Solved | None = None) -> _Point:
        """Return the point of these factors, by one solve and one adjoint solve."""
        found = found or self.solved(factor)
        felt: Response = response(found, self.asked)
        by_cost = felt_by_cost(found, felt)
        links, rates = self.links(factor).iloc[self.rows], self.world.rates
        hours = links["length"].to_numpy(dtype=float) / links["free_speed"].to_numpy(dtype=float)
        running = on_links(found, by_cost)[self.rows] * running_cost(links, rates.per_tonne_km, rates.charges)
        waiting = on_links(found, by_cost, rates.hour)[self.rows].sum(axis=1) * hours
        return _Point(factor, felt.value, -(running.sum(axis=1) + waiting))

    def wanted(self, worth: Floats, most: float) -> tuple[Floats, float]:
        """Return the factors that these values ask for, and the outcome from one more US$ million."""
        each = self.gamma * np.maximum(worth, 0.0) / self.cost

        def spent(log_multiplier: float) -> float:
            factor = np.clip(each / np.exp(log_multiplier), 1.0, most)
            return float(self.cost @ (factor - 1.0)) - self.budget

        high = float(np.log(each.max()))
        low = high - 50.0
        multiplier = float(np.exp(brentq(spent, low, high, xtol=1e-12))) if spent(low) > 0.0 else 0.0
        factor = np.clip(each / max(multiplier, 1e-300), 1.0, most)
        return np.where(each > 0.0, factor, 1.0), multiplier

    def moved(self, wanted: Floats, factor: Floats) -> float:
        """Return the part of what is to be spent that lies elsewhere than wanted.

        A budget that the bounds leave over is no part of it.
        """
        spent = float(self.cost @ (wanted - 1.0))
        return float(self.cost @ np.maximum(wanted - factor, 0.0)) / spent if spent > 0.0 else 0.0

    def table(self, point: _Point) -> pd.DataFrame:
        links = self.world.case.network.links.iloc[self.rows]
        table = links[[name for name in DESCRIBED if name in links]].reset_index(drop=True)
        return table.assign(
            factor=point.factor,
            saving_percent=100.0 * (1.0 - point.factor**-self.gamma),
            cost_musd=self.cost * (point.factor - 1.0),
            value_percent=0.01 * point.worth,
        )


def _better(plan: _Plan, point: _Point, wanted: Floats) -> _Point | None:
    """Return the first point on the way to what is wanted that is better; none where none is."""
    part = 1.0
    for _ in range(HALVINGS):
        tried = plan.at(point.factor + part * (wanted - point.factor))
        if tried.value > point.value:
            return tried
        part *= 0.5
    return None


def building_cost(case: Case) -> Floats:
    """Return what as much again as stands on each link costs, US$ million, [link]."""
    links, values = case.network.links, case.parameters
    lanes = links["lanes"].to_numpy(dtype=float) if "lanes" in links else np.ones(len(links))
    lanes = np.where(lanes >= 1.0, lanes, 1.0)
    standard = lanes * links["free_speed"].to_numpy(dtype=float) / STANDARD_SPEED
    terrain = links["cost_factor"].to_numpy(dtype=float) ** values["design.terrain"]
    cost: Floats = values["design.cost_per_km"] * links["length"].to_numpy(dtype=float) * standard * terrain
    return cost


def compared(edges: pd.DataFrame, roads: Sequence[Ints], case: Case, found: Upgrades) -> pd.DataFrame:
    """Return what two models would add between neighbours, side by side.

    Parameters
    ----------
    edges, roads
        Of a `NetworkStudy`, and the links of each edge (`found.graph.links`).
    case, found
        The case, and its upgrades.

    Returns
    -------
    pandas.DataFrame
        `origin_name, destination_name, km, design_percent, upgrade_percent` (infrastructure more than today,
        by length), `design_rank, upgrade_rank`.

    """
    links = case.network.links
    factor = found.links.set_index("link_id")["factor"].reindex(links["link_id"]).fillna(1.0).to_numpy()
    km = links["length"].to_numpy(dtype=float)
    more = [
        100.0 * float(km[road] @ (factor[road] - 1.0)) / max(float(km[road].sum()), 1e-9) for road in roads
    ]
    table = edges[["origin_name", "destination_name", "km"]].assign(
        design_percent=edges["expansion_percent"], upgrade_percent=more
    )
    return table.assign(
        design_rank=table["design_percent"].rank(ascending=False, method="average"),
        upgrade_rank=table["upgrade_percent"].rank(ascending=False, method="average"),
    )


def _roads_at_home(case: Case) -> Ints:
    links = case.network.links
    fine = (links["mode"] == "road") & (links["status"] == "open") & (links["length"] > 0.0)
    return np.flatnonzero((fine & (links["country"] == case.settings.focus[0])).to_numpy())


def _faults(case: Case, budget: float, rows: Ints, settings: UpgradeSettings) -> list[Fault]:
    faults, links = [], case.network.links
    if not (np.isfinite(budget) and budget > 0.0):
        faults.append(
            Fault(
                file=ARGUMENT,
                message="no budget",
                column="budget_musd",
                value=f"{budget:g}",
                allowed="above 0",
            )
        )
    faults += settings.problems()
    known = rows[(rows >= 0) & (rows < len(links))]
    faults += [
        Fault(
            file="links",
            message="no such link",
            column="rows",
            value=str(row),
            allowed=f"0 to {len(links) - 1}",
        )
        for row in np.setdiff1d(rows, known)
    ]
    still = ~(links["length"].to_numpy(dtype=float)[known] > 0.0)
    faults += [
        Fault(
            file="links",
            message="a link without length cannot be widened",
            row=int(row) + 1,
            cure="leave it out",
        )
        for row in known[still]
    ]
    return faults if rows.size or faults else [Fault(file="links", message="nothing may be widened")]
