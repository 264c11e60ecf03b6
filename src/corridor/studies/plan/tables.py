"""A plan as tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from corridor.money.cashflow import Gains, Stream, added, benefit_cost_ratio, present_value, stream
from corridor.money.internal_rate import internal_rates
from corridor.studies.plan.program import alone
from corridor.studies.plan.sampling import Shares
from corridor.studies.plan.schedules import NOT_BUILT, Schedule, members, spent
from corridor.studies.plan.search import SearchResult
from corridor.studies.plan.worths import CARBON
from corridor.types import Floats

BUDGET = "budget"


def grown_gains(found: SearchResult) -> Floats:
    """Return what a plan brings in each year, grown since the base year, [year, component] US$ or t."""
    horizon, years = found.search.horizon, found.search.timing.years
    growth = (1 + horizon.growth) ** (years - horizon.base_year).astype(float)
    return found.search.components(found.schedule) * growth[:, None]


def flows(found: SearchResult) -> Stream:
    """Return the yearly costs and benefits of a plan, of whom it is for."""
    search = found.search
    years, horizon = search.timing.years, search.horizon
    nothing = Gains({}, 0.0, 0.0, horizon.base_year)
    parts = [
        stream(one.asset(int(search.timing.starts[k])), nothing, int(years[-1]), 0.0)
        for one, k in zip(search.candidates, found.schedule, strict=True)
        if k != NOT_BUILT
    ]
    empty = Stream(years, np.zeros(len(years)), {}, np.zeros(len(years)))
    costs = added([empty, *parts]).cost
    gains = grown_gains(found)
    counted = {
        name: gains[:, c] * search.prices[c]
        for c, name in enumerate(search.valuer.components)
        if name != CARBON and search.prices[c] != 0
    }
    return Stream(years, costs, counted, gains[:, -1] * search.prices[-1])


def summary_table(found: SearchResult) -> pd.DataFrame:
    """Return one row: worth, bounds of it and of the model, ratios, and what was done to find it."""
    search, horizon = found.search, found.search.horizon
    flow = flows(found)
    npv = search.net_present_value(found.schedule)
    gap = (found.bound - found.value) / max(abs(found.value), abs(found.bound), 1.0)
    built = [i for i, k in enumerate(found.schedule) if k != NOT_BUILT]
    rates = internal_rates(flow.net, flow.years)
    row = {
        "net_present_value_usd": npv,
        "objective_usd": found.value,
        "bound_usd": found.bound,
        "gap_percent": 100 * gap,
        "most_in_model_usd": found.most_in_model,
        "objective_in_model_usd": found.predicted,
        "cost_usd": present_value(flow.cost, flow.years, horizon.rate, horizon.price_year),
        "benefit_usd": present_value(flow.gross, flow.years, horizon.rate, horizon.price_year),
        "bcr": benefit_cost_ratio(flow, horizon.rate, horizon.price_year),
        "eirr": rates.single,
        "eirr_note": rates.note,
        "capex_usd": sum(search.candidates[i].cost for i in built),
        "discount_rate": horizon.rate,
        "projects": len(built),
        "candidates": len(search.candidates),
        "plans_valued": found.valued,
        "proven": found.proven is not None,
        "statement": statement(found),
    }
    return pd.DataFrame([row])


def statement(found: SearchResult) -> str:
    """Return in a sentence or two how good the plan is known to be."""
    if found.proven is not None:
        kept = max(found.bound - found.value, 0.0) / 1e6
        agreed = "local search found the same" if abs(found.agreed) < 1.0 else "local search found less"
        if found.agreed < -1.0:
            agreed += f" by US$ {-found.agreed / 1e6:,.3g} million"
        count, sets = len(found.search.candidates), len(found.basis.worth or {})
        above = f"no plan is worth US$ {kept:,.3g} million more" if kept > 1e-6 else "no plan is worth more"
        return f"Proven over all {sets:,} sets of {count} candidates: {above}; {agreed}."
    model, here, full = (usd / 1e6 for usd in (found.most_in_model, found.predicted, found.value))
    return (
        "No bound is proven on the re-solved plan. In the model, in which pairs and the triples that were "
        f"solved are all the interactions there are, no plan is worth more than US$ {model:,.1f} million; "
        f"this plan is worth US$ {here:,.1f} million in it, and US$ {full:,.1f} million re-solved in full. "
        "What larger groups of projects add to other plans is not bounded."
    )


def project_table(found: SearchResult, shares: Shares, unlimited: Schedule) -> pd.DataFrame:
    """Return every candidate: when it is built, what it is worth, and why it is left out."""
    search, when = found.search, found.search.timing
    gain = [found.basis.dividends[1 << i] for i in range(len(search.candidates))]
    single = np.where(when.allowed, alone(when, np.array(gain), search.prices[-1]), -np.inf)
    rows = []
    for i, (one, k) in enumerate(zip(search.candidates, found.schedule, strict=True)):
        built = k != NOT_BUILT
        start = int(when.starts[k]) if built else None
        rows.append(
            {
                "project_id": one.name,
                "name": one.project.title,
                "type": one.project.type,
                "start_year": start,
                "opening_year": None if start is None else start + one.construction_years,
                "capex_usd": one.cost,
                "gain_usd": gain[i] + float(search.stated_worth[i]),
                "npv_alone_usd": float(single[i, k] if built else single[i].max()),
                "shapley_usd": shares.value[i] if built else None,
                "shapley_error_usd": shares.error[i] if built else None,
                "start_unlimited": None if unlimited[i] == NOT_BUILT else int(when.starts[unlimited[i]]),
                "why": "" if built else _why(found, i, unlimited, float(single[i].max())),
            }
        )
    frame = pd.DataFrame(rows).replace({"npv_alone_usd": {-np.inf: np.nan}})
    years = ["start_year", "opening_year", "start_unlimited"]
    return frame.astype(
        dict.fromkeys(years, "Int64") | dict.fromkeys(("shapley_usd", "shapley_error_usd"), float)
    )


def _why(found: SearchResult, i: int, unlimited: Schedule, best: float) -> str:
    """Return why a candidate is not in the plan."""
    one = found.search.candidates[i]
    if one.name in found.search.question.never:
        return "not wanted"
    if not found.search.timing.allowed[i].any():
        return "works do not fit into the years"
    if unlimited[i] != NOT_BUILT:
        return "no room within budgets and capacities"
    return "costs more than it brings" if best < 0 else "others in the plan bring most of what it would"


def spending_table(found: SearchResult) -> pd.DataFrame:
    """Return capital cost by year and project, and the budget of each year."""
    search = found.search
    usd, years = spent(search.timing, found.schedule), search.question.years.tolist()
    rows = [
        (year, one.name, float(usd[i, y]))
        for i, one in enumerate(search.candidates)
        for y, year in enumerate(years)
        if usd[i, y] > 0
    ]
    limits = [(year, BUDGET, float(b)) for year, b in zip(years, search.question.budgets, strict=True)]
    return pd.DataFrame([*rows, *limits], columns=["year", "project_id", "usd"])


def stream_table(found: SearchResult) -> pd.DataFrame:
    """Return costs and benefits by year, whether they count for the plan or not."""
    search, flow = found.search, flows(found)
    gains = grown_gains(found)
    names = search.valuer.components
    benefits = {f"benefit_{name}_usd": gains[:, c] for c, name in enumerate(names) if name != CARBON}
    price = search.valuer.baseline.case.parameters["carbon_price"]
    columns = {"year": flow.years, "cost_usd": flow.cost, **benefits, "carbon_usd": -price * gains[:, -1]}
    return pd.DataFrame({**columns, "net_usd": flow.net})


def interaction_table(found: SearchResult) -> pd.DataFrame:
    """Return what projects are worth together beyond what they are apart, by pair and triple."""
    names = [one.name for one in found.search.candidates]
    rows = [
        (" + ".join(names[i] for i in members(s)), s.bit_count(), usd, _kind(usd))
        for s, usd in found.basis.dividends.items()
        if s.bit_count() > 1
    ]
    frame = pd.DataFrame(rows, columns=["projects", "size", "usd", "kind"])
    order = frame["usd"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def _kind(usd: float) -> str:
    return "complements" if usd > 0 else "substitutes" if usd < 0 else "independent"
