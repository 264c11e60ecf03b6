"""`corridor risk` on a copy of the island with a set of closures."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.io.datapackage import Origin, write_datapackage
from corridor.io.find import find_case
from corridor.io.tables import read_raw

CLOSURES = """set,name,section,part,lon,lat,radius_km,hazard,first_month,last_month,per_year,per_year_low,\
per_year_high,days,days_low,days_high,status,source
pass,Pass road,pass-road,,,,,snow,12,2,2,1,4,3,1,6,assumed,made up
harbour,Harbour,port-harbour,,,,,other,1,12,1,0.5,2,2,1,3,assumed,made up
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path / "cache"))
    case = tmp_path / "island"
    for path in find_case("island").rglob("*"):
        if path.is_file():
            copy = case / path.relative_to(find_case("island"))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (case / "hazards").mkdir()
    (case / "hazards" / "closures.csv").write_text(CLOSURES, encoding="utf-8")
    write_datapackage(case, "island", {"closures": Origin("made up", "CC0-1.0")})
    return case


def run(*arguments: str | Path) -> str:
    found = CliRunner().invoke(app, [*map(str, arguments)])
    assert found.exit_code == 0, found.output
    return found.output


def test_tables_map_and_document(folder: Path, tmp_path: Path) -> None:
    asked = ("risk", folder, "--links", "2", "--out", tmp_path / "out", "--name", "one", "--quiet")
    told = json.loads(run(*asked, "--json"))
    assert {"links", "closures", "losses"} <= set(told)
    written = Path(told["folder"])
    table = pd.read_parquet(written / "tables" / "closures.parquet")
    assert table["closure"].head(2).tolist() == ["pass", "harbour"]
    assert (written / "map.gpkg").is_file()
    screen = run(*asked)
    assert "Pass road" in screen
    assert "all of them" in screen
    again = pd.read_parquet(written / "tables" / "closures.parquet")  # from the ledger
    pd.testing.assert_frame_equal(table, again)


def test_a_faulty_table_of_hazards_is_told(folder: Path) -> None:
    path = folder / "hazards" / "closures.csv"
    path.write_text(CLOSURES.replace("pass-road", "no-road").replace(",2,1,4,", ",2,3,4,"), encoding="utf-8")
    found = CliRunner().invoke(app, ["risk", str(folder), "--quiet"])
    assert found.exit_code == 2
    assert "no link of this section" in " ".join(found.output.split())
    assert "upside down" in found.output


def test_a_case_without_hazards_is_told() -> None:
    found = CliRunner().invoke(app, ["risk", "island", "--quiet"])
    assert found.exit_code == 2
    assert "no hazards" in found.output


def test_reading_an_island_with_hazards_finds_its_table(folder: Path) -> None:
    assert "closures" in read_raw(folder).frames
