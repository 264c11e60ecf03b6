"""Carbon dioxide of production: totals of the table, and what a plant adds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corridor.case.case import Case
from corridor.model.baseline import baseline
from corridor.model.selection import Standing
from corridor.model.solved import outcome, solved, today
from corridor.projects.doors import Electricity
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.conftest import field


def test_the_baseline_emits_what_the_table_says(appraised: Appraisal) -> None:
    """Sums of examples/island/inputs/emissions.csv by country: 120,000 and 320,000 t."""
    table = appraised.accounts.query("indicator == 'production CO2' and level == 'country'")
    before = table[table["scenario"] == "upgraded"].set_index("region")["baseline"]
    assert before.to_dict() == pytest.approx({"XOS": 120e3, "XVE": 320e3})


def test_emissions_follow_quantities_and_not_prices(appraised: Appraisal, island: Case) -> None:
    """More output of every sector at most in proportion: the change lies between those of the sectors."""
    rows = appraised.accounts.query("indicator == 'production CO2' and region == 'world'")
    world = rows[rows["scenario"] == "upgraded"].iloc[0]
    scene = solved(baseline(island), Standing(island.projects[:1]))
    after = outcome(scene)
    growth = (after.output / after.output_price_hat) / scene.baseline.economy.output
    assert growth.min() - 1.0 <= world["change"] / world["baseline"] <= growth.max() - 1.0


def test_a_plant_adds_what_it_says_to_the_home_country(island: Case) -> None:
    plant = field("plant", Electricity(0.0, 5_000.0), kind="plant")
    world = baseline(replace(island, projects=(plant,)))
    before, after = outcome(today(world)), outcome(solved(world, Standing((plant,))))
    home = list(island.countries["country"]).index(island.settings.focus[0])
    assert (after.power_co2 - before.power_co2)[home] == pytest.approx(5_000.0)
    assert (after.power_co2 - before.power_co2).sum() == pytest.approx(5_000.0)


def test_without_a_table_nothing_is_claimed(island: Case) -> None:
    without = appraise(replace(island, emissions=island.emissions.iloc[:0]), ["tunnel"])
    rows = without.accounts.query("indicator == 'production CO2'")
    assert rows["baseline"].isna().all()
