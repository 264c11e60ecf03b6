"""Estimate what decides between routes from published tonnes and counts; no part of `make case`.

Only figures marked `calibrate` are read; those held out never touch an estimate. Few constants are estimated,
all of them general: what a railway's terminals and the two great ports are worth, how much shippers differ,
and how far the law on loads counts on motorways. The mean square of logs of model over observed is least.

For every dispersion of the value of time and every factor of motorways the network is searched once, with
terminals at their dearest, and trade calibrated; the constants then only make terminals cheaper, so that a
trial takes seconds. Every trial is written down, and a run goes on where the last one stopped:

    python estimate.py --trials trials.csv
"""

from __future__ import annotations

import argparse
import itertools
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

import corridor
from corridor.accounts.facts import CALIBRATE, facts, opened_since
from corridor.case.case import Case
from corridor.io.search_cache import cache_folder, remembered
from corridor.model.baseline import Baseline, baseline
from corridor.model.rates import PORT, RAIL_TERMINAL, cost_rates
from corridor.model.solved import today
from corridor.network.modes import generalised_cost
from corridor.network.states import Changeable, Quest, State, relaxed
from corridor.types import Floats, Ints, Progress

CASE = Path(__file__).resolve().parent.parent

ROADS, DISPERSION = "motorway_factor", "value_of_time_dispersion"
GRID = {DISPERSION: (0.3, 0.6, 0.9), ROADS: (0.5, 1.0, 1.5)}
"""Tried in all pairs. The second multiplies what loads within the law add to the rate of motorways."""

START = {
    "rail_constant": 6.0,
    "rail_fee_dispersion": 0.5,
    "port-qasim": 2.0,
    "port-gwadar": 20.0,
    "port-spread": 3.0,
}
RANGE = {
    "rail_constant": (0.0, 20.0),
    "rail_fee_dispersion": (0.1, 1.0),
    "port-qasim": (-6.0, 6.0),
    "port-gwadar": (0.0, 60.0),
    "port-spread": (0.5, 5.0),
}
"""US$/t, and a standard deviation of a log; constants of ports are relative to Karachi."""

KINDS = ("counts", "ports", "rail", "freight")
"""Figures that these constants move; borders have times and fees of their own."""

STEPS = 60
"""Trials for each pair of the grid."""

LEAST = 1e-3
"""Model over observed in place of no traffic at all, which has no log."""


def told(case: Case, grid: dict[str, float], constants: dict[str, float]) -> Case:
    """Return the case with these values."""
    own = {name: value for name, value in {**grid, **constants}.items() if name in case.parameters}
    above = (case.road_charges["rate_factor"] - 1.0) * grid[ROADS]
    ports = case.port_constants
    mean = [constants.get(name, own) for name, own in zip(ports["section"], ports["usd_t"], strict=True)]
    spread = np.sign(ports["spread_usd_t"]) * constants["port-spread"]
    return replace(
        case,
        parameters=case.parameters.with_values(own),
        road_charges=case.road_charges.assign(rate_factor=1.0 + above),
        port_constants=ports.assign(usd_t=mean, spread_usd_t=spread),
    )


@dataclass(frozen=True, eq=False)
class Problem:
    """Today's world at one pair of the grid, searched once."""

    case: Case
    grid: dict[str, float]
    ceiling: State
    """Terminals of the home country at their dearest."""
    world: Baseline
    """At the start: trade stays as calibrated there."""

    @classmethod
    def of(cls, case: Case, grid: dict[str, float]) -> Problem:
        """Return the world of the start, searched and calibrated."""
        start = with_later_roads(told(case, grid, START))
        kept: list[State] = []

        def search(quest: Quest, *, progress: Progress | None = None) -> State:
            kept.append(remembered(cache_folder())(_dearest(case, grid, quest), progress=progress))
            now, c = _at(kept[0], start), kept[0].changeable
            roads = np.isin(c.link, quest.changeable.link)
            own = Changeable(c.link[roads], c.start[roads], c.end[roads], c.two_way[roads])
            return replace(now, changeable=own, link_cost=now.link_cost[roads])

        world = baseline(start, search=search)
        return cls(case, grid, kept[0], world)

    def compared(self, constants: dict[str, float]) -> pd.DataFrame:
        """Return the figures that calibrate beside those of the model, with these constants."""
        case = with_later_roads(told(self.case, self.grid, constants))
        rates = cost_rates(case)
        now = replace(self.world, case=case, rates=rates, ceiling=self.ceiling, today=_at(self.ceiling, case))
        table = facts(today(now), {})
        return table[(table["use"] == CALIBRATE) & table["kind"].isin(KINDS) & table["ratio"].notna()]


def with_later_roads(case: Case) -> Case:
    """Return the case with the roads alone that counts may be older than."""
    first = int(case.counts["year"].min())
    return replace(case, projects=opened_since(case, first))


def _dearest(case: Case, grid: dict[str, float], quest: Quest) -> Quest:
    """Return a quest in which terminals may change, as dear as constants in their ranges make them."""
    network = case.network
    rows = np.union1d(_terminals(case), quest.changeable.link)
    start, end = (side[rows] for side in network.ends)
    zones = quest.places[: quest.zones]
    every = np.concatenate([zones, np.setdiff1d(np.concatenate([start, end]), zones)])
    position = np.full(len(network.nodes), -1)
    position[every] = np.arange(len(every))
    two_way = ~network.links["directed"].to_numpy(dtype=bool)[rows]
    links = Changeable(rows, position[start], position[end], two_way)
    cost, terminals = quest.link_cost.copy(), _terminals(case)
    for corner in itertools.product(*RANGE.values()):
        rates = cost_rates(told(case, grid, dict(zip(RANGE, corner, strict=True))))
        cost[terminals] = np.maximum(cost[terminals], generalised_cost(network.links.iloc[terminals], rates))
    return replace(quest, places=every, changeable=links, link_cost=cost)


def _terminals(case: Case) -> Ints:
    links = case.network.links
    kind = links["facility_type"].isin((RAIL_TERMINAL, PORT)) & (links["country"] == case.settings.focus[0])
    return np.flatnonzero(kind.to_numpy())


def _at(ceiling: State, case: Case) -> State:
    rows = ceiling.changeable.link
    return relaxed(ceiling, generalised_cost(case.network.links.iloc[rows], cost_rates(case)))


def logs(compared: pd.DataFrame) -> Floats:
    """Return the log of model over observed, [figure]."""
    return np.log(np.maximum(compared["ratio"].to_numpy(dtype=float), LEAST))


class Trials:
    """What was tried, in a file that a later run goes on with."""

    def __init__(self, path: Path) -> None:
        self.path = path
        known = pd.read_csv(path) if path.exists() else pd.DataFrame()
        self.known = {self._key(row): float(row["loss"]) for row in known.to_dict("records")}

    @staticmethod
    def _key(values: dict[str, float]) -> tuple[float, ...]:
        return tuple(round(float(values[name]), 3) for name in (*GRID, *START))

    def loss(self, problem: Problem, constants: dict[str, float]) -> float:
        """Return the mean square of logs, computed once."""
        values = {**problem.grid, **{name: round(value, 3) for name, value in constants.items()}}
        key = self._key(values)
        if key not in self.known:
            found = logs(problem.compared({name: values[name] for name in START}))
            self.known[key] = float(found @ found / len(found))
            row = pd.DataFrame([{**values, "loss": self.known[key]}])
            row.to_csv(self.path, mode="a", header=not self.path.exists(), index=False)
        return self.known[key]

    def best(self) -> dict[str, float]:
        """Return the values of the least loss."""
        key = min(self.known, key=lambda one: self.known[one])
        return dict(zip((*GRID, *START), key, strict=True))


def estimate(trials: Trials, grid: dict[str, tuple[float, ...]], steps: int) -> None:
    """Try every pair of the grid; the file of trials has the outcome."""
    case = corridor.read(CASE)
    low, high = (np.array([pair[k] for pair in RANGE.values()]) for k in (0, 1))
    for values in itertools.product(*grid.values()):
        problem = Problem.of(case, dict(zip(grid, values, strict=True)))

        def loss(place: np.ndarray, problem: Problem = problem) -> float:
            inside = low + np.clip(place, 0.0, 1.0) * (high - low)
            return trials.loss(problem, dict(zip(START, inside.tolist(), strict=True)))

        start = (np.array(list(START.values())) - low) / (high - low)
        corner = np.vstack([start, *(start + 0.2 * np.eye(len(start)))])
        how = {"maxfev": steps, "initial_simplex": corner, "xatol": 0.01, "fatol": 1e-3}
        found = minimize(loss, start, method="Nelder-Mead", options=how)
        print(f"{problem.grid}: {found.fun:.4f}", flush=True)


def written(trials: Trials, out: Path) -> None:
    """Write the estimates, with the range of trials that are nearly as good, and print the fit."""
    best = trials.best()
    problem = Problem.of(corridor.read(CASE), {name: best[name] for name in GRID})
    before, after = (problem.compared({name: v[name] for name in START}) for v in (START, best))
    least = min(trials.known.values())
    near = [key for key, loss in trials.known.items() if loss <= least * (1.0 + 2.0 / len(after))]
    source = f"estimated from {len(after)} published figures that calibrate (build/estimate.py)"
    rows = []
    for k, name in enumerate((*GRID, *START)):
        values = [key[k] for key in near]
        rows.append((name, best[name], min(values), max(values), "estimated", source))
    columns = ["name", "value", "low", "high", "status", "source"]
    pd.DataFrame(rows, columns=columns).to_csv(out, index=False, lineterminator="\n")
    fit = after[["id", "observed", "model"]].assign(at_the_start=before["model"])
    print(fit.to_string(index=False), f"\nmean square of logs {least:.3f}")


def main() -> None:
    """Estimate, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=Path, default=Path("trials.csv"))
    parser.add_argument("--out", type=Path, default=CASE / "build" / "tables" / "estimates.csv")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--dispersion", type=float, nargs="*", default=GRID[DISPERSION])
    parser.add_argument("--motorway", type=float, nargs="*", default=GRID[ROADS])
    said = parser.parse_args()
    trials = Trials(said.trials)
    estimate(trials, {DISPERSION: tuple(said.dispersion), ROADS: tuple(said.motorway)}, said.steps)
    written(trials, said.out)


if __name__ == "__main__":
    main()
