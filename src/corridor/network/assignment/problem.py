"""What a user equilibrium is asked of: one-way links that slow down, and classes that travel between zones.

All classes share the time of a link and differ in what tolls and distance are worth to them. In the unit of
time, and weighted by the room that a vehicle takes, their costs are the gradient of one convex function, so
an equilibrium is its minimum (Beckmann, McGuire & Winsten 1956; Dafermos 1973).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from corridor.errors import Fault, raise_if
from corridor.network.assignment.delay import VolumeDelay
from corridor.types import Floats, Ints

FILE = "assignment problem"


@dataclass(frozen=True, eq=False)
class TrafficClass:
    """Vehicles that see the same costs: `time + toll_factor * toll + distance_factor * length`."""

    name: str
    demand: Floats
    """[origin, destination] vehicles; what stays in its zone uses no link."""
    pcu: float = 1.0
    """Room that a vehicle takes, in passenger car units."""
    toll_factor: float = 0.0
    """Time that a unit of toll is worth, in the unit of the free times."""
    distance_factor: float = 0.0
    """Time that a unit of length is worth."""

    def problems(self) -> Iterator[Fault]:
        """Yield what is wrong with the class."""
        where = f"class {self.name!r}"
        if self.demand.ndim != 2 or self.demand.shape[0] != self.demand.shape[1]:
            yield Fault(
                file=where,
                message="demand is not square",
                column="demand",
                value=str(self.demand.shape),
                allowed="[zone, zone]",
            )
        elif not np.all((self.demand >= 0.0) & np.isfinite(self.demand)):
            row, column = np.argwhere(~((self.demand >= 0.0) & np.isfinite(self.demand)))[0].tolist()
            value = f"{self.demand[row, column]:g} to place {column}"
            yield Fault(
                file=where,
                message="negative or not finite",
                row=row + 1,
                column="demand",
                value=value,
                allowed="0 or more",
            )
        if not 0.0 < self.pcu < np.inf:
            yield Fault(
                file=where,
                message="must be positive",
                column="pcu",
                value=f"{self.pcu:g}",
                allowed="more than 0",
            )
        for name in ("toll_factor", "distance_factor"):
            value = getattr(self, name)
            if not 0.0 <= value < np.inf:
                yield Fault(
                    file=where,
                    message="negative or not finite",
                    column=name,
                    value=f"{value:g}",
                    allowed="0 or more",
                )


@dataclass(frozen=True, eq=False)
class AssignmentProblem:
    """One-way links and the classes that use them. The first nodes are the zones.

    Making one raises `InputError` with every fault.
    """

    tail: Ints
    """[link] position of the node where the link begins, from 0."""
    head: Ints
    """[link] position of the node where it ends."""
    delay: VolumeDelay
    """[link], volumes in passenger car units."""
    classes: tuple[TrafficClass, ...]
    toll: Floats | None = None
    """[link]"""
    length: Floats | None = None
    """[link]"""
    first_through: int = 0
    """Nodes before this position begin and end trips, and are no way through."""
    place: Floats | None = None
    """[node, 2] coordinates, where known."""

    def __post_init__(self) -> None:
        raise_if(self.problems())

    @property
    def zones(self) -> int:
        """How many zones there are."""
        return len(self.classes[0].demand)

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        ends = max(int(np.max(self.tail, initial=-1)), int(np.max(self.head, initial=-1))) + 1
        return max(ends, self.zones, self.first_through)

    @property
    def intrazonal(self) -> Floats:
        """Vehicles that stay in their zone and use no link, [class]."""
        return np.array([np.trace(c.demand) for c in self.classes])

    @property
    def fixed(self) -> Floats:
        """Cost of a link that does not depend on volume, [link, class], in the unit of time."""
        none = np.zeros(len(self.tail))
        toll = none if self.toll is None else self.toll
        length = none if self.length is None else self.length
        return np.stack([c.toll_factor * toll + c.distance_factor * length for c in self.classes], axis=1)

    def with_class(
        self,
        name: str,
        *,
        pcu: float | None = None,
        toll_factor: float | None = None,
        distance_factor: float | None = None,
    ) -> AssignmentProblem:
        """Return the problem with other weights for one class; what is not given stays.

        Raises
        ------
        InputError
            No class has this name, or a weight cannot be.

        """
        names = [c.name for c in self.classes]
        if name not in names:
            raise_if(
                [
                    Fault(
                        file=FILE,
                        message="no such class",
                        column="name",
                        value=repr(name),
                        allowed=", ".join(map(repr, names)),
                    )
                ]
            )
        given = {"pcu": pcu, "toll_factor": toll_factor, "distance_factor": distance_factor}
        changes = {field: value for field, value in given.items() if value is not None}
        classes = tuple(replace(c, **changes) if c.name == name else c for c in self.classes)  # type: ignore[arg-type]
        return replace(self, classes=classes)

    def problems(self) -> list[Fault]:
        """Return all that is wrong with links and classes."""
        faults = [fault for c in self.classes for fault in c.problems()]
        if not self.classes:
            faults.append(
                Fault(
                    file=FILE,
                    message="no class travels",
                    column="classes",
                    value="none",
                    allowed="one or more",
                )
            )
        twice = [name for name, times in Counter(c.name for c in self.classes).items() if times > 1]
        faults += [
            Fault(
                file=FILE, message="a class twice", column="classes", value=repr(n), allowed="one of a name"
            )
            for n in twice
        ]
        sizes = sorted({c.demand.shape for c in self.classes})
        if len(sizes) > 1:
            faults.append(
                Fault(
                    file=FILE,
                    message="zones differ between classes",
                    column="demand",
                    value=str(sizes),
                    allowed="one size",
                )
            )
        return [*faults, *self._of_links()]

    def _of_links(self) -> Iterator[Fault]:
        count = np.shape(self.tail)
        for name in ("tail", "head", "toll", "length"):
            value = getattr(self, name)
            if value is None:
                continue
            if np.ndim(value) != 1 or np.shape(value) != count:
                yield _fault("arrays differ in length", name, np.shape(value), "[link]")
            elif name in ("tail", "head") and not np.issubdtype(value.dtype, np.integer):
                yield _fault("no whole numbers", name, value.dtype, "positions of nodes")
            elif not np.all((value >= 0) & np.isfinite(value)):
                row = int(np.flatnonzero(~((value >= 0) & np.isfinite(value)))[0])
                message = f"negative or not finite in row {row + 1}"
                yield _fault(message, name, f"{value[row]:g}", "0 or more")
        if self.delay.free_time.shape != count:
            yield _fault("arrays differ in length", "delay", self.delay.free_time.shape, "[link]")
        for name in ("free_time", "b", "power"):
            if not np.isfinite(getattr(self.delay, name)).all():
                yield _fault("not finite", name, "infinity", "a number; leave a closed link out")
        if self.first_through < 0:
            yield _fault("negative", "first_through", self.first_through, "0 or more")


def _fault(message: str, column: str, value: object, allowed: str) -> Fault:
    return Fault(file=FILE, message=message, column=column, value=str(value), allowed=allowed)
