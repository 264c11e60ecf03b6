"""Quotations against the text that they are from."""

from __future__ import annotations

from dataclasses import replace

from corridor.pledges.pledge import PROJECTS, Criterion, Pledge
from corridor.pledges.quotation import quotation_faults

TEXT = (
    "The Gazette\n\nThe Minister promised \u201ca second\u00a0quay\n"
    "before the year 2025\u201d, and\nmore\u2019s to come.\n"
)
ONE = Pledge(
    *("p", "2021", "who", "where", "a second quay before the year 2025", "seen", "growth", "2024", "text"),
    (Criterion(PROJECTS, "done"),),
    ("a",),
)


def test_line_breaks_blanks_and_curly_marks_do_not_matter() -> None:
    assert quotation_faults([ONE], TEXT, "text.txt") == []
    assert quotation_faults([replace(ONE, quotation="more's to come")], TEXT, "text.txt") == []


def test_a_word_that_differs_is_told_with_its_line() -> None:
    wrong = replace(ONE, quotation="quay before the year 2026")
    (fault,) = quotation_faults([ONE, wrong], TEXT, "text.txt")
    assert fault.row == 3
    assert fault.allowed is not None
    assert "quay before the year 2025" in fault.allowed
    (fault,) = quotation_faults([replace(ONE, quotation="until the year 2025")], TEXT, "text.txt")
    assert fault.row == 4


def test_capital_letters_count() -> None:
    assert quotation_faults([replace(ONE, quotation="the minister promised")], TEXT, "t")


def test_a_text_of_something_else_has_no_line() -> None:
    (fault,) = quotation_faults([ONE], "nothing like it\n", "other.txt")
    assert fault.row is None
    assert "p" in fault.message
