"""Ways by road between two nodes that are best for some price of risk: the frontier of cost and risk.

Each pair of neighbours on the frontier gives the price at which both cost the same; a search at that price
finds a way between them, or shows that there is none (Aneja & Nair 1979). Ways that are best for no price
lie inside of the convex frontier and are not found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.network.network import Network
from corridor.network.trips import open_roads, way
from corridor.types import Floats, Ints

ROUNDING = 1e-9
"""Relative difference below which two ways are as good."""

MOST = 50
"""Ways of a frontier."""


@dataclass(frozen=True, eq=False)
class Way:
    """One way of the frontier."""

    rows: Ints
    """Its links in order."""
    cost: float
    risk: float
    price: float
    """Of a unit of risk from which it is the best way; zero for the cheapest."""


def frontier(network: Network, cost: Floats, risk: Floats, ends: tuple[int, int]) -> list[Way]:
    """Return the ways from one node to another, the cheapest first, the least risky last; empty: no way.

    `cost` and `risk` are those of links, [link], zero or more, adding up along a way; `ends` are positions of
    nodes.
    """
    roads = open_roads(network)
    position = np.full(len(network.links), -1)
    position[roads] = np.arange(len(roads))
    money, danger, nodes = cost[roads], risk[roads], np.asarray(ends, dtype=np.int64)

    def found(weight: Floats) -> Ints | None:
        rows = way(network, weight, nodes)
        return None if rows is None else position[rows]

    def total(at: Ints) -> tuple[float, float]:
        return float(money[at].sum()), float(danger[at].sum())

    first = found(money + ROUNDING * _scaled(danger, money))
    last = found(danger + ROUNDING * _scaled(money, danger))
    if first is None or last is None:
        return []
    points = [(total(first), first), (total(last), last)]
    k = 0
    while k + 1 < len(points) < MOST:
        (dear, risky), (dearer, safer) = points[k][0], points[k + 1][0]
        if dearer - dear <= ROUNDING * dear or risky - safer <= ROUNDING * risky:
            points.pop(k + 1 if dearer >= dear else k)
            continue
        price = (dearer - dear) / (risky - safer)
        middle = found(money + price * danger)
        if middle is None:
            break
        here = total(middle)
        if here[0] + price * here[1] >= (dear + price * risky) * (1.0 - ROUNDING):
            k += 1
        else:
            points.insert(k + 1, (here, middle))
    return _priced([(roads[at], *value) for value, at in points])


def _scaled(value: Floats, like: Floats) -> Floats:
    """Return a quantity in the size of another, to break ties by it."""
    whole = float(value.sum())
    return value * (float(like.sum()) / whole) if whole > 0.0 else value


def _priced(points: list[tuple[Ints, float, float]]) -> list[Way]:
    ways, before = [], None
    for rows, cost, risk in points:
        price = 0.0 if before is None else (cost - before[0]) / (before[1] - risk)
        ways.append(Way(rows, cost, risk, price))
        before = (cost, risk)
    return ways
