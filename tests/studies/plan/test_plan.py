"""Plans of the island: proof, agreement, money, memory, and the same answer whatever the order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.io.ledger import FileLedger, digest
from corridor.ledger import Ledger
from corridor.model.baseline import baseline
from corridor.model.selection import Standing
from corridor.model.solved import emissions, impact, solved, today
from corridor.money.cashflow import present_value
from corridor.money.ventures import joint_gains
from corridor.studies.appraise.appraise import appraise
from corridor.studies.plan.plan import Plan, plan
from corridor.studies.plan.question import PlanQuestion
from corridor.studies.plan.search import PlanSettings, candidates_of
from corridor.studies.plan.worths import Valuer
from tests.conftest import field_projects, works

ASKED = PlanQuestion(budget=20e6, last_year=2032)


@pytest.fixture(scope="module")
def register(island: Case) -> Case:
    """Return the island with seven planned projects of roads, ports, farms, a mine and a park."""
    planned = [p for p in (*island.projects, *field_projects()) if p.portfolio == "planned"]
    roads = (
        works("bend", "pass-road", speed_factor=1.5, running_cost_factor=0.8),
        works("crane", "port-vestra", hours_factor=0.5, fee_factor=0.75),
    )
    return replace(island, projects=(*roads, *planned))


@pytest.fixture(scope="module")
def proven(register: Case) -> Plan:
    return plan(register, ASKED)


def test_enumeration_and_search_agree(register: Case, proven: Plan) -> None:
    """Every set of projects valued, against interactions in pairs and a search: the same plan."""
    searched = plan(register, ASKED, settings=PlanSettings(enumerate_up_to=0))
    assert proven.summary["proven"].item()
    assert not searched.summary["proven"].item()
    npv = proven.summary["net_present_value_usd"].item()
    assert searched.summary["net_present_value_usd"].item() == pytest.approx(npv, rel=1e-9)
    assert proven.summary["bound_usd"].item() == pytest.approx(npv, rel=1e-6)
    assert searched.projects["start_year"].equals(proven.projects["start_year"])
    sampled, exact = (p.projects["shapley_usd"].dropna().to_numpy() for p in (searched, proven))
    assert sampled == pytest.approx(exact, rel=1e-3)
    assert sampled.sum() == pytest.approx(exact.sum(), rel=1e-9)


def test_what_is_called_a_bound_is_not_exceeded(register: Case, proven: Plan) -> None:
    """With every set valued there is one; with pairs and triples alone it is of the model, and said to be."""
    heavy = replace(ASKED, early_years=3, early_weight=1.0)
    searched = PlanSettings(enumerate_up_to=0, triples=0, tries=3)
    for found in (proven, plan(register, heavy), plan(register, ASKED, settings=searched)):
        row = found.summary.iloc[0]
        bounds = [name for name in found.summary if "bound" in name]
        assert bounds == ["bound_usd"]
        if row["proven"]:
            assert row["objective_usd"] <= row["bound_usd"]
            assert row["gap_percent"] >= 0.0
            assert "Proven over all 128 sets" in row["statement"]
        else:
            assert np.isnan([row["bound_usd"], row["gap_percent"]]).all()
            assert row["statement"].startswith("No bound is proven on the re-solved plan. In the model")
        assert row["objective_in_model_usd"] <= row["most_in_model_usd"] + 1.0


def test_every_stage_is_told_from_the_start(register: Case) -> None:
    told: list[tuple[str, int, int]] = []
    plan(register, ASKED, settings=PlanSettings(enumerate_up_to=0), progress=lambda *at: told.append(at))
    assert told[0] == ("check limits", 0, 1)
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    for stage in ("skim", "calibrate", "value pairs", "place works", "improve plan", "share gains"):
        assert stage in stages, stages
    for stage in ("delay works", "move budgets", "value pairs"):
        counts = [(done, total) for name, done, total in told if name == stage]
        assert counts[0][0] == 0
        assert counts[-1][0] == counts[-1][1] > 0
    assert all(0 <= done <= total for _, done, total in told)


@pytest.mark.parametrize("names", [("bend",), ("crane", "lode"), ("tunnel", "seed", "crane")])
def test_emissions_without_loads_are_those_of_an_appraisal(register: Case, names: tuple[str, ...]) -> None:
    """Tonnes times emissions along routes, against tonnes put on links, by link and mode."""
    found = baseline(register)
    projects = tuple(p for p in register.projects if p.project_id in names)
    standing = Standing(projects)
    valuer = Valuer(found, candidates_of(register, names), Ledger())
    for state, full in ((found.today, today(found)), (None, solved(found, standing))):
        quick = valuer.emitted(state or found.state(standing), full.carried, full.equilibrium)
        assert quick == pytest.approx(emissions(found, full.freight).sum(), rel=1e-12)
    worth = valuer.worths([(1 << len(projects)) - 1])[(1 << len(projects)) - 1]
    gains = joint_gains(found, impact(today(found), solved(found, standing)))
    assert worth == pytest.approx([*gains.benefit.values(), gains.carbon_tonnes], rel=1e-9)


def test_a_project_alone_is_worth_what_its_appraisal_says(register: Case) -> None:
    """Works from the register's own year on, no limit that binds: the net present value of `appraise`."""
    one = replace(register, projects=tuple(p for p in register.projects if p.project_id == "lode"))
    expected = appraise(one).projects["npv_high"].item()
    found = plan(one, PlanQuestion(budget=1e9, first_year=2025, last_year=2027))
    assert found.projects["start_year"].item() == 2025
    assert found.summary["net_present_value_usd"].item() == pytest.approx(expected, rel=1e-9)
    assert found.summary["eirr"].item() == pytest.approx(appraise(one).projects["eirr"].item(), rel=1e-6)


def test_the_streams_add_up_to_the_value_of_the_plan(proven: Plan) -> None:
    flow = proven.streams
    brought = flow[[c for c in flow if c.startswith(("benefit_", "carbon_"))]].sum(axis=1)
    assert (brought - flow["cost_usd"]).to_numpy() == pytest.approx(flow["net_usd"].to_numpy(), abs=1.0)
    settings, rate = proven.case.settings, proven.case.parameters["discount_rate.high"]
    npv = present_value(flow["net_usd"].to_numpy(), flow["year"].to_numpy(), rate, settings.price_year)
    assert npv == pytest.approx(proven.summary["net_present_value_usd"].item(), rel=1e-9)


def test_no_year_spends_more_than_its_budget(proven: Plan) -> None:
    works_of = proven.spending[proven.spending["project_id"] != "budget"]
    assert (works_of.groupby("year")["usd"].sum() <= 20e6 + 1).all()
    built = proven.projects.dropna(subset=["start_year"])
    assert works_of["usd"].sum() == pytest.approx(built["capex_usd"].sum())


def test_shares_add_up_to_what_the_plan_is_worth_in_full_use(register: Case, proven: Plan) -> None:
    built = proven.projects.dropna(subset=["start_year"])
    case = replace(
        register, projects=tuple(p for p in register.projects if p.project_id in set(built["project_id"]))
    )
    portfolio = appraise(case)
    gain = portfolio.portfolios["ev_world_usd"].item()
    accounts = portfolio.accounts.query("scenario == 'upgraded' and region == 'world'")
    tonnes = accounts.loc[accounts["indicator"].isin(CO2), "change"].sum()
    carbon = -register.parameters["carbon_price"] * float(tonnes)
    assert built["shapley_usd"].sum() == pytest.approx(gain + carbon, rel=1e-7)


CO2 = ("freight CO2", "production CO2", "power CO2")


def test_waiting_costs_where_benefits_outrun_costs(proven: Plan) -> None:
    """A project whose first-year return is above the discount rate loses by every year of delay."""
    lost = proven.delays[proven.delays["project_id"] == "lode"]["npv_change_usd"]
    assert (np.diff([0.0, *lost]) < 0).all()
    every = proven.delays[proven.delays["project_id"] == "all"]["npv_change_usd"]
    assert (every < 0).all()


def test_budgets_that_shrink_lose_and_that_grow_do_not(proven: Plan) -> None:
    change = proven.budgets.set_index("change_percent")["npv_change_usd"]
    assert change[-10] <= 0.0 <= change[10]


def test_the_order_of_the_register_is_irrelevant(register: Case, proven: Plan) -> None:
    turned = plan(replace(register, projects=register.projects[::-1]), ASKED)
    a, b = (p.projects.set_index("project_id")["start_year"].sort_index() for p in (proven, turned))
    npv = [p.summary["net_present_value_usd"].item() for p in (proven, turned)]
    assert npv[0] == pytest.approx(npv[1], rel=1e-9)
    assert a.notna().equals(b.notna())


def test_a_country_chooses_for_itself(register: Case) -> None:
    """For Ostra alone the mine that sends half of its income abroad is worth less."""
    home = plan(register, replace(ASKED, of="XOS", candidates=("lode", "seed")))
    world = plan(register, replace(ASKED, candidates=("lode", "seed")))
    rows = [p.projects.set_index("project_id").loc["lode", "gain_usd"] for p in (home, world)]
    assert rows[0] < rows[1]
    assert home.summary["net_present_value_usd"].item() < world.summary["net_present_value_usd"].item()


def test_what_was_valued_is_not_solved_again(
    register: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger whose last line was cut off: only that set is solved again."""
    path = tmp_path / "ledger.jsonl"
    asked = {"ledger_of": lambda _case, _projects: FileLedger(path)}
    two = replace(ASKED, candidates=("lode", "seed"))
    first = plan(register, two, **asked)  # type: ignore[arg-type]
    whole = path.read_text(encoding="utf-8")
    assert len(whole.split("\n")) == 1 + 3
    path.write_text(whole[:-20], encoding="utf-8")
    solves = []
    solve = Valuer._worth
    monkeypatch.setattr(Valuer, "_worth", lambda self, before, s: solves.append(s) or solve(self, before, s))
    again = plan(register, two, **asked)  # type: ignore[arg-type]
    assert len(solves) == 1
    assert again.summary.equals(first.summary)
    assert plan(register, two, **asked).projects.equals(first.projects)  # type: ignore[arg-type]
    assert len(solves) == 1


def test_a_ledger_is_of_one_case_and_its_parameters(register: Case) -> None:
    dearer = replace(register, parameters=register.parameters.with_values({"carbon_price": 1.0}))
    fewer = register.projects[:-1]
    keys = {digest(register, register.projects), digest(dearer, register.projects), digest(register, fewer)}
    assert len(keys) == 3


def test_what_cannot_be_planned_is_told_at_once(fielded: Case) -> None:
    bare = works("bare", "pass-road", speed_factor=1.5)
    case = replace(
        fielded,
        projects=(*fielded.projects, replace(bare, capex=()), replace(bare, project_id="idle", effects=())),
    )
    with pytest.raises(InputError) as told:
        plan(case, replace(ASKED, candidates=("yard", "bare", "idle", "seed")))
    said = str(told.value)
    assert len(told.value.faults) == 3
    for mark in ("yard is built", "bare has no published cost", "idle has no effect"):
        assert mark in said


def test_a_plan_of_nothing_is_worth_nothing(register: Case) -> None:
    found = plan(register, replace(ASKED, budget=0.0, candidates=("lode", "seed")))
    assert found.summary["net_present_value_usd"].item() == 0.0
    assert found.projects["why"].tolist() == ["no room within budgets and capacities"] * 2
