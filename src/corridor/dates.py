"""Days as sources write them: a year, a month or a day of ISO 8601."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

WRITTEN = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
"""Pattern of a year, a month or a day."""

ALLOWED = "YYYY, YYYY-MM or YYYY-MM-DD"

PERIODS = f"{ALLOWED}, or two of them with a slash between"

_WRITTEN = re.compile(rf"\A{WRITTEN}\Z", re.ASCII)


def is_date(text: str) -> bool:
    """Return whether a text is a year, a month or a day that the calendar has."""
    if not _WRITTEN.match(text) or text.startswith("0000"):
        return False
    parts = [int(part) for part in text.split("-")]
    return len(parts) < 3 or parts[2] <= monthrange(parts[0], parts[1])[1]


def is_period(text: str) -> bool:
    """Return whether a text is a date, or two with a slash between, the first not after the second."""
    parts = text.split("/")
    fits = len(parts) <= 2 and all(is_date(part) for part in parts)
    return fits and first_day(parts[0]) <= last_day(parts[-1])


def first_day(text: str) -> date:
    """Return the first day of a date or a period; `ValueError` where the text is none."""
    first = text.split("/", maxsplit=1)[0]
    _refuse(first)
    year, month, day = ([int(part) for part in first.split("-")] + [1, 1])[:3]
    return date(year, month, day)


def last_day(text: str) -> date:
    """Return the last day of a date or a period; `ValueError` where the text is none."""
    last = text.rsplit("/", maxsplit=1)[-1]
    _refuse(last)
    year, month, day = ([int(part) for part in last.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def _refuse(text: str) -> None:
    if not is_date(text):
        raise ValueError(f"{text!r} is not {ALLOWED}")
