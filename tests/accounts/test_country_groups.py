"""Groups of countries: who was a member when, and sums of gains."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from corridor.accounts import indicators
from corridor.accounts.country_groups import country_groups, group_gains
from corridor.facts import rows


def members(name: str, day: date) -> set[str]:
    return next((set(g.members) for g in country_groups(day) if g.name == name), set())


def test_a_country_belongs_from_the_day_on_which_it_joined() -> None:
    """Pakistan and India joined the SCO on 9 June 2017, Iran on 4 July 2023, Belarus on 4 July 2024."""
    assert "PAK" not in members("SCO", date(2017, 6, 8))
    assert {"PAK", "IND"} <= members("SCO", date(2017, 6, 9))
    assert len(members("SCO", date(2023, 7, 3))) == 8
    assert len(members("SCO", date(2024, 7, 4))) == 10
    assert len(members("CAREC", date(2020, 1, 1))) == 11


def test_observers_are_no_members() -> None:
    assert not {"AFG", "MNG", "TUR"} & members("SCO", date(2024, 12, 31))


def test_every_country_of_the_un_is_in_one_region() -> None:
    regions = [g for g in country_groups(date(2024, 1, 1)) if g.name.startswith("UN M49")]
    every = [country for group in regions for country in group.members]
    assert len(every) == len(set(every)) == 248
    assert "PAK" in members("UN M49: Southern Asia", date(2024, 1, 1))


def test_gains_are_summed_over_members_and_losers_are_named() -> None:
    regions = pd.DataFrame(
        {
            "scenario": ["a"] * 4,
            "region_id": ["PAK-1", "PAK-2", "IND", "AFG"],
            "country": ["PAK", "PAK", "IND", "AFG"],
            "population": [1.0, 2.0, 7.0, 3.0],
            "ev_usd": [10.0, 20.0, -5.0, 4.0],
        }
    )
    found = group_gains(regions, date(2024, 12, 31), focus=["PAK"]).set_index("group")
    assert found.loc["PAK", "gain_usd"] == 30.0
    assert found.loc["SCO", "gain_usd"] == 25.0
    assert found.loc["SCO", "gain_per_person_usd"] == pytest.approx(2.5)
    assert found.loc["SCO", "losing_members"] == "IND"
    assert found.loc["UN M49: Southern Asia", "gain_usd"] == 29.0
    assert found.loc["Belt and Road", "known"] == "recalled"
    assert "EAEU" not in found.index


def test_goals_name_indicators_that_there_are() -> None:
    known = {(one.account, one.name) for one in indicators()}
    assert {(row["account"], row["name"]) for row in rows("sdg_indicators")} <= known
