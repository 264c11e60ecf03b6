"""Laws of growth of effects, by hand, and how the register states them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corridor.errors import InputError
from corridor.io.oc4ids import read_projects
from corridor.projects.doors import DOORS, Electricity, Mine
from corridor.projects.growth import Growth, Point, default_growth
from corridor.projects.project import LINKS
from tests.conftest import field
from tests.io.islands import ISLAND

YEARS = np.array([2019, 2020, 2025, 2030, 2040])


def test_laws_by_hand() -> None:
    grown = [1.0, 1.1, 1.1**6, 1.1**11, 1.1**21]
    assert Growth("economy").benefit(YEARS, 0.1, 2019) == pytest.approx(grown)
    assert Growth("fixed").benefit(YEARS, 0.1, 2019) == pytest.approx(np.ones(5))
    # a plant of 2025 meets the load of 2025, whatever the year
    assert Growth("fixed", 2025).benefit(YEARS, 0.1, 2019) == pytest.approx(np.full(5, 1.1**6))
    assert Growth("fixed", 2025).emitted(-7.0, YEARS, 0.1, 2019) == pytest.approx(np.full(5, -7.0))
    path = Growth("path", 2025, (Point(2020, 1.0, -2.0), Point(2030, 3.0, -4.0)))
    assert path.benefit(YEARS, 0.1, 2019) == pytest.approx([1.0, 1.0, 2.0, 3.0, 3.0])
    assert path.emitted(9.0, YEARS, 0.1, 2019) == pytest.approx([-2.0, -2.0, -3.0, -4.0, -4.0])


def test_every_door_has_a_law() -> None:
    assert default_growth(LINKS).grows == "economy"
    assert {default_growth(door).grows for door in DOORS} <= {"economy", "fixed"}
    assert Mine("r", "A", 1.0, 1.0).law.grows == "fixed"


def test_a_project_is_parted_by_its_laws() -> None:
    mine, plant = Mine("XOS-highland", "A", 20e3, 500.0), Electricity(-1.0, -5.0)
    late = Electricity(-1.0, -5.0, growth=Growth("fixed", 2025))
    assert [part.doors for _, part in field("one", mine, plant).parts] == [(mine, plant)]
    assert [part.doors for _, part in field("two", mine, late).parts] == [(mine,), (late,)]


def read_with(folder: Path, **stated: Any) -> Any:
    document = json.loads((ISLAND / "projects.json").read_text(encoding="utf-8"))
    document["projects"][0]["corridor"]["effects"][0] |= stated
    (folder / "projects.json").write_text(json.dumps(document), encoding="utf-8")
    return read_projects(folder / "projects.json")[0].effects[0]


def test_the_register_states_them(tmp_path: Path) -> None:
    assert read_with(tmp_path).growth is None
    assert read_with(tmp_path, year=2025).law == Growth("economy", 2025)
    path = [{"year": 2025, "benefit": 1.0}, {"year": 2035, "benefit": 0.5}]
    assert read_with(tmp_path, grows="path", path=path).law.path[1] == Point(2035, 0.5)


@pytest.mark.parametrize(
    "stated",
    [
        {"grows": "quickly"},
        {"grows": "path"},
        {"path": [{"year": 2025, "benefit": 1.0}]},
        {"grows": "path", "path": [{"year": 2025, "benefit": 1.0}, {"year": 2025, "benefit": 1.0}]},
        {"grows": "path", "path": [{"year": 2025, "benefit": -1.0}]},
        {"grows": "path", "path": [{"year": 1, "benefit": 1.0}]},
        {
            "grows": "path",
            "path": [{"year": 2025, "benefit": 1.0, "co2_t": 1.0}, {"year": 2026, "benefit": 1.0}],
        },
    ],
)
def test_a_law_that_cannot_be_is_refused(tmp_path: Path, stated: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        read_with(tmp_path, **stated)
