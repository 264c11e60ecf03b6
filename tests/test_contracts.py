"""What holds of every kind of project, every door and every indicator, whatever the case.

Input untouched; nothing where nothing changes; every field of a door and of a project moves an answer;
effects that are combined give the same in any order.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.accounts import indicators
from corridor.accounts.indicator import evaluate, reporting_groups
from corridor.case.case import Case
from corridor.model.baseline import Baseline, baseline
from corridor.model.selection import Standing
from corridor.model.solved import Solved, outcome, solved, today
from corridor.projects.doors import DOORS as KINDS
from corridor.projects.doors import Door, Electricity, Loss, Mine, Park, Productivity, Tariff
from corridor.projects.growth import Growth
from corridor.projects.project import FIELDS, Project
from corridor.projects.types import project_types
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.conftest import field, works
from tests.energy.systems import small_system
from tests.studies.test_parameter_values import taxed
from tests.test_parameters_matter import moved

HOME, UP, OVER = "XOS-harbour", "XOS-highland", "XVE"

DOORS: dict[str, Door] = {
    "yield": Productivity((UP,), "A", 1.02),
    "cooler": Loss((HOME, UP), "perishable", 0.5),
    "accord": Tariff("XOS", "XVE", "A", 0.5),
    "works": Park(HOME, "C", 20.0, {"XVE": 1.0}),
    "lode": Mine(UP, "A", 20e3, 500.0, 0.05, {"XVE": 0.5, "XOS": 0.5}),
    "plant": Electricity(-2.0, -1000.0),
}

OTHER: dict[type, dict[str, Any]] = {
    Productivity: {"regions": (HOME,), "sector": "C", "factor": 1.03},
    Loss: {"regions": (HOME,), "commodity": "general", "factor": 0.6},
    Tariff: {"origin": "XVE", "destination": "XOS", "sector": "C", "factor": 0.0},
    Park: {"region": UP, "sector": "A", "acres": 21.0, "owners": {"XOS": 1.0}},
    Mine: {
        "region": HOME,
        "sector": "C",
        "tonnes": 21e3,
        "usd_per_tonne": 510.0,
        "royalty": 0.1,
        "owners": {"XVE": 1.0},
        "used_in": UP,
    },
    Electricity: {"usd_per_mwh": -3.0, "co2_t": 1000.0, "unserved_gwh": -10.0},
}
"""Another value of every field of a door. A treaty that turns round moves both its countries at once."""

for kind, values in OTHER.items():
    values["growth"] = Growth("fixed" if kind is Tariff else "economy")

TURNED = ("origin", "destination")


@pytest.fixture(scope="module")
def whole(island: Case) -> Case:
    """Return the island with duties and a power system, so that every door has something to act on."""
    tables = ("sectors", "value_added", "country_trade", "final_demand", "input_output", "tariffs")
    columns = ("sector", "input_sector", "using_sector")
    case = taxed(island)
    renamed = {
        name: table.replace({c: {"G": "D"} for c in columns if c in table})
        for name, table in ((name, getattr(case, name)) for name in tables)
    }
    system = small_system({"west": 100.0, "east": 20.0}, 50.0)
    zones = pd.DataFrame({"region_id": [HOME, UP], "zone": ["west", "east"]})
    demand = system.demand.assign(year=case.settings.base_year)
    return replace(case, **renamed, energy=replace(system, zone_regions=zones, demand=demand))


@pytest.fixture(scope="module")
def world(whole: Case) -> Baseline:
    return baseline(whole)


def planned(name: str, door: Door) -> Project:
    return field(name, door)


def alone(case: Case, *projects: Project) -> Appraisal:
    """Return the appraisal of a register of these projects."""
    return appraise(replace(case, projects=projects))


def changes(before: Solved, after: Solved) -> pd.DataFrame:
    """Return every indicator of every place, before and after."""
    return evaluate(indicators(), outcome(before), outcome(after), reporting_groups(before.baseline))


def test_the_list_of_doors_is_complete() -> None:
    kinds = set(KINDS.values())
    assert {type(door) for door in DOORS.values()} == kinds == set(OTHER)
    for kind, values in OTHER.items():
        assert set(values) == {f.name for f in fields(kind)} - {"source"}


# Nothing where nothing changes


NOTHING: dict[str, Door] = {
    "yield": replace(DOORS["yield"], factor=1.0),
    "cooler": replace(DOORS["cooler"], factor=1.0),
    "accord": replace(DOORS["accord"], factor=1.0),
    "works": replace(DOORS["works"], acres=1e-12),
    "lode": replace(DOORS["lode"], tonnes=1e-9),
    "plant": replace(DOORS["plant"], usd_per_mwh=0.0, co2_t=0.0, unserved_gwh=0.0),
}


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("portfolio", ["planned", "built"])
def test_a_door_that_changes_nothing_moves_no_indicator(world: Baseline, name: str, portfolio: str) -> None:
    project = field(name, NOTHING[name], portfolio=portfolio)
    standing = Standing((project,)) if portfolio == "planned" else Standing((), (project,))
    table = changes(today(world), solved(world, standing))
    assert set(table["indicator"]) == {indicator.name for indicator in indicators()}
    known = table.dropna(subset=["baseline"])
    assert known["counterfactual"].to_numpy() == pytest.approx(
        known["baseline"].to_numpy(), rel=1e-8, abs=1e-9
    )


@pytest.mark.parametrize("name", [n for n in DOORS if n != "accord"])
def test_a_door_in_no_use_does_nothing_and_in_full_use_all(world: Baseline, name: str) -> None:
    """A tariff is a rate: no share of it can be in use."""
    door = DOORS[name]
    assert door.part(1.0) == door
    idle = solved(world, Standing((planned(name, door.part(1e-15)),))).equilibrium
    assert idle is not None
    assert idle.real_income_hat == pytest.approx(np.ones(3), abs=1e-12)


def test_a_scenario_without_projects_moves_no_indicator(world: Baseline) -> None:
    table = changes(today(world), solved(world, Standing())).dropna(subset=["baseline"])
    assert table["counterfactual"].to_numpy() == pytest.approx(table["baseline"].to_numpy(), rel=1e-9)


# Every field moves an answer


@pytest.mark.parametrize(
    ("name", "column"), [(name, column) for name, door in DOORS.items() for column in OTHER[type(door)]]
)
def test_every_field_of_a_door_moves_an_answer(whole: Case, name: str, column: str) -> None:
    door = DOORS[name]
    values = OTHER[type(door)]
    changed = {c: values[c] for c in (TURNED if column in TURNED else (column,))}
    one, other = (alone(whole, planned(name, d)) for d in (door, replace(door, **changed)))  # type: ignore[arg-type]
    assert moved(one, other)


STATES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "speed_factor": ({"speed_factor": 1.5}, {"speed_factor": 1.6}),
    "running_cost_factor": ({"running_cost_factor": 0.8}, {"running_cost_factor": 0.7}),
    "length_factor": ({"length_factor": 0.9}, {"length_factor": 0.8}),
    "hours_added": ({"hours_added": 1.0}, {"hours_added": 2.0}),
    "hours_factor": ({"hours_factor": 0.9}, {"hours_factor": 0.8}),
    "fee_factor": ({"fee_factor": 0.9}, {"fee_factor": 0.8}),
    "status": ({"speed_factor": 1.5}, {"speed_factor": 1.5, "status": "open"}),
}
"""Two states of a section by every field but lanes, which count where traffic slows traffic."""


@pytest.mark.parametrize("column", [c for c in FIELDS if c != "lanes_factor"])
def test_every_field_of_an_effect_on_links_moves_an_answer(whole: Case, column: str) -> None:
    section = {"hours_factor": "port-harbour", "fee_factor": "port-harbour", "status": "tunnel"}
    place = section.get(column, "pass-road")
    one, other = (alone(whole, works("it", place, **state)) for state in STATES[column])
    assert moved(one, other)


@pytest.mark.parametrize(
    "change",
    [
        {"opening_year": 2030},
        {"life_years": 20},
        {"ramp_years": 5},
        {"capex": ((2025, 11e6),)},
        {"operation_share": 0.03},
        {"portfolio": "built"},
        {"listed": False},
        {"lon": 10.1, "lat": 50.6},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_figure_of_a_project_moves_an_answer(whole: Case, change: dict[str, Any]) -> None:
    mine = planned("lode", DOORS["lode"])
    assert moved(alone(whole, mine), alone(whole, replace(mine, **change)))


WHAT_IT_DOES = {"accounts", "scorecard", "regions", "freight", "sites", "labour", "haul", "links", "facts"}
"""Tables of what projects do in the world, apart from what they cost."""


@pytest.mark.parametrize("kind", project_types())
def test_the_type_of_a_project_decides_what_works_cost_and_nothing_else(whole: Case, kind: str) -> None:
    """What a project does stands in its effects alone, so that any type may have any of them."""
    mine = planned("lode", DOORS["lode"])
    as_it_is, retyped = alone(whole, mine), alone(whole, replace(mine, type=kind))
    assert not WHAT_IT_DOES & set(moved(as_it_is, retyped))
    benefits = [one.streams.filter(like="benefit") for one in (as_it_is, retyped)]
    pd.testing.assert_frame_equal(*benefits)


# Two halves are the whole


def half(door: Door) -> Door:
    """Return a door of which two do what one does."""
    match door:
        case Productivity(factor=factor) | Loss(factor=factor) | Tariff(factor=factor):
            return replace(door, factor=factor**0.5)
        case Park(acres=acres):
            return replace(door, acres=acres / 2)
        case Mine(tonnes=tonnes):
            return replace(door, tonnes=tonnes / 2)
        case Electricity(usd_per_mwh=cost, co2_t=co2, unserved_gwh=shed):
            return replace(door, usd_per_mwh=cost / 2, co2_t=co2 / 2, unserved_gwh=shed / 2)


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("portfolio", ["planned", "built"])
def test_two_halves_are_the_whole(world: Baseline, name: str, portfolio: str) -> None:
    one = field("one", DOORS[name], portfolio=portfolio)
    halves = tuple(field(n, half(DOORS[name]), portfolio=portfolio) for n in ("left", "right"))
    whole_change, sum_of_both = (solved(world, standing_of(p)) for p in ((one,), halves))
    assert np.max(np.abs(changes(today(world), whole_change)["change"])) > 0.0
    table = changes(whole_change, sum_of_both).dropna(subset=["baseline"])
    assert table["counterfactual"].to_numpy() == pytest.approx(table["baseline"].to_numpy(), rel=1e-9)


# Input untouched, any order


def pool() -> tuple[Project, ...]:
    """Return projects that share regions, sectors, sections and countries, with all doors among them."""
    return (
        *(planned(name, door) for name, door in DOORS.items()),
        planned("works-2", Park(HOME, "C", 5.0)),
        planned("lode-2", Mine(UP, "A", 1e3, 400.0, 0.02)),
        field("mixed", DOORS["yield"], Loss((UP,), "perishable", 0.9), Tariff("XOS", "XVE", "A", 0.8)),
        field("yard", Park(HOME, "C", 10.0), portfolio="built"),
        field("dairy", Loss((HOME,), "perishable", 0.8), Productivity((UP,), "A", 1.01), portfolio="built"),
        works("bend", "pass-road", speed_factor=1.5, hours_added=0.5),
        works("ramp", "pass-road", speed_factor=1.2, running_cost_factor=0.9),
        works("crane", "port-harbour", hours_factor=0.5, hours_added=2.0),
        works("quay", "port-harbour", "built", hours_factor=2.0),
    )


def standing_of(projects: tuple[Project, ...]) -> Standing:
    added = tuple(p for p in projects if p.portfolio == "planned")
    removed = tuple(p for p in projects if p.portfolio == "built")
    return Standing(added, removed)


@st.composite
def combined(draw: st.DrawFn) -> tuple[tuple[Project, ...], tuple[Project, ...]]:
    """Return some projects in two orders, their effects and doors turned as well."""
    some = draw(st.lists(st.sampled_from(pool()), unique_by=lambda p: p.project_id, min_size=2, max_size=9))
    shuffled = [
        replace(
            project,
            doors=tuple(draw(st.permutations(project.doors))),
            effects=tuple(draw(st.permutations(project.effects))),
        )
        for project in draw(st.permutations(some))
    ]
    return tuple(some), tuple(shuffled)


@pytest.fixture(scope="module")
def busy_world(whole: Case) -> Baseline:
    return baseline(replace(whole, projects=pool()))


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(pair=combined())
def test_combined_effects_in_any_order_give_the_same(
    busy_world: Baseline, pair: tuple[tuple[Project, ...], tuple[Project, ...]]
) -> None:
    one, other = (solved(busy_world, standing_of(projects)) for projects in pair)
    assert np.array_equal(one.tau, other.tau)
    assert one.equilibrium is not None
    assert other.equilibrium is not None
    assert np.array_equal(one.equilibrium.equivalent_variation, other.equilibrium.equivalent_variation)
    assert one.fields.power_co2 == other.fields.power_co2


def test_an_appraisal_leaves_its_input_as_it_was(whole: Case) -> None:
    case = replace(whole, projects=pool())
    tables = {
        name: value.copy(deep=True) for name, value in vars(case).items() if isinstance(value, pd.DataFrame)
    }
    links, nodes = case.network.links.copy(deep=True), case.network.nodes.copy(deep=True)
    appraise(case)
    assert case.projects == pool()
    pd.testing.assert_frame_equal(case.network.links, links)
    pd.testing.assert_frame_equal(case.network.nodes, nodes)
    for name, table in tables.items():
        pd.testing.assert_frame_equal(getattr(case, name), table)
