"""Optimal networks of a case: calibrated to its figures, and what theory says of the best networks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.io.case import read
from corridor.planner.design import allocate, design
from corridor.studies.design.problem import CaseDesign, DesignChoices, design_problem
from corridor.studies.design.study import best_networks


@pytest.fixture(scope="module")
def cpec() -> Case:
    return read("cpec")


@pytest.fixture(scope="module")
def made(cpec: Case) -> Callable[..., CaseDesign]:
    """Return the problem of Pakistan's districts by choices, each made once."""
    return cache(lambda **choices: design_problem(cpec, DesignChoices(**choices)))


@pytest.mark.parametrize("weights", ["equal", "incomes"])
def test_value_added_and_freight_rates_are_met(made: Callable[..., CaseDesign], weights: str) -> None:
    """By the interior point, which the calibration does not use."""
    found = made(weights=weights)
    plan = allocate(found.problem)
    income = (plan.prices * plan.output).sum(axis=1)
    added = found.cities["value_added_usd"].to_numpy()
    assert income / income.sum() == pytest.approx(added / added.sum(), rel=1e-4)
    if weights == "incomes":
        spent = (plan.prices * plan.goods_used).sum(axis=1)
        assert spent / spent.sum() == pytest.approx(added / added.sum(), rel=1e-4)
    price = plan.prices[np.stack([found.problem.tail, found.problem.head], axis=1)]
    moved = (price * plan.flows).sum(axis=(1, 2)) @ np.maximum(found.graph.km, 1.0)
    target = found.calibration.set_index("what").loc["cost of moving goods a km, parts of value", "target"]
    assert (price * plan.transport_cost).sum() / moved == pytest.approx(target, rel=1e-4)
    # a lorry in Pakistan: a thousand km for a few per cent to a third of the value of goods
    assert 0.03 < 1000.0 * target < 0.33


def test_all_districts_are_joined_by_roads_at_home_but_one(
    cpec: Case, made: Callable[..., CaseDesign]
) -> None:
    found = made(weights="equal")
    country = cpec.network.links["country"].to_numpy()
    abroad = [edge for edge, road in enumerate(found.graph.links) if set(country[road]) != {"PAK"}]
    assert len(found.cities) == 138
    assert len(abroad) == 1
    assert found.edges.loc[abroad[0], "origin"] == "PK-north-waziristan"
    assert found.problem.upper[abroad[0]] == found.problem.existing[abroad[0]]
    lahore = found.edges[
        (found.edges["origin_name"] == "Gujranwala") & (found.edges["destination_name"] == "Lahore")
    ]
    assert lahore["km"].item() == pytest.approx(70.0, abs=8.0)  # by the Grand Trunk Road


def test_more_money_is_worth_more_and_moving_costs_nothing(made: Callable[..., CaseDesign]) -> None:
    found = made(weights="equal")
    study = best_networks(found, 0.5)
    summary = study.summary.set_index("counterfactual")
    assert study.certificates["optimal"].all()
    assert summary.loc["reallocation", "spent_musd"] == pytest.approx(found.problem.existing_cost, rel=1e-6)
    assert summary.loc["expansion", "spent_musd"] == pytest.approx(
        1.5 * found.problem.existing_cost, rel=1e-6
    )
    assert (summary["gain_percent"] > 0.0).all()
    free = design(
        replace(found.problem, lower=np.zeros(found.problem.links), budget=found.problem.budget * 1.5)
    )
    assert 100.0 * free.gain_over(found.today) > summary["gain_percent"].max()
    # a year's gain of a little more money, by difference
    more = best_networks(found, 0.51).summary.set_index("counterfactual").loc["expansion"]
    step = (more["gain_musd"] - summary.loc["expansion", "gain_musd"]) / (0.01 * found.problem.existing_cost)
    assert step == pytest.approx(summary.loc["expansion", "gain_usd_per_usd"], rel=0.01)
    spent = study.edges["expansion_musd"].sum()
    assert spent == pytest.approx(0.5 * found.problem.existing_cost, rel=1e-6)


def test_costs_that_reveal_a_best_network_leave_nothing_to_move(made: Callable[..., CaseDesign]) -> None:
    """Fajgelbaum & Schaal (2020), section 5: what stands is optimal then, so that only money helps."""
    study = best_networks(made(cost="revealed"))
    gain = study.summary.set_index("counterfactual")["gain_percent"]
    assert gain["reallocation"] == pytest.approx(0.0, abs=1e-6)
    assert gain["expansion"] > 0.01


def test_stronger_returns_are_worth_more(cpec: Case, made: Callable[..., CaseDesign]) -> None:
    """As in the paper, where gains rise with gamma; here up to beta, where all is still proven."""
    strong = replace(cpec, parameters=cpec.parameters.with_values({"design.returns": 0.13}))
    weak = best_networks(made(weights="equal")).summary["gain_percent"].to_numpy()
    assert (best_networks(design_problem(strong)).summary["gain_percent"].to_numpy() > weak).all()


def test_bad_choices_are_listed(cpec: Case) -> None:
    with pytest.raises(InputError) as error:
        design_problem(cpec, DesignChoices(countries=("PAK", "XXX", "YYY"), goods=0))
    assert len(error.value.faults) == 3
    with pytest.raises(InputError, match="two regions"):
        design_problem(cpec, DesignChoices(countries=("KOR",)))


def test_an_expansion_expands(island: Case) -> None:
    with pytest.raises(InputError, match="expansion"):
        best_networks(design_problem(island), -0.1)
