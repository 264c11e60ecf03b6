"""Two classes with tolls on Sioux Falls equal AequilibraE's assignment, where that is installed.

AequilibraE (aequilibrae.com; MIT licence with a clause asking to be named) is no dependency: without it
this file is skipped.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from corridor.network.assignment.delay import VolumeDelay
from corridor.network.assignment.equilibrium import user_equilibrium
from corridor.network.assignment.problem import AssignmentProblem, TrafficClass

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
]
GOLDEN = Path(__file__).parents[2] / "golden" / "sioux_falls"
WEIGHT, VALUE = (1.0, 2.0), (1.0, 0.4)
GAP = 1e-5


@pytest.fixture
def world():
    links, trips = pd.read_csv(GOLDEN / "links.csv"), pd.read_csv(GOLDEN / "demand.csv")
    demand = np.zeros((24, 24, 2))
    demand[trips["origin"] - 1, trips["destination"] - 1, 0] = 0.6 * trips["trips"]
    demand[trips["origin"] - 1, trips["destination"] - 1, 1] = 0.2 * trips["trips"]
    toll = np.random.default_rng(0).choice([0.0, 0.0, 3.0], len(links))
    return links, demand, toll


def theirs(links: pd.DataFrame, demand: np.ndarray, toll: np.ndarray) -> np.ndarray:
    """Return AequilibraE's flows, [link, class], by its own bi-conjugate Frank-Wolfe."""
    matrices = pytest.importorskip("aequilibrae.matrix")
    paths = pytest.importorskip("aequilibrae.paths")
    network = pd.DataFrame(
        {
            "link_id": np.arange(1, len(links) + 1),
            "a_node": links["tail"],
            "b_node": links["head"],
            "direction": 1,
            "free_time": links["free_time"].astype(float),
            "capacity": links["capacity"],
            "b": links["b"],
            "power": links["power"].astype(float),
            "toll": toll,
        }
    )
    classes = []
    for c in range(2):
        graph = paths.Graph()
        graph.network, graph.mode = network.copy(), "c"
        graph.prepare_graph(np.arange(1, 25))
        graph.set_graph("free_time")
        graph.set_blocked_centroid_flows(block_centroid_flows=False)
        matrix = matrices.AequilibraeMatrix()
        matrix.create_empty(zones=24, matrix_names=[f"m{c}"], memory_only=True)
        matrix.index[:], matrix.matrices[:, :, 0] = np.arange(1, 25), demand[:, :, c]
        matrix.computational_view([f"m{c}"])
        found = paths.TrafficClass(f"c{c}", graph, matrix)
        found.set_pce(WEIGHT[c])
        found.set_vot(VALUE[c])
        found.set_fixed_cost("toll")
        classes.append(found)
    run = paths.TrafficAssignment()
    run.set_classes(classes)
    run.set_vdf("BPR")
    run.set_vdf_parameters({"alpha": "b", "beta": "power"})
    run.set_capacity_field("capacity")
    run.set_time_field("free_time")
    run.set_algorithm("bfw")
    run.set_cores(1)
    run.max_iter, run.rgap_target = 1000, GAP
    run.execute()
    return run.results()[["m0_ab", "m1_ab"]].to_numpy()


def test_two_classes_with_tolls_equal_another_program(world):
    links, demand, toll = world
    expected = theirs(links, demand, toll)
    delay = VolumeDelay(*(links[c].to_numpy(dtype=float) for c in ("free_time", "capacity", "b", "power")))
    classes = tuple(
        TrafficClass(f"m{c}", demand[:, :, c], WEIGHT[c], toll_factor=1.0 / VALUE[c]) for c in range(2)
    )
    tail, head = links["tail"].to_numpy() - 1, links["head"].to_numpy() - 1
    found = user_equilibrium(AssignmentProblem(tail, head, delay, classes, toll)).flow
    volume, other = found @ WEIGHT, expected @ WEIGHT
    np.testing.assert_allclose(volume, other, rtol=5e-3)
    np.testing.assert_allclose(found.sum(axis=0), expected.sum(axis=0), rtol=2e-3)
