"""Shippers: few nodes that stand for how tastes differ among those who send one class of goods.

With random coefficients (Train 2009, chapter 6) the value of time, what a railway or a port is worth apart
from time and money, differ from shipper to shipper. Each class has the nodes of a quadrature: every node is
a shipper with a share of the tonnes, who takes the route that is cheapest for it. Nodes are fixed, so that
results are deterministic and derivatives exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from corridor.types import Floats, Ints

GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0
"""Its multiples spread evenly over a turn, however many there are."""


@dataclass(frozen=True, eq=False)
class Shippers:
    """Whose tonnes a shipper stands for; arrays are [shipper], all of a class one after the other."""

    commodity: Ints
    """Position of the class."""
    weight: Floats
    """Share of the tonnes of the class; sums to one over its shippers."""

    def __len__(self) -> int:
        """Return how many shippers there are."""
        return len(self.weight)

    @property
    def classes(self) -> int:
        """Number of classes."""
        return int(self.commodity[-1]) + 1

    def mean(self, each: Iterable[Any]) -> Floats:
        """Return the mean over the shippers of every class, [..., class]; `each` has one array a shipper.

        In memory classes come first, as searches and sums of classes want them.
        """
        parts: list[Any] = [None] * self.classes
        for shipper, value in enumerate(each):
            c, part = self.commodity[shipper], self.weight[shipper] * value
            parts[c] = part if parts[c] is None else parts[c] + part
        return np.moveaxis(np.stack(parts), 0, -1)

    def each(self, value: Floats | float) -> Floats:
        """Return a value of every shipper, [shipper], from one for all or for each."""
        return np.broadcast_to(np.asarray(value, dtype=float), self.weight.shape)

    def tonnes(self, of_class: Floats, shipper: int) -> Floats:
        """Return what one shipper sends, [...], from what its class does, [..., class]."""
        sent: Floats = self.weight[shipper] * of_class[..., self.commodity[shipper]]
        return sent

    def split(self, of_class: Floats) -> Floats:
        """Return the tonnes of every shipper, [..., shipper], from those of classes, [..., class]."""
        sent: Floats = self.weight * of_class[..., self.commodity]
        return sent


def one_each(classes: int) -> Shippers:
    """Return one shipper for every class."""
    return Shippers(np.arange(classes), np.ones(classes))


def shippers(classes: int, nodes: int) -> Shippers:
    """Return equally many shippers of equal weight for every class."""
    return Shippers(np.repeat(np.arange(classes), nodes), np.full(classes * nodes, 1.0 / nodes))


def simplex(tastes: int, turn: int = 0) -> Floats:
    """Return standard normal tastes at the fewest nodes that have their moments, [node, taste].

    The corners of a regular simplex, each of weight 1 / (tastes + 1): means zero, variances one, correlations
    zero, exact for every polynomial of degree two (Stroud 1957, the fewest nodes of that degree). `turn` says
    how the simplex is turned, which keeps all that: with other turns for other classes their shippers change
    routes at other costs, and sums over classes have smaller steps.
    """
    nodes = tastes + 1
    corners = np.zeros((nodes, tastes))
    for k in range(1, nodes):  # Helmert's contrasts
        corners[:k, k - 1] = 1.0
        corners[k, k - 1] = -float(k)
    corners *= np.sqrt(nodes) / np.linalg.norm(corners, axis=0) if tastes else 1.0
    angle = 2.0 * np.pi * GOLDEN * (turn + 0.5)
    for first in range(tastes - 1):
        pair = corners[:, first : first + 2]
        cos, sin = np.cos(angle), np.sin(angle)
        corners[:, first : first + 2] = pair @ np.array([[cos, sin], [-sin, cos]])
    return corners


def lognormal(mean: float, dispersion: float, taste: Floats) -> Floats:
    """Return positive values whose mean is `mean` and whose log has the standard deviation `dispersion`.

    `taste` is a standard normal taste at nodes of equal weight, [node]; the mean is exact.
    """
    relative = np.exp(dispersion * taste)
    value: Floats = mean * relative / relative.mean()
    return value


def lognormal_slope(mean: float, dispersion: float, taste: Floats) -> Floats:
    """Return the derivative of `lognormal` by its dispersion, [node]."""
    value = lognormal(mean, dispersion, taste)
    centre = float((value * taste).sum() / value.sum()) if mean else 0.0
    slope: Floats = value * (taste - centre)
    return slope
