"""Arrays as users give them: numbers, of shapes that fit the regions and sectors."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from corridor.errors import Fault, raise_if
from corridor.types import Floats

ROUNDING = 1e-9
"""Spending this far below zero, as a share of the largest, is zero; so far may sums of shares exceed one."""
LARGEST = 1e100
"""No number of an economy is larger: products of a few stay finite."""


def numbers(file: str, given: Mapping[str, ArrayLike]) -> dict[str, Floats]:
    """Return what is given as arrays of real numbers; `InputError` lists everything that is none."""
    found: dict[str, Floats] = {}
    faults = []
    for name, value in given.items():
        array = _array(value)
        if array is None:
            cure = "give an array of numbers, all rows of one length"
            faults.append(Fault(file=file, message=f"{name} is not an array of real numbers", cure=cure))
        else:
            found[name] = array
    raise_if(faults)
    return found


def _array(value: ArrayLike) -> Floats | None:
    """Return an array of its own; none where there is something besides real numbers."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, OverflowError):  # rows of different lengths and the like
        return None
    return array.astype(float) if array.dtype.kind in "fiub" else None


def shape_problems(arrays: Mapping[str, Floats]) -> list[Fault]:
    """Return every array whose shape does not fit the regions and sectors, or that is not finite."""
    n, s = _size(arrays)
    expected = {
        "trade_share": (n, n, s),
        "trade": (n, n, s),
        "iceberg_cost": (n, n, s),
        "tariff": (n, n, s),
        "consumption_share": (n, s),
        "value_added_share": (n, s),
        "productivity": (n, s),
        "input_share": (n, s, s),
        "value_added": (n,),
        "labour": (n,),
        "deficit": (n,),
        "trade_elasticity": (s,),
        "expenditure": (n, s),
        "spending": (n,),
    }
    faults = []
    for name, array in arrays.items():
        if array.shape != expected[name] or array.size == 0:
            faults.append(
                Fault(
                    file="economy", message=f"{name} has shape {array.shape}", allowed=_said(expected[name])
                )
            )
        elif not np.all(np.abs(array) <= LARGEST):
            message = f"{name} has entries that are not finite or too large"
            faults.append(Fault(file="economy", message=message, allowed=f"up to {LARGEST:g}"))
    return faults


def sign_problems(arrays: Mapping[str, Floats]) -> list[Fault]:
    """Return every array with a negative number, a tariff of -1 or less, an elasticity not above zero."""
    faults = []
    for name, array in arrays.items():
        smallest = float(array.min(initial=0.0))
        rounding = ROUNDING * float(np.abs(array).max(initial=0.0)) if name == "spending" else 0.0
        if name != "tariff" and smallest < -rounding:
            where = tuple(int(k) for k in np.unravel_index(array.argmin(), array.shape))
            faults.append(
                Fault(file="economy", message=f"{name} is negative at {where}", value=f"{smallest:g}")
            )
        if name == "tariff" and not smallest > -1.0:
            faults.append(
                Fault(file="economy", message="tariff cannot be", value=f"{smallest:g}", allowed="> -1")
            )
        if name == "trade_elasticity" and not float(array.min(initial=1.0)) > 0.0:
            faults.append(Fault(file="economy", message="trade_elasticity must be positive", allowed="> 0"))
    return faults


def share_problems(arrays: Mapping[str, Floats]) -> list[Fault]:
    """Return every kind of shares of which some sum to more than one."""
    faults = []
    for name, axis, over in (
        ("trade_share", 0, "origins"),
        ("consumption_share", 1, "sectors"),
        ("input_share", 1, "input sectors"),
    ):
        most = float(arrays[name].sum(axis=axis).max())
        if not most <= 1.0 + ROUNDING:
            message = f"{name} does not sum to one over {over}"
            faults.append(
                Fault(file="economy", message=message, value=f"{most:g}", allowed="1, or 0 of nothing")
            )
    return faults


def _size(arrays: Mapping[str, Floats]) -> tuple[int, int]:
    """Return the number of regions and sectors that most of the arrays imply; -1 where none does."""
    regions = [a.shape[0] for name, a in arrays.items() if name != "trade_elasticity" and a.ndim]
    sectors = [
        a.shape[-1] for name, a in arrays.items() if a.ndim > 1 or (a.ndim and name == "trade_elasticity")
    ]
    n, s = (max(set(found), key=found.count, default=-1) for found in (regions, sectors))
    return n, s


def _said(shape: tuple[int, ...]) -> str:
    return f"({', '.join('one or more' if size < 1 else str(size) for size in shape)})"
