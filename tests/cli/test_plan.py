"""`corridor plan` on the island: what it writes is what it prints, and every fault at once."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from corridor.cli import app
from corridor.cli.outcome import BAD_INPUT
from corridor.cli.plan import budget_of
from corridor.errors import InputError
from tests.io.islands import ISLAND

TABLES = ("summary", "projects", "spending", "streams", "interactions", "delays", "budgets")


def run(out: Path, *options: str) -> Result:
    command = ["plan", str(ISLAND), "--no-cache", "--out", str(out), "--to", "2030", *options]
    return CliRunner().invoke(app, command)


def test_tables_and_pictures(tmp_path: Path) -> None:
    result = run(tmp_path, "--budget", "3e7/yr", "--discount", "0.03", "--json")
    assert result.exit_code == 0, result.output
    for stage in ("read case", "value sets", "place works", "write results"):
        assert f"{stage}: 0 of" in result.stderr
    document = json.loads(result.stdout)
    folder = Path(document["folder"])
    assert {path.stem for path in (folder / "tables").glob("*.parquet")} == set(TABLES)
    assert (folder / "plan.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (folder / "plan.svg").read_text(encoding="utf-8")
    projects = pd.read_parquet(folder / "tables" / "projects.parquet")
    assert document["projects"][0]["project_id"] == projects["project_id"].item() == "tunnel"
    assert projects["start_year"].item() == document["projects"][0]["start_year"]
    assert document["summary"]["proven"]
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["budget"]["2030"] == 3e7


def test_a_readable_plan(tmp_path: Path) -> None:
    result = run(tmp_path, "--budget", "3e7/yr", "--discount", "0.03", "--quiet")
    assert result.exit_code == 0, result.output
    for mark in ("1 of 1 projects", "tunnel", "Proven over all 2 sets", "A tenth less money", "Year by year"):
        assert mark in result.stdout, mark


def test_a_plan_of_nothing_says_why(tmp_path: Path) -> None:
    result = run(tmp_path, "--budget", "3e7", "--discount", "0.3", "--quiet")
    assert result.exit_code == 0, result.output
    assert "costs more than it brings" in result.stdout
    assert not list(tmp_path.rglob("plan.png"))


@pytest.mark.parametrize(
    ("options", "marks"),
    [
        (("--budget", "much"), ("neither a figure nor a file",)),
        (
            ("--budget", "1e9", "--capacity", "rail", "--require", "tunnel", "--exclude", ":a"),
            ("--capacity", "--require", "--exclude"),
        ),
        (
            ("--budget", "-5", "--must", "tunnel", "--never", "tunnel", "--of", "MARS"),
            ("budget cannot be", "both built and not", "whose gain is not known"),
        ),
        (("--budget", "1e9", "--must", "bridge"), ("not a candidate",)),
        (("--budget", "1e6", "--must", "tunnel"), ("no plan meets these limits", "tunnel must be built")),
        (("--budget", "1e9", "--projects", "quay"), ("is built",)),
    ],
)
def test_bad_input_is_told_whole_and_nothing_is_written(
    tmp_path: Path, options: tuple[str, ...], marks: tuple[str, ...]
) -> None:
    result = run(tmp_path, *options)
    assert result.exit_code == BAD_INPUT
    for mark in marks:
        assert mark in result.output, result.output
    assert not list(tmp_path.iterdir())


def test_budgets_are_figures_or_files(tmp_path: Path) -> None:
    path = tmp_path / "budget.csv"
    path.write_text("year,usd\n2025,1e9\n2026,5e8\n", encoding="utf-8")
    assert budget_of(str(path)) == {2025: 1e9, 2026: 5e8}
    assert budget_of("2e9/yr") == budget_of("2000000000") == 2e9
    assert budget_of("inf") == math.inf
    path.write_text("year,usd\n2025,1e9\n2025,5e8\nsoon,1\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        budget_of(str(path))
    assert [(fault.row, fault.column) for fault in told.value.faults] == [(2, "year"), (3, None)]
