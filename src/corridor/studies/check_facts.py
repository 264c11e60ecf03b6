"""Published figures beside the model's: today's world of a case, judged."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from corridor.accounts.facts import FAILS, INFORMATION, facts, located, records, summary
from corridor.accounts.measures import trucks_on_links
from corridor.case.case import Case
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

    @property
    def failing(self) -> int:
        """Figures that fail."""
        return int((self.facts["verdict"] == FAILS).sum())

    @property
    def judged(self) -> int:
        """Figures that are judged."""
        return int((self.facts["use"] != INFORMATION).sum())


def check_facts(
    case: Case, *, progress: Progress | None = None, baseline_of: BaselineOf = baseline
) -> FactCheck:
    """Return the published figures of a case beside those of today's world in the model.

    Figures that need a portfolio solved (`gain`) are left out; an appraisal shows them.

    Parameters
    ----------
    case
        A checked case.
    progress
        Called with (stage, done, total).
    baseline_of
        Makes today's world; a cache may stand in for `baseline`.

    Raises
    ------
    InputError
        The case has no published figures, or its accounts do not close.

    """
    if not len(case.counts) and not len(case.flows):
        cure = "add observed/counts.csv or observed/flows.csv (docs/reference/case-format.md)"
        raise InputError([Fault(file="observed", message="the case has no published figures", cure=cure)])
    found = today(baseline_of(case, progress=progress))
    links = pd.DataFrame(
        {
            "link_id": case.network.links["link_id"].to_numpy(),
            "tonnes": found.on_links.sum(axis=(1, 2)),
            "trucks": trucks_on_links(found),
        }
    )
    table = facts(found, {})
    loaded = links[links["trucks"] > 0.0].reset_index(drop=True)
    return FactCheck(case, table, summary(table), loaded, _places(case))


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
