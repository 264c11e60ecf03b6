"""Links of a design: flows both ways, infrastructure, what congestion takes (Fajgelbaum & Schaal 2020).

With `T = delta_tau Q ** (1 + beta) / I ** gamma` a node that sends `Q` of a good gives up `Q + T` of it
(own-good congestion), or gives up `Q` of the good and `T` of the bundle of goods (cross-good congestion),
where `Q = (sum_n Q_n ** nu) ** (1 / nu)` in `T`. `T` is convex in flow and infrastructure together if
`gamma <= beta`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor.network.design.program import Derivatives, Frame

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Technology:
    """How congestion works."""

    beta: float
    gamma: float
    nu: float
    cross: bool

    @property
    def coupling(self) -> float:
        """What the mixed derivative of `T` by flow and infrastructure is scaled by.

        One where `T` is convex; else so much below that the matrix of second derivatives is not negative in
        any direction. The steps change, the point at which they end does not.
        """
        ratio = self.beta * (1.0 + self.gamma) / (self.gamma * (1.0 + self.beta))
        return float(min(1.0, ratio**0.5))


@dataclass(frozen=True, eq=False)
class Links:
    """All links. Variables: flows from tail to head by good, flows back, infrastructure.

    Slots: goods at the tail, goods at the head, [the bundle at both,] the budget.
    """

    frame: Frame
    delta_tau: Floats
    """[link, way]"""
    delta_I: Floats  # noqa: N815 - as in the paper
    technology: Technology
    goods: int

    def evaluate(self, x: Floats, price: Floats, shared: Floats) -> Derivatives:  # noqa: ARG002
        """Return values and derivatives."""
        n, links = self.goods, len(x)
        flow = x[:, : 2 * n].reshape(links, 2, n)
        value = np.zeros((links, self.frame.rows.shape[1]))
        jacobian = np.zeros((*value.shape, x.shape[1]))
        curvature = np.zeros((links, x.shape[1], x.shape[1]))
        good = np.arange(n)
        for way, (start, end) in enumerate(((0, n), (n, 0))):
            value[:, start + good] -= flow[:, way]
            value[:, end + good] += flow[:, way]
            jacobian[:, start + good, way * n + good] -= 1.0
            jacobian[:, end + good, way * n + good] += 1.0
        add = self._cross if self.technology.cross else self._own
        for way in (0, 1):
            add(x, price, way, (value, jacobian, curvature))
        value[:, -1] = -self.delta_I * x[:, -1]
        jacobian[:, -1, -1] = -self.delta_I
        return Derivatives(0.0, np.zeros_like(x), value, jacobian, curvature, np.empty(0))

    def _own(self, x: Floats, price: Floats, way: int, out: tuple[Floats, Floats, Floats]) -> None:
        value, jacobian, curvature = out
        tech, n, I = self.technology, self.goods, x[:, -1:]
        place = way * n + np.arange(n)
        Q = x[:, place]
        per_unit = self.delta_tau[:, way, None] * Q**tech.beta / I**tech.gamma
        taken = per_unit * Q
        value[:, place] -= taken
        jacobian[:, place, place] -= (1.0 + tech.beta) * per_unit
        jacobian[:, place, -1] += tech.gamma * taken / I
        paid = price[:, place] * per_unit
        curvature[:, place, place] = tech.beta * (1.0 + tech.beta) * paid / Q
        mixed = -tech.coupling * tech.gamma * (1.0 + tech.beta) * paid / I
        curvature[:, place, -1] = mixed
        curvature[:, -1, place] = mixed
        curvature[:, -1, -1] += (tech.gamma * (1.0 + tech.gamma) * paid * Q / I**2).sum(axis=1)

    def _cross(self, x: Floats, price: Floats, way: int, out: tuple[Floats, Floats, Floats]) -> None:
        value, jacobian, curvature = out
        tech, n, I = self.technology, self.goods, x[:, -1]
        place = way * n + np.arange(n)
        slot, nu, power = 2 * n + way, tech.nu, (1.0 + tech.beta) / tech.nu
        Q = x[:, place]
        mass = (Q**nu).sum(axis=1)
        taken = self.delta_tau[:, way] * mass**power / I**tech.gamma
        value[:, slot] -= taken
        slope = nu * Q ** (nu - 1.0) / mass[:, None]
        by_flow = power * taken[:, None] * slope
        jacobian[:, slot, place] = -by_flow
        jacobian[:, slot, -1] = tech.gamma * taken / I
        paid = price[:, slot] * taken
        block = (paid * power * (power - 1.0))[:, None, None] * slope[:, :, None] * slope[:, None, :]
        diagonal = np.arange(n)
        own = nu * (nu - 1.0) * Q ** (nu - 2.0) / mass[:, None]
        block[:, diagonal, diagonal] += (paid * power)[:, None] * own
        curvature[:, place[:, None], place] = block
        mixed = -tech.coupling * tech.gamma * (price[:, slot] / I)[:, None] * by_flow
        curvature[:, place, -1] = mixed
        curvature[:, -1, place] = mixed
        curvature[:, -1, -1] += tech.gamma * (1.0 + tech.gamma) * paid / I**2
