"""Payments for standing ready, by hand, and that they only move money between groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.dollar import Dollar
from corridor.errors import InputError
from corridor.money.capacity import capacity, is_contracted
from corridor.projects.capacity import CapacityPayment
from corridor.projects.loan import EQUITY, Loan
from corridor.projects.project import Project
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.conftest import works

FLAT = Dollar(2019, 0.0)


def payment(year: int, usd: float) -> CapacityPayment:
    return CapacityPayment(year, usd, "published", "paper")


def loan(share: float, rate: float, maturity: int, kind: str = "commercial") -> Loan:
    return Loan("Bank", "XVE", kind, "USD", share, rate, maturity, 1, 0.0, 0.5, "assumed", "paper")


def plant(usd: float) -> Project:
    """Return a hundred of 2018, a tenth debt-free at home, 60 lent for three years, 30 of equity for four."""
    return Project(
        "mill",
        "Mill",
        "plant",
        "built",
        "maintenance",
        2019,
        4,
        capex=((2019, 100.0),),
        operation_share=0.02,
        loans=(loan(0.6, 0.1, 3), replace(loan(0.3, 0.1, 4, EQUITY), country="XNO")),
        capacity=(payment(2021, usd),),
    )


def test_a_contract_by_hand() -> None:
    """60 lent in 2019 at 10 %, one year of grace, instalments of 30 in 2021 and 2022; returns of 9.46."""
    found = capacity(plant(60.0), FLAT)
    level = FLAT.deflator(found.years)
    assert found.years.tolist() == [2019, 2020, 2021, 2022]
    assert found.debt == pytest.approx([0.0, 6.0, 36.0, 33.0])
    assert found.operation == pytest.approx(2.0 / level)
    even = 30.0 / (1.0 + 1 / 1.1 + 1 / 1.21 + 1 / 1.331)
    assert found.equity == pytest.approx(np.full(4, even))
    rest = 60.0 - 36.0 - even - 2.0 / level[2]
    assert found.other == pytest.approx(np.full(4, rest))
    assert found.paid[2] == pytest.approx(60.0)
    assert not is_contracted(replace(plant(60.0), capacity=()))


@pytest.fixture(scope="module")
def owed(island: Case) -> Appraisal:
    mill = replace(works("mill", "port-vestra", hours_factor=0.5), type="plant")
    equity = replace(loan(0.2, 0.17, 25, EQUITY), country="XNO")
    opens = mill.opening_year
    mill = replace(mill, loans=(loan(0.7, 0.05, 13), equity), capacity=(payment(opens + 3, 5e6),))
    return appraise(replace(island, projects=(mill,)))


def test_payments_move_money_and_make_none(owed: Appraisal) -> None:
    total = owed.incidence.groupby(["project_id", "discount_rate"])["usd"].sum()
    row = owed.projects.set_index("project_id").loc["mill"]
    for name in ("low", "high"):
        assert total["mill", name] == pytest.approx(row[f"npv_{name}"], rel=1e-9, abs=1e-3)
    flows = owed.incidence[owed.incidence["flow"].str.startswith("capacity payments")]
    sums = flows[flows["project_id"] == "mill"].groupby("discount_rate")["usd"].sum()
    assert sums.to_numpy() == pytest.approx(np.zeros(2), abs=1e-3)


def test_users_and_taxpayers_pay_and_owners_receive_by_their_shares(owed: Appraisal) -> None:
    """Owners abroad have two thirds of the shares, for nobody lends a tenth of the cost."""
    table = owed.incidence[
        (owed.incidence["discount_rate"] == "low") & (owed.incidence["project_id"] == "mill")
    ]
    flows = table.set_index(["country", "group", "flow"])["usd"]
    users = flows["XOS", "users of electricity", "capacity payments"]
    taxes = flows["XOS", "taxpayers", "capacity payments by subsidy"]
    assert users < 0.0
    assert taxes / (users + taxes) == pytest.approx(owed.parameters["capacity.subsidy"])
    abroad = flows["XNO", "owners abroad", "capacity payments"]
    at_home = flows["XOS", "owners at home", "capacity payments"]
    assert abroad / at_home == pytest.approx(2.0)
    assert abroad + at_home == pytest.approx(-(users + taxes))
    assert "cost of works and operation" not in set(table[table["group"] == "users of electricity"]["flow"])
    paid = owed.capacity[owed.capacity["project_id"] == "mill"]
    parts = paid[["debt_usd", "equity_usd", "operation_usd", "other_usd"]].sum(axis=1)
    assert paid["capacity_usd"].to_numpy() == pytest.approx(parts.to_numpy())
    debt = owed.debt[owed.debt["project_id"] == "mill"].set_index("year")["capacity_usd"]
    same = paid.set_index("year")["capacity_usd"].reindex(debt.index).dropna()
    assert len(same) > 10
    assert debt.loc[same.index].to_numpy() == pytest.approx(same.to_numpy())


def test_bad_payments_are_all_listed() -> None:
    bad = (CapacityPayment(2021, -1.0, "guessed", ""), payment(2021, 1.0), payment(1800, 1.0))
    with pytest.raises(InputError) as caught:
        replace(plant(1.0), capacity=bad)
    assert len(caught.value.faults) == 5
