"""Verdicts on pledges: a pure function of what was known on a day, by numbered rules.

The first rule that holds decides:

1. *contrary evidence*: a figure moved the wrong way by more than its margin, and no test is met, wholly or in
   part.
2. *kept*: every test is met.
3. *kept in part*: a test is met, wholly or in part.
4. *late*: the horizon has passed, and there is evidence that it is not kept.
5. *under way*: work on a linked project goes on, or a figure moved the right way within its margin.
6. *no evidence*: none of these; nothing dated speaks for or against it.

Nothing that is dated after the day counts, so the verdicts of any past day can be had again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corridor.dates import last_day
from corridor.pledges.pledge import PROJECTS, Criterion, Observation, Pledge
from corridor.projects.project import CANCELLED, FINISHED
from corridor.projects.standing import RECALLED, SEEN, StatusAt, status_on

State = Literal["met", "part", "contrary", "begun", "known", "none"]
"""Of a test: met; in part; against; begun (work, or the right way within the margin); known, and nothing has
begun or changed; or nothing is known."""

Verdict = Literal["contrary evidence", "kept", "kept in part", "late", "under way", "no evidence"]

RULES: tuple[Verdict, ...] = ("contrary evidence", "kept", "kept in part", "late", "under way", "no evidence")
"""Verdict by the number of its rule, which is its place, counted from 1."""

WORK = "implementation"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test says on a day, in words, and how its evidence is known."""

    test: Criterion
    state: State
    says: str
    known: str = ""
    """`recalled` where any of the evidence is, `seen` where none is, empty where there is none."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a pledge on a day, the number of the rule that gave it, and its findings."""

    pledge: Pledge
    day: date
    verdict: Verdict
    rule: int
    findings: tuple[Finding, ...]

    @property
    def overdue(self) -> bool:
        """Whether the horizon has passed and it is not kept."""
        return self.day > self.pledge.horizon and self.verdict != "kept"

    @property
    def known(self) -> str:
        """How its evidence is known: `recalled` where any of it is."""
        ways = {finding.known for finding in self.findings if finding.known}
        return RECALLED if RECALLED in ways else SEEN if ways else ""


def judge(
    pledge: Pledge,
    statuses: Mapping[str, Sequence[StatusAt]],
    observations: Iterable[Observation],
    day: date,
) -> Judgement:
    """Return the verdict on a pledge on a day.

    Parameters
    ----------
    pledge
        Made on that day or before.
    statuses
        Project to its statuses by date; a project without any is not known.
    observations
        Figures; those published after the day do not count.
    day
        The day whose evidence counts.

    Raises
    ------
    ValueError
        The pledge was made after that day.

    """
    if day < pledge.made:
        raise ValueError(f"{pledge.pledge_id} was made on {pledge.made}, after {day}")
    figures = list(observations)
    findings = tuple(
        _of_projects(test, pledge, statuses, day)
        if test.kind == PROJECTS
        else _of_figures(test, pledge, figures, day)
        for test in pledge.tests
    )
    rule = _rule([finding.state for finding in findings], late=day > pledge.horizon)
    return Judgement(pledge, day, RULES[rule - 1], rule, findings)


def _rule(states: Sequence[State], *, late: bool) -> int:
    there = set(states)
    if "contrary" in there and not there & {"met", "part"}:
        return 1
    if there == {"met"}:
        return 2
    if there & {"met", "part"}:
        return 3
    if late and there & {"begun", "known"}:
        return 4
    return 5 if "begun" in there else 6


def open_projects(pledge: Pledge, statuses: Mapping[str, Sequence[StatusAt]]) -> tuple[str, ...]:
    """Return the linked projects that were not known to be finished when the pledge was made."""
    before = {name: status_on(statuses.get(name, ()), pledge.made) for name in pledge.projects}
    return tuple(name for name, at in before.items() if at is None or at.status not in FINISHED)


def _of_projects(
    test: Criterion, pledge: Pledge, statuses: Mapping[str, Sequence[StatusAt]], day: date
) -> Finding:
    """Return what the statuses of the linked projects say."""
    names = open_projects(pledge, statuses)
    now = {name: at for name in names if (at := status_on(statuses.get(name, ()), day)) is not None}
    finished = [name for name, at in now.items() if at.status in FINISHED]
    working = [name for name, at in now.items() if at.status == WORK]
    gone = [name for name, at in now.items() if at.status == CANCELLED]
    said = f"{len(finished)} of {len(names)} finished, {len(working)} in the works"
    said += f", {len(gone)} cancelled" if gone else ""
    said += f", {len(names) - len(now)} without a dated status" if len(now) < len(names) else ""
    state: State
    if names and len(finished) >= test.share * len(names):
        state = "met"
    elif finished:
        state = "part"
    elif working:
        state = "begun"
    else:
        state = "known" if now else "none"
    used = [now[name] for name in (finished or working or now)]
    return Finding(test, state, said, _known([at.known for at in used]))


def _of_figures(test: Criterion, pledge: Pledge, observations: Sequence[Observation], day: date) -> Finding:
    """Return what figures say: the last before the pledge against the last since, as published by the day.

    A period that had begun when the pledge was made is one before it.
    """
    mine = sorted(
        (o for o in observations if o.indicator == test.indicator and last_day(o.published) <= day),
        key=lambda o: (o.ends, last_day(o.published)),
    )
    before = [o for o in mine if o.begins <= pledge.made]
    since = [o for o in mine if o.begins > pledge.made]
    if not before or not since:
        return Finding(test, "none", f"{test.indicator}: no figure {'since' if before else 'before'}")
    was, now = before[-1], since[-1]
    state = _moved(test, was.value, now.value)
    said = f"{test.indicator}: {was.value:g} ({was.period}) to {now.value:g} ({now.period}) {now.unit}"
    return Finding(test, state, said, _known([was.known, now.known]))


def _moved(test: Criterion, was: float, now: float) -> State:
    """Return the state of a test whose figure was and is now."""
    sign = 1.0 if test.direction == "more" else -1.0
    gain, margin = sign * (now - was), test.margin * abs(was)
    reached = gain > margin if test.target is None else sign * (now - test.target) >= 0.0
    if reached:
        return "met"
    if gain < -margin:
        return "contrary"
    return "begun" if gain > 0.0 else "known"


def _known(ways: Sequence[str]) -> str:
    return RECALLED if RECALLED in ways else SEEN if ways else ""
