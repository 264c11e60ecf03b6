"""Scenarios: which projects stand in the do-minimum and in the do-something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from corridor.errors import Fault, InputError
from corridor.projects.project import Project

TODAY = "today"
"""Name of an appraisal in which no project acts."""

UPGRADED, FIRST_DECADE, CHOSEN = "upgraded", "first-decade", "chosen"


@dataclass(frozen=True)
class Scenario:
    """Today's world with some projects more or fewer.

    Where projects are taken away, what is reported is what they brought: today less the world without
    them, so that positive = gain in every scenario. Projects in `without` stand in neither world: the
    do-minimum is today without them, the do-something the same with those added.
    """

    name: str
    added: tuple[Project, ...] = ()
    removed: tuple[Project, ...] = ()
    without: tuple[Project, ...] = ()

    @property
    def backwards(self) -> bool:
        """Whether the solved world is the do-minimum and today's the do-something."""
        return bool(self.removed) and not self.added

    @property
    def projects(self) -> tuple[Project, ...]:
        """Return the projects the scenario is about."""
        return (*self.added, *self.removed)

    def record(self) -> dict[str, Any]:
        """Return the scenario as plain data."""
        return {
            "added": [p.project_id for p in self.added],
            "removed": [p.project_id for p in self.removed],
            "without": [p.project_id for p in self.without],
            "reported_as": self._reported_as,
        }

    @property
    def _reported_as(self) -> str:
        if self.backwards:
            return "today less the world without them"
        return "change from today without the built projects" if self.without else "change from today"

    @property
    def floor(self) -> Scenario:
        """Return the do-minimum that is not today's world: today's without `without`."""
        return Scenario(f"{self.name}, do-minimum", removed=self.without)


def scenarios(
    projects: Sequence[Project], chosen: Iterable[str] | None, *, without_built: bool
) -> list[Scenario]:
    """Return the portfolio scenarios and one scenario per project that acts on the model.

    Without `chosen`, the portfolios are `upgraded` (all planned projects on top of today) and
    `first-decade` (today against today without what was built), of projects on the corridor's lists. With it,
    one portfolio, `chosen`: the planned among them added; the built among them taken away where none is
    planned. A portfolio in which no project acts on the model is left out. With `without_built` all built
    projects are taken from both worlds of every planned one: what it would bring had they not been built.

    Raises
    ------
    InputError
        A chosen project is not in the register; all such are listed.

    """
    absent = (
        tuple(p for p in projects if p.portfolio == "built" and p.acts and p.listed) if without_built else ()
    )
    if chosen is None:
        planned = tuple(p for p in projects if p.portfolio == "planned" and p.acts and p.listed)
        built = tuple(p for p in projects if p.portfolio == "built" and p.acts and p.listed)
        portfolios = [
            Scenario(UPGRADED, planned, without=absent),
            Scenario(FIRST_DECADE, (), built),
        ]
        selected: Sequence[Project] = projects
    else:
        selected = picked(projects, chosen)
        planned = tuple(p for p in selected if p.portfolio == "planned" and p.acts)
        built = tuple(p for p in selected if p.portfolio == "built" and p.acts)
        portfolios = [Scenario(CHOSEN, planned, without=absent) if planned else Scenario(CHOSEN, (), built)]
    portfolios = [s for s in portfolios if s.projects]
    return [*portfolios, *(alone(p, absent) for p in selected if p.acts)]


def alone(project: Project, without: tuple[Project, ...] = ()) -> Scenario:
    """Return the scenario of one project; a planned one in a world without those of `without`."""
    if project.portfolio == "built":
        return Scenario(project.project_id, (), (project,))
    return Scenario(project.project_id, (project,), without=without)


def picked(projects: Sequence[Project], chosen: Iterable[str]) -> tuple[Project, ...]:
    """Return the projects of those identifiers, in the order of the register."""
    wanted = list(dict.fromkeys(chosen))
    known = {p.project_id for p in projects}
    allowed = ", ".join(sorted(known))
    cure = "`corridor projects CASE` lists them"
    faults = [
        Fault(
            file="projects.json",
            message="no such project",
            column="--projects",
            value=name,
            allowed=allowed,
            cure=cure,
        )
        for name in wanted
        if name not in known
    ]
    if faults:
        raise InputError(faults)
    return tuple(p for p in projects if p.project_id in set(wanted))
