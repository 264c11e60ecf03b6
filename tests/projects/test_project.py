"""A project checks itself: everything wrong with it is listed at once."""

from __future__ import annotations

from typing import Any

import pytest

from corridor.errors import InputError
from corridor.projects.project import LinkEffect, Project


def made(**fields: Any) -> Project:
    sound: dict[str, Any] = {
        "project_id": "road",
        "title": "A road",
        "type": "road",
        "portfolio": "planned",
        "status": "preparation",
        "opening_year": 2027,
        "life_years": 30,
    }
    return Project(**{**sound, **fields})


def faults(**fields: Any) -> list[str]:
    with pytest.raises(InputError) as raised:
        made(**fields)
    assert all("road" in fault.message and fault.cure for fault in raised.value.faults)
    return [f"{fault.column}={fault.value}" for fault in raised.value.faults]


def test_a_sound_project_has_no_faults() -> None:
    effects = (LinkEffect("pass", {"speed_factor": 1.2, "hours_added": 0.0}, {}),)
    assert made(effects=effects, capex=((2025, 0.0),), operation_share=0.0).problems() == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"type": "canal"}, "type=canal"),
        ({"portfolio": "dreamt"}, "portfolio=dreamt"),
        ({"capex": ((2025, -1.0),)}, "2025=-1"),
        ({"capex": ((2025, float("nan")),)}, "2025=nan"),
        ({"capex": ((2025, float("inf")),)}, "2025=inf"),
        ({"life_years": 0}, "life_years=0"),
        ({"operation_share": 1.0}, "operation_share=1"),
        ({"operation_share": float("nan")}, "operation_share=nan"),
        ({"operation_share": -0.1}, "operation_share=-0.1"),
    ],
)
def test_a_value_that_cannot_be_is_named(fields: dict[str, Any], fault: str) -> None:
    assert faults(**fields) == [fault]


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ({"speed": 2.0}, "speed=2.0"),
        ({"speed_factor": 0.0}, "speed_factor=0.0"),
        ({"fee_factor": -1.0}, "fee_factor=-1.0"),
        ({"fee_factor": float("nan")}, "fee_factor=nan"),
        ({"length_factor": float("inf")}, "length_factor=inf"),
        ({"hours_factor": "half"}, "hours_factor=half"),
        ({"running_cost_factor": True}, "running_cost_factor=True"),
        ({"hours_added": -2.0}, "hours_added=-2.0"),
        ({"status": "shut"}, "status=shut"),
        ({"status": 1.0}, "status=1.0"),
    ],
)
def test_a_field_of_an_effect_that_cannot_be_is_named(state: dict[str, Any], fault: str) -> None:
    assert faults(effects=(LinkEffect("pass", state, {}),)) == [fault]
    assert faults(effects=(LinkEffect("pass", {}, state),), portfolio="built") == [fault]


def test_an_effect_says_what_changes_on_the_side_that_is_used() -> None:
    """A planned project is added, a built one taken away; an effect for the other way would do nothing."""
    change = {"speed_factor": 2.0}
    assert faults(effects=(LinkEffect("pass", {}, {}),)) == ["with=None"]
    assert faults(effects=(LinkEffect("pass", {}, change),)) == ["with=None"]
    assert faults(effects=(LinkEffect("pass", change, {}),), portfolio="built") == ["without=None"]
    assert made(effects=(LinkEffect("pass", change, change),)).effects


def test_all_faults_come_at_once() -> None:
    effects = (LinkEffect("pass", {"speed": 1.0, "status": "shut"}, {}), LinkEffect("port", {}, {}))
    found = faults(type="canal", life_years=-1, capex=((2025, -1.0),), effects=effects)
    assert found == ["type=canal", "2025=-1", "life_years=-1", "speed=1.0", "status=shut", "with=None"]
