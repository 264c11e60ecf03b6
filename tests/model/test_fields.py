"""Parks, mines, farms and their like: theory, and accounts that add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.accounts.haul import haul_table
from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.errors import InputError
from corridor.model.baseline import Baseline, baseline
from corridor.model.doors.changes import field_changes
from corridor.model.selection import Scenario, Standing
from corridor.model.solved import solved
from corridor.network.network import Network
from corridor.projects.doors import Loss, Mine, Park, Productivity, Tariff
from corridor.projects.project import Project
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.conftest import field


@pytest.fixture(scope="module")
def world(fielded: Case) -> Baseline:
    return baseline(fielded)


def gain(world: Baseline, *projects: Project) -> np.ndarray:
    """Return the equivalent variation of planned projects, [region] US$ a year."""
    found = solved(world, Standing(projects)).equilibrium
    assert found is not None
    return found.equivalent_variation


def bare(world: Baseline) -> Baseline:
    """Return a world in which firms of parks are like others and none come from abroad."""
    values = {"park.productivity": 1.0, "park.foreign_share": 0.0}
    case = replace(world.case, parameters=world.case.parameters.with_values(values))
    return replace(world, case=case)


def test_more_producers_are_worth_their_sales_over_the_elasticity(world: Baseline) -> None:
    """Eaton & Kortum (2002): prices fall by `dlnT / theta`, so the world gains `dY / theta` (Hulten 1978)."""
    small = field("small", Park("XVE", "C", 1.0))
    parameters = world.case.parameters
    jobs = parameters["park.occupancy"] * parameters["park.jobs_per_acre"]
    expected = jobs * parameters["park.sales_per_job"] / parameters["trade_elasticity.C"]
    assert gain(bare(world), small).sum() == pytest.approx(expected, rel=0.02)


def test_better_fields_are_worth_what_they_yield_more(world: Baseline) -> None:
    """Hulten (1978): the world gains productivity times sales, all sales and not value added alone."""
    sales = float(world.economy.output[world.case.zones.index("XVE"), 0])
    seed = field("seed", Productivity(("XVE",), "A", 1.0001))
    assert gain(world, seed).sum() == pytest.approx(1e-4 * sales, rel=0.02)


def test_what_a_mine_earns_is_shared_by_its_owners_and_the_state(world: Baseline) -> None:
    """Factors brought in earn 85 % of value added; half of what the royalty leaves goes abroad."""
    mine = Mine("XOS-highland", "A", 20e3, 500.0, 0.05, {"XVE": 0.5, "XOS": 0.5})
    change = field_changes(world.case, world.economy, Standing((field("lode", mine),)))
    at = world.case.zones.index("XOS-highland")
    earned = 0.85 * float(world.economy.value_added_share[at, 0]) * 20e3 * 500.0
    royalty = 0.05 * 20e3 * 500.0
    assert change.transfer is not None
    assert change.transfer.sum() == pytest.approx(0.0, abs=1e-6)
    abroad = change.transfer[world.case.zones.index("XVE")]
    assert abroad == pytest.approx(0.5 * (earned - royalty), rel=1e-12)
    assert change.endowment_hat is not None
    assert (change.endowment_hat[at] - 1.0) * world.economy.value_added[at] == pytest.approx(earned)


def test_a_cold_chain_is_worth_more_the_longer_the_way(world: Baseline) -> None:
    """What is spared grows with hours, door to door; others gain by the legs that begin at its market."""
    cooler = field("cooler", Loss(("XOS-harbour",), "perishable", 0.5))
    found = solved(world, Standing((cooler,)))
    less = world.tau - found.tau  # no link changes
    home, far = world.case.zones.index("XOS-harbour"), world.case.zones.index("XVE")
    assert less[home, far, 0] > less[home, home, 0] > 0.0
    assert np.all(less[far] >= 0.0)
    assert np.all(less[far, :, 0] < less[home, :, 0])
    assert np.all(less[:, :, 1:] == 0.0)
    assert gain(world, cooler).sum() > 0.0


def test_put_in_and_taken_out_a_site_is_the_same_place(world: Baseline) -> None:
    """Taken out, what is left; the same put into what is left gives the whole again (no owners)."""
    yard = field("yard", Park("XOS-harbour", "C", 10.0), portfolio="built")
    out = field_changes(world.case, world.economy, Standing((), (yard,))).productivity_hat
    both = field_changes(world.case, world.economy, Standing((yard,), (yard,))).productivity_hat
    assert out is not None
    assert both is not None
    assert out.min() < 1.0
    assert both == pytest.approx(np.ones_like(both), rel=1e-12)


def test_sites_are_reported_with_what_they_displace(fielded_appraised: Appraisal) -> None:
    sites = fielded_appraised.sites.set_index("project_id")
    assert set(sites.index) == {"lode", "works", "yard"}
    park = sites.loc["works"]
    assert park["displaced_country_usd"] + park["displaced_region_usd"] > 0.0
    assert park["gain_region_usd"] < park["gain_country_usd"] + abs(park["displaced_country_usd"])
    assert park["forgone_tax_displaced_usd"] <= park["forgone_tax_usd"]
    assert park["forgone_tax_pv_usd"] < 10 * park["forgone_tax_usd"]
    whole = sites["gain_country_usd"] + sites["gain_abroad_usd"]
    world = fielded_appraised.projects.set_index("project_id")["ev_world_usd"]
    assert whole.to_numpy() == pytest.approx(world[whole.index].to_numpy(), rel=1e-9)


def test_labour_of_a_site_comes_from_other_sectors_of_its_region(fielded_appraised: Appraisal) -> None:
    """Where people stay, what one sector gains the others lose; what a mine's owners earn is not pay."""
    labour = fielded_appraised.labour
    assert set(labour["project_id"]) == {"lode", "works", "yard"}
    for name, place, own in (("works", "XOS-harbour", "C"), ("lode", "XOS-highland", "A")):
        rows = labour[(labour["scenario"] == name)].set_index("sector")
        assert set(rows["region_id"]) == {place}
        assert rows["change"].sum() == pytest.approx(0.0, abs=1e-6)
        assert own != "C" or rows["change"][own] > 0.0
        people = fielded_appraised.case.regions.set_index("region_id")["population"][place]
        assert rows["workers"].sum() == pytest.approx(0.3 * people)
    # fifteen per cent of what the mine adds is pay; other producers of its sector are displaced besides
    mine = labour[labour["scenario"] == "lode"].set_index("sector")
    site = fielded_appraised.sites.set_index("project_id").loc["lode"]
    regions = fielded_appraised.regions
    there = regions[(regions["scenario"] == "lode") & (regions["region_id"] == "XOS-highland")].iloc[0]
    pay = there["value_added_usd"] / mine["workers"].sum()
    assert mine["change"]["A"] < (site["brought_usd"] * 0.15 / 0.85) / pay


def test_labour_of_a_site_comes_from_other_regions_where_people_move(fielded: Case) -> None:
    values = {"migration_elasticity": 2.0}
    moving = replace(fielded, parameters=fielded.parameters.with_values(values))
    labour = appraise(moving, ["works"]).labour
    labour = labour[labour["scenario"] == "works"]
    elsewhere = labour[labour["region_id"] == "XOS-highland"]
    assert list(elsewhere["sector"]) == ["all"]
    assert elsewhere["change"].item() < 0.0
    assert labour["change"].sum() == pytest.approx(0.0, abs=1e-6)


def test_each_firm_has_its_own_holiday(fielded_appraised: Appraisal) -> None:
    """Half of the park comes in each of two years: ten years of half, then ten of the other half."""
    park = fielded_appraised.sites.set_index("project_id").loc["works"]
    rate = fielded_appraised.parameters["discount_rate.high"]
    first = sum((1.0 + rate) ** -t for t in range(10))
    expected = park["forgone_tax_usd"] * 0.5 * first * (1.0 + 1.0 / (1.0 + rate))
    assert park["forgone_tax_pv_usd"] == pytest.approx(expected, rel=1e-12)


def test_benefits_grow_with_use_and_no_further(fielded_appraised: Appraisal) -> None:
    """Half in the first of two years; a mine's tonnes stay."""
    streams = fielded_appraised.streams
    mine = streams[(streams["scenario"] == "lode") & (streams["country"] == "XOS")].set_index("year")
    assert mine["benefit_usd"][2028] == pytest.approx(2.0 * mine["benefit_usd"][2027], rel=1e-12)
    assert mine["benefit_usd"][2040] == pytest.approx(mine["benefit_usd"][2028], rel=1e-12)


@pytest.mark.parametrize(
    ("door", "portfolio", "said"),
    [
        (Tariff("XOS", "XVE", "A", 0.5), "planned", "has no tariff"),
        (Mine("XOS-highland", "A", 1e9, 500.0), "built", "more than there is"),
        (Mine("XOS-highland", "A", 1e3, 500.0, 0.9), "planned", "does not earn its royalty"),
    ],
)
def test_what_cannot_be_is_refused(world: Baseline, door: Tariff | Mine, portfolio: str, said: str) -> None:
    project = field("wrong", door, portfolio=portfolio)
    standing = Standing((project,)) if portfolio == "planned" else Standing((), (project,))
    with pytest.raises(InputError, match=said):
        solved(world, standing)


def test_records_say_everything_wrong_with_them() -> None:
    with pytest.raises(InputError, match=r"acres(.|\n)*owners"):
        field("bad", Park("XOS-harbour", "C", -1.0, {"XVE": 0.4}))
    with pytest.raises(InputError, match=r"commodity"):
        field("bad", Loss(("XVE",), "gold", 0.5))


# haul of mines


def test_haul_to_the_port_by_hand(fielded_appraised: Appraisal) -> None:
    """From Highland over the pass to the port's gate: 1, 80 and 70 km and the street of 5 km."""
    haul = fielded_appraised.haul
    assert list(haul["mode"]) == ["road"]  # the island has no railway
    row = haul.iloc[0]
    assert (row["project_id"], row["to"]) == ("lode", "port-harbour")
    assert row["road_km"] == pytest.approx(156.0)
    assert row["hours"] == pytest.approx(1 / 30 + 80 / 25 + 70 / 40 + 5 / 50)
    values, goods = fielded_appraised.parameters, main_goods(fielded_appraised.case, "A")
    rate = values[f"rate_per_tonne_km.road.{goods}"]
    assert row["usd_per_tonne"] == pytest.approx(rate * (1 + 1.4 * 80 + 70 + 5))
    with_time = row["usd_per_tonne"] + values[f"value_of_time.{goods}"] * row["hours"]
    assert row["with_time_usd_per_tonne"] == pytest.approx(with_time)
    assert row["share_of_price"] == pytest.approx(row["usd_per_tonne"] / 500.0)


def main_goods(case: Case, sector: str) -> str:
    """Return the commodity class of most of a sector's tonnes on the network."""
    goods = case.commodities[case.commodities["sector"] == sector]
    goods = goods[goods["handling"].isin(commodity_classes())]
    weight = goods["share"] / goods["value_usd_per_tonne"]
    return str(weight.groupby(goods["handling"]).sum().idxmax())


def test_haul_by_rail_takes_lorries_at_both_ends(fielded: Case) -> None:
    """A railway beside the pass from yard to yard, 100 km, with six hours and US$ 3 at each end."""
    nodes, links = fielded.network.nodes, fielded.network.links
    yards = pd.DataFrame({"node_id": [20, 21], "x_coord": [10.1, 10.0], "y_coord": [50.9, 50.1]})
    yards["node_type"] = "rail"
    new = {
        "link_id": [20, 21, 22],
        "from_node_id": [20, 20, 4],
        "to_node_id": [21, 5, 21],
        "mode": ["rail", "terminal", "terminal"],
        "length": [100.0, 0.0, 0.0],
        "free_speed": [50.0, np.nan, np.nan],
        "hours": [0.0, 6.0, 6.0],
        "fee_usd_t": [0.0, 3.0, 3.0],
    }
    more = pd.DataFrame(new).assign(cost_factor=1.0, country="XOS", status="open", directed=False, section="")
    network = Network(pd.concat([nodes, yards]), pd.concat([links, more], ignore_index=True))
    (lode,) = (p for p in fielded.projects if p.project_id == "lode")
    found = haul_table(replace(fielded, network=network), Scenario("lode", (lode,))).set_index("mode")
    goods = main_goods(fielded, "A")
    road, rail = (fielded.parameters[f"rate_per_tonne_km.{mode}.{goods}"] for mode in ("road", "rail"))
    assert list(found.index) == ["road", "rail"]
    row = found.loc["rail"]
    assert (row["road_km"], row["rail_km"]) == pytest.approx((6.0, 100.0))
    assert row["hours"] == pytest.approx(1 / 30 + 6 + 2 + 6 + 5 / 50)
    assert row["usd_per_tonne"] == pytest.approx(6 * road + 100 * rail + 6.0)


def test_haul_begins_at_the_site_and_ends_where_it_is_used(fielded: Case) -> None:
    (lode,) = (p for p in fielded.projects if p.project_id == "lode")
    (mine,) = lode.doors
    assert isinstance(mine, Mine)
    away = replace(lode, lon=10.1, lat=50.5 + 9.0 / 111.195)  # nine kilometres north of the pass
    row = haul_table(fielded, Scenario("away", (away,))).iloc[0]
    assert row["road_km"] == pytest.approx(9.0 + 70.0 + 5.0, rel=1e-4)
    here = replace(lode, doors=(replace(mine, used_in="XOS-highland"),))
    row = haul_table(fielded, Scenario("here", (here,))).iloc[0]
    assert (row["mode"], row["usd_per_tonne"]) == ("none", 0.0)
    there = replace(lode, doors=(replace(mine, used_in="XOS-harbour"),))
    row = haul_table(fielded, Scenario("there", (there,))).iloc[0]
    assert (row["to"], row["road_km"]) == ("XOS-harbour", pytest.approx(152.0))
