"""A study of the power system: pathways with and without projects, their effect, their worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from corridor.case.case import Case
from corridor.energy.effect import PowerEffect, power_effect
from corridor.energy.expansion import Pathway, expand, unexpanded
from corridor.energy.system import PowerSystem
from corridor.errors import Fault, Faults, InputError, raise_if
from corridor.model.baseline import Baseline, baseline
from corridor.model.closure import closure_of
from corridor.model.power import Alternative, gains, joint_equilibrium, unit_value, wiring_of
from corridor.model.selection import BUILT, PLANNED
from corridor.model.selection import named as selected
from corridor.types import Progress

FILE = "command line"

T_PER_MT, MEGA = 1e6, 1e6


@dataclass(frozen=True)
class PowerAsked:
    """What a study is asked."""

    years: tuple[int, ...]
    projects: tuple[str, ...] = ()
    """Projects in question, that is, whose effect is asked; none: the pathway of the system as it is."""
    without: tuple[str, ...] = ()
    """Projects that stand in neither pathway."""
    caps_mt: Mapping[int, float] = field(default_factory=dict)
    built: bool = True
    """Whether anything may be built besides what the tables date."""
    economy: bool = False
    """Whether the first year's effect goes through the economy."""


@dataclass(frozen=True, eq=False)
class PowerStudy:
    """What a study found."""

    asked: PowerAsked
    pathway: Pathway
    without: Pathway | None
    """None where no projects were asked about."""
    effects: tuple[PowerEffect, ...]
    """One per year; none without projects."""
    worth: pd.DataFrame
    """capital (counted, sunk), country, gain_usd, real_income, cost_hat, load_hat, residual; may be empty."""


def named(case: Case, names: Iterable[str] | None, argument: str) -> tuple[str, ...]:
    """Return the plants and lines of the power system that `names` mean, as in every study; none: none.

    Raises
    ------
    InputError
        The case has no power system, or a name is of no plant or line of it.

    """
    known = system_of(case).projects
    wanted = tuple(dict.fromkeys(names or ()))
    chosen = {name for name in wanted if name in known}
    rest = [name for name in wanted if name not in known]
    chosen |= {p.project_id for p in selected(case.projects, rest, argument)} & set(known)
    faults = Faults("projects.json")
    said = {"column": argument, "allowed": ", ".join((PLANNED, BUILT, *known)), "cure": "choose one of these"}
    for name in rest:
        faults.check(name in (PLANNED, BUILT), "no plant or line of this project", value=name, **said)
    raise_if(faults)
    return tuple(name for name in known if name in chosen)


def system_of(case: Case) -> PowerSystem:
    """Return the power system of a case; `InputError` where it has none."""
    if case.energy is None:
        cure = "add the tables of the folder energy/; the case cpec shows them"
        raise InputError(
            [Fault(file="energy", message=f"the case {case.settings.name} has no power system", cure=cure)]
        )
    return case.energy


def power_study(
    case: Case,
    asked: PowerAsked,
    *,
    baseline_of: Callable[..., Baseline] = baseline,
    progress: Progress | None = None,
) -> PowerStudy:
    """Return the pathways of the power system, what projects change, and what that is worth.

    Raises
    ------
    InputError
        The case has no power system; PyPSA is not installed; years, caps or projects are wrong.
    SolveError
        A year, a cap or the joint fixed point is not met.

    """
    system = system_of(case).without(asked.without)
    raise_if(_problems(asked))
    run = partial(expand, caps_mt=asked.caps_mt) if asked.built else unexpanded
    pathway = run(system, asked.years, progress=_named(progress, "with"))
    if not asked.projects:
        return PowerStudy(asked, pathway, None, (), pd.DataFrame())
    without = run(system, asked.years, absent=asked.projects, progress=_named(progress, "without"))
    effects = tuple(power_effect(system, asked.projects, pathway, without, year) for year in asked.years)
    worth = pd.DataFrame()
    if asked.economy:
        worth = _worth(baseline_of(case, progress=progress), asked, pathway, progress)
    return PowerStudy(asked, pathway, without, effects, worth)


def _problems(asked: PowerAsked) -> list[Fault]:
    faults = []
    if asked.economy and not asked.projects:
        cure = "name the plants and lines with --projects"
        faults.append(
            Fault(file=FILE, message="no projects whose worth is asked", column="--economy", cure=cure)
        )
    if asked.caps_mt and not asked.built:
        cure = "leave one of the two out"
        faults.append(
            Fault(file=FILE, message="a cap needs something that may be built", column="--cap-mt", cure=cure)
        )
    return faults


def _named(progress: Progress | None, world: str) -> Progress | None:
    if progress is None:
        return None

    def told(stage: str, done: int, total: int) -> None:
        progress(f"{stage}, {world}", done, total)

    return told


def _worth(found: Baseline, asked: PowerAsked, pathway: Pathway, progress: Progress | None) -> pd.DataFrame:
    """Return what the projects are worth in the first year, their capital counted and sunk."""
    case, economy, year = found.case, found.economy, asked.years[0]
    system = system_of(case).without(asked.without)
    wiring = wiring_of(system, case.zones, list(case.sectors["sector"]))
    value = unit_value(economy, wiring, system, case.settings.base_year)
    first = pathway.solution(year).year
    energy = (first.load * first.weight[:, None]).sum(axis=0)
    tables = []
    for label, counted in (("counted", True), ("sunk", False)):
        question = Alternative(
            system, asked.projects, year, built=asked.built, capital=counted, cap_mt=asked.caps_mt.get(year)
        )
        rest = joint_equilibrium(
            economy,
            wiring,
            question.supply(pathway, value),
            closure=closure_of(case),
            progress=_named(progress, f"capital {label}"),
        )
        table = gains(economy, rest, list(case.regions["country"]), case.settings.focus)
        tables.append(
            table.assign(
                capital=label,
                cost_hat=float(rest.cost_hat.mean()),
                load_hat=float((rest.load_hat * energy).sum() / energy.sum()),
                residual=rest.residual,
            )
        )
    joined = pd.concat(tables, ignore_index=True)
    return joined[["capital", *(name for name in joined.columns if name != "capital")]]
