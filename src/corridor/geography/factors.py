"""Sparse factors of a matrix, for solves with it and with its transpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu

from corridor.types import Floats


@dataclass(frozen=True, slots=True)
class Factors:
    """A factorised sparse matrix (SuperLU)."""

    lu: Any

    def solve(self, right: Floats) -> Floats:
        """Return the solution for one right side, or for every column of several."""
        return np.asarray(self.lu.solve(right), dtype=np.float64)

    def solve_transposed(self, right: Floats) -> Floats:
        """Return the solution with the transposed matrix."""
        return np.asarray(self.lu.solve(np.ascontiguousarray(right), trans="T"), dtype=np.float64)


def factorised(matrix: csc_array) -> Factors:
    """Return sparse factors of a matrix whose pattern is nearly symmetric.

    Minimum degree on the pattern of the matrix plus its transpose: far sparser on networks than the
    default column ordering. `RuntimeError` where the matrix is singular.
    """
    options = {"SymmetricMode": True}
    return Factors(splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.01, options=options))
