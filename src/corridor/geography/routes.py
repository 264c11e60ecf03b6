"""The sum over all routes of a network: finite or not, and its sparse factors."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array, csc_array, eye_array

from corridor.errors import SolveError
from corridor.geography.factors import Factors, factorised
from corridor.geography.problem import TrafficProblem
from corridor.types import Floats


def route_factors(problem: TrafficProblem, weight: Floats) -> tuple[Factors, csc_array, float]:
    """Return factors of `I - K`, `K` with `weight` on links, and a bound below one of its spectral radius.

    `I - K` has a non-negative inverse exactly when the spectral radius is below one; then
    `x = (I - K)^-1 1` is positive and `1 - 1 / max x` bounds it (Collatz & Wielandt).

    Raises
    ------
    SolveError
        The sum over all routes is infinite.

    """
    n = problem.productivity.size
    K = coo_array((weight, (problem.tail, problem.head)), shape=(n, n)).tocsc()
    try:
        factors = factorised(csc_array(eye_array(n, format="csc") - K))
        reach = factors.solve(np.ones(n))
    except RuntimeError:
        reach = np.full(n, -1.0)
    if not (np.all(np.isfinite(reach)) and float(reach.min()) >= 1.0 - 1e-9):
        raise SolveError(
            "Links are too cheap for the trade elasticity: with kappa ** -theta on links, routes that go "
            "round in circles add up without end (the spectral radius of K is one or more). Raise the "
            "iceberg costs or the trade elasticity: costs above d ** (1 / theta) on all d links out of a "
            "node are safe."
        )
    return factors, K, 1.0 - 1.0 / float(reach.max())
