"""People on the move: the check against the world, and what projects do to people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.errors import Fault, InputError
from corridor.model.people.checks import compared, national, nesting_error
from corridor.model.people.demand import World, todays, world_at
from corridor.model.people.gain import gain, halves
from corridor.model.people.record import people_of
from corridor.model.selection import Scenario, Standing, selection
from corridor.projects.links import apply
from corridor.types import Progress

SAMPLE = 60
"""Places from which the error of nesting is measured."""

STAGES = 5


@dataclass(frozen=True, eq=False)
class TravelStudy:
    """What people do today and what projects change; US$ a year at base-year prices, positive is a gain."""

    case: Case
    projects: tuple[str, ...]
    national: pd.DataFrame
    """By mode: `mode, trips, passenger_km, share, mean_km, long_share`, today."""
    facts: pd.DataFrame
    """Published figures beside the model's, with verdicts."""
    nesting: pd.DataFrame
    """Error of zones that nest against every pair, by mode."""
    gains: pd.DataFrame
    """By region, group of income and purpose: `gain_usd` by the log-sum, trips before and after."""
    parts: pd.DataFrame
    """By region, group, purpose and mode, by the rule of a half: hours, time and money."""
    pairs: pd.DataFrame
    """Pairs of regions whose people gain most by the rule of a half."""
    links: pd.DataFrame
    """Vehicles a day on links by mode, before and after; of trains their passengers."""

    @property
    def gain_usd(self) -> float:
        """Gain of all people by the log-sum, US$ a year."""
        return float(self.gains["gain_usd"].sum())

    @property
    def half_usd(self) -> float:
        """The same by the rule of a half."""
        return float(self.parts[["time_usd", "money_usd"]].to_numpy().sum())


def travel(
    case: Case,
    projects: Iterable[str] | None = None,
    *,
    without: Iterable[str] = (),
    progress: Progress | None = None,
) -> TravelStudy:
    """Return what projects do to people who travel, and the model beside what is published.

    Roads are free of delays; the do-minimum and the do-something are those of `corridor.appraise`.

    Parameters
    ----------
    case
        A checked case with tables of travel.
    projects, without
        As in `corridor.appraise`; none: all planned ones of the corridor's lists that act on the model.
    progress
        Called with (stage, done, total).

    Raises
    ------
    InputError
        No such project, or the case has no people who travel.

    """

    def told(done: int) -> None:
        if progress:
            progress("travel", done, STAGES)

    scenario = selection(case.projects, projects, without)
    people = people_of(case)
    if people is None:
        cure = "add inputs/travel_places.csv and its companions (docs/how-to/people.md)"
        raise InputError([Fault(file="inputs", message="the case has no people who travel", cure=cure)])
    told(0)
    today = todays(people)
    told(1)
    minimum, something = _worlds(today, scenario)
    told(2)
    figures, modes = compared(today), national(today)
    told(3)
    error = nesting_error(today, sample(len(people.people)))
    told(4)
    parts, pairs = halves(minimum, something)
    found = TravelStudy(
        case,
        tuple(project.project_id for project in scenario.projects),
        modes,
        figures,
        error,
        gain(minimum, something),
        parts,
        pairs,
        _links(case, minimum, something),
    )
    told(STAGES)
    return found


def sample(places: int) -> np.ndarray:
    """Return places spread evenly over the table, `SAMPLE` of them or all."""
    return np.unique(np.linspace(0, places - 1, min(SAMPLE, places)).astype(np.int64))


def _worlds(today: World, scenario: Scenario) -> tuple[World, World]:
    links = today.people.case.network.links

    def world(stands: Standing) -> World:
        if stands.is_today:
            return today
        return world_at(today, today.people.ways(apply(links, stands.added, stands.gone)))

    return world(scenario.minimum), world(scenario.something)


def _links(case: Case, minimum: World, something: World) -> pd.DataFrame:
    names = minimum.people.modes.names
    table = case.network.links[["link_id"]].reset_index(drop=True)
    for when, world in (("do_minimum", minimum), ("do_something", something)):
        passed = world.vehicles()
        table = table.assign(**{f"{mode}_{when}": passed[:, m] for m, mode in enumerate(names)})
    used = table.drop(columns="link_id").to_numpy().sum(axis=1) > 0.0
    found: pd.DataFrame = table[used].reset_index(drop=True)
    return found
