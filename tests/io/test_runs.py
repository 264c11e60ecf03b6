"""A run's folder: its name, its record, and tables for programs and for people."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.io.results import run_of, write_run
from corridor.io.runs import RECORD
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise


def test_a_spreadsheet_gets_the_accounts_that_it_can_hold(appraised: Appraisal, tmp_path: Path) -> None:
    folder = write_run(appraised, tmp_path)
    whole = pd.read_parquet(folder / "tables" / "accounts.parquet")
    shown = pd.read_csv(folder / "csv" / "accounts.csv")
    assert len(whole) == len(appraised.accounts)
    assert set(whole["level"]) == {"world", "corridor", "country", "region"}
    assert set(shown["level"]) == {"world", "corridor", "country"}
    portfolios = set(appraised.portfolios["project_id"])
    case = appraised.case
    for scenario, part in shown.groupby("scenario"):
        countries = set(case.countries["country"]) if scenario in portfolios else set(case.settings.focus)
        assert set(part.loc[part["level"] == "country", "region"]) == countries, scenario


def test_a_record_says_what_differs_from_the_case(island: Case, tmp_path: Path) -> None:
    own = island.parameters["value_of_time.container"]
    other = replace(island, parameters=island.parameters.with_values({"value_of_time.container": own * 1.1}))
    plain, changed = (run_of(appraise(case, "tunnel")) for case in (island, other))
    assert plain.causes["changed_parameters"] == {}
    assert changed.causes["changed_parameters"] == {
        "value_of_time.container": {"from": own, "to": pytest.approx(own * 1.1)}
    }
    assert plain.name != changed.name
    assert plain.name == run_of(appraise(island, "tunnel")).name


def test_a_run_may_have_a_name(appraised: Appraisal, tmp_path: Path) -> None:
    folder = write_run(appraised, tmp_path, name="for the minister")
    assert folder == tmp_path / appraised.case.settings.name / "for the minister"
    assert json.loads((folder / RECORD).read_text(encoding="utf-8"))["run"] == "for the minister"
    for name in ("../elsewhere", "a/b", ".."):
        with pytest.raises(InputError, match="cannot be the name of a folder"):
            write_run(appraised, tmp_path, name=name)
    assert sorted(path.name for path in tmp_path.iterdir()) == [appraised.case.settings.name]
