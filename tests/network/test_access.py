"""Travel times to the nearest of some places against all shortest ways of the network, one by one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse.csgraph import floyd_warshall

from corridor.network.access import Sites, hours_to_nearest, roads_to
from corridor.network.network import Network
from tests.network.worlds import grid

SPEED = 20.0


def sites(network: Network, number: int, rng: np.random.Generator) -> Sites:
    """Return places beside random links, several of them beside one link and some at its ends."""
    link = rng.integers(0, len(network.links) // 3, number)
    share = rng.choice([0.0, 1.0, 0.3, 0.7, rng.random()], number)
    return Sites(link, share, rng.random(number) * 10.0)


def one_by_one(network: Network, hours: np.ndarray, where: Sites) -> np.ndarray:
    """Return times between all places, [from, to]: over the ends of their links, or along a common link."""
    start, end = network.ends
    directed = network.links["directed"].to_numpy(dtype=bool)
    n = len(network.nodes)
    dense = np.full((n, n), np.inf)
    np.minimum.at(dense, (start, end), hours)
    back = ~directed
    np.minimum.at(dense, (end[back], start[back]), hours[back])
    between = floyd_warshall(dense)
    count = len(where.link)
    found = np.full((count, count), np.inf)
    for p in range(count):
        a, s = where.link[p], where.share[p]
        leave = [(end[a], (1 - s) * hours[a])] + ([] if directed[a] else [(start[a], s * hours[a])])
        for q in range(count):
            b, t = where.link[q], where.share[q]
            enter = [(start[b], t * hours[b])] + ([] if directed[b] else [(end[b], (1 - t) * hours[b])])
            ways = [x + between[u, v] + y for u, x in leave for v, y in enter]
            if a == b and (t >= s or not directed[a]):
                ways.append(abs(t - s) * hours[a])
            found[p, q] = min(ways) + (where.km[p] + where.km[q]) / SPEED
    np.fill_diagonal(found, 0.0)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_the_nearest_is_the_nearest_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = grid(5, seed, one_way=0.3)
    where = sites(network, 14, rng)
    hours = rng.random(len(network.links)) + 0.05
    hours[rng.random(len(hours)) < 0.1] = np.inf
    hours[where.link] = np.minimum(hours[where.link], 1.0)
    roads = roads_to(network, np.arange(len(network.links)), where)
    chosen = rng.random(14) < 0.3
    chosen[0] = True
    wanted = one_by_one(network, hours, where)[:, chosen].min(axis=1)
    assert hours_to_nearest(roads, hours, SPEED, chosen) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_where_there_is_none_it_is_infinitely_far() -> None:
    network = grid(4, 1)
    where = sites(network, 3, np.random.default_rng(0))
    roads = roads_to(network, np.arange(len(network.links)), where)
    hours = np.ones(len(network.links))
    assert np.isinf(hours_to_nearest(roads, hours, SPEED, np.zeros(3, dtype=bool))).all()
