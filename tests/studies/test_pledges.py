"""Pledges of a case: replay, values by hand, and the reference case at three dates."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.io.case import read
from corridor.io.oc4ids import read_projects
from corridor.io.pledges import read_pledges
from corridor.pledges.verdict import RULES
from corridor.studies.pledges import pledge_record
from tests.cases.test_cpec_projects import CASE as CPEC

ISLAND_RECORD = {
    "2021-12-31": ["no evidence"] * 6,
    "2022-12-31": ["under way", "no evidence", "no evidence", "no evidence", "no evidence", "no evidence"],
    "2024-02-29": ["kept", "late", "kept in part", "under way", "contrary evidence", "no evidence"],
}
"""Read off the file by hand."""


@pytest.mark.parametrize("day", ISLAND_RECORD)
def test_a_replay_gives_what_the_day_knew(island: Case, day: str) -> None:
    assert list(pledge_record(island, day).pledges["verdict"]) == ISLAND_RECORD[day]


def test_the_last_day_of_evidence_is_the_default_and_has_every_verdict(island: Case) -> None:
    found = pledge_record(island)
    assert found.day.isoformat() == "2024-02-29"
    assert set(found.pledges["verdict"]) == set(RULES)
    assert list(found.by_verdict["pledges"]) == [1] * 6


def test_the_history_agrees_with_the_verdict_of_each_day(island: Case) -> None:
    history = pledge_record(island).history
    for row in history.to_dict("records"):
        then = pledge_record(island, row["from"]).pledges.set_index("pledge_id")
        assert then.loc[row["pledge_id"], "verdict"] == row["verdict"]
    late = history[history["verdict"] == "late"]
    assert list(late["from"]) == ["2024-01-01"]


def table(quay: float, tunnel: float) -> dict[str, pd.DataFrame]:
    rows = {"project_id": ["quay", "tunnel"]}
    gains = {f"ev_{who}_usd": [quay, tunnel] for who in ("XOS", "XVE", "world")}
    return {"projects": pd.DataFrame({**rows, **gains})}


def test_values_are_shared_among_pledges_and_delay_is_counted_in_years(island: Case) -> None:
    """Two pledges share the tunnel, half of its 10 with each; it is 731 days late."""
    found = pledge_record(island, "2025-12-31", run=table(30.0, 10.0))
    worth = found.by_verdict.set_index("verdict")["gain_world_usd"]
    assert worth["kept"] == 30.0
    assert worth["late"] == 5.0
    assert worth["kept in part"] == 5.0
    assert found.by_verdict["share_of_gain_XOS"].sum() == pytest.approx(1.0)
    pledges = found.pledges.set_index("pledge_id")
    assert pledges.loc["pass", "gain_world_usd"] == 10.0
    assert pledges.loc["pass", "delay_world_usd"] == pytest.approx(10.0 * 731 / 365.25)
    assert pledges.loc["quay", "delay_world_usd"] == 0.0
    assert pledges.loc["quay", "finished_XVE_usd"] == 30.0
    assert pd.isna(pledges.loc["jobs", "gain_world_usd"])


def test_without_a_run_nothing_is_weighed(island: Case) -> None:
    found = pledge_record(island)
    assert not [name for name in found.pledges if name.startswith(("gain", "delay"))]
    assert found.model.empty


def test_what_cannot_be_asked_is_told(island: Case) -> None:
    with pytest.raises(InputError, match="no such date"):
        pledge_record(island, "yesterday")
    with pytest.raises(InputError, match="no pledges"):
        pledge_record(replace(island, pledges=None))


@pytest.fixture(scope="module")
def cpec(island: Case) -> Case:
    """Return a case with the pledges and the register of the reference case, and a small network."""
    projects = tuple(replace(p, effects=(), doors=()) for p in read_projects(CPEC / "projects.json"))
    return replace(island, pledges=read_pledges(CPEC / "pledges.json"), projects=projects)


CPEC_RECORD = {
    "2023-10-19": {"under way": 8, "no evidence": 13},
    "2024-06-30": {"contrary evidence": 1, "under way": 8, "no evidence": 12},
    "2025-12-31": {"contrary evidence": 3, "kept in part": 7, "under way": 3, "no evidence": 8},
}
"""Counts of verdicts as recorded when the evidence was entered."""


@pytest.mark.parametrize("day", CPEC_RECORD)
def test_the_reference_case_at_three_dates(cpec: Case, day: str) -> None:
    found = pledge_record(cpec, day)
    assert found.pledges["verdict"].value_counts().to_dict() == CPEC_RECORD[day]


def test_the_reference_case_by_its_facts(cpec: Case) -> None:
    """What single facts must give: a plant of September 2024, an attack of March, a railway not begun."""
    history = pledge_record(cpec).history.set_index(["pledge_id", "from"])["verdict"]
    assert history["beijing-new-energy", "2024-09-14"] == "kept in part"
    assert history["beijing-safety", "2024-03-26"] == "contrary evidence"
    projects = pledge_record(cpec).projects
    railway = projects[projects["project_id"].str.startswith("ml-1-")]
    assert set(railway["status"]) == {"preparation"}
    later = pledge_record(cpec, "2026-01-01").pledges.set_index("pledge_id")
    assert later.loc["beijing-connectivity", "overdue"]


def test_nothing_rests_on_an_unmarked_source(cpec: Case) -> None:
    assert cpec.pledges is not None
    assert len(cpec.pledges.pledges) == 21
    assert {p.quotation_known for p in cpec.pledges.pledges} == {"seen"}
    assert all(len(p.quotation) <= 120 for p in cpec.pledges.pledges)
    assert all(p.statuses for p in cpec.projects)


def test_read_has_the_pledges(island: Case) -> None:
    assert island.pledges is not None
    assert read("island").pledges == island.pledges
