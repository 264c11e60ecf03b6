"""From projects to what is different in the equations: the only place that assembles a shock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corridor.case.case import Case
from corridor.economy.economy import Economy
from corridor.economy.shock import Shock
from corridor.model.cargo import Cargo
from corridor.model.doors.changes import FieldChanges, field_changes
from corridor.model.doors.losses import loss_factors, spared
from corridor.model.selection import Standing
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class Costs:
    """Iceberg costs of a network before and after a change, what goods weigh, and hours on the way after."""

    cargo: Cargo
    before: Floats
    """Of the baseline, [origin, destination, sector]."""
    after: Floats
    """By freight, before losses are spared, [origin, destination, sector]."""
    hours: Callable[[], Floats]
    """Door to door, [origin, destination, class]; asked for only where a cold chain stands."""


@dataclass(frozen=True, eq=False)
class Change:
    """A shock, and what else is told of it."""

    shock: Shock
    tau: Floats
    """Iceberg costs after the change, [origin, destination, sector]."""
    fields: FieldChanges
    """What projects change besides links."""
    losses: Floats | None
    """Loss per hour on the way over today's of goods from each region, [region, class]; None: as today."""


def change_of(
    case: Case, economy: Economy, standing: Standing, costs: Costs, worth: Floats | None = None
) -> Change:
    """Return what the projects that stand change in the equations.

    `worth` is what a US$ earned in a region is worth in the world's money over the base year, [region].
    """
    tau, losses = costs.after, loss_factors(case, standing)
    if losses is not None:
        tau = tau - spared(case, costs.cargo, losses, costs.hours())
    fields = field_changes(case, economy, standing, worth)
    shock = Shock(
        tau / costs.before,
        fields.productivity_hat,
        fields.tariff_new,
        fields.endowment_hat,
        fields.transfer,
    )
    return Change(shock, tau, fields, losses)
