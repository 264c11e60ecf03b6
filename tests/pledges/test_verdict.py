"""Verdicts on hand-made evidence: every rule, every state of a test, and nothing from after the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corridor.pledges.pledge import OUTCOME, PROJECTS, Criterion, Observation, Pledge
from corridor.pledges.verdict import RULES, Judgement, judge, open_projects
from corridor.projects.standing import StatusAt

DAY = date(2024, 6, 30)
WORKS = Criterion(PROJECTS, "all are finished")
MORE = Criterion(OUTCOME, "a tenth more", indicator="ships", direction="more", margin=0.1)


def pledge(*tests: Criterion, projects: tuple[str, ...] = ("a", "b"), by: str = "2030") -> Pledge:
    return Pledge("p", "2020-06-30", "who", "where", "what", "seen", "growth", by, "text", tests, projects)


def at(status: str, day: str, known: str = "seen") -> StatusAt:
    return StatusAt(status, day, known, "gazette")


def seen(period: str, value: float, published: str = "", known: str = "seen") -> Observation:
    return Observation("ships", period, published or period, value, "ships", known, "gazette")


def verdict(*tests: Criterion, day: date = DAY, by: str = "2030", **evidence: Any) -> Judgement:
    statuses = {name: tuple(evidence.get(name, ())) for name in ("a", "b")}
    return judge(pledge(*tests, by=by), statuses, evidence.get("ships", ()), day)


BEFORE, UP, UP_A_LITTLE, DOWN = (
    seen("2019", 100.0),
    seen("2023", 120.0),
    seen("2023", 105.0),
    seen("2023", 80.0),
)
DONE = {"a": [at("maintenance", "2022")], "b": [at("completion", "2023-05")]}
BUSY = {"a": [at("preparation", "2021"), at("implementation", "2022-03")]}
WAITING = {"a": [at("preparation", "2021")]}

CASES: dict[str, tuple[tuple[Criterion, ...], dict[str, Any], str, int]] = {
    "a figure went the wrong way": ((MORE,), {"ships": [BEFORE, DOWN]}, "contrary evidence", 1),
    "wrong way, and work goes on": ((MORE, WORKS), {"ships": [BEFORE, DOWN], **BUSY}, "contrary evidence", 1),
    "all projects finished": ((WORKS,), DONE, "kept", 2),
    "projects and figure": ((WORKS, MORE), {**DONE, "ships": [BEFORE, UP]}, "kept", 2),
    "projects finished, figure not known": ((WORKS, MORE), DONE, "kept in part", 3),
    "projects finished, figure the wrong way": (
        (WORKS, MORE),
        {**DONE, "ships": [BEFORE, DOWN]},
        "kept in part",
        3,
    ),
    "one of two projects": ((WORKS,), {"a": DONE["a"]}, "kept in part", 3),
    "work goes on": ((WORKS,), BUSY, "under way", 5),
    "right way within the margin": ((MORE,), {"ships": [BEFORE, UP_A_LITTLE]}, "under way", 5),
    "no work has begun": ((WORKS,), WAITING, "no evidence", 6),
    "a figure that stays": ((MORE,), {"ships": [BEFORE, seen("2023", 95.0)]}, "no evidence", 6),
    "cancelled": ((WORKS,), {"a": [at("cancelled", "2022")]}, "no evidence", 6),
    "nothing at all": ((WORKS, MORE), {}, "no evidence", 6),
    "no figure before": ((MORE,), {"ships": [UP]}, "no evidence", 6),
    "no figure since": ((MORE,), {"ships": [BEFORE]}, "no evidence", 6),
}


@pytest.mark.parametrize("name", CASES)
def test_every_rule_before_the_horizon(name: str) -> None:
    tests, evidence, said, rule = CASES[name]
    found = verdict(*tests, **evidence)
    assert (found.verdict, found.rule) == (said, rule)
    assert not found.overdue


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("work goes on", "late"),
        ("no work has begun", "late"),
        ("right way within the margin", "late"),
        ("a figure that stays", "late"),
        ("cancelled", "late"),
        ("nothing at all", "no evidence"),
        ("one of two projects", "kept in part"),
        ("all projects finished", "kept"),
        ("a figure went the wrong way", "contrary evidence"),
    ],
)
def test_every_rule_after_the_horizon(name: str, said: str) -> None:
    tests, evidence, _, _ = CASES[name]
    found = verdict(*tests, by="2023-12-31", **evidence)
    assert found.verdict == said
    assert found.overdue == (said != "kept")


def test_the_horizon_itself_is_not_late() -> None:
    assert verdict(WORKS, by="2024-06-30", **BUSY).verdict == "under way"
    assert verdict(WORKS, by="2024-06-29", **BUSY).verdict == "late"


def test_every_verdict_has_its_rule_and_is_tried() -> None:
    assert {said for _, _, said, _ in CASES.values()} | {"late"} == set(RULES)
    assert all(RULES[rule - 1] == said for _, _, said, rule in CASES.values())


def test_a_share_of_the_projects_may_do() -> None:
    half = Criterion(PROJECTS, "half is finished", share=0.5)
    assert verdict(half, a=DONE["a"]).verdict == "kept"


def test_a_target_is_reached_or_not() -> None:
    aim = Criterion(OUTCOME, "110 ships", indicator="ships", direction="more", margin=0.1, target=110.0)
    assert verdict(aim, ships=[BEFORE, seen("2023", 110.0)]).verdict == "kept"
    assert verdict(aim, ships=[BEFORE, seen("2023", 109.0)]).verdict == "under way"
    assert verdict(aim, ships=[BEFORE, seen("2023", 89.0)]).verdict == "contrary evidence"
    none = Criterion(OUTCOME, "no ships", indicator="ships", direction="less", target=0.0)
    assert verdict(none, ships=[BEFORE, seen("2023", 0.0)]).verdict == "kept"


def test_nothing_dated_after_the_day_counts() -> None:
    """The verdict of a day is the same whatever has been published since."""
    early = {"ships": [BEFORE, seen("2021", 105.0, "2022-02")], **BUSY}
    late = {
        "ships": [*early["ships"], seen("2023", 50.0, "2024-07-01")],
        "a": [*BUSY["a"], at("maintenance", "2024-07-01")],
    }
    assert verdict(WORKS, MORE, **early) == verdict(WORKS, MORE, **late)
    assert verdict(WORKS, MORE, day=date(2024, 7, 1), **late).verdict == "kept in part"


def test_a_year_counts_when_it_has_passed_and_a_status_of_a_year_too() -> None:
    evidence = {"a": [at("maintenance", "2022")], "b": [at("maintenance", "2022-11")]}
    assert verdict(WORKS, day=date(2022, 12, 30), **evidence).verdict == "kept in part"
    assert verdict(WORKS, day=date(2022, 12, 31), **evidence).verdict == "kept"


def test_a_period_that_had_begun_is_one_before_the_promise() -> None:
    """Half of 2020 had passed when the promise was made: what it shows is not its doing."""
    begun = seen("2020", 150.0)
    assert verdict(MORE, ships=[BEFORE, begun]).findings[0].state == "none"
    assert verdict(MORE, ships=[BEFORE, begun, seen("2020-07/2021-06", 151.0)]).findings[0].state == "begun"


def test_what_was_finished_before_keeps_no_promise() -> None:
    old = {"a": [at("maintenance", "2019")], "b": [at("implementation", "2021")]}
    assert open_projects(pledge(WORKS), {name: tuple(s) for name, s in old.items()}) == ("b",)
    assert verdict(WORKS, **old).verdict == "under way"
    assert verdict(WORKS, a=old["a"], b=[at("maintenance", "2021")]).verdict == "kept"
    both = {"a": old["a"], "b": [at("maintenance", "2018")]}
    assert verdict(WORKS, **both).verdict == "no evidence"


def test_a_status_without_a_date_is_no_evidence() -> None:
    unknown = StatusAt("maintenance", "", "unknown", reason="no list says when")
    assert verdict(WORKS, a=[unknown], b=[unknown]).verdict == "no evidence"


def test_evidence_from_memory_is_told() -> None:
    assert verdict(WORKS, a=[at("maintenance", "2022", "recalled")], b=DONE["b"]).known == "recalled"
    assert verdict(WORKS, **DONE).known == "seen"
    assert verdict(WORKS).known == ""


def test_a_promise_is_not_judged_before_it_is_made() -> None:
    with pytest.raises(ValueError, match="after 2020-06-29"):
        verdict(WORKS, day=date(2020, 6, 29))
