"""A sweep against exact solves, appraisals and the formulas of one future."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.economy import shock
from corridor.errors import InputError
from corridor.ledger import Ledger
from corridor.model.baseline import Baseline, baseline
from corridor.model.selection import scenarios
from corridor.money.cashflow import Asset, Gains, present_value, stream
from corridor.money.futures import Counting, Drawn, Yield, net_present_values
from corridor.money.venture import delayed
from corridor.projects.growth import Growth, Point
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from corridor.studies.sweep.causes import uncertain
from corridor.studies.sweep.solves import solves
from corridor.studies.sweep.sweep import Sweep, SweepQuestion, sweep
from corridor.studies.sweep.worth import HOME, TONNES, Valued, surface_of
from corridor.uncertainty.surface import design

LAWS = (
    Growth("economy"),
    Growth("fixed", 2023),
    Growth("path", None, (Point(2020, 0.5, 10.0), Point(2030, 2.0, 40.0))),
)
ASSET = Asset(((2022, 50.0), (2023, 70.0), (2025, 5.0)), 0.02, 2024, 25, 3)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("rate", [0.06, 0.12])
def test_a_future_is_worth_what_its_stream_is(law: Growth, rate: float) -> None:
    """Whole years of delay, growth and carbon of its own: `stream` and `present_value` say the same."""
    growth, carbon, cost, delay = (np.array(x) for x in ([0.0, 0.05], [60.0, 0.0], [1.0, 1.3], [0.0, 3.0]))
    counting = Counting(2050, 2019, 2024, rate)
    benefit, tonnes = np.array([9.0, 12.0]), np.array([-0.02, 0.01])
    drawn = Drawn(growth, carbon, cost, delay)
    found = net_present_values(ASSET, (Yield(law, benefit, tonnes, 0.03),), drawn, counting)
    for k in range(2):
        gains = Gains({"A": benefit[k]}, tonnes[k], growth[k], 2019, law, 0.03)
        flows = stream(delayed(ASSET, int(delay[k])), gains, 2050, carbon[k])
        net = flows.gross - cost[k] * flows.cost
        assert found[k] == pytest.approx(present_value(net, flows.years, rate, 2024), rel=1e-12)


def test_half_a_year_lies_half_way() -> None:
    counting = Counting(2050, 2019, 2024, 0.06)
    one = np.ones(3)
    drawn = Drawn(0.03 * one, 60.0 * one, one, np.array([1.0, 1.5, 2.0]))
    found = net_present_values(ASSET, (Yield(LAWS[0], 9.0 * one, 0.0 * one, 0.0),), drawn, counting)
    assert found[1] == pytest.approx((found[0] + found[2]) / 2.0, rel=1e-12)


@pytest.fixture(scope="module")
def world(island: Case) -> Baseline:
    return baseline(island)


@pytest.fixture(scope="module")
def valued(island: Case, world: Baseline) -> Valued:
    listed = scenarios(island.projects, None, ())
    causes = uncertain(island, island.projects, ("value of time of goods", "price of carbon"))
    fit = design(1)
    found = solves(island, listed, causes.solving, fit, Ledger(), baseline_of=baseline)
    return Valued(world, tuple(listed), causes, island.projects, found, surface_of(world, fit, found))


def expected(valued: Valued, futures: int = 1) -> np.ndarray:
    """Return futures in which everything is as expected."""
    return valued.uncertain.futures.values(np.full((futures, len(valued.uncertain.futures.names)), 0.5))


def test_the_expected_future_is_the_appraisal(valued: Valued, appraised: Appraisal) -> None:
    """A finished project has no overruns, so its value is the appraisal's; gains are for all."""
    table = pd.concat([appraised.projects, appraised.portfolios]).set_index("project_id")
    outcomes = valued.outcomes(expected(valued))
    for name in ("tunnel", "quay", "upgraded", "first-decade"):
        whole = outcomes.whole(name)
        assert whole[0, HOME] == pytest.approx(table.loc[name, "ev_XOS_usd"], rel=1e-9)
        assert whole[0, :TONNES].sum() == pytest.approx(table.loc[name, "ev_world_usd"], rel=1e-9)
    for column, rate in (("npv_low", 0.06), ("npv_high", 0.12)):
        worth = valued.values(expected(valued), rate)
        assert worth["quay"][0] == pytest.approx(table.loc["quay", column], rel=1e-9)
        assert worth["first-decade"][0] == pytest.approx(table.loc["first-decade", column], rel=1e-9)


def test_an_end_of_a_cause_is_an_appraisal_there(valued: Valued, island: Case) -> None:
    drawn = expected(valued)
    drawn[0, 0] = 1.0
    high = {n: island.parameters.record(n).high for n in valued.uncertain.causes[0].parameters}
    there = appraise(replace(island, parameters=island.parameters.with_values(high)))
    table = pd.concat([there.projects, there.portfolios]).set_index("project_id")
    worth = valued.values(drawn, 0.06)
    assert worth["quay"][0] == pytest.approx(table.loc["quay", "npv_low"], rel=1e-8)
    assert worth["first-decade"][0] == pytest.approx(table.loc["first-decade", "npv_low"], rel=1e-8)


def test_a_price_of_carbon_acts_as_in_an_appraisal(valued: Valued, island: Case) -> None:
    drawn = expected(valued)
    drawn[0, 1] = -1.0
    there = appraise(replace(island, parameters=island.parameters.with_values({"carbon_price": 0.0})))
    table = there.projects.set_index("project_id")
    assert valued.values(drawn, 0.06)["quay"][0] == pytest.approx(table.loc["quay", "npv_low"], rel=1e-9)


def test_effects_scale_gains_alone_and_together(valued: Valued) -> None:
    """Twice the effect brings twice the gain; a portfolio of one project gains what the project does."""
    drawn = expected(valued)
    column = valued.uncertain.futures.names.index("effect quay")
    before = valued.outcomes(drawn)
    drawn[0, column] = 2.0
    after = valued.outcomes(drawn)
    assert after.whole("quay") == pytest.approx(2.0 * before.whole("quay"), rel=1e-12)
    assert after.whole("first-decade") == pytest.approx(2.0 * before.whole("first-decade"), rel=1e-9)
    assert after.whole("upgraded") == pytest.approx(before.whole("upgraded"), rel=1e-12)


def test_futures_do_not_depend_on_how_many_are_drawn(valued: Valued) -> None:
    futures = valued.uncertain.futures
    many, few = (valued.values(futures.draw(0, count), 0.06)["upgraded"] for count in (64, 16))
    assert few == pytest.approx(many[:16], rel=1e-12)


class Counted(Ledger):
    """A ledger that stops a sweep after some solves, as a user would."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.put_in = most, 0

    def put(self, names, worth) -> None:  # type: ignore[no-untyped-def]
        if self.put_in == self.most:
            raise KeyboardInterrupt
        self.put_in += 1
        super().put(names, worth)


ASKED = SweepQuestion(draws=32, checks=1, causes=("value of time of goods",))


@pytest.fixture(scope="module")
def found(island: Case) -> Sweep:
    return sweep(island, ASKED)


def test_a_sweep_that_was_stopped_goes_on(island: Case, found: Sweep) -> None:
    ledger = Counted(2)
    with pytest.raises(KeyboardInterrupt):
        sweep(island, ASKED, ledger=ledger)
    ledger.most = found.exact
    again = sweep(island, ASKED, ledger=ledger)
    assert ledger.put_in == found.exact == 4
    for name, table in found.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)


def test_known_solves_need_no_solver(island: Case, found: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger()
    sweep(island, ASKED, ledger=ledger)
    monkeypatch.setattr(shock, "equilibrium", lambda *_args, **_named: pytest.fail("solved anew"))
    again = sweep(island, ASKED, ledger=ledger)
    pd.testing.assert_frame_equal(again.tables["sweep_headline"], found.tables["sweep_headline"])


def test_tables_agree_with_each_other(found: Sweep) -> None:
    tables = found.tables
    quantiles = tables["sweep_headline"][["p10", "p50", "p90"]].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0.0).all()
    projects = tables["sweep_projects"].set_index("project_id")
    assert projects.loc["quay", "advice"] == ""
    tunnel = projects.loc["tunnel"]
    assert tunnel["best_now"] + tunnel["best_wait"] + tunnel["best_drop"] >= 1.0
    causes = tables["sweep_causes"]
    assert set(causes["project_id"]) == {"upgraded", "first-decade"}
    assert (tables["sweep_errors"]["checks"] == 1).all()
    rules = tables["sweep_choices"].set_index("rule")
    assert rules.loc["none", "expected"] == 0.0
    assert rules["expected"].max() >= 0.0


def test_all_that_is_wrong_with_a_question_is_told() -> None:
    with pytest.raises(InputError) as refused:
        SweepQuestion(draws=0, checks=-1, causes=("luck", "price of carbon"))
    assert {fault.column for fault in refused.value.faults} == {"draws", "checks", "causes"}
    assert "luck" in str(refused.value)
