"""What every link is worth: the derivative of an outcome by each link's cost, time and fee."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.accounts.derivatives import felt_by_cost, on_links, per_hour, response, target
from corridor.case.case import Case
from corridor.model.baseline import BaselineOf, baseline
from corridor.model.freight import tonnes as tonnes_between
from corridor.model.selection import Standing, standing
from corridor.model.solved import Solved, world_of
from corridor.network.modes import running_cost
from corridor.projects.links import apply
from corridor.types import Floats, Progress

PER_CENT = 0.01

DESCRIBED = ("link_id", "mode", "facility_type", "section", "name", "country", "length")
"""Columns of the network's links that the table repeats, where it has them."""


@dataclass(frozen=True, eq=False)
class LinkValues:
    """Marginal values of links for one outcome, beside the traditional measure."""

    outcome: str
    unit: str
    of: str
    baseline: float
    """The outcome in the world the values hold for."""
    table: pd.DataFrame
    """One row per link, in the order of the network; columns as in `link_values`."""
    residual: float
    """Of the adjoint equations, relative."""
    iterations: int

    @property
    def correlation(self) -> float:
        """Correlation of the value with the traditional measure over links in use."""
        used = self.table[self.table["traffic_percent"] > 0]
        if len(used) < 2:
            return float("nan")
        return float(np.corrcoef(used["value_percent"], used["traffic_percent"])[0, 1])


def link_values(  # noqa: PLR0913 - with the options that every study has
    case: Case,
    outcome: str = "real income",
    of: str = "world",
    *,
    projects: Iterable[str] = (),
    without: Iterable[str] = (),
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> pd.DataFrame:
    """Return the marginal value of every link, one row per link (DESIGN 3.4).

    Values are the change of the outcome (real income: US$ a year) for a small improvement, per unit of it;
    beside them stands the traditional measure, what present traffic saves. For the world's real income
    without tariffs the two are equal (the envelope); for a country they are not.

    Parameters
    ----------
    case
        A checked case.
    outcome, of
        An indicator of the accounts and a region, country, `corridor` or `world`.
    projects, without
        Projects that stand, and projects that do not: values hold for that world; none: today.
    progress, baseline_of
        As in `corridor.appraise`.

    Returns
    -------
    pandas.DataFrame
        `link_id` and what describes the link; `tonnes` a year; `value_hour` for an hour less;
        `value_fee` for US$ 1 a tonne less; `value_percent` for 1 % less running cost; `traffic_hour`,
        `traffic_fee`, `traffic_percent` likewise, in US$ a year; `value_rank`, `traffic_rank` by the
        values per cent, or per hour for links without length.

    Raises
    ------
    InputError
        An unknown indicator, place or project.
    SolveError
        The equilibrium or the adjoint equations miss their tolerance.

    """
    stands = standing(case.projects, projects, without)
    found = world_of(baseline_of(case, progress=progress), stands)
    return valued(found, stands, outcome, of).table


def valued(found: Solved, stands: Standing, outcome: str, of: str) -> LinkValues:
    """Return the values of links in a solved world; arguments as in `link_values`."""
    asked = target(found.baseline, outcome, of)
    felt = response(found, asked)
    by_cost = felt_by_cost(found, felt)
    return LinkValues(
        outcome,
        asked.indicator.unit,
        of,
        felt.value,
        _table(found, stands, -by_cost),
        felt.economy.residual,
        felt.economy.iterations,
    )


def _table(found: Solved, stands: Standing, between: Floats) -> pd.DataFrame:
    """Return the table from gains per US$ off a tonne between regions, [origin, destination, class]."""
    case, rates = found.baseline.case, found.baseline.rates
    links = apply(case.network.links, stands.added, stands.gone)
    gain, tonnes = on_links(found, between), found.on_links.sum(axis=1)
    moved = tonnes_between(found.carried, found.baseline.economy, found.equilibrium)
    running = PER_CENT * running_cost(links, rates.per_tonne_km, rates.charges)
    table = links[[name for name in DESCRIBED if name in links]].reset_index(drop=True)
    table = table.assign(
        tonnes=tonnes.sum(axis=1),
        value_hour=per_hour(found, between),
        value_fee=gain.sum(axis=1),
        value_percent=(gain * running).sum(axis=1),
        traffic_hour=per_hour(found, moved),
        traffic_fee=tonnes.sum(axis=1),
        traffic_percent=(tonnes * running).sum(axis=1),
    )
    return table.assign(value_rank=_rank(table, "value"), traffic_rank=_rank(table, "traffic"))


def _rank(table: pd.DataFrame, kind: str) -> pd.Series:
    """Return ranks from one, moving links by the value per cent, standing ones by that of an hour."""
    moves = table["length"] > 0
    value = table[f"{kind}_percent"].where(moves, table[f"{kind}_hour"])
    return value.groupby(moves.to_numpy()).rank(ascending=False, method="first").astype("int64")
