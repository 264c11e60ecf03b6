"""The power system of a case: all of its tables, or none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from corridor.energy.system import FOLDER, TABLES, PowerSystem, system_from
from corridor.errors import Fault, InputError
from corridor.projects.project import Project


def power_system(
    frames: Mapping[str, pd.DataFrame], names: Mapping[str, str], clean: Collection[str]
) -> PowerSystem | None:
    """Return the power system of typed tables, None where the case has no table of one.

    Tables with faults of their own are reported elsewhere, and then there is none either.

    Raises
    ------
    InputError
        Some tables are missing, or they do not agree; the faults name the files that were read.

    """
    found = [name for name in TABLES if name in frames]
    if not found:
        return None
    try:
        missing = [name for name in TABLES if name not in frames]
        if missing or set(found) <= set(clean):
            return system_from(frames)
    except InputError as error:
        files = {f"{FOLDER}/{name}": names[name] for name in TABLES}
        raise InputError([replace(fault, file=files[fault.file]) for fault in error.faults]) from error
    return None


def unknown_projects(
    frames: Mapping[str, pd.DataFrame], names: Mapping[str, str], projects: Sequence[Project] | None
) -> list[Fault]:
    """Return a fault for every plant or line that names a project which is not in the register."""
    known = {project.project_id for project in projects or ()}
    cure = "correct the identifier, or leave it empty"
    if projects is None:
        return []
    return [
        Fault(
            file=names[table],
            message="no such project",
            row=row,
            column="project_id",
            value=name,
            allowed="a project of projects.json",
            cure=cure,
        )
        for table in ("plants", "lines")
        if table in frames
        for row, name in enumerate(frames[table]["project_id"], start=1)
        if name and name not in known
    ]
