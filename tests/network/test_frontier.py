"""The frontier of cost and risk against all ways of small networks."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from corridor.network.frontier import frontier
from corridor.network.network import Network


def roads(*links: tuple[int, int]) -> Network:
    nodes = sorted({node for link in links for node in link})
    table = pd.DataFrame(
        {
            "link_id": np.arange(len(links)),
            "from_node_id": [a for a, _ in links],
            "to_node_id": [b for _, b in links],
            "directed": False,
            "length": 1.0,
            "free_speed": 1.0,
            "mode": "road",
            "status": "open",
        }
    )
    return Network(pd.DataFrame({"node_id": nodes, "zone_id": ""}), table)


def test_three_ways_by_hand() -> None:
    """Ways 0-1 with (cost, risk) (1, 10), (3, 4), (9, 1), and one between them that is best for no price.

    The second is best from a price of 2 / 6, the third from 6 / 3.
    """
    network = roads((0, 1), (0, 1), (0, 1), (0, 1))
    cost, risk = np.array([1.0, 3.0, 9.0, 7.0]), np.array([10.0, 4.0, 1.0, 3.5])
    ways = frontier(network, cost, risk, (0, 1))
    assert [(w.cost, w.risk) for w in ways] == [(1.0, 10.0), (3.0, 4.0), (9.0, 1.0)]
    assert [w.price for w in ways] == pytest.approx([0.0, 2.0 / 6.0, 2.0])
    assert [w.rows.tolist() for w in ways] == [[0], [1], [2]]


def test_without_risk_there_is_one_way() -> None:
    network = roads((0, 1), (1, 2), (0, 2))
    ways = frontier(network, np.array([1.0, 1.0, 3.0]), np.zeros(3), (0, 2))
    assert len(ways) == 1
    assert ways[0].rows.tolist() == [0, 1]


def test_no_way_no_frontier() -> None:
    assert frontier(roads((0, 1), (2, 3)), np.ones(2), np.ones(2), (0, 3)) == []


@pytest.mark.parametrize("seed", range(5))
def test_a_grid_against_all_prices(seed: int) -> None:
    """Of all ways to the right and up through a grid, those that are best at a fine comb of prices."""
    size, draw = 4, np.random.default_rng(seed)
    name = {(x, y): x * size + y for x in range(size) for y in range(size)}
    links = [(name[x, y], name[x + 1, y]) for x in range(size - 1) for y in range(size)]
    links += [(name[x, y], name[x, y + 1]) for x in range(size) for y in range(size - 1)]
    cost, risk = draw.uniform(1.0, 1.3, len(links)), draw.uniform(1.0, 1.3, len(links))
    number = {link: k for k, link in enumerate(links)}
    every = []
    for rights in itertools.combinations(range(2 * size - 2), size - 1):
        at, used = (0, 0), []
        for step in range(2 * size - 2):
            to = (at[0] + 1, at[1]) if step in rights else (at[0], at[1] + 1)
            used.append(number[name[at], name[to]])
            at = to
        every.append((cost[used].sum(), risk[used].sum()))
    table = np.array(
        every
    )  # a way with steps to the left or down has eight links or more: at least 8 of each
    comb = np.concatenate([[0.0], np.geomspace(1e-3, 1e3, 4000)])
    best = {tuple(np.round(table[(table @ [1.0, price]).argmin()], 9)) for price in comb}
    found = {
        tuple(np.round([w.cost, w.risk], 9)) for w in frontier(roads(*links), cost, risk, (0, size**2 - 1))
    }
    assert best <= found <= {tuple(np.round(one, 9)) for one in table}
