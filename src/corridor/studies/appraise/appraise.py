"""The appraisal of a portfolio and of every project alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from operator import attrgetter

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from corridor import parallel
from corridor.accounts import indicators
from corridor.accounts.commodities import commodity_table
from corridor.accounts.facts import facts, summary
from corridor.accounts.haul import haul_table
from corridor.accounts.indicator import Group, account_table, levels, reporting_groups
from corridor.accounts.labour import labour_table
from corridor.accounts.measures import trucks_on_links
from corridor.accounts.scorecard import scorecard
from corridor.accounts.sites import site_table
from corridor.case.case import Case
from corridor.model.baseline import BaselineOf, baseline
from corridor.model.outcome import Outcome
from corridor.model.selection import TODAY, Scenario, Standing, scenarios
from corridor.model.solved import (
    Impact,
    Solved,
    equivalent_variation,
    impact,
    outcome,
    solved,
    today,
    with_parts,
)
from corridor.money.cost_benefit import money
from corridor.money.risk_tables import SEED
from corridor.network.modes import moving
from corridor.solvers import FixedPointSettings
from corridor.studies.appraise.appraisal import Appraisal
from corridor.types import Floats, Progress

AT_A_TIME = 4
"""Scenarios solved at a time, on as many processors; each holds some 300 MB for CPEC."""

HATS = ("real_income_hat", "wage_hat", "consumer_price_hat")
FIRST_ORDER = {
    "first_order": "first_order.total",
    "first_order_terms_of_trade": "first_order.terms_of_trade",
    "first_order_trade_cost": "first_order.trade_cost",
}
"""Column of the table of regions to its place in an equilibrium."""


@dataclass(frozen=True, eq=False)
class _World:
    """A solved world, and what the accounts say of it."""

    solved: Solved
    outcome: Outcome
    levels: Floats
    """[indicator, reporting unit]."""


@dataclass(frozen=True, eq=False)
class _Part:
    """What is kept of a scenario; its worlds are large."""

    tables: dict[str, pd.DataFrame]
    impact: Impact
    levels: tuple[Floats, Floats]
    """Of the accounts in the do-minimum and in the do-something, [indicator, reporting unit]."""
    loads: dict[str, Floats] | None
    """Column of the table of links to tonnes and trucks, [link]; of the scenario that the map shows."""


def appraise(
    case: Case,
    projects: Iterable[str] | None = None,
    *,
    without: Iterable[str] = (),
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> Appraisal:
    """Return what the projects change: accounts, regions, money, freight, figures, certificates.

    Parameters
    ----------
    case
        A checked case.
    projects
        Identifiers of the projects in question, or `planned`, `built`: they stand in the do-something and not
        in the do-minimum. None: the whole register, as two portfolios and each project alone.
    without
        Projects that stand in neither world, by identifier, or `built`.
    progress
        Called with (stage, done, total).
    baseline_of
        Makes today's world; a cache may stand in for `worlds`.

    Raises
    ------
    InputError
        A project is not in the register, or the accounts do not close.
    SolveError
        An equilibrium misses its tolerance.

    """
    listed = scenarios(case.projects, projects, without)
    world = baseline_of(case, progress=progress)
    units = reporting_groups(world)
    before = _measured(today(world), units)
    parts = list(_each(listed, before, units, progress)) or [_nothing(before, units)]
    tables = {name: _joined([part.tables[name] for part in parts]) for name in parts[0].tables}
    found = {scenario.name: part.levels for scenario, part in zip(listed, parts, strict=False)}
    accounts = account_table(indicators(), units, found)
    impacts = {scenario.name: part.impact for scenario, part in zip(listed, parts, strict=False)}
    exports = _exports(accounts, case.settings.focus[0])
    compared = facts(before.solved, impacts)
    return Appraisal(
        case=case,
        name=listed[0].name if listed else TODAY,
        parameters=case.parameters,
        scenarios={s.name: s.record() for s in listed},
        tables={
            **tables,
            **money(world, listed, impacts, exports),
            "accounts": accounts,
            "scorecard": scorecard(
                accounts, tables["regions"], case.settings.focus, case.parameters["material_loss"]
            ),
            "links": _links(case, parts[0]),
            "commodities": commodity_table(before.solved, case.settings.focus[0]),
            "facts": compared,
            "facts_summary": summary(compared),
        },
        settings={"fixed_point": asdict(FixedPointSettings())},
        seeds={"overruns": SEED},
    )


def _exports(accounts: pd.DataFrame, home: str) -> dict[str, tuple[float, float]]:
    """Return exports of the home country before every scenario, and their change, US$/year."""
    rows = accounts[(accounts["indicator"] == "exports") & (accounts["region"] == home)]
    found = zip(rows["scenario"], rows["baseline"], rows["change"], strict=True)
    return {str(name): (float(before), float(change)) for name, before, change in found}


def _joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return tables one below the other; empty ones, whose columns have no type, only where all are."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]


def _measured(found: Solved, units: Sequence[Group]) -> _World:
    seen = outcome(found)
    return _World(found, seen, levels(indicators(), seen, units))


def _nothing(before: _World, units: Sequence[Group]) -> _Part:
    """Return the tables without rows, for a register in which no project acts on the model."""
    after = _measured(solved(before.solved.baseline, Standing()), units)
    part = _part(Scenario(TODAY), before, after, on_map=True)
    tables = {name: table.iloc[:0] for name, table in part.tables.items()}
    return replace(part, tables=tables)


def _each(
    listed: Sequence[Scenario], before: _World, units: Sequence[Group], progress: Progress | None
) -> Iterator[_Part]:
    """Yield what is kept of every scenario, in order; some are solved at a time."""
    base = before.solved.baseline
    base.prepare()
    worlds = [stands for scenario in listed for stands in (scenario.minimum, scenario.something)]
    uses = Counter(stands.key for stands in worlds)
    known = {Standing().key: before}
    for stands in worlds:
        if uses[stands.key] > 1 and stands.key not in known:
            known[stands.key] = _measured(solved(base, stands), units)

    def world(stands: Standing) -> _World:
        return known[stands.key] if stands.key in known else _measured(solved(base, stands), units)

    def part(k: int) -> _Part:
        return _part(listed[k], world(listed[k].minimum), world(listed[k].something), on_map=k == 0)

    if progress:
        progress("solve", 0, len(listed))
    with threadpool_limits(1):
        for done, found in enumerate(parallel.each(part, len(listed), at_a_time=AT_A_TIME), start=1):
            if progress:
                progress("solve", done, len(listed))
            yield found


def _part(scenario: Scenario, minimum: _World, something: _World, *, on_map: bool) -> _Part:
    """Return what is kept of a scenario's two worlds."""
    less, more = minimum.solved, something.solved
    case, economy = less.baseline.case, less.baseline.economy
    felt = with_parts(less.baseline, scenario, impact(less, more))
    measured = (minimum.outcome, something.outcome)
    tables = {
        "regions": _regions(less, more),
        "freight": _freight(less, more),
        "sites": site_table(case, economy, scenario, measured, felt.gain),
        "labour": labour_table(case, economy, scenario, measured),
        "haul": haul_table(case, scenario),
        "certificates": _certificates(less, more),
    }
    for table in tables.values():
        table.insert(0, "scenario", scenario.name)
    return _Part(tables, felt, (minimum.levels, something.levels), _loads(less, more) if on_map else None)


def _loads(minimum: Solved, something: Solved) -> dict[str, Floats]:
    """Return tonnes a year and trucks a day on links before and after, by column."""
    sides = {"baseline": minimum, "counterfactual": something}
    tonnes = {f"tonnes_{side}": found.on_links.sum(axis=(1, 2)) for side, found in sides.items()}
    return tonnes | {
        f"trucks_{side}": trucks_on_links(found.baseline.case, found.on_links)
        for side, found in sides.items()
    }


def _regions(minimum: Solved, something: Solved) -> pd.DataFrame:
    case, economy = minimum.baseline.case, minimum.baseline.economy
    hats = {name: _of(something, name, 1.0) / _of(minimum, name, 1.0) for name in HATS}
    first = {
        name: _of(something, place, 0.0) - _of(minimum, place, 0.0) for name, place in FIRST_ORDER.items()
    }
    gain = impact(minimum, something).gain
    columns = case.regions[["region_id", "name", "country", "population"]].reset_index(drop=True)
    return columns.assign(
        value_added_usd=economy.value_added,
        spending_do_minimum_usd=economy.spending + equivalent_variation(minimum),
        **hats,
        ev_usd=gain,
        ev_per_person_usd=np.divide(gain, columns["population"].to_numpy(dtype=float)),
        **first,
    )


def _of(found: Solved, name: str, today_value: float) -> Floats:
    """Return a figure of a world's equilibrium, [region]; today's world has `today_value` everywhere."""
    if found.equilibrium is None:
        return np.full(len(found.baseline.economy.spending), today_value)
    value: Floats = attrgetter(name)(found.equilibrium)
    return value


def _freight(minimum: Solved, something: Solved) -> pd.DataFrame:
    names = [*minimum.baseline.case.countries["country"], "high seas"]
    frame = pd.DataFrame(
        {
            "country": np.repeat(names, len(moving())),
            "mode": np.tile(moving(), len(names)),
            "tonne_km_do_minimum": minimum.freight.ravel(),
            "tonne_km": something.freight.ravel(),
        }
    )
    parameters = minimum.baseline.case.parameters
    factor = frame["mode"].map({m: parameters[f"emission_factor.{m}"] / 1000.0 for m in moving()})
    frame = frame.assign(
        co2_t_do_minimum=frame["tonne_km_do_minimum"] * factor, co2_t=frame["tonne_km"] * factor
    )
    used = (frame["tonne_km"] > 0) | (frame["tonne_km_do_minimum"] > 0)
    return frame[used].reset_index(drop=True)


def _certificates(minimum: Solved, something: Solved) -> pd.DataFrame:
    """Return how the solves of a scenario's worlds ended; today's world is the baseline and has none."""
    worlds = {"do-minimum": minimum.equilibrium, "do-something": something.equilibrium}
    rows = [
        (name, block, residual, found.certificate.iterations, found.certificate.method)
        for name, found in worlds.items()
        if found is not None
        for block, residual in found.certificate.residuals.items()
    ]
    return pd.DataFrame(rows, columns=["world", "block", "residual", "iterations", "method"])


def _links(case: Case, part: _Part) -> pd.DataFrame:
    return pd.DataFrame({"link_id": case.network.links["link_id"].to_numpy(), **(part.loads or {})})
