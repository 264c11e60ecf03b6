"""`pledges.json` is read, and every fault of it is told at once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from corridor.errors import InputError
from corridor.io.case import check
from corridor.io.pledges import read_pledges
from tests.io.islands import ISLAND


@pytest.fixture
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ISLAND / "pledges.json").read_text(encoding="utf-8"))
    return found


def faults(tmp_path: Path, document: Any) -> list[str]:
    path = tmp_path / "pledges.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_pledges(path)
    return [str(fault) for fault in error.value.faults]


def test_a_case_needs_none(tmp_path: Path) -> None:
    assert read_pledges(tmp_path / "pledges.json") is None


def test_the_schema_is_held(tmp_path: Path, document: dict[str, Any]) -> None:
    document["pledges"][0]["quotation_known"] = "rumoured"
    del document["pledges"][1]["who"]
    document["observations"][2]["value"] = "many"
    found = "\n".join(faults(tmp_path, document))
    for said in ("row 1, column quotation_known", "'who' is a required property", "row 3, column value"):
        assert said in found


def test_what_the_schema_cannot_see_is_told_at_once(tmp_path: Path, document: dict[str, Any]) -> None:
    pledges, observations = document["pledges"], document["observations"]
    pledges[0]["by"] = "2020"
    pledges[1]["date"] = "2021-02-30"
    pledges[2]["projects"] = []
    pledges[3]["id"] = pledges[4]["id"]
    pledges[4]["quotation"] = "long " * 80
    pledges[5]["indicators"] = ["growth: happiness"]
    observations[0]["indicator"] = "ships at Habour in a year"
    observations[1]["published"] = "2021"
    observations[2]["period"] = "2023-07/2022-06"
    found = "\n".join(faults(tmp_path, document))
    for said in (
        *("the horizon has passed before it", "no such date", "a test of projects without any"),
        *(
            "stands twice",
            "too long",
            "no pledge watches this figure",
            "published before its period has passed",
        ),
        "no such period",
    ):
        assert said in found, said


def test_an_indicator_is_one_of_the_accounts(tmp_path: Path, document: dict[str, Any]) -> None:
    document["pledges"][5]["indicators"] = ["growth: happiness"]
    (found,) = faults(tmp_path, document)
    assert "no account has this indicator" in found
    assert "green: carbon cost of freight" in found


def test_a_case_is_held_to_its_register_and_its_package(tmp_path: Path, document: dict[str, Any]) -> None:
    case = tmp_path / "case"
    shutil.copytree(ISLAND, case)
    assert check(case) == []
    document["pledges"][0]["projects"] = ["quai"]
    (case / "pledges.json").write_text(json.dumps(document), encoding="utf-8")
    package = json.loads((case / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [entry for entry in package["resources"] if entry["name"] != "pledges"]
    (case / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    found = "\n".join(map(str, check(case)))
    assert "pledge quay: no such project; found quai; allowed: tunnel, quay" in found
    assert "pledges.json is not listed with its schema" in found
