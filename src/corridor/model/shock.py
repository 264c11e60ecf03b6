"""From projects to what is different in the equations: the only place that assembles a shock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from corridor.case.case import Case
from corridor.economy.economy import Economy
from corridor.economy.shock import Shock
from corridor.model.composition import Carried, carried
from corridor.model.doors.changes import FieldChanges, field_changes
from corridor.model.doors.losses import loss_factors, spared
from corridor.model.selection import Standing
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class Costs:
    """Costs of carrying goods before and after a change of the network, and hours on the way after."""

    before: Floats
    """Iceberg costs of the baseline, [origin, destination, sector]."""
    after: Carried
    """Before losses are spared."""
    hours: Callable[[], Floats]
    """Door to door, [origin, destination, class]; asked for only where a cold chain stands."""


@dataclass(frozen=True, eq=False)
class Change:
    """A shock, and what else is told of it."""

    shock: Shock
    carried: Carried
    """Goods at the costs after the change."""
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
    goods, losses = costs.after, loss_factors(case, standing)
    if losses is not None:
        less = np.moveaxis(spared(case, losses, costs.hours()), 2, 0)
        goods = carried(goods.cargo, np.moveaxis(goods.cost - less, 0, 2))
    fields = field_changes(case, economy, standing, worth)
    shock = Shock(
        None if goods.tau is costs.before else goods.tau / costs.before,
        fields.productivity_hat,
        fields.tariff_new,
        fields.endowment_hat,
        fields.transfer,
    )
    return Change(shock, goods, fields, losses)
