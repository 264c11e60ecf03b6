"""Candidates of a plan: projects whose works may start in one year or another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np

from corridor.errors import ARGUMENT, Fault
from corridor.money.cashflow import Asset, Gains, present_value, stream
from corridor.money.gains import weights
from corridor.money.prices import at_prices
from corridor.projects.doors import Electricity
from corridor.projects.project import Project
from corridor.studies.plan.question import PlanQuestion
from corridor.types import Flags, Floats, Ints


@dataclass(frozen=True)
class Candidate:
    """A project that may be built: what it takes, whenever it starts."""

    project: Project
    spending: tuple[float, ...]
    """US$ in each year since the start of works."""
    construction_years: int
    """Years from the start of works to opening."""
    earliest: int
    """First year in which works may start: the register's own."""
    conversion: float = 1.0
    """What its costs are worth to the economy over what is paid."""

    @property
    def name(self) -> str:
        """Return the identifier."""
        return self.project.project_id

    @property
    def cost(self) -> float:
        """Return the capital cost that is paid, undiscounted US$."""
        return sum(self.spending)

    def asset(self, start: int) -> Asset:
        """Return what the project costs the economy and when, with works from `start` on."""
        p = self.project
        capex = tuple((start + k, usd) for k, usd in enumerate(self.spending))
        opening = start + self.construction_years
        return at_prices(
            Asset(capex, p.operation_share, opening, p.life_years, p.ramp_years), self.conversion
        )


def candidate(project: Project, conversion: float = 1.0) -> Candidate:
    """Return a project of the register as a candidate; its cost must be known."""
    first = min(year for year, _ in project.capex)
    last = max(year for year, _ in project.capex)
    spending = np.zeros(last - first + 1)
    for year, usd in project.capex:
        spending[year - first] += usd
    years = max(project.opening_year - first, 1)
    return Candidate(project, tuple(spending.tolist()), years, first, conversion)


@dataclass(frozen=True, eq=False)
class Timing:
    """What every candidate spends and how much it is used, by the year its works start."""

    years: Ints
    """From the first year of works to the end of the appraisal period."""
    starts: Ints
    """Years in which works may start, [start]."""
    allowed: Flags
    """[candidate, start]."""
    spending: Floats
    """Capital cost that is paid, [candidate, start, year] US$."""
    building: Flags
    """Under construction, [candidate, start, year]."""
    use: Floats
    """Share of full use, [candidate, start, year]."""
    cost: Floats
    """Present value of capital and operation less what is left at the end, in economic prices,
    [candidate, start] US$."""
    benefit_weight: Floats
    """Present value of a US$ a year of gain at today's activity, [year]; early years weigh as asked."""
    plain_weight: Floats
    """The same with early years weighing as others."""
    rise: Floats
    """Gain of a year over that of the economy's growth, by the laws of each, [candidate, year]."""
    stated: Floats
    """Emissions that effects state themselves, over the economy's growth, [candidate, year] t."""

    @property
    def is_dated(self) -> bool:
        """Whether any candidate grows otherwise than the economy."""
        return bool(np.any(self.rise != 1.0))

    def shared_rise(self, inside: Sequence[int], size: Floats) -> Floats:
        """Return how what candidates bring together rises: as its members, by their size, [year]."""
        at = list(inside)
        found: Floats = weights(size[at]) @ self.rise[at]
        return found


@dataclass(frozen=True, slots=True)
class Horizon:
    """The appraisal that a plan is part of."""

    last_year: int
    price_year: int
    base_year: int
    rate: float
    growth: float
    """Yearly growth of benefits from `base_year` on."""


def timing(candidates: Sequence[Candidate], question: PlanQuestion, horizon: Horizon) -> Timing:
    """Return what candidates spend and are used, for every year in which works may start."""
    starts = question.years
    years = np.arange(question.first_year, max(horizon.last_year, question.last_year + 1) + 1)
    shape = (len(candidates), len(starts))
    allowed, cost = np.zeros(shape, dtype=bool), np.zeros(shape)
    spending, use = np.zeros((*shape, len(years))), np.zeros((*shape, len(years)))
    building = np.zeros((*shape, len(years)), dtype=bool)
    nothing = Gains({}, 0.0, 0.0, horizon.base_year)
    for i, one in enumerate(candidates):
        takes = max(len(one.spending), one.construction_years)
        for k, start in enumerate(starts.tolist()):
            allowed[i, k] = start >= one.earliest and start + takes - 1 <= question.last_year
            asset = one.asset(start)
            flow = stream(asset, nothing, int(years[-1]), 0.0)
            cost[i, k] = present_value(flow.cost, flow.years, horizon.rate, horizon.price_year)
            use[i, k] = asset.in_use(years)
            building[i, k] = (years >= start) & (years < start + one.construction_years)
            part = np.array(one.spending)[: len(years) - k]
            spending[i, k, k : k + len(part)] = part
    elapsed = years.astype(float)
    plain = (1 + horizon.growth) ** (elapsed - horizon.base_year)
    plain = plain * (1 + horizon.rate) ** (horizon.price_year - elapsed)
    rise, stated = _laws(candidates, years, horizon)
    early = years < question.first_year + question.early_years
    weight = plain * np.where(early, 1 + question.early_weight, 1.0)
    return Timing(years, starts, allowed, spending, building, use, cost, weight, plain, rise, stated)


def _laws(candidates: Sequence[Candidate], years: Ints, horizon: Horizon) -> tuple[Floats, Floats]:
    """Return `Timing.rise` and `Timing.stated`; a project with several laws rises by their mean."""
    growth, base = horizon.growth, horizon.base_year
    economy = (1.0 + growth) ** (years - base).astype(float)
    rise, stated = np.ones((len(candidates), len(years))), np.zeros((len(candidates), len(years)))
    for i, one in enumerate(candidates):
        laws = [law.at(horizon.rate) for law, _ in one.project.parts]
        rise[i] = np.mean([law.benefit(years, growth, base) for law in laws], axis=0) / economy
        for law, part in one.project.parts:
            emitted = law.at(horizon.rate).emitted(stated_tonnes(part), years, growth, base)
            stated[i] += emitted / economy
    return rise, stated


def stated_tonnes(project: Project) -> float:
    """Return the yearly emissions that the effects of a project state themselves, t CO2."""
    return sum(door.co2_t for door in project.doors if isinstance(door, Electricity))


def order(candidates: Sequence[Candidate], question: PlanQuestion) -> tuple[tuple[str, str], ...]:
    """Return pairs (a, b), of register and question: a opens when b is open, not before."""
    found = [(one.name, other) for one in candidates for other in one.project.requires]
    return tuple(dict.fromkeys([*found, *question.requires]))


def rivals(candidates: Sequence[Candidate], question: PlanQuestion) -> tuple[tuple[str, str], ...]:
    """Return pairs of which one at most is built, of register and question, each once."""
    found = [(one.name, other) for one in candidates for other in one.project.excludes]
    return tuple(dict.fromkeys((min(pair), max(pair)) for pair in [*found, *question.excludes]))


def faults(candidates: Sequence[Candidate], question: PlanQuestion) -> list[Fault]:
    """Return every demand that names no candidate, and every circle of precedence."""
    known = [one.name for one in candidates]
    named: Mapping[str, Iterable[str]] = {
        "must": question.must,
        "never": question.never,
        "requires": [name for pair in question.requires for name in pair],
        "excludes": [name for pair in question.excludes for name in pair],
    }
    cure = "name a candidate of this plan, or add it to `projects`"
    unknown = [
        Fault(
            file=ARGUMENT,
            message="not a candidate",
            column=option,
            value=name,
            allowed=", ".join(known),
            cure=cure,
        )
        for option, names in named.items()
        for name in dict.fromkeys(names)
        if name not in known
    ]
    wanting = [
        Fault(
            file="projects.json",
            message=f"{name} requires {other}, which is no candidate",
            column="requires",
            value=other,
        )
        for name, other in order(candidates, question)
        if name in known and other not in known and (name, other) not in question.requires
    ]
    return [*unknown, *wanting, *_circles(order(candidates, question))]


def _circles(pairs: Sequence[tuple[str, str]]) -> list[Fault]:
    """Return a fault for circles of precedence, each cut where it was found before the next is sought."""
    needs: dict[str, list[str]] = {}
    for name, other in pairs:
        needs.setdefault(name, []).append(other)
    faults = []
    while circle := _circle(needs):
        needs[circle[0]].remove(circle[1])
        faults.append(
            Fault(
                file="projects.json",
                message="precedence runs in a circle",
                column="requires",
                value=" requires ".join(circle),
                cure="take one of them out",
            )
        )
    return faults


def _circle(needs: Mapping[str, Sequence[str]]) -> list[str] | None:
    """Return projects that each require the next, the last being the first; None where no circle is."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        found: list[str] = error.args[1][::-1]  # from one required to one that requires it
        first = min(range(len(found) - 1), key=lambda k: list(needs).index(found[k]))
        return [*found[first:-1], *found[: first + 1]]
    return None
