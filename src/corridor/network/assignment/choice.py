"""Logit choice among alternatives: modes, routes, ports."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp, softmax

from corridor.types import Floats


def log_sum(cost: Floats, dispersion: float) -> Floats:
    """Return the expected least cost over the first axis, `-(1/mu) ln sum exp(-mu cost)`.

    `dispersion` is mu, per unit of cost; an alternative that does not exist costs infinity. Nests are
    log-sums of log-sums, the dispersion of the inner at least that of the outer (McFadden 1978).
    """
    with np.errstate(divide="ignore"):
        value: Floats = -logsumexp(-dispersion * cost, axis=0) / dispersion
    return value


def shares(cost: Floats, dispersion: float) -> Floats:
    """Return the share that takes each alternative, summing to one over the first axis.

    Where every alternative costs infinity all shares are zero.
    """
    possible = np.isfinite(cost)
    some = possible.any(axis=0)
    utility = np.where(some, np.where(possible, -dispersion * cost, -np.inf), 0.0)
    return np.where(some, softmax(utility, axis=0), 0.0)
