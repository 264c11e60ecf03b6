"""Parks, mines, farms and their like: theory, accounts that add up, and contracts over every kind of door."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.appraisal.appraisal import Appraisal
from corridor.appraisal.appraise import appraise
from corridor.appraisal.case import Case
from corridor.appraisal.fields.changes import field_changes
from corridor.appraisal.scenario import Scenario
from corridor.appraisal.solved import solved
from corridor.appraisal.worlds import Worlds, worlds
from corridor.errors import InputError
from corridor.projects.doors import Electricity, Loss, Mine, Park, Productivity, Tariff
from corridor.projects.project import Project
from tests.appraisal.conftest import field, field_projects


@pytest.fixture(scope="module")
def world(fielded: Case) -> Worlds:
    return worlds(fielded)


def gain(world: Worlds, *projects: Project) -> np.ndarray:
    """Return the equivalent variation of planned projects, [region] US$ a year."""
    found = solved(world, Scenario("tried", projects)).equilibrium
    assert found is not None
    return found.equivalent_variation


def bare(world: Worlds) -> Worlds:
    """Return a world in which firms of parks are like others and none come from abroad."""
    values = {"park.productivity": 1.0, "park.foreign_share": 0.0}
    case = replace(world.case, parameters=world.case.parameters.with_values(values))
    return replace(world, case=case)


def test_more_producers_are_worth_their_sales_over_the_elasticity(world: Worlds) -> None:
    """Eaton & Kortum (2002): prices fall by `dlnT / theta`, so the world gains `dY / theta` (Hulten 1978)."""
    small = field("small", Park("XVE", "C", 1.0))
    parameters = world.case.parameters
    jobs = parameters["park.occupancy"] * parameters["park.jobs_per_acre"]
    expected = jobs * parameters["park.sales_per_job"] / parameters["trade_elasticity.C"]
    assert gain(bare(world), small).sum() == pytest.approx(expected, rel=0.02)


def test_better_fields_are_worth_what_they_yield_more(world: Worlds) -> None:
    """Hulten (1978): the world gains productivity times sales, all sales and not value added alone."""
    sales = float(world.economy.output[world.case.zones.index("XVE"), 0])
    seed = field("seed", Productivity(("XVE",), "A", 1.0001))
    assert gain(world, seed).sum() == pytest.approx(1e-4 * sales, rel=0.02)


def test_what_a_mine_earns_is_shared_by_its_owners_and_the_state(world: Worlds) -> None:
    """Factors brought in earn 85 % of value added; half of what the royalty leaves goes abroad."""
    mine = Mine("XOS-highland", "A", 20e3, 500.0, 0.05, {"XVE": 0.5, "XOS": 0.5})
    change = field_changes(world.case, world.economy, Scenario("mine", (field("lode", mine),)))
    at = world.case.zones.index("XOS-highland")
    earned = 0.85 * float(world.economy.value_added_share[at, 0]) * 20e3 * 500.0
    royalty = 0.05 * 20e3 * 500.0
    assert change.transfer is not None
    assert change.transfer.sum() == pytest.approx(0.0, abs=1e-6)
    abroad = change.transfer[world.case.zones.index("XVE")]
    assert abroad == pytest.approx(0.5 * (earned - royalty), rel=1e-12)
    assert change.endowment_hat is not None
    assert (change.endowment_hat[at] - 1.0) * world.economy.value_added[at] == pytest.approx(earned)


def test_a_cold_chain_is_worth_more_the_longer_the_way(world: Worlds) -> None:
    """What is spared grows with hours, door to door, and nothing else."""
    cooler = field("cooler", Loss(("XOS-harbour",), "perishable", 0.5))
    found = solved(world, Scenario("cooled", (cooler,)))
    less = world.tau - found.tau  # no link changes
    home, far = world.case.zones.index("XOS-harbour"), world.case.zones.index("XVE")
    assert less[home, far, 0] > less[home, home, 0] > 0.0
    assert np.all(less[far] == 0.0)
    assert gain(world, cooler).sum() > 0.0


def test_put_in_and_taken_out_a_site_is_the_same_place(world: Worlds) -> None:
    """Taken out, what is left; the same put into what is left gives the whole again (no owners)."""
    yard = field("yard", Park("XOS-harbour", "C", 10.0), portfolio="built")
    out = field_changes(world.case, world.economy, Scenario("out", (), (yard,))).productivity_hat
    both = field_changes(world.case, world.economy, Scenario("both", (yard,), (yard,))).productivity_hat
    assert out is not None
    assert both is not None
    assert out.min() < 1.0
    assert both == pytest.approx(np.ones_like(both), rel=1e-12)


NOTHING = {
    "productivity": Productivity(("XVE",), "A", 1.0),
    "loss": Loss(("XVE",), "perishable", 1.0),
    "electricity": Electricity(0.0, 0.0),
}


@pytest.mark.parametrize("kind", NOTHING)
def test_a_door_that_changes_nothing_changes_nothing(world: Worlds, kind: str) -> None:
    assert gain(world, field("idle", NOTHING[kind])) == pytest.approx(np.zeros(3), abs=1e-3)


def test_the_order_of_projects_and_doors_does_not_matter(world: Worlds) -> None:
    planned = [p for p in field_projects() if p.portfolio == "planned"]
    turned = [replace(p, doors=p.doors[::-1]) for p in planned[::-1]]
    assert np.array_equal(gain(world, *planned), gain(world, *turned))


def test_the_case_is_left_as_it_was(fielded: Case) -> None:
    before = pd.util.hash_pandas_object(fielded.network.links).sum(), fielded.projects
    shares = fielded.value_added.copy()
    appraise(fielded)
    assert (pd.util.hash_pandas_object(fielded.network.links).sum(), fielded.projects) == before
    pd.testing.assert_frame_equal(fielded.value_added, shares)


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


def test_benefits_grow_with_use(fielded_appraised: Appraisal) -> None:
    """Half in the first of two years."""
    streams = fielded_appraised.streams
    mine = streams[(streams["scenario"] == "lode") & (streams["country"] == "XOS")].set_index("year")
    growth = 1.0 + fielded_appraised.parameters["benefit_growth"]
    assert mine["benefit_usd"][2028] == pytest.approx(2.0 * growth * mine["benefit_usd"][2027], rel=1e-12)


@pytest.mark.parametrize(
    ("door", "portfolio", "said"),
    [
        (Tariff("XOS", "XVE", "A", 0.5), "planned", "has no tariff"),
        (Mine("XOS-highland", "A", 1e9, 500.0), "built", "more than there is"),
        (Mine("XOS-highland", "A", 1e3, 500.0, 0.9), "planned", "does not earn its royalty"),
    ],
)
def test_what_cannot_be_is_refused(world: Worlds, door: Tariff | Mine, portfolio: str, said: str) -> None:
    project = field("wrong", door, portfolio=portfolio)
    scenario = Scenario("wrong", (project,)) if portfolio == "planned" else Scenario("wrong", (), (project,))
    with pytest.raises(InputError, match=said):
        solved(world, scenario)


def test_records_say_everything_wrong_with_them() -> None:
    with pytest.raises(InputError, match=r"acres(.|\n)*owners"):
        field("bad", Park("XOS-harbour", "C", -1.0, {"XVE": 0.4}))
    with pytest.raises(InputError, match=r"commodity"):
        field("bad", Loss(("XVE",), "gold", 0.5))
