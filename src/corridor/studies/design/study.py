"""What the best network of a case would change: roads moved and added (Fajgelbaum & Schaal 2020)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from corridor.errors import Fault, raise_if
from corridor.planner.certificate import DesignSettings
from corridor.planner.design import design
from corridor.planner.problem import DesignProblem
from corridor.planner.solution import DesignSolution
from corridor.studies.design.problem import CaseDesign
from corridor.types import Floats

REALLOCATION, EXPANSION = "reallocation", "expansion"
GROWS = 0.01
"""Change of infrastructure, in parts, above which a link counts as growing or shrinking."""
MILLION = 1e6


@dataclass(frozen=True, eq=False)
class NetworkStudy:
    """The best networks of a case, beside the one that stands."""

    found: CaseDesign
    plans: Mapping[str, DesignSolution]
    """`reallocation`: what stands may be moved anywhere; `expansion`: more is spent, nothing torn down."""
    summary: pd.DataFrame
    """`counterfactual, gain_percent, gain_musd, budget_musd, spent_musd, gain_usd_per_usd, edges_growing,
    edges_shrinking, moved_share`: gain of all people's consumption, housing included, and the same of value
    added, US$ million a year; a year's gain from one more US$ of budget; the part of what stands that goes.
    """
    edges: pd.DataFrame
    """As `CaseDesign.edges`, with infrastructure `today` and in each counterfactual, its change in per cent,
    and `value_per_cost`: what a US$ more on the link is worth today, over the mean of all links."""
    districts: pd.DataFrame
    """`region_id, name, population, value_added_usd`; for each counterfactual the change of consumption of
    traded goods and of the infrastructure around (half of each link), in per cent."""
    certificates: pd.DataFrame
    """`counterfactual, worst_residual, gap, optimal, statement, iterations`."""


def best_networks(
    found: CaseDesign,
    expansion: float = 0.5,
    *,
    settings: DesignSettings | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> NetworkStudy:
    """Return the best network for the present budget, and for a larger one that tears nothing down.

    Parameters
    ----------
    found
        The problem of a case.
    expansion
        Part of the present budget that is added, above zero.
    settings
        Of the solver.
    progress
        Called with a stage, steps done and steps in all.

    Raises
    ------
    InputError
        The expansion is not above zero.
    SolveError
        A tolerance was missed.

    """
    allowed = "above 0"
    fault = Fault(
        file="command line",
        message="no expansion",
        column="--expansion",
        value=f"{expansion:g}",
        allowed=allowed,
    )
    raise_if([] if np.isfinite(expansion) and expansion > 0.0 else [fault])
    problem, plans = found.problem, dict[str, DesignSolution]()
    asked = {
        REALLOCATION: replace(problem, lower=np.where(np.isfinite(problem.upper), problem.lower, 0.0)),
        EXPANSION: replace(problem, budget=(1.0 + expansion) * problem.existing_cost),
    }
    for done, (name, changed) in enumerate(asked.items()):
        if progress:
            progress("best networks", done, len(asked))
        plans[name] = design(changed, settings)
    if progress:
        progress("best networks", len(asked), len(asked))
    return NetworkStudy(
        found,
        plans,
        pd.DataFrame([_summary(found, name, plan) for name, plan in plans.items()]),
        _edges(found, plans),
        _districts(found, plans),
        pd.DataFrame([_proof(name, plan) for name, plan in {"today": found.today, **plans}.items()]),
    )


def _summary(found: CaseDesign, name: str, plan: DesignSolution) -> dict[str, object]:
    problem, today = found.problem, found.today
    change = plan.infrastructure / problem.existing - 1.0
    gain = plan.gain_over(today)
    income = float(found.cities["value_added_usd"].sum()) / MILLION
    away = np.maximum(problem.existing - plan.infrastructure, 0.0)
    return {
        "counterfactual": name,
        "gain_percent": 100.0 * gain,
        "gain_musd": gain * income,
        "budget_musd": plan.problem.budget,
        "spent_musd": plan.cost,
        "gain_usd_per_usd": plan.budget_multiplier / plan.welfare * income,
        "edges_growing": int((change > GROWS).sum()),
        "edges_shrinking": int((change < -GROWS).sum()),
        "moved_share": float(problem.delta_I @ away) / problem.existing_cost,
    }


def _edges(found: CaseDesign, plans: Mapping[str, DesignSolution]) -> pd.DataFrame:
    problem = found.problem
    ratio = found.today.link_value / problem.delta_I
    mean = float(found.today.link_value @ problem.existing) / problem.existing_cost
    table = found.edges.assign(today=problem.existing, value_per_cost=ratio / mean)
    for name, plan in plans.items():
        built = plan.infrastructure
        table[name] = built
        table[f"{name}_percent"] = 100.0 * (built / problem.existing - 1.0)
        table[f"{name}_musd"] = problem.delta_I * (built - problem.existing)
    return table


def _districts(found: CaseDesign, plans: Mapping[str, DesignSolution]) -> pd.DataFrame:
    table = found.cities[["region_id", "name", "population", "value_added_usd", "good"]].copy()
    before = _around(found.problem, found.problem.existing)
    eaten = found.today.consumption
    for name, plan in plans.items():
        lives = eaten > 0.0
        change = np.where(lives, plan.consumption / np.where(lives, eaten, 1.0) - 1.0, np.nan)
        table[f"{name}_consumption_percent"] = 100.0 * change
        table[f"{name}_infrastructure_percent"] = 100.0 * (
            _around(found.problem, plan.infrastructure) / before - 1.0
        )
    return table


def _around(problem: DesignProblem, built: Floats) -> Floats:
    """Return what the infrastructure around each node costs, half of each link, [node]."""
    half = 0.5 * problem.delta_I * built
    both = np.concatenate([problem.tail, problem.head])
    return np.bincount(both, np.concatenate([half, half]), problem.nodes).astype(np.float64)


def _proof(name: str, plan: DesignSolution) -> dict[str, object]:
    proof = plan.certificate
    return {
        "counterfactual": name,
        "worst_residual": proof.worst,
        "gap": proof.gap,
        "optimal": proof.optimal,
        "statement": proof.statement,
        "iterations": proof.iterations,
    }
