"""What cannot be meant is refused at once: one clear fault, exit status 2, nothing computed or written."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any, NoReturn

import pytest
import typer
from typer.testing import CliRunner

from corridor.cli import app
from corridor.cli.outcome import BAD_INPUT
from tests.io.islands import ISLAND, copy_island

STUDIES: dict[str, tuple[str, ...]] = {
    "appraise": (),
    "links": (),
    "sensitivity": (),
    "tornado": (),
    "path": (),
    "congestion": (),
    "select-link": ("4",),
    "energy": (),
    "design": (),
    "upgrades": ("--budget", "100"),
    "plan": ("--budget", "3e7"),
}
"""Commands that compute, with what they need besides a case."""

COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def nothing_is_computed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Fail where a refused question is computed all the same."""

    def computed(*_: object, **__: object) -> NoReturn:
        pytest.fail("something was computed")

    for name in ("calibrate", "ceiling"):
        monkeypatch.setattr(f"corridor.model.baseline.{name}", computed, raising=False)
    monkeypatch.setattr("corridor.planner.interior.solve", computed, raising=False)
    monkeypatch.chdir(tmp_path)


def refused(*arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--quiet"])
    assert result.exit_code == BAD_INPUT, result.output
    assert "Traceback" not in result.output
    assert not list(Path.cwd().rglob("run.json"))
    return result.stderr


@pytest.mark.parametrize(
    ("options", "mark"),
    [
        (("--capacity", "road=²"), "--capacity"),
        (("--capacity", "road=" + "9" * 5000), "--capacity"),
        (("--capacity", "road=1", "--capacity", "road=2"), "--capacity"),
        (("--from", "99999999999"), "--from"),
        (("--from", "-5", "--to", "3000"), "2019 to 2054"),
        (("--to", "1000000"), "--to"),
        (("--from", "2100", "--to", "2110"), "--from"),
        (("--from", "2030", "--to", "2026"), "let --to be no earlier than --from"),
        (("--exclude", "tunnel:tunnel"), "--exclude"),
        (("--require", "tunnel:tunnel"), "--require"),
        (("--projects", ","), "--projects"),
        (("--projects", "tunnel,tunnel"), "--projects"),
        (("--must", ","), "--must"),
        (("--never", "tunnel,,quay"), "--never"),
        (("--discount", "nan"), "--discount"),
        (("--early-weight", "nan"), "--early-weight"),
        (("--budget", "nan"), "--budget"),
        (("--budget", "."), "--budget"),
        (("--budget", "x" * 5000), "--budget"),
        (("--enumerate-up-to", "60"), "--enumerate-up-to"),
        (("--enumerate-up-to", "-1"), "--enumerate-up-to"),
    ],
)
def test_a_plan_that_cannot_be(options: tuple[str, ...], mark: str) -> None:
    said = refused("plan", str(ISLAND), "--no-cache", "--budget", "3e7", *options)
    assert mark in said
    assert len(said) < 2000 or "9999" in said


@pytest.mark.parametrize(
    "content",
    [
        b"year,usd\n2025,\xff\xfe\n",
        b"",
        b"year,usd\n",
        b"\x00\n\x00",
        b"year;usd\n2025;1\n",
        b"year,usd\n2025,nan",
    ],
)
def test_a_budget_that_is_no_table(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "budget.csv").write_bytes(content)
    refused("plan", str(ISLAND), "--no-cache", "--budget", "budget.csv", "--from", "2025", "--to", "2025")


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "-1"])
@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("upgrades", "--most"),
        ("upgrades", "--budget"),
        ("congestion", "--route-gap"),
        ("congestion", "--dispersion"),
        ("design", "--expansion"),
        ("energy", "--cap-mt"),
    ],
)
def test_a_number_that_is_none(command: str, option: str, value: str) -> None:
    said = refused(command, "cpec" if command == "energy" else "island", *STUDIES[command], option, value)
    assert option in said


def test_every_option_of_a_real_number_is_tried() -> None:
    """A new one must be added to the tests above."""
    known = {"budget", "most", "route_gap", "dispersion", "expansion", "discount", "early_weight"}
    found = {
        name
        for command in COMMANDS.values()
        if command.callback and not hasattr(command, "commands")
        for name, param in inspect.signature(command.callback).parameters.items()
        if re.search(r"\bfloat\b", str(param.annotation))
    }
    assert found == known


@pytest.mark.parametrize("command", STUDIES)
def test_a_parameter_that_is_no_number(command: str) -> None:
    for text in ("trade_elasticity.C=nan", "trade_elasticity.C=inf", "trade_elasticity.C", "=", "a=b=c"):
        refused(command, "cpec" if command == "energy" else "island", *STUDIES[command], "--set", text)


@pytest.mark.parametrize(
    "command", [name for name in STUDIES if name not in ("energy", "design", "upgrades")]
)
@pytest.mark.parametrize("text", [",", "tunnel,,quay", "tunnel,tunnel", "bridge", "../x"])
def test_projects_that_are_none(command: str, text: str) -> None:
    assert "--projects" in refused(command, str(ISLAND), *STUDIES[command], "--projects", text)


@pytest.mark.parametrize("command", STUDIES)
def test_a_place_that_cannot_hold_results(command: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a user's")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    for out in ("file", "file/below", "nowhere/below"):
        said = refused(command, str(ISLAND), *STUDIES[command], "--out", out)
        assert "cannot hold results" in said
        assert "--out" in said
    assert (tmp_path / "file").read_text() == "a user's"


def test_the_years_of_a_path_and_of_a_power_system() -> None:
    for options in (("--from", "2040", "--to", "2030"), ("--to", "3000000"), ("--from", "-99999999999999")):
        assert "--from" in refused("path", "island", *options)
        refused("energy", "cpec", *options)


def test_a_link_that_is_none() -> None:
    for link in ("999", "99999999999999999999999999"):
        assert "LINK" in refused("select-link", "island", link)


def test_faults_are_one_document_wherever_they_are_found(tmp_path: Path) -> None:
    copy_island(tmp_path / "case")
    for options in (("--out", "case/case.toml"), ("--projects", ",")):
        result = CliRunner().invoke(app, ["links", "case", "--json", *options])
        assert result.exit_code == BAD_INPUT
        assert result.stdout.startswith('{\n  "error": "input"')
