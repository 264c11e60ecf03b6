"""Expenditure and final spending that follow from shares and value added."""

from __future__ import annotations

import numpy as np
from scipy.sparse.linalg import LinearOperator, gmres

from corridor.errors import Fault, InputError, SolveError
from corridor.types import Floats

DENSE_LIMIT = 4000
"""Unknowns up to which the system is solved directly."""
TOLERANCE = 1e-13
MAX_ROUNDS = 2000
ROUNDING = 4.0 * np.finfo(float).eps


def final_spending(
    sales_share: Floats,
    consumption_share: Floats,
    value_added_share: Floats,
    input_share: Floats,
    value_added: Floats,
) -> tuple[Floats, Floats]:
    """Return final spending [region] and expenditure [region, sector] that close the accounts.

    Solves `X_js = alpha_js I_j + sum_k gamma_jsk Y_jk`, `Y_is = sum_j sales_share_ijs X_js` and
    `VA_i = sum_s beta_is Y_is` for `X` and `I`: as many equations as unknowns.

    Parameters
    ----------
    sales_share
        Trade shares over one plus the tariff, [origin, destination, sector].
    consumption_share, value_added_share
        [region, sector].
    input_share
        [region, input sector, using sector].
    value_added
        [region].

    """
    n, s = consumption_share.shape
    active = value_added > 0.0

    def gap(unknown: Floats) -> Floats:
        spending = unknown[:n]
        expenditure = unknown[n:].reshape(n, s)
        output = np.einsum("ods,ds->os", sales_share, expenditure)
        bought = consumption_share * spending[:, None] + np.einsum("jks,js->jk", input_share, output)
        earned = np.where(active, (value_added_share * output).sum(axis=1), spending)
        return np.concatenate([earned, (expenditure - bought).ravel()])

    right = np.concatenate([np.where(active, value_added, 0.0), np.zeros(n * s)])
    size = n * (s + 1)
    if size <= DENSE_LIMIT:
        matrix = np.array([gap(row) for row in np.eye(size)]).T
        try:
            unknown = np.linalg.solve(matrix, right)
        except np.linalg.LinAlgError as singular:
            message = "these shares give the same value added whatever regions spend"
            cure = "say what they spend: `Economy.from_spending`"
            raise InputError(
                [Fault(file="economy", message=message, column="trade_share", cure=cure)]
            ) from singular
    else:
        start = np.concatenate([value_added, (consumption_share * value_added[:, None]).ravel()])
        operator = LinearOperator((size, size), matvec=gap, dtype=float)
        unknown, failed = gmres(operator, right, x0=start, rtol=TOLERANCE, restart=120, maxiter=20)
        if failed:
            raise SolveError("The accounts could not be closed: no spending gives the stated value added.")
    return unknown[:n], unknown[n:].reshape(n, s)


def expenditure_of(
    spending: Floats, sales_share: Floats, consumption_share: Floats, input_share: Floats
) -> Floats:
    """Return expenditure [region, sector] that serves this final spending and the inputs it causes.

    The Leontief series `X = alpha I + Gamma Y(X)`, summed until it stops changing; it converges
    because every sector adds value. Arguments as in `final_spending`.
    """
    sector_first = np.ascontiguousarray(np.moveaxis(sales_share, 2, 0))
    final: Floats = consumption_share * spending[:, None]
    expenditure = final
    for _ in range(MAX_ROUNDS):
        output = np.matmul(sector_first, expenditure.T[:, :, None])[:, :, 0].T
        new: Floats = final + np.einsum("jks,js->jk", input_share, output)
        settled = np.max(np.abs(new - expenditure)) <= ROUNDING * np.max(np.abs(new))
        expenditure = new
        if settled:
            return expenditure
    raise SolveError("The input-output structure does not converge: some sector adds no value.")
