"""Proper scores of forecasts that are quantiles: CRPS, coverage, rank correlation.

Gneiting and Raftery (2007), Journal of the American Statistical Association 102, sections 4.2 and 6.2: the
continuous ranked probability score is twice the pinball loss integrated over all levels.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr

from corridor.types import Floats


def crps(levels: Floats, quantiles: Floats, outcome: Floats) -> Floats:
    """Return the continuous ranked probability score of each forecast, [forecast]; less is better.

    Parameters
    ----------
    levels
        Of the quantiles, [level], rising, within 0 and 1.
    quantiles
        [forecast, level], in the unit of the outcome.
    outcome
        What came, [forecast].

    The integral over levels is that of the trapezoids between them, with the loss of the first and the last
    level held to 0 and 1.

    """
    missed = outcome[:, None] - quantiles
    loss = np.maximum(levels * missed, (levels - 1.0) * missed)
    edges = np.concatenate([[0.0], levels, [1.0]])
    ends = np.column_stack([0.0 * loss[:, 0], loss, 0.0 * loss[:, 0]])
    found: Floats = 2.0 * np.trapezoid(ends, edges, axis=1)
    return found


def coverage(levels: Floats, quantiles: Floats, outcome: Floats, share: float) -> float:
    """Return the share of outcomes within the central interval that should hold `share` of them.

    Not a number where the forecast has no such interval.
    """
    low, high = (np.flatnonzero(np.isclose(levels, edge)) for edge in ((1 - share) / 2, (1 + share) / 2))
    if not len(low) or not len(high) or not len(outcome):
        return float("nan")
    inside = (quantiles[:, low[0]] <= outcome) & (outcome <= quantiles[:, high[0]])
    return float(inside.mean())


def rank_correlation(forecast: Floats, outcome: Floats) -> float:
    """Return Spearman's rank correlation; not a number with fewer than three pairs or without differences."""
    if len(forecast) < 3 or np.ptp(forecast) == 0.0 or np.ptp(outcome) == 0.0:
        return float("nan")
    return float(spearmanr(forecast, outcome).statistic)
