"""User equilibria of road networks, beside AequilibraE 1.x (Camargo and others) where that is installed.

`CORRIDOR_TNTP` names a folder with networks in TNTP files (`<name>_net.tntp`, `<name>_trips.tntp`, in it or
in folders of it); all are measured. Without it: Sioux Falls, and a made-up city of Chicago Sketch's size.
"""

from __future__ import annotations

import importlib.util
import os
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.timing import Figure
from corridor.io.tntp import read_tntp
from corridor.network.assignment.delay import VolumeDelay
from corridor.network.assignment.equilibrium import AssignmentSettings, user_equilibrium
from corridor.network.assignment.problem import AssignmentProblem, TrafficClass

FOLDER = "CORRIDOR_TNTP"
GAPS = (1e-6, 1e-10)
AIM = {"ChicagoSketch": 10.0, "Winnipeg": 3.0, "Barcelona": 3.0, "made-up city": 10.0}
"""Seconds for a gap of 1e-6."""
SHARED_GAP = 1e-4
"""Gap at which the two are compared: theirs, by bi-conjugate Frank-Wolfe, comes to a halt below it."""
AGREE = 2e-2
"""Share of all volume by which the two may differ at that gap."""
SIOUX_FALLS = Path(__file__).parents[1] / "tests" / "golden" / "sioux_falls"


def figures() -> Iterator[Figure]:
    """Yield the time of every equilibrium by gap, and over AequilibraE's."""
    for name, problem in _problems():
        for gap in GAPS:
            took, found = _timed(problem, gap)
            size = f"{problem.nodes:,} nodes, {problem.zones:,} zones"
            note = f"gap {found.gap:.0e}, {found.iterations} iterations, {found.routes:,} routes"
            yield Figure(f"user equilibrium, {name} ({size}), gap {gap:.0e}", took, "s", AIM.get(name), note)
        if importlib.util.find_spec("aequilibrae") is not None:
            yield _beside(name, problem)
    if importlib.util.find_spec("aequilibrae") is None:
        yield Figure("AequilibraE", float("nan"), "times", None, "not measured: pip install aequilibrae")


def _timed(problem: AssignmentProblem, gap: float) -> tuple[float, Any]:
    started = time.perf_counter()
    found = user_equilibrium(problem, AssignmentSettings(gap))
    return time.perf_counter() - started, found


def _problems() -> Iterator[tuple[str, AssignmentProblem]]:
    folder = os.environ.get(FOLDER)
    if folder is None:
        yield "Sioux Falls", _sioux_falls()
        yield "made-up city", _city()
        return
    for net in sorted(Path(folder).rglob("*_net.tntp")):
        trips = net.with_name(net.name.replace("_net.", "_trips."))
        if trips.is_file():
            yield net.name.removesuffix("_net.tntp"), read_tntp(net, trips)


def _sioux_falls() -> AssignmentProblem:
    links, trips = pd.read_csv(SIOUX_FALLS / "links.csv"), pd.read_csv(SIOUX_FALLS / "demand.csv")
    demand = np.zeros((24, 24))
    demand[trips["origin"] - 1, trips["destination"] - 1] = trips["trips"]
    delay = VolumeDelay(*(links[c].to_numpy(float) for c in ("free_time", "capacity", "b", "power")))
    ends = (links["tail"].to_numpy() - 1, links["head"].to_numpy() - 1)
    return AssignmentProblem(*ends, delay, (TrafficClass("all", demand),))


def _city(zones: int = 387, across: int = 24, down: int = 23) -> AssignmentProblem:
    """Return streets on a grid, each fourth an avenue; zones at random corners, trips by gravity."""
    draw = np.random.default_rng(1)
    corner = np.arange(zones, zones + across * down).reshape(across, down)
    start = np.concatenate([corner[:, :-1].ravel(), corner[:-1].ravel()])
    end = np.concatenate([corner[:, 1:].ravel(), corner[1:].ravel()])
    at = draw.choice(corner.ravel(), zones, replace=False)
    tail = np.concatenate([start, end, np.arange(zones), at])
    head = np.concatenate([end, start, at, np.arange(zones)])
    streets, n = 2 * start.size, tail.size
    row, column = np.divmod(start - zones, down)
    avenue = np.tile(np.where(end - start == 1, row, column) % 4 == 0, 2)
    free, capacity = np.full(n, 0.5), np.full(n, 1e6)
    free[:streets] = draw.uniform(0.8, 1.2, streets) * np.where(avenue, 1.0, 2.0)
    capacity[:streets] = draw.uniform(0.8, 1.2, streets) * np.where(avenue, 6_000.0, 2_000.0)
    delay = VolumeDelay(free, capacity, np.full(n, 0.15), np.full(n, 4.0))
    place = np.stack(np.divmod(at - zones, down), axis=1)
    apart = np.abs(place[:, None] - place[None]).sum(axis=2)
    weight = draw.lognormal(0.0, 0.7, zones)
    trips = weight[:, None] * weight[None] * np.exp(-apart / 6.0)
    np.fill_diagonal(trips, 0.0)
    demand = 250_000.0 * trips / trips.sum()
    return AssignmentProblem(tail, head, delay, (TrafficClass("all", demand),), first_through=zones)


def _beside(name: str, problem: AssignmentProblem) -> Figure:
    """Return our time over theirs at one gap, after a look whether the two agree."""
    took, found = _timed(problem, SHARED_GAP)
    other, volume = _theirs(problem)
    apart = float(np.abs(volume - found.volume).sum() / found.volume.sum())
    if apart > AGREE:
        raise ValueError(f"{name}: the two disagree by {apart:.1e}")
    note = f"{took:.2f} s, AequilibraE {other:.1f} s; volumes differ by {apart:.1e}"
    return Figure(
        f"user equilibrium, {name}, gap {SHARED_GAP:.0e}, over AequilibraE", took / other, "times", 1.0, note
    )


def _theirs(problem: AssignmentProblem) -> tuple[float, np.ndarray]:
    """Return the seconds that AequilibraE takes, and its volumes, [link]."""
    from aequilibrae.matrix import AequilibraeMatrix
    from aequilibrae.paths import Graph, TrafficAssignment
    from aequilibrae.paths import TrafficClass as Traffic

    zones, d = problem.zones, problem.delay
    table = {
        "link_id": np.arange(1, problem.tail.size + 1),
        "a_node": problem.tail + 1,
        "b_node": problem.head + 1,
        "direction": 1,
        "free_time": np.maximum(d.free_time, 1e-6),
        "capacity": d.capacity,
        "b": d.b,
        "power": np.maximum(d.power, 1.0),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = Graph()
        graph.network, graph.mode = pd.DataFrame(table), "c"
        graph.prepare_graph(np.arange(1, zones + 1))
        graph.set_graph("free_time")
        graph.set_blocked_centroid_flows(problem.first_through > 0)
        matrix = AequilibraeMatrix()
        matrix.create_empty(zones=zones, matrix_names=["m"], memory_only=True)
        matrix.index[:], matrix.matrices[:, :, 0] = np.arange(1, zones + 1), problem.classes[0].demand
        matrix.computational_view(["m"])
        run = TrafficAssignment()
        run.set_classes([Traffic("c", graph, matrix)])
        run.set_vdf("BPR")
        run.set_vdf_parameters({"alpha": "b", "beta": "power"})
        run.set_capacity_field("capacity")
        run.set_time_field("free_time")
        run.set_algorithm("bfw")
        run.max_iter, run.rgap_target = 2000, SHARED_GAP
        started = time.perf_counter()
        run.execute()
        took = time.perf_counter() - started
        return took, run.results()["PCE_AB"].to_numpy(float)
