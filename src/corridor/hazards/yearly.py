"""Losses of a year from closures: their mean, and their distribution with common causes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from corridor.types import Floats, Ints

YEARS = 20_000
"""Years that are drawn."""

TOGETHER = 0.5
"""Shape of the factor that all closures of one hazard share in a year: small, so that they come together."""


@dataclass(frozen=True, eq=False)
class Closures:
    """Closures that may happen, arrays [closure]."""

    per_year: Floats
    days: Floats
    """Mean days that one lasts."""
    loss_per_day: Floats
    """US$."""
    cause: Ints
    """Number of the hazard; closures of one hazard share good and bad years."""

    @property
    def expected(self) -> Floats:
        """Return expected yearly losses, [closure] US$ a year (Wald 1944)."""
        return self.per_year * self.days * self.loss_per_day


def drawn(closures: Closures, seed: int = 0, years: int = YEARS, together: float = TOGETHER) -> Floats:
    """Return losses of drawn years, [year, closure] US$.

    In a year the closures of a hazard have a common Gamma factor of mean one and shape `together`; given it
    their numbers are Poisson, and each lasts an exponential time. An infinite shape makes them independent.
    Factors come from one stratified draw each, so that means are met closely.
    """
    draw = np.random.default_rng(seed)
    causes = np.unique(closures.cause)
    number = np.zeros((years, len(closures.per_year)), dtype=np.int64)
    for cause in causes:
        here = closures.cause == cause
        factor = np.ones(years) if np.isinf(together) else _factor(draw, years, together)
        number[:, here] = draw.poisson(factor[:, None] * closures.per_year[here])
    lasted = np.where(number > 0, draw.gamma(np.maximum(number, 1)), 0.0) * closures.days
    found: Floats = lasted * closures.loss_per_day
    return found


def _factor(draw: np.random.Generator, years: int, shape: float) -> Floats:
    rank = (draw.permutation(years) + draw.random(years)) / years
    return np.asarray(gamma.ppf(rank, shape, scale=1.0 / shape))
