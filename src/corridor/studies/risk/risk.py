"""Risk of a case: rates and their skill, exposure, criticality, expected yearly losses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.errors import ARGUMENT, Fault, InputError
from corridor.hazards.events import ATTACK
from corridor.hazards.yearly import Closures, drawn
from corridor.ledger import Ledger
from corridor.model.baseline import Baseline, BaselineOf, baseline
from corridor.studies.risk.criticality import chosen, first_order, named, solved_closures
from corridor.studies.risk.exposure import regions_table, sections_table, sites_table
from corridor.studies.risk.rates import attack_rates, checks_table, rates_table, skill_table
from corridor.studies.risk.sets import closure_sets
from corridor.types import Floats, Progress

LINKS = 300
"""Single links whose closure is solved in full, unless asked otherwise."""

RANGES = ("", "_low", "_high")
PERCENTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99}


@dataclass(frozen=True, eq=False)
class Risk:
    """Tables of a risk assessment by name, as `data/risk_tables.csv` describes them."""

    tables: Mapping[str, pd.DataFrame]


def risk(
    case: Case,
    links: int = LINKS,
    *,
    seed: int = 0,
    ledger: Ledger | None = None,
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> Risk:
    """Return where events are expected, who is near, and what closed links cost (DESIGN 3.8).

    Parameters
    ----------
    case
        A checked case with hazards.
    links
        Single links whose closure is solved in full; the named sets of the case are always solved.
    seed
        Of the drawn years.
    ledger
        What is solved already; a run that was stopped goes on from it.
    progress, baseline_of
        As in `corridor.appraise`.

    Raises
    ------
    InputError
        The case has no hazards, or a set closes nothing.
    SolveError
        The fit of rates does not end at a maximum.

    """
    if case.hazards is None:
        cure = "add a folder `hazards` with events or closures"
        raise InputError([Fault(file="hazards", message="the case has no hazards", cure=cure)])
    if links < 0:
        said = "0 or more"
        raise InputError(
            [Fault(file=ARGUMENT, message="too few", column="links", value=str(links), allowed=said)]
        )
    tables = _of_attacks(case)
    sets = closure_sets(case)
    found = baseline_of(case, progress=progress)
    tables["links"] = first_order(found)
    closures = [*named(sets), *chosen(tables["links"], links)]
    solved = solved_closures(found, closures, ledger=ledger, progress=progress)
    tables["closures"] = _described(found, solved, tables["links"])
    if len(sets):
        tables["losses"] = _losses(case, solved, seed)
    tables["links"] = tables["links"].drop(columns="row")
    return Risk(tables)


def _of_attacks(case: Case) -> dict[str, pd.DataFrame]:
    hazards = case.hazards
    if hazards is None or not (hazards.events["kind"] == ATTACK).any():
        return {}
    rates = attack_rates(case)
    found = {
        "rates": rates_table(rates),
        "skill": skill_table(rates),
        "checks": checks_table(case, rates),
        "sites": sites_table(case, rates),
        "sections": sections_table(case, rates),
        "nature": regions_table(case, rates),
    }
    return {name: table for name, table in found.items() if len(table)}


def _described(found: Baseline, solved: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return solved closures with their names, and for single links the first order."""
    hazards = found.case.hazards
    table = hazards.closures if hazards is not None else pd.DataFrame({"set": [], "name": []})
    names = dict(zip(table["set"], table["name"], strict=True))
    single = {f"link {row.link_id}": row for row in links.itertuples()}
    rows = []
    for name in solved["closure"]:
        link = single.get(name)
        rows.append(
            {
                "name": names.get(name, "" if link is None else link.name or link.section),
                "section": "" if link is None else link.section,
                "first_order_usd_day": np.nan if link is None else link.first_order_usd_day,
                "detour_hours": np.nan if link is None else link.detour_hours,
                "detour_km": np.nan if link is None else link.detour_km,
            }
        )
    return pd.concat([solved, pd.DataFrame(rows, index=solved.index)], axis=1)


def _losses(case: Case, solved: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return expected yearly losses of the named sets, with their range and the distribution of years.

    A day costs what re-routing and the fall-back cost: closures are short. The low and the high end take the
    ends of both rate and days; what a day costs has no range here. It is the cost of all freight, wherever it
    goes; `eael_home` is the real income that the home country loses.
    """
    table = case.hazards.closures.drop_duplicates("set") if case.hazards is not None else pd.DataFrame()
    by = solved.set_index("closure")
    table = table[table["set"].isin(by.index)]
    day = by.loc[table["set"], ["rerouted_usd_day", "fallback_usd_day"]].sum(axis=1).to_numpy(dtype=float)
    cause = np.unique(table["hazard"], return_inverse=True)[1].astype(np.int64)
    each = {end: _closures(table, end, day, cause) for end in RANGES}
    years = drawn(each[""], seed)
    rows = table[["set", "name", "hazard", "per_year", "days", "status"]].reset_index(drop=True)
    rows = rows.assign(usd_day=day, **{f"eael{end}": each[end].expected for end in RANGES})
    home = by.loc[table["set"], "loss_home_usd_day"].to_numpy(dtype=float)
    rows = rows.assign(eael_home=_closures(table, "", home, cause).expected)
    rows = rows.assign(**{name: np.quantile(years, p, axis=0) for name, p in PERCENTILES.items()})
    total = {f"eael{end}": float(each[end].expected.sum()) for end in RANGES}
    total["eael_home"] = float(rows["eael_home"].sum())
    total |= {name: float(np.quantile(years.sum(axis=1), p)) for name, p in PERCENTILES.items()}
    whole = pd.DataFrame([{"set": "all", "name": "all of them", "hazard": "", "status": "", **total}])
    return pd.concat([rows, whole], ignore_index=True)


def _closures(table: pd.DataFrame, end: str, day: Floats, cause: np.ndarray) -> Closures:
    rate, days = (table[f"{name}{end}"].to_numpy(dtype=float) for name in ("per_year", "days"))
    return Closures(rate, days, day, cause)
