"""What an uncertain number may be: a distribution by three numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from corridor.errors import Fault, Faults
from corridor.types import Floats

PERT_WEIGHT = 4.0
"""Weight of the mode in the mean of a PERT distribution (Malcolm et al. 1959, Operations Research 7(5))."""

TAIL = 0.05
"""`low` and `high` of a distribution without bounds leave so much on either side."""

KINDS = ("fixed", "uniform", "triangular", "pert", "normal", "lognormal")


@dataclass(frozen=True, slots=True)
class Distribution:
    """An uncertain number.

    `uniform`, `triangular` and `pert` lie between `low` and `high`, with `centre` their mode. `normal` and
    `lognormal` have `centre` as their median, and `low` and `high` as quantiles of 5 and 95 %; either half
    has its own spread (the two-piece normal; Wallis 2014, Statistical Science 29(1)). `fixed` is `centre`.
    """

    name: str
    kind: str
    low: float
    centre: float
    high: float
    source: str = ""
    status: str = "judged"

    def problems(self, file: str) -> list[Fault]:
        """Return what is wrong with the distribution."""
        faults = Faults(file)
        said = {"column": self.name, "cure": "correct it"}
        faults.check(self.kind in KINDS, "no such kind", value=self.kind, allowed=", ".join(KINDS), **said)
        numbers = f"{self.low:g}, {self.centre:g}, {self.high:g}"
        ordered = self.low <= self.centre <= self.high
        allowed = "low <= centre <= high, finite"
        finite = bool(np.isfinite([self.low, self.centre, self.high]).all())
        faults.check(ordered and finite, "not in order", value=numbers, allowed=allowed, **said)
        wide = self.low < self.high
        faults.check(
            wide or self.kind == "fixed", "has no width", value=numbers, allowed="low < high", **said
        )
        positive = self.kind != "lognormal" or self.low > 0.0
        faults.check(positive, "is not positive", value=numbers, allowed="low > 0", **said)
        return list(faults)

    def quantile(self, probability: Floats) -> Floats:
        """Return the quantiles at probabilities in (0, 1), of the same shape."""
        return _QUANTILES[self.kind](self, np.asarray(probability, dtype=np.float64))


def _fixed(one: Distribution, at: Floats) -> Floats:
    return np.full_like(at, one.centre)


def _uniform(one: Distribution, at: Floats) -> Floats:
    return one.low + (one.high - one.low) * at


def _triangular(one: Distribution, at: Floats) -> Floats:
    mode = (one.centre - one.low) / (one.high - one.low)
    value: Floats = stats.triang.ppf(at, mode, one.low, one.high - one.low)
    return value


def _pert(one: Distribution, at: Floats) -> Floats:
    width = one.high - one.low
    left = 1.0 + PERT_WEIGHT * (one.centre - one.low) / width
    right = 1.0 + PERT_WEIGHT * (one.high - one.centre) / width
    value: Floats = stats.beta.ppf(at, left, right, one.low, width)
    return value


def _normal(one: Distribution, at: Floats) -> Floats:
    deviate = stats.norm.ppf(at) / stats.norm.ppf(1.0 - TAIL)
    below, above = one.centre - one.low, one.high - one.centre
    value: Floats = one.centre + deviate * np.where(deviate < 0.0, below, above)
    return value


def _lognormal(one: Distribution, at: Floats) -> Floats:
    logs = Distribution(one.name, "normal", *np.log([one.low, one.centre, one.high]))
    value: Floats = np.exp(_normal(logs, at))
    return value


_QUANTILES: Mapping[str, Callable[[Distribution, Floats], Floats]] = {
    "fixed": _fixed,
    "uniform": _uniform,
    "triangular": _triangular,
    "pert": _pert,
    "normal": _normal,
    "lognormal": _lognormal,
}


def problems(distributions: Sequence[Distribution], file: str) -> list[Fault]:
    """Return what is wrong with distributions, names that stand twice among it."""
    faults = [fault for one in distributions for fault in one.problems(file)]
    names = [one.name for one in distributions]
    twice = Faults(file)
    for name in sorted({name for name in names if names.count(name) > 1}):
        twice.tell("stands twice", column=name, cure="leave one out")
    return [*faults, *twice]
