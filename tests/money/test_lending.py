"""Loans worked on paper, grant elements as published, and groups that sum to the whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.dollar import Dollar
from corridor.errors import InputError
from corridor.money.incidence import LENDERS, OWNERS, TAXPAYERS, payer
from corridor.money.lending import grant_element, service
from corridor.projects.doors import Mine
from corridor.projects.loan import EQUITY, GRANT, Loan
from corridor.projects.project import Project
from corridor.projects.types import project_types
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.conftest import field, works


def loan(rate: float, maturity: int, grace: int, share: float = 1.0, kind: str = "commercial") -> Loan:
    return Loan("Bank", "XVE", kind, "USD", share, rate, maturity, grace, 0.0, 0.5, "assumed", "paper")


OUTLAY = ((2025, 100.0),)


def test_a_loan_on_paper() -> None:
    """A hundred at 10 %, two years of grace, two instalments: 10, 10, 60, 55."""
    found = service(loan(0.1, 4, 2), OUTLAY, 2026)
    assert list(found.years) == [2025, 2026, 2027, 2028, 2029]
    assert found.drawn == pytest.approx([100, 0, 0, 0, 0])
    assert found.interest == pytest.approx([0, 10, 10, 10, 5])
    assert found.principal == pytest.approx([0, 0, 0, 50, 50])
    assert found.outstanding == pytest.approx([100, 100, 100, 50, 0])
    assert found.real(found.paid, Dollar(2025, 0.1))[3] == pytest.approx(60.0 / 1.331)


def test_what_is_drawn_over_years_is_repaid_evenly_and_whole() -> None:
    """Half of 60 and 40: 30 and 20 drawn; 5 % on 30, then on 50; instalments of 25."""
    found = service(loan(0.05, 3, 1, share=0.5), ((2025, 60.0), (2026, 40.0)), 2027)
    assert found.drawn == pytest.approx([30, 20, 0, 0])
    assert found.interest == pytest.approx([0, 1.5, 2.5, 1.25])
    assert found.principal == pytest.approx([0, 0, 25, 25])


def test_what_is_drawn_after_the_last_instalment_is_repaid_at_once() -> None:
    found = service(loan(0.05, 1, 0), ((2025, 10.0), (2028, 5.0)), 2026)
    assert found.principal.sum() == pytest.approx(found.drawn.sum())
    assert found.outstanding[-1] == 0.0


@pytest.mark.parametrize("terms", [(0.02, 20, 5), (0.0495, 13, 3), (0.1, 4, 2), (0.3, 7, 0)])
def test_service_at_its_own_rate_is_worth_what_was_drawn(terms: tuple[float, int, int]) -> None:
    found = service(loan(*terms), ((2025, 70.0), (2026, 30.0)), 2027)
    worth = (1.0 + terms[0]) ** -np.arange(len(found.years))
    assert found.paid @ worth == pytest.approx(found.drawn @ worth)


def test_equity_on_paper() -> None:
    """A hundred for 10 % over two years: 100 / 1.7355372 = 57.619 a year; a grant asks for nothing."""
    found = service(loan(0.1, 2, 0, kind=EQUITY), OUTLAY, 2026)
    assert found.dividends == pytest.approx([0, 57.619048, 57.619048])
    assert found.interest.sum() == found.principal.sum() == found.outstanding.sum() == 0.0
    assert service(loan(0.0, 0, 0, kind=GRANT), OUTLAY, 2026).paid.sum() == 0.0


@pytest.mark.parametrize(
    ("rate", "maturity", "grace", "published"),
    [
        (0.0075, 38, 6, 53),  # International Development Association, regular terms
        (0.0, 50, 10, 73),  # fifty-year credits
        (0.0, 12, 6, 36),  # shorter-maturity loans
    ],
)
def test_grant_elements_that_the_world_bank_publishes(
    rate: float, maturity: int, grace: int, published: int
) -> None:
    """IDA20 Financing Terms: grant elements at 5 %, semi-annual instalments."""
    assert 100.0 * grant_element(loan(rate, maturity, grace)) == pytest.approx(published, abs=0.6)


def test_the_grant_element_is_one_less_the_worth_of_the_service() -> None:
    """Yearly instalments: the closed form against the schedule, discounted at 5 %."""
    for terms in ((0.02, 20, 5), (0.05, 9, 2), (0.08, 13, 3)):
        found = service(loan(*terms), ((2025, 1.0),), 2026)
        worth = found.paid @ 1.05 ** -np.arange(len(found.years))
        assert grant_element(loan(*terms), payments=1) == pytest.approx(1.0 - worth, abs=1e-12)
    assert grant_element(loan(0.05, 9, 2), payments=1) == pytest.approx(0.0, abs=1e-12)
    assert grant_element(loan(0.0, 0, 0, kind=GRANT)) == 1.0
    assert np.isnan(grant_element(loan(0.1, 9, 0, kind=EQUITY)))


def test_bad_terms_are_all_listed() -> None:
    bad = replace(loan(0.6, 5, 7, share=-0.2), kind="gift", status="guessed", source=" ", rate_high=0.5)
    greedy = (bad, loan(0.02, 0, 0, share=0.8), loan(0.02, 9, 1, share=0.5))
    with pytest.raises(InputError) as caught:
        Project("p", "P", "road", "built", "maintenance", 2020, 9, loans=greedy)
    text = str(caught.value)
    for word in ("kind", "status", "share cannot be", "rate cannot be", "outside its range", "no source"):
        assert word in text
    assert "grace; found 7" in text
    assert "never repaid" in text
    assert "1.1 together" in text
    assert len(caught.value.faults) == 9


def test_every_type_has_a_payer() -> None:
    groups = {kind: payer(kind) for kind in project_types()}
    assert groups["road"] == TAXPAYERS
    assert groups["plant"] == "users of electricity"


@pytest.fixture(scope="module")
def lent(island: Case) -> Appraisal:
    """Return two works, one with two loans and charges, one a plant with a bank and owners abroad."""
    road = replace(works("bend", "pass-road", speed_factor=1.5), revenue=0.4e6)
    road = replace(road, loans=(loan(0.02, 20, 5, 0.5), replace(loan(0, 0, 0, 0.3, GRANT), country="XNO")))
    plant = replace(works("mill", "port-vestra", hours_factor=0.5), type="plant", revenue=2e6)
    plant = replace(plant, loans=(loan(0.05, 13, 3, 0.7), loan(0.17, 25, 0, 0.3, EQUITY)))
    return appraise(replace(island, projects=(road, plant)))


def test_groups_sum_to_the_net_present_value(lent: Appraisal) -> None:
    total = lent.incidence.groupby(["project_id", "discount_rate"])["usd"].sum()
    for table in (lent.projects, lent.portfolios):
        for _, row in table.iterrows():
            for name in ("low", "high"):
                ours = total[row["project_id"], name]
                assert ours == pytest.approx(row[f"npv_{name}"], rel=1e-9, abs=1e-3)


def test_transfers_cancel_and_costs_are_those_of_both_price_systems(lent: Appraisal) -> None:
    table = lent.incidence[lent.incidence["discount_rate"] == "low"]
    flows = table[table["project_id"] == "bend"].set_index(["country", "group", "flow"])["usd"]
    paid = -flows["XOS", TAXPAYERS, "cost of works and operation"]
    assert flows["XOS", TAXPAYERS, "taxes and duties"] == pytest.approx(0.1 * paid)
    assert flows["XOS", "unskilled workers", "wages above their time"] == pytest.approx(0.15 * 0.25 * paid)
    given = flows["XVE", LENDERS, "money given"] + flows["XNO", "donors", "money given"]
    taken = flows["XOS", TAXPAYERS, "money from lenders"] + flows["XOS", TAXPAYERS, "money from donors"]
    assert given + taken == pytest.approx(0.0, abs=1e-6)
    # lending at 2 % nominal, discounted at the low rate, is a loss to the lender
    assert flows["XVE", LENDERS, "money received"] < -flows["XVE", LENDERS, "money given"]
    mill = table[table["project_id"] == "mill"].set_index(["country", "group", "flow"])["usd"]
    assert mill["XVE", OWNERS, "money received"] > -mill["XVE", OWNERS, "money given"]
    assert "users who pay charges" not in set(table[table["project_id"] == "mill"]["group"])


def test_owners_abroad_pay_their_part_of_a_mine(island: Case) -> None:
    """Half of the lode is of Vestra: so is half of its cost, and half of the loan; the sum stays the NPV."""
    lode = field("lode", Mine("XOS-highland", "A", 20e3, 500.0, 0.05, {"XVE": 0.5, "XOS": 0.5}), kind="mine")
    lode = replace(lode, loans=(replace(loan(0.05, 13, 3, 0.7), country="XNO"),))
    found = appraise(replace(island, projects=(lode,)))
    table = found.incidence[found.incidence["discount_rate"] == "low"]
    flows = table[table["project_id"] == "lode"].set_index(["country", "group", "flow"])["usd"]
    for flow in ("cost of works and operation", "money from lenders", "paid to lenders"):
        assert flows["XVE", OWNERS, flow] == pytest.approx(flows["XOS", "owners at home", flow])
    assert flows["XNO", LENDERS, "money given"] == pytest.approx(
        -2 * flows["XVE", OWNERS, "money from lenders"]
    )
    assert flows.sum() == pytest.approx(found.projects["npv_low"].item(), rel=1e-9)


def test_debt_by_year_adds_up_and_meets_exports(lent: Appraisal) -> None:
    debt = lent.debt.set_index(["project_id", "year"])
    assert (debt["service_usd"] - debt["interest_usd"] - debt["principal_usd"]).abs().max() < 1e-6
    # ten million of 2019 are paid in 2025: the deflator is 104.22 in 2019, 125.2 in 2024, and rises by 2 %
    paid = 125.2 * 1.02 / 104.22
    drawn = debt[["drawn_usd", "grants_usd", "equity_usd"]].groupby("project_id").sum()
    assert drawn.loc["bend"].tolist() == pytest.approx([5e6 * paid, 3e6 * paid, 0.0])
    assert drawn.loc["mill"].tolist() == pytest.approx([7e6 * paid, 0.0, 3e6 * paid])
    both = debt.loc["bend", "service_usd"].add(debt.loc["mill", "service_usd"], fill_value=0.0)
    assert debt.loc["upgraded", "service_usd"].to_numpy() == pytest.approx(both.to_numpy())
    assert debt.loc["mill", "public_service_usd"].max() == 0.0
    assert (debt.loc["bend", "public_service_usd"] == debt.loc["bend", "service_usd"]).all()
    rows = lent.accounts.query("indicator == 'exports' and region == 'XOS' and scenario == 'bend'")
    growth = (1.0 + lent.parameters["benefit_growth"]) ** (2030 - 2019)
    assert debt.loc[("bend", 2030), "export_gain_usd"] == pytest.approx(
        float(rows["change"].iloc[0]) * growth
    )
    assert debt.loc[("bend", 2030), "exports_usd"] == pytest.approx(float(rows["baseline"].iloc[0]) * growth)
    row = debt.loc[("bend", 2033)]
    assert row["service_real_usd"] == pytest.approx(row["service_usd"] * 1.02**-8 / paid)
    assert row["service_to_exports"] == pytest.approx(row["service_real_usd"] / row["exports_usd"])


def test_no_loans_no_debt(busy_appraised: Appraisal) -> None:
    assert busy_appraised.debt.empty
    assert busy_appraised.loans.empty
