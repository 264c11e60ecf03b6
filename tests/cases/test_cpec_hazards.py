"""Event rates of the reference case: what they were fitted to, and what came."""

from __future__ import annotations

import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.hazards.skill import MODEL, THREE
from corridor.io.case import read
from corridor.studies.risk.rates import (
    FIT_UNTIL,
    YEARLY,
    AttackRates,
    attack_rates,
    checks_table,
    rates_table,
    skill_table,
)


@pytest.fixture(scope="module")
def cpec() -> Case:
    return read("cpec")


@pytest.fixture(scope="module")
def found(cpec: Case) -> AttackRates:
    return attack_rates(cpec)


def test_events_are_those_of_the_source(cpec: Case, found: AttackRates) -> None:
    """UCDP GED has 189 events of Pakistan in 2021, 184 of them with a known district."""
    assert cpec.hazards is not None
    events = cpec.hazards.events
    attacks = events[events["kind"] == "attack"]
    assert (attacks["date"].str[:4] == "2021").sum() == 189
    assert found.counts[:, -12:].sum() == 184
    assert (events["kind"] == "attack_on_project").sum() == 15


def test_the_fit_sees_no_year_after_its_end(found: AttackRates) -> None:
    months = (FIT_UNTIL - found.years[0] + 1) * 12
    assert max(found.next_year.origins) + 12 <= months
    assert max(found.later.origins) + 36 <= months


def test_forecasts_are_better_than_the_three_baselines(found: AttackRates) -> None:
    """Years 2017-2021, each forecast from its start by parameters fitted to 2016: held out."""
    table = skill_table(found)
    scores = table[table["test"] == YEARLY].set_index("forecast")
    for name in THREE:
        for score in ("crps", "log_score", "interval_score"):
            assert scores.loc[MODEL, score] < scores.loc[name, score]


def test_a_simple_mean_has_the_better_interval(found: AttackRates) -> None:
    """What is not won is said: the mean of the last twelve months has the lower interval score."""
    table = skill_table(found)
    scores = table[table["test"] == YEARLY].set_index("forecast")
    assert scores.loc["mean of 12 months", "interval_score_beaten"] == False  # noqa: E712 - an object column


def test_the_pattern_has_the_national_level(found: AttackRates) -> None:
    """Victims of 2024 are those of the country-year data: 1,885 (UCDP 25.1)."""
    table = rates_table(found)
    assert found.level_year == 2024
    assert table["victims"].sum() == pytest.approx(1885.0)
    assert (table["events_low"] <= table["events"]).all()
    assert (table["events"] <= table["events_high"]).all()


def test_provinces_of_2024_are_near_what_was_counted(cpec: Case, found: AttackRates) -> None:
    """Shares of Balochistan and Khyber Pakhtunkhwa, by a count that no rate has seen, within 5 points."""
    table = checks_table(cpec, found).dropna(subset=["published_share"])
    assert len(table) == 4
    assert (table["model_share"] - table["published_share"]).abs().max() < 0.05


def test_district_names_cover_the_flood(cpec: Case) -> None:
    """The flood of 2022 put 69,015 km2 under water in all units, most of it in Sindh (UNOSAT)."""
    assert cpec.hazards is not None
    flooded = cpec.hazards.flooded.set_index("region_id")["flooded_km2"]
    assert flooded.sum() == pytest.approx(69_015.0, rel=0.05)  # slivers off the coast and the disputed north
    assert isinstance(flooded, pd.Series)
    assert flooded["PK-dadu"] > flooded["PK-lahore"]
