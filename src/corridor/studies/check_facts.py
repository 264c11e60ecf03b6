"""Published figures beside the model's: today's world of a case, judged."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from corridor.accounts.facts import COLUMNS, FAILS, INFORMATION, NUMBERS, facts, located, records, summary
from corridor.accounts.measures import trucks_on_links
from corridor.case.case import Case
from corridor.energy.calibrate import all_compared
from corridor.energy.engine import pypsa
from corridor.energy.shortage import shortage_compared
from corridor.energy.system import PowerSystem
from corridor.errors import Fault, InputError
from corridor.model.baseline import BaselineOf, baseline
from corridor.model.solved import today
from corridor.types import Progress


@dataclass(frozen=True, eq=False)
class FactCheck:
    """What a case's published figures say of its model."""

    case: Case
    facts: pd.DataFrame
    """One row per figure; columns as `data/run_columns.csv` describes the table `facts`."""
    summary: pd.DataFrame
    """How many hold, by kind of figure and use; the table `facts_summary`."""
    links: pd.DataFrame
    """Loaded roads: `link_id`, `tonnes` a year and `trucks` a day, both ways, today."""
    places: pd.DataFrame
    """Where vehicles were counted: `id`, `lon`, `lat` of the middle of the links, `links` their number."""
    left_out: str = ""
    """What was not compared though the case has figures of it, and how to have it; empty: nothing."""

    @property
    def failing(self) -> int:
        """Figures that fail."""
        return int((self.facts["verdict"] == FAILS).sum())

    @property
    def judged(self) -> int:
        """Figures that are judged."""
        return int((self.facts["use"] != INFORMATION).sum())


POWER_LEFT_OUT = "The published mixes of power generation are left out: `--power` compares them."


def check_facts(
    case: Case, *, power: bool = False, progress: Progress | None = None, baseline_of: BaselineOf = baseline
) -> FactCheck:
    """Return the published figures of a case beside those of today's world in the model.

    Figures that need a portfolio solved (`gain`) are left out; an appraisal shows them.

    Parameters
    ----------
    case
        A checked case.
    power
        Whether the power system is dispatched in every year with a published mix of generation, and compared
        with it (CPEC: half a minute). It needs the extra `energy`.
    progress
        Called with (stage, done, total).
    baseline_of
        Makes today's world; a cache may stand in for `baseline`.

    Raises
    ------
    InputError
        The case has no published figures, or its accounts do not close; or power is asked for and the case
        has no power system, or PyPSA is not installed.
    SolveError
        A year of the power system could not be solved.

    """
    system = _power_system(case) if power else None
    if not len(case.counts) and not len(case.flows) and system is None:
        cure = "add observed/counts.csv or observed/flows.csv (docs/reference/case-format.md)"
        raise InputError([Fault(file="observed", message="the case has no published figures", cure=cure)])
    found = today(baseline_of(case, progress=progress))
    links = pd.DataFrame(
        {
            "link_id": case.network.links["link_id"].to_numpy(),
            "tonnes": found.on_links.sum(axis=(1, 2)),
            "trucks": trucks_on_links(found.baseline.case, found.on_links),
        }
    )
    table = facts(found, {})
    if system is not None:
        table = pd.concat([table, mixes(system, progress=progress)], ignore_index=True)
    left_out = POWER_LEFT_OUT if case.energy is not None and not power else ""
    loaded = links[links["trucks"] > 0.0].reset_index(drop=True)
    return FactCheck(case, table, summary(table), loaded, _places(case), left_out)


def mixes(system: PowerSystem, *, progress: Progress | None = None) -> pd.DataFrame:
    """Return published mixes and load shed beside the model's, with the columns of `facts`."""
    both = [all_compared(system, progress=progress), shortage_compared(system, progress=progress)]
    found = pd.concat(both, ignore_index=True).reindex(columns=list(COLUMNS))
    fails = found["verdict"] == FAILS
    told = found.assign(
        place="national grid",
        year=found["year"].astype(str),
        likely_cause=found["likely_cause"].where(fails, ""),
        status="seen",
    )
    return told.astype(dict.fromkeys(NUMBERS, float))


def _power_system(case: Case) -> PowerSystem:
    """Return the power system of a case that can be solved here."""
    if case.energy is None:
        message, cure = f"the case {case.settings.name} has no power system", "leave `power` out"
        raise InputError([Fault(file="energy", message=message, cure=cure)])
    pypsa()
    return case.energy


def _places(case: Case) -> pd.DataFrame:
    at = case.network.nodes[["x_coord", "y_coord"]].to_numpy(dtype=float)
    start, end = case.network.ends
    middle = (at[start] + at[end]) / 2.0
    rows = []
    for row in records(case.counts):
        there = located(row, case.network).rows
        centre = middle[there].mean(axis=0)
        nearest = there[int(((middle[there] - centre) ** 2).sum(axis=1).argmin())]
        rows.append((row["id"], *middle[nearest], len(there)))
    return pd.DataFrame(rows, columns=["id", "lon", "lat", "links"])
