"""Estimate what decides between routes from published tonnes and counts; no part of `make case`.

Only figures marked `calibrate` are read; those held out never touch an estimate. Few constants are estimated,
all of them general: what a railway's terminals and the two great ports are worth, how much shippers differ,
and how far the law on loads is kept on motorways. The sum of squared logs of model over observed is least.

For every dispersion of the value of time and every factor of motorways the network is searched once, with
terminals at their dearest; the constants then only make terminals cheaper, so that a trial takes seconds.
Every trial is written down, and a run goes on where the last one stopped:

    python estimate.py --trials trials.csv --out tables/estimates.csv
"""

from __future__ import annotations

import argparse
import itertools
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

import corridor
from corridor.case.case import Case
from corridor.economy.calibrate import calibrate
from corridor.io.search_cache import cache_folder, remembered
from corridor.model.baseline import accounts, trade_elasticity
from corridor.model.closure import as_closed
from corridor.model.freight import places, tonne_km, tonnes
from corridor.model.rates import cost_rates
from corridor.model.trade_costs import iceberg
from corridor.network.modes import generalised_cost, moving
from corridor.network.skims import centroids
from corridor.network.states import Changeable, Quest, State, loads, relaxed

CASE = Path(__file__).resolve().parent.parent
OBSERVED = CASE / "observed"

ROADS, DISPERSION = "motorway_factor", "value_of_time_dispersion"
GRID = {DISPERSION: (0.3, 0.6, 0.9), ROADS: (0.5, 1.0, 1.5)}
"""Tried in all pairs. The second multiplies what loads within the law add to the rate of motorways."""

START = {"rail_constant": 0.0, "rail_fee_dispersion": 0.5, "port-qasim": 0.0, "port-spread": 3.0}
RANGE = {
    "rail_constant": (-5.0, 10.0),
    "rail_fee_dispersion": (0.1, 1.0),
    "port-qasim": (-6.0, 6.0),
    "port-spread": (0.5, 5.0),
}
"""US$/t, and a standard deviation of a log; constants of ports are relative to Karachi."""

STEPS = 60
"""Trials for each pair of the grid."""

NOTHING = 1e-3
"""Of an observed figure, in place of no traffic at all, which has no log."""

HOME = "PAK"
MEGA = 1e6


@dataclass(frozen=True)
class Figure:
    """A published figure to be met."""

    name: str
    measure: str
    subject: str
    direction: str
    value: float


def figures(folder: Path) -> list[Figure]:
    """Return the figures that calibrate and that can be measured here."""
    flows = pd.read_csv(folder / "flows.csv", keep_default_na=False)
    known = flows["measure"].isin(MEASURES) & flows["country"].isin(("", HOME)) & (flows["central"] != "")
    found = [
        Figure(row.id, row.measure, row.subject, row.direction, float(row.central))
        for row in flows[(flows["use"] == "calibrate") & known].itertuples()
    ]
    counts = pd.read_csv(folder / "counts.csv", keep_default_na=False)
    for row in counts[counts["use"] == "calibrate"].itertuples():
        daily = float(row.trucks_per_day or float(row.vehicles_per_day) * float(row.truck_share))
        found.append(Figure(row.id, "trucks", row.road, "", daily))
    return found


# What the model says


@dataclass(frozen=True, eq=False)
class Loaded:
    """The network of a case with its freight."""

    case: Case
    moved: np.ndarray
    """[origin, destination, class] t"""
    on_links: np.ndarray
    """[link, direction, class] t"""

    @cached_property
    def work(self) -> np.ndarray:
        """Tonne-km, [country, mode]."""
        return tonne_km(places(self.case), self.moved, self.on_links)

    def rows(self, subject: str) -> np.ndarray:
        """Return the links of a section, or of all whose names go on from it."""
        section = self.case.network.links["section"]
        return np.flatnonzero(((section == subject) | section.str.startswith(f"{subject}-")).to_numpy())

    def passing(self, subject: str) -> float:
        """Return tonnes both ways: mean over the length of a section, sum over links without length."""
        rows = self.rows(subject)
        km = self.case.network.links["length"].to_numpy(dtype=float)[rows]
        both = self.on_links[rows].sum(axis=(1, 2))
        return float(both @ km / km.sum()) if km.sum() > 0.0 else float(both.sum())


def port_cargo(found: Loaded, figure: Figure) -> float:
    """Return Mt landed (`in`) or shipped (`out`) at a port."""
    start, end = found.case.network.ends
    sea = (found.case.network.links["mode"] == "sea").to_numpy()
    afloat = np.zeros(len(found.case.network.nodes), dtype=bool)
    afloat[start[sea]] = afloat[end[sea]] = True
    total = 0.0
    for row in found.rows(figure.subject):
        along = int(afloat[start[row]] != (figure.direction == "in"))
        total += found.on_links[row, along].sum()
    return total / MEGA


def mode_share(found: Loaded, figure: Figure) -> float:
    """Return per cent of the home country's tonne-km on land by a mode."""
    home = list(found.case.countries["country"]).index(found.case.settings.focus[0])
    land = {mode: found.work[home, k] for k, mode in enumerate(moving()) if mode != "sea"}
    return 100.0 * land[figure.subject] / sum(land.values())


def tonnes_through(found: Loaded, figure: Figure) -> float:
    """Return Mt over a section, both ways."""
    return found.passing(figure.subject) / MEGA


def trucks(found: Loaded, figure: Figure) -> float:
    """Return trucks a day over a section, both ways."""
    return found.passing(figure.subject) / found.case.parameters["payload.road"] / 365.0


MEASURES = {"port_cargo": port_cargo, "mode_share": mode_share, "tonnes_through": tonnes_through}


def measured(found: Loaded, figure: Figure) -> float:
    """Return what the model has in the place of a figure."""
    return {**MEASURES, "trucks": trucks}[figure.measure](found, figure)


# Trials


def told(case: Case, grid: dict[str, float], constants: dict[str, float]) -> Case:
    """Return the case with these values."""
    names = (DISPERSION, "rail_constant", "rail_fee_dispersion")
    own = {name: value for name, value in {**grid, **constants}.items() if name in names}
    above = (case.road_charges["rate_factor"] - 1.0) * grid[ROADS]
    ports = case.port_constants.assign(
        usd_t=np.where(case.port_constants["section"] == "port-qasim", constants["port-qasim"], 0.0),
        spread_usd_t=np.sign(case.port_constants["spread_usd_t"]) * constants["port-spread"],
    )
    charges = case.road_charges.assign(rate_factor=1.0 + above)
    values = case.parameters.with_values(own)
    return replace(case, parameters=values, road_charges=charges, port_constants=ports)


@dataclass(frozen=True, eq=False)
class Problem:
    """The network at one pair of the grid: searched once, freight of trade calibrated at its start."""

    case: Case
    grid: dict[str, float]
    ceiling: State
    moved: np.ndarray

    @classmethod
    def of(cls, case: Case, grid: dict[str, float]) -> Problem:
        """Return the network with its terminals at their dearest, searched."""
        network = case.network
        kinds = network.links["facility_type"].isin(("rail_terminal", "port")).to_numpy()
        rows = np.flatnonzero(kinds & (network.links["country"] == case.settings.focus[0]).to_numpy())
        zones = centroids(network, case.zones)
        start, end = (side[rows] for side in network.ends)
        every = np.concatenate([zones, np.setdiff1d(np.concatenate([start, end]), zones)])
        position = np.full(len(network.nodes), -1)
        position[every] = np.arange(len(every))
        two_way = ~network.links["directed"].to_numpy(dtype=bool)[rows]
        links = Changeable(rows, position[start], position[end], two_way)
        corners = [dict(zip(RANGE, values, strict=True)) for values in itertools.product(*RANGE.values())]
        now = cost_rates(told(case, grid, START))
        cost = generalised_cost(network.links, now)
        for corner in corners:
            dearest = cost_rates(told(case, grid, corner))
            cost[rows] = np.maximum(cost[rows], generalised_cost(network.links.iloc[rows], dearest))
        search = remembered(cache_folder())
        found = search(Quest(network, every, len(zones), links, now.shippers, cost))
        return cls(case, grid, found, _freight(told(case, grid, START), found))

    def loaded(self, constants: dict[str, float]) -> Loaded:
        """Return the network with these constants."""
        case = told(self.case, self.grid, constants)
        return Loaded(case, self.moved, loads(_at(self.ceiling, case), self.moved))


def _at(ceiling: State, case: Case) -> State:
    rows = ceiling.changeable.link
    return relaxed(ceiling, generalised_cost(case.network.links.iloc[rows], cost_rates(case)))


def _freight(case: Case, ceiling: State) -> np.ndarray:
    """Return tonnes between regions, none within: trade calibrated at the costs of the start."""
    tau = iceberg(case, _at(ceiling, case).cost)
    economy = as_closed(case, calibrate(accounts(case), tau, trade_elasticity(case)))
    moved = tonnes(case, economy, tau)
    index = np.arange(len(moved))
    moved[index, index] = 0.0
    return moved


def logs(found: Loaded, asked: list[Figure]) -> np.ndarray:
    """Return the log of model over observed, [figure]."""
    model = np.array([measured(found, figure) for figure in asked])
    value = np.array([figure.value for figure in asked])
    return np.log(np.maximum(model, NOTHING * value) / value)


class Trials:
    """What was tried, in a file that a later run goes on with."""

    def __init__(self, path: Path) -> None:
        self.path = path
        known = pd.read_csv(path) if path.exists() else pd.DataFrame()
        self.known = {self._key(row): float(row["loss"]) for row in known.to_dict("records")}

    @staticmethod
    def _key(values: dict[str, float]) -> tuple[float, ...]:
        return tuple(round(float(values[name]), 3) for name in (*GRID, *START))

    def loss(self, problem: Problem, constants: dict[str, float], asked: list[Figure]) -> float:
        """Return the mean square of logs, computed once."""
        values = {**problem.grid, **{name: round(value, 3) for name, value in constants.items()}}
        key = self._key(values)
        if key not in self.known:
            found = logs(problem.loaded({name: values[name] for name in START}), asked)
            self.known[key] = float(found @ found / len(found))
            row = pd.DataFrame([{**values, "loss": self.known[key]}])
            row.to_csv(self.path, mode="a", header=not self.path.exists(), index=False)
        return self.known[key]

    def best(self) -> dict[str, float]:
        """Return the values of the least loss."""
        key = min(self.known, key=lambda one: self.known[one])
        return dict(zip((*GRID, *START), key, strict=True))


def estimate(asked: list[Figure], trials: Trials, grid: dict[str, tuple[float, ...]], steps: int) -> None:
    """Try every pair of the grid; the file of trials has the outcome."""
    case = corridor.read(CASE)
    low, high = (np.array([pair[k] for pair in RANGE.values()]) for k in (0, 1))
    for values in itertools.product(*grid.values()):
        problem = Problem.of(case, dict(zip(grid, values, strict=True)))

        def loss(place: np.ndarray, problem: Problem = problem) -> float:
            inside = low + np.clip(place, 0.0, 1.0) * (high - low)
            return trials.loss(problem, dict(zip(START, inside.tolist(), strict=True)), asked)

        start = (np.array(list(START.values())) - low) / (high - low)
        corner = np.vstack([start, *(start + 0.2 * np.eye(len(start)))])
        how = {"maxfev": steps, "initial_simplex": corner, "xatol": 0.01, "fatol": 1e-3}
        found = minimize(loss, start, method="Nelder-Mead", options=how)
        print(f"{problem.grid}: {found.fun:.4f}", flush=True)


def written(asked: list[Figure], trials: Trials, out: Path) -> None:
    """Write the estimates, with the range of trials that are nearly as good, and print the fit."""
    best, count = trials.best(), len(asked)
    least = min(trials.known.values())
    near = [key for key, loss in trials.known.items() if loss <= least * (1.0 + 2.0 / count)]
    rows = []
    for k, name in enumerate((*GRID, *START)):
        values = [key[k] for key in near]
        source = f"estimated from {count} published figures of observed/ (build/estimate.py)"
        rows.append((name, best[name], min(values), max(values), "estimated", source))
    columns = ["name", "value", "low", "high", "status", "source"]
    pd.DataFrame(rows, columns=columns).to_csv(out, index=False, lineterminator="\n")
    problem = Problem.of(corridor.read(CASE), {name: best[name] for name in GRID})
    before, after = (problem.loaded({n: v[n] for n in START}) for v in (START, best))
    for figure in asked:
        was, now = measured(before, figure), measured(after, figure)
        print(f"{figure.name:28} observed {figure.value:10.3f} at the start {was:10.3f} best {now:10.3f}")


def main() -> None:
    """Estimate, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--observed", type=Path, default=OBSERVED)
    parser.add_argument("--trials", type=Path, default=Path("trials.csv"))
    parser.add_argument("--out", type=Path, default=CASE / "build" / "tables" / "estimates.csv")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--dispersion", type=float, nargs="*", default=GRID[DISPERSION])
    parser.add_argument("--motorway", type=float, nargs="*", default=GRID[ROADS])
    said = parser.parse_args()
    asked, trials = figures(said.observed), Trials(said.trials)
    grid = {DISPERSION: tuple(said.dispersion), ROADS: tuple(said.motorway)}
    estimate(asked, trials, grid, said.steps)
    written(asked, trials, said.out)


if __name__ == "__main__":
    main()
