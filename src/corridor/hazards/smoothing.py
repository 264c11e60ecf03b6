"""Rates of events by unit: Gamma-Poisson smoothing in space and time, with a national level and its return.

A month's events of a unit are Poisson at the rate `lambda_i e_im`. The rate has a Gamma prior, the months of
a unit cluster by a Gamma factor of mean one. What is old counts less (discounting: Harvey & Fernandes 1989,
eq. 2.7-2.10; West & Harrison 1997, section 10.8), so with weights `w_m = 2^(-age_m / memory)`

    a_i = kappa m_i + sum_m w_m y_im,       b = kappa + sum_m w_m,
    m_i = r_near sum_j K_ij r_j + r_own R_i L + (1 - r_near - r_own) mean_j r_j

`r` are discounted rates, `K` a Gaussian kernel of distance without the unit itself, `R` rates over the long
memory and `L` the national level now over that of the long memory. The posterior is Gamma(delta a, delta b):
a power prior (Ibrahim & Chen 2000) with `delta <= 1`, because a rate moves while it is observed. The mean
moves with the national level, which returns to that of its long memory. Other horizons have other
hyperparameters: a forecast of the third year ahead trusts what is recent less.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from scipy.special import gammaln
from scipy.stats import gamma, nbinom

from corridor.errors import Fault, raise_if
from corridor.hazards.distances import neighbours
from corridor.types import Floats, Ints

YEAR = 12
"""Months."""


@dataclass(frozen=True)
class Smoothing:
    """How rates are smoothed; see the equations above."""

    memory: float
    """Half-life of what a unit has seen, months."""
    long_memory: float
    """Half-life of its own pattern, months."""
    reach: float
    """Standard deviation of the kernel, km."""
    prior_months: float
    """`kappa`: months that the prior counts for."""
    near: float
    """Share of the neighbours in the prior's mean."""
    own: float
    """Share of the unit's own pattern; the rest is the national mean."""
    confidence: float = 1.0
    """`delta`: share of the posterior's months that a forecast believes."""
    recovery: float = 0.0
    """Speed at which the national level returns to that of the long memory, per year."""
    clustering: float = np.inf
    """Shape of the factor of a unit's month; infinite: months do not cluster."""

    def __post_init__(self) -> None:
        positive = ("memory", "long_memory", "reach", "prior_months", "confidence", "clustering")
        wrong = [
            Fault(file="smoothing", message="out of range", column=field.name, value=str(value), allowed=">0")
            for field in fields(self)
            for value in [getattr(self, field.name)]
            if not value >= 0.0 or (field.name in positive and value == 0.0)
        ]
        if self.near + self.own > 1.0 + 1e-12:
            total, said = str(self.near + self.own), "at most 1 together"
            wrong.append(Fault(file="smoothing", message="shares", column="near", value=total, allowed=said))
        raise_if(wrong)


@dataclass(frozen=True, eq=False)
class Rates:
    """Rates of units when the last month is over: Gamma distributions, and what a forecast needs."""

    shape: Floats
    """[unit]."""
    months: float
    """Inverse scale: the rate has the mean `shape / months`, events a month."""
    level: float
    """National level now over that of the long memory."""
    smoothing: Smoothing

    @property
    def mean(self) -> Floats:
        """Return the mean rate, [unit] events a month."""
        return self.shape / self.months

    def interval(self, probability: float = 0.9) -> tuple[Floats, Floats]:
        """Return the central credible interval of the rate, [unit] events a month."""
        tail = (1.0 - probability) / 2.0
        delta = self.smoothing.confidence
        scale = 1.0 / (delta * self.months)
        low, high = (gamma.ppf(p, delta * self.shape, scale=scale) for p in (tail, 1.0 - tail))
        return np.asarray(low), np.asarray(high)


@dataclass(frozen=True, eq=False)
class Forecast:
    """Negative binomial counts of events, arrays of one shape: [unit, time] or any other."""

    mean: Floats
    shape: Floats

    def log_likelihood(self, events: Floats) -> Floats:
        """Return the log probability of what came, in the arrays' shape."""
        a, share = self.shape, self.shape / (self.shape + self.mean)
        found: Floats = gammaln(a + events) - gammaln(a) - gammaln(events + 1.0)
        found += a * np.log(share) + events * np.log1p(-share)
        return found

    def probabilities(self, largest: int) -> Floats:
        """Return the chance of 0, 1, ... `largest` events, along a last axis."""
        count = np.arange(largest + 1)
        a, share = self.shape[..., None], (self.shape / (self.shape + self.mean))[..., None]
        return np.asarray(nbinom.pmf(count, a, share))

    def interval(self, probability: float = 0.9) -> tuple[Floats, Floats]:
        """Return the central predictive interval of counts."""
        tail, share = (1.0 - probability) / 2.0, self.shape / (self.shape + self.mean)
        low, high = (nbinom.ppf(p, self.shape, share) for p in (tail, 1.0 - tail))
        return np.asarray(low), np.asarray(high)


def rates(events: Floats, km: Floats, how: Smoothing) -> Rates:
    """Return the rates of units after the last month of `events`, [unit, month].

    `km` are distances between units, [unit, unit].
    """
    seen, months = discounted(events, how.memory)
    long_seen, long_months = discounted(events, how.long_memory)
    now, then = seen / months, long_seen / long_months
    level = float(now.sum() / then.sum()) if then.sum() > 0.0 else 1.0
    near = neighbours(km, how.reach) @ now
    mean = how.near * near + how.own * then * level + (1.0 - how.near - how.own) * now.mean()
    return Rates(how.prior_months * mean + seen, how.prior_months + months, level, how)


def discounted(events: Floats, half_life: float) -> tuple[Floats, float]:
    """Return events [unit] and months, each month counting half when it is `half_life` months old."""
    age = np.arange(events.shape[1])[::-1]
    weight = 0.5 ** (age / half_life)
    return events @ weight, float(weight.sum())


def forecast(found: Rates, ahead: Ints, months: int = 1, level: float | None = None) -> Forecast:
    """Return counts of periods of `months` months, the first of which is `ahead` months on, [unit, time].

    `ahead` counts from zero. `level` is a national level known from elsewhere, over the one now; none: it
    returns to that of the long memory. The variance of a period has the rate's own and that of its months:
    `1/shape = 1/A + (1/c + 1/(A c)) / months`.
    """
    how, years = found.smoothing, ahead / YEAR
    back = 1.0 - np.exp(-how.recovery * (years + 0.5 * months / YEAR))
    moved = found.level**-back if level is None else np.full(len(ahead), level)
    varied = 1.0 / (how.confidence * found.shape[:, None])
    if np.isfinite(how.clustering):
        varied = varied + (1.0 + varied) / (how.clustering * months)
    mean = found.mean[:, None] * moved * months
    return Forecast(mean, np.broadcast_to(1.0 / varied, mean.shape))
