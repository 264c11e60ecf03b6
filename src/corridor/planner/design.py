"""The verbs: the best network for a budget, and the best use of the network that stands."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from corridor.errors import SolveError, raise_if
from corridor.planner.bound import prices_of, welfare_excess
from corridor.planner.branching import branched, money_gap
from corridor.planner.build import program_of, shape_of
from corridor.planner.certificate import DesignCertificate, DesignSettings, local, residuals, told
from corridor.planner.checks import unreachable
from corridor.planner.dual import dual_prices, plan_at, smooth
from corridor.planner.interior import State, evaluate, follow, objective, spent
from corridor.planner.problem import DesignProblem
from corridor.planner.program import Program
from corridor.planner.solution import DesignSolution, levels, link_value, transport_cost
from corridor.planner.start import infrastructure_start, start_of
from corridor.types import Floats, Ints

WORST = 1e-6
"""Largest relative gap that a result may have, whatever tolerance was asked for."""
SPARE = 1e-12
"""A budget within this part of the least that must be spent leaves nothing to choose."""


def design(problem: DesignProblem, settings: DesignSettings | None = None) -> DesignSolution:
    """Return the network that serves people best for the budget, and what they do with it.

    Consumption, flows, infrastructure and, where people move, where they live are sought together. For
    `gamma <= beta` there is one optimum, which is found and proven (Fajgelbaum & Schaal 2020, proposition 1).
    For `gamma > beta` several networks are tried and improved; the best is a local optimum.

    Parameters
    ----------
    problem
        Cities, links, budget and tastes.
    settings
        Tolerance and steps.

    Raises
    ------
    SolveError
        The tolerance was not met, or no network was found of which no exchange of money gains.

    """
    settings = settings or DesignSettings()
    started = time.perf_counter()
    least = float(problem.delta_I @ problem.lower)
    nothing = problem.budget - least <= SPARE * max(problem.budget, 1e-300)
    if nothing or not np.any(problem.upper > problem.lower):
        return _plan(problem, settings, started, problem.lower)
    if problem.convex:
        return _plan(problem, settings, started, None)
    built, steps = branched(problem, settings)
    found = _plan(problem, settings, started, built)
    multiplier, gained = money_gap(problem, found.infrastructure, found.link_value)
    gap = gained / float((found.prices * found.output).sum())
    if not gap <= WORST:
        raise SolveError(
            f"Money moved between links would still gain {gap:.1e} of output (allowed {WORST:.0e}). "
            "Allow more starts or rebranchings in the settings, or start from another seed."
        )
    certificate = local(problem, found.certificate, gap, steps)
    return replace(found, budget_multiplier=multiplier, certificate=certificate)


def allocate(problem: DesignProblem, settings: DesignSettings | None = None) -> DesignSolution:
    """Return the best use of the network that stands: nothing is built and no budget is spent.

    The baseline of a design, by the same solver to the same tolerance. It is convex for any `gamma`. With
    `method = "dual"` in the settings it is found from prices alone, where their problem is smooth.

    Raises
    ------
    InputError
        A good cannot reach everybody over links that stand, or the dual was asked for and is not smooth.
    SolveError
        The tolerance was not met.

    """
    settings = settings or DesignSettings()
    if settings.method == "dual":
        return _by_prices(problem, settings, time.perf_counter())
    return _plan(problem, settings, time.perf_counter(), problem.existing)


def _plan(
    problem: DesignProblem, settings: DesignSettings, started: float, built: Floats | None
) -> DesignSolution:
    """Return the best plan with infrastructure `built`, or with the best where none is given."""
    usable = problem.upper > 0.0 if built is None else built > 0.0
    raise_if(unreachable(problem, usable))
    used = np.flatnonzero(usable)
    stands = built is not None
    fixed = np.ones(used.size, dtype=bool) if stands else ~(problem.upper > problem.lower)[used]
    program = program_of(problem, used, fixed)
    begun = infrastructure_start(problem) if built is None else built
    state, steps = follow(
        program,
        start_of(problem, program, begun[used]),
        tolerance=settings.tolerance,
        max_iterations=settings.max_iterations,
    )
    return _solution(problem, (program, used), state, built, (settings, steps, started))


def _by_prices(problem: DesignProblem, settings: DesignSettings, started: float) -> DesignSolution:
    """Return the best use of the network that stands, by its dual, measured as any other plan is."""
    raise_if([*unreachable(problem, problem.existing > 0.0), *smooth(problem)])
    used = np.flatnonzero(problem.existing > 0.0)
    program = program_of(problem, used, np.ones(used.size, dtype=bool))
    begun = start_of(problem, program, problem.existing[used])
    first = prices_of(problem, begun.price).goods
    price, steps = dual_prices(
        problem,
        problem.existing,
        first,
        tolerance=settings.tolerance,
        max_iterations=settings.max_iterations,
    )
    point = plan_at(problem, program, begun, price)
    return _solution(
        problem, (program, used), evaluate(program, point), problem.existing, (settings, steps, started)
    )


def _solution(
    problem: DesignProblem,
    network: tuple[Program, Ints],
    state: State,
    built: Floats | None,
    how: tuple[DesignSettings, int, float],
) -> DesignSolution:
    """Return the plan of a state of the program over the links in use, with its proof."""
    program, used = network
    cities, links = program.split(state.point.x)
    plan = levels(problem, state, cities)
    n = problem.goods
    plan["flows"], plan["infrastructure"] = np.zeros((problem.links, 2, n)), np.zeros(problem.links)
    plan["flows"][used] = links[:, :-1].reshape(-1, 2, n)
    plan["infrastructure"][used] = links[:, -1]
    plan["transport_cost"] = transport_cost(problem, plan["flows"], plan["infrastructure"])
    return DesignSolution(
        problem=problem,
        welfare=objective(program, state),
        link_value=link_value(problem, plan),
        budget_multiplier=float(state.point.price[program.border]),
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
    found = residuals(problem, shape_of(problem), program, state)
    worst = max(found.values())
    if not worst <= WORST:
        block = max(found, key=lambda name: found[name])
        raise SolveError(
            f"The condition of {block} is off by {worst:.1e} (allowed {WORST:.0e}) after {steps} steps. "
            "Ask for a smaller tolerance in the settings."
        )
    welfare, prices = objective(program, state), prices_of(problem, state.point.price)
    excess = welfare_excess(problem, prices, welfare, state.point.shared, built)
    gap = excess / spent(program, state.point.price)
    optimal, statement = told(gap)
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
