"""Links of a design: flows both ways, infrastructure, what congestion takes (Fajgelbaum & Schaal 2020).

With `T = delta_tau Q ** (1 + beta) / I ** gamma` a node that sends `Q` of a good gives up `Q + T` of it
(own-good congestion), or gives up `Q` of the good and `T` of the bundle of goods (cross-good congestion),
where `Q = (sum_n Q_n ** nu) ** (1 / nu)` in `T`. `T` is convex in flow and infrastructure together if
`gamma <= beta`. If not, a function above it is used that is, and that touches it at a flow `Q0`:

    Q ** (1 + beta) <= share Q ** (1 + gamma) Q0 ** (beta - gamma) + (1 - share) Q0 ** (1 + beta)

with `share = (1 + beta) / (1 + gamma)`, by the inequality of weighted means.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.planner.program import Derivatives, Frame
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class Technology:
    """What congestion takes: `(factor Q ** power + held) / I ** gamma`."""

    power: float
    gamma: float
    factor: Floats
    """[link, way, good], or [link, way, 1] with cross-good congestion."""
    held: Floats
    """The same."""


def exact(delta_tau: Floats, beta: float, gamma: float) -> Technology:
    """Return congestion as it is, from costs by link and way."""
    factor = delta_tau[:, :, None]
    return Technology(1.0 + beta, gamma, factor, np.zeros_like(factor))


def touching(delta_tau: Floats, beta: float, gamma: float, load: Floats) -> Technology:
    """Return convex congestion above the real one, which is not convex, and equal to it at these loads.

    Parameters
    ----------
    delta_tau
        [link, way]
    beta, gamma
        Of the problem, `gamma > beta`.
    load
        Positive flows, [link, way, good] or [link, way, 1].

    """
    share = (1.0 + beta) / (1.0 + gamma)
    factor = share * delta_tau[:, :, None] * load ** (beta - gamma)
    return Technology(
        1.0 + gamma, gamma, factor, (1.0 - share) * delta_tau[:, :, None] * load ** (1.0 + beta)
    )


@dataclass(frozen=True, eq=False)
class Links:
    """All links. Variables: flows from tail to head by good, flows back, infrastructure.

    Slots: goods at the tail, goods at the head, [the bundle at both,] the budget.
    """

    frame: Frame
    technology: Technology
    delta_I: Floats  # noqa: N815 - as in the paper
    goods: int
    cross: bool
    nu: float

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
        add = self._cross if self.cross else self._own
        for way in (0, 1):
            add(x, price, way, (value, jacobian, curvature))
        value[:, -1] = -self.delta_I * x[:, -1]
        jacobian[:, -1, -1] = -self.delta_I
        return Derivatives(0.0, np.zeros_like(x), value, jacobian, curvature, np.empty(0))

    def _own(self, x: Floats, price: Floats, way: int, out: tuple[Floats, Floats, Floats]) -> None:
        value, jacobian, curvature = out
        n, I, tech = self.goods, x[:, -1:], self.technology
        place = way * n + np.arange(n)
        Q, gamma, power = x[:, place], tech.gamma, tech.power
        moved = tech.factor[:, way] * Q**power / I**gamma
        taken = moved + tech.held[:, way] / I**gamma
        by_flow = power * moved / Q
        value[:, place] -= taken
        jacobian[:, place, place] -= by_flow
        jacobian[:, place, -1] += gamma * taken / I
        paid = price[:, place]
        curvature[:, place, place] = paid * (power - 1.0) * by_flow / Q
        mixed = -gamma * paid * by_flow / I
        curvature[:, place, -1] = mixed
        curvature[:, -1, place] = mixed
        curvature[:, -1, -1] += (gamma * (1.0 + gamma) * paid * taken / I**2).sum(axis=1)

    def _cross(self, x: Floats, price: Floats, way: int, out: tuple[Floats, Floats, Floats]) -> None:
        value, jacobian, curvature = out
        n, I, nu, tech = self.goods, x[:, -1], self.nu, self.technology
        place, slot = way * n + np.arange(n), 2 * n + way
        Q, gamma, power = x[:, place], tech.gamma, tech.power / nu
        mass = (Q**nu).sum(axis=1)
        moved = tech.factor[:, way, 0] * mass**power / I**gamma
        taken = moved + tech.held[:, way, 0] / I**gamma
        slope = nu * Q ** (nu - 1.0) / mass[:, None]
        by_flow = power * moved[:, None] * slope
        value[:, slot] -= taken
        jacobian[:, slot, place] = -by_flow
        jacobian[:, slot, -1] = gamma * taken / I
        paid = price[:, slot]
        block = (paid * moved * power * (power - 1.0))[:, None, None] * slope[:, :, None] * slope[:, None, :]
        own = nu * (nu - 1.0) * Q ** (nu - 2.0) / mass[:, None]
        block[:, np.arange(n), np.arange(n)] += (paid * moved * power)[:, None] * own
        curvature[:, place[:, None], place] = block
        mixed = -gamma * (paid / I)[:, None] * by_flow
        curvature[:, place, -1] = mixed
        curvature[:, -1, place] = mixed
        curvature[:, -1, -1] += gamma * (1.0 + gamma) * paid * taken / I**2
