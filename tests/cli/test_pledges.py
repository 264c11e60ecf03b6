"""`corridor pledges`: what it prints and writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.cli.outcome import BAD_INPUT

TEXT = """Harbour Gazette, 4 May 2021

The Minister of Works promised a second quay before the year 2025,
a road under the pass by the end of 2023, work for the Highland and
fewer deaths on our roads. Both ministers spoke of twice as many ships, and a
road for what they bring, and of a friendship of our peoples.
"""


@pytest.fixture(autouse=True)
def _there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_it_prints_every_pledge_and_writes_a_run(tmp_path: Path) -> None:
    done = run("pledges", "island", "--name", "one")
    assert done.exit_code == 0, done.stderr
    for word in ("quay", "contrary evidence", "late, overdue", "1 of 6 pledges kept", "give `--run`"):
        assert word in done.stdout
    written = pd.read_parquet(tmp_path / "out" / "island" / "one" / "tables" / "pledges.parquet")
    assert len(written) == 6


def test_an_appraisal_weighs_them() -> None:
    assert run("appraise", "island", "--name", "run", "--quiet").exit_code == 0
    done = run("pledges", "island", "--run", "run", "--json")
    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    projects = pd.read_parquet("out/island/run/tables/projects.parquet").set_index("project_id")
    found = {row["pledge_id"]: row for row in document["pledges"]}
    assert found["quay"]["gain_world_usd"] == pytest.approx(projects.loc["quay", "ev_world_usd"])
    assert {row["indicator"] for row in document["pledge_model"]} == {"trade to GDP", "hours to a city"}


def test_quotations_are_checked_against_a_text(tmp_path: Path) -> None:
    text = tmp_path / "gazette.txt"
    text.write_text(TEXT, encoding="utf-8")
    assert run("pledges", "island", "--text", str(text)).exit_code == 0
    text.write_text(TEXT.replace("our roads", "the roads"), encoding="utf-8")
    done = run("pledges", "island", "--text", f"Harbour Gazette={text}")
    assert done.exit_code == BAD_INPUT
    assert "row 5" in done.stderr
    assert "safe-roads" in done.stderr
    assert run("pledges", "island", "--text", f"Xinhua={text}").exit_code == 0


def test_a_run_that_is_none_is_told() -> None:
    done = run("pledges", "island", "--run", "gone")
    assert done.exit_code == BAD_INPUT
    assert "there is no such folder" in done.stderr
