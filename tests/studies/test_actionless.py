"""A register in which no project acts on the model still gives an appraisal, a run and a report."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.io.results import write_run
from corridor.projects.project import Project
from corridor.report.page import write_report
from corridor.report.payload import payload
from corridor.run_tables import run_tables
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.conftest import works


def park() -> Project:
    return replace(works("park", "tunnel", status="open"), effects=(), type="park")


ACTIONLESS: dict[str, tuple[Callable[[Case], Case], list[str] | None]] = {
    "no register": (lambda case: replace(case, projects=()), None),
    "a register of parks": (lambda case: replace(case, projects=(park(),)), None),
}


@pytest.mark.parametrize("kind", ACTIONLESS)
def test_where_no_project_acts_there_is_still_an_appraisal(
    island: Case, appraised: Appraisal, kind: str
) -> None:
    change, chosen = ACTIONLESS[kind]
    case = change(island)
    found = appraise(case, chosen)
    assert found.name == "today"
    assert len(found.projects) == len(case.projects)
    assert list(found.projects.columns) == list(appraised.projects.columns)
    for name in ("accounts", "regions", "portfolios", "streams", "freight", "certificates"):
        assert list(found.tables[name].columns) == list(appraised.tables[name].columns), name
        assert len(found.tables[name]) == 0, name
    for side in ("tonnes_baseline", "tonnes_counterfactual"):
        assert list(found.links[side]) == pytest.approx(list(appraised.links["tonnes_baseline"]))
    assert len(found.facts)


@pytest.mark.parametrize(
    ("chosen", "told"), [(["park"], "the project has no effect in the model"), ([], "no project acts")]
)
def test_projects_in_question_must_act(island: Case, chosen: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        appraise(replace(island, projects=(park(), *island.projects)), chosen)


@pytest.mark.parametrize("kind", ACTIONLESS)
def test_it_can_be_written_and_reported(island: Case, tmp_path: Path, kind: str) -> None:
    change, chosen = ACTIONLESS[kind]
    case = change(island)
    found = appraise(case, chosen)
    folder = write_run(found, tmp_path, report=lambda path: write_report(payload(found), path))
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["scenario_set"] == "today"
    assert (folder / "map.gpkg").stat().st_size > 0
    assert (folder / "report.html").read_text(encoding="utf-8").count("<html") == 1
    for name in run_tables():
        assert list(pd.read_parquet(folder / "tables" / f"{name}.parquet").columns)
        assert (folder / "csv" / f"{name}.csv").read_text(encoding="utf-8").strip()
    shown = payload(found)
    assert shown["links"]["name"]
    assert [row["name"] for row in shown["projects"]] == [p.title for p in case.projects]
