"""Indicators of the accounts against figures worked out apart from them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.accounts import indicators
from corridor.accounts.indicator import evaluate, reporting_groups
from corridor.accounts.scorecard import LOSERS, scorecard
from corridor.accounts.well_being import inequality, theil
from corridor.case.case import Case
from corridor.model.baseline import Baseline, baseline
from corridor.model.outcome import Outcome
from corridor.model.region_groups import lowest, poorest
from corridor.model.solved import outcome, today
from corridor.studies.appraise.appraise import appraise


@pytest.fixture(scope="module")
def world(island: Case) -> Baseline:
    return baseline(island)


def told(world: Baseline, seen: Outcome, name: str) -> pd.Series:
    """Return an indicator of one world by place; Vestra is a country and its only region."""
    chosen = [i for i in indicators() if i.name == name]
    table = evaluate(chosen, seen, seen, reporting_groups(world))
    return table.drop_duplicates("region").set_index("region")["baseline"]


def richer(seen: Outcome, by: float) -> Outcome:
    return replace(seen, spending=seen.spending * by)


def test_theil_is_zero_among_equals_and_log_of_n_where_one_has_all(world: Baseline) -> None:
    """Theil (1967): between nought and the log of the number of people over those who have anything."""
    seen = outcome(today(world))
    alike = replace(seen, spending=3.0 * seen.population)
    assert told(world, alike, "Theil index between regions")["world"] == pytest.approx(0.0, abs=1e-15)
    one = replace(seen, spending=np.where(np.arange(3) == 0, 5.0, 0.0))
    share = seen.population[0] / seen.population.sum()
    assert told(world, one, "Theil index between regions")["world"] == pytest.approx(-np.log(share))


def test_output_of_three_sectors_is_all_output(world: Baseline) -> None:
    seen = outcome(today(world))
    parts = [told(world, seen, f"real output of {name}") for name in ("agriculture", "industry", "services")]
    assert sum(parts).to_numpy() == pytest.approx(told(world, seen, "real output").to_numpy())
    assert parts[0]["XVE"] == pytest.approx(float(world.economy.output[2, 0]))


def test_theil_is_within_plus_between_countries(world: Baseline) -> None:
    """The index of the whole is that between countries plus those within, weighted by spending."""
    seen = outcome(today(world))
    found = told(world, seen, "Theil index between regions")
    spent = np.bincount(seen.country, seen.spending)
    people = np.bincount(seen.country, seen.population)
    share = spent / spent.sum()
    between = (share * np.log(share / (people / people.sum()))).sum()
    within = share @ found[["XOS", "XVE"]].to_numpy()
    assert found["world"] == pytest.approx(between + within, rel=1e-12)
    at_home = told(world, seen, "Theil index within countries")
    assert at_home["world"] == pytest.approx(within, rel=1e-12)
    assert at_home["XOS"] == pytest.approx(found["XOS"], rel=1e-12)
    assert theil(*(part.sum() for part in inequality(seen))) == pytest.approx(found["world"], rel=1e-12)


def test_the_poorest_are_filled_up_from_below() -> None:
    """Ten people in three places: the poorest four are all of the poorest place and one of the next."""
    share = poorest(np.array([9.0, 1.0, 5.0]), np.array([5.0, 3.0, 2.0]), np.zeros(3, dtype=np.int64))
    assert share == pytest.approx([0.0, 1.0, 0.5])
    two = poorest(np.ones(3), np.array([4.0, 6.0, 10.0]), np.array([0, 0, 1]))
    assert two == pytest.approx([1.0, 0.0, 0.4])


def test_who_is_not_counted_is_nowhere_lowest() -> None:
    """A fifth of twenty people counted, four: all two of the last place and two of five of the next."""
    rank = np.array([0.9, np.nan, 0.1, 0.4])
    share = lowest(rank, np.array([13.0, 99.0, 2.0, 5.0]), np.zeros(4, dtype=np.int64), 0.2)
    assert share == pytest.approx([0.0, 0.0, 1.0, 0.4])


def test_scarce_services_literacy_and_work_are_where_the_table_says(world: Baseline) -> None:
    """The highland has fewer services and letters, the harbour fewer workers; each has a fifth."""
    seen = outcome(today(world))
    per_person = told(world, seen, "real consumption per person")
    wanted = {
        "consumption where services are fewest": "XOS-highland",
        "consumption where literacy is lowest": "XOS-highland",
        "consumption where fewest work": "XOS-harbour",
    }
    for name, region in wanted.items():
        found = told(world, seen, name)
        assert found["XOS"] == found["world"] == pytest.approx(per_person[region])
        assert np.isnan(found["XVE"])
    richer_highland = replace(seen, spending=seen.spending * np.array([1.0, 1.1, 1.0]))
    moved = {name: told(world, richer_highland, name)["XOS"] / per_person[of] for name, of in wanted.items()}
    assert list(moved.values()) == pytest.approx([1.1, 1.1, 1.0])


def test_poverty_at_both_ends_of_the_elasticity(world: Baseline) -> None:
    """The interval is the parameter's own: 0.6 and 3.1 per cent for a per cent more."""
    seen = outcome(today(world))
    after = richer(seen, 1.01)
    for end, elasticity in (("low", 0.6), ("high", 3.1)):
        name = f"poverty rate, {end} elasticity"
        before = told(world, seen, name)["XOS"]
        assert before == told(world, seen, "poverty rate")["XOS"]
        assert told(world, after, name)["XOS"] / before == pytest.approx(1.01**-elasticity)


def test_poverty_falls_by_its_elasticity(island: Case, world: Baseline) -> None:
    """Of 22 poor in a hundred; a per cent more for all lowers the rate by two per cent of itself."""
    seen = outcome(today(world))
    people = island.regions.set_index("region_id")["population"]
    poor = 0.1 * people["XOS-harbour"] + 0.4 * people["XOS-highland"]
    rate = told(world, seen, "poverty rate")
    assert rate["XOS"] == pytest.approx(poor / (people["XOS-harbour"] + people["XOS-highland"]))
    assert np.isnan(rate["XVE"])
    after = told(world, richer(seen, 1.01), "poverty rate")["XOS"]
    assert after / rate["XOS"] == pytest.approx(1.01 ** -island.parameters["poverty_elasticity"])
    assert told(world, richer(seen, 1e-3), "poverty rate")["XOS"] == 1.0


def test_work_is_shared_out_and_farmed_where_farms_pay(island: Case, world: Baseline) -> None:
    """Shares are those of value added in the tables, since a region has one wage."""
    seen = outcome(today(world))
    parts = [told(world, seen, f"work in {name}") for name in ("agriculture", "industry", "services")]
    assert sum(parts).to_numpy() == pytest.approx(1.0)
    table = island.value_added.pivot_table(index="region_id", columns="sector", values="value_added_usd")
    share = table["A"] / table.sum(axis=1)
    assert parts[0][share.index].to_numpy() == pytest.approx(share.to_numpy(), rel=1e-9)


def test_a_farm_gate_is_where_the_farm_is(world: Baseline) -> None:
    """Farm products dearer by a quarter and a half, consumer goods by a quarter: at par and up by a fifth."""
    seen = outcome(today(world))
    dearer = np.ones((3, 3))
    dearer[:, 0] = [1.25, 1.5, 1.0]
    output = np.zeros((3, 3))
    output[:2, 0] = [125.0, 450.0]
    output[:, 2] = 1e6
    prices = replace(seen, output=output, output_price_hat=dearer, price_hat=np.array([1.25, 1.25, 1.0]))
    found = told(world, prices, "farm-gate price index")
    assert found[["XOS-harbour", "XOS-highland"]].tolist() == pytest.approx([1.0, 1.2])
    assert found["XOS"] == pytest.approx((100.0 * 1.0 + 300.0 * 1.2) / 400.0)
    assert np.isnan(found["XVE"])
    assert told(world, seen, "farm-gate price index").to_numpy() == pytest.approx(1.0)


def test_farmers_earn_what_is_left_after_inputs(world: Baseline) -> None:
    """Of 100 sold 70 are left on the island; they buy 56 at prices a quarter higher."""
    seen = outcome(today(world))
    earned = told(world, seen, "real income of farmers")
    wanted = {"XOS-harbour": 80e6, "XOS-highland": 200e6, "XOS": 280e6, "XVE": 350e6, "world": 630e6}
    assert earned[list(wanted)].to_dict() == pytest.approx(wanted)
    output = np.zeros((3, 3))
    output[0] = [100.0, 500.0, 500.0]
    poorer = told(world, replace(seen, output=output, price_hat=np.full(3, 1.25)), "real income of farmers")
    assert poorer[["XOS-harbour", "XOS"]].tolist() == pytest.approx([56.0, 56.0])


def test_farms_sell_abroad_what_the_table_says(island: Case, world: Baseline) -> None:
    """160 of Ostra and 50 of Vestra, each to a country in focus; none where the other is out of focus."""
    seen = outcome(today(world))
    for name in ("farm exports", "farm exports to the corridor"):
        found = told(world, seen, name)
        assert found[["XOS", "XVE", "world"]].tolist() == pytest.approx([160e6, 50e6, 210e6])
    alone = baseline(replace(island, settings=replace(island.settings, focus=("XOS",))))
    found = told(alone, outcome(today(alone)), "farm exports to the corridor")
    assert found[["XOS", "XVE"]].tolist() == pytest.approx([0.0, 50e6])


def test_a_tunnel_pays_the_farms_behind_it(island: Case) -> None:
    """Cheaper carriage raises the price at the gate most where it was farthest from buyers."""
    table = appraise(island).accounts
    keys = ["indicator", "level", "region"]
    change = table[table["scenario"] == "tunnel"].set_index(keys)["change"].sort_index()
    gate = change["farm-gate price index", "region"]
    assert gate["XOS-highland"] > max(gate["XOS-harbour"], gate["XVE"], 0.0)
    assert change["real income of farmers", "region", "XOS-highland"] > 0.0
    assert change["farm exports to the corridor", "country", "XOS"] > 0.0


def test_gains_from_trade_are_those_of_autarky(world: Baseline) -> None:
    """Arkolakis et al. (2012): half the purchases from home at an elasticity of four, 2 ** (1/4) - 1."""
    seen = outcome(today(world))
    trade = np.zeros_like(seen.trade)
    abroad = seen.country[:, None] != seen.country[None, :]
    home = np.eye(3, dtype=bool)
    trade[home, 0] = 10.0
    trade[2, 0, 0] = trade[2, 1, 0] = trade[0, 2, 0] = 10.0
    assert abroad[2, 0]
    facts = replace(seen.facts, trade_elasticity=np.full(3, 4.0))
    found = told(world, replace(seen, trade=trade, facts=facts), "gains from trade")
    assert found.to_numpy() == pytest.approx(2.0**0.25 - 1.0)


def test_one_partner_is_all_concentration(world: Baseline) -> None:
    assert told(world, outcome(today(world)), "partner concentration").to_numpy() == pytest.approx(1.0)


def test_suppliers_are_as_rich_as_their_country(island: Case, world: Baseline) -> None:
    """Abroad there is one other country only: its value added over its people."""
    found = told(world, outcome(today(world)), "income of foreign suppliers")
    people = island.regions.groupby("country")["population"].sum()
    assert found["XOS"] == pytest.approx(2100e6 / people["XVE"])
    assert found["XVE"] == pytest.approx(900e6 / people["XOS"])


def test_carbon_costs_its_price(island: Case) -> None:
    table = appraise(island).accounts
    table = table[table["level"] == "country"].set_index(["scenario", "indicator", "region"])["baseline"]
    for end, price in (("low", 50.0), ("high", 100.0)):
        cost = table["upgraded", f"carbon cost of freight, {end} price", "XOS"]
        assert cost == pytest.approx(price * table["upgraded", "freight CO2", "XOS"], rel=1e-12)


def test_every_indicator_says_what_it_is() -> None:
    names = [i.name for i in indicators()]
    assert len(set(names)) == len(names)
    assert {i.account for i in indicators()} == {"growth", "well-being", "innovation", "openness", "green"}
    for indicator in indicators():
        assert indicator.unit
        assert indicator.definition.endswith(".")
        assert (
            any(c.isdigit() for c in indicator.source)
            or "Eurostat" in indicator.source
            or "World" in indicator.source
        )


def test_the_card_keeps_signs_and_counts_losers(island: Case) -> None:
    found = appraise(island)
    card = found.scorecard.set_index(["scenario", "indicator", "region"])
    accounts = found.accounts[found.accounts["level"] != "region"]
    change = accounts.set_index(["scenario", "indicator", "region"])["change"]
    for key, row in card.iterrows():
        if row["account"] != "losers":
            assert row["change"] == pytest.approx(change[key], nan_ok=True)
    assert card["verdict"]["upgraded", "freight CO2", "XOS"] == "better"
    assert card["verdict"]["upgraded", "freight CO2", "XVE"] == "worse"
    assert card["verdict"]["upgraded", "Theil index between regions", "XOS"] == "worse"
    per_place = sum(i.on_card for i in indicators()) + len(LOSERS)
    assert (found.scorecard.groupby(["scenario", "region"]).size() == per_place).all()


def test_the_card_names_what_is_lost() -> None:
    """Made-up figures: two of three regions lose five and seven; something came from nothing."""
    regions = pd.DataFrame(
        {
            "scenario": "s",
            "country": ["A", "A", "B"],
            "real_income_hat": [0.9, 1.1, 0.8],
            "ev_usd": [-5.0, 9.0, -7.0],
        }
    )
    accounts = pd.DataFrame(
        {
            "scenario": "s",
            "account": "green",
            "indicator": ["rail share of land freight", "freight CO2"],
            "level": "country",
            "region": "A",
            "baseline": [0.0, 2.0],
            "counterfactual": [0.5, 3.0],
            "change": [0.5, 1.0],
            "unit": "ratio",
        }
    )
    heavy = scorecard(accounts, regions, ["A"], 0.9).set_index(["indicator", "region"])
    assert heavy["after"]["regions that lose", "A"] == 0.0  # nobody loses nine tenths of real income
    assert heavy["verdict"]["sum of their losses", "world"] == "no change"
    card = scorecard(accounts, regions, ["A"]).set_index(["indicator", "region"])
    assert card["after"]["regions that lose", "A"] == 1.0
    assert card["change"]["sum of their losses", "world"] == -12.0
    assert card["verdict"]["rail share of land freight", "A"] == "better"
    assert card["verdict"]["freight CO2", "A"] == "worse"
    assert card["change_percent"]["freight CO2", "A"] == pytest.approx(50.0)
