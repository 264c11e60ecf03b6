"""What is different from the baseline, how the model is closed, and the equilibrium of both."""

from __future__ import annotations

from dataclasses import dataclass

from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium, solve
from corridor.economy.labour import Labour
from corridor.economy.linearised import Linearised
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class Shock:
    """What is different from the baseline; None: as it is there."""

    iceberg_hat: Floats | None = None
    """[origin, destination, sector]."""
    productivity_hat: Floats | None = None
    """[region, sector]."""
    tariff_new: Floats | None = None
    """[origin, destination, sector]."""
    endowment_hat: Floats | None = None
    """[region]; on a path, the trend raises factors brought in as it does all others."""
    transfer: Floats | None = None
    """[region] US$, in terms of world value added, which is the numeraire."""


@dataclass(frozen=True, slots=True)
class Closure:
    """How an equilibrium is closed: who may move, and what becomes of deficits (`corridor.solve`)."""

    labour: Labour | None = None
    deficits: str = "proportional"


def equilibrium(
    economy: Economy,
    shock: Shock,
    closure: Closure,
    *,
    workers: Floats | float = 1.0,
    linearised: Linearised | None = None,
) -> Equilibrium:
    """Return the equilibrium of a shock; `workers` is the productivity that stands for more and better ones.

    `linearised` is the economy near its baseline, which makes small shocks quick.

    Raises
    ------
    SolveError
        The tolerance was not met.

    """
    own = 1.0 if shock.productivity_hat is None else shock.productivity_hat
    raised = shock.productivity_hat if isinstance(workers, float) and workers == 1.0 else workers * own
    return solve(
        economy,
        iceberg_hat=shock.iceberg_hat,
        productivity_hat=raised,
        tariff_new=shock.tariff_new,
        labour=closure.labour,
        endowment_hat=shock.endowment_hat,
        transfer=shock.transfer,
        deficits=closure.deficits,
        linearised=linearised,
    )
