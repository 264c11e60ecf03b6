"""Rounding: numbers as a reader needs them, and as few characters as they need."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from corridor.types import Floats

DIGITS = 6
"""Significant digits of a number in the report."""

EXACT_POWER = 22
"""Powers of ten up to this one are doubles without error."""

NEAR_TIE = 1e-6
"""Distance from a half, in units of the last digit kept, within which a number is rounded as text."""

LARGEST_WHOLE = 1e15

Number = int | float | None


def figure(value: Any, digits: int = DIGITS) -> Number:
    """Return a number with a few significant digits; None where there is none."""
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number):
        return None
    rounded = float(f"{number:.{digits}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < LARGEST_WHOLE else rounded


def figures(values: ArrayLike, digits: int = DIGITS) -> list[Any]:
    """Return many numbers as `figure` does: nested lists in the shape of the array."""
    numbers = np.asarray(values, dtype=np.float64)
    rounded = _rounded(numbers, digits)
    found = rounded.astype(object)
    whole = (rounded == np.floor(rounded)) & (np.abs(rounded) < LARGEST_WHOLE)
    found[whole] = rounded[whole].astype(np.int64).astype(object)
    found[~np.isfinite(rounded)] = None
    listed: list[Any] = found.tolist()
    return listed


def _rounded(numbers: Floats, digits: int) -> Floats:
    """Return numbers with some significant digits, each the double nearest to its decimal.

    An integer of few digits over a power of ten is such a double, both being exact. Numbers near a tie,
    very large and very small ones are rounded as text.
    """
    filled = np.isfinite(numbers) & (numbers != 0.0)
    size = np.where(filled, np.abs(numbers), 1.0)
    power = digits - 1 - np.floor(np.log10(size))
    exact = np.abs(power) <= EXACT_POWER
    up = 10.0 ** np.where(exact & (power > 0), power, 0.0)
    down = 10.0 ** np.where(exact & (power < 0), -power, 0.0)
    scaled = size * up / down
    whole = np.rint(scaled)
    close = np.abs(np.abs(scaled - np.floor(scaled)) - 0.5) < NEAR_TIE
    by_text = filled & (~exact | close | (whole < 10.0 ** (digits - 1)))
    found = np.where(filled, np.copysign(whole * down / up, numbers), numbers)
    found[by_text] = [float(f"{number:.{digits}g}") for number in numbers[by_text]]
    return found


def millions(value: Any) -> Number:
    """Return US$ in millions."""
    return None if value is None else figure(float(value) / 1e6)


def percents(hats: ArrayLike) -> list[Any]:
    """Return hats (counterfactual over baseline) as changes in percent, to 1e-6 points."""
    return figures(rounded_percent(hats))


def rounded_percent(hats: ArrayLike) -> Floats:
    """Return hats as changes in percent, to 1e-6 points: below that nobody is said to gain or lose."""
    found: Floats = np.round(100.0 * (np.asarray(hats, dtype=np.float64) - 1.0), 6)
    return found
