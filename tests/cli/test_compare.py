"""`corridor compare`: what it prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from corridor.cli import app


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, [*arguments, "--quiet"])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    out = tmp_path_factory.mktemp("out")
    run("appraise", "island", "--name", "slow", "--out", str(out))
    run("appraise", "island", "--name", "fast", "--out", str(out), "--set", "value_of_time.container=2")
    return str(out / "island" / "slow"), str(out / "island" / "fast")


def test_it_says_what_differs_and_why(runs: tuple[str, str]) -> None:
    done = run("compare", *runs, "--explain", "island")
    assert done.exit_code == 0
    for said in ("value_of_time.container", "0.75", "growth: real income", "tunnel", "million a year", "100"):
        assert said in done.stdout


def test_the_document_has_every_table(runs: tuple[str, str]) -> None:
    found = json.loads(run("compare", *runs, "--explain", "island", "--json").stdout)
    assert (found["left"], found["right"]) == ("slow", "fast")
    assert [row["name"] for row in found["explained"]] == ["value_of_time.container", "together"]
    assert [(row["kind"], row["left"], row["right"]) for row in found["causes"]] == [
        ("parameter", "0.75", "2.0")
    ]
    assert found["indicators"]
    assert found["values"]


def test_a_run_beside_itself(runs: tuple[str, str]) -> None:
    said = run("compare", runs[0], runs[0]).stdout
    for sentence in ("Nothing that decides them differs.", "No indicator", "No net present value differs."):
        assert sentence in said


def test_a_folder_without_a_run_is_bad_input(runs: tuple[str, str], tmp_path: Path) -> None:
    done = run("compare", runs[0], str(tmp_path))
    assert done.exit_code == 2
    assert "there is no run in it" in done.output
