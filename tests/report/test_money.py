"""Money in the payload: selected, in millions and per cent, by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from corridor.report.payload import payload


def test_without_money_there_are_empty_tables(appraisal: Any) -> None:
    money = payload(appraisal)["money"]
    assert set(money) == {
        "perspectives",
        "site_gains",
        "sensitivity",
        "switching",
        "ratios",
        "risk",
        "debt",
        "incidence",
        "loans",
        "overruns",
        "financial",
    }
    assert not any(money.values())


def test_units_are_in_the_names(appraisal: Any) -> None:
    test = {"test": "costs +10 %", "cost_change": 0.1, "benefit_change": 0.0, "delay_years": 0}
    appraisal.sensitivity = pd.DataFrame(
        [{"project_id": "pass", **test, "npv_low": 9e8, "npv_high": -2e8, "eirr": None}]
    )
    appraisal.switching = pd.DataFrame(
        [("pass", "costs", "low", 0.25, "change, share"), ("pass", "delay", "low", 3.5, "years")],
        columns=["project_id", "variable", "discount_rate", "switching_value", "unit"],
    )
    appraisal.portfolios = pd.DataFrame(
        [{"project_id": "upgraded", "mirr_low": 0.08, "npv_per_capex_low": 0.5, "annual_value_low": 4e6}]
    )
    appraisal.debt = pd.DataFrame(
        {"project_id": ["pass"] * 2, "year": [2030, 2031], "service_usd": [1e6, 2e6]}
        | {"service_to_exports": [0.01, 0.02]}
    )
    appraisal.incidence = pd.DataFrame(
        [("pass", "low", "AAA", "taxpayers", "taxes and duties", -5e6)],
        columns=["project_id", "discount_rate", "country", "group", "flow", "usd"],
    )
    money = payload(appraisal)["money"]
    assert money["sensitivity"]["pass"] == {
        "test": ["costs +10 %"],
        "npv_low_musd": [900],
        "npv_high_musd": [-200],
        "eirr_pct": [None],
    }
    assert [entry["value"] for entry in money["switching"]["pass"]] == [25, 3.5]
    assert [entry["unit"] for entry in money["switching"]["pass"]] == ["%", "years"]
    ratios = money["ratios"]["upgraded"]
    assert (ratios["mirr_low_pct"], ratios["npv_per_capex_low"], ratios["annual_value_low_musd"]) == (
        8,
        0.5,
        4,
    )
    assert ratios["mirr_high_pct"] is None
    debt = {"year": [2030, 2031], "service_musd": [1, 2], "service_to_exports_pct": [1, 2]}
    assert money["debt"] == {"pass": debt}
    assert money["incidence"]["pass"]["low"] == {
        "country": ["AAA"],
        "group": ["taxpayers"],
        "flow": ["taxes and duties"],
        "musd": [-5],
    }
