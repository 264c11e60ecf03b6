"""Seeking the best plan: what sets are worth, a program, local search, and proof where it can be had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count

import numpy as np

from corridor.case.case import Case
from corridor.errors import ARGUMENT, Fault, Faults, SolveError, raise_if
from corridor.ledger import Ledger
from corridor.model.baseline import BaselineOf, baseline
from corridor.model.selection import named
from corridor.money.prices import prices
from corridor.projects.project import Project
from corridor.studies.plan.candidates import (
    Candidate,
    Horizon,
    Timing,
    candidate,
    faults,
    stated_tonnes,
    timing,
)
from corridor.studies.plan.conflict import conflict_faults
from corridor.studies.plan.dividends import dividend, likely_triples, pairs
from corridor.studies.plan.improve import improve, model, neighbours
from corridor.studies.plan.program import (
    Block,
    Found,
    ProgramSettings,
    alone,
    by_dividends,
    by_sets,
    sizes,
    solve_program,
)
from corridor.studies.plan.question import PlanQuestion
from corridor.studies.plan.rules import Rule, rules
from corridor.studies.plan.schedules import Schedule, cost, members, sets_of, used, yearly
from corridor.studies.plan.worths import Valuer, priced
from corridor.types import Floats, Progress

MOST_ENUMERATED = 20
"""Candidates of which every set could be valued in a day or so."""


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How a plan is sought."""

    enumerate_up_to: int = 12
    """Candidates of which every set is valued, so that the plan is proven."""
    triples: int = 20
    """Interactions of three that are solved where not every set is."""
    tries: int = 12
    """Neighbours of a plan that are re-solved before the search ends."""
    orders: int = 4
    """Pairs of orders that Shapley's shares are drawn from, where not every set is valued."""
    seed: int = 1
    program: ProgramSettings = field(default_factory=ProgramSettings)

    def problems(self) -> list[Fault]:
        """Return what cannot be: 2 to the power of `enumerate_up_to` sets are valued."""
        faults = Faults(ARGUMENT)
        said = {"value": self.enumerate_up_to, "allowed": f"0 to {MOST_ENUMERATED}", "cure": "name fewer"}
        holds = 0 <= self.enumerate_up_to <= MOST_ENUMERATED
        faults.check(holds, "so many sets cannot be valued", column="enumerate_up_to", **said)
        return faults


@dataclass(frozen=True, eq=False)
class Search:
    """A question about a case, ready to be asked of any schedule."""

    valuer: Valuer
    question: PlanQuestion
    timing: Timing
    limits: tuple[Rule, ...]
    settings: PlanSettings
    horizon: Horizon
    progress: Progress | None = None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates, in the order of every array."""
        return self.valuer.candidates

    def may_be_built(self, i: int) -> bool:
        """Return whether a candidate's works fit into the years and are not refused: else no pair matters."""
        return bool(self.timing.allowed[i].any()) and self.candidates[i].name not in self.question.never

    @cached_property
    def prices(self) -> Floats:
        """What a unit of each component counts, [component]."""
        return priced(self.valuer, self.question.of)

    def tell(self, stage: str, done: int, total: int) -> None:
        """Tell how far a stage is."""
        if self.progress:
            self.progress(stage, done, total)

    def values(self, sets: Iterable[int], stage: str = "value sets") -> dict[int, float]:
        """Return what sets are worth a year at today's activity, US$, by full re-solves."""
        found = self.valuer.worths(sets, self.progress, stage)
        return {s: float(worth @ self.prices) for s, worth in found.items()}

    def components(self, schedule: Schedule, when: Timing | None = None) -> Floats:
        """Return what a schedule brings a year over the economy's growth, [year, component] US$ or t."""
        when = when or self.timing
        sets = sets_of(when, schedule)
        if when.is_dated:
            sets |= {1 << i for s in sets for i in members(s)}
        found = self.valuer.worths(sets, self.progress, "sets of a plan")
        total = np.zeros((len(when.years), len(self.valuer.components)))
        if found:
            size = sizes(len(self.candidates), {s: float(usd @ self.prices) for s, usd in found.items()})
            total = yearly(when, schedule, found, size)
            total[:, -1] += (used(when, schedule) * when.stated).sum(axis=0)
        return total

    @property
    def stated_worth(self) -> Floats:
        """What the emissions count that effects state themselves, [candidate] US$ of their own year."""
        tonnes = np.array([stated_tonnes(one.project) for one in self.candidates])
        found: Floats = tonnes * float(self.prices[-1])
        return found

    def objective(self, schedule: Schedule) -> float:
        """Return the net present value with early years as asked, US$."""
        gain = self.components(schedule) @ self.prices @ self.timing.benefit_weight
        return float(gain) - cost(self.timing, schedule)

    def net_present_value(self, schedule: Schedule, when: Timing | None = None) -> float:
        """Return the net present value, US$; `when` may have starts after the last year of works."""
        when = when or self.timing
        gain = self.components(schedule, when) @ self.prices @ when.plain_weight
        return float(gain) - cost(when, schedule)

    def with_question(self, question: PlanQuestion) -> Search:
        """Return the same search under another question about the same candidates and years."""
        return replace(self, question=question, limits=rules(self.candidates, question, self.timing))


@dataclass(frozen=True, eq=False)
class Basis:
    """What sets of candidates are worth, as far as it was solved."""

    dividends: Mapping[int, float]
    """Interactions, by set, US$ a year: of every candidate and pair, and of some triples."""
    worth: Mapping[int, float] | None = None
    """Worth of every set of candidates, the empty one included; None where there are too many."""


@dataclass(frozen=True, eq=False)
class SearchResult:
    """The best plan that was found, and what is known of better ones."""

    search: Search
    basis: Basis
    schedule: Schedule
    first: Found
    """What the program of interactions found, before local search."""
    proven: Found | None
    """The best of all plans, by every set of candidates; None where there are too many."""
    agreed: float
    """What local search found over what the proven plan has, US$; zero where nothing is proven."""
    valued: int
    """Plans valued by re-solve in the local search."""

    @cached_property
    def value(self) -> float:
        """Its net present value with early years as asked, US$."""
        return self.search.objective(self.schedule)

    @cached_property
    def predicted(self) -> float:
        """What interactions alone say of it, US$."""
        return model(self.search.timing, self.basis.dividends, self.search.prices[-1]).value(self.schedule)

    @property
    def most_in_model(self) -> float:
        """What no plan exceeds if pairs and the triples that were solved are all the interactions, US$.

        It bounds the model of interactions alone: a plan re-solved in full may be worth more.
        """
        return self.first.bound

    @cached_property
    def bound(self) -> float:
        """What no plan exceeds, early years as asked, US$; not a number unless every set was valued."""
        return float("nan") if self.proven is None else max(self.proven.bound, self.value)


def prepare(
    case: Case,
    question: PlanQuestion,
    *,
    settings: PlanSettings | None = None,
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
    ledger_of: Callable[[Case, Sequence[Project]], Ledger] | None = None,
) -> Search:
    """Return the search for a plan: candidates, timing and limits, checked before anything is solved.

    Raises
    ------
    InputError
        With every fault of the question, and a smallest set of limits in conflict where no plan meets them.

    """
    settings = settings or PlanSettings()
    raise_if([*question.problems(case.settings), *settings.problems()])
    chosen = candidates_of(case, question.candidates)
    raise_if(faults(chosen, question))
    parameters, about = case.parameters, case.settings
    rate = question.discount_rate
    rate = parameters["discount_rate.high"] if rate is None else rate
    growth = parameters["benefit_growth"]
    horizon = Horizon(about.last_year, about.price_year, about.base_year, rate, growth)
    if progress:
        progress("check limits", 0, 1)
    when = timing(chosen, question, horizon)
    limits = rules(chosen, question, when)
    raise_if(conflict_faults(when, limits))
    if progress:
        progress("check limits", 1, 1)
    found = baseline_of(case, progress=progress)
    ledger = ledger_of(case, [one.project for one in chosen]) if ledger_of else Ledger()
    return Search(Valuer(found, chosen, ledger), question, when, limits, settings, horizon, progress)


def candidates_of(case: Case, names: Sequence[str] | None) -> tuple[Candidate, ...]:
    """Return the candidates of a case: those named, or all planned that act, are listed and have a cost."""
    if names is None:
        return _as_candidates(
            case, [p for p in case.projects if p.portfolio == "planned" and p.acts and p.listed and p.capex]
        )
    found = named(case.projects, names, "projects")
    rules_of = (
        (lambda p: p.portfolio == "planned", "is built, and a plan is of planned projects"),
        (lambda p: p.acts, "has no effect in the model, so that it cannot be ranked"),
        (lambda p: bool(p.capex), "has no published cost, so that it cannot be ranked"),
    )
    cure = "leave it out"
    raise_if(
        [
            Fault(
                file="projects.json",
                message=f"{p.project_id} {message}",
                column="projects",
                value=p.project_id,
                cure=cure,
            )
            for p in found
            for good, message in rules_of
            if not good(p)
        ]
    )
    return _as_candidates(case, found)


def _as_candidates(case: Case, projects: Sequence[Project]) -> tuple[Candidate, ...]:
    return tuple(candidate(p, prices(case.parameters, p.type).factor) for p in projects)


def basis(search: Search) -> Basis:
    """Return what is solved before a plan is sought: every set of few candidates, interactions of many."""
    size = len(search.candidates)
    if size <= search.settings.enumerate_up_to:
        value = search.values(range(1 << size))
        return Basis({s: dividend(s, value) for s in value if 0 < s.bit_count() <= 3}, value)
    may = [i for i in range(size) if search.may_be_built(i)]
    parts = [*(1 << i for i in range(size)), *pairs(may)]
    value = search.values(parts, "value pairs")
    found = {s: dividend(s, value) for s in parts}
    triples = likely_triples(size, found, search.settings.triples)
    value |= search.values(triples, "value triples")
    return Basis(found | {s: dividend(s, value) for s in triples})


def seek(search: Search, known: Basis) -> SearchResult:
    """Return the best plan: a program over interactions, then local search by re-solves.

    Where every set is valued a second program without a model of interactions proves the best plan, and the
    two must agree: what is left between them is `Sought.agreed`.
    """
    first = program(search, known)
    predicted = model(search.timing, known.dividends, search.prices[-1]).value

    def around(s: Schedule) -> Iterator[Schedule]:
        return neighbours(search.timing, search.limits, s)

    valued_so_far = count(1)

    def value(s: Schedule) -> float:
        done = next(valued_so_far)
        search.tell("improve plan", done - 1, done + search.settings.tries)
        return search.objective(s)

    schedule, valued = improve(first.schedule, value, predicted, around, search.settings.tries)
    search.tell("improve plan", valued, valued)
    if known.worth is None:
        return SearchResult(search, known, schedule, first, None, 0.0, valued)
    proven = _proof(search, known.worth)
    agreed = search.objective(schedule) - search.objective(proven.schedule)
    best = proven.schedule if agreed < 0 else schedule
    return SearchResult(search, known, best, first, proven, agreed, valued)


def program(search: Search, known: Basis) -> Found:
    """Return the best plan of the model of interactions."""
    single = np.array([known.dividends[1 << i] for i in range(len(search.candidates))])
    block = by_dividends(search.timing, known.dividends)
    return _solved(search, alone(search.timing, single, search.prices[-1]), block)


def _proof(search: Search, value: Mapping[int, float]) -> Found:
    """Return the best of all plans, with the worth of every set of candidates."""
    each = range(len(search.candidates))
    single = np.array([value[1 << i] for i in each])
    beyond = {s: usd - sum(single[i] for i in each if s >> i & 1) for s, usd in value.items()}
    block = by_sets(search.timing, beyond, np.array(single))
    return _solved(search, alone(search.timing, single, search.prices[-1]), block)


def _solved(search: Search, single: Floats, block: Block) -> Found:
    search.tell("place works", 0, 1)
    found = solve_program(search.timing, search.limits, single, block, search.settings.program)
    if found is None:
        raise_if(conflict_faults(search.timing, search.limits))
        raise SolveError("HiGHS finds no plan although there is one; name fewer candidates")
    search.tell("place works", 1, 1)
    return found
