"""The money of an appraisal, against streams summed by hand and portfolios whose value is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.money.cashflow import Asset, Gains, stream
from corridor.money.gains import parted
from corridor.money.venture import Horizon, Venture
from corridor.network.network import Network
from corridor.projects.project import LinkEffect
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.conftest import works

CO2 = ["freight CO2", "production CO2", "power CO2"]
FIGURES = ["npv_low", "npv_high", "bcr_low", "bcr_high", "eirr", "payback_year", "npv_XOS_low"]


def project(appraisal: Appraisal, name: str) -> pd.Series:
    return appraisal.projects.set_index("project_id").loc[name]


def account_tonnes(appraisal: Appraisal, scenario: str) -> float:
    """Return the whole change of CO2 that the green account reports of a scenario."""
    rows = appraisal.accounts[(appraisal.accounts["scenario"] == scenario)]
    rows = rows[(rows["region"] == "world") & rows["indicator"].isin(CO2)]
    assert len(rows) == len(CO2)
    return float(rows["change"].sum())


def cash(appraisal: Appraisal, scenario: str) -> pd.DataFrame:
    """Return the streams of a scenario by year, all countries together."""
    table = appraisal.streams[appraisal.streams["scenario"] == scenario]
    return table.groupby("year")[["cost_usd", "benefit_usd", "carbon_usd"]].sum()


def test_the_tunnel_in_closed_form(appraised: Appraisal) -> None:
    """Two outlays, then 28 years of growing gains, 2 % operation, 12 of 40 years of life left.

    A dollar of a road costs 0.8805: 0.1 is tax, 0.3 traded at 1.06, 0.15 unskilled at 0.75, 0.45 local.
    """
    found, p = project(appraised, "tunnel"), appraised.parameters
    growth = p["benefit_growth"]
    tonnes = account_tonnes(appraised, "tunnel")
    gain = found["ev_world_usd"] - tonnes * p["carbon_price"]
    for name in ("low", "high"):
        rate = p[f"discount_rate.{name}"]
        at = {year: (1 + rate) ** (2019 - year) for year in range(2019, 2056)}
        ratio = (1 + growth) / (1 + rate)
        benefits = gain * sum(ratio ** (year - 2019) for year in range(2027, 2055))
        outlays = 20e6 * (at[2025] + at[2026])
        operation = 0.8e6 * at[2026] * (1 - (1 + rate) ** -28) / rate
        costs = outlays + operation - 40e6 * 12 / 40 * at[2054]
        costs *= 0.8805
        assert found[f"npv_{name}"] == pytest.approx(benefits - costs, rel=1e-9)
        assert found[f"bcr_{name}"] == pytest.approx(benefits / costs, rel=1e-9)
        at_home = found["ev_XOS_usd"] * sum(ratio ** (year - 2019) for year in range(2027, 2055))
        assert found[f"npv_XOS_{name}"] == pytest.approx(at_home - costs, rel=1e-9)


def test_ratios_follow_from_the_table_of_streams(busy_appraised: Appraisal) -> None:
    both = pd.concat([busy_appraised.projects, busy_appraised.portfolios]).set_index("project_id")
    assert set(both.index) == set(busy_appraised.scenarios)
    for name, row in both.iterrows():
        flow = cash(busy_appraised, str(name))
        net = flow["benefit_usd"] + flow["carbon_usd"] - flow["cost_usd"]
        for level in ("low", "high"):
            rate = busy_appraised.parameters[f"discount_rate.{level}"]
            factor = (1 + rate) ** (2019.0 - flow.index.to_numpy())
            assert row[f"npv_{level}"] == pytest.approx(float(net @ factor), rel=1e-9)
        if np.isfinite(row["eirr"]):
            factor = (1 + row["eirr"]) ** (2019.0 - flow.index.to_numpy())
            assert abs(net @ factor) < 1e-7 * (net.abs() @ factor)
            assert row["npv_high"] > 0 or row["eirr"] < busy_appraised.parameters["discount_rate.high"]


def test_the_whole_change_of_co2_is_valued(fielded_appraised: Appraisal) -> None:
    """The first year of a project in full use has the tonnes of the green account, grown by its law."""
    price, growth = (fielded_appraised.parameters[name] for name in ("carbon_price", "benefit_growth"))
    for name, scale in (("tunnel", (1 + growth) ** 16), ("seed", 1.0), ("lode", 1.0), ("works", 1.0)):
        worth = cash(fielded_appraised, name)["carbon_usd"][2035]
        assert worth == pytest.approx(-price * scale * account_tonnes(fielded_appraised, name), rel=1e-6)


def test_a_mine_with_fixed_tonnes_has_flat_gains(fielded_appraised: Appraisal) -> None:
    """Two years of ramp from 2027 on, then the same every year; a tunnel grows with the economy."""
    gain = project(fielded_appraised, "lode")["ev_world_usd"]
    flow = cash(fielded_appraised, "lode")["benefit_usd"]
    assert flow[2027] == pytest.approx(gain / 2.0)
    assert flow.loc[2028:2054].to_numpy() == pytest.approx(np.full(27, gain))
    tunnel = cash(fielded_appraised, "tunnel")["benefit_usd"]
    assert tunnel[2040] / tunnel[2030] == pytest.approx(
        (1 + fielded_appraised.parameters["benefit_growth"]) ** 10
    )


def test_the_carbon_of_a_portfolio_is_that_of_its_projects(fielded_appraised: Appraisal) -> None:
    """In full use it is the account's; before, each project has its own, and its share of what is left."""
    price, growth = (fielded_appraised.parameters[name] for name in ("carbon_price", "benefit_growth"))
    names = ["tunnel", "cooler", "lode", "seed", "works"]
    own = np.array([account_tonnes(fielded_appraised, name) for name in names])
    joint = account_tonnes(fielded_appraised, "upgraded")
    parts = own + (joint - own.sum()) * np.abs(own) / np.abs(own).sum()
    scale = np.array([(1 + growth) ** (2035 - 2019), 1.0, 1.0, 1.0, 1.0])
    found = cash(fielded_appraised, "upgraded")["carbon_usd"][2035]
    assert found == pytest.approx(-price * float(parts @ scale), rel=1e-6)


def test_perspectives_add_up(busy_appraised: Appraisal) -> None:
    """The world less home is the gain abroad; with carbon less without is its value."""
    table = busy_appraised.perspectives.set_index(["project_id", "whose", "carbon"])
    flows = busy_appraised.streams
    assert len(table) == 4 * len(busy_appraised.scenarios)
    for name in busy_appraised.scenarios:
        mine = flows[flows["scenario"] == name]
        for level in ("low", "high"):
            rate = busy_appraised.parameters[f"discount_rate.{level}"]
            at = (1 + rate) ** (2019.0 - mine["year"].to_numpy())
            abroad = mine["benefit_usd"].where(mine["country"] != "XOS", 0.0) @ at
            npv = table[f"npv_{level}"]
            for carbon in ("counted", "left out"):
                assert npv[name, "world", carbon] - npv[name, "XOS", carbon] == pytest.approx(abroad)
            for whose in ("XOS", "world"):
                worth = npv[name, whose, "counted"] - npv[name, whose, "left out"]
                assert worth == pytest.approx(mine["carbon_usd"] @ at)
    both = pd.concat([busy_appraised.projects, busy_appraised.portfolios]).set_index("project_id")
    world = table.xs(("world", "counted"), level=("whose", "carbon"))
    pd.testing.assert_series_equal(world["npv_low"], both.loc[world.index, "npv_low"])
    home = table.xs(("XOS", "left out"), level=("whose", "carbon"))["npv_low"]
    assert home.to_numpy() == pytest.approx(both.loc[home.index, "npv_XOS_low"].to_numpy())


def test_costs_fall_on_the_home_country_only(busy_appraised: Appraisal) -> None:
    table = busy_appraised.streams
    assert (table.loc[table["country"] != "XOS", "cost_usd"] == 0.0).all()
    assert (table.loc[table["country"] != "world", "carbon_usd"] == 0.0).all()


def test_a_portfolio_earns_its_joint_gain_once_all_is_open(busy_appraised: Appraisal) -> None:
    row = busy_appraised.portfolios.set_index("project_id").loc["upgraded"]
    flow = cash(busy_appraised, "upgraded")
    growth = busy_appraised.parameters["benefit_growth"]
    assert flow["benefit_usd"][2026] == 0.0
    assert flow["benefit_usd"][2030] == pytest.approx(row["ev_world_usd"] * (1 + growth) ** 11, rel=1e-9)
    assert row["capex_usd"] == 40e6


EARLY = Asset(capex=((2024, 10.0),), operation_share=0.0, opening_year=2025, life_years=3)
LATE = Asset(capex=((2024, 20.0),), operation_share=0.0, opening_year=2027, life_years=3)
JOINT = Gains(benefit={"XOS": 12.0}, carbon_tonnes=-6.0, growth=0.0, base_year=2019)


@pytest.mark.parametrize(
    ("alone", "profile"),
    [
        ((3.0, 1.0), [0, 9, 9, 12, 3, 3]),
        ((0.0, 0.0), [0, 6, 6, 12, 6, 6]),  # each is worth nothing without the other
        ((1.0, -1.0), [0, 7, 7, 12, 5, 5]),  # gains that cancel out must not blow up
        ((0.0, 5.0), [0, 0, 0, 12, 12, 12]),
    ],
)
def test_a_portfolio_is_phased_in(alone: tuple[float, float], profile: list[float]) -> None:
    """Each has its own; what is left of 12 is shared by size. Six tonnes saved at 2 likewise."""
    own = [(replace(JOINT, benefit={"XOS": usd}, carbon_tonnes=-usd / 2.0),) for usd in alone]
    found = Venture("both", (EARLY, LATE), parted(own, JOINT)).stream(Horizon(2029, 2024, 2.0, {}))
    assert list(found.years) == [2024, 2025, 2026, 2027, 2028, 2029]
    assert found.benefit["XOS"] == pytest.approx(profile)
    assert found.carbon == pytest.approx(profile)
    assert found.cost.sum() == pytest.approx(30.0)


def test_a_portfolio_of_one_has_the_stream_of_the_project() -> None:
    one = Venture("one", (LATE,), parted([(JOINT,)], JOINT)).stream(Horizon(2028, 2024, 2.0, {}))
    assert one.net == pytest.approx(stream(LATE, JOINT, 2028, 2.0).net)


def test_two_halves_of_a_way_are_worth_something_together(island: Case) -> None:
    """Neither half of a new road is used while the other is closed; the portfolio must still earn."""
    road = island.network.links[island.network.links["link_id"] == 6].iloc[0]
    halves = pd.DataFrame(
        [
            {**road, "link_id": 20, "to_node_id": 20, "length": 27.5, "section": "south"},
            {**road, "link_id": 21, "from_node_id": 20, "length": 27.5, "section": "north"},
        ]
    )
    town = {**island.network.nodes.iloc[5], "node_id": 20}
    network = Network(
        nodes=pd.concat([island.network.nodes, pd.DataFrame([town])], ignore_index=True),
        links=pd.concat([island.network.links, halves], ignore_index=True),
    )
    projects = tuple(works(side, side, status="open") for side in ("north", "south"))
    found = appraise(replace(island, network=network, projects=projects))
    assert np.abs(found.projects["ev_world_usd"]).max() < 1e-3
    whole = found.portfolios.set_index("project_id").loc["upgraded"]
    assert whole["ev_world_usd"] > 1e6
    assert cash(found, "upgraded")["benefit_usd"][2030] > whole["ev_world_usd"]


def test_a_cost_that_is_not_published_is_missing_not_zero(island: Case) -> None:
    known, unknown = works("known", "tunnel", status="open"), works("unknown", "port-vestra", fee_factor=0.5)
    free = replace(works("free", "port-harbour", fee_factor=0.9), capex=((2025, 0.0),))
    found = appraise(replace(island, projects=(known, replace(unknown, capex=()), free)))
    row = project(found, "unknown")
    assert row[["capex_usd", *FIGURES]].isna().all()
    assert row["ev_world_usd"] > 0.0
    assert project(found, "known")[["capex_usd", "npv_low", "bcr_low"]].notna().all()
    assert found.portfolios.loc[0, ["capex_usd", *FIGURES]].isna().all()
    nothing = project(found, "free")
    assert nothing["capex_usd"] == 0.0
    assert nothing["npv_low"] > 0.0
    assert nothing[["bcr_low", "eirr"]].isna().all()
    assert nothing["eirr_note"] != ""


def test_effects_on_one_section_twice_in_a_project_add_up(island: Case) -> None:
    once = works("once", "pass-road", speed_factor=1.5 * 1.2)
    twice = works("twice", "pass-road", speed_factor=1.5)
    twice = replace(twice, effects=(*twice.effects, LinkEffect("pass-road", {"speed_factor": 1.2}, {})))
    found = appraise(replace(island, projects=(once, twice)))
    one, other = (project(found, name)["ev_world_usd"] for name in ("once", "twice"))
    assert one == pytest.approx(other, rel=1e-9)
