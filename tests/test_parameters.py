"""Parameters carry unit, range and source, and refuse what lies outside."""

from __future__ import annotations

import pytest

from corridor.errors import InputError
from corridor.parameters import Parameters, parse_parameters

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
