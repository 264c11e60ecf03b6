"""The limits of a plan as rows of a linear program, each under the name that a user knows it by.

Variables are x[candidate, start], one where the candidate's works start in that year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corridor.studies.plan.candidates import Candidate, Timing, order, rivals
from corridor.studies.plan.question import ALL, PlanQuestion
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class Rule:
    """One limit: `rows @ x <= upper`, with x of every candidate and start in a row."""

    name: str
    rows: Floats
    upper: Floats

    def broken(self, x: Floats) -> bool:
        """Return whether a plan breaks the limit."""
        return bool(np.any(self.rows @ x > self.upper + 1e-6 * np.maximum(1.0, np.abs(self.upper))))


def once(timing: Timing) -> Rule:
    """Return the rule of the thing itself: a candidate starts once, in a year that fits it."""
    n, starts = timing.allowed.shape
    rows = np.zeros((n + 1, n * starts))
    for i in range(n):
        rows[i, i * starts : (i + 1) * starts] = 1.0
    rows[n] = ~timing.allowed.ravel()
    return Rule("each project starts once", rows, np.append(np.ones(n), 0.0))


def together(limits: Sequence[Rule]) -> Rule:
    """Return limits as one."""
    rows = np.vstack([rule.rows for rule in limits])
    return Rule("all limits", rows, np.concatenate([rule.upper for rule in limits]))


def rules(candidates: Sequence[Candidate], question: PlanQuestion, timing: Timing) -> tuple[Rule, ...]:
    """Return every limit of the question and of the register."""
    at = {one.name: i for i, one in enumerate(candidates)}
    return (
        *_budgets(question, timing),
        *_capacities(candidates, question, timing),
        *(_must(timing, at[name], name) for name in question.must),
        *(_never(timing, at[name], name) for name in question.never),
        *(_after(timing, at, pair) for pair in order(candidates, question)),
        *(_rivals(timing, at, pair) for pair in rivals(candidates, question)),
    )


def _budgets(question: PlanQuestion, timing: Timing) -> list[Rule]:
    found = []
    row = np.zeros(timing.allowed.size)
    room = 0.0
    for y, (year, usd) in enumerate(zip(question.years.tolist(), question.budgets.tolist(), strict=True)):
        spending = timing.spending[:, :, y].ravel()
        row, room = (row + spending, room + usd) if question.carry_over else (spending, usd)
        if np.isfinite(room):
            until = "up to" if question.carry_over else "of"
            name = f"budget {until} {year}: US$ {room / 1e6:,.0f} million"
            found.append(Rule(name, row[None, :] / 1e6, np.array([room / 1e6])))
    return found


def _capacities(candidates: Sequence[Candidate], question: PlanQuestion, timing: Timing) -> list[Rule]:
    found = []
    for kind, most in question.capacity.items():
        chosen = np.array([kind in (ALL, one.project.type) for one in candidates])
        words = "projects" if kind == ALL else f"projects of type {kind}"
        for y, year in enumerate(question.years.tolist()):
            row = (timing.building[:, :, y] & chosen[:, None]).astype(float).ravel()
            name = f"at most {most} {words} under construction in {year}"
            found.append(Rule(name, row[None, :], np.array([float(most)])))
    return found


def _must(timing: Timing, i: int, name: str) -> Rule:
    return Rule(f"{name} must be built", -_built(timing, i)[None, :], np.array([-1.0]))


def _never(timing: Timing, i: int, name: str) -> Rule:
    return Rule(f"{name} must not be built", _built(timing, i)[None, :], np.array([0.0]))


def _built(timing: Timing, i: int) -> Floats:
    row = np.zeros(timing.allowed.shape)
    row[i] = 1.0
    return row.ravel()


def _after(timing: Timing, at: dict[str, int], pair: tuple[str, str]) -> Rule:
    """Return: by every year, the first has opened only if the second has."""
    name, other = pair
    opened = np.cumsum(timing.use, axis=2) > 0.0
    rows = np.zeros((len(timing.years), *timing.allowed.shape))
    rows[:, at[name]] += opened[at[name]].T
    rows[:, at[other]] -= opened[at[other]].T
    flat = rows.reshape(len(timing.years), -1)
    return Rule(f"{name} requires {other}", flat, np.zeros(len(flat)))


def _rivals(timing: Timing, at: dict[str, int], pair: tuple[str, str]) -> Rule:
    row = _built(timing, at[pair[0]]) + _built(timing, at[pair[1]])
    return Rule(f"{pair[0]} and {pair[1]} exclude each other", row[None, :], np.array([1.0]))
