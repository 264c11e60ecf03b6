"""What a model explains of what was seen: every rule, on numbers made by hand."""

from __future__ import annotations

import pytest

from corridor.accounts.explained import RULES, explained

NONE = float("nan")

CASES = [
    ((10.0, NONE, 1.0), "no figure"),
    ((NONE, 5.0, 1.0), "no figure"),
    ((0.5, 0.5, 1.0), "explained"),
    ((0.5, -0.9, 1.0), "explained"),
    ((10.0, 5.0, 1.0), "explained"),
    ((10.0, 20.0, 1.0), "explained"),
    ((-10.0, -9.0, 1.0), "explained"),
    ((0.5, 2.0, 1.0), "contradicted"),
    ((10.0, -2.0, 1.0), "contradicted"),
    ((-10.0, 2.0, 1.0), "contradicted"),
    ((10.0, 20.1, 1.0), "more than was seen"),
    ((-10.0, -30.0, 1.0), "more than was seen"),
    ((10.0, 4.9, 1.0), "explained in part"),
    ((10.0, 1.0, 1.0), "explained in part"),
    ((10.0, 0.99, 1.0), "not explained"),
    ((10.0, -0.5, 1.0), "not explained"),
    ((10.0, 0.0, 0.0), "not explained"),
]


@pytest.mark.parametrize(("figures", "said"), CASES)
def test_every_rule(figures: tuple[float, float, float], said: str) -> None:
    assert RULES[explained(*figures) - 1] == said


def test_every_rule_is_tried() -> None:
    assert {said for _, said in CASES} == set(RULES)
