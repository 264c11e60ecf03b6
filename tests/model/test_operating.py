"""Freight on a road costs what trucks cost there: ratios by hand, once is as often, no vehicles no change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.case.vehicles import road, speeds, tonne_km, traffic_of, used
from corridor.io.tables import typed
from corridor.model.operating import factors, operated

INPUTS = Path(__file__).parents[2] / "cases" / "cpec" / "inputs"
HOME = "XOS"


@pytest.fixture(scope="module")
def driven(island: Case) -> Case:
    """Return the island with vehicles; its first class of road in the hills has a row of its own."""
    links = island.network.links
    roads = links[(links["mode"] == "road") & (links["country"] == HOME)]
    kinds = sorted(roads["facility_type"].unique())
    vehicles = typed(pd.read_csv(INPUTS / "vehicles.csv").assign(country=HOME), "vehicles")
    model = pd.read_csv(INPUTS / "road_condition.csv").query("facility_type == 'national_highway'")
    condition = pd.concat([model.assign(country=HOME, facility_type=kind) for kind in kinds])
    condition.loc[condition["terrain"] == "mountain", "axles"] = 0.01
    terrain = pd.DataFrame(
        {
            "link_id": roads.loc[roads["facility_type"] == "secondary", "link_id"].iloc[:1],
            "terrain": ["mountain"],
        }
    )
    return replace(
        island, vehicles=vehicles, road_condition=typed(condition, "road_condition"), terrain=terrain
    )


def test_without_vehicles_nothing_changes(island: Case) -> None:
    assert operated(island) is island


def test_twice_is_once(driven: Case) -> None:
    once = operated(driven)
    twice = operated(once)
    assert np.array_equal(once.network.links["cost_factor"], twice.network.links["cost_factor"])


def test_only_roads_of_the_country_change(driven: Case) -> None:
    before, after = driven.network.links, operated(driven).network.links
    home = (before["mode"] == "road") & (before["country"] == HOME)
    assert home.any()
    assert before[~home].equals(after[~home])
    assert before.drop(columns="cost_factor").equals(after.drop(columns="cost_factor"))


def test_a_mountain_costs_its_trucks_over_the_plain(driven: Case) -> None:
    traffic, table = traffic_of(driven, HOME), used(driven, HOME)
    cost = tonne_km(driven, traffic, road(table), speeds(driven, traffic, table))
    high = table["terrain"] == "mountain"
    known = factors(driven, HOME)
    assert min(known.values()) == 1.0 or 1.0 in known.values()
    kind = table.loc[high, "facility_type"].iloc[0]
    most = int((table["axles"] * table["length"]).argmax())
    assert known[kind, "mountain"] == pytest.approx(float(cost[high.to_numpy()][0] / cost[most]))
    assert known[kind, "mountain"] > 1.3


def test_dearer_fuel_makes_hills_dearer_still(driven: Case) -> None:
    """Fuel is a larger part of cost where roads climb."""
    dear = replace(driven, parameters=driven.parameters.with_values({"vehicle.diesel": 1.1}))
    now, then = factors(driven, HOME), factors(dear, HOME)
    steep = [kind for kind in now if kind[1] == "mountain"]
    assert steep
    for kind in steep:
        assert then[kind] > now[kind]
