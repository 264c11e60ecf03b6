"""Selection: which projects are in question, and what stands in the do-minimum and in the do-something.

`projects` and `without` mean the same in every study. The projects in question stand in the do-something and
not in the do-minimum, whether they are planned or built; projects of `without` stand in neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corridor.errors import ARGUMENT, Faults, raise_if
from corridor.projects.project import Project

TODAY = "today"
"""Name of an appraisal in which no project acts."""

UPGRADED, FIRST_DECADE, CHOSEN = "upgraded", "first-decade", "chosen"

PLANNED, BUILT = "planned", "built"
"""Words for all projects of a portfolio that are on the corridor's lists and act on the model."""


@dataclass(frozen=True)
class Standing:
    """What a world has beside today's: projects added to it, and projects taken out of it."""

    added: tuple[Project, ...] = ()
    gone: tuple[Project, ...] = ()

    @property
    def is_today(self) -> bool:
        """Whether it is today's world."""
        return not self.added and not self.gone

    @property
    def key(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what tells the worlds of one register apart."""
        return tuple(p.project_id for p in self.added), tuple(p.project_id for p in self.gone)

    @property
    def projects(self) -> tuple[Project, ...]:
        """Return the projects in which the world differs from today's."""
        return (*self.added, *self.gone)


@dataclass(frozen=True)
class Scenario:
    """Two worlds: the do-minimum, and the do-something in which the projects in question stand.

    Planned ones are added to today's world; built ones are in it, so they are taken out of the do-minimum.
    What is reported is the do-something less the do-minimum: positive is a gain in every scenario.
    """

    name: str
    added: tuple[Project, ...] = ()
    """Planned projects in question."""
    removed: tuple[Project, ...] = ()
    """Built projects in question."""
    without: tuple[Project, ...] = ()
    """Built projects that stand in neither world."""

    @property
    def minimum(self) -> Standing:
        """Return what stands in the do-minimum."""
        return Standing(gone=(*self.removed, *self.without))

    @property
    def something(self) -> Standing:
        """Return what stands in the do-something."""
        return Standing(self.added, self.without)

    @property
    def parts(self) -> tuple[Scenario, ...]:
        """Return the scenario of one project by law of growth of its effects; itself where it has one law."""
        if len(self.projects) != 1 or len(self.projects[0].parts) < 2:
            return (self,)
        parts = [project for _, project in self.projects[0].parts]
        return tuple(
            replace(self, added=(part,) if self.added else (), removed=(part,) if self.removed else ())
            for part in parts
        )

    @property
    def projects(self) -> tuple[Project, ...]:
        """Return the projects in question."""
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
        if self.something.is_today:
            return "today less the world without them"
        if self.removed:
            return "the world with all of them less the world without any"
        return "change from today without the built projects" if self.without else "change from today"


def scenarios(
    projects: Sequence[Project], chosen: Iterable[str] | None, without: Iterable[str] = ()
) -> list[Scenario]:
    """Return the portfolios in question and one scenario per project of them that acts on the model.

    Without `chosen`, the portfolios are `upgraded` (all planned projects on top of today) and
    `first-decade` (today against today without what was built), of projects on the corridor's lists. With it,
    one portfolio, `chosen`. A portfolio in which no project acts on the model is left out.

    Raises
    ------
    InputError
        As `selection`.

    """
    if chosen is not None:
        main = selection(projects, chosen, without)
        return [main, *(alone(p, main.without) for p in projects if p in main.projects)]
    absent = named(projects, without, "without")
    acting = tuple(p for p in projects if p.acts and p not in absent)
    gone = _of(absent, BUILT)
    listed = tuple(p for p in acting if p.listed)
    portfolios = [
        Scenario(UPGRADED, _of(listed, PLANNED), without=gone),
        Scenario(FIRST_DECADE, (), _of(listed, BUILT), gone),
    ]
    return [*(s for s in portfolios if s.projects), *(alone(p, gone) for p in acting)]


def require_acting(projects: Sequence[Project]) -> None:
    """Raise `InputError` where no project of a register acts on the model."""
    faults = Faults("projects.json")
    cure = "give a project an effect in the register"
    message = "no project acts on the model, so there is nothing to appraise"
    faults.check(any(p.acts for p in projects), message, cure=cure)
    raise_if(faults)


def selection(
    projects: Sequence[Project], chosen: Iterable[str] | None, without: Iterable[str] = ()
) -> Scenario:
    """Return the scenario in which the chosen projects are in question; none chosen: all planned ones.

    `chosen` and `without` hold identifiers, or the words `planned` and `built`.

    Raises
    ------
    InputError
        A name that the register does not have, a chosen project without effect in the model, or none at all.

    """
    absent = named(projects, without, "without")
    asked = named(projects, (PLANNED,) if chosen is None else chosen, "projects")
    faults = Faults(ARGUMENT)
    for project in asked:
        said = {"value": project.project_id, "cure": "leave it out, or give it an effect in the register"}
        faults.check(project.acts, "the project has no effect in the model", column="projects", **said)
    raise_if(faults)
    acting = tuple(p for p in asked if p not in absent)
    require_acting(acting)
    return Scenario(CHOSEN, _of(acting, PLANNED), _of(acting, BUILT), _of(absent, BUILT))


def standing(projects: Sequence[Project], chosen: Iterable[str], without: Iterable[str] = ()) -> Standing:
    """Return the world in which the chosen projects stand; today's where none is chosen or left out."""
    names = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    if names:
        return selection(projects, names, without).something
    return Standing(gone=_of(named(projects, without, "without"), BUILT))


def alone(project: Project, without: tuple[Project, ...] = ()) -> Scenario:
    """Return the scenario of one project."""
    if project.portfolio == BUILT:
        return Scenario(project.project_id, (), (project,), without)
    return Scenario(project.project_id, (project,), without=without)


def named(projects: Sequence[Project], names: Iterable[str], argument: str) -> tuple[Project, ...]:
    """Return the projects of those names, in the order of the register; `InputError` lists unknown ones.

    One name may stand for a list of one.
    """
    wanted = list(dict.fromkeys((names,) if isinstance(names, str) else names))
    known = {p.project_id for p in projects}
    faults = Faults(ARGUMENT)
    said = {
        "allowed": ", ".join([PLANNED, BUILT, *sorted(known)]),
        "cure": "`corridor projects CASE` lists them",
    }
    for name in wanted:
        fits = name in known or name in (PLANNED, BUILT)
        faults.check(fits, "no such project", column=argument, value=name, **said)
    raise_if(faults)
    words = {word for word in (PLANNED, BUILT) if word in wanted}
    return tuple(
        p for p in projects if p.project_id in wanted or (p.portfolio in words and p.listed and p.acts)
    )


def _of(projects: Iterable[Project], portfolio: str) -> tuple[Project, ...]:
    return tuple(p for p in projects if p.portfolio == portfolio)
