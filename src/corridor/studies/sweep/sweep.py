"""Many futures of a case: ranges, chances, ranks, what decides them, what it is worth to know."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.errors import ARGUMENT, Faults, raise_if
from corridor.facts import rows
from corridor.ledger import Ledger
from corridor.model.baseline import BaselineOf, baseline
from corridor.model.selection import require_acting, scenarios
from corridor.money.ventures import alone_in
from corridor.studies.sweep import tables
from corridor.studies.sweep.causes import uncertain
from corridor.studies.sweep.solves import Solves, solves
from corridor.studies.sweep.worth import Valued, summed, surface_of
from corridor.types import Floats, Progress
from corridor.uncertainty.surface import design

MOST = 1 << 20
"""Futures at most."""


@dataclass(frozen=True)
class SweepQuestion:
    """What is asked of a sweep."""

    projects: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    draws: int = 1000
    checks: int = 4
    """Futures that are solved exactly to measure the error of the rest; the surface has not seen them."""
    causes: tuple[str, ...] = ()
    """Those that move; none: all that the case has."""

    def __post_init__(self) -> None:
        faults = Faults(ARGUMENT)
        known = {row["cause"] for row in rows("causes")}
        said = {"column": "draws", "value": self.draws, "allowed": f"1 to {MOST}", "cure": "ask for as many"}
        faults.check(1 <= self.draws <= MOST, "no such number of futures", **said)
        said = {
            "column": "checks",
            "value": self.checks,
            "allowed": f"0 to {self.draws}",
            "cure": "ask for as many",
        }
        faults.check(0 <= self.checks <= self.draws, "no such number of checks", **said)
        for cause in self.causes:
            said = {
                "column": "causes",
                "value": cause,
                "allowed": ", ".join(sorted(known)),
                "cure": "name one",
            }
            faults.check(cause in known, "no such cause", **said)
        raise_if(faults)


@dataclass(frozen=True, eq=False)
class Sweep:
    """What many futures say; see `data/run_tables.csv` for the tables."""

    question: SweepQuestion
    tables: dict[str, pd.DataFrame]
    exact: int
    """Worlds that were solved exactly, all scenarios in each."""


def sweep(
    case: Case,
    question: SweepQuestion | None = None,
    *,
    ledger: Ledger | None = None,
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> Sweep:
    """Return what projects are worth over many futures of a case.

    Causes that move the equilibrium are solved exactly at both ends of their ranges, one at a time; a
    response surface joins these solves. Futures are Sobol draws over it, with every project's works and
    effects; a few futures are solved exactly to measure the error.

    Parameters
    ----------
    case
        A checked case.
    question
        Projects, number of futures, causes.
    ledger
        Keeps exact solves, so that a run that was stopped goes on.
    progress
        Called with (stage, done, total).
    baseline_of
        Makes today's world; a cache may stand in for `baseline`.

    Raises
    ------
    InputError
        Bad numbers, unknown projects or causes; all are listed.
    SolveError
        An equilibrium misses its tolerance.

    """
    question = question or SweepQuestion()
    listed = scenarios(case.projects, question.projects, question.without)
    require_acting([p for scenario in listed for p in scenario.projects])
    alone = alone_in(listed)
    projects = tuple(p for p in case.projects if p.project_id in alone)
    causes = uncertain(case, projects, question.causes)
    drawn = causes.futures.draw(0, question.draws)
    fit = design(len(causes.solving))
    places = np.concatenate([fit, causes.places(drawn[: question.checks])])
    world = baseline_of(case, progress=progress)
    told = solves(
        case, listed, causes.solving, places, ledger or Ledger(), progress=progress, baseline_of=baseline_of
    )
    fitted = _first(told, len(fit))
    valued = Valued(world, tuple(listed), causes, projects, fitted, surface_of(world, fit, fitted))
    found = tables.all_tables(valued, drawn, progress)
    found["sweep_errors"] = _errors(valued, told, places, drawn)
    return Sweep(question, found, len(places))


def _first(told: Solves, count: int) -> Solves:
    return Solves(told.pieces, told.regions, told.stated, told.outcomes[:count])


def _errors(valued: Valued, told: Solves, places: Floats, drawn: Floats) -> pd.DataFrame:
    """Return the error of yearly gains of the world, per scenario, on futures that were solved exactly."""
    fitted = len(valued.solves.outcomes)
    exact = summed(valued.world, told)[fitted:]
    shape = (len(told.pieces), exact.shape[2])
    every = valued.surface.at(valued.uncertain.places(drawn)).reshape(len(drawn), *shape)
    spread = every[:, :, :-1].sum(axis=2).std(axis=0)
    names = [piece.scenario for piece in told.pieces if piece.law < 0]
    whole = [k for k, piece in enumerate(told.pieces) if piece.law < 0]
    if len(exact):
        near = valued.surface.at(places[fitted:]).reshape(len(exact), *shape)
        wrong = np.sqrt(((near - exact)[:, :, :-1].sum(axis=2) ** 2).mean(axis=0))
    else:
        wrong = np.full(len(spread), np.nan)
    share = np.divide(wrong, spread, out=np.zeros_like(wrong), where=spread > 0.0)
    return pd.DataFrame(
        {
            "project_id": names,
            "checks": len(exact),
            "spread_usd": spread[whole],
            "error_usd": wrong[whole],
            "error_percent": 100.0 * share[whole],
        }
    )
