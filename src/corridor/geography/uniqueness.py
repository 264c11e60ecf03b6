"""Whether theory says that the equilibrium is the only one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array

from corridor.geography.problem import TrafficProblem

SYMMETRY = 1e-12
"""Largest relative difference between the two directions of a symmetric network."""


@dataclass(frozen=True, slots=True)
class Uniqueness:
    """What is known. Not covered by the theory does not mean that there are several."""

    assured: bool
    statement: str


def uniqueness(problem: TrafficProblem) -> Uniqueness:
    """Return whether the equilibrium is known to be unique, in words.

    Mobile labour: Allen & Arkolakis (2022), proposition 1: alpha and beta in [-1, 1], the same cost in
    both directions of every link, and alpha + beta <= 0. Labour that stays, without congestion: demand
    is of gross substitutes (Alvarez & Lucas 2007), unique for any theta > 0.
    """
    alpha, beta = problem.productivity_spillover, problem.amenity_spillover
    if not problem.mobile:
        if problem.congestion == 0.0:
            return Uniqueness(
                assured=True, statement="unique: labour stays, no congestion, goods are gross substitutes"
            )
        return Uniqueness(
            assured=False, statement="not covered by the theory: labour stays and there is congestion"
        )
    broken = []
    if abs(alpha) > 1.0 or abs(beta) > 1.0:
        broken.append("alpha and beta must lie in [-1, 1]")
    if alpha + beta > 0.0:
        broken.append(f"alpha + beta = {alpha + beta:g} must not be positive")
    if not _symmetric(problem):
        broken.append("costs differ between the directions of a link")
    if not np.all(problem.settled):
        broken.append("some nodes are junctions where nobody lives")
    if broken:
        reasons = "; ".join(broken)
        statement = f"not covered by proposition 1 of Allen & Arkolakis (2022): {reasons}"
        return Uniqueness(assured=False, statement=statement)
    statement = "unique: proposition 1 of Allen & Arkolakis (2022), alpha + beta <= 0 on a symmetric network"
    return Uniqueness(assured=True, statement=statement)


def _symmetric(problem: TrafficProblem) -> bool:
    n = problem.productivity.size
    weight = problem.iceberg_cost**-problem.trade_elasticity
    K = coo_array((weight, (problem.tail, problem.head)), shape=(n, n)).tocsr()
    difference = abs(K - K.T)
    return bool(difference.nnz == 0 or difference.max() <= SYMMETRY * weight.max())
