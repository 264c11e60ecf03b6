"""Facts once: colours stand in tables of data alone, and ids that the page names are those of indicators."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from corridor.accounts import indicators
from corridor.facts import rows as facts
from corridor.network.modes import moving
from corridor.palette import dashes, tints
from corridor.report.payload import basemap
from corridor.report.results import identifier

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src" / "corridor" / "data"
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sources() -> list[Path]:
    python = (ROOT / "src" / "corridor").rglob("*.py")
    page = (path for path in (ROOT / "web" / "src").rglob("*") if path.suffix in {".ts", ".css"})
    return sorted([*python, *page])


def test_no_colour_is_written_outside_the_tables():
    found = {
        str(path.relative_to(ROOT)): COLOUR.findall(path.read_text(encoding="utf-8")) for path in sources()
    }
    assert {name: colours for name, colours in found.items() if colours} == {}


@pytest.mark.parametrize("name", ["palette.csv", "mode_colours.csv"])
def test_colours_are_colours_and_no_name_stands_twice(name: str):
    rows = table(name)
    for row in rows:
        assert COLOUR.fullmatch(row["light"]), row
        assert COLOUR.fullmatch(row["dark"]) or row["dark"] == "", row
    names = [(row.get("group"), row.get("name") or row.get("mode")) for row in rows]
    assert len(names) == len(set(names))


def test_every_mode_that_moves_freight_has_a_label_and_a_colour_of_its_own():
    rows = {row["mode"]: row for row in table("mode_colours.csv")}
    assert set(moving()) <= set(rows)
    for paper in ("light", "dark"):
        assert len({rows[mode][paper] for mode in moving()}) == len(moving())
    labels = {row["mode"]: row["label"] for row in facts("modes")}
    assert all(rows[mode]["label"] == labels[mode] for mode in moving())
    assert all(row["label"] for row in rows.values())


def test_every_class_of_border_on_the_base_map_has_a_look():
    assert {row["class"] for row in basemap()["borders"]} <= set(dashes())
    assert dashes()["international"] == ()
    assert dashes()["disputed"] == (4.0, 3.0)


def test_a_group_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match="rainbow"):
        tints("rainbow")


def test_indicators_that_the_page_names_exist():
    text = (ROOT / "web" / "src" / "indicators.ts").read_text(encoding="utf-8")
    named = set(re.findall(r'"([a-z-]+/[^"]+)"', text))
    assert len(named) > 3
    assert named <= {identifier(one.account, one.name) for one in indicators()}
