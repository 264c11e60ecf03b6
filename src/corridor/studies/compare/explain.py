"""Which difference between two runs explains how much: each is changed alone, from either side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from corridor.case.case import Case
from corridor.errors import ARGUMENT, Faults, raise_if
from corridor.model.baseline import BaselineOf, baseline
from corridor.model.selection import selection
from corridor.model.solved import impact_of
from corridor.studies.compare.differences import SOLVED, KeptRun
from corridor.types import Progress

TOGETHER = "together"
"""The row of what only several differences do together."""


TOLD = frozenset({"parameters.toml"})
"""Files of a case whose content the record of a run tells in full."""


@dataclass(frozen=True)
class _Asked:
    """What a run asked: parameters and projects."""

    parameters: Mapping[str, float]
    chosen: frozenset[str]
    without: frozenset[str]

    def with_cause(self, kind: str, name: str, other: _Asked) -> _Asked:
        """Return this with one difference as the other run has it."""
        if kind == "parameter":
            return replace(self, parameters={**self.parameters, name: other.parameters[name]})
        return replace(
            self,
            chosen=_like(self.chosen, other.chosen, name),
            without=_like(self.without, other.without, name),
        )


@dataclass(frozen=True, eq=False)
class Explained:
    """How the gain of a place differs between two runs, and by which cause."""

    of: str
    left: float
    """US$ a year."""
    right: float
    table: pd.DataFrame
    """`kind`, `name`, `from_left`, `from_right` (US$ a year), `share` of the difference."""


def explain(
    case: Case,
    left: KeptRun,
    right: KeptRun,
    causes: pd.DataFrame,
    *,
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> Explained:
    """Return which difference explains how much of the difference in the home country's gain.

    The main portfolio is solved in both runs' worlds, in the left one with each difference changed alone,
    and in the right one with each changed back alone. The mean of the two is what the difference explains:
    for two differences it is the Shapley value (1953). What the means leave is by several
    together.

    Returns
    -------
    Explained
        With a last row `together`, so that `share` sums to 1.

    Raises
    ------
    InputError
        The runs were made with other data than the case has, or they do not differ in parameters or projects.
    SolveError
        An equilibrium misses its tolerance.

    """
    causes = causes[causes["kind"].isin(SOLVED)].drop_duplicates(["kind", "name"])
    raise_if(_faults(case, left, right, causes))
    sides = [_asked(run) for run in (left, right)]
    keys = list(zip(causes["kind"], causes["name"], strict=True))
    worlds = [*sides]
    worlds += [sides[0].with_cause(*key, sides[1]) for key in keys]
    worlds += [sides[1].with_cause(*key, sides[0]) for key in keys]
    gains = []
    for done, asked in enumerate(worlds):
        if progress:
            progress("solve anew", done, len(worlds))
        gains.append(_gain(case, asked, baseline_of))
    first, last, changed = gains[0], gains[1], gains[2:]
    forth = [gain - first for gain in changed[: len(keys)]]
    back = [last - gain for gain in changed[len(keys) :]]
    return Explained(case.settings.focus[0], first, last, _table(keys, forth, back, last - first))


def _table(
    keys: Iterable[tuple[str, str]], forth: list[float], back: list[float], whole: float
) -> pd.DataFrame:
    rows = [
        (kind, name, one, other, 0.5 * (one + other))
        for (kind, name), one, other in zip(keys, forth, back, strict=True)
    ]
    rows.sort(key=lambda row: -abs(row[4]))
    rest = whole - sum(row[4] for row in rows)
    rows.append(("", TOGETHER, float("nan"), float("nan"), rest))
    table = pd.DataFrame(rows, columns=["kind", "name", "from_left", "from_right", "explained"])
    table["share"] = table["explained"] / whole if whole else float("nan")
    return table


def _asked(run: KeptRun) -> _Asked:
    chosen = run.chosen(run.main)
    return _Asked(run.parameters, *(frozenset(names) for names in chosen.values()))


def _like(mine: frozenset[str], theirs: frozenset[str], name: str) -> frozenset[str]:
    return mine | {name} if name in theirs else mine - {name}


def _gain(case: Case, asked: _Asked, baseline_of: BaselineOf) -> float:
    """Return the home country's gain of the portfolio, US$ a year; nothing without projects."""
    if not asked.chosen:
        return 0.0
    given = {
        name: value for name, value in asked.parameters.items() if value != case.parameters.record(name).value
    }
    world = baseline_of(replace(case, parameters=case.parameters.with_values(given)))
    chosen = selection(case.projects, sorted(asked.chosen), sorted(asked.without))
    home = (world.case.regions["country"] == case.settings.focus[0]).to_numpy()
    return float(impact_of(world, chosen).gain[home].sum())


def _faults(case: Case, left: KeptRun, right: KeptRun, causes: pd.DataFrame) -> Faults:
    """Return why the difference cannot be explained."""
    faults = Faults(ARGUMENT)
    for argument, run in (("left", left), ("right", right)):
        kept = run.record["inputs"]
        stray = [
            file for file, digest in case.digests.items() if file not in TOLD and kept.get(file) != digest
        ]
        said = {"column": argument, "value": run.name, "cure": "make the run anew with this case"}
        allowed = "a run with the data of the case"
        message = f"the run has other data than the case: {', '.join(stray)}"
        faults.check(not stray, message, allowed=allowed, **said)
    cure = "name two runs that differ in these"
    faults.check(len(causes) > 0, "the runs differ in no parameter and no project", column="right", cure=cure)
    return faults
