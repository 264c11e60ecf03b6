"""Deflation by hand: US$ of one year in those of another, and a register with years of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corridor.dollar import Dollar
from corridor.io.oc4ids import read_projects
from tests.io.islands import ISLAND


def test_a_dollar_by_hand() -> None:
    """The deflator is 98.15 in 2016, 104.22 in 2019 and 125.2 in 2024 (2017 = 100)."""
    now = Dollar(2024, 0.02)
    assert now.worth(100.0, 2024) == pytest.approx(100.0)
    assert now.worth(100.0, 2019) == pytest.approx(120.13, abs=0.01)
    assert now.worth(100.0, 2016) == pytest.approx(127.56, abs=0.01)
    assert now.worth(100.0, 2027) == pytest.approx(100.0 / 1.02**3)
    assert Dollar(1990, 0.02).worth(100.0, 1995) == pytest.approx(100.0 / 1.02**5)


def test_there_and_back_is_the_same() -> None:
    for year in (1990, 2008, 2019, 2024, 2040):
        there = Dollar(2024, 0.03).worth(7.0, year)
        assert Dollar(year, 0.03).worth(there, 2024) == pytest.approx(7.0)


def test_inflation_of_recent_years_as_reported() -> None:
    """World Bank, NY.GDP.DEFL.KD.ZG of the United States: 1.3, 4.5, 7.1, 3.6, 2.4 % from 2020 to 2024."""
    rise = [100.0 * (Dollar(year, 0.0).worth(1.0, year - 1) - 1.0) for year in range(2020, 2025)]
    assert rise == pytest.approx([1.3, 4.5, 7.1, 3.6, 2.4], abs=0.2)


def test_each_figure_is_deflated_from_its_own_year(tmp_path: Path) -> None:
    document = json.loads((ISLAND / "projects.json").read_text(encoding="utf-8"))
    extra = document["projects"][0]["corridor"]
    extra["capex"] = [{"year": 2016, "usd": 50.0, "price_year": 2016}, {"year": 2026, "usd": 100.0}]
    extra["price_year"] = 2019
    extra["revenue_usd"] = 10.0
    (tmp_path / "projects.json").write_text(json.dumps(document), encoding="utf-8")
    as_written = read_projects(tmp_path / "projects.json")[0]
    assert as_written.capex == ((2016, 50.0), (2026, 100.0))
    found = read_projects(tmp_path / "projects.json", Dollar(2024, 0.02))[0]
    assert found.capex[0][1] == pytest.approx(50.0 * 125.2 / 98.15, rel=1e-4)
    assert found.capex[1] == (2026, pytest.approx(100.0 * 125.2 / 104.22, rel=1e-4))
    assert found.revenue == pytest.approx(10.0 * 125.2 / 104.22, rel=1e-4)
    # what is paid of the first outlay is what was published
    assert Dollar(2024, 0.02).nominal(found.capex)[0] == (2016, pytest.approx(50.0))
