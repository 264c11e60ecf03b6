"""What differs between two appraisals that were kept: what was asked, the data, and the results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from corridor.errors import ARGUMENT, Fault, raise_if

CAUSES = ("case", "scenario", "project", "parameter", "data", "setting", "version")
"""Kinds of difference, in the order in which they are shown."""

SOLVED = frozenset({"project", "parameter"})
"""Kinds that can be changed one by one in the case at hand."""

INDICATOR = ["scenario", "account", "indicator", "region"]


@dataclass(frozen=True, eq=False)
class KeptRun:
    """An appraisal as its folder keeps it: the record of `run.json`, and tables by name."""

    name: str
    record: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    @property
    def main(self) -> str:
        """Return the name of the portfolio that the run is about."""
        return str(self.record["scenario_set"])

    @property
    def parameters(self) -> dict[str, float]:
        """Return every parameter that was used."""
        return {name: entry["value"] for name, entry in self.record["parameters"].items()}

    def chosen(self, scenario: str) -> dict[str, set[str]]:
        """Return the projects in question in a scenario, and those that stand in neither world."""
        said = self.record["scenarios"][scenario]
        return {"in question": {*said["added"], *said["removed"]}, "in neither world": set(said["without"])}


def differences(left: KeptRun, right: KeptRun) -> pd.DataFrame:
    """Return every difference in what decides two runs.

    Returns
    -------
    pandas.DataFrame
        `kind` (of `CAUSES`), `name`, `left`, `right`: as texts, empty where a run has none.

    """
    found = [*_scenarios(left, right), *_projects(left, right)]
    for one, other in zip(_decided(left), _decided(right), strict=True):
        found += [(one.kind, *row) for row in _unlike(one.by, other.by)]
    found.sort(key=lambda row: CAUSES.index(row[0]))
    return pd.DataFrame(found, columns=["kind", "name", "left", "right"], dtype=object)


def indicators(left: KeptRun, right: KeptRun) -> pd.DataFrame:
    """Return the scorecards side by side: the changes that projects bring in each run.

    Returns
    -------
    pandas.DataFrame
        `scenario`, `account`, `indicator`, `region`, `unit`, `left`, `right` (changes by the projects),
        `difference` (right less left) and `difference_percent` of the left.

    """
    cards = [run.tables["scorecard"].set_index(INDICATOR) for run in (left, right)]
    both = cards[0].index.intersection(cards[1].index, sort=False)
    first, second = (card.loc[both, "change"] for card in cards)
    table = pd.DataFrame({"unit": cards[0].loc[both, "unit"], "left": first, "right": second})
    return _compared(table).reset_index()


def values(left: KeptRun, right: KeptRun) -> pd.DataFrame:
    """Return what portfolios and projects are worth in both runs.

    Returns
    -------
    pandas.DataFrame
        `project_id`, `name`, `quantity` (a column of table `projects`), `left`, `right`, `difference` and
        `difference_percent`.

    """
    sides = [_worth(run) for run in (left, right)]
    table = pd.concat(sides, axis=1, keys=["left", "right"], join="inner")
    return _compared(table).reset_index()


def require_alike(left: KeptRun, right: KeptRun) -> None:
    """Refuse runs that share no scenario: nothing in them can be set side by side."""
    shared = set(left.record["scenarios"]) & set(right.record["scenarios"])
    if not shared:
        fault = Fault(
            file=ARGUMENT,
            message="the runs have no scenario in common",
            column="right",
            value=right.name,
            allowed=f"a run with one of {', '.join(left.record['scenarios'])}",
            cure="compare runs of one case",
        )
        raise_if([fault])


def _worth(run: KeptRun) -> pd.Series:
    both = pd.concat([run.tables["portfolios"], run.tables["projects"]], ignore_index=True)
    money = [name for name in map(str, both) if name.startswith(("eirr", "ev_", "npv_low", "npv_high"))]
    money.remove("eirr_note")
    long = both.melt(["project_id", "name"], money, var_name="quantity", value_name="value")
    worth: pd.Series = long.set_index(["project_id", "name", "quantity"])["value"]
    return worth


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    table["difference"] = table["right"] - table["left"]
    table["difference_percent"] = (
        100.0 * table["difference"] / table["left"].abs().where(table["left"] != 0.0)
    )
    return table


@dataclass(frozen=True)
class _Decided:
    """One kind of cause, and what of a run's record decides it."""

    kind: str
    by: Mapping[str, Any]


def _decided(run: KeptRun) -> tuple[_Decided, ...]:
    record = run.record
    return (
        _Decided("case", {"case": record["case"]}),
        _Decided("parameter", run.parameters),
        _Decided("data", {file: digest[:10] for file, digest in record["inputs"].items()}),
        _Decided("setting", {**record["settings"], **record["seeds"]}),
        _Decided("version", record["versions"]),
    )


def _scenarios(left: KeptRun, right: KeptRun) -> Iterator[tuple[str, str, str, str]]:
    """Yield the scenarios that one run lacks."""
    names = [list(run.record["scenarios"]) for run in (left, right)]
    for name in dict.fromkeys([*names[0], *names[1]]):
        there = ["there" if name in side else "" for side in names]
        if not all(there):
            yield "scenario", name, *there


def _projects(left: KeptRun, right: KeptRun) -> Iterator[tuple[str, str, str, str]]:
    """Yield the projects that are in the main portfolio of one run and not of the other."""
    first, second = left.chosen(left.main), right.chosen(right.main)
    for part, names in first.items():
        for name in sorted(names ^ second[part]):
            yield "project", name, part if name in names else "", part if name in second[part] else ""


def _unlike(left: Mapping[str, Any], right: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys([*left, *right]):
        if left.get(name) != right.get(name):
            yield name, str(left.get(name, "")), str(right.get(name, ""))
