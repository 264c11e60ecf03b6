"""How a paved road grows rough, and what maintenance gives back.

The aggregate model of Paterson (1987), as the incremental relation of HDM (simplified):

    dIRI = 134 exp(m AGE) (1 + 0.7947 SNC)^-5 YE4 + 0.0054 AGE + m IRI      [m/km a year]

`YE4` are million equivalent axles a year and lane, `AGE` years since the last work that rebuilt the surface,
`m` the environment (0.01 dry to 0.1 wet and freezing). A road that is *kept* is overlaid when it reaches its
trigger; one that is not kept goes on to the roughest that drivers bear.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.errors import Faults, raise_if
from corridor.types import Flags, Floats

TRAFFIC, STRENGTH, AGEING = 134.0, 0.7947, 0.0054
ROUGHEST = 16.0
"""m/km; a paved road is not rougher: it is driven round, or no longer paved (bound of HDM)."""


@dataclass(frozen=True, eq=False)
class Pavement:
    """Paved roads, [road]."""

    iri: Floats
    """m/km, in the first year."""
    age: Floats
    """Years since the surface was rebuilt, in the first year."""
    strength: Floats
    """Modified structural number SNC, 1."""
    axles: Floats
    """Equivalent standard axles, million a year and lane, in the first year."""
    growth: Floats
    """Of the axles, a year."""
    climate: Floats
    """Environment coefficient `m`, 1/year."""

    def __post_init__(self) -> None:
        faults = Faults("pavement")
        for name, low, high in (
            ("iri", 1.0, ROUGHEST), ("age", 0.0, 100.0), ("strength", 0.5, 15.0),
            ("axles", 0.0, 100.0), ("growth", -0.5, 0.5), ("climate", 0.0, 0.5),
        ):  # fmt: skip
            values = np.atleast_1d(getattr(self, name))
            for i in np.flatnonzero(~((values >= low) & (values <= high))):
                cure = "correct the value"
                faults.tell(
                    f"{name} cannot be", row=int(i) + 1, column=name, value=f"{values[i]:g}",
                    allowed=f"{low:g} to {high:g}", cure=cure,
                )  # fmt: skip
        raise_if(faults)


@dataclass(frozen=True, eq=False)
class Upkeep:
    """What is done to roads, [road]."""

    kept: Flags
    """Whether the road is overlaid at its trigger."""
    trigger: Floats
    """Roughness at which it is, m/km."""
    after: Floats
    """Roughness of the new surface, m/km."""
    added: Floats
    """Structural number that an overlay adds, 1."""


def growth(pavement: Pavement, iri: Floats, age: Floats, axles: Floats) -> Floats:
    """Return by how much roads grow rougher in a year, [road] m/km."""
    load = (
        TRAFFIC * np.exp(pavement.climate * age) * np.power(1.0 + STRENGTH * pavement.strength, -5.0) * axles
    )
    found: Floats = load + AGEING * age + pavement.climate * iri
    return found


def roughness(pavement: Pavement, upkeep: Upkeep, years: int) -> tuple[Floats, Flags]:
    """Return the roughness of roads year by year, [year, road] m/km, and in which they are overlaid.

    The first year is as the road stands. An overlay is laid at the end of the year that reaches the trigger,
    and starts the surface's age again.
    """
    iri, age = np.asarray(pavement.iri, dtype=float), np.asarray(pavement.age, dtype=float)
    strength, axles = np.asarray(pavement.strength, dtype=float), np.asarray(pavement.axles, dtype=float)
    path, works = [iri], [np.zeros(iri.shape, dtype=bool)]
    for _ in range(years - 1):
        now = Pavement(iri, age, strength, axles, pavement.growth, pavement.climate)
        next_iri = np.minimum(iri + growth(now, iri, age, axles), ROUGHEST)
        laid = upkeep.kept & (next_iri >= upkeep.trigger)
        iri = np.where(laid, upkeep.after, next_iri)
        age = np.where(laid, 0.0, age + 1.0)
        strength = np.where(laid, strength + upkeep.added, strength)
        axles = axles * (1.0 + pavement.growth)
        path.append(iri)
        works.append(laid)
    return np.array(path), np.array(works)
