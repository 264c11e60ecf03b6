"""The equations of a Newton step without the blocks' own variables: a sparse matrix with a border."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import SuperLU, splu

from corridor.planner.program import Derivatives, Frame, Program
from corridor.types import Flags, Floats, Ints

FIRMNESS = 1e-11
"""Added to the scaled curvature of blocks: bundles of goods have none in the direction of more of all.
It changes steps a little and the point where they end not at all."""


@dataclass(frozen=True, eq=False)
class Pattern:
    """Where products of blocks add up: made once, used in every step."""

    indptr: Ints
    indices: Ints
    position: tuple[Ints, ...]
    """Of each kind's products, into the entries of the sparse matrix, the border's rows, or nowhere."""
    diagonal: Ints
    place: Ints
    """Row of the program to row in the order of elimination."""
    border: int
    rows: int

    @property
    def entries(self) -> int:
        """Entries of the sparse matrix."""
        return self.indices.size


def pattern_of(program: Program) -> Pattern:
    """Return where the products of all blocks add up."""
    m, b = program.border, program.rows - program.border
    place = np.arange(program.rows)
    place[program.order] = np.arange(m)
    pairs = []
    for kind in program.kinds:
        at = place[kind.frame.rows]
        rows, columns = np.broadcast_arrays(at[:, :, None], at[:, None, :])
        pairs.append((rows.ravel(), columns.ravel()))
    keys = [np.where((r < m) & (c < m), c * m + r, -1) for r, c in pairs]
    own = np.arange(m) * m + np.arange(m)
    unique = np.unique(np.concatenate([*keys, own]))
    unique = unique[unique >= 0]
    indptr = np.searchsorted(unique, np.arange(m + 1) * m)
    nowhere = unique.size + b * program.rows
    position = []
    for (rows, columns), key in zip(pairs, keys, strict=True):
        inside = np.searchsorted(unique, key)
        edge = unique.size + (rows - m) * program.rows + columns
        position.append(np.where(key >= 0, inside, np.where(rows >= m, edge, nowhere)))
    diagonal = np.searchsorted(unique, own)
    return Pattern(indptr, unique % m, tuple(position), diagonal, place, m, program.rows)


@dataclass(frozen=True, eq=False)
class Factors:
    """The matrix of a step, factorised."""

    inner: SuperLU
    rows: Floats
    """The border, [row of the border, row inside]."""
    corner: Floats
    turned: Floats
    place: Ints

    def solve(self, right: Floats) -> Floats:
        """Return the solution, in the order of the program's rows."""
        m = self.rows.shape[1]
        ordered = np.empty_like(right)
        ordered[self.place] = right
        first = np.asarray(self.inner.solve(ordered[:m]), dtype=np.float64)
        held = self._corner(ordered[m:] - self.rows @ first)
        solution = np.concatenate([first - self.turned @ held, held])
        return np.asarray(solution[self.place], dtype=np.float64)

    def _corner(self, right: Floats) -> Floats:
        small = self.corner - self.rows @ self.turned
        size = 1.0 / np.sqrt(np.maximum(np.abs(np.diag(self.corner)), 1e-300))
        return np.asarray(
            np.linalg.solve(size[:, None] * small * size, right * size) * size, dtype=np.float64
        )


def factorised(
    pattern: Pattern, products: Sequence[Floats], diagonal: Floats, extra: tuple[Ints, Ints, Floats]
) -> Factors:
    """Return the factors of the summed products, a diagonal, and a few symmetric entries beside."""
    m, b = pattern.border, pattern.rows - pattern.border
    length = pattern.entries + b * pattern.rows + 1
    total = np.zeros(length)
    for position, product in zip(pattern.position, products, strict=True):
        total += np.bincount(position, product.ravel(), length)
    data = total[: pattern.entries]
    edge = total[pattern.entries : -1].reshape(b, pattern.rows)
    ordered = np.empty(pattern.rows)
    ordered[pattern.place] = diagonal
    data[pattern.diagonal] += ordered[:m]
    edge[np.arange(b), m + np.arange(b)] += ordered[m:]
    rows, columns, values = extra
    np.add.at(edge, (pattern.place[columns] - m, pattern.place[rows]), values)
    matrix = csc_array((data, pattern.indices, pattern.indptr), shape=(m, m))
    options = {"SymmetricMode": True}
    inner = splu(matrix, permc_spec="NATURAL", diag_pivot_thresh=0.0, options=options)
    outside = edge[:, :m].copy()
    turned = np.asarray(inner.solve(outside.T.copy()), dtype=np.float64)
    return Factors(inner, outside, edge[:, m:].copy(), turned, pattern.place)


@dataclass(frozen=True, eq=False)
class Condensed:
    """Blocks of one kind, ready to be eliminated."""

    inverse: Floats
    """[block, variable, variable]"""
    jacobian: Floats
    """Over rows that count and variables that move, [block, slot, variable]."""

    @property
    def product(self) -> Floats:
        """What the blocks leave in the rows, [block, slot, slot]."""
        return np.asarray(self.jacobian @ self.inverse @ self.jacobian.transpose(0, 2, 1), dtype=np.float64)


def condensed(frame: Frame, counted: Flags, at: Derivatives, barrier: Floats) -> Condensed:
    """Return the blocks of one kind with what their bounds add to their curvature."""
    moving = frame.moving
    jacobian = np.where(moving[:, None, :] & counted[frame.rows][:, :, None], at.jacobian, 0.0)
    matrix = np.where(moving[:, :, None] & moving[:, None, :], at.curvature, 0.0)
    own = np.arange(matrix.shape[1])
    matrix[:, own, own] = np.where(moving, matrix[:, own, own] + barrier, 1.0)
    size = 1.0 / np.sqrt(matrix[:, own, own])
    scaled = matrix * size[:, :, None] * size[:, None, :]
    scaled[:, own, own] += FIRMNESS
    inverse = np.linalg.inv(scaled)
    return Condensed(inverse * size[:, :, None] * size[:, None, :], jacobian)
