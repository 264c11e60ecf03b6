"""Two appraisals side by side: every difference told, and the gain's explained by solving anew."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.io.kept_runs import read_run
from corridor.io.results import write_run
from corridor.studies.appraise.appraise import appraise
from corridor.studies.compare.differences import (
    KeptRun,
    differences,
    indicators,
    require_alike,
    values,
)
from corridor.studies.compare.explain import TOGETHER, explain

CHANGED = {"value_of_time.container": 2.0, "trade_elasticity.C": 4.0}


def with_values(case: Case, values: dict[str, float]) -> Case:
    return replace(case, parameters=case.parameters.with_values(values))


def kept(case: Case, folder: Path) -> KeptRun:
    return read_run(write_run(appraise(case), folder))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def plain(island: Case, folder: Path) -> KeptRun:
    return kept(island, folder)


@pytest.fixture(scope="module")
def changed(island: Case, folder: Path) -> KeptRun:
    return kept(with_values(island, CHANGED), folder)


def home_gain(run: KeptRun) -> float:
    table = run.tables["portfolios"].set_index("project_id")
    return float(table.loc["upgraded", "ev_XOS_usd"])


def test_a_run_does_not_differ_from_itself(plain: KeptRun) -> None:
    assert differences(plain, plain).empty
    assert (indicators(plain, plain)["difference"].fillna(0.0) == 0.0).all()
    assert (values(plain, plain)["difference"].fillna(0.0) == 0.0).all()


def test_parameters_that_differ_are_told_and_nothing_else(plain: KeptRun, changed: KeptRun) -> None:
    found = differences(plain, changed)
    assert set(found["kind"]) == {"parameter"}
    assert dict(zip(found["name"], found["right"], strict=True)) == {k: str(v) for k, v in CHANGED.items()}


def test_changes_are_those_of_the_tables(plain: KeptRun, changed: KeptRun) -> None:
    found = values(plain, changed).set_index(["project_id", "quantity"]).loc[("upgraded", "ev_XOS_usd")]
    assert found["left"] == home_gain(plain)
    assert found["difference"] == home_gain(changed) - home_gain(plain)
    back = values(changed, plain).set_index(["project_id", "quantity"]).loc[("upgraded", "ev_XOS_usd")]
    assert back["difference"] == -found["difference"]


def test_projects_in_question_are_told(island: Case, plain: KeptRun, folder: Path) -> None:
    quay = read_run(write_run(appraise(island, ["tunnel", "quay"]), folder, name="both"))
    found = differences(plain, quay)
    assert ("project", "quay", "", "in question") in set(found.itertuples(index=False, name=None))


def test_two_causes_explain_as_shapley_says(island: Case, plain: KeptRun, changed: KeptRun) -> None:
    """Appraisals of all four worlds give the Shapley value (1953) of each cause."""
    found = explain(island, plain, changed, differences(plain, changed))
    worth = {frozenset(names): 0.0 for names in ((), *((name,) for name in CHANGED), tuple(CHANGED))}
    for names in worth:
        table = appraise(with_values(island, {name: CHANGED[name] for name in names})).portfolios
        worth[names] = float(table.set_index("project_id").loc["upgraded", "ev_XOS_usd"])
    rows = found.table.set_index("name")["explained"]
    for name in CHANGED:
        other = frozenset(CHANGED) - {name}
        first = worth[frozenset({name})] - worth[frozenset()]
        last = worth[frozenset(CHANGED)] - worth[other]
        assert rows[name] == pytest.approx(0.5 * (first + last), rel=1e-6)
    assert rows[TOGETHER] == pytest.approx(0.0, abs=1e-6 * worth[frozenset()])


def test_shares_make_the_whole_and_the_largest_comes_first(
    island: Case, plain: KeptRun, changed: KeptRun
) -> None:
    found = explain(island, plain, changed, differences(plain, changed))
    assert found.left == pytest.approx(home_gain(plain), rel=1e-9)
    assert found.right == pytest.approx(home_gain(changed), rel=1e-9)
    assert found.table["share"].sum() == pytest.approx(1.0, rel=1e-12)
    sizes = found.table["explained"].iloc[:-1].abs()
    assert all(one >= other for one, other in pairwise(sizes))


def test_what_cannot_be_explained_is_told(island: Case, plain: KeptRun, changed: KeptRun) -> None:
    moved = replace(island, digests={**island.digests, "projects.json": "another"})
    with pytest.raises(InputError) as refused:
        explain(moved, plain, changed, differences(plain, changed))
    assert [fault.column for fault in refused.value.faults] == ["left", "right"]
    assert "projects.json" in str(refused.value)
    with pytest.raises(InputError, match="differ in no parameter"):
        explain(island, plain, plain, differences(plain, plain))
    other = replace(plain, record={**plain.record, "scenarios": {"elsewhere": {}}})
    with pytest.raises(InputError, match="no scenario in common"):
        require_alike(plain, other)


def test_every_fault_of_a_folder_is_told(tmp_path: Path, plain: KeptRun, folder: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        read_run(tmp_path / "nowhere")
    with pytest.raises(InputError) as refused:
        read_run(tmp_path)
    assert {fault.column for fault in refused.value.faults} == {
        "run.json", "scorecard.parquet", "portfolios.parquet", "projects.parquet",
    }  # fmt: skip
    (tmp_path / "tables").mkdir()
    for name in plain.tables:
        (tmp_path / "tables" / f"{name}.parquet").write_bytes(b"no table")
    (tmp_path / "run.json").write_text('{"case": "island"')
    with pytest.raises(InputError) as refused:
        read_run(tmp_path)
    assert len(refused.value.faults) == 4
    (tmp_path / "run.json").write_text('{"case": "island"}')
    with pytest.raises(InputError, match="not of an appraisal: no scenario_set"):
        read_run(tmp_path)


def test_scenarios_that_one_run_lacks(plain: KeptRun) -> None:
    fewer = replace(
        plain, record={**plain.record, "scenarios": {"upgraded": plain.record["scenarios"]["upgraded"]}}
    )
    found = differences(plain, fewer)
    assert set(found["kind"]) == {"scenario"}
    assert (found["right"] == "").all()
    pd.testing.assert_frame_equal(
        found[["left", "right"]],
        differences(fewer, plain)[["right", "left"]].set_axis(["left", "right"], axis=1),
    )
