"""What changed between two registers, and statuses that are refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corridor.cli import app
from corridor.cli.outcome import BAD_INPUT
from corridor.errors import InputError
from corridor.projects.project import Project
from corridor.projects.register_diff import Change, register_changes
from corridor.projects.standing import StatusAt
from tests.conftest import works
from tests.io.islands import ISLAND

PLAN = StatusAt("preparation", "2022-06", "seen", "gazette 1")
WORK = StatusAt("implementation", "2024-02-01", "seen", "gazette 2")


def road(*statuses: StatusAt, **fields: object) -> Project:
    base = replace(
        works("road", "pass-road", speed_factor=1.5), status=statuses[-1].status if statuses else ""
    )
    return replace(base, statuses=statuses, **fields)  # type: ignore[arg-type]


def test_nothing_changed() -> None:
    assert register_changes([road(PLAN)], [road(PLAN)]) == ()


def test_a_status_changes_with_its_date_and_source() -> None:
    found = register_changes([road(PLAN)], [road(PLAN, WORK)])
    assert found == (Change("road", "status", "preparation", "implementation", "2024-02-01", "gazette 2"),)


def test_all_that_moved_is_told() -> None:
    other = replace(works("bend", "pass-road", speed_factor=1.5), status="preparation", statuses=(PLAN,))
    late = road(PLAN, replace(PLAN, date="2023"), opening_year=2030, capex=((2025, 15e6),))
    found = register_changes([road(PLAN), other], [replace(other, project_id="tower"), late])
    assert [(c.project_id, c.what, c.before, c.after) for c in found] == [
        ("tower", "added", "", "preparation"),
        ("road", "dated status", "", "preparation"),
        ("road", "opening year", "2027", "2030"),
        ("road", "cost (US$ m)", "10.0", "15.0"),
        ("bend", "dropped", "preparation", ""),
    ]


def test_a_status_without_a_dated_source_is_refused_with_all_others() -> None:
    unknown = StatusAt("implementation", "", "unknown", reason="nobody says when")
    bare = works("bare", "pass-road", speed_factor=1.5)
    with pytest.raises(InputError) as told:
        register_changes([road(PLAN)], [road(PLAN, unknown), bare])
    assert [fault.message for fault in told.value.faults] == [
        "project road: status implementation without a dated source",
        "project bare: status preparation without a dated source",
    ]


def test_a_status_does_not_go_back_in_time() -> None:
    with pytest.raises(InputError, match="dated before the one it follows"):
        register_changes([road(PLAN)], [road(replace(WORK, date="2021"))])


def test_a_new_project_may_say_that_no_date_is_known() -> None:
    unknown = StatusAt("preparation", "", "unknown", reason="nobody says when")
    (found,) = register_changes([], [road(unknown)])
    assert found.source == "nobody says when"


def test_the_command(tmp_path: Path) -> None:
    document = json.loads((ISLAND / "projects.json").read_text(encoding="utf-8"))
    entry = document["projects"][0]
    entry["status"] = "implementation"
    path = tmp_path / "projects.json"
    refused = "the last of its statuses is not its status"
    for statuses, said in ((None, "without a dated source"), (entry["corridor"]["statuses"], refused)):
        entry["corridor"]["statuses"] = statuses or []
        path.write_text(json.dumps(document), encoding="utf-8")
        done = CliRunner().invoke(app, ["register", "diff", "island", str(path)])
        assert done.exit_code == BAD_INPUT
        assert said in done.stderr
    stated = {"status": "implementation", "date": "2026-03", "known": "seen", "source": "Gazette"}
    entry["corridor"]["statuses"].append(stated)
    path.write_text(json.dumps(document), encoding="utf-8")
    done = CliRunner().invoke(app, ["register", "diff", "island", str(path), "--json"])
    (change,) = json.loads(done.stdout)["changes"]
    assert (change["before"], change["after"], change["date"]) == ("preparation", "implementation", "2026-03")
    assert CliRunner().invoke(app, ["register", "diff", "island", "island"]).exit_code == 0
    assert (
        CliRunner().invoke(app, ["register", "diff", "island", str(tmp_path / "x.json")]).exit_code
        == BAD_INPUT
    )
