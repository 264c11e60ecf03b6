"""A concave program made of many small blocks that meet in shared rows: its parts, without their meaning.

    maximise  sum_b f_b(x_b) + h(u)   subject to   sum_b g_b(x_b, u) + constant >= 0,   lower <= x <= upper

Every block has the same few variables and touches the same few rows, so that its algebra is done for all
blocks at once. The last rows are the border: they touch many blocks. The last of those belong to `u`, which
is shared by many blocks (utility where people move); their value is the derivative of the Lagrangian by `u`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from corridor.types import Flags, Floats, Ints


@dataclass(frozen=True, eq=False)
class Frame:
    """Where blocks of one kind stand."""

    rows: Ints
    """Row that each slot of a block touches, [block, slot]."""
    lower: Floats
    """[block, variable]"""
    upper: Floats
    moving: Flags
    """Variables that are sought, [block, variable]; the others stay as they start."""
    shared_slots: tuple[int, int] = (0, 0)
    """Slot of the constraint that `u` enters, and slot of `u`; twice the same where there is none."""


@dataclass(frozen=True, eq=False)
class Derivatives:
    """A kind of blocks at a point; entries of variables that do not move count as well."""

    objective: float
    gradient: Floats
    """Of `f`, [block, variable]."""
    value: Floats
    """`g`, [block, slot]."""
    jacobian: Floats
    """Of `g`, [block, slot, variable]."""
    curvature: Floats
    """Of `-(f + price g)`, positive semidefinite, [block, variable, variable]."""
    by_shared: Floats
    """Derivative of the constraint by `u`, [block]; empty where there is none."""


class Kind(Protocol):
    """Blocks of one kind."""

    @property
    def frame(self) -> Frame:
        """Where they stand."""
        ...

    def evaluate(self, x: Floats, price: Floats, shared: Floats) -> Derivatives:
        """Return values and derivatives at variables, prices of their slots and what is shared."""
        ...


@dataclass(frozen=True, eq=False)
class Program:
    """All blocks and rows."""

    kinds: tuple[Kind, ...]
    constant: Floats
    """[row]"""
    alive: Flags
    """Rows that stand for a constraint, [row]; others are idle, and those of `u` have no price."""
    equal: Flags
    """Live rows that must be zero, [row], with prices of either sign; the others may be above."""
    border: int
    """First row of the border."""
    scale: Floats
    """Size of a row's quantities, [row]."""
    shared_weight: Floats
    """People that share each `u`, [u]; empty where nothing is shared."""
    shared_curvature: float
    """`h = weight u ** (1 - curvature) / (1 - curvature)`."""
    order: Ints
    """Rows before the border, in the order in which they are eliminated."""

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.constant.size

    @cached_property
    def lower(self) -> Floats:
        """Lower bounds of all variables, one kind of blocks after the other."""
        return np.concatenate([kind.frame.lower.ravel() for kind in self.kinds])

    @cached_property
    def upper(self) -> Floats:
        """Upper bounds of all variables."""
        return np.concatenate([kind.frame.upper.ravel() for kind in self.kinds])

    @cached_property
    def moving(self) -> Flags:
        """Variables that are sought."""
        return np.concatenate([kind.frame.moving.ravel() for kind in self.kinds])

    @cached_property
    def bounded(self) -> Flags:
        """Variables that are sought and have an upper bound."""
        return self.moving & np.isfinite(self.upper)

    def split(self, flat: Floats) -> list[Floats]:
        """Return what belongs to all variables by kind, [block, variable]."""
        shapes = [kind.frame.lower.shape for kind in self.kinds]
        ends = np.cumsum([blocks * variables for blocks, variables in shapes])[:-1]
        return [part.reshape(shape) for part, shape in zip(np.split(flat, ends), shapes, strict=True)]

    def gathered(self, parts: Sequence[Floats]) -> Floats:
        """Return sums over blocks of what their slots give to each row, [row]."""
        total = np.zeros(self.rows)
        for kind, part in zip(self.kinds, parts, strict=True):
            total += np.bincount(kind.frame.rows.ravel(), part.ravel(), self.rows)
        return total

    @property
    def first_shared(self) -> int:
        """First row that belongs to `u`."""
        return self.rows - self.shared_weight.size

    @property
    def counted(self) -> Flags:
        """Rows of the equations of a step: live ones and those of `u`, [row]."""
        return self.alive | (np.arange(self.rows) >= self.first_shared)

    @property
    def slackened(self) -> Flags:
        """Live rows that may be above zero, [row]."""
        return self.alive & ~self.equal

    def shared_objective(self, u: Floats) -> float:
        """Return `h`."""
        if self.shared_curvature == 1.0:
            return float(self.shared_weight @ np.log(u))
        power = 1.0 - self.shared_curvature
        return float(self.shared_weight @ u**power / power)
