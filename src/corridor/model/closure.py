"""How a case closes its model: who may move, and what becomes of deficits."""

from __future__ import annotations

import numpy as np

from corridor.case.case import Case
from corridor.economy.deficits import lent
from corridor.economy.economy import Economy
from corridor.economy.labour import Labour
from corridor.economy.shock import Closure
from corridor.economy.variants import balanced
from corridor.errors import Fault
from corridor.types import Floats

NOT_DIFFERENTIABLE = ("migration_elasticity",)
"""Parameters that switch a block on: at zero they have no derivative to both sides."""


def labour(case: Case) -> Labour | None:
    """Return the pools of workers, one per country, people as their weights; none where nobody moves."""
    elasticity = case.parameters["migration_elasticity"]
    if elasticity == 0.0:
        return None
    country = case.regions["country"].to_numpy()
    return Labour(
        pool=np.unique(country, return_inverse=True)[1].astype(np.int64),
        workers=case.regions["population"].to_numpy(dtype=float),
        elasticity=elasticity,
        congestion=case.parameters["migration_crowding"],
        agglomeration=case.parameters["agglomeration_elasticity"],
        mobile_share=case.parameters["migration_share"],
    )


def closure_of(case: Case) -> Closure:
    """Return how every solve of a case is closed, of an appraisal and of a year on a path."""
    return Closure(labour(case), "proportional" if case.settings.deficits == "proportional" else "fixed")


def lent_more(case: Case, economy: Economy, worth: Floats) -> Floats | None:
    """Return by how much the trend alone changes deficits, [region] US$; None: they follow income anyway.

    `worth` is the growth of a region over that of the world. Who lends goes on lending the same share of what
    it would make on the trend. Projects change nothing in it: what they bring is not lent from abroad.
    """
    if case.settings.deficits == "proportional":
        return None
    return np.asarray(lent(economy.deficit * worth) - economy.deficit, dtype=np.float64)


def as_closed(case: Case, economy: Economy) -> Economy:
    """Return the baseline with deficits as the case wants them: `closed` balances every region's trade."""
    return balanced(economy) if case.settings.deficits == "closed" else economy


def derivative_problems(case: Case) -> list[Fault]:
    """Return every block of the case whose equations have no derivatives here."""
    faults = []
    if case.parameters["migration_elasticity"] != 0.0:
        cure = "ask with migration_elasticity = 0"
        value = f"{case.parameters['migration_elasticity']:g}"
        message = "values by derivatives hold for workers who stay"
        faults.append(
            Fault(
                file="parameters.toml",
                message=message,
                column="migration_elasticity",
                value=value,
                allowed="0",
                cure=cure,
            )
        )
    if case.settings.deficits != "fixed":
        message = "values by derivatives hold for deficits that stay"
        value, cure = case.settings.deficits, "leave the key out"
        faults.append(
            Fault(
                file="case.toml", message=message, column="deficits", value=value, allowed="fixed", cure=cure
            )
        )
    return faults
