"""What changed between two registers; a status that changed needs a dated source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corridor.dates import last_day
from corridor.errors import Fault, raise_if
from corridor.projects.project import Project
from corridor.projects.standing import by_date

FILE = "projects.json"
CURE = "add it to `statuses` with its date and source"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise in the new register; `date` and `source` of a status."""

    project_id: str
    what: str
    before: str
    after: str
    date: str = ""
    source: str = ""


def register_changes(old: Iterable[Project], new: Iterable[Project]) -> tuple[Change, ...]:
    """Return what changed between two registers, in the order of the new one, dropped projects last.

    Raises
    ------
    InputError
        A status changed without a dated source, or with a date before the last of the old register; a new
        project has neither a dated status nor a reason why none is known. All such are listed.

    """
    before, after = ({p.project_id: p for p in side} for side in (old, new))
    raise_if([fault for name, p in after.items() for fault in _undated(before.get(name), p)])
    changes: list[Change] = []
    for name, project in after.items():
        changes += _changes(before[name], project) if name in before else [_added(project)]
    dropped = [Change(name, "dropped", p.status, "") for name, p in before.items() if name not in after]
    return (*changes, *dropped)


def _undated(old: Project | None, new: Project) -> list[Fault]:
    """Return a fault where the status of a project is new and has no dated source."""
    if old is not None and old.status == new.status:
        return []
    last = new.statuses[-1] if new.statuses else None
    said = f"project {new.project_id}: status {new.status or 'none'}"
    if last is None or not (last.dated or (old is None and last.reason)):
        message = f"{said} without a dated source"
        return [Fault(file=FILE, message=message, column="statuses", value=new.status, cure=CURE)]
    known = by_date(old.statuses) if old is not None else ()
    if known and last_day(last.date) < last_day(known[-1].date):
        allowed = f"not before {known[-1].date}, when it became {known[-1].status}"
        message = f"{said} is dated before the one it follows"
        return [Fault(file=FILE, message=message, column="date", value=last.date, allowed=allowed, cure=CURE)]
    return []


def _added(project: Project) -> Change:
    last = project.statuses[-1]
    return Change(project.project_id, "added", "", project.status, last.date, last.source or last.reason)


def _changes(old: Project, new: Project) -> list[Change]:
    name = new.project_id
    found = []
    if old.status != new.status:
        last = new.statuses[-1]
        found.append(Change(name, "status", old.status, new.status, last.date, last.source))
    elif old.statuses != new.statuses:
        fresh = [s for s in by_date(new.statuses) if s not in old.statuses]
        found += [Change(name, "dated status", "", s.status, s.date, s.source) for s in fresh]
    pairs = (
        ("title", old.title, new.title),
        ("portfolio", old.portfolio, new.portfolio),
        ("opening year", str(old.opening_year), str(new.opening_year)),
        ("cost (US$ m)", _cost(old), _cost(new)),
        ("effects", f"{len(old.effects) + len(old.doors)}", f"{len(new.effects) + len(new.doors)}"),
    )
    return [*found, *(Change(name, what, was, now) for what, was, now in pairs if was != now)]


def _cost(project: Project) -> str:
    return f"{sum(usd for _, usd in project.capex) / 1e6:,.1f}" if project.capex else ""
