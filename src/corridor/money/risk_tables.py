"""Tables of overruns by reference class and of values at risk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from corridor.money.overrun import ReferenceClass, reference_class
from corridor.money.risk import Dependence, Risk, deviates, draw, told, values, works_years
from corridor.money.venture import Horizon, Venture
from corridor.projects.project import FINISHED, Project

SEED = 2017
"""Seed of the draws of overruns; with the name of a project it gives its draws, whatever else is drawn."""

DRAWS = 10_000
OVERRUNS = (
    "project_id",
    "reference_class",
    "planned_years",
    "cost_mean",
    "cost_p50",
    "cost_p80",
    "capex_p80_usd",
    "time_mean",
    "time_p50",
    "time_p80",
    "delay_p80_years",
    "source",
    "cost_status",
    "time_status",
)


def classes_of(projects: Iterable[Project]) -> list[ReferenceClass | None]:
    """Return the reference class of every project; None where it is finished."""
    return [None if p.status in FINISHED else reference_class(p) for p in projects]


def overruns_table(projects: Sequence[Project], ventures: Mapping[str, Venture]) -> pd.DataFrame:
    """Return what the reference class of every unfinished project says of its cost and time."""
    rows = []
    for project, found in zip(projects, classes_of(projects), strict=True):
        if found is None or project.project_id not in ventures:
            continue
        years = works_years(ventures[project.project_id].assets[0])
        capex = sum(usd for _, usd in project.capex) if project.capex else np.nan
        cost, time = found.cost, found.time
        figures = (cost.mean, cost.p50, cost.p80, (1.0 + cost.p80) * capex)
        delays = (time.mean, time.p50, time.p80, time.p80 * years)
        rows.append(
            (
                project.project_id,
                found.name,
                years,
                *figures,
                *delays,
                found.source,
                found.cost_status,
                found.time_status,
            )
        )
    return pd.DataFrame(rows, columns=OVERRUNS)


def risk_table(
    members: Mapping[str, Sequence[Project]],
    ventures: Iterable[Venture],
    parameters: Mapping[str, float],
    horizon: Horizon,
) -> pd.DataFrame:
    """Return expected net present value, its range and the chance of a loss, per venture.

    `members` are the projects of the assets of each venture, by its name.
    """
    dependence = Dependence(parameters["overrun.common"], parameters["overrun.cost_and_time"])
    rows = []
    for venture in ventures:
        projects = members[venture.name]
        classes = classes_of(projects)
        normal = deviates([p.project_id for p in projects], DRAWS, SEED)
        found = values(venture, horizon, draw(venture.assets, classes, dependence, normal))
        at_risk = sum(one is not None for one in classes)
        told_at = [told(found[name]) for name in horizon.rates]
        rows.append((venture.name, at_risk, DRAWS, *(figure for one in told_at for figure in _row(one))))
    names = [f"{figure}_{name}" for name in horizon.rates for figure in FIGURES]
    return pd.DataFrame(rows, columns=["project_id", "unfinished", "draws", *names])


FIGURES = ("npv_expected", "npv_p10", "npv_p90", "loss_probability")


def _row(found: Risk) -> tuple[float, ...]:
    return found.expected, found.p10, found.p90, found.negative
