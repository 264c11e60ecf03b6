"""A pledge: who promised what and when, what would count as kept, and the dated evidence there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corridor.dates import ALLOWED, PERIODS, first_day, is_date, is_period, last_day
from corridor.errors import Fault, Faults, raise_if
from corridor.projects.standing import RECALLED, SEEN

FILE = "pledges.json"

PROJECTS, OUTCOME = "projects", "outcome"
KINDS = (PROJECTS, OUTCOME)
"""What a test looks at: the statuses of the linked projects, or a figure that was observed."""

DIRECTIONS = ("more", "less")
READ = (SEEN, RECALLED)
"""How a text or a figure is known: read in its source, or from memory."""

LONGEST_QUOTATION = 300
"""Characters: a quotation is short."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What would count as kept.

    Of `projects`: that a `share` of the linked projects (those not finished when the pledge was made) is
    finished. Of an `outcome`: that `indicator` moved in `direction` by more than `margin` of what it was; or,
    where there is a `target`, that it reached that.
    """

    kind: str
    says: str
    """In words."""
    share: float = 1.0
    indicator: str = ""
    direction: Literal["", "more", "less"] = ""
    margin: float = 0.0
    target: float | None = None

    def problems(self, place: str) -> list[Fault]:
        """Return what is wrong with it."""
        faults = Faults(FILE)
        said = {"column": "kind", "value": self.kind, "allowed": ", ".join(KINDS), "cure": "correct it"}
        faults.check(self.kind in KINDS, f"{place} unknown kind of test", **said)
        cure = "say in words what would count as kept"
        faults.check(bool(self.says.strip()), f"{place} a test that says nothing", column="says", cure=cure)
        share = {
            "column": "share",
            "value": self.share,
            "allowed": "above 0, up to 1",
            "cure": "give a share",
        }
        faults.check(0.0 < self.share <= 1.0, f"{place} the share cannot be", **share)
        margin = {"column": "margin", "value": self.margin, "allowed": "0 to 1", "cure": "give a share"}
        faults.check(0.0 <= self.margin <= 1.0, f"{place} the margin cannot be", **margin)
        if self.kind == OUTCOME:
            which = {"column": "direction", "value": self.direction, "allowed": ", ".join(DIRECTIONS)}
            cure = "say which way is kept"
            faults.check(
                self.direction in DIRECTIONS, f"{place} an outcome without direction", **which, cure=cure
            )
            cure = "name the figure that is watched"
            faults.check(bool(self.indicator), f"{place} no indicator", column="indicator", cure=cure)
        return faults


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure that was observed: of which period, and since which day it is published."""

    indicator: str
    period: str
    """Year, month or day that it is of, or two of them with a slash between: from, to."""
    published: str
    value: float
    unit: str
    known: str
    source: str
    note: str = ""

    @property
    def begins(self) -> dt.date:
        """The first day of its period."""
        return first_day(self.period)

    @property
    def ends(self) -> dt.date:
        """The last day of its period."""
        return last_day(self.period)

    def problems(self, row: int) -> list[Fault]:
        """Return what is wrong with it."""
        faults = Faults(FILE)
        place = f"observation of {self.indicator or '?'}, {self.period}:"
        said = {
            "row": row,
            "column": "period",
            "value": self.period,
            "allowed": PERIODS,
            "cure": "correct it",
        }
        faults.check(is_period(self.period), f"{place} no such period", **said)
        said = {"row": row, "column": "published", "value": self.published, "allowed": ALLOWED}
        faults.check(is_date(self.published), f"{place} no such date", **said, cure="correct it")
        if not faults:
            early = last_day(self.published) < self.ends
            said = {"row": row, "column": "published", "value": self.published, "cure": "correct the dates"}
            faults.check(not early, f"{place} published before its period has passed", **said)
        for column, text in (("indicator", self.indicator), ("unit", self.unit), ("source", self.source)):
            faults.check(
                bool(text.strip()), f"{place} no {column}", row=row, column=column, cure="fill it in"
            )
        said = {"row": row, "column": "known", "value": self.known, "allowed": ", ".join(READ)}
        faults.check(self.known in READ, f"{place} unknown way of knowing", **said, cure="correct it")
        finite = abs(self.value) < float("inf")
        faults.check(finite, f"{place} no number", row=row, column="value", value=self.value, cure="give one")
        return faults


@dataclass(frozen=True, slots=True)
class Pledge:
    """One promise, as published, and what would count as kept by its horizon."""

    pledge_id: str
    date: str
    who: str
    source: str
    quotation: str
    quotation_known: str
    field: str
    """An account (`growth`, ...), or a field in words."""
    by: str
    """Horizon: until the end of that day, month or year it is not late."""
    by_source: str
    """Where the horizon is from: the text, a plan, or a reading of the case."""
    tests: tuple[Criterion, ...]
    projects: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    """Indicators of the accounts that show what the model says of it, as `account: name`."""

    @property
    def watched(self) -> tuple[str, ...]:
        """The figures that its tests look at."""
        return tuple(test.indicator for test in self.tests if test.indicator)

    @property
    def made(self) -> dt.date:
        """The day of the promise."""
        return last_day(self.date)

    @property
    def horizon(self) -> dt.date:
        """The last day on which it is not late."""
        return last_day(self.by)

    def problems(self, row: int) -> list[Fault]:
        """Return what is wrong with it."""
        faults = Faults(FILE)
        place = f"pledge {self.pledge_id}:"
        for column, text in (("date", self.date), ("by", self.by)):
            said = {"row": row, "column": column, "value": text, "allowed": ALLOWED, "cure": "correct it"}
            faults.check(is_date(text), f"{place} no such date", **said)
        if not faults:
            said = {"row": row, "column": "by", "value": self.by, "allowed": f"after {self.date}"}
            faults.check(self.horizon > self.made, f"{place} the horizon has passed before it", **said)
        for column, text in (
            *(("who", self.who), ("source", self.source), ("quotation", self.quotation)),
            *(("field", self.field), ("by_source", self.by_source)),
        ):
            faults.check(
                bool(text.strip()), f"{place} no {column}", row=row, column=column, cure="fill it in"
            )
        said = {"row": row, "column": "quotation", "value": f"{len(self.quotation)} characters"}
        short = len(self.quotation) <= LONGEST_QUOTATION
        faults.check(
            short, f"{place} too long", **said, allowed=f"at most {LONGEST_QUOTATION}", cure="shorten it"
        )
        said = {"row": row, "column": "quotation_known", "value": self.quotation_known}
        known = self.quotation_known in READ
        faults.check(
            known, f"{place} unknown way of knowing", **said, allowed=", ".join(READ), cure="correct it"
        )
        cure = "say what would count as kept"
        faults.check(
            bool(self.tests), f"{place} nothing would count as kept", row=row, column="kept_if", cure=cure
        )
        for test in self.tests:
            faults += test.problems(place)
            idle = test.kind == PROJECTS and not self.projects
            cure = "link projects, or take the test out"
            faults.check(not idle, f"{place} a test of projects without any", row=row, cure=cure)
        return faults


@dataclass(frozen=True, slots=True)
class Pledges:
    """The pledges of a case and the figures that were observed; it checks itself when it is made."""

    pledges: tuple[Pledge, ...]
    observations: tuple[Observation, ...] = ()

    def __post_init__(self) -> None:
        raise_if(self.problems())

    def problems(self) -> list[Fault]:
        """Return everything wrong with them."""
        found = [fault for row, one in enumerate(self.pledges, 1) for fault in one.problems(row)]
        found += [fault for row, one in enumerate(self.observations, 1) for fault in one.problems(row)]
        names = [one.pledge_id for one in self.pledges]
        keys = [(one.indicator, one.period, one.published) for one in self.observations]
        watched = {one.indicator for one in self.observations}
        return [*found, *_twice(names, "id"), *_twice(keys, "observation"), *self._unwatched(watched)]

    def _unwatched(self, watched: set[str]) -> list[Fault]:
        """Return a fault for every figure that no pledge watches: a wrong name, as a rule."""
        asked = {name for pledge in self.pledges for name in pledge.watched}
        cure, allowed = "correct the name, or take the observation out", ", ".join(sorted(asked))
        return [
            Fault(
                file=FILE,
                message="no pledge watches this figure",
                column="indicator",
                value=name,
                allowed=allowed,
                cure=cure,
            )
            for name in sorted(watched - asked)
        ]


def _twice(names: Iterable[object], column: str) -> list[Fault]:
    seen: set[object] = set()
    faults = []
    for row, name in enumerate(names, start=1):
        if name in seen:
            said = {"row": row, "column": column, "value": str(name), "cure": "remove one, or rename it"}
            faults.append(Fault(file=FILE, message="stands twice", **said))  # type: ignore[arg-type]
        seen.add(name)
    return faults
