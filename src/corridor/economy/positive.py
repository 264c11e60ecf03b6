"""What an equilibrium must be besides a solution of its equations: positive spending, wages and prices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from corridor.economy import blocks
from corridor.economy.labour import toil_after
from corridor.economy.system import State, System
from corridor.errors import SolveError

Named = Callable[[ArrayLike], str]
"""From which regions to what they are called."""

ROUNDING = 1e-9
"""Of what a region earns and receives: spending this far below zero is zero."""


def raise_if_impossible(system: System, state: State, named: Named) -> None:
    """Raise `SolveError` that names every region whose spending, wage or price no equilibrium has.

    Solutions of the equations alone may have them: a debt that is fixed in US$ can exceed what its region
    earns after the change.
    """
    said = [*_wild(state, named), *_overspent(system, state, named)]
    if said:
        raise SolveError("\n".join(said))


def _wild(state: State, named: Named) -> list[str]:
    """Return a sentence for every kind of number that is not finite and positive."""
    said = []
    for name, log in (
        ("a wage", state.log_wage),
        ("employment", state.log_labour),
        ("hours", state.log_hours),
        ("a price", state.log_price),
        ("a cost", state.log_cost),
    ):
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            hat = np.exp(log.reshape(len(log), -1))
        wrong = ~(np.isfinite(hat) & (hat > 0.0)).all(axis=1)
        if wrong.any():
            said.append(
                f"Region {named(wrong)}: {name} is zero or without bound where the search ended. "
                "Make the change smaller, or approach it in steps."
            )
    return said


def _overspent(system: System, state: State, named: Named) -> list[str]:
    """Return a sentence where spending is negative, gone where there was some, or below what hours cost."""
    if not np.isfinite(state.income).all():
        return []  # told by wages or prices
    earned, received = state.earned, state.income - state.earned
    scale = ROUNDING * (earned + np.abs(received))
    wrong = (state.income < -scale) | ((state.income <= 0.0) & (system.spending > scale))
    if system.hours:
        real = state.income * np.exp(-blocks.consumer_price(state.log_price, system.alpha))
        cost = toil_after(system.toil, system.hours, state.log_labour, state.log_hours)
        wrong |= (cost > 0.0) & (real <= cost)
    if not wrong.any():
        return []
    worst = int(np.argmin(np.where(wrong, state.income / np.maximum(scale, np.finfo(float).tiny), 0.0)))
    cure = 'Ask with deficits="closed" or deficits="proportional"'
    if not np.any(system.deficits.fixed):
        cure = "Make its transfer smaller"
    said = (
        f"No equilibrium with positive spending was found. Region {named(wrong)}: what is paid to "
        "others exceeds what is earned after the change (in the worst: earned "
        f"{earned[worst]:.4g} US$, received {received[worst]:.4g} US$, left to spend "
        f"{state.income[worst]:.4g} US$). {cure}, or make the change smaller."
    )
    return [said]
