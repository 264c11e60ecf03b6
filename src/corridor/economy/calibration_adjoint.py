"""How calibrated trade responds to trade costs: the adjoint of balancing a trade matrix.

Trade that meets given rows, columns and country pairs, `f_ij = a_i k_ij phi_cd b_j`, moves with its kernel by

    df = f (dln k - r_i - c_j - b_cd)

where the fixed effects keep all totals: a weighted projection, whose transpose is one as well.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from corridor.economy.calibrate import Frame
from corridor.errors import SolveError
from corridor.types import Floats

TOLERANCE = 1e-13
"""Largest change of a fixed effect in a round, relative to the largest derivative."""

MAX_ROUNDS = 5_000


def by_log_kernel(flows: Floats, frame: Frame, by_flow: Floats) -> Floats:
    """Return derivatives by the log of the kernel, [origin, destination], from those by flows.

    Parameters
    ----------
    flows
        The balanced matrix at basic prices, [origin, destination] US$/year.
    frame
        The totals it meets.
    by_flow
        Derivatives of an outcome by each flow, [origin, destination].

    Raises
    ------
    SolveError
        The fixed effects do not settle.

    """
    n, countries = len(flows), len(frame.blocks)
    member = csr_array((np.ones(n), (frame.country, np.arange(n))), shape=(countries, n))
    taxed = flows * frame.wedge[np.ix_(frame.country, frame.country)]
    pair = np.ix_(frame.country, frame.country)
    rows, columns, blocks = np.zeros(n), np.zeros(n), np.zeros((countries, countries))
    scale = max(float(np.abs(by_flow).max(initial=0.0)), np.finfo(float).tiny)
    row_sums, column_sums, block_sums = flows.sum(axis=1), taxed.sum(axis=0), _paired(member, flows)
    held = flows * by_flow
    for _ in range(MAX_ROUNDS):
        spread = flows * blocks[pair]
        new_rows = _ratio(held.sum(axis=1) - taxed @ columns - spread.sum(axis=1), row_sums)
        new_columns = _ratio(held.sum(axis=0) - flows.T @ new_rows - spread.sum(axis=0), column_sums)
        rest = held - flows * new_rows[:, None] - taxed * new_columns[None, :]
        new_blocks = _ratio(_paired(member, rest), block_sums)
        change = max(
            float(np.abs(new - old).max())
            for new, old in ((new_rows, rows), (new_columns, columns), (new_blocks, blocks))
        )
        rows, columns, blocks = new_rows, new_columns, new_blocks
        if change <= TOLERANCE * scale:
            result: Floats = rest - flows * blocks[pair]
            return result
    raise SolveError(f"Fixed effects of trade did not settle in {MAX_ROUNDS} rounds (change {change:.1e}).")


def _paired(member: csr_array, matrix: Floats) -> Floats:
    """Return sums over country pairs, [origin country, destination country]."""
    half: Floats = np.asarray(member @ matrix)
    whole: Floats = np.asarray(member @ np.ascontiguousarray(half.T))
    return whole.T


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0.0)
