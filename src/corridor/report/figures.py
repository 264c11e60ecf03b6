"""Rounding: numbers as a reader needs them, and as few characters as they need."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

DIGITS = 6
"""Significant digits of a number in the report."""

Number = int | float | None


def figure(value: Any, digits: int = DIGITS) -> Number:
    """Return a number with a few significant digits; None where there is none."""
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number):
        return None
    rounded = float(f"{number:.{digits}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def figures(values: Iterable[Any], digits: int = DIGITS) -> list[Number]:
    """Return many numbers as `figure` does."""
    return [figure(value, digits) for value in values]


def millions(value: Any) -> Number:
    """Return US$ in millions."""
    return None if value is None else figure(float(value) / 1e6)


def percent(hat: Any) -> Number:
    """Return a hat (counterfactual over baseline) as a change in percent, to 1e-6 points."""
    if hat is None or not math.isfinite(float(hat)):
        return None
    return figure(round(100.0 * (float(hat) - 1.0), 6))
