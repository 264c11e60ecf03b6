"""`corridor sweep`: what it prints and writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from corridor.cli import app

ASKED = (
    "island",
    "--draws",
    "64",
    "--checks",
    "1",
    "--causes",
    "value of time of goods,growth of the economy",
)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["sweep", *arguments, "--quiet", "--no-cache"])


def test_it_prints_and_writes_every_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*ASKED, "--name", "one")
    assert done.exit_code == 0, done.output
    for said in (
        "64 futures; 4 worlds solved exactly",
        "tunnel",
        "growth of the economy",
        "worth it on average",
    ):
        assert said in done.stdout
    folder = tmp_path / "out" / "island" / "one"
    projects = pd.read_parquet(folder / "tables" / "sweep_projects.parquet")
    assert list(projects["project_id"]) == ["tunnel", "quay"]
    document = json.loads(run(*ASKED, "--json").stdout)
    assert document["exact"] == 4
    assert document["sweep_projects"][0]["p50"] == pytest.approx(projects["p50"][0], rel=1e-9)


def test_bad_numbers_are_told_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("island", "--draws", "0", "--causes", "luck")
    assert done.exit_code == 2
    for said in ("--draws", "--causes", "luck"):
        assert said in done.output
    assert not (tmp_path / "out").exists()
