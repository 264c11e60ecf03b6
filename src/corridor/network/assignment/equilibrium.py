"""User equilibrium of classes on one-way links, to the last digits.

Routes are sought in turn: the least-cost ones at the present times join those known (column generation;
Leventhal, Nemhauser & Trotter 1973), and flow moves among the known ones. A few steps of Frank-Wolfe spread
flow over routes; Newton steps (`newton`) then find the equilibrium of the known routes. Routes without flow
are forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from corridor.errors import SolveError
from corridor.network.assignment.newton import moved, newton_step
from corridor.network.assignment.paths import Finder, Paths, with_flow
from corridor.network.assignment.problem import AssignmentProblem
from corridor.types import Floats, Progress

SPREADING = 4
"""Iterations of Frank-Wolfe at the beginning."""
STEPS = 2
"""Newton steps between two searches."""
FACES, ROUGH = 4, 10
"""Faces of a Newton step (`newton_step`) in so many iterations, then one more each."""


@dataclass(frozen=True, slots=True)
class AssignmentSettings:
    """How an equilibrium is sought. They are stored in every result."""

    gap: float = 1e-8
    """Relative gap: excess of cost paid over cost on least-cost routes, as a share of cost paid."""
    max_iterations: int = 200


@dataclass(frozen=True, eq=False)
class UserEquilibrium:
    """Flows such that nobody can gain by another route (Wardrop 1952, first principle), and the proof."""

    flow: Floats
    """[link, class] vehicles."""
    volume: Floats
    """[link] passenger car units of all classes."""
    time: Floats
    """[link] in the unit of the free times."""
    cost: Floats
    """[origin, destination, class] least cost in the unit of time; infinite without a route, 0 within."""
    objective: float
    """Beckmann's function at `flow`."""
    gap: float
    """Relative gap reached: excess of cost paid over least cost, as a share of cost paid."""
    lower_bound: float
    """No flow has a smaller objective."""
    iterations: int
    routes: int
    """Routes that carry flow. Flows on links are unique, those on routes are not."""
    problem: AssignmentProblem
    settings: AssignmentSettings

    @property
    def total_time(self) -> float:
        """Time that all spend, in passenger car units times the unit of time."""
        return float(self.volume @ self.time)

    @property
    def intrazonal(self) -> Floats:
        """Vehicles left out because they stay in their zone, [class]."""
        return self.problem.intrazonal

    def table(self) -> pd.DataFrame:
        """Return one row per link: its ends (numbered from 1), volume, time and vehicles by class."""
        ends = {"tail": self.problem.tail + 1, "head": self.problem.head + 1}
        classes = {f"flow {c.name}": self.flow[:, k] for k, c in enumerate(self.problem.classes)}
        return pd.DataFrame({**ends, "volume": self.volume, "time": self.time, **classes})

    def _repr_html_(self) -> str:
        rows = {
            "links": f"{len(self.volume):,}",
            "zones": f"{self.problem.zones:,}",
            "classes": escape(", ".join(c.name for c in self.problem.classes)),
            "relative gap": f"{self.gap:.1e} (asked: {self.settings.gap:.1e})",
            "iterations": f"{self.iterations}",
            "routes in use": f"{self.routes:,}",
            "total time": f"{self.total_time:,.6g}",
            "trips within zones, left out": f"{self.intrazonal.sum():,.6g}",
        }
        lines = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in rows.items())
        return f"<table><caption>User equilibrium</caption>{lines}</table>"


def user_equilibrium(
    problem: AssignmentProblem,
    settings: AssignmentSettings | None = None,
    *,
    progress: Progress | None = None,
) -> UserEquilibrium:
    """Return the user equilibrium: every class on its least-cost routes at the times that all bring about.

    Trips within a zone use no link and are left out; the result says how many. A relative gap of 1e-12 costs
    little more than one of 1e-6.

    Parameters
    ----------
    problem
        Links, delays and classes; `corridor.read_tntp` reads one.
    settings
        The gap to reach and the most iterations, each a search for routes and steps towards equilibrium.
    progress
        Called with (stage, done, total).

    Raises
    ------
    InputError
        There is demand between two zones and no route.
    SolveError
        The relative gap was not reached.

    """
    settings = settings or AssignmentSettings()
    finder = Finder.of(problem)
    delay, paths = problem.delay, finder.none()
    gap, bound = np.inf, -np.inf
    for iteration in range(settings.max_iterations + 1):
        volume = paths.volume()
        time = delay.time(volume)
        least, new = finder.search(time, paths)
        if iteration:
            spent = float(paths.flow @ paths.cost(time))
            excess = spent - finder.least_spent(least)
            gap = max(excess / spent, 0.0) if spent > 0.0 else 0.0
            objective = float(delay.integral(volume).sum() + paths.fixed @ paths.flow)
            bound = max(bound, objective - excess)
        if progress:
            progress(f"assignment, gap {gap:.1e}", iteration, settings.max_iterations)
        if gap <= settings.gap:
            return UserEquilibrium(
                finder.loads(paths),
                volume,
                time,
                np.moveaxis(least, 0, 2),
                objective,
                gap,
                bound,
                iteration,
                len(paths.flow),
                problem,
                settings,
            )
        paths = _nearer(finder, paths.joined(new), iteration)
    raise SolveError(
        f"The assignment ended with a relative gap of {gap:.1e} after {settings.max_iterations} iterations; "
        f"{settings.gap:.1e} was asked for. Allow more iterations, or ask for a wider gap: rounding leaves "
        "about 1e-14, and 1e-4 makes flows on links stable (Boyce, Ralevic-Dekic & Bar-Gera 2004)."
    )


def _nearer(finder: Finder, paths: Paths, iteration: int) -> Paths:
    """Return flows nearer to the equilibrium of the known paths, without paths that carry nothing."""
    delay = finder.problem.delay
    if iteration == 0:
        return with_flow(paths, finder.pairs.demand[paths.pair])
    if iteration < SPREADING:
        cost = paths.cost(delay.time(paths.volume()))
        cheapest = np.lexsort((cost, paths.pair))[paths.first]
        target = np.zeros(len(cost))
        target[cheapest] = finder.pairs.demand[paths.pair[cheapest]]
        return moved(delay, paths, target - paths.flow)
    for _ in range(STEPS):
        paths = newton_step(delay, finder.pairs, paths, FACES + max(0, iteration - ROUGH))
    return paths.only(paths.flow > 0.0)
