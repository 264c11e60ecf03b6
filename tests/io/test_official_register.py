"""Any valid OC4IDS package is read, and the registers that ship are valid packages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4
from typer.testing import CliRunner

from corridor.cli import app
from corridor.errors import InputError
from corridor.io.case import check, read
from corridor.io.oc4ids import read_projects
from corridor.model.selection import scenarios
from tests.io.islands import ISLAND, copy_island, project, register, write_register

OFFICIAL = Path(__file__).parents[1] / "golden" / "oc4ids"
CPEC = Path(__file__).parents[2] / "cases" / "cpec"
STAGES = json.loads((OFFICIAL / "project-schema.json").read_text(encoding="utf-8"))["properties"]["status"][
    "enum"
]


def official() -> Draft4Validator:
    """Return what checks a package against the official schemas of 0.9.5."""
    schema = json.loads((OFFICIAL / "project-schema.json").read_text(encoding="utf-8"))
    package = json.loads((OFFICIAL / "project-package-schema.json").read_text(encoding="utf-8"))
    resource = Resource.from_contents(schema, default_specification=DRAFT4)
    registry: Registry[Any] = Registry().with_resource(schema["id"], resource)
    return Draft4Validator(package, registry=registry)


def example() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((OFFICIAL / "example.json").read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("folder", [ISLAND, CPEC], ids=["island", "cpec"])
def test_the_registers_that_ship_are_valid_packages(folder: Path) -> None:
    document = json.loads((folder / "projects.json").read_text(encoding="utf-8"))
    assert [error.message for error in official().iter_errors(document)] == []


def test_the_official_check_can_fail() -> None:
    document = json.loads((ISLAND / "projects.json").read_text(encoding="utf-8"))
    document["projects"][0]["status"] = "completed"
    assert [error.instance for error in official().iter_errors(document)] == ["completed"]


def test_the_official_example_is_read_as_a_project_without_effect(tmp_path: Path) -> None:
    """Its project builds a road (`transport.road`), is under way, and ends in 2019 at the latest."""
    folder = copy_island(tmp_path / "case")
    document = register()
    document["projects"] += example()["projects"]
    write_register(folder, document)
    assert check(folder) == []
    found = read(folder).projects[-1]
    assert found.project_id == example()["projects"][0]["id"]
    assert found.title == example()["projects"][0]["title"]
    assert not found.acts
    assert not found.listed
    assert found.capex == ()
    listing = CliRunner().invoke(app, ["case", "check", str(folder)])
    assert listing.exit_code == 0
    assert found.project_id in listing.output


@pytest.mark.parametrize("version", ["0.9", "0.9.5", "0.9.3"])
def test_versions_of_the_standard(tmp_path: Path, version: str) -> None:
    write_register(tmp_path, {**register(), "version": version})
    assert len(read_projects(tmp_path / "projects.json")) == 2


@pytest.mark.parametrize("version", ["1.0", "0.10", "0.9.x", 0.9])
def test_other_versions_are_told(tmp_path: Path, version: Any) -> None:
    write_register(tmp_path, {**register(), "version": version})
    with pytest.raises(InputError, match="version"):
        read_projects(tmp_path / "projects.json")


@pytest.mark.parametrize("status", STAGES)
def test_every_status_of_the_standard_is_read(tmp_path: Path, status: str) -> None:
    document = register()
    document["projects"][0]["status"] = status
    write_register(tmp_path, document)
    assert read_projects(tmp_path / "projects.json")[0].status == status


def test_what_was_completed_is_in_maintenance(tmp_path: Path) -> None:
    """OC4IDS 0.9.4 renamed the stage."""
    document = register()
    document["projects"][1]["status"] = "completed"
    write_register(tmp_path, document)
    assert read_projects(tmp_path / "projects.json")[1].status == "maintenance"


@pytest.mark.parametrize("name", ["PK-NHA-M8", "NHA/2016/M-8", "oc4ids-bu3kcz-1.2", "M 8", "شاہراہ ۸"])
def test_identifiers_of_publishers_are_read(tmp_path: Path, name: str) -> None:
    document = register()
    document["projects"][0]["id"] = name
    write_register(tmp_path, document)
    assert read_projects(tmp_path / "projects.json")[0].project_id == name


@pytest.mark.parametrize("name", ["a,b", "a:b", " a", "a ", "tunnel\n", "a\tb"])
def test_an_identifier_that_no_command_can_name_is_told_in_words(tmp_path: Path, name: str) -> None:
    document = register()
    document["projects"][0]["id"] = name
    write_register(tmp_path, document)
    with pytest.raises(InputError) as raised:
        read_projects(tmp_path / "projects.json")
    (fault,) = raised.value.faults
    assert (fault.row, fault.column) == (1, "id")
    assert "comma" in str(fault.allowed)


def test_a_project_needs_no_more_than_an_identifier(tmp_path: Path) -> None:
    """The standard asks for nothing else; nulls of older versions count as absent."""
    document = register()
    document["projects"] = [
        {"id": "urn:x:1"},
        {"id": "2", "title": None, "status": None, "locations": None, "sector": None},
        {"id": "3", "sector": ["transport.rail"], "period": {"endDate": "2031-05-01T00:00:00Z"}},
    ]
    write_register(tmp_path, document)
    found = read_projects(tmp_path / "projects.json")
    assert [(p.project_id, p.title, p.acts, p.opening_year) for p in found] == [
        ("urn:x:1", "urn:x:1", False, 2024),
        ("2", "2", False, 2024),
        ("3", "3", False, 2031),
    ]
    assert found[2].type == "rail"


def test_shapes_of_places_may_be_lines_and_points_may_have_a_height(tmp_path: Path) -> None:
    document = register()
    line = {"id": "1", "geometry": {"type": "LineString", "coordinates": [[10, 50], [10.1, 50.5]]}}
    point = {"id": "2", "geometry": {"type": "Point", "coordinates": [10.1, 50.5, 1200]}}
    document["projects"][0]["locations"] = [line, point]
    write_register(tmp_path, document)
    found = read_projects(tmp_path / "projects.json")[0]
    assert (found.lon, found.lat) == (10.1, 50.5)


def test_whole_numbers_may_be_written_with_a_point(tmp_path: Path) -> None:
    """In JSON 2027.0 is a whole number: the year must be one inside, or tables of years break later."""
    document = register()
    extra = document["projects"][0]["corridor"]
    extra |= {
        "opening_year": 2027.0,
        "life_years": 30.0,
        "ramp_years": 2.0,
        "capex": [{"year": 2025.0, "usd": 1}],
    }
    write_register(tmp_path, document)
    found = read_projects(tmp_path / "projects.json")[0]
    years = (found.opening_year, found.life_years, found.ramp_years, found.capex[0][0])
    assert years == (2027, 30, 2, 2025)
    assert all(isinstance(year, int) for year in years)


def test_a_cancelled_project_stands_in_no_portfolio_and_is_said(tmp_path: Path) -> None:
    folder = copy_island(tmp_path / "case")
    document = register()
    document["projects"].append(project("ramp", "pass-road", "planned", **{"with": {"speed_factor": 1.2}}))
    document["projects"][0]["status"] = "cancelled"
    write_register(folder, document)
    case = read(folder)
    portfolios = {s.name: [p.project_id for p in s.projects] for s in scenarios(case.projects, None)}
    assert portfolios["upgraded"] == ["ramp"]
    appraised = ["appraise", str(folder), "--out", str(tmp_path / "out")]
    for command in (["case", "check", str(folder)], ["projects", str(folder)], appraised):
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0
        assert "cancelled, in no portfolio: tunnel" in " ".join(result.output.split())


def test_a_project_that_was_cancelled_is_not_built(tmp_path: Path) -> None:
    document = register()
    document["projects"][1]["status"] = "cancelled"
    write_register(tmp_path, document)
    with pytest.raises(InputError, match="cancelled is not built"):
        read_projects(tmp_path / "projects.json")
