"""Trade costs on a network of three nodes, worked out on paper."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.model.cargo import cargo
from corridor.model.distance import great_circle_km, internal_distance, relative_distance
from corridor.model.rates import cost_rates
from corridor.model.trade_costs import carried_at, distance_factor
from corridor.network.network import Network
from corridor.network.skims import skim
from corridor.parameters import Parameters

Floats = NDArray[np.float64]

RADIUS = 10.0 * 2.0 * 45.0 * np.pi / 128.0
"""Of a disc in which half the mean distance is 10 km."""


def priced(case: Case) -> Parameters:
    """Return round prices: road 0.1 and rail 0.05 US$/t-km, 2 US$/t-h; perishables 0.2, 0.05 and 4."""
    values = {"internal.speed": 25.0, "services_distance_elasticity": 1.0}
    for commodity in commodity_classes():
        fresh = commodity == "perishable"
        values[f"rate_per_tonne_km.road.{commodity}"] = 0.2 if fresh else 0.1
        values[f"rate_per_tonne_km.rail.{commodity}"] = 0.05
        values[f"value_of_time.{commodity}"] = 4.0 if fresh else 2.0
    entries = dict(case.parameters.entries)
    for name, value in values.items():
        entries[name] = replace(entries[name], value=value, low=value, high=value)
    return Parameters(entries)


@pytest.fixture(scope="module")
def triangle(island: Case) -> Case:
    """A - B by a bad road, B -> C by rail one way, A - C by a long good road."""
    zones = list(island.regions["region_id"])
    nodes = island.network.nodes.iloc[:3].assign(node_id=[1, 2, 3], zone_id=zones)
    blank = island.network.links.iloc[[3]]
    rows = [
        {"from_node_id": 1, "to_node_id": 2, "mode": "road", "length": 100.0, "free_speed": 50.0}
        | {"hours": 0.5, "fee_usd_t": 3.0, "cost_factor": 1.5, "directed": False},
        {"from_node_id": 2, "to_node_id": 3, "mode": "rail", "length": 200.0, "free_speed": 40.0}
        | {"hours": 0.0, "fee_usd_t": 0.0, "cost_factor": 1.0, "directed": True},
        {"from_node_id": 1, "to_node_id": 3, "mode": "road", "length": 400.0, "free_speed": 80.0}
        | {"hours": 0.0, "fee_usd_t": 0.0, "cost_factor": 1.0, "directed": False},
    ]
    links = pd.concat([blank.assign(link_id=k, section="", **row) for k, row in enumerate(rows, start=1)])
    network = Network(nodes=nodes.reset_index(drop=True), links=links.reset_index(drop=True))
    regions = island.regions.assign(area_km2=np.pi * RADIUS**2)
    return replace(island, network=network, regions=regions, parameters=priced(island))


BULK = [[0.0, 23.0, 43.0], [23.0, 0.0, 20.0], [50.0, 73.0, 0.0]]
"""A-B 0.1 * 150 + 2 * 2.5 + 3; B-C 0.05 * 200 + 2 * 5; A-C by B, against 0.1 * 400 + 2 * 5; C-B by A."""
FRESH = [[0.0, 43.0, 73.0], [43.0, 0.0, 30.0], [100.0, 143.0, 0.0]]
"""A-B 0.2 * 150 + 4 * 2.5 + 3; B-C 0.05 * 200 + 4 * 5; A-C by B against 0.2 * 400 + 4 * 5."""


def test_generalised_costs_by_hand(triangle: Case) -> None:
    found = skim(triangle.network, cost_rates(triangle), triangle.zones)
    for c, commodity in enumerate(commodity_classes()):
        wanted = FRESH if commodity == "perishable" else BULK
        assert found.cost[:, :, c] == pytest.approx(np.array(wanted), abs=1e-9), commodity
    assert found.km[0, 2, 0] == 300.0
    assert found.hours[0, 2, 0] == pytest.approx(2.5 + 5.0)


def test_iceberg_costs_by_hand(triangle: Case) -> None:
    """Farm goods with theta 2: 40 grain, 50 fruit and 5 timber in 95; 5 of 100 is fodder, which stays.

    From the first place to the second bulk pays US$ 23 a tonne and fruit 43, on 400, 1000 and 250.
    """
    elasticity = triangle.parameters.record("trade_elasticity.A")
    two = replace(elasticity, value=2.0, low=2.0, high=2.0)
    case = replace(triangle, parameters=triangle.parameters.merged({elasticity.name: two}))
    between = skim(case.network, cost_rates(case), case.zones).cost
    goods = carried_at(case, cargo(case), between)
    weights = 40 * exp(-2 * 0.0575), 50 * exp(-2 * 0.043), 5 * exp(-2 * 0.092)
    assert goods.tau[0, 1, 0] == pytest.approx((sum(weights) / 95) ** (-0.95 / 2), rel=1e-12)
    share = [0.95 * w / sum(weights) for w in weights]
    carried = goods.per_usd[0][0, 1]
    by_class = dict(zip(commodity_classes(), carried, strict=True))
    assert by_class["dry_bulk"] == pytest.approx(share[0] / 400, rel=1e-12)
    assert by_class["perishable"] == pytest.approx(share[1] / 1000, rel=1e-12)
    assert by_class["general"] == pytest.approx(share[2] / 250, rel=1e-12)
    inside = exp((0.2 * 10 + 4 * 10 / 25) / 1000), exp((0.1 * 10 + 2 * 10 / 25) / 400)
    assert min(inside) < goods.tau[0, 0, 0] ** (1 / 0.95) < exp((0.1 * 10 + 2 * 10 / 25) / 250)


def test_services_move_without_freight(triangle: Case) -> None:
    between = skim(triangle.network, cost_rates(triangle), triangle.zones).cost
    goods = cargo(triangle)
    now, half = (carried_at(triangle, goods, cost).tau for cost in (between, between / 2.0))
    assert (half[:, :, 2] == 1.0).all()
    away = ~np.eye(3, dtype=bool)
    assert (half[away, 0] < now[away, 0]).all()
    diagonal = np.arange(3)
    assert (half[diagonal, diagonal] == now[diagonal, diagonal]).all()


def test_the_mean_distance_within_a_region_is_that_of_a_disc() -> None:
    """Half the mean distance between two points drawn at random in a disc."""
    draw = np.random.default_rng(1)
    points = draw.uniform(-1.0, 1.0, (400_000, 4))
    kept = points[(np.hypot(*points[:, :2].T) <= 1.0) & (np.hypot(*points[:, 2:].T) <= 1.0)]
    mean = np.hypot(kept[:, 0] - kept[:, 2], kept[:, 1] - kept[:, 3]).mean()
    found = internal_distance(np.array([np.pi * 30.0**2]))[0]
    assert found == pytest.approx(0.5 * mean * 30.0, rel=5e-3)


def test_great_circles() -> None:
    """A quarter of the equator, pole to pole, Paris to New York (5,837 km on a sphere)."""
    km = great_circle_km([0.0, 90.0, 0.0, 0.0, 2.3522, -74.006], [0.0, 0.0, 90.0, -90.0, 48.8566, 40.7128])
    assert km[0, 1] == pytest.approx(10_007.5, abs=1.0)
    assert km[2, 3] == pytest.approx(20_015.1, abs=1.0)
    assert km[4, 5] == pytest.approx(5_837.0, rel=1e-3)
    assert (km.diagonal() == 0.0).all()
    assert (km == km.T).all()


def along_the_equator(island: Case, sectors: dict[str, float], services: float, area_km2: float) -> Case:
    """Return the island with its places on the equator, 2, 4 and 6 degrees apart."""
    regions = island.regions.assign(lon=[0.0, 2.0, 6.0], lat=0.0, area_km2=area_km2)
    values = {f"distance_elasticity.{sector}": eta for sector, eta in sectors.items()}
    values["services_distance_elasticity"] = services
    entries = {
        name: replace(island.parameters.record(name), value=value, low=value, high=value)
        for name, value in values.items()
    }
    return replace(island, regions=regions, parameters=island.parameters.merged(entries))


def test_trade_falls_with_distance_by_the_elasticity_of_its_sector(island: Case) -> None:
    """Of goods and of services, whatever their trade elasticities; regions are too small to matter."""
    eta, theta = {"A": 0.5, "C": 1.2}, np.array([2.5, 5.0, 7.0])
    trade = distance_factor(along_the_equator(island, eta, 0.8, 1.0), theta) ** -theta
    for s, wanted in enumerate((0.5, 1.2, 0.8)):
        assert trade[0, 2, s] / trade[0, 1, s] == pytest.approx(3.0**-wanted, rel=1e-9)
        assert trade[1, 2, s] / trade[0, 1, s] == pytest.approx(2.0**-wanted, rel=1e-9)
        assert (trade[:, :, s] == trade[:, :, s].T).all()
    assert trade[np.arange(3), np.arange(3)] == pytest.approx(1.0, abs=0.0)


def test_no_place_is_nearer_than_its_own_region_is_wide(island: Case) -> None:
    """Half the mean distance in a disc of 1e6 km2 is 255 km: 222 km of equator count as that."""
    relative = relative_distance(along_the_equator(island, {}, 1.0, 1e6).regions)
    assert relative[0, 1] == 1.0
    assert relative[0, 2] == pytest.approx(667.2 / 255.4, rel=1e-3)
    assert (relative >= 1.0).all()
