"""The pictures of a plan: when what is built, and which projects help each other."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from corridor.report.plan_pictures import Planned, gantt, interactions
from corridor.studies.plan.plan import Plan

SHOWN = 16
"""Projects of the matrix: those whose interactions are largest."""


def plan_figures(plan: Plan) -> dict[str, bytes]:
    """Return the pictures of a plan by file name; none where nothing is built."""
    rows = _planned(plan)
    names, matrix = _matrix(plan)
    with TemporaryDirectory() as folder:
        place = Path(folder)
        if rows:
            gantt(rows, place / "plan", _budget(plan), f"{plan.case.settings.title}: what is built when")
        if len(names) > 1:
            interactions(names, matrix, place / "interactions")
        return {path.name: path.read_bytes() for path in sorted(place.iterdir())}


def _planned(plan: Plan) -> list[Planned]:
    spent = plan.spending.groupby("project_id")
    return [
        Planned(
            row["name"],
            row["type"],
            int(row["start_year"]),
            int(row["opening_year"]),
            dict(zip(*(spent.get_group(row["project_id"])[c] for c in ("year", "usd")), strict=True)),
        )
        for row in plan.projects[plan.projects["start_year"].notna()].to_dict("records")
    ]


def _budget(plan: Plan) -> dict[int, float] | None:
    years, usd = plan.question.years.tolist(), plan.question.budgets
    return dict(zip(years, usd.tolist(), strict=True)) if np.isfinite(usd).all() else None


def _matrix(plan: Plan) -> tuple[list[str], list[list[float]]]:
    """Return the projects that interact most and what each pair of them adds, US$ million a year."""
    pairs = {
        frozenset(row["projects"].split(" + ")): row["usd"] / 1e6
        for row in plan.interactions[plan.interactions["size"] == 2].to_dict("records")
    }
    size: dict[str, float] = {}
    for pair, usd in pairs.items():
        for name in pair:
            size[name] = size.get(name, 0.0) + abs(usd)
    names = sorted(size, key=lambda name: (-size[name], name))[:SHOWN]
    kept = [name for name in plan.projects["project_id"] if name in names]
    matrix = [[0.0 if a == b else pairs[frozenset((a, b))] for b in kept] for a in kept]
    return kept, matrix
