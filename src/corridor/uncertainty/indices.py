"""Which uncertain number makes how much of the spread: Sobol indices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from SALib.analyze import sobol

from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class Indices:
    """Shares of the variance of an outcome, [number]."""

    first: Floats
    """What a number makes alone (Sobol 2001)."""
    total: Floats
    """What it makes alone and with others (Homma & Saltelli 1996)."""
    first_error: Floats
    """Half the width of the interval of 95 %."""
    total_error: Floats


def indices(outcome: Callable[[Floats], Floats], points: Floats, seed: int = 2023) -> Indices:
    """Return the indices of every number alone; see `grouped_indices`."""
    return grouped_indices(outcome, points, [slice(k, k + 1) for k in range(points.shape[1] // 2)], seed)


def grouped_indices(
    outcome: Callable[[Floats], Floats], points: Floats, groups: Sequence[slice], seed: int = 2023
) -> Indices:
    """Return the indices of an outcome by Saltelli's (2010) estimators, by SALib.

    Parameters
    ----------
    outcome
        Gives the outcome, [future], at independent probabilities, [future, number].
    points
        Independent probabilities, [future, 2 x number], a power of two of them: two samples side by side.
    groups
        Columns of the numbers that are taken together, one index each.
    seed
        Of the intervals, which are bootstrapped.

    Notes
    -----
    Correlated numbers have indices of the independent deviates behind them: order decides how these share
    what they make together.

    """
    numbers = points.shape[1] // 2
    left, right = points[:, :numbers], points[:, numbers:]
    mixed = np.repeat(left[:, None, :], len(groups), axis=1)
    for k, columns in enumerate(groups):
        mixed[:, k, columns] = right[:, columns]
    sample = np.concatenate([left[:, None], mixed, right[:, None]], axis=1).reshape(-1, numbers)
    values = np.asarray(outcome(sample), dtype=np.float64)
    if np.ptp(values) == 0.0:
        nothing = np.zeros(len(groups))
        return Indices(nothing, nothing, nothing, nothing)
    names = [str(k) for k in range(len(groups))]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    found = sobol.analyze(problem, values, calc_second_order=False, seed=seed)
    return Indices(*(np.asarray(found[name]) for name in ("S1", "ST", "S1_conf", "ST_conf")))
