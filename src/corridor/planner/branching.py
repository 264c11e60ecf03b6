"""Where building pays off increasingly (`gamma > beta`): good networks by several starts and rebranching.

Congestion is not convex then. From a network, the best flows on it are found; then, round by round,
congestion is replaced by a convex function above it that touches it at present flows, and the whole design
is solved with that. What is feasible with more congestion is feasible, so that welfare never falls (Hunter
& Lange 2004). The end depends on the start: several are tried, and the best is rebranched (Fajgelbaum &
Schaal 2020, appendix). Rounds creep at the end; Newton's method on congestion as it is then goes to where no
exchange of money between links gains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor.errors import SolveError
from corridor.planner.build import program_of, world_output
from corridor.planner.certificate import DesignSettings
from corridor.planner.checks import unreachable
from corridor.planner.interior import State, follow, objective, spent
from corridor.planner.links import Technology, touching
from corridor.planner.problem import DesignProblem
from corridor.planner.program import Program
from corridor.planner.start import infrastructure_start, start_of
from corridor.types import Floats, Ints

ROUNDS = 80
"""Rounds from one start."""
STILL = 1e-7
"""Welfare that rises by less, in parts of output, in a round has settled."""
ROUGH = 1e-6
"""Tolerance within rounds."""
FLOOR = 1e-6
"""Flows, in parts of an average node's output, below which congestion is not followed."""
FAINT = 1e-4
"""Links that get less than this part of an even share of the money are not built."""
FAINTER = (FAINT, 1e-3, 1e-2)
"""The same, where the end is sought by Newton's method: more is left out where it finds none."""
FINE = 1e-9
"""Tolerance of that end."""
CREEPS = 2
"""Rounds before it, so that flows and infrastructure fit each other."""
NEWTON = 40
"""Steps in which Newton's method ends or fails."""
HALVINGS = 100
"""Of the range of the budget's multiplier."""
SPREAD = 1.0
"""Standard deviation of the logarithm of drawn starts."""


@dataclass(frozen=True, eq=False)
class Network:
    """Where a start led."""

    infrastructure: Floats
    welfare: float
    price: Floats
    """Mean price of goods, [node]."""
    steps: int


def branched(problem: DesignProblem, settings: DesignSettings) -> tuple[Floats, int]:
    """Return the infrastructure of the best network found, [link], and all steps that were made.

    Raises
    ------
    SolveError
        No start led anywhere.

    """
    draw = np.random.default_rng(settings.seed)
    even = infrastructure_start(problem)
    free = problem.upper > problem.lower
    starts = [even]
    for _ in range(settings.starts - 1):
        weight = np.where(free, draw.lognormal(0.0, SPREAD, problem.links), 0.0)
        starts.append(spread(problem, weight * even))
    found = [ended for start in starts if (ended := _settled(problem, start))]
    if not found:
        raise SolveError(
            "No start led to a network. Try more starts, or a larger tolerance, in the settings."
        )
    best, steps = max(found, key=lambda ended: ended.welfare), sum(ended.steps for ended in found)
    for _ in range(settings.rebranchings):
        other = _settled(problem, spread(problem, rebranched(problem, best)))
        if other is None or other.welfare <= best.welfare:
            break
        best, steps = other, steps + other.steps
    for network in sorted([best, *found], key=lambda ended: -ended.welfare):
        for part in FAINTER:
            ended = _ended(problem, network, part)
            if ended is not None:
                return ended.infrastructure, steps + ended.steps
    return _cleared(problem, best.infrastructure, FAINT), steps


def spread(problem: DesignProblem, infrastructure: Floats) -> Floats:
    """Return infrastructure within bounds that spends the budget, in proportion to what is above them."""
    lower, upper, cost = problem.lower, problem.upper, problem.delta_I
    above = np.maximum(infrastructure - lower, 0.0)
    spare = problem.budget - float(cost @ lower)
    full = np.zeros(lower.size, dtype=bool)
    built = lower
    for _ in range(lower.size + 1):
        left = spare - float(cost[full] @ (upper - lower)[full])
        money = float(cost[~full] @ above[~full])
        built = np.where(full, upper, lower + above * (left / money if money > 0.0 else 0.0))
        if not np.any(built > upper):
            break
        full |= built > upper
    return np.minimum(built, upper)


def rebranched(problem: DesignProblem, network: Network) -> Floats:
    """Return the network after every node swapped its strongest link for that to its cheapest neighbour."""
    built = network.infrastructure.copy()
    for node in np.argsort(network.price):
        links = np.flatnonzero(((problem.tail == node) | (problem.head == node)) & (problem.upper > 0.0))
        if links.size < 2:
            continue
        others = np.where(problem.tail[links] == node, problem.head[links], problem.tail[links])
        cheap, strong = links[np.argmin(network.price[others])], links[np.argmax(built[links])]
        if network.price[others].min() < network.price[node]:
            built[[cheap, strong]] = built[[strong, cheap]]
    return np.clip(built, problem.lower, problem.upper)


def money_gap(problem: DesignProblem, built: Floats, value: Floats) -> tuple[float, float]:
    """Return the budget's multiplier, and the most that exchanging money between links can gain, in welfare.

    What a link gains by more, `value - mu delta_I` times how much more it can get (it is doubled at most),
    is weighed against what another saves by less, `mu delta_I - value` times how much it can give; `mu`
    makes the larger of the two least. It is zero exactly where no exchange gains (Karush, Kuhn and Tucker):
    value over cost is `mu` where a link is free, at most that at its lower bound and at least that at its
    upper one. Links that cannot change do not count.

    Parameters
    ----------
    problem
        The problem.
    built, value
        Infrastructure and what one more unit of it is worth, [link].

    """
    free = problem.upper > problem.lower
    worth, cost, here = value[free], problem.delta_I[free], built[free]
    more = np.clip(problem.upper[free] - here, 0.0, here)
    less = np.maximum(here - problem.lower[free], 0.0)
    unspent = max(problem.budget - float(problem.delta_I @ built), 0.0)

    def gains(multiplier: float) -> tuple[float, float]:
        over = worth - multiplier * cost
        gained = float(np.max(over * more, initial=0.0))
        return gained, max(float(np.max(-over * less, initial=0.0)), multiplier * unspent)

    low, high = 0.0, float(np.max(worth / cost, initial=0.0))
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        gained, saved = gains(middle)
        low, high = (low, middle) if gained <= saved else (middle, high)
    return high, max(gains(high))


def _settled(problem: DesignProblem, start: Floats) -> Network | None:
    """Return where a start leads; None where a solve on the way failed."""
    used = np.flatnonzero(problem.upper > 0.0)
    fixed, chosen = np.ones(used.size, dtype=bool), ~(problem.upper > problem.lower)[used]
    start = np.maximum(start, FAINT * infrastructure_start(problem))
    try:
        program, state, steps = _solved(problem, used, fixed, start, None)
        welfare = objective(program, state)
        for _ in range(ROUNDS):
            technology = _technology(problem, used, program.split(state.point.x)[1])
            program, state, more = _solved(problem, used, chosen, infrastructure_start(problem), technology)
            steps, before, welfare = steps + more, welfare, objective(program, state)
            if welfare - before <= STILL * spent(program, state.point.price):
                break
    except SolveError:
        return None
    built = problem.lower.copy()
    built[used] = program.split(state.point.x)[1][:, -1]
    rows = program.kinds[0].frame.rows[:, : problem.goods]
    return Network(built, welfare, state.point.price[rows].mean(axis=1), steps)


def _ended(problem: DesignProblem, network: Network, faint: float) -> Network | None:
    """Return the local optimum beside a network by Newton's method; None where it leads elsewhere."""
    begun = _cleared(problem, network.infrastructure, faint)
    used = np.flatnonzero(begun > 0.0)
    if unreachable(problem, begun > 0.0):
        return None
    chosen = ~(problem.upper > problem.lower)[used]
    try:
        program, state, steps = _solved(problem, used, np.ones(used.size, dtype=bool), begun, None)
        for _ in range(CREEPS):
            technology = _technology(problem, used, program.split(state.point.x)[1])
            program, state, more = _solved(problem, used, chosen, infrastructure_start(problem), technology)
            steps += more
        program = program_of(problem, used, chosen)
        state, more = follow(program, state.point, tolerance=FINE, max_iterations=NEWTON)
    except SolveError:
        return None
    welfare, unit = objective(program, state), spent(program, state.point.price)
    if welfare < network.welfare - STILL * unit:
        return None
    built = problem.lower.copy()
    built[used] = program.split(state.point.x)[1][:, -1]
    return Network(built, welfare, network.price, steps + more)


def _solved(
    problem: DesignProblem, used: Ints, fixed: NDArray[np.bool_], start: Floats, technology: Technology | None
) -> tuple[Program, State, int]:
    program = program_of(problem, used, fixed, technology)
    begun = start_of(problem, program, start[used])
    state, steps = follow(program, begun, tolerance=ROUGH, max_iterations=200)
    return program, state, steps


def _technology(problem: DesignProblem, used: Ints, links: Floats) -> Technology:
    flow = links[:, :-1].reshape(-1, 2, problem.goods)
    if problem.congestion == "cross":
        flow = (flow**problem.nu).sum(axis=2, keepdims=True) ** (1.0 / problem.nu)
    load = np.maximum(flow, FLOOR * float(world_output(problem).mean()) / problem.nodes)
    return touching(problem.delta_tau[used], problem.beta, problem.gamma, load)


def _cleared(problem: DesignProblem, built: Floats, faint: float) -> Floats:
    """Return the network without links too faint to be built, their money spent on the others."""
    even = infrastructure_start(problem) - problem.lower
    above = built - problem.lower
    return spread(problem, problem.lower + np.where(above > faint * even, above, 0.0))
