"""Stopping a run, wherever it is, leaves the previous results whole and nothing half done."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.cli.outcome import STOPPED
from tests.io.islands import copy_island, tree

STAGES = (
    "corridor.model.baseline.calibrate",
    "corridor.model.solved.equilibrium",
    "corridor.io.runs.write_tables",
    "corridor.io.results.write_geopackage",
    "corridor.report.page.write_report",
)
"""What is under way when the run is stopped, from reading to the last file."""

HANGING = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
import corridor.io.results
from corridor.cli import main

def hang(*_):
    print("half", flush=True)
    time.sleep(60)

corridor.io.results.write_geopackage = hang
sys.argv = ["corridor", "appraise", "case", "--out", "out", "--quiet"]
main()
"""


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the results of one run of the island in `case` beside it."""
    monkeypatch.chdir(tmp_path)
    copy_island(tmp_path / "case")
    appraised = CliRunner().invoke(app, ["appraise", "case", "--out", "out", "--quiet"])
    assert appraised.exit_code == 0, appraised.output
    return tmp_path / "out"


def stop(*_: Any, **__: Any) -> NoReturn:
    raise KeyboardInterrupt


@pytest.mark.parametrize("stage", STAGES)
def test_a_stop_in_any_stage(results: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    before = tree(results)
    assert any(name.endswith("report.html") for name in before)
    monkeypatch.setattr(stage, stop)
    for options in ([], ["--projects", "tunnel"]):  # the same run again, and another one
        result = CliRunner().invoke(app, ["appraise", "case", "--out", "out", "--quiet", *options])
        assert result.exit_code == STOPPED
        assert "earlier results are whole" in result.output
    assert tree(results) == before


def test_the_signal_of_ctrl_c(results: Path) -> None:
    before = tree(results)
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", HANGING], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=results.parent
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == STOPPED
    assert tree(results) == before


def test_a_run_again_gives_the_same_bytes(results: Path) -> None:
    again = CliRunner().invoke(app, ["appraise", "case", "--out", "again", "--quiet"])
    assert again.exit_code == 0
    assert tree(results.parent / "again") == tree(results)
