"""Newton's method on the equations of the traffic equilibrium: one sparse factorisation a step.

Access at the reference node, welfare and the sums over all nodes are kept out of the sparse matrix and
put around it as a border of four rows and columns, so that the factors stay as sparse as the network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array

from corridor.errors import SolveError
from corridor.geography.factors import Factors, factorised
from corridor.geography.system import Equations, System, evaluate, jacobian
from corridor.types import Floats

LARGEST_STEP = 3.0
"""Largest change of a logarithm in one step."""
GROWTH_ALLOWED = 10.0
"""A step may raise the largest gap by this factor: Newton's path to the solution is not monotone."""
SMALLEST_FRACTION = 2.0**-12
"""A step cut below this fraction of itself has failed."""


@dataclass(frozen=True, slots=True)
class TrafficSettings:
    """How the equilibrium is sought. They are stored in every result."""

    tolerance: float = 1e-11
    """Largest gap between the logarithms of both sides of an equation."""
    max_iterations: int = 40


@dataclass(frozen=True, eq=False)
class Bordered:
    """The matrix `[matrix, -columns; rows, corner]`, factorised."""

    matrix: csc_array
    inner: Factors
    """Of `matrix`."""
    rows: Floats
    columns: Floats
    corner: Floats
    inner_columns: Floats
    """The inner matrix's inverse on the columns."""

    def solve(self, inner: Floats, border: Floats) -> tuple[Floats, Floats]:
        """Return the solution for a right side in two parts."""
        first = self.inner.solve(inner)
        small = self.corner + self.rows @ self.inner_columns
        held = np.asarray(np.linalg.solve(small, border - self.rows @ first), dtype=np.float64)
        return first + self.inner_columns @ held, held

    def solve_transposed(self, inner: Floats, border: Floats) -> tuple[Floats, Floats]:
        """Return the solution with the transposed matrix."""
        first = self.inner.solve_transposed(inner)
        turned = self.inner.solve_transposed(self.rows.T)
        small = self.corner.T + self.columns.T @ turned
        held = np.asarray(np.linalg.solve(small, border + self.columns.T @ first), dtype=np.float64)
        return first - turned @ held, held

    def transposed(self, inner: Floats, border: Floats) -> tuple[Floats, Floats]:
        """Return the product with the transposed matrix, of a vector in two parts."""
        above = np.asarray(self.matrix.T @ inner, dtype=np.float64) + self.rows.T @ border
        return above, self.corner.T @ border - self.columns.T @ inner


def bordered(system: System, state: Equations) -> Bordered:
    """Return the factorised derivatives of all equations.

    Inner rows of the reference node hold its `p` and `q`. Border unknowns: those two, a slack on every
    equation of `Q` (one follows from the others by Walras' law, so the slack ends at zero) and `ln W`;
    border rows: the reference's two equations, income, and labour where it moves.
    """
    n, r, local = system.nodes, system.reference, system.local
    matrix, by_welfare = jacobian(system, state)
    held = np.array([r, n + r])
    columns = np.zeros((2 * n, 4 if system.mobile else 3))
    columns[n:, 2] = -1.0
    rows = np.zeros((columns.shape[1], 2 * n))
    corner = np.zeros((len(rows), len(rows)))
    corner[1, 2] = 1.0
    rows[:2] = matrix.tocsr()[held, :].toarray()
    rows[2] = np.concatenate([local.income[0] * state.income_share, local.income[1] * state.income_share])
    if system.mobile:
        rows[3] = np.concatenate([local.labour[0] * state.labour_share, local.labour[1] * state.labour_share])
        columns[:, 3] = -by_welfare
        corner[:, 3] = [*by_welfare[held], local.income[2], local.labour[2]]
    columns[held, :] = 0.0
    columns[held, [0, 1]] = 1.0
    kept = _hold(matrix, held)
    lu = factorised(kept)
    return Bordered(kept, lu, rows, columns, corner, lu.solve(columns))


def newton(system: System, start: Floats, settings: TrafficSettings) -> tuple[Floats, Equations, int]:
    """Return unknowns at which all equations hold, the state there, and the number of steps.

    Raises
    ------
    SolveError
        The tolerance was not met; the message says by how much.

    """
    unknown = normalised(system, start)
    state = evaluate(system, unknown)
    residual = state.residual
    for iteration in range(settings.max_iterations):
        if residual <= settings.tolerance:
            return unknown, state, iteration
        step = _step(system, state)
        fraction = min(1.0, LARGEST_STEP / max(float(np.max(np.abs(step))), 1e-300))
        while fraction >= SMALLEST_FRACTION:
            trial = unknown + fraction * step
            trial_state = evaluate(system, trial)
            trial_residual = trial_state.residual
            if trial_residual < GROWTH_ALLOWED * residual:
                break
            fraction *= 0.5
        else:
            break
        unknown, state, residual = trial, trial_state, trial_residual
    if residual <= settings.tolerance:
        return unknown, state, settings.max_iterations
    raise SolveError(
        f"The traffic equilibrium ended with a gap of {residual:.1e}; "
        f"the tolerance is {settings.tolerance:.1e}. Approach large changes in steps, lower the spillovers "
        "or the congestion elasticity, or allow more iterations in the settings."
    )


def normalised(system: System, unknown: Floats) -> Floats:
    """Return the unknowns rescaled so that income and labour have their totals (homogeneity)."""
    n, theta = system.nodes, system.theta
    state = evaluate(system, unknown)
    access = np.zeros(2 * n + 1)
    labour = state.gap_labour if system.mobile else 0.0
    money = state.gap_income - labour
    access[:n] = theta * money - labour * theta * system.local.feedback
    access[n : 2 * n] = -(1.0 + theta) * money - labour * (1.0 - theta * system.local.feedback)
    access[2 * n] = -labour * system.scale_elasticity
    return unknown + access


def _step(system: System, state: Equations) -> Floats:
    n, r = system.nodes, system.reference
    inner = -np.concatenate([state.gap_in, state.gap_out])
    inner[[r, n + r]] = 0.0
    border = -np.array([state.gap_in[r], state.gap_out[r], state.gap_income, state.gap_labour])
    step = np.full(2 * n + 1, np.nan)
    try:
        matrix = bordered(system, state)
    except RuntimeError as singular:
        raise SolveError(
            "The equations of the traffic equilibrium have no unique solution nearby (a singular matrix). "
            "Lower the spillovers, or let labour stay where it is."
        ) from singular
    step[: 2 * n], held = matrix.solve(inner, border[: len(matrix.rows)])
    step[2 * n] = held[3] if system.mobile else 0.0
    return step


def _hold(matrix: csc_array, held: NDArray[np.int64]) -> csc_array:
    """Return the matrix with the held rows replaced by those of the identity."""
    entries = coo_array(matrix)
    keep = ~np.isin(entries.row, held)
    rows = np.concatenate([entries.row[keep], held])
    columns = np.concatenate([entries.col[keep], held])
    values = np.concatenate([entries.data[keep], np.ones(len(held))])
    return coo_array((values, (rows, columns)), shape=matrix.shape).tocsc()
