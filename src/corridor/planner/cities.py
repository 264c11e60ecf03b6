"""Cities of a design: who eats what, makes what and, where people move, lives where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor.planner.program import Derivatives, Frame
from corridor.types import Floats, Ints


@dataclass(frozen=True, eq=False)
class Tastes:
    """Preferences: `u = (c / alpha) ** alpha (h / (1 - alpha)) ** (1 - alpha)`, bundles, curvature."""

    alpha: float
    sigma: float
    rho: float

    def together(self, C: Floats, housing: Floats) -> Floats:
        """Return `(C / alpha) ** alpha (H / (1 - alpha)) ** (1 - alpha)` of all people of a node."""
        if self.alpha == 1.0:
            return C
        room = (housing / (1.0 - self.alpha)) ** (1.0 - self.alpha)
        return np.asarray((C / self.alpha) ** self.alpha * room, dtype=np.float64)

    def bundle(self, D: Floats) -> Floats:
        """Return the bundle of goods, [node], from goods, [node, good]."""
        r = (self.sigma - 1.0) / self.sigma
        top = D.max(axis=1) if r > 0.0 else D.min(axis=1)
        top = np.where(top > 0.0, top, 1.0)
        return np.asarray(top * ((D / top[:, None]) ** r).sum(axis=1) ** (1.0 / r), dtype=np.float64)

    def curved(self, u: Floats) -> Floats:
        """Return utility, curved."""
        if self.rho == 1.0:
            return np.log(u)
        return np.asarray(u ** (1.0 - self.rho) / (1.0 - self.rho), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Cities:
    """All nodes. Variables: goods into the bundle `D` by good, bundle eaten `C`, [labour by good,] [people].

    Slots: goods, the bundle, [labour of the node,] [utility, people of the region, utility of the region].
    """

    frame: Frame
    tastes: Tastes
    productivity: Floats
    a: float
    people: Floats
    """[node], where they stay."""
    housing: Floats
    weight: Floats
    inhabited: NDArray[np.bool_]
    bundles: NDArray[np.bool_]
    """Nodes where goods are used: inhabited ones, and with cross-good congestion all."""
    region: Ints
    assigns: bool
    """Whether labour is spread over goods, and so a variable."""
    mobile: bool

    @property
    def goods(self) -> int:
        """Number of goods."""
        return int(self.productivity.shape[1])

    def evaluate(self, x: Floats, price: Floats, shared: Floats) -> Derivatives:
        """Return values and derivatives."""
        slots = self.frame.rows.shape[1]
        value = np.zeros((len(x), slots))
        jacobian = np.zeros((len(x), slots, x.shape[1]))
        curvature = np.zeros((len(x), x.shape[1], x.shape[1]))
        gradient = np.zeros_like(x)
        out = (value, jacobian, curvature)
        self._eat(x, price, out)
        if self.assigns:
            self._make(x, price, out)
        if self.mobile:
            self._settle(x, price, shared, out)
            by_shared = -np.where(self.inhabited, x[:, -1], 0.0)
            return Derivatives(0.0, gradient, value, jacobian, curvature, by_shared)
        C, at, e = x[:, self.goods], self.inhabited, self.goods
        alone = self.tastes.together(C[at], self.housing[at]) / self.people[at]
        objective = float((self.weight[at] * self.people[at]) @ self.tastes.curved(alone))
        slope = (
            self.weight[at] * alone**-self.tastes.rho * self.tastes.alpha * alone * self.people[at] / C[at]
        )
        gradient[at, e] = slope
        curvature[at, e, e] = slope * (1.0 - self.tastes.alpha * (1.0 - self.tastes.rho)) / C[at]
        return Derivatives(objective, gradient, value, jacobian, curvature, np.empty(0))

    def _eat(self, x: Floats, price: Floats, out: tuple[Floats, Floats, Floats]) -> None:
        value, jacobian, curvature = out
        n, good = self.goods, np.arange(self.goods)
        D, sigma, used = x[:, :n], self.tastes.sigma, self.bundles[:, None]
        bundle = self.tastes.bundle(D)
        slope = (bundle[:, None] / D) ** (1.0 / sigma)
        value[:, :n] = np.where(used, -D, 0.0)
        value[:, n] = np.where(self.bundles, bundle, 0.0) - np.where(self.inhabited, x[:, n], 0.0)
        jacobian[:, good, good] = -1.0
        jacobian[:, n, :n] = slope
        jacobian[:, n, n] = -1.0
        weight = price[:, n] / sigma
        curvature[:, :n, :n] = -(weight / bundle)[:, None, None] * slope[:, :, None] * slope[:, None, :]
        curvature[:, good, good] += weight[:, None] * slope / D

    def _make(self, x: Floats, price: Floats, out: tuple[Floats, Floats, Floats]) -> None:
        value, jacobian, curvature = out
        n, good = self.goods, np.arange(self.goods)
        place = n + 1 + good
        L = x[:, place]
        made = np.where(self.frame.moving[:, place], self.productivity * L**self.a, 0.0)
        value[:, :n] += made
        jacobian[:, good, place] = self.a * made / L
        curvature[:, place, place] = price[:, :n] * self.a * (1.0 - self.a) * made / L**2
        value[:, n + 1] = (0.0 if self.mobile else self.people) - np.where(
            self.frame.moving[:, place], L, 0.0
        ).sum(axis=1)
        jacobian[:, n + 1, place] = -1.0
        if self.mobile:
            value[:, n + 1] += np.where(self.inhabited, x[:, -1], 0.0)
            jacobian[:, n + 1, -1] = 1.0

    def _settle(self, x: Floats, price: Floats, shared: Floats, out: tuple[Floats, Floats, Floats]) -> None:
        value, jacobian, curvature = out
        e, slot, alpha = self.goods, self.goods + 2, self.tastes.alpha
        C, L = x[:, e], np.where(self.inhabited, x[:, -1], 0.0)
        u, wanted = shared[self.region], price[:, slot]
        together = np.where(self.inhabited, self.tastes.together(C, self.housing), 0.0)
        value[:, slot] = together - L * u
        jacobian[:, slot, e] = alpha * together / C
        jacobian[:, slot, -1] = -u
        curvature[:, e, e] = wanted * alpha * (1.0 - alpha) * together / C**2
        value[:, slot + 1] = -L
        jacobian[:, slot + 1, -1] = -1.0
        value[:, slot + 2] = -wanted * L
        jacobian[:, slot + 2, -1] = -wanted
