"""Sites: what a park or a mine can sell, with whose factors, and to whom its income goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from corridor.case.case import Case
from corridor.parameters import Parameters
from corridor.projects.doors import Mine, Park
from corridor.projects.project import Project
from corridor.projects.use import share_in_use


@dataclass(frozen=True)
class Site:
    """A place where production is added, or was; US$ are of the base year."""

    project_id: str
    kind: Literal["park", "mine"]
    region: int
    sector: int
    capacity: float
    """Yearly sales in full use, US$."""
    premium: float
    """Productivity of its firms over that of the region's others in the sector."""
    brought: float
    """Share of its value added that factors brought in earn: foreign capital, the resource."""
    royalty: float
    """Share of sales that the state of the site receives."""
    owners: Mapping[str, float] = field(default_factory=dict)
    """Who receives what factors brought in earn, less the royalty; share by country."""
    one_buyer: bool = False
    """Whether one buyer takes all that it sells: no one gains by its variety."""
    jobs: float = float("nan")
    tonnes: float = float("nan")
    """Yearly sales in full use."""


def sites_of(case: Case, projects: Iterable[Project]) -> list[Site]:
    """Return the sites of projects, by identifier of the project, then in the order of the register."""
    found = []
    for project in sorted(projects, key=lambda p: p.project_id):
        for door in project.doors:
            if isinstance(door, Park):
                found.append(_park(case, project.project_id, door))
            elif isinstance(door, Mine):
                found.append(_mine(case, project.project_id, door))
    return found


def _park(case: Case, project_id: str, door: Park) -> Site:
    """Return a park: its land in use holds jobs, and every job sells what one sells in the sector."""
    parameters = case.parameters
    jobs = door.acres * parameters["park.occupancy"] * parameters["park.jobs_per_acre"]
    abroad = parameters["park.foreign_share"] * parameters["park.capital_share"] if door.owners else 0.0
    region, sector = _place(case, door)
    return Site(
        project_id,
        "park",
        region,
        sector,
        capacity=jobs * parameters["park.sales_per_job"],
        premium=parameters["park.productivity"],
        brought=abroad,
        royalty=0.0,
        owners=door.owners,
        jobs=jobs,
    )


def _mine(case: Case, project_id: str, door: Mine) -> Site:
    region, sector = _place(case, door)
    return Site(
        project_id,
        "mine",
        region,
        sector,
        capacity=door.tonnes * door.usd_per_tonne,
        premium=1.0,
        brought=1.0 - case.parameters["mine.labour_share"],
        royalty=door.royalty,
        owners=door.owners or {str(case.regions["country"].iloc[region]): 1.0},
        one_buyer=bool(door.used_in),
        tonnes=door.tonnes,
    )


def _place(case: Case, door: Park | Mine) -> tuple[int, int]:
    return case.zones.index(door.region), list(case.sectors["sector"]).index(door.sector)


def in_use(project: Project, year: float) -> float:
    """Return the share of a project that is in use in a year: it grows evenly and ends with its life."""
    years = (project.opening_year, project.life_years, project.ramp_years)
    return float(share_in_use(np.array([year]), *years)[0])


def exempt(project: Project, year: float, holiday: float) -> float:
    """Return the share of a park whose firms pay no tax on profits in a year: each for `holiday` years."""
    return in_use(project, year) - in_use(project, year - holiday) if in_use(project, year) else 0.0


def forgone_tax(parameters: Parameters, value_added: float) -> float:
    """Return the tax on profits that a park's holiday forgoes in a year, US$, of that value added."""
    return value_added * parameters["park.profit_share"] * parameters["park.profit_tax"]
