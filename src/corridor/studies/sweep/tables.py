"""What futures say, as tables; their columns are told in `data/run_columns.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from corridor.money.ventures import horizon
from corridor.projects.project import FINISHED
from corridor.studies.sweep.worth import HOME, LATER, TONNES, Valued
from corridor.types import Floats, Progress
from corridor.uncertainty.boxes import Box, box
from corridor.uncertainty.choice import merits, partial_information
from corridor.uncertainty.distributions import Distribution
from corridor.uncertainty.draws import Futures
from corridor.uncertainty.indices import grouped_indices

QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}

PAIRS = 1 << 8
"""Pairs of points behind each index."""

OFTEN = 0.05
"""Share of futures in which a scenario has to fail for its conditions to be told."""

Values = Mapping[str, Floats]
"""Scenario to its net present value in every future."""


def all_tables(valued: Valued, drawn: Floats, progress: Progress | None = None) -> dict[str, pd.DataFrame]:
    """Return every table of a sweep but that of errors."""
    time = horizon(valued.world)
    npv: dict[str, Values] = {}
    for done, (name, rate) in enumerate(time.rates.items()):
        if progress:
            progress("value futures", done, len(time.rates))
        npv[name] = valued.values(drawn, rate)
    wait = valued.values(drawn, time.rates["low"], LATER)
    if progress:
        progress("value futures", len(time.rates), len(time.rates))
    return {
        "sweep_headline": headline(valued, drawn, npv),
        "sweep_projects": projects(valued, npv, wait),
        "sweep_causes": causes(valued, drawn, npv["low"]),
        "sweep_conditions": conditions(valued, drawn, npv["low"]),
        "sweep_choices": choices(valued, npv["low"]),
    }


def headline(valued: Valued, drawn: Floats, npv: Mapping[str, Values]) -> pd.DataFrame:
    """Return ranges of yearly gains and net present values of every scenario."""
    outcomes = valued.outcomes(drawn)
    found = []
    for scenario in valued.listed:
        whole = outcomes.whole(scenario.name)
        home, world = whole[:, HOME], whole[:, :TONNES].sum(axis=1)
        figures = {"gain_home_usd": home, "gain_world_usd": world, "co2_t": whole[:, TONNES]}
        figures |= {f"npv_{rate}": values[scenario.name] for rate, values in npv.items()}
        found += [{"project_id": scenario.name, "quantity": name, **_range(x)} for name, x in figures.items()]
    return pd.DataFrame(found)


def projects(valued: Valued, npv: Mapping[str, Values], wait: Values) -> pd.DataFrame:
    """Return chances, ranks and what to do of every project alone."""
    names = [p.project_id for p in valued.projects]
    low = np.column_stack([npv["low"][name] for name in names])
    ranks = np.array([rankdata(-row, method="min") for row in low])
    found = []
    for k, project in enumerate(valued.projects):
        fails = {f"fails_{rate}": float((values[names[k]] < 0.0).mean()) for rate, values in npv.items()}
        rank = {f"rank_{name}": float(np.quantile(ranks[:, k], q)) for name, q in QUANTILES.items()}
        row = {"project_id": names[k], "name": project.title, **_range(low[:, k]), **fails, **rank}
        found.append({**row, **_advice(low[:, k], wait[names[k]], done=project.status in FINISHED)})
    return pd.DataFrame(found)


def _advice(now: Floats, wait: Floats, *, done: bool) -> dict[str, object]:
    """Return what is best on average: build now, wait or drop; and in which share of futures each is best."""
    if done or np.isnan(now).any():
        nothing = dict.fromkeys(("best_now", "best_wait", "best_drop"), float("nan"))
        return {"advice": "", **nothing, "right": float("nan")}
    each = merits(np.column_stack([now, wait, np.zeros(len(now))]))
    best = int(np.argmax(each.expected))
    shares = dict(zip(("best_now", "best_wait", "best_drop"), each.best.tolist(), strict=True))
    return {"advice": ("build now", "wait", "drop")[best], **shares, "right": float(each.best[best])}


def causes(valued: Valued, drawn: Floats, npv: Values) -> pd.DataFrame:
    """Return, per portfolio, shares of variance by cause, and the value of knowing the cause."""
    groups = valued.uncertain.groups
    shown = [s.name for s in valued.listed if s.name not in valued.uncertain.projects] or [
        valued.listed[0].name
    ]
    time = horizon(valued.world)
    futures = valued.uncertain.futures
    points = _pairs(futures)
    sample: dict[str, Floats] = {}

    def outcome(name: str, at: Floats) -> Floats:
        if name not in sample:
            sample.update(valued.values(futures.values(at), time.rates["low"]))
        return sample[name]

    columns = list(groups.values())
    found = []
    for name in shown:
        index = grouped_indices(partial(outcome, name), points, columns)
        for k, cause in enumerate(groups):
            shares = {"first": index.first[k], "total": index.total[k], "total_error": index.total_error[k]}
            worth = _knowing(valued, npv, drawn[:, columns[k]])
            found.append({"project_id": name, "cause": cause, **shares, "knowing_usd": worth})
    return pd.DataFrame(found)


def _pairs(futures: Futures) -> Floats:
    twice = Futures((*futures.distributions, *_copies(futures)), seed=futures.seed)
    return twice.points(0, PAIRS)


def _copies(futures: Futures) -> list[Distribution]:
    return [replace(one, name=f"{one.name} again") for one in futures.distributions]


def _knowing(valued: Valued, npv: Values, drawn: Floats) -> float:
    """Return what it is worth to know a cause before choosing which unfinished projects to build, US$.

    Not a number for what every project has its own of.
    """
    if drawn.shape[1] != 1:
        return float("nan")
    open_ones = [p.project_id for p in valued.projects if p.status not in FINISHED]
    total = 0.0
    for name in open_ones:
        if not np.isnan(npv[name]).any():
            total += partial_information(np.column_stack([npv[name], np.zeros(len(drawn))]), drawn[:, 0])
    return total


def conditions(valued: Valued, drawn: Floats, npv: Values) -> pd.DataFrame:
    """Return the conditions under which each scenario is worth less than nothing, and how well they tell."""
    count = len(valued.uncertain.causes)
    found = []
    for scenario in valued.listed:
        worth = npv[scenario.name]
        if np.isnan(worth).any() or (worth < 0.0).mean() < OFTEN:
            continue
        told = box(drawn[:, :count], worth < 0.0)
        if told is not None and len(told.bound):
            row = {"project_id": scenario.name, "fails": float((worth < 0.0).mean())}
            told_by = {"coverage": told.coverage, "density": told.density, "share": told.mass}
            found.append({**row, "sentence": _sentence(valued, told), **told_by})
    return pd.DataFrame(found, columns=["project_id", "fails", "sentence", "coverage", "density", "share"])


def _sentence(valued: Valued, told: Box) -> str:
    """Return a box in words, with the first parameter of each cause."""
    case = valued.world.case
    parts = []
    for k in told.bound:
        cause = valued.uncertain.causes[k]
        name = cause.parameters[0]
        unit = case.parameters.record(name).unit
        ends = {"above": told.low[k], "below": told.high[k]}
        limits = [
            f"{word} {cause.values(case, float(np.clip(place, -1.0, 1.0)))[name]:.3g}"
            for word, place in ends.items()
            if np.isfinite(place)
        ]
        parts.append(f"{cause.name} ({name}) {' and '.join(limits)} {unit}".strip())
    return " and ".join(parts)


def choices(valued: Valued, npv: Values) -> pd.DataFrame:
    """Return simple rules of choice among unfinished projects, each judged over all futures."""
    known = {
        p.project_id: npv[p.project_id]
        for p in valued.projects
        if p.status not in FINISHED and not np.isnan(npv[p.project_id]).any()
    }
    if not known:
        return pd.DataFrame(columns=["rule", "projects", *MERITS])
    worth = np.column_stack(list(known.values()))
    picks = {
        "all of them": np.ones(worth.shape[1], dtype=bool),
        "worth it on average": worth.mean(axis=0) > 0.0,
        "worth it in nine futures of ten": np.quantile(worth, 0.1, axis=0) > 0.0,
        "none": np.zeros(worth.shape[1], dtype=bool),
    }
    each = merits(np.column_stack([worth[:, pick].sum(axis=1) for pick in picks.values()]))
    return pd.DataFrame(
        {
            "rule": list(picks),
            "projects": [", ".join(np.array(list(known))[pick]) for pick in picks.values()],
            **{name: getattr(each, name) for name in MERITS},
        }
    )


MERITS = ("expected", "p10", "maximal_regret", "expected_regret", "best")


def _range(values: Floats) -> dict[str, float]:
    quantiles = {name: float(np.quantile(values, share)) for name, share in QUANTILES.items()}
    return {"expected": float(values.mean()), **quantiles}
