"""The verbs: the best network for a budget, and the best use of the network that stands."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corridor.errors import SolveError, raise_if
from corridor.network.design.bound import prices_of, welfare_excess
from corridor.network.design.build import program_of, shape_of
from corridor.network.design.certificate import (
    DesignCertificate,
    DesignSettings,
    residuals,
    told,
)
from corridor.network.design.checks import unreachable
from corridor.network.design.interior import State, follow, spent
from corridor.network.design.problem import DesignProblem
from corridor.network.design.program import Program
from corridor.network.design.solution import DesignSolution, levels, link_value, transport_cost
from corridor.network.design.start import infrastructure_start, start_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WORST = 1e-6
"""Largest relative gap that a result may have, whatever tolerance was asked for."""
SPARE = 1e-12
"""A budget within this part of the least that must be spent leaves nothing to choose."""


def design(problem: DesignProblem, settings: DesignSettings | None = None) -> DesignSolution:
    """Return the network that serves people best for the budget, and what they do with it.

    Consumption, flows, infrastructure and, where people move, where they live are sought together. For
    `gamma <= beta` there is one optimum, which is found and proven (Fajgelbaum & Schaal 2020, proposition 1).

    Parameters
    ----------
    problem
        Cities, links, budget and tastes.
    settings
        Tolerance and steps.

    Raises
    ------
    SolveError
        The tolerance was not met.

    """
    settings = settings or DesignSettings()
    started = time.perf_counter()
    least = float(problem.delta_I @ problem.lower)
    nothing = problem.budget - least <= SPARE * max(problem.budget, 1e-300)
    if nothing or not np.any(problem.upper > problem.lower):
        return _plan(replace(problem, existing=problem.lower), settings, started, build=False)
    return _plan(problem, settings, started, build=True)


def allocate(problem: DesignProblem, settings: DesignSettings | None = None) -> DesignSolution:
    """Return the best use of the network that stands: nothing is built and no budget is spent.

    The baseline of a design, by the same solver to the same tolerance.

    Raises
    ------
    InputError
        A good cannot reach everybody over links that stand.
    SolveError
        The tolerance was not met.

    """
    settings = settings or DesignSettings()
    return _plan(problem, settings, time.perf_counter(), build=False)


def _plan(problem: DesignProblem, settings: DesignSettings, started: float, *, build: bool) -> DesignSolution:
    usable = problem.upper > 0.0 if build else problem.existing > 0.0
    raise_if(unreachable(problem, usable))
    used = np.flatnonzero(usable)
    infrastructure = infrastructure_start(problem) if build else problem.existing
    fixed = ~(problem.upper > problem.lower)[used] if build else np.ones(used.size, dtype=bool)
    program = program_of(problem, used, fixed)
    start = start_of(problem, program, infrastructure[used])
    state, steps = follow(
        program, start, tolerance=settings.tolerance, max_iterations=settings.max_iterations
    )
    return _solution(problem, program, state, used, (settings, steps, started))


def _solution(
    problem: DesignProblem,
    program: Program,
    state: State,
    used: Ints,
    how: tuple[DesignSettings, int, float],
) -> DesignSolution:
    cities, links = program.split(state.point.x)
    plan = levels(problem, state, used, cities, links)
    plan["transport_cost"] = transport_cost(problem, plan["flows"], plan["infrastructure"])
    chosen = bool(program.alive[program.border])
    built = None if chosen else plan["infrastructure"]
    shape = shape_of(problem)
    return DesignSolution(
        problem=problem,
        welfare=_welfare(program, state),
        link_value=link_value(problem, plan),
        budget_multiplier=float(state.point.price[shape.border]),
        certificate=_certificate(problem, program, state, built, how),
        **plan,
    )


def _certificate(
    problem: DesignProblem,
    program: Program,
    state: State,
    built: Floats | None,
    how: tuple[DesignSettings, int, float],
) -> DesignCertificate:
    settings, steps, started = how
    welfare = _welfare(program, state)
    shape = shape_of(problem)
    found = residuals(problem, shape, program, state)
    worst = max(found.values())
    if not worst <= WORST:
        block = max(found, key=lambda name: found[name])
        raise SolveError(
            f"The condition of {block} is off by {worst:.1e} (allowed {WORST:.0e}) after {steps} steps. "
            "Ask for a smaller tolerance in the settings."
        )
    excess = welfare_excess(
        problem, prices_of(problem, state.point.price), welfare, state.point.shared, built
    )
    gap = excess / spent(program, state.point.price)
    optimal, statement = told(problem, gap, chosen=built is None)
    return DesignCertificate(
        residuals=found,
        welfare_bound=welfare + excess,
        gap=gap,
        optimal=optimal,
        statement=statement,
        iterations=steps,
        settings=settings,
        seconds=time.perf_counter() - started,
    )


def _welfare(program: Program, state: State) -> float:
    own = sum(at.objective for at in state.at)
    return own + program.shared_objective(state.point.shared) if state.point.shared.size else own
