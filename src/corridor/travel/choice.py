"""Choice of mode: nested logit, from utilities to shares and the log-sum.

Williams (1977), "On the formation of travel demand models and economic evaluation measures of user
benefit", Environment and Planning A 9; Train (2009), "Discrete Choice Methods with Simulation", chapter 4.
"""

from __future__ import annotations

import numpy as np

from corridor.types import Floats, Ints


def nested(utility: Floats, nest: Ints, scale: Floats) -> tuple[Floats, Floats]:
    """Return the log-sum of all modes, [...], and their shares, [..., mode].

    With `V` the utilities and `phi` the scale of a nest,

        I_n = ln sum_{m in n} exp(V_m / phi_n),  log-sum = ln sum_n exp(phi_n I_n)
        share_m = exp(phi_n I_n - log-sum) exp(V_m / phi_n - I_n)

    (Train 2009, equations 4.2 to 4.5). A scale of one everywhere is the plain logit.

    Parameters
    ----------
    utility
        [..., mode]; minus infinity where a mode cannot be had.
    nest
        Nest of each mode, [mode], counted from zero.
    scale
        Of each nest, [nest], above 0 and up to 1.

    """
    shape = (*utility.shape[:-1], len(scale))
    inside = np.full(shape, -np.inf)
    for n, phi in enumerate(scale):
        inside[..., n] = log_sum(utility[..., nest == n] / phi)
    value = inside * scale
    total = log_sum(value)
    chosen = np.exp(value - _finite(total)[..., None])
    within = np.exp(utility / scale[nest] - _finite(inside)[..., nest])
    shares: Floats = chosen[..., nest] * within
    return total, shares


def log_sum(value: Floats) -> Floats:
    """Return `ln sum exp` over the last axis; minus infinity where nothing can be had."""
    if value.shape[-1] == 0:
        return np.full(value.shape[:-1], -np.inf)
    top = _finite(value.max(axis=-1))
    with np.errstate(divide="ignore"):
        found: Floats = top + np.log(np.exp(value - top[..., None]).sum(axis=-1))
    return found


def _finite(value: Floats) -> Floats:
    return np.where(np.isfinite(value), value, 0.0)
