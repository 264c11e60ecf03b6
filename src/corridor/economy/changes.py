"""What a scenario changes in an economy: arrays that fit it, checked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from corridor.economy.economy import Economy
from corridor.economy.shapes import LARGEST, numbers
from corridor.errors import Fault, raise_if
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class Changes:
    """The causes of a counterfactual; absent ones are no change."""

    iceberg_hat: Floats
    """[origin, destination, sector]; one number seen everywhere where costs stay."""
    productivity_hat: Floats
    """[region, sector]."""
    tariff: Floats
    """After the change, [origin, destination, sector]; the economy's own array where it stays."""
    deficit_hat: Floats
    """[region]."""
    endowment_hat: Floats
    """Factors over the baseline's, [region]."""
    transfer: Floats
    """[region] US$ per year."""


def changes_of(economy: Economy, given: Mapping[str, ArrayLike | None]) -> Changes:
    """Return the changes named in `given`, by the fields of `Changes` (`tariff_new` for `tariff`).

    `InputError` lists every array that does not fit, is not finite or cannot be, and sums that must be zero.
    """
    region = np.ones_like(economy.value_added)
    own = numbers("shock", {name: value for name, value in given.items() if value is not None})
    found = Changes(
        iceberg_hat=own.get("iceberg_hat", np.broadcast_to(1.0, economy.trade_share.shape)),
        productivity_hat=own.get("productivity_hat", np.ones_like(economy.consumption_share)),
        tariff=own.get("tariff_new", economy.tariff),
        deficit_hat=own.get("deficit_hat", region),
        endowment_hat=own.get("endowment_hat", region),
        transfer=own.get("transfer", np.zeros_like(region)),
    )
    raise_if(_problems(economy, found))
    return found


def _problems(economy: Economy, found: Changes) -> list[Fault]:
    faults = []
    region = economy.value_added.shape
    for name, array, shape, lowest in (
        ("iceberg_hat", found.iceberg_hat, economy.trade_share.shape, 0.0),
        ("productivity_hat", found.productivity_hat, economy.consumption_share.shape, 0.0),
        ("tariff_new", found.tariff, economy.trade_share.shape, -1.0),
        ("deficit_hat", found.deficit_hat, region, -np.inf),
        ("endowment_hat", found.endowment_hat, region, 0.0),
        ("transfer", found.transfer, region, -np.inf),
    ):
        if array.shape != shape:
            faults.append(Fault(file="shock", message=f"{name} has shape {array.shape}", allowed=str(shape)))
        elif not np.all(np.abs(array) <= LARGEST) or float(array.min(initial=np.inf)) <= lowest:
            allowed = f"> {lowest:g}, at most {LARGEST:g}"
            faults.append(Fault(file="shock", message=f"{name} has a value that cannot be", allowed=allowed))
    return faults or [*_sums(economy, found)]


def _sums(economy: Economy, found: Changes) -> list[Fault]:
    """Return a fault for whatever must sum to zero and does not."""
    small = 1e-9 * float(economy.value_added.sum())
    return [
        Fault(file="shock", message=f"{what} do not sum to zero", value=f"{total:g} US$", allowed="0")
        for what, total in (
            ("deficits", float((found.deficit_hat * economy.deficit).sum())),
            ("transfers", float(found.transfer.sum())),
        )
        if abs(total) > small
    ]
