"""The command line: it teaches, ends with the right status, and prints one document when asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
import pytest
from typer.testing import CliRunner

import corridor
from corridor.cli import app
from corridor.cli.outcome import BAD_INPUT, FAILED
from corridor.cli.show import rate_of_return
from corridor.errors import SolveError
from tests.io.islands import copy_island, register, tree, write_register

COMMANDS = (
    ["appraise"],
    ["links"],
    ["sensitivity"],
    ["path"],
    ["congestion"],
    ["select-link"],
    ["energy"],
    ["design"],
    ["upgrades"],
    ["projects"],
    ["parameters"],
    ["case", "check"],
    ["case", "new"],
    ["case", "package"],
)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def island(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return copy_island(tmp_path / "case")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what `appraise --json` prints, with its folder."""
    folder = tmp_path_factory.mktemp("island")
    result = run("appraise", str(copy_island(folder / "case")), "--out", str(folder / "out"), "--json")
    assert result.exit_code == 0, result.output
    parsed: dict[str, Any] = json.loads(result.stdout)
    return parsed


def test_help_begins_with_examples() -> None:
    text = run("--help").output
    for line in ("corridor appraise cpec", "corridor case new my-case", "Exit status"):
        assert line in text


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_of_a_command_has_an_example(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"corridor {' '.join(command)}" in result.output


def test_version() -> None:
    assert run("--version").output == f"corridor {corridor.__version__}\n"


def test_json_is_what_the_folder_holds(document: dict[str, Any]) -> None:
    folder = Path(document["folder"])
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["run"] == folder.name
    assert set(document["scenarios"]) == {"upgraded", "first-decade", "tunnel", "quay"}
    regions = pd.read_parquet(folder / "tables" / "regions.parquet")
    assert [row["ev_usd"] for row in document["regions"]] == regions["ev_usd"].tolist()
    assert (folder / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (folder / "map.gpkg").is_file()
    assert sorted(path.stem for path in (folder / "csv").iterdir()) == sorted(
        path.stem for path in (folder / "tables").iterdir()
    )


def test_a_tunnel_and_a_quay_are_gains_for_the_whole_island(document: dict[str, Any]) -> None:
    gain = {row["project_id"]: row["ev_world_usd"] for row in document["projects"]}
    assert gain["tunnel"] > 0
    assert gain["quay"] > 0
    assert all(row["residual"] <= 1e-9 for row in document["certificates"])


def test_tables_on_the_terminal(island: Path) -> None:
    result = run("appraise", "case", "--projects", "tunnel", "--quiet")
    assert result.exit_code == 0, result.output
    for text in ("real income", "Ostra Highland", "tunnel", "Results: out/island/chosen-"):
        assert text in result.stdout
    assert result.stderr == ""
    assert "quay" not in result.stdout


def test_a_parameter_set_is_recorded_and_makes_another_run(island: Path) -> None:
    names = []
    for options in ([], ["--set", "trade_elasticity.C=4", "--set", "internal.speed=40"]):
        result = run("appraise", "case", "--projects", "tunnel", "--json", "--quiet", *options)
        assert result.exit_code == 0, result.output
        names.append(Path(json.loads(result.stdout)["folder"]))
    record = json.loads((names[1] / "run.json").read_text(encoding="utf-8"))
    assert record["parameters"]["trade_elasticity.C"]["value"] == 4
    assert record["parameters"]["internal.speed"]["value"] == 40
    assert record["changed_parameters"]["trade_elasticity.C"]["to"] == 4
    told = run("appraise", "case", "--projects", "tunnel", "--quiet", "--set", "trade_elasticity.C=4").stdout
    assert "Changed assumptions: trade_elasticity.C 4 (" in told
    assert names[0] != names[1]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--projects", "tunnel,bridge,ferry"], ("bridge", "ferry", "quay, tunnel")),
        (["--set", "trade_elasticity.C=40"], ("out of range", "2.5 to 8")),
        (["--set", "trade_elasticity.C=four", "--set", "nonsense"], ("four", "nonsense")),
        (["--set", "nonsense.C=4", "--set", "internal.speed=1e9"], ("nonsense.C", "internal.speed")),
        (["--out", "case/case.toml"], ("--out", "a folder")),
    ],
)
def test_bad_options_are_told_together(island: Path, options: list[str], told: tuple[str, ...]) -> None:
    before = tree(island.parent)
    result = run("appraise", "case", "--quiet", *options)
    assert result.exit_code == BAD_INPUT
    assert all(text in result.stderr for text in told), result.stderr
    assert tree(island.parent) == before


@pytest.mark.parametrize(
    ("projects", "told"), [([], "nothing to appraise"), (["quay"], "quay; cure: leave it out")]
)
def test_projects_without_an_effect_are_nothing_to_appraise(
    island: Path, projects: list[str], told: str
) -> None:
    document = register()
    tunnel, quay = document["projects"]
    for project in (quay,) if projects else (tunnel, quay):
        project["corridor"]["effects"] = []
    write_register(island, document)
    result = run("appraise", "case", "--quiet", *(["--projects", *projects] if projects else []))
    assert result.exit_code == BAD_INPUT
    assert told in result.stderr
    assert not (island.parent / "out").exists()


def test_an_unknown_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["appraise"], ["projects"], ["parameters"], ["case", "check"]):
        result = run(*command, "atlantis")
        assert result.exit_code == BAD_INPUT
        assert "no such case" in result.output
    assert tree(tmp_path) == {}


def test_a_failed_solve_ends_with_1_and_writes_nothing(island: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise SolveError("residual 1e-3 after 2000 iterations")

    monkeypatch.setattr("corridor.model.solved.equilibrium", fail)
    before = tree(island.parent)
    result = run("appraise", "case", "--json", "--quiet")
    assert result.exit_code == FAILED
    assert json.loads(result.stdout) == {"error": "solve", "message": "residual 1e-3 after 2000 iterations"}
    assert tree(island.parent) == before


def test_projects_are_listed(island: Path) -> None:
    text = run("projects", "case").output
    assert all(word in text for word in ("tunnel", "port-harbour", "planned", "2 act on the model"))
    entries = json.loads(run("projects", "case", "--json").stdout)["projects"]
    assert [entry["project_id"] for entry in entries] == ["tunnel", "quay"]


def test_parameters_are_listed_with_unit_range_and_source() -> None:
    entries = json.loads(run("parameters", "island", "--json").stdout)["parameters"]
    assert {"name", "value", "unit", "low", "high", "source", "status"} <= set(entries[0])
    assert "trade_elasticity.C" in run("parameters", "island").output


def test_a_new_case_is_sound_and_can_be_appraised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("case", "new", "mine").exit_code == 0
    assert run("case", "check", "mine").output == "mine: no faults\n"
    assert 'name = "mine"' in (tmp_path / "mine" / "case.toml").read_text(encoding="utf-8")
    before = tree(tmp_path)
    assert run("case", "new", "mine").exit_code == BAD_INPUT
    assert run("case", "package", "mine").exit_code == 0
    assert tree(tmp_path) == before  # the package file says what the tables say


def test_faults_as_one_document(island: Path) -> None:
    (island / "regions.csv").write_text("region_id\n", encoding="utf-8")
    result = run("case", "check", "case", "--json")
    assert result.exit_code == BAD_INPUT
    (fault,) = json.loads(result.stdout)["faults"]
    assert fault["file"] == "regions.csv"
    assert fault["message"] == "the table is empty"


def test_package_of_a_folder_that_is_no_case(tmp_path: Path) -> None:
    result = run("case", "package", str(tmp_path))
    assert result.exit_code == BAD_INPUT
    assert "case.toml" in result.output
    assert tree(tmp_path) == {}


def test_links_writes_what_it_prints(island: Path) -> None:
    result = run("links", str(island), "--json", "--top", "3", "--of", "XVE")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    folder = Path(document["folder"])
    table = pd.read_parquet(folder / "tables" / "link_values.parquet").set_index("link_id")
    assert len(document["links"]) == 3
    for row in document["links"]:
        assert table.loc[row["link_id"], "value_percent"] == row["value_percent"]
    assert (folder / "map.gpkg").is_file()
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["of"] == "XVE"
    shown = run("links", str(island), "--quiet")
    assert "port-harbour" in shown.output


def test_sensitivity_is_in_the_order_of_size(island: Path) -> None:
    result = run("sensitivity", str(island), "--json")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["parameters"]
    found = [abs(row["elasticity"]) for row in rows if row["elasticity"] is not None]
    assert [row["parameter"] for row in rows[len(found) :]] == ["migration_elasticity"]
    assert found == sorted(found, reverse=True)
    assert "rate_per_tonne_km" in run("sensitivity", str(island), "--quiet").output


def test_values_of_what_is_not_known_are_refused(island: Path) -> None:
    result = run("links", str(island), "--of", "Atlantis", "--outcome", "joy", "--quiet")
    assert result.exit_code == BAD_INPUT
    assert "Atlantis" in result.output
    assert "joy" in result.output


def test_path_writes_what_it_prints(island: Path) -> None:
    result = run("path", str(island), "--from", "2025", "--to", "2030", "--json", "--quiet")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    table = pd.read_parquet(Path(found["folder"]) / "tables" / "countries.parquet")
    assert sorted(table["year"].unique()) == list(range(2025, 2031))
    assert len(found["countries"]) == len(table)
    again = run("path", str(island), "--from", "2025", "--to", "2030", "--quiet")
    assert "What the projects change" in again.output
    refused = run("path", str(island), "--from", "2030", "--to", "2025", "--quiet")
    assert refused.exit_code == BAD_INPUT


@pytest.mark.parametrize(
    "command", [["congestion"], ["congestion", "--dispersion", "0.5"], ["select-link", "4"]], ids=" ".join
)
def test_traffic_writes_what_it_prints(island: Path, command: list[str]) -> None:
    name, *more = command
    result = run(name, str(island), *more, "--json", "--quiet")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    shown = "users" if name == "select-link" else "links"
    table = pd.read_parquet(Path(found["folder"]) / "tables" / f"{shown}.parquet")
    assert len(table) == len(found[shown])
    assert "Results" in run(name, str(island), *more, "--quiet").output


@pytest.mark.parametrize(
    ("rate", "note", "shown"),
    [
        (0.1234, "", "12.3"),
        (None, "none: no year brings more than it costs", "none"),
        (None, "several: 8 % and 50 %", "several"),
        (None, "not known: a cost or a benefit is not", "not known"),
    ],
)
def test_a_rate_of_return_that_is_blank_says_whether_there_is_none_or_several(
    rate: float | None, note: str, shown: str
) -> None:
    assert rate_of_return({"eirr": rate, "eirr_note": note}) == shown
