"""The pictures of a plan say what they were given: bars from start to opening, sums, budgets, pairs."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from corridor.errors import InputError
from corridor.palette import tints
from corridor.report.plan_pictures import Planned, gantt, interactions

ROAD = Planned("Road to the pass", "road", 2026, 2029, {2026: 4e7, 2027: 4e7, 2028: 2e7})
PORT = Planned("Quay & cranes", "port", 2025, 2027, {2025: 1e8, 2026: 1.5e8})


def texts(path: Path) -> list[str]:
    return re.findall(r">([^<>\n]+)</text>", path.read_text(encoding="utf-8"))


def test_a_plan_names_its_projects_in_the_order_of_their_works(tmp_path: Path):
    vector, image = gantt([ROAD, PORT], tmp_path / "plan-2.5")
    assert (vector.name, image.name) == ("plan-2.5.svg", "plan-2.5.png")
    assert image.read_bytes().startswith(b"\x89PNG")
    shown = texts(vector)
    assert shown.index("Quay &amp; cranes") < shown.index("Road to the pass")
    # 40 + 40 + 20 and 100 + 150, in millions
    assert {"100", "250", "US$ million a year"} <= set(shown)
    assert "over budget" not in shown
    assert [year for year in shown if re.fullmatch(r"20\d\d", year)] == [str(y) for y in range(2025, 2030)]


def test_only_what_exceeds_the_budget_is_hatched(tmp_path: Path):
    """2026 spends 40 + 150 = 190 million: within 190, over 189."""
    within, _ = gantt([ROAD, PORT], tmp_path / "a", dict.fromkeys(range(2025, 2030), 1.9e8))
    assert "budget" in texts(within)
    assert tints("figure")["over"] not in within.read_text(encoding="utf-8")
    above, _ = gantt([ROAD, PORT], tmp_path / "b", dict.fromkeys(range(2025, 2030), 1.89e8))
    assert "over budget" in texts(above)
    assert tints("figure")["over"] in above.read_text(encoding="utf-8")


def test_the_same_plan_is_the_same_file(tmp_path: Path):
    one, _ = gantt([ROAD], tmp_path / "one")
    two, _ = gantt([ROAD], tmp_path / "two")
    assert one.read_bytes() == two.read_bytes()


def test_every_row_that_cannot_be_drawn_is_told(tmp_path: Path):
    early = Planned("Early", "road", 2030, 2029, {2029: -1.0, 2030: float("nan")})
    with pytest.raises(InputError) as told:
        gantt([ROAD, early], tmp_path / "x", {2030: -5.0})
    assert [(fault.row, fault.column, fault.value) for fault in told.value.faults] == [
        (2, "opening", "2029"),
        (2, "capex", "-1.0"),
        (2, "capex", "nan"),
        (None, "budget", "-5.0"),
    ]
    assert not list(tmp_path.iterdir())
    with pytest.raises(InputError, match="no project"):
        gantt([], tmp_path / "x")


def test_pairs_are_written_once_with_their_sign(tmp_path: Path):
    matrix = np.array([[9.0, -300.0, 0.0], [-300.0, 9.0, 300.0], [0.0, 300.0, 9.0]])
    vector, _ = interactions(["Road", "Rail", "Port"], matrix, tmp_path / "pairs")
    shown = texts(vector)
    # a mark of the scale ends at most at 300 too; the diagonal, 9, is not read
    assert shown.count("300") == shown.count("−300") <= 2
    assert "300" in shown
    assert "9" not in shown
    assert {"Rail  2", "Port  3", "1 is Road; the other numbers as in the rows"} <= set(shown)
    assert "Road  1" not in shown


def test_a_pair_that_was_not_computed_has_a_dash(tmp_path: Path):
    matrix = np.array([[0.0, np.nan], [np.nan, 0.0]])
    vector, _ = interactions(["Road", "Rail"], matrix, tmp_path / "pairs")
    assert "–" in texts(vector)


def test_a_pair_has_one_value(tmp_path: Path):
    with pytest.raises(InputError, match="Rail with Road differs by order; found 2 and 1"):
        interactions(["Road", "Rail"], [[0.0, 1.0], [2.0, 0.0]], tmp_path / "x")
    with pytest.raises(InputError, match="names and matrix differ"):
        interactions(["Road"], [[0.0]], tmp_path / "x")
