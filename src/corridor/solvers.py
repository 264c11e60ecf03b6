"""Fixed points: Anderson acceleration with a damped safeguard, and Newton-Krylov when it stalls."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import NoConvergence, newton_krylov

from corridor.errors import Fault, InputError, SolveError
from corridor.types import Floats

Map = Callable[[Floats], Floats]

METHODS = ("auto", "anderson", "newton-krylov")
GROWTH_ALLOWED = 1e3
"""A step may raise the best residual by this factor before it is undone and the mixing halved."""
FREE_STEPS = 3
PACE = 0.6
"""From the third evaluation on, steps of an approximate inverse must reduce the residual by this factor."""


@dataclass(frozen=True, slots=True)
class FixedPointSettings:
    """How a fixed point is sought. They are stored in every result."""

    tolerance: float = 1e-11
    """Largest absolute change of the unknowns, which are logarithms: a relative residual."""
    max_iterations: int = 2000
    memory: int = 8
    """Past iterates used by Anderson acceleration (Walker & Ni 2011)."""
    newton_after: int = 400
    """Iterations of Anderson acceleration after which Newton-Krylov takes over."""
    method: str = "auto"
    """`anderson`, `newton-krylov`, or `auto`: the first, then the second where it stalls."""

    def __post_init__(self) -> None:
        faults = []
        if self.method not in METHODS:
            allowed = ", ".join(METHODS)
            faults.append(
                Fault(
                    file="settings",
                    message="unknown method",
                    column="method",
                    value=f"{self.method}",
                    allowed=allowed,
                )
            )
        if not (isinstance(self.tolerance, int | float) and self.tolerance > 0.0):
            faults.append(
                Fault(
                    file="settings",
                    message="tolerance cannot be",
                    column="tolerance",
                    value=f"{self.tolerance}",
                    allowed="> 0",
                )
            )
        for name in ("max_iterations", "memory", "newton_after"):
            value = getattr(self, name)
            if not (isinstance(value, int) and value > 0):
                faults.append(
                    Fault(
                        file="settings",
                        message=f"{name} cannot be",
                        column=name,
                        value=f"{value}",
                        allowed="1, 2 and so on",
                    )
                )
        if faults:
            raise InputError(faults)


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """Where a solve ended and how."""

    value: Floats
    residual: float
    iterations: int
    """Evaluations of the map, those of Newton-Krylov included."""
    method: str


def fixed_point(
    step: Map, start: Floats, settings: FixedPointSettings, inverse: Map | None = None
) -> FixedPoint:
    """Return `z` with `step(z) = z`.

    Anderson acceleration (Walker & Ni 2011, SIAM J. Numer. Anal. 49, algorithm AA) on the given map,
    which should itself be a contraction or nearly so. A step that makes things much worse is undone,
    the memory is emptied and the mixing halved. When it stalls, a Jacobian-free Newton-Krylov method
    goes on from the best point.

    `inverse`, where there is one, turns the gap `step(z) - z` into a change of `z` that about closes it: an
    approximate `(I - J)^-1`. Where that does not lead on, the search goes on without it from the best point.

    Raises
    ------
    SolveError
        The tolerance was not met; the message says by how much.

    """
    found = sought(step, start, settings, inverse)
    raise_if_missed(found, settings)
    return found


def sought(step: Map, start: Floats, settings: FixedPointSettings, inverse: Map | None = None) -> FixedPoint:
    """Return where the search for `step(z) = z` ends, at its best point, tolerance met or not."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # a bad step is undone
        if inverse is None or settings.method == "newton-krylov":
            return _sought(step, start, settings)
        near = _chord(step, start, settings, inverse)
        if near.residual <= settings.tolerance:
            return near
        far = _sought(step, near.value, settings)
        return replace(far, iterations=far.iterations + near.iterations)


def raise_if_missed(found: FixedPoint, settings: FixedPointSettings) -> None:
    """Raise `SolveError` where a search ended above its tolerance."""
    if found.residual <= settings.tolerance:
        return
    raise SolveError(
        f"The solve ended with a residual of {found.residual:.1e} after {found.iterations} evaluations; "
        f"the tolerance is {settings.tolerance:.1e} (method {settings.method}). "
        "Large shocks: approach them in steps. "
        "Mobile labour with a high elasticity: lower the elasticity or raise the congestion parameter, "
        "since the equilibrium may not be unique."
    )


def _sought(step: Map, start: Floats, settings: FixedPointSettings) -> FixedPoint:
    if settings.method == "newton-krylov":
        found = FixedPoint(start, _size(step(start) - start), 1, "newton-krylov")
    else:
        found = _anderson(step, start, settings)
    if found.residual <= settings.tolerance or settings.method == "anderson":
        return found
    return _newton(step, found, settings)


def _chord(step: Map, start: Floats, settings: FixedPointSettings, inverse: Map) -> FixedPoint:
    """Return where accelerated steps of an approximate inverse end: at home, or where they lose pace."""
    z, best = start, FixedPoint(start, float("inf"), 0, "chord")
    past_z: list[Floats] = []
    past_f: list[Floats] = []
    bound = float("inf")
    for iteration in range(1, settings.max_iterations + 1):
        f = step(z) - z
        residual = _size(f)
        if residual < best.residual:
            best = FixedPoint(z, residual, iteration, "chord")
        if residual <= settings.tolerance or not residual <= bound:
            return replace(best, iterations=iteration)
        bound = residual if iteration <= FREE_STEPS else PACE * bound
        past_z, past_f = [*past_z, z][-settings.memory :], [*past_f, inverse(f)][-settings.memory :]
        z = _mixed(past_z, past_f)
    return best


def _anderson(step: Map, start: Floats, settings: FixedPointSettings) -> FixedPoint:
    z, mixing = start, 1.0
    best, best_residual = start, float("inf")
    past_z: list[Floats] = []
    past_f: list[Floats] = []
    switch = settings.newton_after if settings.method == "auto" else settings.max_iterations
    limit = min(settings.max_iterations, switch)
    for iteration in range(1, limit + 1):
        f = step(z) - z
        residual = _size(f)
        if residual <= settings.tolerance:
            return FixedPoint(z, residual, iteration, "anderson")
        if residual < best_residual:
            best, best_residual = z, residual
        if not residual <= GROWTH_ALLOWED * best_residual:
            z, mixing = best, 0.5 * mixing
            past_z, past_f = [], []
            continue
        past_z, past_f = [*past_z, z][-settings.memory :], [*past_f, mixing * f][-settings.memory :]
        z = _mixed(past_z, past_f)
    return FixedPoint(best, best_residual, limit, "anderson")


def _mixed(past_z: list[Floats], past_f: list[Floats]) -> Floats:
    """Return the affine combination of past images with the smallest combined residual."""
    if len(past_z) == 1:
        return past_z[0] + past_f[0]
    steps = np.array([b - a for a, b in itertools.pairwise(past_z)])
    changes = np.array([b - a for a, b in itertools.pairwise(past_f)])
    gram = changes @ changes.T
    scale = np.sqrt(np.maximum(np.diag(gram), np.finfo(float).tiny))
    ridge = 1e-13 * np.eye(len(gram))
    weights = np.linalg.solve(gram / np.outer(scale, scale) + ridge, changes @ past_f[-1] / scale) / scale
    mixed: Floats = past_z[-1] + past_f[-1] - weights @ (steps + changes)
    return mixed


def _newton(step: Map, start: FixedPoint, settings: FixedPointSettings) -> FixedPoint:
    evaluations = 0

    def gap(z: Any) -> Any:
        nonlocal evaluations
        evaluations += 1
        return step(z) - z

    value: Floats = start.value
    try:
        found = newton_krylov(
            gap, start.value, f_tol=settings.tolerance, maxiter=50, method="lgmres", inner_maxiter=60
        )
        value = np.asarray(found, dtype=np.float64)
    except NoConvergence as stopped:
        value = np.asarray(stopped.args[0], dtype=np.float64)
    except ValueError:  # scipy's line search meets a number that is not finite: keep the start
        value = start.value
    residual = _size(gap(value))
    if not residual < start.residual:
        return FixedPoint(start.value, start.residual, start.iterations + evaluations, "newton-krylov")
    return FixedPoint(value, residual, start.iterations + evaluations, "newton-krylov")


def _size(f: Floats) -> float:
    return float(np.max(np.abs(f))) if np.all(np.isfinite(f)) else float("inf")
