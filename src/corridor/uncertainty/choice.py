"""Choices under uncertainty: regret, robust choices, and what it is worth to know a number better.

Worth is an array [future, choice], every future as likely as any other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import make_smoothing_spline

from corridor.types import Floats

CELLS = 256
"""Groups of neighbouring values whose means a spline is drawn through, at most."""

ENOUGH = 8
"""Futures below which no conditional mean is estimated."""


@dataclass(frozen=True, eq=False)
class Merits:
    """What speaks for each choice, [choice]."""

    expected: Floats
    p10: Floats
    """Worth that nine futures in ten reach."""
    maximal_regret: Floats
    """Savage (1951): the most by which another choice would have been better."""
    expected_regret: Floats
    best: Floats
    """Share of futures in which no other choice is better; ties count for each."""


def merits(worth: Floats) -> Merits:
    """Return what speaks for each choice."""
    regret = worth.max(axis=1, keepdims=True) - worth
    return Merits(
        expected=worth.mean(axis=0),
        p10=np.quantile(worth, 0.1, axis=0),
        maximal_regret=regret.max(axis=0),
        expected_regret=regret.mean(axis=0),
        best=(regret == 0.0).mean(axis=0),
    )


def perfect_information(worth: Floats) -> float:
    """Return the expected value of knowing everything before the choice (Raiffa & Schlaifer 1961)."""
    return float(worth.max(axis=1).mean() - worth.mean(axis=0).max())


def partial_information(worth: Floats, number: Floats) -> float:
    """Return the expected value of knowing one number, [future], before the choice.

    Conditional means are smoothing splines (Strong, Oakley & Brennan 2014, Medical Decision Making 34(3)).
    """
    return _gain(_conditional(worth, number))


def sample_information(worth: Floats, number: Floats, weight: float) -> float:
    """Return the expected value of a measurement of one number, [future], before the choice.

    `weight` is the share of the number's variance that the measurement resolves: 0 nothing, 1 all. With a
    prior worth n0 observations, n observations resolve n/(n + n0) (Jalal & Alarid-Escudero 2018, Medical
    Decision Making 38(2), equation 6).
    """
    mean = number.mean()
    fitted = _conditional(worth, number)
    order = np.argsort(number, kind="stable")
    expected = mean + np.sqrt(weight) * (number - mean)
    columns = [np.interp(expected, number[order], column[order]) for column in fitted.T]
    return _gain(np.column_stack(columns))


def _conditional(worth: Floats, number: Floats) -> Floats:
    """Return the mean of each choice's worth at each future's value of a number, [future, choice]."""
    at, place = np.unique(number, return_inverse=True)
    if len(at) < ENOUGH:
        counts = np.bincount(place)
        means = [np.bincount(place, weights=column) / counts for column in worth.T]
        return np.column_stack(means)[place]
    cell = place * min(len(at), CELLS) // len(at)
    counts = np.bincount(cell).astype(np.float64)
    middle = np.bincount(cell, weights=number) / counts
    fitted = []
    for column in worth.T:
        size = np.ptp(column) or 1.0
        mean = np.bincount(cell, weights=column / size) / counts
        fitted.append(size * make_smoothing_spline(middle, mean, w=counts)(number))
    return np.column_stack(fitted)


def _gain(known: Floats) -> float:
    """Return what a choice by `known` means brings over the choice that is best on average."""
    return float(max(known.max(axis=1).mean() - known.mean(axis=0).max(), 0.0))
