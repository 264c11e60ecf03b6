"""How what plants and lines do together is shared among them, like plants alike.

Least cost runs the nearest of three equal plants first, and takes one out at the margin of the others: what
each does alone depends on the order. So plants of one kind are taken together, the kinds share what all do,
and within a kind every plant has its share of the energy that the kind can make.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from corridor.energy.system import PowerSystem
from corridor.energy.year import Year, year_of
from corridor.types import Floats

LINES = "line"
"""Kind of all lines."""

Worth = Callable[[frozenset[str]], Floats]
"""What a set of kinds brings, [measure]; nothing for no kinds is not asked to be zero."""


def kinds_of(system: PowerSystem, projects: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return projects by kind: the carrier of their plants, or `LINES`; in the order of the tables."""
    wanted = set(projects)
    plants = system.plants[system.plants["project_id"].isin(wanted)]
    found: dict[str, list[str]] = {}
    for project, carrier in zip(plants["project_id"], plants["carrier"], strict=True):
        mine = found.setdefault(str(carrier), [])
        if project not in mine:
            mine.append(str(project))
    lines = [str(name) for name in system.lines["project_id"] if name in wanted]
    if lines:
        found[LINES] = list(dict.fromkeys(lines))
    return {kind: tuple(names) for kind, names in found.items()}


def standing(system: PowerSystem, projects: Collection[str], year: int) -> tuple[str, ...]:
    """Return those of the projects that stand in some month of `year`."""
    plants, lines = system.plants, system.lines
    gone = plants["year_out"].to_numpy(float) <= year
    here = plants[(plants["year_in"].to_numpy(float) < year + 1) & ~gone]
    wired = lines[lines["year_in"].to_numpy(float) < year + 1]
    there = set(here["project_id"]) | set(wired["project_id"])
    return tuple(name for name in projects if name in there)


def shares(worth: Worth, kinds: Sequence[str]) -> Mapping[str, Floats]:
    """Return what each kind brings, [measure]; it sums to what all bring less what none bring.

    The mean of what a kind brings as the first of all and as the last. That is the Shapley value (Shapley
    1953, *Contributions to the Theory of Games* 2) where kinds interact by twos only, for then what a kind
    brings is linear in the share of the others that are there. What is left, which three and more make
    together, is spread in proportion to the size of the parts.
    """
    everything, nothing = frozenset(kinds), frozenset[str]()
    whole = worth(everything) - worth(nothing)
    if len(kinds) < 2:
        return dict.fromkeys(kinds, whole)
    parts = {
        kind: (worth(everything) - worth(everything - {kind}) + worth(frozenset({kind})) - worth(nothing))
        / 2.0
        for kind in kinds
    }
    size = np.sum([np.abs(part) for part in parts.values()], axis=0)
    left = whole - np.sum(list(parts.values()), axis=0)
    ratio = np.divide(left, size, out=np.zeros_like(left), where=size > 0.0)
    return {kind: part + np.abs(part) * ratio for kind, part in parts.items()}


def capability(system: PowerSystem, projects: Collection[str], year: int) -> Mapping[str, float]:
    """Return the energy that fuel, water, wind or sun let the plants of each project make in `year`, MWh.

    A line has one MWh: lines of a kind would share alike.
    """
    found = {}
    for name in projects:
        plants = system.plants[system.plants["project_id"] == name]
        if plants.empty:
            found[name] = 1.0
            continue
        alone = year_of(_only(system, name), year)
        found[name] = _energy(alone)
    return found


def _only(system: PowerSystem, project: str) -> PowerSystem:
    return replace(system, plants=system.plants[system.plants["project_id"] == project])


def _energy(year: Year) -> float:
    able = year.can_run * year.fleet["capacity_mw"].to_numpy(float)[None, :]
    return float((able * year.weight[:, None]).sum())
