"""What a road is to a vehicle: gradient, bends and roughness; every array is [road]."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.errors import Fault, raise_if
from corridor.types import Floats

SMOOTHEST, ROUGHEST = 1.0, 25.0
"""Roughness of a new motorway, and of a track on which a truck barely moves, m/km IRI."""


@dataclass(frozen=True, eq=False)
class Road:
    """Roads of one kind each, [road]."""

    iri: Floats
    """International Roughness Index, m/km."""
    rise_fall: Floats
    """Metres climbed and descended per km: half the way goes up at this over 1,000, half goes down."""
    curvature: Floats
    """Degrees turned per km."""

    def __post_init__(self) -> None:
        raise_if(_faults(self))

    @property
    def gradient(self) -> Floats:
        """Mean gradient of the ways up and down, 1."""
        return np.asarray(self.rise_fall) / 1000.0


def _faults(road: Road) -> list[Fault]:
    faults = []
    for column, low, high in (
        ("iri", SMOOTHEST, ROUGHEST),
        ("rise_fall", 0.0, 200.0),
        ("curvature", 0.0, 3000.0),
    ):
        values = np.atleast_1d(getattr(road, column))
        faults += [
            Fault(
                file="road", message=f"{column} cannot be", row=int(i) + 1, column=column,
                value=f"{values[i]:g}", allowed=f"{low:g} to {high:g}", cure="correct the value",
            )
            for i in np.flatnonzero(~((values >= low) & (values <= high)))
        ]  # fmt: skip
    return faults
