"""The baseline of a case: its network searched, the trade costs that gives, the calibrated economy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.case.case import Case
from corridor.economy.accounts import Accounts
from corridor.economy.calibrate import balanced, calibrate, frames_of
from corridor.economy.economy import Economy
from corridor.economy.linearised import Linearised, linearise
from corridor.errors import Fault, raise_if
from corridor.model.access import Access, Travel, access, travel_of
from corridor.model.cargo import Cargo, cargo, mixes
from corridor.model.closure import as_closed
from corridor.model.composition import Carried
from corridor.model.freight import Places, places
from corridor.model.operating import operated
from corridor.model.rates import cost_rates, trade_elasticity
from corridor.model.region_groups import Facts, facts_of
from corridor.model.selection import Standing
from corridor.model.tastes import settled
from corridor.model.trade_costs import carried_at, delivered_cost, distance_factor
from corridor.network.modes import CostRates, generalised_cost
from corridor.network.skims import centroids
from corridor.network.states import ROUNDING, Changeable, Quest, State, ceiling, relaxed
from corridor.projects.links import apply, hindered, links_of
from corridor.types import Floats, Progress

Search = Callable[..., State]
BaselineOf = Callable[..., "Baseline"]
"""Makes a baseline of a case; a cache may stand in for `baseline`."""


@dataclass(frozen=True)
class Baseline:
    """Today's world of a case and what is needed to make another one."""

    case: Case
    rates: CostRates
    ceiling: State
    """Every link that a project may change as dear as projects can make it."""
    today: State
    carried: Carried
    """Goods at today's costs."""
    economy: Economy
    places: Places
    facts: Facts
    travel: Travel | None
    access: Access | None
    """Access of people today; None where the case has no places."""

    @cached_property
    def linearised(self) -> Linearised:
        """Return the equations near today, which all worlds share."""
        return linearise(self.economy)

    def prepare(self) -> Linearised:
        """Make what all worlds share, before processes that would each make it are forked."""
        return self.linearised

    @property
    def cargo(self) -> Cargo:
        """Return the goods, whatever it costs to carry them."""
        return self.carried.cargo

    @property
    def tau(self) -> Floats:
        """Return iceberg costs of freight today, [origin, destination, sector], without `distance_factor`."""
        return self.carried.tau

    def state(self, standing: Standing) -> State:
        """Return the network of a world; `InputError` where it leaves a zone without a way."""
        rows = self.today.changeable.link  # all that any project acts on
        links = apply(self.case.network.links.iloc[rows], standing.added, standing.gone)
        cost = generalised_cost(links, self.rates)
        dearer = bool(np.any(cost > self.today.link_cost * (1.0 + ROUNDING)))
        found = relaxed(self.ceiling if dearer else self.today, cost)
        raise_if(_cut_off(standing, found, self.case.zones))
        return found

    def access_in(self, standing: Standing) -> Access | None:
        """Return access of people in a world; None where the case has no places."""
        links = self.case.network.links
        changed = links_of(standing.projects, links)
        if self.travel is None or not np.isin(changed, self.travel.rows).any():
            return self.access
        return access(self.travel, apply(links, standing.added, standing.gone))

    def carried_in(self, state: State, spared: Floats | None = None) -> Carried:
        """Return goods at the costs of a state, less losses spared, [origin, destination, class] US$/t."""
        if state is self.today and spared is None:
            return self.carried
        return carried_at(self.case, self.cargo, state.cost, spared)


def _cut_off(standing: Standing, state: State, zones: Sequence[str]) -> list[Fault]:
    """Return a fault for every zone that most others cannot reach, or it them."""
    nowhere = ~np.isfinite(state.cost).all(axis=2)
    if not nowhere.any():
        return []
    lost = np.maximum(nowhere.mean(axis=0), nowhere.mean(axis=1))
    names = ", ".join(project.project_id for project in standing.projects)
    cure = "open another way in the same project, or leave the link open"
    return [
        Fault(
            file="projects.json",
            message=f"{names}: cut this zone off",
            column="status",
            value=zones[int(i)],
            cure=cure,
        )
        for i in np.flatnonzero(lost >= min(0.5, float(lost.max())))
    ]


def baseline(
    case: Case,
    *,
    progress: Progress | None = None,
    search: Search = ceiling,
    tastes: Floats | None = None,
) -> Baseline:
    """Return today's world: the network searched, the baseline calibrated.

    `search` finds the routes of the dearest state; a cache may stand in for it. `tastes` for groups of
    commodities, [kind, group], are found so that trade has the known mixes where none are given.
    """
    case = operated(case)
    rates = cost_rates(case)
    links = case.network.links
    now = generalised_cost(links, rates)
    ceiling = np.maximum(now, generalised_cost(hindered(links, case.projects), rates))
    zones = centroids(case.network, case.zones)
    every, changeable = changeable_links(case, zones)
    quest = Quest(case.network, every, len(zones), changeable, rates.shippers, ceiling)
    state = search(quest, progress=progress)
    today = relaxed(state, now[changeable.link])
    if progress:
        progress("calibrate", 0, 1)
    goods, economy = _calibrated(case, today.cost, tastes)
    if progress:
        progress("calibrate", 1, 1)
    travel = travel_of(case)
    reached = None if travel is None else access(travel, links)
    facts, where = facts_of(case, economy), places(case)
    return Baseline(case, rates, state, today, goods, economy, where, facts, travel, reached)


def _calibrated(case: Case, between: Floats, tastes: Floats | None) -> tuple[Carried, Economy]:
    """Return goods at today's costs and the economy calibrated at them."""
    theta, books, known = trade_elasticity(case), accounts(case), mixes(case)
    far, goods = distance_factor(case, theta), cargo(case, known)

    if tastes is None:
        frames = frames_of(books)

        def flows(s: int, tau: Floats) -> Floats:
            return balanced((tau * far[:, :, s]) ** -theta[s], frames[s])

        goods = settled(goods, known.source, delivered_cost(case, between), flows)
    else:
        goods = replace(goods, taste=tastes)
    found = carried_at(case, goods, between)
    return found, as_closed(case, calibrate(books, found.tau * far, theta))


def changeable_links(case: Case, zones: NDArray[np.int64]) -> tuple[NDArray[np.int64], Changeable]:
    """Return the nodes that searches must keep, zones first, and the links that projects may change."""
    rows = links_of(case.projects, case.network.links)
    start, end = (ends[rows] for ends in case.network.ends)
    others = np.setdiff1d(np.concatenate([start, end]), zones)
    every = np.concatenate([zones, others])
    position = np.full(len(case.network.nodes), -1)
    position[every] = np.arange(len(every))
    two_way = ~case.network.links["directed"].to_numpy(dtype=bool)[rows]
    return every, Changeable(rows, position[start], position[end], two_way)


def accounts(case: Case) -> Accounts:
    """Return the tables of a case as accounts; what does not close is an `InputError`."""
    sectors, countries = list(case.sectors["sector"]), list(case.countries["country"])
    zones = list(case.zones)
    value_added = _array(case.value_added, ("region_id", zones), ("sector", sectors), value="value_added_usd")
    inputs = _cube(
        case.input_output,
        (("country", countries), ("input_sector", sectors), ("using_sector", sectors)),
        "share",
    )
    trade = _cube(
        case.country_trade,
        (("origin", countries), ("destination", countries), ("sector", sectors)),
        "value_usd",
    )
    tariff = None
    if len(case.tariffs):
        axes = (("origin", countries), ("destination", countries), ("sector", sectors))
        tariff = _cube(case.tariffs, axes, "rate")
    weight = case.regions["disposable_weight"].to_numpy(dtype=float)
    index = {name: i for i, name in enumerate(countries)}
    return Accounts(
        regions=tuple(zones),
        sectors=tuple(sectors),
        countries=tuple(countries),
        country=case.regions["country"].map(index).to_numpy(dtype=np.int64),
        value_added=value_added,
        value_added_share=1.0 - inputs.sum(axis=1),
        input_share=inputs,
        consumption_share=_array(
            case.final_demand, ("country", countries), ("sector", sectors), value="share"
        ),
        disposable_weight=np.where(np.isnan(weight), value_added.sum(axis=1), weight),
        country_trade=trade,
        country_tariff=tariff,
    )


def _array(
    frame: pd.DataFrame, rows: tuple[str, list[str]], columns: tuple[str, list[str]], *, value: str
) -> Floats:
    return _cube(frame, (rows, columns), value)


def _cube(frame: pd.DataFrame, axes: tuple[tuple[str, list[str]], ...], value: str) -> Floats:
    """Return a long table as an array; absent cells are zero."""
    total = np.zeros(tuple(len(names) for _, names in axes))
    index = tuple(pd.Index(names).get_indexer(pd.Index(frame[column])) for column, names in axes)
    np.add.at(total, index, frame[value].to_numpy(dtype=float))
    return total
