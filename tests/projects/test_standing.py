"""The status of a project by date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corridor.errors import InputError
from corridor.projects.standing import StatusAt, by_date, status_on
from tests.conftest import works

PLAN, WORK = (
    StatusAt("preparation", "2021-03", "seen", "a"),
    StatusAt("implementation", "2022", "recalled", "b"),
)
UNKNOWN = StatusAt("maintenance", "", "unknown", reason="no list gives a day")


def test_the_last_status_of_a_day() -> None:
    statuses = (WORK, PLAN, UNKNOWN)
    assert by_date(statuses) == (PLAN, WORK)
    assert status_on(statuses, date(2021, 3, 30)) is None
    assert status_on(statuses, date(2021, 3, 31)) == PLAN
    assert status_on(statuses, date(2022, 12, 30)) == PLAN
    assert status_on(statuses, date(2022, 12, 31)) == WORK


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (StatusAt("preparation", "2021", "seen"), "no source"),
        (StatusAt("preparation", "spring", "seen", "a"), "no such date"),
        (StatusAt("preparation", "", "seen", "a"), "no such date"),
        (StatusAt("preparation", "", "unknown"), "no date and no reason"),
        (StatusAt("preparation", "2021", "unknown", reason="why"), "a date that is unknown"),
        (StatusAt("preparation", "2021", "rumour", "a"), "unknown way of knowing"),
        (StatusAt("open", "2021", "seen", "a"), "unknown status"),
        (WORK, "the last of its statuses is not its status"),
    ],
)
def test_a_status_without_a_dated_source_is_refused(status: StatusAt, said: str) -> None:
    with pytest.raises(InputError, match=said):
        replace(works("a", "s", speed_factor=1.1), statuses=(status,))


def test_an_honest_unknown_is_taken() -> None:
    unknown = StatusAt("preparation", "", "unknown", reason="no list gives a day")
    assert replace(works("a", "s", speed_factor=1.1), statuses=(unknown,)).statuses == (unknown,)
