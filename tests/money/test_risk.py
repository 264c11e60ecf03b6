"""Overruns and values at risk against published quantiles and distributions in closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.io.oc4ids import schema
from corridor.money.cashflow import present_value
from corridor.money.overrun import (
    Overrun,
    ReferenceClass,
    reference_classes,
    s_curve,
)
from corridor.money.risk import Dependence, Overruns, deviates, draw, told, values
from corridor.money.venture import Venture
from corridor.projects.types import project_types
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.money.test_ratios import BRIDGE, CROSSING, ROAD, TENTH

NEVER = Overrun(0.0, 0.0, 0.0)
COSTLY = ReferenceClass(
    "costly", Overrun(0.2, 0.15, 0.32), NEVER, (2.0, 2.0), 9, "a study", "published", "assumed"
)
ALONE = Dependence(0.0, 0.0)


def drawn(cost: float, delay: float) -> Overruns:
    return Overruns(np.full((1, 1), cost), np.full((1, 1), delay))


def test_the_lognormal_goes_through_both_quantiles() -> None:
    road = COSTLY.cost
    assert road.at(np.array([0.0, 0.8416212])) == pytest.approx([1.15, 1.32], abs=1e-6)
    assert road.expected == pytest.approx(0.16553, abs=1e-5)  # 1.15 exp(0.163803^2 / 2) - 1


def test_an_s_curve_on_paper() -> None:
    """With 2 and 2 the share spent is 3 t^2 - 2 t^3: 7/27 after a third of the time."""
    assert s_curve(3, (2.0, 2.0)) == pytest.approx([7 / 27, 13 / 27, 7 / 27])
    assert s_curve(1, (1.5, 3.0)) == pytest.approx([1.0])
    early, late = s_curve(2, (1.5, 3.0))
    assert early > late


def test_every_type_has_a_class_and_every_class_a_source() -> None:
    classes = reference_classes()
    assert {kind.reference_class for kind in project_types().values()} <= set(classes)
    assert all(one.source and not one.problems() for one in classes.values())


def test_the_register_knows_the_same_classes() -> None:
    assert schema()["$defs"]["reference_class"]["enum"] == ["", *reference_classes()]


@pytest.mark.parametrize(
    ("name", "mean", "p50", "p80"),
    [("road", 0.20, 0.15, 0.32), ("rail", 0.45, 0.40, 0.57), ("hydro", 0.96, 0.27, 0.99)],
)
def test_published_overruns(name: str, mean: float, p50: float, p80: float) -> None:
    """Flyvbjerg & COWI (2004), Table 3, and Ansar et al. (2014); roads' lognormal has nearly the mean too."""
    cost = reference_classes()[name].cost
    assert (cost.mean, cost.p50, cost.p80) == (mean, p50, p80)
    assert cost.expected < mean  # the tail of the lognormal is too thin, most of all for dams


def test_faults_of_a_class_are_all_listed() -> None:
    bad = replace(COSTLY, cost=Overrun(0.1, 0.4, 0.2), curve=(0.0, 2.0), time_status="guessed")
    assert len(bad.problems()) == 3


@pytest.mark.parametrize(
    ("cost", "delay", "expected"),
    [(1.0, 0.0, 4.13223), (1.5, 0.0, -45.86777), (1.0, 1.0, -0.78888), (1.0, 0.5, 1.671675)],
)
def test_one_draw_on_paper(cost: float, delay: float, expected: float) -> None:
    found = values(CROSSING, TENTH, drawn(cost, delay))
    assert found["only"] == pytest.approx([expected], abs=1e-5)


def test_the_distribution_in_closed_form() -> None:
    """Worth 104.1322 - 100 f with ln f normal about ln 1.15 by 0.163803: lost where f > 1.041322."""
    overruns = draw([BRIDGE], [COSTLY], ALONE, deviates(["bridge"], 40_000, 1))
    risk = told(values(CROSSING, TENTH, overruns)["only"])
    assert risk.negative == pytest.approx(0.7278, abs=0.01)
    assert risk.expected == pytest.approx(104.1322 - 116.553, abs=0.4)
    assert risk.p10 == pytest.approx(-37.73, abs=0.7)
    assert risk.p90 == pytest.approx(10.91, abs=0.5)


def test_a_portfolio_at_plan_is_worth_its_net_present_value() -> None:
    pair = Venture("pair", (BRIDGE, ROAD), (*CROSSING.gains, *CROSSING.gains))
    flows = pair.stream(TENTH)
    on_plan = Overruns(np.ones((3, 2)), np.zeros((3, 2)))
    expected = present_value(flows.net, flows.years, 0.1, 2025)
    assert values(pair, TENTH, on_plan)["only"] == pytest.approx(np.full(3, expected))


def test_finished_works_have_no_overrun_and_dependence_is_as_asked() -> None:
    slow = replace(COSTLY, time=Overrun(0.5, 0.5, 0.55))
    normal = deviates(["a", "b", "c"], 40_000, 2)
    found = draw([ROAD, ROAD, ROAD], [slow, slow, None], Dependence(0.3, 0.5), normal)
    assert (found.cost[:, 2] == 1.0).all()
    assert (found.delay[:, 2] == 0.0).all()
    log = np.log(found.cost)
    assert np.corrcoef(log[:, 0], log[:, 1])[0, 1] == pytest.approx(0.3, abs=0.02)
    both = np.corrcoef(log[:, 0], np.log1p(found.delay[:, 0] / 2.0))[0, 1]
    assert both == pytest.approx(0.5, abs=0.02)
    assert np.median(found.delay[:, 0]) == pytest.approx(1.0, abs=0.02)  # half of two years


def test_deviates_of_an_asset_do_not_depend_on_the_others() -> None:
    one, two = deviates(["b"], 5, 3), deviates(["a", "b"], 5, 3)
    assert (one[:, :, 0] == two[:, :, 0]).all()
    assert (one[:, :, 1] == two[:, :, 2]).all()
    assert not np.allclose(two[:, :, 1], two[:, :, 2])


def test_draws_are_those_of_a_name_whatever_else_is_listed(island: Case, appraised: Appraisal) -> None:
    only = appraise(replace(island, projects=island.projects[:1])).risk.set_index("project_id")
    both = appraised.risk.set_index("project_id")
    pd.testing.assert_series_equal(only.loc["tunnel"], both.loc["tunnel"], rtol=1e-7)
    assert appraised.seeds == {"overruns": 2017}
    assert both.loc["quay", "unfinished"] == 0
    quay = appraised.projects.set_index("project_id").loc["quay", "npv_low"]
    assert both.loc["quay", ["npv_p10_low", "npv_p90_low"]].tolist() == pytest.approx([quay, quay])


def test_a_cost_that_is_not_known_has_no_risk() -> None:
    assert np.isnan(told(np.array([1.0, np.nan])).negative)
