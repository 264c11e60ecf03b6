"""The tornado against whole appraisals at the same values, and its switching values by appraising there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.report.tornado_chart import tornado_picture
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from corridor.studies.tornado import Tornado, tornado


def npv(appraisal: Appraisal, rate: str = "low") -> float:
    return float(appraisal.portfolios.set_index("project_id").loc["upgraded", f"npv_{rate}"])


def valued(case: Case, **ends: str) -> Case:
    """Return the case with every parameter of a group at an end of its range."""
    values = {
        name: getattr(entry, end)
        for group, end in ends.items()
        for name, entry in case.parameters.entries.items()
        if name.startswith(group + ".")
    }
    return replace(case, parameters=case.parameters.with_values(values))


@pytest.fixture(scope="module")
def found(island: Case) -> Tornado:
    return tornado(island)


def test_the_middle_is_the_appraisal(found: Tornado, appraised: Appraisal) -> None:
    assert found.npv == pytest.approx(npv(appraised), rel=1e-9)
    assert list(found.bars["width"]) == sorted(found.bars["width"], reverse=True)


@pytest.mark.parametrize(
    ("cause", "group"), [("trade elasticity", "trade_elasticity"), ("value of time", "value_of_time")]
)
def test_ends_of_bars_are_whole_appraisals(found: Tornado, island: Case, cause: str, group: str) -> None:
    bar = found.bars.set_index("cause").loc[cause]
    for end in ("low", "high"):
        other = appraise(valued(island, **{group: end}))
        assert bar[f"npv_{end}_end"] == pytest.approx(npv(other), rel=1e-7)


@pytest.mark.parametrize("name", ["benefit_growth", "carbon_price", "shadow.wage", "discount_rate.low"])
def test_bars_on_streams_are_appraisals_too(found: Tornado, island: Case, name: str) -> None:
    bar = found.bars.set_index("parameter").loc[name]
    changed = island.parameters.with_values({name: bar["high"]})
    other = appraise(replace(island, parameters=changed))
    assert bar["npv_high_end"] == pytest.approx(npv(other), rel=1e-7)


def test_costs_are_the_linear_part(found: Tornado) -> None:
    bars = found.bars.set_index("cause")
    ends = bars.loc["costs", "npv_low_end"] + bars.loc["costs", "npv_high_end"]
    assert ends / 2.0 == pytest.approx(found.npv)
    assert bars.loc["delay", "npv_low_end"] == pytest.approx(found.npv)


def test_a_switching_value_is_where_an_appraisal_is_worth_nothing(island: Case) -> None:
    """With a dearer tunnel it takes more valuable time; all classes go as far in their own ranges."""
    tunnel, quay = island.projects
    dear = replace(tunnel, capex=tuple((year, 1.15 * usd) for year, usd in tunnel.capex))
    case = replace(island, projects=(dear, quay))
    found = tornado(case)
    row = found.switching.set_index("cause").loc["value of time"]
    assert row["verdict"] == "found"
    assert row["bracket_low"] <= row["switching_value"] <= row["bracket_high"]
    way = (row["switching_value"] - row["value"]) / (row["high"] - row["value"])
    values = {
        name: entry.value + way * (entry.high - entry.value)
        for name, entry in case.parameters.entries.items()
        if name.startswith("value_of_time.")
    }
    there = appraise(replace(case, parameters=case.parameters.with_values(values)))
    assert abs(npv(there)) < 0.01 * abs(found.npv)
    assert found.switching.set_index("cause").loc["trade elasticity", "verdict"] == "none in the range"
    assert np.isnan(found.switching.set_index("cause").loc["trade elasticity", "switching_value"])


def test_faults_are_told_together(island: Case) -> None:
    tunnel, quay = island.projects
    with pytest.raises(InputError) as caught:
        tornado(replace(island, projects=(replace(tunnel, capex=()), quay)), rate="middling")
    assert len(caught.value.faults) == 2


def test_the_picture_is_the_same_twice(found: Tornado) -> None:
    picture = tornado_picture(found, "Island")
    assert picture.startswith(b"\x89PNG")
    assert picture == tornado_picture(found, "Island")
