"""Economic prices worked on paper, and the financial stream, which stays apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.money.cashflow import Asset
from corridor.money.prices import CostConversion, at_prices, financial, prices
from corridor.money.venture import Horizon
from corridor.parameters import default_parameters
from corridor.projects.project import Project
from corridor.projects.types import project_types
from corridor.studies.appraise.appraise import appraise

FERRY = Asset(capex=((2025, 100.0),), operation_share=0.05, opening_year=2026, life_years=2)


def test_a_cost_of_a_hundred_on_paper() -> None:
    """10 are tax: 0; 40 traded at 1.1: 44; 20 unskilled at 0.75: 15; 30 local: 30. Together 89."""
    assert CostConversion(0.1, 0.4, 0.2, 1.1, 0.75).factor == pytest.approx(0.89)
    assert CostConversion(0.0, 0.0, 0.0, 1.1, 0.75).factor == 1.0
    assert CostConversion(0.0, 1.0, 0.0, 1.1, 0.75).factor == pytest.approx(1.1)
    assert CostConversion(1.0, 0.0, 0.0, 1.1, 0.75).factor == 0.0


def test_every_type_has_prices_near_what_banks_use() -> None:
    """Economic costs of transport and power are four fifths to all of the financial ones."""
    factors = {kind: prices(default_parameters(), kind).factor for kind in project_types()}
    assert all(0.8 < factor < 1.0 for factor in factors.values())


def test_shares_that_exceed_the_whole_are_all_listed() -> None:
    loose = {name: 0.5 for kind in project_types().values() for name in kind.cost_shares}
    loose |= {"cost_share.port.tax": 0.0, "cost_share.port.traded": 0.2}
    with pytest.raises(InputError) as caught:
        prices({**loose, "shadow.exchange": 1.0, "shadow.wage": 1.0}, "road")
    assert len(caught.value.faults) == 4
    assert "1.5 together" in str(caught.value)


def test_the_financial_stream_on_paper() -> None:
    """100 paid, then 80 less 5 for two years: at 10 % worth 75 x 1.7355372 - 100 = 30.165."""
    found = financial(FERRY, 80.0, 2030)
    assert found.revenue - found.cost == pytest.approx([-100.0, 75.0, 75.0, 0.0, 0.0, 0.0])
    assert found.value(Horizon(2030, 2025, 9.0, {}), 0.1) == pytest.approx(30.16529, abs=1e-5)
    root = (75.0 + (75.0**2 + 4 * 100.0 * 75.0) ** 0.5) / 200.0
    assert found.rate.single == pytest.approx(root - 1.0, abs=1e-9)


def test_charges_that_are_not_known_are_missing_not_zero() -> None:
    found = financial(FERRY, None, 2030)
    assert np.isnan(found.rate.single)
    assert found.rate.note == "not known: a cost or a benefit is not"
    assert np.isnan(found.value(Horizon(2030, 2025, 0.0, {}), 0.1))


def test_prices_change_costs_and_nothing_else() -> None:
    half = at_prices(FERRY, 0.5)
    assert half == replace(FERRY, capex=((2025, 50.0),))


def test_economic_costs_are_in_the_streams_and_financial_ones_in_their_table(island: Case) -> None:
    factor = prices(island.parameters, "road").factor
    tunnel = replace(island.projects[0], revenue=3e6)
    found = appraise(replace(island, projects=(tunnel,)))
    paid = found.financial.set_index("project_id").loc["tunnel"]
    assert paid["capex_usd"] == 40e6
    assert paid["capex_economic_usd"] == pytest.approx(40e6 * factor)
    assert paid["operation_usd"] == pytest.approx(0.8e6)
    assert paid["subsidy_usd"] == 0.0
    cost = found.streams[found.streams["scenario"] == "tunnel"].groupby("year")["cost_usd"].sum()
    assert cost[2025] == pytest.approx(20e6 * factor)
    # charges are a transfer: they change no economic figure
    free = appraise(replace(island, projects=(replace(tunnel, revenue=None),)))
    assert free.projects["npv_low"].iloc[0] == found.projects["npv_low"].iloc[0]
    assert free.financial["subsidy_usd"].iloc[0] == pytest.approx(0.8e6)
    assert np.isnan(free.financial["firr"].iloc[0])


@pytest.mark.parametrize("revenue", [-1.0, float("inf"), float("nan")])
def test_revenue_below_nothing_is_a_fault(revenue: float) -> None:
    with pytest.raises(InputError, match="revenue"):
        Project("p", "P", "road", "built", "maintenance", 2020, 9, revenue=revenue)
