"""The status of a project by date: what was known, from which day on, and where that is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from corridor.dates import ALLOWED, is_date, last_day
from corridor.errors import Fault, Faults

SEEN, RECALLED, UNKNOWN = "seen", "recalled", "unknown"
KNOWN = (SEEN, RECALLED, UNKNOWN)
"""How a date is known: read in its source, from memory with the source named, or not at all."""


@dataclass(frozen=True, slots=True)
class StatusAt:
    """A status, the day from which it holds, and its source.

    Where the day is not known, `known` is `unknown`, `date` is empty and `reason` says why.
    """

    status: str
    date: str
    known: str
    source: str = ""
    reason: str = ""

    @property
    def dated(self) -> bool:
        """Whether it has a day and a source."""
        return self.known != UNKNOWN and is_date(self.date) and bool(self.source.strip())

    def problems(self, file: str, place: str) -> list[Fault]:
        """Return what is wrong with it."""
        faults = Faults(file)
        said = f"{place} status {self.status}:"
        known = {"column": "known", "value": self.known, "allowed": ", ".join(KNOWN), "cure": "correct it"}
        faults.check(self.known in KNOWN, f"{said} unknown way of knowing", **known)
        if self.known == UNKNOWN:
            cure = "say in `reason` why no dated source is known"
            faults.check(
                bool(self.reason.strip()), f"{said} no date and no reason", column="reason", cure=cure
            )
            cure = "take the date out, or say how it is known"
            faults.check(
                not self.date, f"{said} a date that is unknown", value=self.date, column="date", cure=cure
            )
            return faults
        when = {
            "column": "date",
            "value": self.date,
            "allowed": ALLOWED,
            "cure": "give the day of the source",
        }
        faults.check(is_date(self.date), f"{said} no such date", **when)
        cure = "name the source, or make it `unknown` with a reason"
        faults.check(bool(self.source.strip()), f"{said} no source", column="source", cure=cure)
        return faults


def by_date(statuses: Iterable[StatusAt]) -> tuple[StatusAt, ...]:
    """Return the statuses that have a date, the earliest first."""
    return tuple(sorted((s for s in statuses if s.dated), key=lambda s: last_day(s.date)))


def status_on(statuses: Iterable[StatusAt], day: date) -> StatusAt | None:
    """Return the last dated status that holds on a day; None where none is known by then."""
    then = [s for s in by_date(statuses) if last_day(s.date) <= day]
    return then[-1] if then else None
