"""Hyperparameters of smoothing by the marginal likelihood of forecasts within a fit period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from corridor.errors import SolveError
from corridor.hazards.smoothing import YEAR, Smoothing, forecast, rates
from corridor.types import Floats, Ints

START = Smoothing(
    memory=12.0,
    long_memory=60.0,
    reach=80.0,
    prior_months=6.0,
    near=1.0 / 3.0,
    own=1.0 / 3.0,
    confidence=0.5,
    recovery=1.0,
    clustering=2.7,
)
"""Where the search begins and the centre of its weak prior."""

SPREAD = 1.0
"""Standard deviation of the prior of every transformed hyperparameter: a factor of e."""

TOLERANCE = 1e-3
"""Largest slope of the log likelihood, per unit of a transformed hyperparameter and event, at the end."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """Hyperparameters, and how the search ended."""

    smoothing: Smoothing
    log_likelihood: float
    """Of all forecasts of the fit period."""
    iterations: int
    slope: float
    """Largest slope that is left, per event."""
    origins: tuple[int, ...]
    """Months after which the forecasts were made."""


@dataclass(frozen=True)
class Horizon:
    """Which months forecasts are for."""

    months: int = YEAR
    skipped: int = 0
    """Months between the origin and the first of them."""
    level_known: bool = False
    """Whether the national number of events in them is given: then the pattern alone is forecast."""

    @property
    def ahead(self) -> Ints:
        """Return the months, counted from zero at the origin."""
        return self.skipped + np.arange(self.months)


NEXT_YEAR = Horizon()


def fitted(events: Floats, km: Floats, origins: Sequence[int], horizon: Horizon = NEXT_YEAR) -> Fitted:
    """Return the hyperparameters with the largest marginal likelihood, under a weak prior.

    The rate is integrated out of every forecast (negative binomial); months of a unit are taken as
    independent given the past (a composite likelihood: Varin, Reid & Firth 2011).

    Parameters
    ----------
    events
        Of the fit period and nothing after it, [unit, month].
    km
        Distances between units, [unit, unit].
    origins
        Months after which a forecast is made; those whose horizon ends after `events` are left out.
    horizon
        What the forecasts are for.

    Raises
    ------
    SolveError
        The search does not end at a maximum.

    """
    ahead = horizon.ahead
    starts = [origin for origin in origins if origin + ahead[-1] < events.shape[1]]
    count = max(sum(float(events[:, t + ahead].sum()) for t in starts), 1.0)

    def loss(x: Floats) -> float:
        how = _smoothing(x)
        total = -0.5 * float((((x - _START) / SPREAD) ** 2).sum())
        for origin in starts:
            found, came = rates(events[:, :origin], km, how), events[:, origin + ahead]
            level = float(came.sum() / (found.mean.sum() * len(ahead))) if horizon.level_known else None
            if level != 0.0:
                total += float(forecast(found, ahead, level=level).log_likelihood(came).sum())
        return -total / count

    found = minimize(loss, _START, method="L-BFGS-B", options={"maxiter": 200, "ftol": 1e-10, "gtol": 1e-5})
    slope = float(np.abs(found.jac).max())
    if not slope < TOLERANCE:
        raise SolveError(
            f"The fit of event rates stopped at a slope of {slope:.1e} per event, above {TOLERANCE:g}: "
            "try other origins, or more years."
        )
    prior = -0.5 * float((((found.x - _START) / SPREAD) ** 2).sum())
    likelihood = -float(found.fun) * count - prior
    return Fitted(_smoothing(found.x), likelihood, int(found.nit), slope, tuple(starts))


def _smoothing(x: Floats) -> Smoothing:
    """Return hyperparameters from the line: logs, logits, and log ratios of shares."""
    share = np.exp(np.array([0.0, x[4], x[5]]))
    share /= share.sum()
    return Smoothing(
        memory=float(np.exp(x[0])),
        long_memory=float(np.exp(x[1])),
        reach=float(np.exp(x[2])),
        prior_months=float(np.exp(x[3])),
        near=float(share[1]),
        own=float(share[2]),
        confidence=float(expit(x[6])),
        recovery=float(np.exp(x[7])),
        clustering=float(np.exp(x[8])),
    )


def _line(how: Smoothing) -> Floats:
    """Return hyperparameters on the line, the inverse of `_smoothing`."""
    rest = 1.0 - how.near - how.own
    return np.array(
        [
            *np.log([how.memory, how.long_memory, how.reach, how.prior_months]),
            *np.log([how.near / rest, how.own / rest]),
            logit(how.confidence),
            *np.log([how.recovery, how.clustering]),
        ]
    )


_START = _line(START)
