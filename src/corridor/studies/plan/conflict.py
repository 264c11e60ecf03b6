"""Why no plan meets its limits: a smallest infeasible set of limits.

The deletion filter of Chinneck & Dravnieks (1991, ORSA Journal on Computing 3): each limit is left out in
turn, for good where the rest still conflict. What remains conflicts, and would not without any
one of its limits.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corridor.errors import Fault
from corridor.studies.plan.candidates import Timing
from corridor.studies.plan.program import ProgramSettings, nothing, solve_program
from corridor.studies.plan.rules import Rule


def feasible(timing: Timing, limits: Sequence[Rule]) -> bool:
    """Return whether some plan meets the limits."""
    free = np.zeros(timing.allowed.shape)
    return solve_program(timing, limits, free, nothing(timing), ProgramSettings()) is not None


def conflict(timing: Timing, limits: Sequence[Rule]) -> list[Rule]:
    """Return an irreducible infeasible set of limits; none where a plan meets them all."""
    if feasible(timing, limits):
        return []
    kept = list(limits)
    for rule in limits:
        rest = [other for other in kept if other is not rule]
        if not feasible(timing, rest):
            kept = rest
    return kept


def conflict_faults(timing: Timing, limits: Sequence[Rule]) -> list[Fault]:
    """Return one fault that names the limits in conflict; none where a plan meets them all."""
    found = conflict(timing, limits)
    if not found:
        return []
    said = "; ".join(rule.name for rule in found)
    window = f"works within {timing.starts[0]} to {timing.starts[-1]}"
    cure = "loosen any one of these; together they leave no plan, and none of them is idle"
    return [Fault(file="limits", message=f"no plan meets these limits ({window})", value=said, cure=cure)]
