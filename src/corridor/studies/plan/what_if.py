"""What changes a plan: works that come late, budgets a little larger or smaller, no limits at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from corridor.studies.plan.candidates import timing
from corridor.studies.plan.conflict import feasible
from corridor.studies.plan.question import PlanQuestion
from corridor.studies.plan.schedules import NOT_BUILT, Schedule
from corridor.studies.plan.search import SearchResult, program, seek

DELAYS = (1, 2, 3)
"""Years by which works come late."""

BUDGETS = (-10, 10)
"""Per cent by which budgets are moved."""

EVERY = "all"


def delay_table(found: SearchResult) -> pd.DataFrame:
    """Return what each project of the plan loses when its works start later, and the plan when all do.

    Budgets are not asked again: this is the price of delay itself.
    """
    search, question = found.search, found.search.question
    last = question.last_year + max(DELAYS)
    late = timing(search.candidates, replace(question, budget=np.inf, last_year=last), search.horizon)
    npv = search.net_present_value(found.schedule, late)
    built = [i for i, k in enumerate(found.schedule) if k != NOT_BUILT]
    moves = [(search.candidates[i].name, {i}) for i in built] + [(EVERY, set(built))]
    asked = [(name, who, years) for name, who in moves for years in DELAYS if who]
    rows = []
    for done, (name, who, years) in enumerate(asked):
        search.tell("delay works", done, len(asked))
        rows.append((name, years, search.net_present_value(_later(found.schedule, who, years), late) - npv))
    search.tell("delay works", len(asked), len(asked))
    return pd.DataFrame(rows, columns=["project_id", "years", "npv_change_usd"])


def _later(schedule: Schedule, who: set[int], years: int) -> Schedule:
    return tuple(k + years if i in who else k for i, k in enumerate(schedule))


def budget_table(found: SearchResult) -> pd.DataFrame:
    """Return what becomes of the plan when every year's budget is a tenth smaller or larger."""
    search, question = found.search, found.search.question
    columns = ["change_percent", "net_present_value_usd", "npv_change_usd", "entered", "left", "moved"]
    rows = []
    here = search.net_present_value(found.schedule)
    for done, percent in enumerate(BUDGETS if np.isfinite(question.budgets).any() else ()):
        search.tell("move budgets", done, len(BUDGETS))
        other = search.with_question(_scaled(question, 1 + percent / 100))
        if not feasible(other.timing, other.limits):
            rows.append((percent, float("nan"), float("nan"), "no plan meets the limits", "", ""))
            continue
        plan = seek(other, found.basis)
        npv = other.net_present_value(plan.schedule)
        rows.append((percent, npv, npv - here, *_differences(found, plan.schedule)))
    search.tell("move budgets", len(BUDGETS), len(BUDGETS))
    return pd.DataFrame(rows, columns=columns)


def _scaled(question: PlanQuestion, factor: float) -> PlanQuestion:
    if isinstance(question.budget, Mapping):
        return replace(question, budget={year: usd * factor for year, usd in question.budget.items()})
    return replace(question, budget=question.budget * factor)


def _differences(found: SearchResult, other: Schedule) -> tuple[str, str, str]:
    """Return who enters the plan, who leaves it and who moves, as text."""
    starts = found.search.timing.starts
    entered, left, moved = [], [], []
    for one, k, now in zip(found.search.candidates, found.schedule, other, strict=True):
        if k == now:
            continue
        if k == NOT_BUILT:
            entered.append(f"{one.name} {starts[now]}")
        elif now == NOT_BUILT:
            left.append(one.name)
        else:
            moved.append(f"{one.name} {now - k:+d}")
    return ", ".join(entered), ", ".join(left), ", ".join(moved)


def unlimited(found: SearchResult) -> Schedule:
    """Return the best plan of the model of interactions without budgets and capacities."""
    question = replace(found.search.question, budget=np.inf, capacity={})
    return program(found.search.with_question(question), found.basis).schedule
