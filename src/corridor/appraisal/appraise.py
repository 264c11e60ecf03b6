"""The appraisal of a portfolio and of every project alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from corridor.appraisal.accounts import indicators
from corridor.appraisal.accounts.indicator import Group, evaluate, groups
from corridor.appraisal.appraisal import Appraisal
from corridor.appraisal.case import Case
from corridor.appraisal.checks import checks
from corridor.appraisal.money import money
from corridor.appraisal.scenario import TODAY, Scenario, scenarios
from corridor.appraisal.solved import Effect, Solved, counterfactual, effect, outcome, solved, today
from corridor.appraisal.worlds import Worlds, worlds
from corridor.network.modes import MOVING
from corridor.solvers import FixedPointSettings

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
WorldsOf = Callable[..., Worlds]

AT_A_TIME = 2
"""Scenarios solved at a time; each holds some 300 MB for CPEC. Results do not depend on it."""


@dataclass(frozen=True)
class _Part:
    """What is kept of a solved scenario."""

    tables: dict[str, pd.DataFrame]
    effect: Effect
    on_links: Floats
    """Tonnes, [link]."""


def appraise(
    case: Case,
    projects: Iterable[str] | None = None,
    *,
    without_built: bool = False,
    progress: Progress | None = None,
    worlds_of: WorldsOf = worlds,
) -> Appraisal:
    """Return what the projects change: accounts, regions, money, freight, checks, certificates.

    Parameters
    ----------
    case
        A checked case.
    projects
        Identifiers of the projects to appraise; none: the whole register.
    without_built
        Measure planned projects against a world without the built ones.
    progress
        Called with (stage, done, total).
    worlds_of
        Makes today's world; a cache may stand in for `worlds`.

    Raises
    ------
    InputError
        A project is not in the register, or the accounts do not close.
    SolveError
        An equilibrium misses its tolerance.

    """
    listed = scenarios(case.projects, projects, without_built=without_built)
    world = worlds_of(case, progress=progress)
    before = today(world)
    parts = list(_each(listed, before, progress)) or [_nothing(before)]
    tables = {
        name: pd.concat([part.tables[name] for part in parts], ignore_index=True)
        for name in ("accounts", "regions", "freight", "certificates")
    }
    effects = {scenario.name: part.effect for scenario, part in zip(listed, parts, strict=False)}
    account = money(world, listed, before, effects)
    return Appraisal(
        case=case,
        name=listed[0].name if listed else TODAY,
        parameters=case.parameters,
        scenarios={s.name: s.record() for s in listed},
        accounts=tables["accounts"],
        regions=tables["regions"],
        projects=account.projects,
        portfolios=account.portfolios,
        streams=account.streams,
        freight=tables["freight"],
        links=_links(before, parts[0].on_links, backwards=bool(listed) and listed[0].backwards),
        checks=checks(before, effects),
        certificates=tables["certificates"],
        settings={"fixed_point": asdict(FixedPointSettings())},
    )


def _nothing(before: Solved) -> _Part:
    """Return the tables without rows, for a register in which no project acts on the model."""
    found = solved(before.worlds, Scenario(TODAY))
    tables = {name: table.iloc[:0] for name, table in _tables(Scenario(TODAY), before, found).items()}
    return _Part(tables, effect(found), before.on_links.sum(axis=(1, 2)))


def _each(listed: Sequence[Scenario], before: Solved, progress: Progress | None) -> Iterator[_Part]:
    """Yield what is kept of every scenario, in order; two are solved at a time."""

    def part(scenario: Scenario) -> _Part:
        found = solved(before.worlds, scenario)
        return _Part(_tables(scenario, before, found), effect(found), found.on_links.sum(axis=(1, 2)))

    with threadpool_limits(1), ThreadPoolExecutor(AT_A_TIME) as pool:
        waiting = [pool.submit(part, scenario) for scenario in listed]
        try:
            for done, future in enumerate(waiting):
                if progress:
                    progress("solve", done, len(listed))
                yield future.result()
        finally:
            for future in waiting:
                future.cancel()
    if progress:
        progress("solve", len(listed), len(listed))


def reporting_groups(world: Worlds) -> list[Group]:
    """Return regions, countries, corridor and world of a case."""
    case = world.case
    names = tuple(case.countries["country"])
    return groups(case.zones, names, world.places.region_country, case.settings.focus)


def _tables(scenario: Scenario, before: Solved, found: Solved) -> dict[str, pd.DataFrame]:
    minimum, something = (found, before) if scenario.backwards else (before, found)
    accounts = evaluate(indicators(), outcome(minimum), outcome(something), reporting_groups(before.worlds))
    tables = {
        "accounts": accounts,
        "regions": _regions(scenario, before, found),
        "freight": _freight(minimum, something),
        "certificates": _certificates(found),
    }
    for name, table in tables.items():
        table.insert(0, "scenario", scenario.name)
        tables[name] = table
    return tables


def gains(scenario: Scenario, found: Solved) -> Floats:
    """Return the equivalent variation of a scenario at today's prices, [region] US$/year; plus is gain."""
    sign = -1.0 if scenario.backwards else 1.0
    return sign * counterfactual(found).equivalent_variation


def _regions(scenario: Scenario, before: Solved, found: Solved) -> pd.DataFrame:
    case, after = before.worlds.case, counterfactual(found)
    backwards = scenario.backwards
    hat = {name: getattr(after, name) for name in ("real_income_hat", "wage_hat", "consumer_price_hat")}
    if backwards:
        hat = {name: 1.0 / value for name, value in hat.items()}
    gain = gains(scenario, found)
    spending = before.worlds.economy.spending
    minimum = spending - gain if backwards else spending
    first = after.first_order
    columns = case.regions[["region_id", "name", "country", "population"]].reset_index(drop=True)
    return columns.assign(
        value_added_usd=before.worlds.economy.value_added,
        spending_do_minimum_usd=minimum,
        **hat,
        ev_usd=gain,
        ev_per_person_usd=np.divide(gain, columns["population"].to_numpy(dtype=float)),
        first_order=-first.total if backwards else first.total,
        first_order_terms_of_trade=-first.terms_of_trade if backwards else first.terms_of_trade,
        first_order_trade_cost=-first.trade_cost if backwards else first.trade_cost,
    )


def _freight(minimum: Solved, something: Solved) -> pd.DataFrame:
    names = [*minimum.worlds.case.countries["country"], "high seas"]
    frame = pd.DataFrame(
        {
            "country": np.repeat(names, len(MOVING)),
            "mode": np.tile(MOVING, len(names)),
            "tonne_km_do_minimum": minimum.freight.ravel(),
            "tonne_km": something.freight.ravel(),
        }
    )
    parameters = minimum.worlds.case.parameters
    factor = frame["mode"].map({m: parameters[f"emission_factor.{m}"] / 1000.0 for m in MOVING})
    frame = frame.assign(
        co2_t_do_minimum=frame["tonne_km_do_minimum"] * factor, co2_t=frame["tonne_km"] * factor
    )
    used = (frame["tonne_km"] > 0) | (frame["tonne_km_do_minimum"] > 0)
    return frame[used].reset_index(drop=True)


def _certificates(found: Solved) -> pd.DataFrame:
    certificate = counterfactual(found).certificate
    return pd.DataFrame(
        {
            "block": list(certificate.residuals),
            "residual": list(certificate.residuals.values()),
            "iterations": certificate.iterations,
            "method": certificate.method,
        }
    )


def _links(before: Solved, on_links: Floats, *, backwards: bool) -> pd.DataFrame:
    today_tonnes = before.on_links.sum(axis=(1, 2))
    return pd.DataFrame(
        {
            "link_id": before.worlds.case.network.links["link_id"].to_numpy(),
            "tonnes_baseline": on_links if backwards else today_tonnes,
            "tonnes_counterfactual": today_tonnes if backwards else on_links,
        }
    )
