"""Parameters carry unit, range and source, and refuse what lies outside."""

from __future__ import annotations

import pytest

from corridor.errors import InputError
from corridor.parameters import (
    Parameter,
    Parameters,
    bounds_of,
    default_parameters,
    hard_bounds,
    parse_parameters,
)

TEXT = """
[trade_elasticity.A]
value = 5.0
unit = ""
low = 2.0
high = 12.0
source = "somebody (2020)"
status = "published"

[discount_rate.low]
value = 0.03
unit = "per year"
low = 0.0
high = 0.2
source = "handbook"
status = "assumed"
"""


def parameters() -> Parameters:
    return Parameters(parse_parameters(TEXT, "test.toml"))


def test_values_by_dotted_name_and_by_group() -> None:
    assert parameters()["trade_elasticity.A"] == 5.0
    assert parameters().group("discount_rate") == {"low": 0.03}


def test_an_override_outside_its_range_and_an_unknown_name_are_both_listed() -> None:
    with pytest.raises(InputError) as caught:
        parameters().with_values({"trade_elasticity.A": 50.0, "trade_elasticity.Z": 4.0})
    text = str(caught.value)
    assert len(caught.value.faults) == 2
    assert "2 to 12" in text
    assert "trade_elasticity.A" in text.split("unknown parameter trade_elasticity.Z")[1]


def test_text_where_a_number_belongs() -> None:
    with pytest.raises(InputError, match="not a number"):
        parse_parameters(TEXT.replace("value = 5.0", 'value = "five"'), "test.toml")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('source = "handbook"', "source = 3", "discount_rate.low: source is not text"),
        ('source = "handbook"', "source = 2020-01-01", "discount_rate.low: source is not text"),
        ('unit = "per year"', "unit = 1.0", "discount_rate.low: unit is not text"),
        ('status = "assumed"', "status = true", "discount_rate.low: status is not text"),
        ('status = "assumed"', 'status = ["assumed"]', "discount_rate.low: status is not text"),
        ("low = 0.0", "low = false", "discount_rate.low: low is not a number"),
        ("high = 0.2", "high = []", "discount_rate.low: high is not a number"),
    ],
)
def test_a_field_of_another_kind_is_a_fault(old: str, new: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_parameters(TEXT.replace(old, new), "test.toml")
    (fault,) = caught.value.faults
    assert fault.message == message
    assert fault.cure


def test_fields_of_another_kind_come_at_once() -> None:
    text = TEXT.replace('source = "handbook"', "source = 3").replace("value = 5.0", 'value = "five"')
    with pytest.raises(InputError) as caught:
        parse_parameters(text.replace('unit = ""', "unit = 0"), "test.toml")
    assert len(caught.value.faults) == 3


def test_numbers_that_are_not_finite_are_out_of_range() -> None:
    for value in ("nan", "inf", "-inf"):
        with pytest.raises(InputError, match="out of range"):
            Parameters(parse_parameters(TEXT.replace("value = 0.03", f"value = {value}"), "test.toml"))
    with pytest.raises(InputError, match="out of range"):
        Parameters(parse_parameters(TEXT.replace("high = 0.2", "high = nan"), "test.toml"))


def test_a_missing_source_is_refused() -> None:
    with pytest.raises(InputError, match="no source"):
        Parameters(parse_parameters(TEXT.replace("handbook", " "), "test.toml"))


def test_broken_toml_is_one_clear_error() -> None:
    with pytest.raises(InputError, match="not valid TOML"):
        parse_parameters("[a\nvalue = 1", "test.toml")


def test_an_override_leaves_the_original_alone() -> None:
    before = parameters()
    after = before.with_values({"trade_elasticity.A": 4.0})
    assert (before["trade_elasticity.A"], after["trade_elasticity.A"]) == (5.0, 4.0)


def test_every_default_has_hard_bounds_of_its_own_around_its_range() -> None:
    for name, entry in default_parameters().entries.items():
        assert any(name == key or name.startswith(f"{key}.") for key in hard_bounds()), name
        bounds = bounds_of(name)
        assert bounds.low <= entry.low <= entry.high <= bounds.high, name
        assert bounds.reason


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("value_of_time.general", -5.0),
        ("discount_rate.low", -1.0),
        ("rate_per_tonne_km.road.general", 1e308),
        ("trade_elasticity.Z", 0.0),
        ("park.productivity", 1e308),
        ("anything.else", 1e16),
    ],
)
def test_a_case_cannot_widen_a_range_beyond_what_a_number_can_be(name: str, value: float) -> None:
    """The range of the case itself allows the value; time lost, one plus a rate and sums of money do not."""
    wide = Parameter(name, value, "1", min(value, -10.0), max(value, 1e17), "somebody", "assumed")
    with pytest.raises(InputError, match="out of range for any case") as caught:
        Parameters({name: wide})
    assert "value" in str(caught.value)


@pytest.mark.parametrize("digits", [20, 401])
def test_a_whole_number_too_long_for_the_machine_is_a_fault(digits: int) -> None:
    with pytest.raises(InputError, match="not a number up to") as caught:
        parse_parameters(TEXT.replace("value = 5.0", "value = " + "7" * digits), "test.toml")
    assert len(str(caught.value)) < 400
