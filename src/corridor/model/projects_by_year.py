"""What projects change in a year: which stand, how far they are in use, in an economy that has grown.

A site does not grow with the economy: its land holds the same jobs, and its tonnes stay. The equations
take it as a part of the base year's economy, so its jobs are divided by the growth of people, its tonnes
by that of effective labour. What it pays to owners elsewhere is worth less of the world's money as the
world grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import overload

import numpy as np
import pandas as pd

from corridor.economy.dynamics import Paths, Trend
from corridor.economy.shock import Shock
from corridor.model.baseline import Baseline
from corridor.model.closure import lent_more
from corridor.model.composition import Carried
from corridor.model.doors.changes import earned
from corridor.model.doors.losses import door_to_door
from corridor.model.doors.sites import Site, exempt, forgone_tax, in_use, sites_of
from corridor.model.selection import Standing
from corridor.model.shock import Costs, change_of
from corridor.network.states import State
from corridor.projects.doors import Door, Mine, Park
from corridor.projects.project import Project
from corridor.types import Floats

SITES = (
    "year",
    "project_id",
    "kind",
    "region_id",
    "sector",
    "in_use",
    "jobs",
    "tonnes",
    "sales_usd",
    "brought_usd",
    "paid_abroad_usd",
    "royalty_usd",
    "forgone_tax_usd",
)


class ProjectsByYear:
    """Projects over the years of a trend; a network is searched once for each set that stands."""

    def __init__(self, world: Baseline, chosen: Sequence[Project], trend: Trend) -> None:
        self._world, self._chosen, self._trend = world, chosen, trend
        self._known: dict[tuple[str, ...], tuple[State, Carried]] = {}

    def paths(self) -> Paths:
        """Return the changes of all years without and with the projects."""
        return Paths(_Years(self, stand=False), _Years(self, stand=True))

    @property
    def years(self) -> int:
        """Number of years."""
        return len(self._trend.years)

    def shock(self, t: int, *, stand: bool) -> Shock:
        """Return the changes in year `t` of the trend."""
        world, standing = self._world, self._standing(t, stand=stand)
        state, goods = self._costs(standing)
        costs = Costs(world.tau, goods, lambda: door_to_door(world.case, standing, state))
        worth = self._worth(t)
        shock = change_of(world.case, world.economy, standing, costs, worth).shock
        more = lent_more(world.case, world.economy, worth)
        if more is None:
            return shock
        return replace(shock, transfer=more if shock.transfer is None else shock.transfer + more)

    def _costs(self, standing: Standing) -> tuple[State, Carried]:
        """Return the network of a world, and goods at its costs before losses are spared."""
        names = tuple(sorted(p.project_id for p in standing.projects if p.effects))
        if names not in self._known:
            state = self._world.state(standing)
            self._known[names] = state, self._world.carried_in(state)
        return self._known[names]

    def _standing(self, t: int, *, stand: bool) -> Standing:
        """Return what is added to the base year and what is taken out of it.

        A built project is in the base year, in full use. Its links leave when it goes; all else is taken out
        whole and put in again as far as it is in use.
        """
        year = int(self._trend.years[t])
        open_now = [p for p in self._chosen if stand and in_use(p, year) > 0.0]
        added = [self._as_used(p, t) for p in open_now if p.portfolio == "planned"]
        gone = []
        for project in (p for p in self._chosen if p.portfolio == "built"):
            if project not in open_now:
                gone.append(project)
            elif project.doors:
                gone.append(replace(project, effects=()))
                added.append(replace(self._as_used(project, t), effects=()))
        return Standing(tuple(added), tuple(gone))

    def _as_used(self, project: Project, t: int) -> Project:
        """Return a project as far as it is in use, its sites as a part of the base year's economy."""
        share = in_use(project, float(self._trend.years[t]))
        return replace(project, doors=tuple(self._sized(door, share, t) for door in project.doors))

    def _sized(self, door: Door, share: float, t: int) -> Door:
        if isinstance(door, Park | Mine):
            at = self._world.case.zones.index(door.region)
            share /= self._trend.population_hat[t, at]
            if isinstance(door, Mine):
                share /= self._trend.productivity_hat[t, at]
        return door.part(float(share))

    def _worth(self, t: int) -> Floats:
        """Return the growth of regions over that of the world: the numeraire is the world's value added."""
        grown = self._trend.population_hat[t] * self._trend.productivity_hat[t]
        made = self._world.economy.value_added
        return np.asarray(grown * made.sum() / (grown @ made), dtype=np.float64)

    def sites(self) -> pd.DataFrame:
        """Return parks and mines in every year in which they are in use, US$ at base-year prices.

        `in_use` is the share of full use (a park's occupancy over `park.occupancy`); jobs of a park sell
        more as labour's productivity grows. A firm's holiday runs from its first year: `forgone_tax_usd`
        is what those that have come within `park.holiday_years` do not pay.
        """
        case = self._world.case
        rows = [
            self._row(t, project, site)
            for t in range(len(self._trend.years))
            for project in self._chosen
            for site in sites_of(case, [project])
            if in_use(project, float(self._trend.years[t])) > 0.0
        ]
        return pd.DataFrame(rows, columns=list(SITES))

    def _row(self, t: int, project: Project, site: Site) -> dict[str, object]:
        case, economy = self._world.case, self._world.economy
        year, park = float(self._trend.years[t]), site.kind == "park"
        share = in_use(project, year)
        price = float(self._trend.productivity_hat[t, site.region]) if park else 1.0
        income, royalty = earned(economy, site), site.royalty * site.capacity
        at_home = site.owners.get(str(case.regions["country"].iloc[site.region]), 0.0)
        abroad = (1.0 - at_home) * (income - royalty) if income else 0.0
        free = exempt(project, year, case.parameters["park.holiday_years"])
        made = float(economy.value_added_share[site.region, site.sector]) * site.capacity
        return {
            "year": int(year),
            "project_id": project.project_id,
            "kind": site.kind,
            "region_id": case.zones[site.region],
            "sector": case.sectors["sector"].iloc[site.sector],
            "in_use": share,
            "jobs": share * site.jobs,
            "tonnes": share * site.tonnes,
            "sales_usd": share * price * site.capacity,
            "brought_usd": share * price * income,
            "paid_abroad_usd": share * price * abroad,
            "royalty_usd": share * price * royalty,
            "forgone_tax_usd": free * price * forgone_tax(case.parameters, made) if park else 0.0,
        }


class _Years(Sequence[Shock]):
    """The changes of every year, made when they are asked for: each holds as much as the trade of a year."""

    def __init__(self, standing: ProjectsByYear, *, stand: bool) -> None:
        self._standing, self._stand = standing, stand

    def __len__(self) -> int:
        return self._standing.years

    @overload
    def __getitem__(self, t: int) -> Shock: ...
    @overload
    def __getitem__(self, t: slice) -> list[Shock]: ...
    def __getitem__(self, t: int | slice) -> Shock | list[Shock]:
        """Return the changes of a year by its position."""
        if isinstance(t, slice):
            return [self[k] for k in range(*t.indices(len(self)))]
        return self._standing.shock(range(len(self))[t], stand=self._stand)
