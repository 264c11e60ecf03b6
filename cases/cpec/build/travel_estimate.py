"""Estimate what no survey says of travel in Pakistan from five national figures.

Five unknowns: trips of short and of long reach, how far the long ones go (`sensitivity`), and the constants
of trains and cars. Five figures, those of `travel_facts` that may calibrate: work of the railways, their
passengers, their share of all passenger-km, the shares of trains and cars in travel between cities. Counts on
roads are never touched.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from regions import BUILD, CASE
from scipy.optimize import least_squares

from corridor.io.case import read
from corridor.model.people.checks import LONG_KM
from corridor.model.people.demand import World
from corridor.model.people.record import People, people_of
from corridor.model.people.skims import Skims, skims_of
from corridor.travel.destinations import spread

START = (-1.0, -5.0, 0.0, 0.0, 0.0)
BOUNDS = ((-5.0, -60.0, -60.0, -6.0, -6.0), (0.0, 60.0, 60.0, 6.0, 6.0))
"""Logs of the factor on the sensitivity of long trips, constants of trains and cars in hours, logs of the
factors on short and on long trips."""

FIGURES = ("V-rail-km", "V-rail-trips", "V001", "G-train", "G-car")


def main() -> None:
    """Print the estimate and write the tables of which it is."""
    case = read(CASE)
    coarse = case.parameters.with_values({"people.near_km": 30.0, "people.far_km": 150.0})
    people = people_of(replace(case, parameters=coarse))
    if people is None:
        raise ValueError("the case has no people")
    facts = people.tables.facts.set_index("id")["value"]
    known = facts.loc[list(FIGURES)].to_numpy(dtype=float)
    skims = skims_of(people, people.today)
    last: dict[tuple[float, ...], tuple[np.ndarray, ...]] = {}

    def model(x: np.ndarray) -> np.ndarray:
        key = tuple(x[:3])
        if key not in last:
            last[key] = _by_kind(changed(people, x), skims)
        return figures(people.modes.names, last[key], np.exp(x[3:]))

    def miss(x: np.ndarray) -> np.ndarray:
        return np.log(model(x) / known)

    scale = (0.3, 2.0, 2.0, 0.3, 0.3)
    found = least_squares(miss, START, bounds=BOUNDS, x_scale=scale, diff_step=1e-3, verbose=2)
    _write(found.x)
    rows = {"id": FIGURES, "observed": known, "model": model(found.x), "ratio": model(found.x) / known}
    pd.DataFrame(rows).to_csv(CASE / "sources" / "travel_fit.csv", index=False, lineterminator="\n")
    print(pd.DataFrame(rows), found.x)


def changed(people: People, x: np.ndarray) -> People:
    """Return the people with other constants, and another sensitivity of long trips."""
    names = people.modes.names
    segments = tuple(
        replace(s, sensitivity=s.sensitivity * float(np.exp(x[0]))) if s.kind == "long" else s
        for s in people.segments
    )
    constant = np.zeros(len(names))
    constant[names.index("train")], constant[names.index("car")] = x[1], x[2]
    return replace(people, segments=segments, modes=replace(people.modes, constant=constant))


def figures(names: tuple[str, ...], kinds: tuple[np.ndarray, ...], scale: np.ndarray) -> np.ndarray:
    """Return the model's five figures where short and long trips are these times those of the tables."""
    work, trips, far = (scale @ part for part in kinds)
    train, car = names.index("train"), names.index("car")
    share = far / far.sum()
    return np.array([work[train], trips[train], work[train] / work.sum(), share[train], share[car]])


def _by_kind(people: People, skims: Skims) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return passenger-km, trips, and trips of `LONG_KM` and more, [short or long, mode]."""
    world = World(people, people.today, skims, ())
    total = np.zeros((3, 2, len(people.modes.names)))
    for found in world.choices():
        kind = int(found.segment.kind == "long")
        trips = spread(people.levels, found.drawn, found.segment.trips, found.total)
        for each, share, km in zip(trips, found.shares, skims.km, strict=True):
            by_mode = each[:, None] * share
            there = np.where(np.isfinite(km), km, 0.0)
            parts = (by_mode * there, by_mode, by_mode * (there >= LONG_KM))
            for part, added in enumerate(parts):
                total[part, kind] += added.sum(axis=0)
    return total[0], total[1], total[2]


def _write(x: np.ndarray) -> None:
    """Write what was found into `build/tables`; `travel.py` makes it the case's."""
    path = BUILD / "tables" / "travel_purposes.csv"
    table = pd.read_csv(path)
    long = (table["kind"] == "long").to_numpy()
    table["trips"] = (table["trips"] * np.exp(np.where(long, x[4], x[3]))).round(3)
    table["sensitivity"] = np.round(table["sensitivity"] * np.where(long, np.exp(x[0]), 1.0), 4)
    table["status"] = "calibrated"
    table.to_csv(path, index=False, lineterminator="\n")
    path = BUILD / "tables" / "travel_modes.csv"
    modes = pd.read_csv(path).set_index("mode")
    modes["constant"] = modes["constant"].astype(float)
    modes.loc[["train", "car"], "constant"] = np.round(x[1:3], 3)
    modes.reset_index().to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
