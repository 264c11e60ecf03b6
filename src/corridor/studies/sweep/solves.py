"""Exact solves of a sweep: every scenario at places of the causes, none twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits

from corridor.case.case import Case
from corridor.ledger import Ledger
from corridor.model.baseline import Baseline, BaselineOf
from corridor.model.selection import Scenario
from corridor.model.solved import Impact, emissions, impact_of
from corridor.parallel import each
from corridor.studies.sweep.causes import Cause
from corridor.types import Floats, Progress

AT_A_TIME = 2
"""Scenarios solved at a time; each needs a few hundred megabytes."""


@dataclass(frozen=True)
class Piece:
    """What one row of a solve is of: a scenario as a whole, or one law of growth of its project's effects."""

    scenario: str
    law: int
    """Place of the law; -1: the whole."""


@dataclass(frozen=True, eq=False)
class Solves:
    """Outcomes of exact solves."""

    pieces: tuple[Piece, ...]
    regions: int
    stated: Floats
    """Change of emissions that effects state, [piece] t CO2 a year: the same in every solve."""
    outcomes: Floats
    """[solve, piece x (region, then emissions)]: gains of regions, US$ a year; t CO2 a year that follow."""

    @property
    def gains(self) -> Floats:
        """Return gains, [solve, piece, region] US$ a year."""
        return self._shaped[:, :, :-1]

    @property
    def tonnes(self) -> Floats:
        """Return the change of emissions that follow from the solve, [solve, piece] t CO2 a year."""
        return self._shaped[:, :, -1]

    @property
    def _shaped(self) -> Floats:
        return self.outcomes.reshape(len(self.outcomes), len(self.pieces), self.regions + 1)

    def of(self, scenario: str) -> list[int]:
        """Return the pieces of a scenario: the whole first."""
        return [k for k, piece in enumerate(self.pieces) if piece.scenario == scenario]


def solves(  # noqa: PLR0913 - where to solve what, and the options that every study has
    case: Case,
    listed: Sequence[Scenario],
    causes: Sequence[Cause],
    places: Floats,
    ledger: Ledger,
    *,
    progress: Progress | None = None,
    baseline_of: BaselineOf,
) -> Solves:
    """Return the outcomes of every scenario at places of causes, [solve, cause]; known ones are not solved.

    Raises
    ------
    SolveError
        An equilibrium misses its tolerance.

    """
    found = []
    for done, row in enumerate(places):
        if progress:
            progress("solve futures exactly", done, len(places))
        names = _names(causes, row)
        known = ledger.get(names)
        if known is None:
            known = _solved(_moved(case, causes, row), listed, baseline_of)
            ledger.put(names, known)
        found.append(known)
    if progress:
        progress("solve futures exactly", len(places), len(places))
    pieces = tuple(piece for scenario in listed for piece in _pieces(scenario))
    values = np.array(found)
    stated, numbers = values[0, : len(pieces)], values[:, len(pieces) :]
    return Solves(pieces, numbers.shape[1] // len(pieces) - 1, stated, numbers)


def _pieces(scenario: Scenario) -> Iterator[Piece]:
    yield Piece(scenario.name, -1)
    if len(scenario.parts) > 1:
        for law in range(len(scenario.parts)):
            yield Piece(scenario.name, law)


def _names(causes: Sequence[Cause], row: Floats) -> list[str]:
    """Return what a solve is known by in a ledger: where each cause is."""
    return [
        f"{cause.name.replace(' ', '_')}={place!r}" for cause, place in zip(causes, row.tolist(), strict=True)
    ]


def _moved(case: Case, causes: Sequence[Cause], row: Floats) -> Case:
    values = {
        name: value
        for cause, place in zip(causes, row.tolist(), strict=True)
        if place != 0.0
        for name, value in cause.values(case, place).items()
    }
    return replace(case, parameters=case.parameters.with_values(values)) if values else case


def _solved(case: Case, listed: Sequence[Scenario], baseline_of: BaselineOf) -> Floats:
    """Return one solve of all scenarios: stated emissions by piece, then gains and emissions by piece."""
    world = baseline_of(case)
    world.prepare()
    with threadpool_limits(1):
        impacts = list(each(_kept(world, listed), len(listed), at_a_time=AT_A_TIME))
    rows = [row for impact in impacts for row in (impact, *impact.parts)]
    stated = [row.power_co2 for row in rows]
    flat = [np.append(row.gain, _followed(world, row)) for row in rows]
    return np.concatenate([stated, *flat])


def _kept(world: Baseline, listed: Sequence[Scenario]) -> Callable[[int], Impact]:
    return lambda k: impact_of(world, listed[k])


def _followed(world: Baseline, impact: Impact) -> float:
    """Return the change of emissions that follow from a solve, t CO2 a year."""
    return float(emissions(world, impact.freight).sum()) + impact.production_co2
