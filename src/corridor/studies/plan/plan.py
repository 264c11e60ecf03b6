"""`plan`: which projects, in which year, so that the net present value is largest and results come early."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.ledger import Ledger
from corridor.model.baseline import BaselineOf, baseline
from corridor.projects.project import Project
from corridor.studies.plan.dividends import dividend, subsets
from corridor.studies.plan.question import PlanQuestion
from corridor.studies.plan.sampling import Shares, drawn_orders, exact_shares, sampled_shares
from corridor.studies.plan.schedules import NOT_BUILT, as_set
from corridor.studies.plan.search import PlanSettings, SearchResult, basis, prepare, seek
from corridor.studies.plan.tables import (
    interaction_table,
    project_table,
    spending_table,
    stream_table,
    summary_table,
)
from corridor.studies.plan.what_if import budget_table, delay_table, unlimited
from corridor.types import Progress


@dataclass(frozen=True, eq=False)
class Plan:
    """The best plan for a question, as tables; US$ at constant prices, present values in the price year.

    - `summary`: net_present_value_usd, objective_usd (the same with early years as asked), bound_usd and
      gap_percent (of objective_usd; missing unless every set was valued), most_in_model_usd and
      objective_in_model_usd (of the model of pairs and triples: no bound on the plan re-solved in full),
      cost_usd, benefit_usd, bcr, eirr, eirr_note, capex_usd, discount_rate, projects, candidates,
      plans_valued, proven, statement
    - `projects`: project_id, name, type, start_year, opening_year, capex_usd, gain_usd, npv_alone_usd,
      shapley_usd, shapley_error_usd, start_unlimited, why
    - `spending`: year, project_id, usd, with a row a year for the project and one for `budget`
    - `streams`: year, cost_usd, benefit_<country>_usd, benefit_other_usd, carbon_usd, net_usd
    - `interactions`: projects, size, usd, kind
    - `delays`: project_id (or `all`), years, npv_change_usd
    - `budgets`: change_percent, net_present_value_usd, npv_change_usd, entered, left, moved
    """

    case: Case
    question: PlanQuestion
    settings: PlanSettings
    summary: pd.DataFrame
    projects: pd.DataFrame
    spending: pd.DataFrame
    streams: pd.DataFrame
    interactions: pd.DataFrame
    delays: pd.DataFrame
    budgets: pd.DataFrame

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        names = ("summary", "projects", "spending", "streams", "interactions", "delays", "budgets")
        return {name: getattr(self, name) for name in names}


def plan(
    case: Case,
    question: PlanQuestion,
    *,
    settings: PlanSettings | None = None,
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
    ledger_of: Callable[[Case, Sequence[Project]], Ledger] | None = None,
) -> Plan:
    """Return the plan with the largest net present value, and what is known of it.

    Every set of projects that the plan, its delays, its budgets and its shares need is valued by a full
    re-solve of network and equilibrium. `ledger_of` keeps what was solved, so that a run that was
    stopped goes on.

    Raises
    ------
    InputError
        With every fault of the question; limits that conflict are named, as few as conflict.
    SolveError
        An equilibrium or the program missed its tolerance.

    """
    search = prepare(
        case, question, settings=settings, progress=progress, baseline_of=baseline_of, ledger_of=ledger_of
    )
    found = seek(search, basis(search))
    tell = search.tell
    tell("share gains", 0, 1)
    each, free = shares(found), unlimited(found)
    tell("share gains", 1, 1)
    return Plan(
        case,
        question,
        search.settings,
        summary_table(found),
        project_table(found, each, free),
        spending_table(found),
        stream_table(found),
        interaction_table(found),
        delay_table(found),
        budget_table(found),
    )


def shares(found: SearchResult) -> Shares:
    """Return Shapley's share of each project of the plan in what all of them are worth a year in full use."""
    each = _of_worth(found)
    inside = np.array([k != NOT_BUILT for k in found.schedule])
    return Shares(each.value + np.where(inside, found.search.stated_worth, 0.0), each.error)


def _of_worth(found: SearchResult) -> Shares:
    """Return the shares in what sets are worth, without the emissions that effects state themselves."""
    search, known = found.search, found.basis
    count = len(search.candidates)
    inside = [i for i, k in enumerate(found.schedule) if k != NOT_BUILT]
    if known.worth is not None:
        value = known.worth
        return exact_shares(count, {s: dividend(s, value) for s in subsets(as_set(inside))}, inside)
    orders = drawn_orders(inside, search.settings.orders, np.random.default_rng(search.settings.seed))
    values = partial(search.values, stage="sets of shares")
    return sampled_shares(count, known.dividends, inside, values, orders)
