"""Capacities by hand from the manuals' numbers; a network without traffic costs what it always did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from corridor.network.assignment.capacity import congestion, freight_capacity, single_track
from corridor.network.assignment.elastic import ElasticSettings, elastic
from corridor.network.graph import prepare
from corridor.network.modes import CostRates, generalised_cost
from corridor.parameters import default_parameters
from tests.network.worlds import grid

RATES = CostRates(
    ("bulk", "box"), {"road": (0.05, 0.07), "rail": (0.02, 0.03), "sea": (0.004, 0.005)}, (0.1, 0.9)
)
VALUES = default_parameters()


def table() -> pd.DataFrame:
    rows = [
        ("road", "motorway", 3, None),
        ("road", "expressway_cn", 1, None),
        ("road", "national_highway", 1, None),
        ("road", "national_highway", 2, None),
        ("road", "untagged", None, None),
        ("rail", "main", 1, None),
        ("rail", "main", 2, None),
        ("rail", "main", 4, None),
        ("rail", "main", None, 5000),
        ("border", "border_road", None, 700),
        ("border", "border_road", None, None),
        ("sea", "sea_lane", None, None),
        ("connector", "access", None, None),
    ]
    return pd.DataFrame(rows, columns=["mode", "facility_type", "lanes", "capacity"]).astype(
        {"lanes": float, "capacity": float}
    )


def test_capacities_by_hand():
    """Trucks: lanes x pcu/h x 10 h x 0.6 / 2.5, at 14 t; trains: 0.35 of them freight, 1,200 t."""
    per_truck = 10 * 0.6 / 2.5 * 14
    tonnes_a_day = [
        3 * 2300 * per_truck,
        2 * 2300 * per_truck,
        1700 * per_truck,
        2 * 2000 * per_truck,
        1700 * per_truck,
        30 * 0.35 * 1200,
        75 / 2 * 0.35 * 1200,
        75 * 0.35 * 1200,
        5000,
        700,
        np.inf,
        np.inf,
        np.inf,
    ]
    np.testing.assert_allclose(freight_capacity(table(), VALUES), np.array(tonnes_a_day) * 330)


def test_a_track_is_shared_by_both_directions_unless_there_are_two_or_a_capacity_is_given():
    assert np.flatnonzero(single_track(table())).tolist() == [5]


def test_columns_a_network_may_lack():
    bare = table().drop(columns=["lanes", "capacity"])
    found = freight_capacity(bare, VALUES)
    assert found[2] == found[3] == found[4]
    assert single_track(bare).sum() == 4


def test_the_orders_of_magnitude_are_those_of_known_lines():
    """A motorway takes tens of millions of tonnes a year, a single track ten times less."""
    capacity = freight_capacity(table(), VALUES)
    assert 1e7 < capacity[2] < 3e7
    assert 3e7 < capacity[1] < 1e8
    assert 3e6 < capacity[5] < 1e7


def test_without_traffic_a_link_costs_what_it_always_did():
    links = grid(8, 1).links
    rules = congestion(links, RATES, VALUES)
    empty = rules.fixed_cost + rules.delay.time(np.zeros(len(links)))[:, None] * rules.value_of_time
    np.testing.assert_allclose(empty, generalised_cost(links, RATES), rtol=1e-12)
    kind = links["mode"].to_numpy()
    np.testing.assert_array_equal(rules.delay.b, np.where(kind == "rail", 0.5, 0.15))
    np.testing.assert_array_equal(rules.shared, kind == "rail")


def test_a_closed_link_stays_closed():
    links = grid(8, 1).links
    links.loc[3, "status"] = "closed"
    assert np.isinf(congestion(links, RATES, VALUES).fixed_cost[3]).all()


@pytest.mark.parametrize("tonnes", [1e3, 3e6])
def test_a_little_freight_is_free_and_much_slows_down(tonnes):
    network = grid(8, 1)
    places = np.array(list(network.centroids.values()))
    rules = congestion(network.links, RATES, VALUES)
    demand = np.full((len(places), len(places), 2), tonnes)
    demand[np.arange(len(places)), np.arange(len(places))] = 0
    found = elastic(prepare(network, places), rules, lambda _: demand, ElasticSettings(1e-2, 1e-2, 1000))
    slower = found.time / np.repeat(rules.delay.free_time[:, None], 2, axis=1)
    assert slower.min() >= 1.0
    assert (slower.max() < 1.0001) == (tonnes < 1e4)
