"""Gains of sites without variety, and with capital from abroad charged, against theory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.projects.doors import Mine
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.conftest import field


def counted(appraisal: Appraisal, name: str) -> pd.DataFrame:
    table = appraisal.site_gains
    return table[table["project_id"] == name].set_index("counting")


def test_variety_is_the_capacity_over_the_elasticity(fielded_appraised: Appraisal) -> None:
    """To first order buyers gain sales over theta; the rest of the gain stays (Feenstra 1994)."""
    sites = fielded_appraised.sites.set_index("project_id")
    for name in ("lode", "works"):
        found = counted(fielded_appraised, name)["ev_world_usd"]
        theta = fielded_appraised.parameters[f"trade_elasticity.{sites.loc[name, 'sector']}"]
        variety = found["as modelled"] - found["without variety"]
        assert variety == pytest.approx(sites.loc[name, "capacity_usd"] / theta, rel=0.15)


def test_capital_from_abroad_is_charged_to_its_owners(fielded_appraised: Appraisal) -> None:
    found, sites = counted(fielded_appraised, "works"), fielded_appraised.sites.set_index("project_id")
    paid = sites.loc["works", "paid_abroad_usd"]
    assert paid > 0.0
    for before, after in (("as modelled", "foreign capital charged"), ("without variety", "both")):
        assert found["ev_world_usd"][before] - found["ev_world_usd"][after] == pytest.approx(paid)
        assert found["ev_XVE_usd"][before] - found["ev_XVE_usd"][after] == pytest.approx(paid)
        assert found["ev_XOS_usd"][before] == pytest.approx(found["ev_XOS_usd"][after])
        assert found["npv_low"][before] > found["npv_low"][after]


def test_a_mine_has_its_capital_in_its_cost(fielded_appraised: Appraisal) -> None:
    found = counted(fielded_appraised, "lode")
    assert found["npv_low"]["as modelled"] == pytest.approx(found["npv_low"]["foreign capital charged"])


def test_only_sites_and_portfolios_with_sites_are_counted(
    fielded_appraised: Appraisal, appraised: Appraisal
) -> None:
    assert set(fielded_appraised.site_gains["project_id"]) == {
        "lode", "works", "yard", "upgraded", "first-decade"
    }  # fmt: skip
    assert appraised.site_gains.empty
    both = pd.concat([fielded_appraised.projects, fielded_appraised.portfolios]).set_index("project_id")
    modelled = fielded_appraised.site_gains.query("counting == 'as modelled'").set_index("project_id")
    for column in ("ev_world_usd", "npv_low", "npv_high"):
        expected = both.loc[modelled.index, column].to_numpy(dtype=float)
        assert modelled[column].to_numpy() == pytest.approx(expected)


def test_a_mine_with_one_buyer_has_no_variety(island: Case) -> None:
    mine = Mine("XOS-highland", "A", 20e3, 500.0)
    kept = field("kept", replace(mine, used_in="XOS-highland"), kind="mine")
    sold = field("sold", mine, kind="mine")
    found = appraise(replace(island, projects=(kept, sold)))
    gains = found.site_gains.set_index(["project_id", "counting"])["ev_world_usd"]
    assert gains["kept", "as modelled"] == pytest.approx(gains["sold", "without variety"], rel=1e-9)
    assert gains["kept", "without variety"] == pytest.approx(gains["kept", "as modelled"], rel=1e-12)
    assert np.isfinite(gains).all()
    assert gains["sold", "as modelled"] > gains["kept", "as modelled"] > 0.0
