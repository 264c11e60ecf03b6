"""Proof of how a design ended: gaps of every condition, and welfare that no plan can exceed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from corridor.planner.build import Shape
from corridor.planner.interior import State, spent
from corridor.planner.problem import DesignProblem
from corridor.planner.program import Program
from corridor.types import Floats

PROVEN = 1e-5
"""Largest gap between a plan and the bound, in parts of output, at which the plan counts as the best."""


@dataclass(frozen=True, slots=True)
class DesignSettings:
    """How a design is sought. They are stored in every result."""

    tolerance: float = 1e-9
    """Largest relative gap of goods, of gains left and of bounds."""
    max_iterations: int = 150
    starts: int = 4
    """Where `gamma > beta`: networks to start from, the first one even, the others drawn."""
    rebranchings: int = 2
    """Where `gamma > beta`: rounds in which nodes swap their best link, kept if welfare rises."""
    seed: int = 0
    """Of what is drawn."""
    method: Literal["interior", "dual"] = "interior"
    """Of `allocate`: the interior point of a design, or Newton's method on prices, which is ten times as fast
    where it holds: own-good congestion, people who stay, and tastes and production without kinks."""


@dataclass(frozen=True, slots=True)
class DesignCertificate:
    """How a solve ended."""

    residuals: Mapping[str, float]
    """Largest gap of every condition of Karush, Kuhn and Tucker, relative to the size of what it balances."""
    welfare_bound: float
    """Welfare that no plan exceeds, by weak duality; infinite where theory gives no bound."""
    gap: float
    """Bound less welfare, in parts of the value of what is produced."""
    optimal: bool
    """Whether this is proven to be the best plan of all, up to the gap."""
    statement: str
    iterations: int
    settings: DesignSettings
    seconds: float = field(compare=False)

    @property
    def worst(self) -> float:
        """The largest residual."""
        return max(self.residuals.values())


def residuals(problem: DesignProblem, shape: Shape, program: Program, state: State) -> dict[str, float]:
    """Return the largest gap of each block of conditions.

    Constraints are relative to the size of what they balance; what a variable could still gain (its
    derivative of the Lagrangian times itself) and what is paid for a bound are relative to the value of
    all goods.
    """
    point, unit = state.point, spent(program, state.point.price)
    gap = np.where(program.slackened, np.maximum(-state.rows, 0.0), np.abs(state.rows)) / program.scale
    idle = np.where(program.slackened, point.price * np.maximum(state.rows, 0.0), 0.0) / unit
    slot = np.arange(shape.border) % shape.group
    of_nodes = {"goods markets": slot < problem.goods, "bundles": slot == problem.goods}
    if shape.assigns:
        of_nodes["labour at nodes"] = slot == problem.goods + 1
    if shape.mobile:
        of_nodes["utility"] = slot == shape.group - 1
    live = program.alive[: shape.border]
    found = {name: _largest((gap + idle)[: shape.border][live & rows]) for name, rows in of_nodes.items()}
    if program.alive[shape.border]:
        found["budget"] = float((gap + idle)[shape.border])
    if shape.mobile:
        people = slice(shape.border + 1, program.first_shared)
        found["people"] = _largest(gap[people][program.alive[people]])
    return found | _gains(problem, shape, program, state, unit)


def _gains(
    problem: DesignProblem, shape: Shape, program: Program, state: State, unit: float
) -> dict[str, float]:
    x, slope = state.point.x, state.stationary
    down = np.where(program.moving, np.maximum(-slope, 0.0) * (x - program.lower), 0.0)
    room = np.where(program.bounded, program.upper - x, x)
    up = np.where(program.moving, np.maximum(slope, 0.0) * room, 0.0)
    cities, links = program.split((down + up) / unit)
    n = problem.goods
    found = {"consumption": _largest(cities[:, : n + 1]), "flows": _largest(links[:, :-1])}
    if np.any(program.kinds[1].frame.moving[:, -1]):
        found["infrastructure"] = _largest(links[:, -1])
    if shape.assigns:
        found["work"] = _largest(cities[:, n + 1 : 2 * n + 1])
    if shape.mobile:
        found["where people live"] = _largest(cities[:, -1])
        found["utility of all"] = _largest(
            np.abs(state.rows[program.first_shared :]) * state.point.shared / unit
        )
    return found


def told(gap: float) -> tuple[bool, str]:
    """Return whether a plan is proven to be the best, and why or why not."""
    if not np.isfinite(gap):
        return False, "a local optimum: with people moving in several regions theory gives no bound"
    if not gap <= PROVEN:
        return False, f"not proven: the bound is {gap:.0e} of output above"
    return True, f"the best plan: by duality none is better by more than {gap:.0e} of output"


def local(
    problem: DesignProblem, certificate: DesignCertificate, money: float, steps: int
) -> DesignCertificate:
    """Return the certificate of a network that was found where building pays off increasingly.

    Parameters
    ----------
    problem, certificate
        The problem, and the certificate of the best use of that network.
    money
        The largest gap between what a link is worth at the margin and what it costs, in parts of output.
    steps
        Made before.

    """
    statement = (
        f"a local optimum: gamma = {problem.gamma:g} > beta = {problem.beta:g}, so that building pays off "
        "increasingly and another network may be better; the use of this one is "
    )
    return replace(
        certificate,
        residuals={**certificate.residuals, "infrastructure": money},
        welfare_bound=float("inf"),
        gap=float("inf"),
        optimal=False,
        statement=statement + ("the best" if certificate.optimal else "a local optimum as well"),
        iterations=certificate.iterations + steps,
    )


def _largest(values: Floats) -> float:
    return float(np.max(values, initial=0.0))
