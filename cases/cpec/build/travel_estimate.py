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
from corridor.model.people.demand import World, todays
from corridor.model.people.record import People, people_of
from corridor.model.people.skims import Skims, skims_of

LONG_KM = 50.0
"""Travel between cities: trips of at least so many kilometres."""

START = (0.15, 0.0, 0.0)
BOUNDS = ((0.02, -12.0, -12.0), (0.6, 12.0, 12.0))
"""Of sensitivity and the constants of trains and cars."""

FIGURES = ("V-rail-km", "V-rail-trips", "V001", "G-train", "G-car")


def main() -> None:
    """Print the estimate and write the tables of which it is."""
    people = people_of(read(CASE))
    if people is None:
        raise ValueError("the case has no people")
    facts = people.tables.facts.set_index("id")["value"]
    known = facts.loc[list(FIGURES)].to_numpy(dtype=float)
    skims = skims_of(people, people.today)
    scales = np.ones(2)

    def miss(x: np.ndarray) -> np.ndarray:
        model, scales[:] = measured(people, skims, x, known)
        return np.log(model / known)

    found = least_squares(miss, START, bounds=BOUNDS, x_scale=(0.1, 1.0, 1.0), diff_step=1e-3, verbose=2)
    model, scales[:] = measured(people, skims, found.x, known)
    _write(found.x, scales)
    rows = {"id": FIGURES, "observed": known, "model": model, "ratio": model / known}
    pd.DataFrame(rows).to_csv(CASE / "sources" / "travel_fit.csv", index=False, lineterminator="\n")
    print(pd.DataFrame(rows), found.x, scales)


def measured(
    people: People, skims: Skims, x: np.ndarray, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the model's five figures, and the factors on short and long trips.

    The factors follow from two of them: all passenger-km, and passenger-km by rail.
    """
    segments = tuple(replace(s, sensitivity=float(x[0])) if s.kind == "long" else s for s in people.segments)
    names = people.modes.names
    constant = np.zeros(len(names))
    constant[names.index("train")], constant[names.index("car")] = x[1], x[2]
    people = replace(people, segments=segments, modes=replace(people.modes, constant=constant))
    work, trips, far = _by_kind(people, skims)
    train = names.index("train")
    table = np.array([work.sum(axis=1), work[:, train]])
    wanted = np.array([known[0] / known[2], known[0]])
    scale = np.maximum(np.linalg.solve(table, wanted), 1e-6)
    work, trips, far = scale @ work, scale @ trips, scale @ far
    share = far / far.sum()
    model = [work[train], trips[train], work[train] / work.sum(), share[train], share[names.index("car")]]
    return np.array(model), scale


def _by_kind(people: People, skims: Skims) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return passenger-km, trips, and trips of `LONG_KM` and more, [short or long, mode]."""
    world = World(people, people.today, skims, ())
    total = np.zeros((3, 2, len(people.modes.names)))
    for found in world.choices():
        kind = int(found.segment.kind == "long")
        trips = _spread(people, found)
        for each, share, km in zip(trips, found.shares, skims.km, strict=True):
            by_mode = each[:, None] * share
            there = np.where(np.isfinite(km), km, 0.0)
            parts = (by_mode * there, by_mode, by_mode * (there >= LONG_KM))
            for part, added in enumerate(parts):
                total[part, kind] += added.sum(axis=0)
    return total[0], total[1], total[2]


def _spread(people: People, found: object) -> list[np.ndarray]:
    from corridor.travel.destinations import spread

    return spread(people.levels, found.drawn, found.segment.trips, found.total)


def _write(x: np.ndarray, scales: np.ndarray) -> None:
    """Write what was found into `build/tables`; `travel.py` makes it the case's."""
    path = BUILD / "tables" / "travel_purposes.csv"
    table = pd.read_csv(path)
    long = table["kind"] == "long"
    table["trips"] = (table["trips"] * np.where(long, scales[1], scales[0])).round(3)
    table.loc[long, "sensitivity"] = round(float(x[0]), 4)
    table["status"] = "calibrated"
    table.to_csv(path, index=False, lineterminator="\n")
    path = BUILD / "tables" / "travel_modes.csv"
    modes = pd.read_csv(path).set_index("mode")
    modes["constant"] = modes["constant"].astype(float)
    modes.loc[["train", "car"], "constant"] = np.round(x[1:], 3)
    modes.reset_index().to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
