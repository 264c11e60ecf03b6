"""What travellers gain: the change of the log-sum, trips that arise with it, and the rule of a half.

Small & Rosen (1981), "Applied welfare economics with discrete choice models", Econometrica 49, equation
5.5; Williams (1977). Trips respond to the log-sum `S` over destinations by `T = T0 exp(g (S - S0))`; the
area under that demand is the gain.
"""

from __future__ import annotations

import numpy as np

from corridor.types import Floats


def trips_made(trips: Floats, change: Floats, elasticity: float) -> Floats:
    """Return trips after a change of the log-sum: `T0 exp(g change)`, any shape."""
    made: Floats = trips * np.exp(elasticity * change)
    return made


def log_sum_gain(trips: Floats, change: Floats, elasticity: float) -> Floats:
    """Return the gain in units of utility: the integral of trips over the log-sum, any shape.

    `T0 (exp(g change) - 1) / g`, and `T0 change` where no trips arise (Small & Rosen 1981). Divided by the
    marginal utility of money it is the equivalent variation, as there are no effects of income.
    """
    if elasticity == 0.0:
        return trips * change
    gained: Floats = trips * np.expm1(elasticity * change) / elasticity
    return gained


def rule_of_half(before: Floats, after: Floats, saved: Floats) -> Floats:
    """Return the mean of trips before and after times what a trip saves, any shape (Jones 1977).

    It is the area under a straight demand curve; for small changes that of the log-sum.
    """
    gained: Floats = 0.5 * (before + after) * saved
    return gained
