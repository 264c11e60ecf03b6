"""Benefits that depend on the discount rate: the stream of each rate, and the rate of its own stream."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.money.cashflow import Asset, Gains, present_value
from corridor.money.own_rate import own_rates
from corridor.money.venture import Horizon, Venture
from corridor.projects.growth import Growth, Point, RatePath
from corridor.studies.appraise.appraise import appraise
from tests.conftest import works

LOW, HIGH = 0.06, 0.12


def law(low: float, high: float) -> Growth:
    """Return an even path: `low` at 6 %, `high` at 12 %, a quarter of it load no longer shed."""
    paths = tuple(RatePath(r, (Point(2020, b, b, b / 4.0),)) for r, b in ((LOW, low), (HIGH, high)))
    return Growth("path", 2020, (Point(2020, low),), paths)


HORIZON = Horizon(2029, 2019, 0.0, {"low": LOW, "high": HIGH})


def venture(low: float, high: float, cost: float = 1000.0) -> Venture:
    """Return ten years of 100 a year times the path, for an outlay in the year before."""
    asset = Asset(((2019, cost),), 0.0, 2020, 10)
    return Venture("plant", (asset,), ((Gains({"AAA": 100.0}, 0.0, 0.0, 2019, law(low, high)),),))


def test_a_law_at_a_rate_by_hand() -> None:
    years = np.array([2019, 2025])
    assert law(2.0, 3.0).at(LOW).benefit(years, 0.0, 2019) == pytest.approx([2.0, 2.0])
    assert law(2.0, 3.0).at(0.09).benefit(years, 0.0, 2019) == pytest.approx([2.5, 2.5])
    assert law(2.0, 3.0).at(0.09).emitted(0.0, years, 0.0, 2019) == pytest.approx([2.5, 2.5])
    assert law(2.0, 3.0).at(0.3).missing(years) == pytest.approx([0.75, 0.75])
    assert Growth("fixed").at(0.3) == Growth("fixed")
    assert Growth("fixed").missing(years) == pytest.approx([0.0, 0.0])


def test_the_internal_rate_is_that_of_its_own_stream() -> None:
    """Worth nothing at the rate found, on the path of that rate, interpolated here by hand."""
    one = venture(1.5, 1.7)
    rate = own_rates(one, lambda v: v.stream(HORIZON)).single
    yearly = 100.0 * (1.5 + (1.7 - 1.5) * (np.clip(rate, LOW, HIGH) - LOW) / (HIGH - LOW))
    annuity = (1.0 - (1.0 + rate) ** -10) / rate
    assert LOW < rate < HIGH
    assert yearly * annuity == pytest.approx(1000.0, rel=1e-4)


def test_without_paths_by_rate_it_is_the_plain_one() -> None:
    plain = replace(venture(1.5, 1.5), gains=((Gains({"AAA": 150.0}, 0.0, 0.0, 2019, Growth("fixed")),),))
    same = own_rates(venture(1.5, 1.5), lambda v: v.stream(HORIZON)).single
    assert own_rates(plain, lambda v: v.stream(HORIZON)).single == pytest.approx(same, abs=1e-9)


def test_what_was_missing_is_a_part_of_the_stream() -> None:
    years, found = venture(2.0, 3.0).at(HIGH).missing(HORIZON)
    flows = venture(2.0, 3.0).at(HIGH).stream(HORIZON)
    assert np.array_equal(years, flows.years)
    assert found["AAA"] == pytest.approx(flows.benefit["AAA"] / 4.0)


def test_the_appraisal_discounts_the_stream_of_each_rate(island: Case) -> None:
    """Half as much at the high rate: the table's two values are those of its two streams."""
    road = works("bend", "pass-road", speed_factor=1.5)
    dated = law(2.0, 1.0)
    effects = tuple(replace(effect, growth=dated) for effect in road.effects)
    found = appraise(replace(island, projects=(replace(road, effects=effects),)))
    row = found.projects.iloc[0]
    table = found.streams[found.streams["scenario"] == "bend"]
    year = island.settings.price_year
    for name in ("low", "high"):
        net = (table[f"benefit_{name}_usd"] + table[f"carbon_{name}_usd"] - table["cost_usd"]).to_numpy(float)
        rate = island.parameters[f"discount_rate.{name}"]
        worth = present_value(net, table["year"].to_numpy(int), rate, year)
        assert worth == pytest.approx(row[f"npv_{name}"], rel=1e-9)
    home = table[table["benefit_usd"] != 0.0]
    assert home["benefit_high_usd"].to_numpy() == pytest.approx(0.5 * home["benefit_low_usd"].to_numpy())


def test_paths_that_do_not_fit_are_faults() -> None:
    path = (Point(2020, 1.0),)
    for paths in (
        (RatePath(0.1, path), RatePath(0.06, path)),
        (RatePath(0.1, (Point(2021, 1.0),)),),
        (RatePath(1.5, path),),
    ):
        faults = Growth("path", 2020, path, paths).problems("projects.json", "project p")
        assert [fault.column for fault in faults] == ["paths"]
