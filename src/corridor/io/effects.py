"""Effects of projects against the tables of a case: one that changes nothing is a fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from corridor.errors import Fault
from corridor.projects.doors import Door, Electricity, Loss, Productivity, Tariff
from corridor.projects.links import apply
from corridor.projects.project import LinkEffect, Project
from corridor.types import Floats


def idle_faults(projects: Sequence[Project], frames: Mapping[str, pd.DataFrame], file: str) -> list[Fault]:
    """Return a fault for every effect after which nothing differs: no link, no rate, no factor.

    `frames` are typed tables by name; without links no effect on them is checked.
    """
    faults = []
    links = frames.get("link")
    sections = {} if links is None else dict(tuple(links.groupby("section", sort=False)))
    for row, project in enumerate(projects, start=1):
        idle = [
            (f"effect on {effect.section}", "its links are the same without it")
            for effect in project.effects
            if effect.section in sections and not _moves(sections[effect.section], project, effect)
        ]
        idle += [
            (f"effect through the door {type(door).__name__.lower()}", _why(door, frames))
            for door in project.doors
            if _why(door, frames)
        ]
        faults += [
            Fault(
                file=file,
                message=f"project {project.project_id}: {what} changes nothing: {why}",
                row=row,
                column="effects",
                cure="correct the effect, or leave it out",
            )
            for what, why in idle
        ]
    return faults


def _moves(links: pd.DataFrame, project: Project, effect: LinkEffect) -> bool:
    """Return whether an effect alone changes time, cost, lanes or status of a link of its section."""
    if not effect.side(project.portfolio)[1]:
        return True  # nothing is said on the side that counts, which is a fault of the project itself
    alone = replace(project, effects=(effect,), doors=())
    built = project.portfolio == "built"
    after = apply(links, [] if built else [alone], [alone] if built else [])
    if (after["status"] != links["status"]).any():
        return True
    return not np.array_equal(_felt(after), _felt(links), equal_nan=True)


def _felt(links: pd.DataFrame) -> Floats:
    """Return what is felt of links, [link, quantity]: cost-weighted km, hours, fee, lanes."""
    length = links["length"].to_numpy(float)
    speed = links["free_speed"].to_numpy(float)
    hours = np.divide(length, speed, out=np.zeros_like(length), where=(length > 0.0) & (speed > 0.0))
    felt: Floats = np.stack(
        [
            length * links["cost_factor"].to_numpy(float),
            hours,
            links["hours"].to_numpy(float),
            links["fee_usd_t"].to_numpy(float),
            links["lanes"].to_numpy(float),
        ],
        axis=1,
    )
    return felt


def _why(door: Door, frames: Mapping[str, pd.DataFrame]) -> str:
    """Return why a door changes nothing; the empty string where it does."""
    match door:
        case Productivity(factor=1.0) | Loss(factor=1.0) | Tariff(factor=1.0):
            return "its factor is 1"
        case Electricity(usd_per_mwh=0.0, co2_t=0.0, unserved_gwh=0.0):
            return "all of its figures are 0"
        case Tariff():
            return _no_tariff(door, frames.get("tariffs"))
    return ""


def _no_tariff(door: Tariff, tariffs: pd.DataFrame | None) -> str:
    if tariffs is not None:
        pair = (tariffs["origin"] == door.origin) & (tariffs["destination"] == door.destination)
        if (tariffs.loc[pair & (tariffs["sector"] == door.sector), "rate"] > 0.0).any():
            return ""
    return f"{door.destination} has no tariff on {door.sector} of {door.origin}"
