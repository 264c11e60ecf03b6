"""Routes in use between zones, their flows, and what these put on links."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, vstack

from corridor.errors import Fault, InputError
from corridor.network.assignment.problem import AssignmentProblem
from corridor.network.assignment.search import Streets
from corridor.types import Flags, Floats, Ints

BATCH = 256
"""Zones searched at a time, so that memory stays small."""

CHEAPER = 1e-13
"""A route is new where it costs less than all known ones by this share: rounding finds no routes."""

NAMED = 10
"""Pairs without a route that an error names."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Who wants to travel: sorted by class, origin and destination, all [pair]."""

    kind: Ints
    """Class."""
    origin: Ints
    destination: Ints
    demand: Floats
    """Passenger car units, positive."""

    @classmethod
    def of(cls, problem: AssignmentProblem) -> Pairs:
        """Return the pairs of zones with demand, without what stays in its zone."""
        demand = np.stack([c.pcu * c.demand for c in problem.classes])
        zone = np.arange(problem.zones)
        demand[:, zone, zone] = 0.0
        kind, origin, destination = np.nonzero(demand)
        return cls(kind, origin, destination, demand[kind, origin, destination])


@dataclass(frozen=True, eq=False)
class Paths:
    """Known routes, sorted by pair, with their flows."""

    pair: Ints
    """[path]"""
    takes: csr_array
    """[path, link] one where the path takes the link."""
    fixed: Floats
    """[path] cost that does not depend on volume."""
    label: Ints
    """[path] sum of its links' labels, modulo 2^64: the difference of two says in what they differ."""
    flow: Floats
    """[path] passenger car units."""

    @property
    def first(self) -> Ints:
        """The first path of every pair that has one."""
        return np.flatnonzero(np.diff(self.pair, prepend=-1))

    def volume(self) -> Floats:
        """Return the volume on links, [link]."""
        value: Floats = self.takes.T @ self.flow
        return value

    def cost(self, time: Floats) -> Floats:
        """Return the cost of each path at these times of links, [path]."""
        value: Floats = self.takes @ time + self.fixed
        return value

    def only(self, keep: Flags) -> Paths:
        """Return some of the paths."""
        kept = np.flatnonzero(keep)
        return Paths(self.pair[kept], self.takes[kept], self.fixed[kept], self.label[kept], self.flow[kept])

    def joined(self, other: Paths) -> Paths:
        """Return these paths and others."""
        pair = np.concatenate([self.pair, other.pair])
        order = np.argsort(pair, kind="stable")
        takes = vstack([self.takes, other.takes], format="csr")[order]
        fixed, label, flow = (
            np.concatenate([getattr(self, name), getattr(other, name)])[order]
            for name in ("fixed", "label", "flow")
        )
        return Paths(pair[order], takes, fixed, label, flow)


@dataclass(frozen=True, eq=False)
class Finder:
    """Finds cheaper routes of pairs at given times of links."""

    problem: AssignmentProblem
    pairs: Pairs
    streets: Streets
    fixed: Floats
    """[link, class]"""
    label: Ints
    """[link] random numbers."""

    @classmethod
    def of(cls, problem: AssignmentProblem) -> Finder:
        """Return the finder of a problem."""
        label = np.random.default_rng(0).integers(-(2**62), 2**62, len(problem.tail))
        return cls(problem, Pairs.of(problem), Streets.of(problem), problem.fixed, label)

    def none(self) -> Paths:
        """Return no paths."""
        nothing = np.zeros(0, dtype=np.int64)
        takes = csr_array((0, len(self.label)))
        return Paths(nothing, takes, np.zeros(0), nothing, np.zeros(0))

    def search(self, time: Floats, paths: Paths) -> tuple[Floats, Paths]:
        """Return the least cost between zones, [class, origin, destination], and the routes not yet known.

        Raises
        ------
        InputError
            There is demand between two zones and no route.

        """
        zones, kinds = self.problem.zones, len(self.problem.classes)
        known = np.full(len(self.pairs.demand), np.inf)
        if len(paths.pair):
            known[paths.pair[paths.first]] = np.minimum.reduceat(paths.cost(time), paths.first)
        least = np.empty((kinds, zones, zones))
        found = self.none()
        for kind in range(kinds):
            for begin in range(0, zones, BATCH):
                some = np.arange(begin, min(begin + BATCH, zones))
                least[kind, some], new = self._batch(kind, some, time, known)
                found = found.joined(new)
        return least, found

    def _batch(self, kind: int, zones: Ints, time: Floats, known: Floats) -> tuple[Floats, Paths]:
        """Return least costs from some zones, [zone, zone], and new routes of one class."""
        pairs = self.pairs
        trees = self.streets.trees(time + self.fixed[:, kind], zones)
        mine = np.flatnonzero((pairs.kind == kind) & (pairs.origin >= zones[0]) & (pairs.origin <= zones[-1]))
        row, node = pairs.origin[mine] - zones[0], pairs.destination[mine]
        cost = trees.least[row, node]
        if not np.isfinite(cost).all():
            raise InputError(self._no_route(mine[~np.isfinite(cost)]))
        new = np.flatnonzero(cost < known[mine] - CHEAPER * cost)
        takes = trees.walked(row[new], node[new])
        step = takes.indptr[:-1]
        label = np.add.reduceat(self.label[takes.indices], step) if len(step) else self.label[:0]
        least = trees.least[:, : self.problem.zones].copy()
        least[np.arange(len(zones)), zones] = 0.0
        return least, Paths(mine[new], takes, takes @ self.fixed[:, kind], label, np.zeros(len(new)))

    def _no_route(self, pairs: Ints) -> list[Fault]:
        cure = "join the two, or take the demand out"
        message = "there is demand and no route"
        named = [
            Fault(file="demand", message=message, value=f"from place {i} to place {j}", cure=cure)
            for i, j in zip(
                self.pairs.origin[pairs[:NAMED]], self.pairs.destination[pairs[:NAMED]], strict=True
            )
        ]
        more = len(pairs) - NAMED
        return (
            [*named, Fault(file="demand", message=f"{message} between {more:,} more pairs")]
            if more > 0
            else named
        )

    def least_spent(self, least: Floats) -> float:
        """Return what all would pay at these least costs, [class, origin, destination]."""
        pairs = self.pairs
        return float(pairs.demand @ least[pairs.kind, pairs.origin, pairs.destination])

    def loads(self, paths: Paths) -> Floats:
        """Return the vehicles on links, [link, class]."""
        kind = self.pairs.kind[paths.pair]
        return np.stack(
            [
                paths.takes.T @ np.where(kind == k, paths.flow, 0.0) / c.pcu
                for k, c in enumerate(self.problem.classes)
            ],
            axis=1,
        )


def with_flow(paths: Paths, flow: Floats) -> Paths:
    """Return the same paths with another flow."""
    return replace(paths, flow=flow)
