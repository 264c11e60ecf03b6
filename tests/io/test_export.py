"""Runs in the formats of others, against the official schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.cli.outcome import BAD_INPUT
from corridor.io.gmns import read_gmns
from corridor.io.iati import Reporter, iati_activities
from corridor.io.oc4ids import read_projects
from corridor.io.oc4ids_out import oc4ids_package
from corridor.io.results import write_run
from corridor.studies.appraise.appraisal import Appraisal
from tests.io.islands import ISLAND
from tests.io.test_official_register import CPEC, official

GOLDEN = Path(__file__).parents[1] / "golden" / "iati203"


@pytest.fixture(scope="module")
def run(appraised: Appraisal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(appraised, tmp_path_factory.mktemp("out"), name="all")


def exported(run: Path, to: str, tmp_path: Path) -> Path:
    done = CliRunner().invoke(app, ["export", str(run), "--to", to, "--out", str(tmp_path)])
    assert done.exit_code == 0, done.stderr
    return tmp_path / "island" / f"all-{to}"


def schema() -> Any:
    """Return the official schema of IATI 2.03 activities."""
    etree = pytest.importorskip("lxml.etree")
    return etree.XMLSchema(etree.parse(str(GOLDEN / "iati-activities-schema.xsd")))


def parsed(content: bytes) -> Any:
    return pytest.importorskip("lxml.etree").fromstring(content)


def test_oc4ids_is_valid_and_holds_what_the_run_says(run: Path, tmp_path: Path, appraised: Appraisal) -> None:
    folder = exported(run, "oc4ids", tmp_path)
    document = json.loads((folder / "projects.json").read_text(encoding="utf-8"))
    assert [error.message for error in official().iter_errors(document)] == []
    tunnel = next(entry for entry in document["projects"] if entry["id"] == "tunnel")
    forecasts = {one["id"]: one["observations"][0]["measure"] for one in tunnel["forecasts"]}
    row = appraised.projects.set_index("project_id").loc["tunnel"]
    assert forecasts["npv_low"] == pytest.approx(row["npv_low"])
    assert forecasts["ev_world_usd"] == pytest.approx(row["ev_world_usd"])
    account = appraised.accounts
    home = account[(account["scenario"] == "tunnel") & (account["region"] == "XOS")].dropna(subset="change")
    assert {f"{a}/{i}/XOS" for a, i in zip(home["account"], home["indicator"], strict=True)} <= set(forecasts)
    assert [one["dateMet"][:10] for one in tunnel["milestones"]] == ["2019-03-31", "2022-06-01"]
    assert read_projects(folder / "projects.json") == read_projects(ISLAND / "projects.json")


def test_iati_is_valid_and_the_check_can_fail(run: Path, tmp_path: Path) -> None:
    official_schema = schema()
    content = (exported(run, "iati", tmp_path) / "activities.xml").read_bytes()
    official_schema.assertValid(parsed(content))
    broken = content.replace(b"<activity-status", b"<activity-state")
    assert not official_schema.validate(parsed(broken))


def test_the_reference_case_is_valid_iati_and_sums_to_its_costs() -> None:
    """All projects, with a made-up result for each."""
    official_schema = schema()
    projects = read_projects(CPEC / "projects.json")
    names = [project.project_id for project in projects]
    tables = {
        "projects": pd.DataFrame({"project_id": names, "ev_PAK_usd": 1e6, "ev_world_usd": 2e6}),
        "accounts": pd.DataFrame(
            [
                (name, account, indicator, "country", "PAK", 100.0, 101.0, 1.0, "%")
                for name in names
                for account, indicator in (("growth", "real GDP"), ("green", "freight"))
            ],
            columns=[
                *("scenario", "account", "indicator", "level", "region"),
                *("baseline", "counterfactual", "change", "unit"),
            ],
        ),
    }
    reporter = Reporter("XI-TEST", "Test", "PAK", "2026-11-23", 2055)
    root = parsed(iati_activities(projects, tables, reporter))
    official_schema.assertValid(root.getroottree())
    assert {one.get("code") for one in root.iter("recipient-country")} == {"PK"}
    told = sum(float(one.find("value").text) for one in root.iter("budget"))
    assert told == pytest.approx(sum(usd for p in projects for _, usd in p.capex), abs=1.0)
    assert {one.get("code") for one in root.iter("reference")} == {"8.1.1", "9.1.2"}
    ended = {one.get("iso-date") for one in root.iter("activity-date") if one.get("type") == "4"}
    assert "2024-09-14" in ended
    register = json.loads((CPEC / "projects.json").read_text(encoding="utf-8"))
    package = oc4ids_package(register, projects, tables, ["PAK"])
    assert [error.message for error in official().iter_errors(package)] == []


def test_gmns_is_sound_and_carries_the_tonnes(run: Path, tmp_path: Path, appraised: Appraisal) -> None:
    network = read_gmns(exported(run, "gmns", tmp_path))
    assert network.problems() == []
    told = pd.to_numeric(network.tables["link"]["tonnes_counterfactual"]).fillna(0.0).sum()
    assert told == pytest.approx(appraised.links["tonnes_counterfactual"].sum(), rel=1e-9)


def test_what_cannot_be_exported_is_told(run: Path, tmp_path: Path) -> None:
    for arguments, said in (
        ([str(run), "--to", "pdf"], "no such format"),
        ([str(tmp_path), "--to", "iati"], "there is no run in it"),
    ):
        done = CliRunner().invoke(app, ["export", *arguments, "--out", str(tmp_path)])
        assert done.exit_code == BAD_INPUT
        assert said in done.stderr


def test_every_run_is_a_data_package(run: Path) -> None:
    """Every CSV of the folder is listed, with the columns that it has, in their order."""
    package = json.loads((run / "datapackage.json").read_text(encoding="utf-8"))
    assert {entry["path"] for entry in package["resources"]} == {
        path.relative_to(run).as_posix() for path in (run / "csv").glob("*.csv")
    }
    for entry in package["resources"]:
        header = (run / entry["path"]).read_text(encoding="utf-8").splitlines()[0].replace('"', "").split(",")
        assert header == [field["name"] for field in entry["schema"]["fields"]]
        assert entry["name"] == entry["name"].lower()
    units = {f["name"]: f.get("unit") for f in package["resources"][3]["schema"]["fields"]}
    assert units["npv_low"] == "US$"


def test_groups_of_countries_sum_the_gains_of_their_members(run: Path) -> None:
    done = CliRunner().invoke(app, ["groups", str(run), "--json"])
    assert json.loads(done.stdout)["groups"] == []  # made-up countries belong to no group


def test_the_official_schema_does_what_its_own_tests_say() -> None:
    """All files for activities that its publishers say must pass or fail."""
    official_schema = schema()
    etree = pytest.importorskip("lxml.etree")
    files = pd.read_parquet(GOLDEN / "iati_schema_test_files.parquet")
    files = files[files["path"].str.contains("activity-tests/")]
    assert len(files) > 250
    for row in files.to_dict("records"):
        text = row["xml"].encode() if isinstance(row["xml"], str) else row["xml"]
        assert official_schema.validate(etree.fromstring(text)) == (row["expected"] == "pass"), row["path"]
