"""What every venture is worth in every future."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corridor.model.baseline import Baseline
from corridor.model.selection import Scenario
from corridor.money.cashflow import Asset
from corridor.money.debt_tables import paid_asset
from corridor.money.futures import Counting, Drawn, Yield, later, net_present_values
from corridor.money.prices import CostConversion, prices
from corridor.money.risk import Dependence, draw
from corridor.money.risk_tables import classes_of
from corridor.money.ventures import dollar_of, horizon
from corridor.projects.project import Project
from corridor.studies.sweep.causes import Uncertain
from corridor.studies.sweep.solves import Solves
from corridor.types import Floats
from corridor.uncertainty.surface import Surface, surface

LATER = 5
"""Years by which works that could begin may wait."""

HOME, OTHERS, TONNES = 0, -2, -1
"""Places in the last axis of `Outcomes.values`."""


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What the surface says of yearly gains, by groups of countries, and of emissions."""

    solves: Solves
    values: Floats
    """[future, piece, countries in focus, all others, tonnes]: US$ of the price year a year; t CO2 a year."""

    def whole(self, scenario: str) -> Floats:
        """Return a scenario's outcomes, [future, group]."""
        found: Floats = self.values[:, self.solves.of(scenario)[0]]
        return found

    def laws(self, scenario: str) -> tuple[Floats, Floats]:
        """Return those of one project by law of growth, [future, law, group], and stated tonnes, [law]."""
        pieces = self.solves.of(scenario)
        kept = pieces[1:] or pieces
        return self.values[:, kept], self.solves.stated[kept]


def summed(world: Baseline, found: Solves) -> Floats:
    """Return gains by countries in focus and all others, and emissions, [solve, piece, group]."""
    names = list(world.case.countries["country"])
    places = [names.index(country) for country in world.case.settings.focus]
    group = np.full(len(names), len(places))
    group[places] = np.arange(len(places))
    member = np.eye(len(places) + 1)[group[world.places.region_country]]
    dollar = dollar_of(world).worth(1.0, world.case.settings.base_year)
    return np.concatenate([dollar * (found.gains @ member), found.tonnes[:, :, None]], axis=2)


def surface_of(world: Baseline, places: Floats, found: Solves) -> Surface:
    """Return the response surface of gains and emissions through exact solves at the places of a design."""
    values = summed(world, found)
    return surface(places, values.reshape(len(values), -1))


@dataclass(frozen=True, eq=False)
class Valued:
    """Net present values in every future."""

    world: Baseline
    listed: tuple[Scenario, ...]
    uncertain: Uncertain
    projects: tuple[Project, ...]
    """Those of single scenarios, in the order of the uncertain numbers."""
    solves: Solves
    surface: Surface
    """Of `summed` at the places of the design."""

    def outcomes(self, drawn: Floats) -> Outcomes:
        """Return yearly gains and emissions in every future; effects as uncertain as they are."""
        values = self.surface.at(self.uncertain.places(drawn))
        shaped = values.reshape(len(drawn), len(self.solves.pieces), -1)
        effects = dict(zip(self.uncertain.projects, self.uncertain.effects(drawn).T, strict=True))
        for k, piece in enumerate(self.solves.pieces):
            if piece.scenario in effects:
                shaped[:, k] *= effects[piece.scenario][:, None]
        for scenario in self.listed:
            if scenario.name not in effects:
                self._together(shaped, scenario, effects)
        return Outcomes(self.solves, shaped)

    def _together(self, shaped: Floats, scenario: Scenario, effects: dict[str, Floats]) -> None:
        """Scale what projects bring together as they scale what each brings alone."""
        whole = self.solves.of(scenario.name)[0]
        alone = [self.solves.of(p.project_id)[0] for p in scenario.projects if p.project_id in effects]
        factor = [effects[self.solves.pieces[k].scenario][:, None] for k in alone]
        more = sum((shaped[:, k] * (1.0 - 1.0 / f) for k, f in zip(alone, factor, strict=True)), np.zeros(()))
        shaped[:, whole] += more

    def values(self, drawn: Floats, rate: float, wait: int = 0) -> dict[str, Floats]:
        """Return net present values of every scenario, [future] US$; works begin `wait` years later."""
        outcomes = self.outcomes(drawn)
        pieces = _Futures(self, drawn, rate, wait)
        alone = {p.project_id: pieces.value(k, *outcomes.laws(p.project_id), outcomes.whole(p.project_id))
                 for k, p in enumerate(self.projects)}  # fmt: skip
        found = dict(alone)
        for scenario in self.listed:
            if scenario.name not in alone:
                found[scenario.name] = self._portfolio(scenario, outcomes, pieces)
        return found

    def _portfolio(self, scenario: Scenario, outcomes: Outcomes, pieces: _Futures) -> Floats:
        """Return the value of projects together: each has its part in what all bring."""
        order = {p.project_id: k for k, p in enumerate(self.projects)}
        mine = [p for p in scenario.projects if p.project_id in order]
        own = []
        for project in mine:
            laws, _ = outcomes.laws(project.project_id)
            own.append(parted(laws, outcomes.whole(project.project_id)))
        shares = parted(np.concatenate(own, axis=1), outcomes.whole(scenario.name))
        total, first = np.zeros(len(shares)), 0
        for project, laws in zip(mine, own, strict=True):
            part = shares[:, first : first + laws.shape[1]]
            stated = outcomes.laws(project.project_id)[1]
            total += pieces.value(order[project.project_id], part, stated, part.sum(axis=1))
            first += laws.shape[1]
        return total


def parted(alone: Floats, whole: Floats) -> Floats:
    """Return parts of a whole, [future, part, group]: `money.gains.parted` in many futures at once."""
    size = np.abs(alone)
    total = size.sum(axis=1, keepdims=True)
    even = np.full_like(size, 1.0 / alone.shape[1])
    weight = np.divide(size, total, out=even, where=total > 0.0)
    rest = whole[:, None] - alone.sum(axis=1, keepdims=True)
    found: Floats = alone + rest * weight
    return found


@dataclass(frozen=True, eq=False)
class _Futures:
    """Futures as assets meet them."""

    valued: Valued
    drawn: Floats
    rate: float
    wait: int

    def value(self, k: int, laws: Floats, stated: Floats, whole: Floats) -> Floats:
        """Return the value of a project with gains by law, [future, law, group], [future] US$."""
        project = self.valued.projects[k]
        parts = parted(laws, whole)
        yields = tuple(
            Yield(law.at(self.rate), parts[:, i, :TONNES].sum(axis=1), parts[:, i, TONNES], float(stated[i]))
            for i, (law, _) in enumerate(project.parts)
        )
        return net_present_values(self._assets[k], yields, self._met[k], self._counting)

    @cached_property
    def _assets(self) -> list[Asset]:
        return [later(paid_asset(p), self.wait) for p in self.valued.projects]

    @cached_property
    def _counting(self) -> Counting:
        time, settings = horizon(self.valued.world), self.valued.world.case.settings
        return Counting(time.last_year, settings.base_year, time.price_year, self.rate)

    @cached_property
    def _met(self) -> list[Drawn]:
        """Return growth, carbon, costs and delay of each project's futures."""
        case = self.valued.world.case
        given = self.valued.uncertain.values(case, self.drawn)
        ones = np.ones(len(self.drawn))
        growth, carbon = (
            given.get(name, case.parameters[name] * ones) for name in ("benefit_growth", "carbon_price")
        )
        dependence = Dependence(case.parameters["overrun.common"], case.parameters["overrun.cost_and_time"])
        normal = self.valued.uncertain.deviates(self.drawn)
        works = draw(self._assets, classes_of(self.valued.projects), dependence, normal)
        economic = self._economic(given, ones)
        return [
            Drawn(growth, carbon, economic[k] * works.cost[:, k], works.delay[:, k])
            for k in range(len(self.valued.projects))
        ]

    def _economic(self, given: dict[str, Floats], ones: Floats) -> list[Floats]:
        """Return economic over financial cost of each project, [future]."""
        parameters = self.valued.world.case.parameters
        names = ("shadow.exchange", "shadow.wage")
        exchange, wage = (given.get(name, parameters[name] * ones) for name in names)
        made = [prices(parameters, p.type) for p in self.valued.projects]
        return [_factor(one, exchange, wage) for one in made]


def _factor(made: CostConversion, exchange: Floats, wage: Floats) -> Floats:
    """Return `CostConversion.factor` at shadow prices of many futures: it is linear in both."""
    return made.factor + made.traded * (exchange - made.exchange) + made.unskilled * (wage - made.wage)
