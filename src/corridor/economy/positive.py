"""What an equilibrium must be besides a solution of its equations: positive spending, wages and prices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corridor.economy.economy import Economy
from corridor.economy.system import State, System
from corridor.errors import SolveError

Floats = NDArray[np.float64]

ROUNDING = 1e-9
"""Of what a region earns and receives: spending this far below zero is zero."""


def raise_if_impossible(economy: Economy, system: System, state: State) -> None:
    """Raise `SolveError` that names every region whose spending, wage or price no equilibrium has.

    Solutions of the equations alone may have them: a debt that is fixed in US$ can exceed what its region
    earns after the change.
    """
    said = [*_wild(economy, state), *_overspent(economy, system, state)]
    if said:
        raise SolveError("\n".join(said))


def _wild(economy: Economy, state: State) -> list[str]:
    """Return a sentence for every kind of number that is not finite and positive."""
    said = []
    for name, log in (
        ("a wage", state.log_wage),
        ("employment", state.log_labour),
        ("a price", state.log_price),
        ("a cost", state.log_cost),
    ):
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            hat = np.exp(log.reshape(len(log), -1))
        wrong = ~(np.isfinite(hat) & (hat > 0.0)).all(axis=1)
        if wrong.any():
            said.append(
                f"Region {economy.named(wrong)}: {name} is zero or without bound where the search ended. "
                "Make the change smaller, or approach it in steps."
            )
    return said


def _overspent(economy: Economy, system: System, state: State) -> list[str]:
    """Return a sentence where final spending is negative, or gone where there was some."""
    if not np.isfinite(state.income).all():
        return []  # told by wages or prices
    earned = np.exp(state.log_wage + state.log_labour) * system.value_added
    received = system.received(earned)
    scale = ROUNDING * (earned + np.abs(received))
    wrong = (state.income < -scale) | ((state.income <= 0.0) & (economy.spending > scale))
    if not wrong.any():
        return []
    worst = int(np.argmin(np.where(wrong, state.income / np.maximum(scale, np.finfo(float).tiny), 0.0)))
    cure = 'Ask with deficits="closed" or deficits="proportional"'
    if system.deficit_rate is not None or not np.any(system.deficit):
        cure = "Make its transfer smaller"
    said = (
        f"No equilibrium with positive spending was found. Region {economy.named(wrong)}: what is paid to "
        "others exceeds what is earned after the change (in the worst: earned "
        f"{earned[worst]:.4g} US$, received {received[worst]:.4g} US$, left to spend "
        f"{state.income[worst]:.4g} US$). {cure}, or make the change smaller."
    )
    return [said]
