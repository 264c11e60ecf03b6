"""Random networks for the tests of this room."""

from __future__ import annotations

import numpy as np
import pandas as pd

from corridor.network.network import Network


def grid(side: int, seed: int, *, zones: int = 12, one_way: float = 0.1) -> Network:
    """Return a square lattice with random lengths, some of its links one-way pairs, and zones."""
    rng = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate(
        [
            np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], 1),
            np.stack([number[:-1].ravel(), number[1:].ravel()], 1),
        ]
    )
    both = rng.random(len(pairs)) < one_way
    pairs = np.concatenate([pairs, pairs[both][:, ::-1]])
    directed = np.concatenate([both, np.ones(both.sum(), dtype=bool)])
    n = len(pairs)
    where = rng.permutation(side * side)[:zones]
    zone = np.full(side * side, None, dtype=object)
    zone[where] = [f"Z{i:02d}" for i in range(zones)]
    nodes = pd.DataFrame(
        {
            "node_id": 100 + number.ravel(),
            "x_coord": (number % side).ravel().astype(float),
            "y_coord": (number // side).ravel().astype(float),
            "node_type": "road",
            "zone_id": zone,
        }
    )
    links = pd.DataFrame(
        {
            "link_id": np.arange(n),
            "from_node_id": 100 + pairs[:, 0],
            "to_node_id": 100 + pairs[:, 1],
            "directed": directed,
            "length": rng.uniform(1, 20, n),
            "facility_type": "primary",
            "mode": rng.choice(["road", "rail"], n),
            "free_speed": rng.uniform(20, 90, n),
            "hours": np.where(rng.random(n) < 0.1, rng.uniform(0, 5, n), 0.0),
            "fee_usd_t": np.where(rng.random(n) < 0.1, rng.uniform(0, 3, n), 0.0),
            "cost_factor": rng.uniform(0.8, 1.5, n),
            "status": "open",
            "section": "",
        }
    )
    return Network(nodes, links)
