"""User equilibrium by bi-conjugate Frank-Wolfe.

Every iteration loads the demand on least-cost routes and moves towards a mix of that load and the two
last targets such that the direction is conjugate to the last two (Mitradjieva & Lindberg 2013,
Transportation Science 47, the method BFW). An exact line search gives the step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from corridor.errors import SolveError
from corridor.network.assignment.problem import Traffic
from corridor.types import Floats, Progress

FULL_STEP = 0.99
"""After so long a step the last targets say nothing more: start from the plain direction again."""

STEP_PRECISION = 1e-13
"""Precision at which a line search ends."""


@dataclass(frozen=True, slots=True)
class AssignmentSettings:
    """How an equilibrium is sought. They are stored in every result."""

    gap: float = 1e-4
    """Relative gap: excess of cost paid over cost on least-cost routes, as a share of cost paid."""
    max_iterations: int = 1000


@dataclass(frozen=True)
class Ending:
    """Where a solve ended: flow [use, class], least cost [from, to, class], gap and iterations."""

    flow: Floats
    least: Floats
    gap: float
    lower_bound: float
    """No flow has a smaller objective."""
    iterations: int


@dataclass(frozen=True)
class _Target:
    """A flow that the solve moved towards, with its volume."""

    flow: Floats
    volume: Floats

    def mixed(self, other: _Target, share: float) -> _Target:
        """Return this one with `share` of the other."""
        return _Target(
            (1.0 - share) * self.flow + share * other.flow,
            (1.0 - share) * self.volume + share * other.volume,
        )


def equilibrate(
    traffic: Traffic,
    settings: AssignmentSettings,
    *,
    start: Floats | None = None,
    progress: Progress | None = None,
) -> Ending:
    """Return the user equilibrium of `traffic`, sought from the flow `start`, [use, class], if given.

    Raises
    ------
    SolveError
        The relative gap was not reached; the message says which was.

    """
    if start is None:
        start, _ = traffic.all_or_nothing(traffic.cost(np.zeros(len(traffic.delay.free_time))))
    here = _Target(start, traffic.volume(start))
    past: list[_Target] = []
    step, gap, bound = 0.0, np.inf, -np.inf
    for iteration in range(1, settings.max_iterations + 1):
        cost = traffic.cost(here.volume)
        load, least = traffic.all_or_nothing(cost)
        spent = traffic.spent(here.flow, cost)
        excess = spent - traffic.least_spent(least)
        gap = excess / spent if spent > 0 else 0.0
        bound = max(bound, traffic.objective(here.flow) - excess)
        if progress:
            progress(f"assignment, gap {gap:.1e}", iteration, settings.max_iterations)
        if gap <= settings.gap:
            return Ending(here.flow, least, max(gap, 0.0), bound, iteration)
        target = _target(traffic, here, _Target(load, traffic.volume(load)), past, step)
        step = _step(traffic, here, target)
        past = [target, *past][:2] if step < FULL_STEP else []
        here = here.mixed(target, step)
    raise SolveError(
        f"The assignment ended with a relative gap of {gap:.1e} after {settings.max_iterations} iterations; "
        f"{settings.gap:.1e} was asked for. Allow more iterations, or ask for a wider gap: 1e-4 makes flows "
        "on links stable (Boyce, Ralevic-Dekic & Bar-Gera 2004)."
    )


def _target(traffic: Traffic, here: _Target, load: _Target, past: list[_Target], step: float) -> _Target:
    """Return the mix of load and past targets whose direction is conjugate to the past ones."""
    if not past:
        return load
    slope = traffic.delay.slope(here.volume)
    towards = load.volume - here.volume
    last = past[0].volume - here.volume
    size = _ratio(1.0, float(slope @ (last * last)))
    if len(past) == 1:
        older, mu = 0.0, 0.0
    else:
        before = step * past[0].volume + (1.0 - step) * past[1].volume - here.volume
        apart = float(slope @ (before * (past[1].volume - past[0].volume)))
        mu = max(0.0, _ratio(-float(slope @ (before * towards)), apart))
        older = mu * step / (1.0 - step)
    nu = max(0.0, older - float(slope @ (last * towards)) * size)
    weights = np.array([1.0, nu, mu][: len(past) + 1]) / (1.0 + nu + mu)
    parts = [load, *past]
    mix = _Target(
        sum((w * p.flow for w, p in zip(weights, parts, strict=True)), np.zeros_like(load.flow)),
        sum((w * p.volume for w, p in zip(weights, parts, strict=True)), np.zeros_like(load.volume)),
    )
    return mix if _rise(traffic, here, mix)(0.0) < 0 else load


def _ratio(a: float, b: float) -> float:
    return a / b if b > 0 else 0.0


def _rise(traffic: Traffic, here: _Target, target: _Target) -> Callable[[float], float]:
    """Return the derivative of the objective along the way to `target`, as a function of the step."""
    along = target.volume - here.volume
    constant = traffic.fixed_part(target.flow - here.flow)

    def rise(step: float) -> float:
        volume = (1.0 - step) * here.volume + step * target.volume
        return float(traffic.delay.time(volume) @ along) + constant

    return rise


def _step(traffic: Traffic, here: _Target, target: _Target) -> float:
    """Return the step that minimises the objective (Brent 1973)."""
    rise = _rise(traffic, here, target)
    if rise(1.0) <= 0.0:
        return 1.0
    if rise(0.0) >= 0.0:
        return 0.0
    return float(brentq(rise, 0.0, 1.0, xtol=STEP_PRECISION))
