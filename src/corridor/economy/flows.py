"""An economy read off a trade matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from corridor.economy.shapes import numbers, shape_problems, sign_problems
from corridor.errors import Fault, raise_if
from corridor.types import Floats

ROUNDING = 1e-9
"""Of a region's purchases of a good: inputs beyond them by this much are rounding."""


def parts_of_flows(
    trade: ArrayLike,
    trade_elasticity: ArrayLike,
    input_share: ArrayLike | None,
    tariff: ArrayLike | None,
) -> dict[str, Floats]:
    """Return the arrays of an `Economy` that follow from flows; arguments as in `Economy.from_flows`.

    Output is what a region sells, expenditure what it buys with tariffs, final consumption what is left of
    that after inputs; `InputError` where that is negative.
    """
    given = {
        "trade": trade,
        "trade_elasticity": trade_elasticity,
        "input_share": input_share,
        "tariff": tariff,
    }
    arrays = numbers("economy", {name: value for name, value in given.items() if value is not None})
    if arrays["trade"].ndim == 3:
        n, _, s = arrays["trade"].shape
        arrays.setdefault("tariff", np.zeros_like(arrays["trade"]))
        arrays.setdefault("input_share", np.zeros((n, s, s)))
    raise_if(shape_problems(arrays) or sign_problems(arrays))
    paid = arrays["trade"] * (1.0 + arrays["tariff"])
    bought, sold = paid.sum(axis=0), arrays["trade"].sum(axis=1)
    inputs = arrays["input_share"]
    final = bought - np.einsum("jks,js->jk", inputs, sold)
    raise_if(_overused(final, bought))
    final = np.where(final > ROUNDING * bought, final, 0.0)
    spending = final.sum(axis=1)
    beta = 1.0 - inputs.sum(axis=1)
    beta = np.where(np.abs(beta) <= ROUNDING, 0.0, beta)
    return {
        "trade_share": _over(paid, bought),
        "consumption_share": _over(final, spending[:, None]),
        "value_added_share": beta,
        "input_share": inputs,
        "value_added": (beta * sold).sum(axis=1),
        "trade_elasticity": arrays["trade_elasticity"],
        "tariff": arrays["tariff"],
        "expenditure": bought,
        "spending": spending,
    }


def _over(part: Floats, whole: Floats) -> Floats:
    """Return shares, zero of nothing."""
    whole = np.broadcast_to(whole, part.shape)
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0.0)


def _overused(final: Floats, bought: Floats) -> list[Fault]:
    cure = "lower input_share there, or add the purchases that are missing"
    return [
        Fault(
            file="economy",
            message=f"region {i} uses more of sector {k} as input than it buys",
            value=f"{final[i, k]:g} US$ left to consume",
            allowed=">= 0",
            cure=cure,
        )
        for i, k in np.argwhere(final < -ROUNDING * bought)
    ]
