"""Limits of plans: what they forbid, and what is told where they cannot all hold."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from corridor.studies.plan.candidates import faults, timing
from corridor.studies.plan.conflict import conflict, conflict_faults, feasible
from corridor.studies.plan.program import chosen
from corridor.studies.plan.question import PlanQuestion
from corridor.studies.plan.rules import once, rules
from corridor.studies.plan.schedules import NOT_BUILT
from tests.studies.plan.works import HORIZON, candidates, project

THREE = candidates(
    project("dam", (2025, 2026), 50e6, type="plant"),
    project("line", (2025,), 20e6, type="line", requires=("dam",)),
    project("rival", (2025,), 10e6, type="plant", excludes=("dam",)),
)
ASKED = PlanQuestion(budget=60e6, first_year=2025, last_year=2030)


def kept(question: PlanQuestion, *starts: int | None) -> set[str]:
    """Return the names of the limits that a schedule breaks."""
    when = timing(THREE, question, HORIZON)
    x = chosen(tuple(NOT_BUILT if s is None else s - 2025 for s in starts), len(when.starts))
    return {rule.name for rule in (once(when), *rules(THREE, question, when)) if rule.broken(x)}


@pytest.mark.parametrize(
    ("starts", "broken"),
    [
        ((2025, 2026, None), {"budget of 2026: US$ 60 million"}),
        ((2025, 2027, None), set()),
        ((None, 2027, None), {"line requires dam"}),
        ((2027, 2026, None), {"line requires dam"}),
        ((2025, None, 2028), {"dam and rival exclude each other"}),
        ((2030, None, None), {"each project starts once"}),
        ((None, None, None), set()),
    ],
)
def test_limits_forbid_what_they_say(starts: tuple[int | None, ...], broken: set[str]) -> None:
    """The dam takes two years and opens in the third; its line may open in the same year, not before."""
    assert kept(ASKED, *starts) == broken


def test_a_project_may_open_with_the_one_it_requires() -> None:
    """The dam opens in 2027; the line, started in 2026, too."""
    wide = replace(ASKED, budget=1e9)
    assert kept(wide, 2025, 2026, None) == set()
    assert kept(wide, 2025, 2025, None) == {"line requires dam"}


def test_capacity_counts_works_of_its_type_under_way() -> None:
    wide = replace(ASKED, budget=1e9, capacity={"plant": 0, "all": 1})
    assert kept(wide, 2025, 2026, None) == {
        "at most 0 projects of type plant under construction in 2025",
        "at most 0 projects of type plant under construction in 2026",
        "at most 1 projects under construction in 2026",
    }


def test_a_conflict_is_named_by_limits_none_of_which_is_idle() -> None:
    question = replace(
        ASKED,
        budget={year: 45e6 if year != 2028 else 500e6 for year in range(2025, 2031)},
        must=("line",),
        capacity={"line": 3},
    )
    when = timing(THREE, question, HORIZON)
    found = conflict(when, rules(THREE, question, when))
    names = {rule.name for rule in found}
    assert {"line must be built", "line requires dam"} <= names
    assert not any("type line" in name for name in names)
    assert not feasible(when, found)
    for fewer in combinations(found, len(found) - 1):
        assert feasible(when, fewer)
    (fault,) = conflict_faults(when, rules(THREE, question, when))
    assert all(name in str(fault.value) for name in names)


def test_works_that_do_not_fit_into_the_years_conflict_with_having_to_be_built() -> None:
    question = replace(ASKED, last_year=2025, must=("dam",))
    when = timing(THREE, question, HORIZON)
    assert [rule.name for rule in conflict(when, rules(THREE, question, when))] == ["dam must be built"]


def test_limits_that_can_hold_have_no_conflict() -> None:
    when = timing(THREE, ASKED, HORIZON)
    assert conflict(when, rules(THREE, ASKED, when)) == []


def test_everything_wrong_with_a_question_is_told_at_once() -> None:
    question = PlanQuestion(
        budget=-1.0,
        first_year=2030,
        last_year=2025,
        capacity={"boat": 1, "rail": -2},
        must=("dam",),
        never=("dam",),
        of="ZZZ",
        discount_rate=12.0,
        early_weight=-1.0,
    )
    said = [str(fault) for fault in question.problems(("PAK", "CHN"))]
    marks = ("--to", "--budget", "boat=1", "rail=-2", "both built and not", "ZZZ", "12", "early results")
    for mark in marks:
        assert sum(mark in text for text in said) == 1, mark
    assert len(said) == len(marks)


def test_years_without_a_budget_are_named() -> None:
    question = PlanQuestion(budget={2025: 1.0, 2027: 1.0}, first_year=2025, last_year=2028)
    (fault,) = question.problems(())
    assert fault.value == "2026, 2028"


def test_names_that_are_no_candidates_and_circles_are_told_at_once() -> None:
    found = candidates(
        project("a", (2025,), 1e6, requires=("b",)),
        project("b", (2025,), 1e6, requires=("c",)),
        project("c", (2025,), 1e6, requires=("a", "gone")),
        project("d", (2025,), 1e6),
    )
    question = PlanQuestion(
        budget=1e9, must=("x",), never=("y",), requires=(("d", "z"),), excludes=(("w", "d"),)
    )
    said = [str(fault) for fault in faults(found, question)]
    for mark in (
        "found x",
        "found y",
        "found z",
        "found w",
        "requires gone",
        "a requires b requires c requires a",
    ):
        assert sum(mark in text for text in said) == 1, mark
    assert len(said) == 6


def test_money_and_years_of_works_move_with_their_start() -> None:
    when = timing(THREE, ASKED, HORIZON)
    late = when.spending[0, 2]
    assert late[when.years == 2027].tolist() == [50e6]
    assert late[when.years == 2028].tolist() == [50e6]
    assert late.sum() == 100e6
    opened = np.flatnonzero(when.use[0, 2] > 0)
    assert when.years[opened[0]] == 2029
