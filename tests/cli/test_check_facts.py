"""`corridor check-facts`: what it prints and writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.cli.outcome import FAILED
from corridor.run_tables import run_tables
from tests.io.islands import copy_island


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["check-facts", *arguments, "--quiet"])


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the island with a count that no truck of the model reaches."""
    monkeypatch.chdir(tmp_path)
    case = copy_island(tmp_path / "case")
    path = case / "observed" / "counts.csv"
    table = pd.read_csv(path)
    table.loc[0, "vehicles_per_day"] = 90_000
    table.to_csv(path, index=False)
    return case


def test_it_prints_every_figure_and_writes_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("island", "--name", "one")
    assert done.exit_code == 0
    folder = tmp_path / "out" / "island" / "one"
    written = pd.read_csv(folder / "csv" / "facts.csv")
    for name in written["id"]:
        assert name in done.stdout
    assert "5 of 5 published figures hold; of those held out 3 of 3." in done.stdout
    described = [column.name for column in run_tables()["facts"].columns]
    assert list(written.columns) == described
    assert {path.name for path in folder.glob("*.png")} == {"counts.png", "map.png"}
    trucks = pd.read_parquet(folder / "tables" / "links.parquet")["trucks"]
    assert (trucks > 0.0).all()
    assert len(trucks)


def test_failing_figures_end_in_an_error_only_where_that_is_asked(failing: Path) -> None:
    done = run(str(failing))
    assert done.exit_code == 0
    assert "fails" in done.stdout
    assert "top: made up: the count was made on a market day" in done.stdout
    assert "4 of 5 published figures hold" in done.stdout
    assert run(str(failing), "--strict").exit_code == FAILED
    assert run("island", "--strict").exit_code == 0


def test_one_document_says_the_same(failing: Path) -> None:
    done = run(str(failing), "--json", "--strict")
    assert done.exit_code == FAILED
    document = json.loads(done.stdout)
    verdicts = {row["id"]: row["verdict"] for row in document["facts"]}
    assert verdicts["top"] == "fails"
    counts = [row for row in document["facts_summary"] if row["kind"] == "counts"]
    assert {row["use"]: (row["figures"], row["hold"]) for row in counts} == {
        "calibrate": (1, 1),
        "held-out": (1, 0),
    }
    assert Path(document["folder"]).is_dir()


def test_an_appraisal_tells_how_many_hold_and_the_worst(failing: Path) -> None:
    done = CliRunner().invoke(app, ["appraise", str(failing), "--quiet"])
    assert done.exit_code == 0
    assert "4 of 5 published figures hold; of those held out 2 of 3." in done.stdout
    assert "Farthest off" in done.stdout


def test_power_is_asked_for_and_otherwise_said_to_be_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = run("island", "--power")
    assert refused.exit_code != 0
    assert "the case island has no power system" in refused.output
    assert json.loads(run("island", "--json").stdout)["left_out"] == ""


def test_a_backcast_prints_what_was_seen_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["backcast", "island", "--from", "2020", "--to", "2024", "--quiet"]
    done = CliRunner().invoke(app, [*asked, "--json", "--name", "b"])
    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    assert [row["verdict"] for row in document["compared"]][-1] == "no figure"
    assert (tmp_path / "out" / "island" / "b" / "datapackage.json").is_file()
    assert "3 observed changes" in CliRunner().invoke(app, asked).stdout
