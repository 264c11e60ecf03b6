"""What a case says of rates, tolls and tastes reaches the links."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.model.baseline import baseline
from corridor.model.rates import (
    DISPERSION,
    RAIL_DISPERSION,
    cost_rates,
    hour_by_dispersion,
    mean_hour,
    rail_fee_by_dispersion,
    relative_hour,
)
from corridor.network.modes import generalised_cost

ALIKE = {DISPERSION: 0.0, RAIL_DISPERSION: 0.0}


def ports(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    columns = ["section", "commodity_class", "usd_t", "spread_usd_t"]
    return pd.DataFrame(list(rows), columns=columns).assign(status="assumed", source="")


def told(case: Case, values: dict[str, float], constants: pd.DataFrame | None = None) -> Case:
    table = case.port_constants if constants is None else constants
    return replace(case, parameters=case.parameters.with_values(values), port_constants=table)


def test_a_class_has_a_shipper_more_than_there_are_tastes(island: Case) -> None:
    classes = len(commodity_classes())
    some = ports(("a", "", 0.0, 2.0), ("b", "", 1.0, -2.0))
    for values, table, nodes in (
        (ALIKE, None, 1),
        ({**ALIKE, DISPERSION: 0.5}, None, 2),
        ({DISPERSION: 0.5, RAIL_DISPERSION: 0.5}, None, 3),
        ({DISPERSION: 0.5, RAIL_DISPERSION: 0.5}, some, 4),
    ):
        assert len(cost_rates(told(island, values, table)).shippers) == nodes * classes


def test_the_mean_of_shippers_is_the_class(island: Case) -> None:
    rates = cost_rates(told(island, {DISPERSION: 1.1}))
    np.testing.assert_allclose(rates.shippers.mean(rates.hour), mean_hour(island.parameters), rtol=1e-14)


def test_without_dispersion_a_link_costs_what_its_class_pays(island: Case) -> None:
    """The formula of a class by hand: rate times length times factor, time, fee."""
    case = told(island, ALIKE)
    links, values = case.network.links, case.parameters
    found = generalised_cost(links, cost_rates(case))
    road = ((links["mode"] == "road") & (links["status"] == "open")).to_numpy()
    for c, one in enumerate(commodity_classes()):
        run = links["length"] * links["cost_factor"] * values[f"rate_per_tonne_km.road.{one}"]
        wait = (links["length"] / links["free_speed"] + links["hours"]) * values[f"value_of_time.{one}"]
        np.testing.assert_allclose(found[road, c], (run + wait + links["fee_usd_t"])[road], rtol=1e-14)


def test_derivatives_of_tastes_are_those_of_the_rates(island: Case) -> None:
    step = 1e-6
    low, high = (told(island, {DISPERSION: 0.6 + by, RAIL_DISPERSION: 0.5 + by}) for by in (-step, step))
    by_hour = (cost_rates(high).hour - cost_rates(low).hour) / (2 * step)
    np.testing.assert_allclose(hour_by_dispersion(island), by_hour, rtol=1e-6, atol=1e-9)
    fees = [cost_rates(case).tastes.constants[0].of_fee for case in (low, high)]
    np.testing.assert_allclose(rail_fee_by_dispersion(island), (fees[1] - fees[0]) / (2 * step), rtol=1e-6)
    np.testing.assert_allclose(relative_hour(island).reshape(len(commodity_classes()), -1).mean(axis=1), 1.0)


def test_constants_of_ports_are_of_their_class_and_spread_apart(island: Case) -> None:
    table = ports(("a", "", 1.0, 3.0), ("b", "container", -1.0, -3.0))
    rates = cost_rates(told(island, {}, table))
    first, second = (c.usd_t for c in rates.tastes.constants[-2:])
    mix = rates.shippers
    at = commodity_classes().index("container")
    np.testing.assert_allclose(mix.mean(first), 1.0, atol=1e-12)
    np.testing.assert_allclose(
        mix.mean(second), np.where(np.arange(mix.classes) == at, -1.0, 0.0), atol=1e-12
    )
    own = mix.commodity == at
    assert first[own].std() == pytest.approx(3.0)
    np.testing.assert_allclose(
        first[own] + second[own], 0.0, atol=1e-12
    )  # what the one saves the other loses


def test_a_row_without_class_is_of_the_classes_without_one(island: Case) -> None:
    columns = ["facility_type", "country", "commodity_class", "toll_usd_t_km", "rate_factor"]
    kind, country = island.network.links[["facility_type", "country"]].iloc[0]
    rows = [(kind, country, "", 0.02, 1.5), (kind, country, "container", 0.01, 1.0)]
    case = replace(island, road_charges=pd.DataFrame(rows, columns=columns))
    (charge,) = cost_rates(case).charges
    light = np.array([one == "container" for one in commodity_classes()])
    np.testing.assert_array_equal(charge.toll, np.where(light, 0.01, 0.02))
    np.testing.assert_array_equal(charge.factor, np.where(light, 1.0, 1.5))
    assert (baseline(case).today.cost >= baseline(island).today.cost).all()
