"""Segments cut by circles, against points counted along them and geometry done by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from corridor.network.nearby import KM_PER_DEGREE, km_nearby, share_inside
from corridor.network.network import Network


def test_a_road_through_a_circle_by_hand() -> None:
    """Through the middle, ending there, a chord at three fifths, touching nothing, wholly inside, a point."""
    a = np.array([[-10.0, 0.0], [0.0, 0.0], [-10.0, 3.0], [-10.0, 6.0], [1.0, 1.0], [2.0, 0.0], [9.0, 0.0]])
    b = np.array([[10.0, 0.0], [20.0, 0.0], [10.0, 3.0], [10.0, 6.0], [2.0, 1.0], [2.0, 0.0], [9.0, 0.0]])
    wanted = [10 / 20, 5 / 20, 8 / 20, 0.0, 1.0, 1.0, 0.0]
    assert share_inside(a, b, 5.0) == pytest.approx(wanted)


def test_shares_are_those_of_points_along_the_way() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.normal(0, 5, (50, 2)), rng.normal(0, 5, (50, 2))
    along = (np.arange(20_000) + 0.5) / 20_000
    points = a[:, None, :] + along[None, :, None] * (b - a)[:, None, :]
    wanted = ((points**2).sum(axis=2) <= 16.0).mean(axis=1)
    assert share_inside(a, b, 4.0) == pytest.approx(wanted, abs=1e-3)


def test_kilometres_are_the_links_own(one_road: Network) -> None:
    """A road of 30 km, drawn 20 km long, passes 3 km north of a place: 8 of its 20 are near."""
    lat = 60.0
    at = (np.array([0.0]), np.array([lat - 3.0 / KM_PER_DEGREE]))
    found = km_nearby(one_road, np.array([0]), at, 5.0)
    assert found.shape == (1, 2)
    assert found.toarray() == pytest.approx(np.array([[30.0 * 8 / 20, 0.0]]), rel=1e-3)


@pytest.fixture
def one_road() -> Network:
    half = 10.0 / (KM_PER_DEGREE * np.cos(np.radians(60.0)))
    nodes = pd.DataFrame(
        {
            "node_id": [1, 2],
            "x_coord": [-half, half],
            "y_coord": 60.0,
            "node_type": "road",
            "zone_id": ["A", "B"],
        }
    )
    links = pd.DataFrame(
        {
            "link_id": [1, 2],
            "from_node_id": [1, 1],
            "to_node_id": [2, 2],
            "directed": False,
            "length": [30.0, 40.0],
            "mode": ["road", "rail"],
            "free_speed": 50.0,
            "hours": 0.0,
            "fee_usd_t": 0.0,
            "cost_factor": 1.0,
            "status": "open",
            "section": "",
        }
    )
    return Network(nodes, links)
