"""What every link is worth in the traffic equilibrium: one transposed solve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.geography.equilibrium import TrafficEquilibrium, level_system
from corridor.geography.newton import bordered
from corridor.geography.system import System, evaluate
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class TrafficValues:
    """Elasticities of welfare to a cheaper link, beside what the link carries."""

    welfare_elasticity: Floats
    """`-d ln W / d ln kappa0`, [link]: per cent of welfare for one per cent of the cost before congestion."""
    traffic_share: Floats
    """Traffic over world income, [link]: the same where nothing spills over and nothing is crowded."""
    residual: float
    """Of the transposed equations, relative to the largest entry of the right side."""


def traffic_values(solution: TrafficEquilibrium) -> TrafficValues:
    """Return the value of every link (Allen & Arkolakis 2022, section 5) by one transposed solve.

    The equations' derivatives are factorised once at the solution; all links follow from one solve with the
    transpose. Where labour stays, welfare is the mean of real income over all workers.
    """
    problem = solution.problem
    access = np.log(solution.inward_access), np.log(solution.outward_access)
    system = level_system(problem, int(np.argmax(access[0] + access[1])))
    log_welfare = float(np.log(solution.welfare)) if problem.mobile else 0.0
    state = evaluate(system, np.concatenate([*access, [log_welfare]]))
    matrix = bordered(system, state)
    inner, border = _outcome(solution, system, len(matrix.rows))
    first, held = matrix.solve_transposed(inner, border)
    n, r = system.nodes, system.reference
    price_in, price_out = first[:n].copy(), first[n:].copy()
    price_in[r], price_out[r] = held[0], held[1]
    moved = price_in[system.head] * state.link_in + price_out[system.tail] * state.link_out
    back = matrix.transposed(first, held)
    gap = max(float(np.max(np.abs(back[0] - inner))), float(np.max(np.abs(back[1] - border))))
    return TrafficValues(
        welfare_elasticity=system.response * moved,
        traffic_share=solution.traffic / solution.income.sum(),
        residual=gap / max(float(np.max(np.abs(inner))), float(np.max(np.abs(border)))),
    )


def _outcome(solution: TrafficEquilibrium, system: System, borders: int) -> tuple[Floats, Floats]:
    """Return derivatives of log welfare by `[p, q]` and by the unknowns of the border."""
    inner, border = np.zeros(2 * system.nodes), np.zeros(borders)
    if system.mobile:
        border[3] = 1.0
        return inner, border
    weight = solution.real_income * solution.labour
    weight = weight / weight.sum()
    inner[: system.nodes] = weight * (system.local.wage[0] + 1.0 / system.theta)
    inner[system.nodes :] = weight * system.local.wage[1]
    return inner, border
