"""Who travels: groups of income within regions, what an hour is worth to each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from corridor.types import Floats


def dispersion(gini: float) -> float:
    """Return the standard deviation of log incomes with a Gini coefficient.

    `G = 2 Phi(sigma / sqrt 2) - 1` of a lognormal distribution (Aitchison & Brown 1957, section 11.5).
    """
    return float(np.sqrt(2.0) * ndtri((1.0 + gini) / 2.0))


def income_groups(
    mean: Floats, people: Floats, sigma: float, shares: Sequence[float]
) -> tuple[Floats, Floats]:
    """Return the share of every group among a region's people and its mean income, [region, group] each.

    Incomes within a region are lognormal with the region's mean and `sigma`, the standard deviation of
    logs. Groups are of the country: the poorest `shares[0]` of all people, and so on; `shares` sums to one.
    A region's group without people has the income of the country's group.
    """
    mu = np.log(mean) - sigma**2 / 2.0
    limits = [-np.inf, *(_quantile(mu, people, sigma, q) for q in np.cumsum(shares)[:-1]), np.inf]
    z = (np.array(limits)[None, :] - mu[:, None]) / sigma
    share = np.diff(ndtr(z), axis=1)
    money = mean[:, None] * np.diff(ndtr(z - sigma), axis=1)
    country = (people @ money) / (people @ share)
    least = np.finfo(float).tiny
    income = np.where(share > least, money / np.maximum(share, least), country)
    return share, income


def _quantile(mu: Floats, people: Floats, sigma: float, q: float) -> float:
    """Return the log income below which a share `q` of all people lies."""

    def excess(x: float) -> float:
        return float(people @ ndtr((x - mu) / sigma) / people.sum()) - q

    reach = 10.0 * sigma
    return float(brentq(excess, mu.min() - reach, mu.max() + reach, xtol=1e-14, rtol=1e-14))
