"""`corridor energy`: what it prints and writes, what it refuses, and life without its libraries."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.cli.outcome import BAD_INPUT, FAILED
from corridor.energy.system import FOLDER, TABLES
from corridor.schema import dictionary
from tests.energy.systems import costed, small_system
from tests.io.islands import copy_island, tree

HOURS = 8760.0
ONE_YEAR = ("--from", "2030", "--to", "2030", "--quiet")


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["energy", *arguments])


@pytest.fixture
def island(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the island with 50 MW of load at the harbour, on coal of the project `quay`; services are D."""
    monkeypatch.chdir(tmp_path)
    case = copy_island(tmp_path / "case")
    for file in (case / "inputs").glob("*.csv"):
        file.write_text(re.sub(r"\bG\b", "D", file.read_text(encoding="utf-8")), encoding="utf-8")
    system = costed(small_system(load_mw={"west": 50.0, "east": 0.0}, line_mw=0.0), "coal", 400.0)
    places = system.zone_regions.assign(region_id=["XOS-harbour", "XOS-highland"])
    plants = system.plants.assign(project_id=np.where(system.plants["carrier"] == "coal", "quay", ""))
    demand = pd.concat([system.demand, system.demand.assign(year=2019)], ignore_index=True)
    system = replace(system, zone_regions=places, plants=plants, demand=demand)
    tables = {name: getattr(system, name) for name in TABLES}
    site = {"zone": "west", "carrier": "coal", "limit_mw": 0.0}
    rows = {
        "sites": site,
        "availability": {"fuel": "coal", "zone": "", "year": 2000, "value": 1.0},
        "generation": {"fuel": "coal", "year": 2000, "twh": 1.0},
        "energy_references": {"name": "none", "year": 2000, "value": 1.0, "unit": "1"},
    }
    tables |= {name: pd.DataFrame([row]) for name, row in rows.items()}
    (case / FOLDER).mkdir()
    for name, table in tables.items():
        filled(table, name).to_csv(case / FOLDER / f"{name}.csv", index=False)
    assert CliRunner().invoke(app, ["case", "package", str(case)]).exit_code == 0
    file = case / "datapackage.json"
    package = json.loads(file.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        resource["sources"] = [{"title": "made up"}]
        resource["licenses"] = [{"name": "CC0-1.0"}]
    file.write_text(json.dumps(package), encoding="utf-8")
    return case


def filled(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the table with the columns that the model does not read."""
    needed = [column for column in dictionary()[name] if column.required and column.name not in table]
    words = {c.name: c.allowed[0] if c.allowed else "-" if c.type == "text" else 1.0 for c in needed}
    return table.assign(**words)


def test_help_has_examples() -> None:
    text = run("--help").output
    assert "corridor energy cpec --projects built,planned --economy" in text
    assert "pip install 'corridor[energy]'" in text


def test_the_document_holds_what_hand_and_folder_say(island: Path) -> None:
    result = run(str(island), *ONE_YEAR, "--projects", "built,planned", "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    (effect,) = document["effect"]
    # Gas at 50 in place of coal at 20, half a tonne in place of one.
    assert effect["emission_change_t"] == pytest.approx(50.0 * HOURS * 0.5)
    (year,), (other,) = document["years"], document["without_years"]
    assert other["cost_usd_mwh"] - year["cost_usd_mwh"] == pytest.approx(30.0)
    folder = Path(document["folder"])
    read = pd.read_csv(folder / "csv" / "effect.csv")
    assert read["emission_change_t"].to_list() == pytest.approx([effect["emission_change_t"]])
    regions = pd.read_parquet(folder / "tables" / "regions.parquet").set_index("region_id")[
        "electricity_cost_hat"
    ]
    assert regions["XOS-harbour"] == pytest.approx(20.0 / 50.0)
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["projects"] == ["quay"]


def test_through_the_economy_cheap_power_is_a_gain_at_home(island: Path) -> None:
    result = run(str(island), *ONE_YEAR, "--projects", "quay", "--economy", "--json")
    assert result.exit_code == 0, result.output
    worth = {(row["capital"], row["country"]): row for row in json.loads(result.stdout)["worth"]}
    saved = 50.0 * HOURS * 30.0
    # Hulten (1978): the gain is the saving, at first order; the saving is 2 % of the sector's sales.
    assert worth["sunk", "XOS"]["gain_usd"] == pytest.approx(saved, rel=0.1)
    assert worth["sunk", "XOS"]["gain_usd"] > worth["counted", "XOS"]["gain_usd"] > 0.0
    assert all(row["residual"] <= 1e-6 for row in worth.values())


def test_tables_on_the_terminal(island: Path) -> None:
    result = run(str(island), "--from", "2030", "--to", "2031", "--step", "5", "--standing")
    assert result.exit_code == 0, result.output
    for words in ("The power system", "Capacity and generation", "2031", "Results:"):
        assert words in result.output


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--projects", "atlantis"), "no such project"),
        (("--cap-mt", "low"), "not a cap"),
        (("--cap-mt", "2033=1"), "not a year of the study"),
        (("--from", "2035", "--to", "2030"), "ends before it begins"),
        (("--economy",), "no projects whose worth is asked"),
        (("--cap-mt", "1", "--standing"), "a cap needs something that may be built"),
    ],
)
def test_bad_options_are_told(island: Path, options: tuple[str, ...], told: str) -> None:
    before = tree(island.parent)
    result = run(str(island), "--from", "2030", "--to", "2030", *options, "--quiet")
    assert result.exit_code == BAD_INPUT
    assert told in result.output
    assert tree(island.parent) == before


def test_a_cap_that_cannot_be_met_ends_with_1(island: Path) -> None:
    result = run(str(island), *ONE_YEAR, "--cap-mt", "0.01")
    assert result.exit_code == FAILED
    assert "cannot be met" in result.output


def test_a_case_without_a_power_system_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("island", *ONE_YEAR)
    assert result.exit_code == BAD_INPUT
    assert "has no power system" in result.output


def test_without_the_extra_the_command_says_how_to_install_it(
    island: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pypsa", "highspy"):
        monkeypatch.setitem(sys.modules, name, None)
    result = run(str(island), *ONE_YEAR)
    assert result.exit_code == BAD_INPUT
    assert "pip install 'corridor[energy]'" in result.output
    assert CliRunner().invoke(app, ["case", "check", str(island)]).exit_code == 0
    assert CliRunner().invoke(app, ["appraise", str(island), "--quiet"]).exit_code == 0
