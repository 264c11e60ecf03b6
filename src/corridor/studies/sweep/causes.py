"""What is uncertain, and how futures are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corridor.case.case import Case
from corridor.facts import rows
from corridor.projects.project import Project
from corridor.types import Floats
from corridor.uncertainty.distributions import Distribution
from corridor.uncertainty.draws import Futures

SOLVE, STREAM = "solve", "stream"
"""A cause needs the world solved anew, or moves the streams of money alone."""

WORKS, EFFECTS = "cost and time of works", "effects of projects"
"""Causes that every project has its own of."""

EFFECT_RANGE = (0.7, 1.0, 1.4)
"""What a project brings over what its effects say: quantiles of 5, 50 and 95 %. Judged: traffic of half of
the roads in Flyvbjerg, Skamris Holm & Buhl (2005), Journal of the American Planning Association 71(2), was
more than a fifth off its forecast."""


@dataclass(frozen=True)
class Cause:
    """One thing that may be otherwise: parameters that move together from their low to their high ends."""

    name: str
    parameters: tuple[str, ...]
    acts: str
    source: str
    status: str

    def values(self, case: Case, place: float) -> dict[str, float]:
        """Return its parameters at a place from -1 (low ends) over 0 (the case's) to 1 (high ends)."""
        found = {}
        for name in self.parameters:
            one = case.parameters.record(name)
            end = one.high if place > 0.0 else one.low
            found[name] = (1.0 - abs(place)) * one.value + abs(place) * end
        return found


@dataclass(frozen=True, eq=False)
class Uncertain:
    """The causes of a case, and the numbers that are drawn: places of causes, then each project's own."""

    causes: tuple[Cause, ...]
    """Those that need solves first."""
    projects: tuple[str, ...]
    """Whose works and effects are uncertain."""

    @property
    def solving(self) -> tuple[Cause, ...]:
        """Return the causes that need the world solved anew."""
        return tuple(cause for cause in self.causes if cause.acts == SOLVE)

    @cached_property
    def futures(self) -> Futures:
        """Return the numbers that are drawn.

        Places have a PERT distribution from -1 to 1; works have standard normal deviates of cost and time,
        common ones first; effects are lognormal.
        """
        places = [Distribution(cause.name, "pert", -1.0, 0.0, 1.0) for cause in self.causes]
        tail = 1.6448536269514722  # standard normal, 95 %
        works = [
            Distribution(f"{kind} {name}", "normal", -tail, 0.0, tail)
            for name in ("common", *self.projects)
            for kind in ("cost", "time")
        ]
        effects = [Distribution(f"effect {name}", "lognormal", *EFFECT_RANGE) for name in self.projects]
        return Futures((*places, *works, *effects))

    @property
    def groups(self) -> dict[str, slice]:
        """Return what is told apart in the answer, with its columns."""
        count, projects = len(self.causes), len(self.projects)
        own = count + 2 * (projects + 1)
        return {
            **{cause.name: slice(k, k + 1) for k, cause in enumerate(self.causes)},
            WORKS: slice(count, own),
            EFFECTS: slice(own, own + projects),
        }

    def places(self, drawn: Floats) -> Floats:
        """Return the places of the causes that need solves, [future, cause]."""
        return drawn[:, : len(self.solving)]

    def values(self, case: Case, drawn: Floats) -> dict[str, Floats]:
        """Return every parameter that acts on streams, [future]."""
        found: dict[str, Floats] = {}
        for k, cause in enumerate(self.causes):
            if cause.acts == STREAM:
                ends = [cause.values(case, place) for place in (-1.0, 0.0, 1.0)]
                for name in cause.parameters:
                    found[name] = np.interp(drawn[:, k], [-1.0, 0.0, 1.0], [end[name] for end in ends])
        return found

    def deviates(self, drawn: Floats) -> Floats:
        """Return standard normal deviates of cost and of time, [2, future, 1 + project]; common first."""
        columns = drawn[:, self.groups[WORKS]]
        return columns.reshape(len(drawn), -1, 2).transpose(2, 0, 1)

    def effects(self, drawn: Floats) -> Floats:
        """Return what each project brings over what its effects say, [future, project]."""
        return drawn[:, self.groups[EFFECTS]]


def uncertain(case: Case, projects: Sequence[Project], only: Sequence[str] = ()) -> Uncertain:
    """Return what is uncertain of a case; a cause whose parameters the case has not is none."""
    found = [
        Cause(row["cause"], names, row["acts"], row["source"], row["status"])
        for row in rows("causes")
        if (names := _known(case.parameters, row["parameters"].split()))
        and (not only or row["cause"] in only)
    ]
    found.sort(key=lambda cause: cause.acts != SOLVE)
    return Uncertain(tuple(found), tuple(p.project_id for p in projects))


def _known(parameters: Mapping[str, float], names: list[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in parameters)
