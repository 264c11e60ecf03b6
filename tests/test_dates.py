"""Days as sources write them."""

from __future__ import annotations

from datetime import date

import pytest

from corridor.dates import first_day, is_date, is_period, last_day


@pytest.mark.parametrize("text", ["2023", "2023-10", "2023-10-19", "2024-02-29"])
def test_dates_that_are(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize(
    "text", ["", "23", "2023-13", "2023-02-29", "2023-1", "2023/10", "19 October 2023", "0000"]
)
def test_dates_that_are_not(text: str) -> None:
    assert not is_date(text)
    with pytest.raises(ValueError, match="YYYY"):
        last_day(text if "/" not in text else text.replace("/", "."))


def test_a_year_has_passed_on_its_last_day() -> None:
    assert (first_day("2023"), last_day("2023")) == (date(2023, 1, 1), date(2023, 12, 31))
    assert (first_day("2024-02"), last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (first_day("2023-07/2024-06"), last_day("2023-07/2024-06")) == (
        date(2023, 7, 1),
        date(2024, 6, 30),
    )


def test_a_period_does_not_run_backwards() -> None:
    assert is_period("2023-07/2024-06")
    assert not is_period("2024-07/2024-06")
    assert not is_period("2022/2023/2024")
