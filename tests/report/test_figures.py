"""Rounding of many numbers at once, held to Python's own rounding of one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from corridor.report.cubes import cube, kept, places
from corridor.report.figures import figure, figures


@pytest.mark.parametrize("digits", [3, 4, 5, 6])
def test_many_numbers_are_rounded_as_one_is(digits: int):
    rng = np.random.default_rng(5)
    size = 10.0 ** rng.uniform(-40.0, 40.0, 20_000) * rng.choice([-1.0, 1.0], 20_000)
    ties = [0.5, 2.5, 1.2345675, 999_999.5, 123_456.5, 1_234_565.0, 2.675, 1e22, 1e23, 9.9999995, 1e-300]
    odd = [0.0, -0.0, np.nan, np.inf, -np.inf, 1.0, 10.0, 1000.0, 1e15, 1e16]
    values = np.array([*size, *ties, *odd])
    assert figures(values, digits) == [figure(value, digits) for value in values.tolist()]


def test_whole_numbers_are_integers_and_shapes_stay():
    found = figures(np.array([[1.0, 2.5], [np.nan, -3.0]]))
    assert found == [[1, 2.5], [None, -3]]
    assert isinstance(found[0][0], int)


def test_a_cube_is_empty_where_the_table_says_nothing():
    table = pd.DataFrame({"a": ["x", "y", "z"], "b": ["q", "p", "p"], "v": [1.0, 2.0, 3.0]})
    (found,) = cube(table, {"a": ["y", "x"], "b": ["p", "q"]}, ("v",))
    np.testing.assert_array_equal(found, [[2.0, np.nan], [np.nan, 1.0]])


def test_pieces_of_a_table_are_read_as_one():
    texts = ["a", None, "b", "a", "c"]
    whole = pd.DataFrame({"text": pd.Series(texts, dtype="str"), "number": np.arange(5)})
    pieces = pd.concat([whole.iloc[[row]] for row in range(5)], ignore_index=True)
    assert places(pieces["text"], ["b", "a"]).tolist() == [1, -1, 0, 1, -1]
    rows = kept(pieces, np.array([True, False, True, True, False]))
    assert rows.to_dict("list") == {"text": ["a", "b", "a"], "number": [0, 2, 3]}
