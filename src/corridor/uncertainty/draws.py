"""Futures: draw k of several uncertain numbers is the same on every machine and in every batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import stats
from scipy.stats import qmc

from corridor.errors import Faults, raise_if
from corridor.types import Floats
from corridor.uncertainty.distributions import Distribution, problems

LEAST_EIGENVALUE = 1e-10
"""Of a matrix of correlations."""

EDGE = 2.0**-40
"""Probabilities stay so far from 0 and 1, where quantiles may be infinite."""


@dataclass(frozen=True, eq=False)
class Futures:
    """Uncertain numbers, how they go together, and the sequence that they are drawn by.

    Points are Sobol's (1967) with Owen's scrambling (scipy's `qmc.Sobol`), joined by a Gaussian copula with
    `correlation` between pairs of names; pairs that are not named are independent.

    Raises
    ------
    InputError
        Of the distributions and correlations, every fault.

    """

    distributions: tuple[Distribution, ...]
    correlation: Mapping[tuple[str, str], float] = field(default_factory=dict)
    seed: int = 2023
    file: str = "distributions"

    def __post_init__(self) -> None:
        raise_if([*problems(self.distributions, self.file), *self._problems()])

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names in the order of columns."""
        return tuple(one.name for one in self.distributions)

    def draw(self, first: int, count: int) -> Floats:
        """Return futures `first` to `first + count`, counted from 0, [future, number]."""
        return self.values(self.points(first, count))

    def points(self, first: int, count: int) -> Floats:
        """Return independent probabilities of futures, [future, number], in (0, 1)."""
        sequence = qmc.Sobol(len(self.distributions), scramble=True, rng=self.seed)
        if first:
            sequence.fast_forward(first)
        found = sequence.random(1 << max(count - 1, 0).bit_length())[:count]  # scipy asks for powers of two
        return np.clip(found, EDGE, 1.0 - EDGE)

    def values(self, points: Floats) -> Floats:
        """Return the numbers at independent probabilities, [future, number]."""
        if any(self.correlation.values()):
            root = np.linalg.cholesky(self.matrix)
            # not `@`: its last digits depend on how many rows it is given
            deviates = np.einsum("fk,nk->fn", stats.norm.ppf(points), root, optimize=False)
            points = np.clip(stats.norm.cdf(deviates), EDGE, 1.0 - EDGE)
        columns = [one.quantile(points[:, k]) for k, one in enumerate(self.distributions)]
        return np.column_stack(columns) if columns else points

    @property
    def matrix(self) -> Floats:
        """Return the correlations of the copula, [number, number]."""
        place = {name: k for k, name in enumerate(self.names)}
        found = np.eye(len(place))
        for (one, other), value in self.correlation.items():
            found[place[one], place[other]] = found[place[other], place[one]] = value
        return found

    def _problems(self) -> Faults:
        faults = Faults(self.file)
        known = set(self.names)
        for pair, value in self.correlation.items():
            said = {"column": " and ".join(pair), "value": value, "cure": "correct the correlation"}
            strange = [name for name in pair if name not in known]
            faults.check(not strange, f"no such number: {', '.join(strange)}", **said)
            faults.check(pair[0] != pair[1], "of a number with itself", **said)
            faults.check(-1.0 < value < 1.0, "is no correlation", allowed="between -1 and 1", **said)
        if not faults and self.correlation:
            least = float(np.linalg.eigvalsh(self.matrix)[0])
            message = "the correlations contradict each other: their matrix is not positive definite"
            cure = "make the largest correlations smaller"
            faults.check(
                least > LEAST_EIGENVALUE, message, value=f"{least:.3g}", allowed="above 0", cure=cure
            )
        return faults


def grouped(names: Sequence[str], group: str, value: float) -> dict[tuple[str, str], float]:
    """Return the same correlation between every two of the names that begin with `group`."""
    found = [name for name in names if name.startswith(group)]
    return {(one, other): value for k, one in enumerate(found) for other in found[k + 1 :]}
