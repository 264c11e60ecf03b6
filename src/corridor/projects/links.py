"""The door of links: what projects make of the network's link table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.errors import Fault, raise_if
from corridor.projects.project import FACTORS, Project

State = Mapping[str, float | str]
Change = tuple[Project, str, State]
"""Project, section and what becomes of it."""


def apply(links: pd.DataFrame, added: Sequence[Project], removed: Sequence[Project]) -> pd.DataFrame:
    """Return the link table with projects added and removed; the given table is not touched.

    Factors multiply, then added hours add up, shared evenly by the links of their section; neither the
    order of projects nor that of fields matters. A section in several effects takes all of them.

    Raises
    ------
    InputError
        A project acts on a section that no link has, or two projects give one section different status.

    """
    changes = [(p, e.section, e.with_project) for p in added for e in p.effects if e.with_project]
    changes += [(p, e.section, e.without_project) for p in removed for e in p.effects if e.without_project]
    raise_if([*_unknown(links, changes), *_conflicts(changes)])
    return _changed(links, changes)


def hindered(links: pd.DataFrame, projects: Iterable[Project]) -> pd.DataFrame:
    """Return the link table with all that makes links dearer, and nothing that makes them cheaper.

    Planned projects are taken as added and built ones as removed, so that whatever part of them a
    scenario adds and removes, no link costs more than in this table.
    """
    changes = [
        (p, e.section, {name: v for name, v in e.side(p.portfolio)[1].items() if _hinders(name, v)})
        for p in projects
        for e in p.effects
    ]
    return _changed(links, changes)


def _hinders(field: str, value: float | str) -> bool:
    """Return whether a field of an effect makes links dearer."""
    if field == "status":
        return value != "open"
    if field in ("speed_factor", "lanes_factor"):
        return float(value) < 1.0
    return field == "hours_added" or float(value) > 1.0


def _changed(links: pd.DataFrame, changes: Sequence[Change]) -> pd.DataFrame:
    where = _rows_of(links, sorted({section for _, section, _ in changes}))
    columns = {name: _column(links, name) for name in FACTORS.values()}
    added_hours = np.zeros(len(links))
    status: dict[str, str] = {}
    for _, section, state in sorted(changes, key=lambda change: (change[1], change[0].project_id)):
        rows = where[section]
        for name, value in state.items():
            if name == "status":
                status[section] = str(value)
            elif name == "hours_added":
                added_hours[rows] += float(value) / len(rows)
            else:
                columns[FACTORS[name]][rows] *= float(value)
    columns["hours"] += added_hours
    result = links.assign(**columns)
    if status:
        words = links["status"].to_numpy(dtype=object).copy()
        for section, word in status.items():
            words[where[section]] = word
        result["status"] = words
    return result


def _column(links: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Return a copy of a column that a network may lack, then NaN."""
    if name not in links:
        return np.full(len(links), np.nan)
    return links[name].to_numpy(dtype=float).copy()


def links_of(projects: Iterable[Project], links: pd.DataFrame) -> NDArray[np.int64]:
    """Return the rows of links that any of the projects can change, ascending."""
    sections = {effect.section for project in projects for effect in project.effects}
    found: NDArray[np.int64] = np.flatnonzero(links["section"].isin(sections).to_numpy()).astype(np.int64)
    return found


def section_faults(
    projects: Iterable[Project], sections: Iterable[str], file: str = "projects.json"
) -> list[Fault]:
    """Return a fault for every effect on a section that does not exist."""
    known = set(sections)
    cure = "take a section of network/sections.csv that has links"
    return [
        Fault(
            file=file,
            message=f"project {p.project_id}: no link has this section",
            column="section",
            value=e.section,
            cure=cure,
        )
        for p in projects
        for e in p.effects
        if e.section not in known
    ]


def _rows_of(links: pd.DataFrame, sections: Iterable[str]) -> dict[str, NDArray[np.int64]]:
    """Return the rows of each of the sections."""
    named = np.flatnonzero(links["section"].isin(list(sections)).to_numpy())
    section = links["section"].iloc[named].to_numpy(dtype=object)
    return {name: named[section == name] for name in sections}


def _unknown(links: pd.DataFrame, changes: Sequence[Change]) -> list[Fault]:
    projects = {project.project_id: project for project, _, _ in changes}
    return section_faults(projects.values(), set(links["section"].dropna().unique()) - {""})


def _conflicts(changes: Sequence[Change]) -> list[Fault]:
    """Return a fault for every section that is wanted in different states."""
    wanted: dict[str, list[tuple[str, str]]] = {}
    for project, section, state in changes:
        if "status" in state:
            wanted.setdefault(section, []).append((project.project_id, str(state["status"])))
    cure = "take one of the projects out, or make them agree"
    return [
        Fault(
            file="projects.json",
            message=f"projects disagree on the status of {section}",
            column="status",
            value="; ".join(f"{project}: {state}" for project, state in states),
            cure=cure,
        )
        for section, states in wanted.items()
        if len({state for _, state in states}) > 1
    ]
