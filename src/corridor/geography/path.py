"""A path from an easier system of equations to the wanted one, in parts as long as Newton's method allows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from corridor.errors import SolveError
from corridor.geography.newton import TrafficSettings, newton
from corridor.geography.system import System
from corridor.types import Floats

FIRST_PART = 0.5
SMALLEST_PART = 1.0 / 64.0
"""Parts of the way; a smaller one that fails ends the search."""


def follow(
    build: Callable[[float], System], begun: Floats, settings: TrafficSettings
) -> tuple[System, Floats, int]:
    """Return the equations at the end of the way, their solution and the iterations of all parts.

    `build` gives the equations at a part of the way from zero to one; `begun` is a guess at zero. Each
    guess goes on along the line through the two solutions before.

    Raises
    ------
    SolveError
        A small part of the way failed.

    """
    system = build(0.0)
    unknown, _, iterations = newton(system, begun, settings)
    here, slope, part = 0.0, np.zeros_like(unknown), FIRST_PART
    while here < 1.0:
        there = min(1.0, here + part)
        system = build(there)
        try:
            found, _, more = newton(system, unknown + (there - here) * slope, settings)
        except SolveError:
            part = 0.5 * (there - here)
            if part < SMALLEST_PART:
                raise
            continue
        iterations += more
        slope, here, unknown, part = (found - unknown) / (there - here), there, found, 1.5 * part
    return system, unknown, iterations
