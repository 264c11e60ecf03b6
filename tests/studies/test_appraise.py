"""An appraisal of the island: identities that hold whatever the numbers are, and figures by hand."""

from __future__ import annotations

import itertools
from copy import deepcopy
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from corridor.accounts import indicators
from corridor.accounts.access import INDICATORS as ACCESS
from corridor.case.case import Case
from corridor.case.people import TravelTables
from corridor.economy.economy import Economy
from corridor.economy.equilibrium import solve
from corridor.errors import InputError
from corridor.io.case import read
from corridor.model.baseline import Baseline, baseline
from corridor.model.composition import Carried
from corridor.model.freight import places
from corridor.model.rates import cost_rates
from corridor.model.selection import Scenario, Standing
from corridor.network.network import Network
from corridor.network.skims import skim
from corridor.projects.links import apply
from corridor.projects.project import LinkEffect
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.conftest import works
from tests.io.islands import ISLAND

ADDITIVE = (
    *("real GDP", "real income", "real output", "real income of farmers"),
    *("exports", "imports", "farm exports", "farm exports to the corridor", "freight", "freight CO2"),
)


def rows(appraisal: Appraisal, indicator: str, level: str, scenario: str | None = None) -> pd.DataFrame:
    table = appraisal.accounts
    kept = (table["indicator"] == indicator) & (table["level"] == level)
    return table[kept & (table["scenario"] == (scenario or appraisal.name))].set_index("region")


def of(table: pd.DataFrame, scenario: str) -> pd.DataFrame:
    return table[table["scenario"] == scenario].reset_index(drop=True)


def same(one: Appraisal, other: Appraisal, **how: Any) -> None:
    """Assert that two appraisals say the same, whatever the order of their rows."""
    for name, frame in one.tables.items():
        keys = [c for c in frame if not pd.api.types.is_numeric_dtype(frame[c]) or c in ("year", "link_id")]
        words = {c: str for c in keys if isinstance(frame[c].dtype, pd.CategoricalDtype)}
        left, right = (
            f.astype(words).sort_values(keys).reset_index(drop=True) if keys else f
            for f in (frame, other.tables[name])
        )
        pd.testing.assert_frame_equal(left, right, obj=name, **how)


# No change


@pytest.mark.parametrize("portfolio", ["planned", "built"])
def test_a_project_that_changes_nothing_changes_no_indicator(island: Case, portfolio: str) -> None:
    idle = works("idle", "pass-road", portfolio, speed_factor=1.0, fee_factor=1.0, hours_added=0.0)
    found = appraise(replace(island, projects=(idle,)))
    assert set(found.accounts["indicator"]) == {i.name for i in indicators()}
    rounding = 4 * np.finfo(float).eps
    told = found.accounts[found.accounts["baseline"].notna()]
    assert (told["change"].abs() <= rounding * np.maximum(told["baseline"].abs(), 1.0)).all()
    assert (found.regions["ev_usd"].abs() <= rounding * found.regions["spending_do_minimum_usd"]).all()
    hats = found.regions[["real_income_hat", "wage_hat", "consumer_price_hat"]]
    assert ((hats - 1.0).abs() <= rounding).all(axis=None)
    assert (found.links["tonnes_baseline"] == found.links["tonnes_counterfactual"]).all()
    assert (found.streams["benefit_usd"] == 0.0).all()
    assert found.streams["carbon_usd"].abs().max() < 1e-6  # rounding of a million tonnes at their price
    assert found.projects.loc[0, "npv_low"] < 0.0


def test_no_change_has_zero_change_where_a_ratio_has_no_base(island: Case) -> None:
    """A share of nothing is missing, never a number: Vestra is not surveyed, the highland is not poor."""
    access = {i.name for i in ACCESS} | {"truck traffic near people"}
    scarce = ("services are fewest", "literacy is lowest", "fewest work")
    found = appraise(replace(island, projects=(works("idle", "tunnel", fee_factor=1.0),)))
    missing = found.accounts[found.accounts["baseline"].isna()]
    assert set(zip(missing["indicator"], missing["region"], strict=True)) == {
        *((f"poverty rate{end}", "XVE") for end in ("", ", low elasticity", ", high elasticity")),
        *((f"consumption where {what}", "XVE") for what in scarce),
        ("consumption where services are fewest", "XOS-harbour"),
        ("consumption where literacy is lowest", "XOS-harbour"),
        ("consumption where fewest work", "XOS-highland"),
        ("consumption of the poorest 40 %", "XOS-highland"),
        *((name, "XVE") for name in access),
    }
    assert missing["change"].isna().all()
    assert (rows(found, "rail share of land freight", "country")["baseline"] == 0.0).all()


# Mirrored projects


def mirrored(island: Case) -> tuple[Case, Case]:
    """Return the island before a road with the road planned, and the island after with the road built."""
    factor = {"speed_factor": 2.0, "running_cost_factor": 0.5}
    planned = replace(island, projects=(works("road", "pass-road", **factor),))
    links = apply(island.network.links, planned.projects, ())
    back = {name: 1.0 / value for name, value in factor.items()}
    built = works("road", "pass-road", "built", **back)
    network = Network(nodes=island.network.nodes, links=links)
    return planned, replace(island, network=network, projects=(built,))


def economy_after(before: Baseline, scenario: Scenario) -> tuple[Economy, Carried]:
    """Return the economy that a scenario leads to, as a baseline of its own."""
    eco = before.economy
    goods = before.carried_in(before.state(scenario))
    after = solve(eco, iceberg_hat=goods.tau / before.tau)
    settled = Economy.from_spending(
        trade_share=after.trade_share_new,
        consumption_share=eco.consumption_share,
        value_added_share=eco.value_added_share,
        input_share=eco.input_share,
        spending=after.spending_new,
        trade_elasticity=eco.trade_elasticity,
        tariff=eco.tariff,
    )
    return settled, goods


def test_a_built_project_and_the_planned_one_give_mirrored_answers(island: Case) -> None:
    """What a built road brought is what it would bring in a world that is today's without it."""
    planned, built = mirrored(island)
    before = baseline(planned)
    settled, goods = economy_after(before, Standing(planned.projects))
    later = replace(baseline(built), economy=settled, carried=goods)
    one = appraise(planned, baseline_of=lambda *_, **__: before)
    other = appraise(built, baseline_of=lambda *_, **__: later)
    ahead, back = one.regions, other.regions
    for hat in ("real_income_hat", "wage_hat", "consumer_price_hat"):
        assert back[hat].to_numpy() == pytest.approx(ahead[hat].to_numpy(), rel=1e-8)
    # equivalent variation at today's prices: those after the road in one case, before it in the other
    inflated = ahead["ev_usd"] * ahead["consumer_price_hat"]
    assert back["ev_usd"].to_numpy() == pytest.approx(inflated.to_numpy(), rel=1e-6)
    assert (back["ev_usd"] > 0).all()
    for indicator in ("exports", "imports", "trade to GDP", "home share"):
        pair = [rows(a, indicator, "country")[["baseline", "counterfactual"]] for a in (one, other)]
        assert pair[1].to_numpy() == pytest.approx(pair[0].to_numpy(), rel=1e-8)


# Without what was built


@pytest.fixture(scope="module")
def without_built(busy: Case) -> Appraisal:
    return appraise(busy, without=["built"])


def test_planned_projects_start_from_the_world_without_the_built_ones(
    busy_appraised: Appraisal, without_built: Appraisal
) -> None:
    """The do-minimum of the planned ones is that of the first decade; those built stay as they were."""
    wanted = of(busy_appraised.accounts, "first-decade")["baseline"].to_numpy()
    for name in ("upgraded", "bend", "toll"):
        found = of(without_built.accounts, name)["baseline"].to_numpy()
        assert found == pytest.approx(wanted, rel=1e-9, nan_ok=True), name
    assert not {"first-decade", "quay"} & set(without_built.scenarios)  # they stand in neither world
    ours = without_built.portfolios.set_index("project_id")
    assert ours.loc["upgraded", "capex_usd"] == 40e6
    assert without_built.scenarios["upgraded"]["without"] == ["quay"]


def test_what_they_bring_is_what_they_would_have_brought(busy: Case, without_built: Appraisal) -> None:
    """A case of its own without the built ones, with the economy that then is, gives the same answers."""
    removed = [p for p in busy.projects if p.portfolio == "built"]
    world = baseline(busy)
    settled, goods = economy_after(world, Standing((), tuple(removed)))
    network = Network(nodes=busy.network.nodes, links=apply(busy.network.links, (), removed))
    past = replace(busy, network=network, projects=tuple(p for p in busy.projects if p not in removed))
    then = replace(baseline(past), economy=settled, carried=goods)
    other = appraise(past, baseline_of=lambda *_, **__: then)
    for name in other.scenarios:
        left, right = (of(a.regions, name) for a in (without_built, other))
        for hat in ("real_income_hat", "wage_hat", "consumer_price_hat"):
            assert left[hat].to_numpy() == pytest.approx(right[hat].to_numpy(), rel=1e-8), name
        gain = left["ev_usd"] / left["spending_do_minimum_usd"]
        assert gain.to_numpy() == pytest.approx(left["real_income_hat"].to_numpy() - 1.0, abs=1e-9)


def test_signs_of_first_order_effects_follow_the_gain(busy_appraised: Appraisal) -> None:
    """For small changes the first-order effect is the exact one up to second order."""
    table = busy_appraised.regions
    exact = np.log(table["real_income_hat"])
    assert np.abs(table["first_order"] - exact).max() < 0.15 * np.abs(exact).max()
    big = np.abs(exact) > 1e-3
    assert (np.sign(table["first_order"][big]) == np.sign(exact[big])).all()


# States of the network


def test_every_scenario_has_the_costs_of_a_new_search(busy: Case) -> None:
    world = baseline(busy)
    planned = [p for p in busy.projects if p.portfolio == "planned"]
    built = [p for p in busy.projects if p.portfolio == "built"]
    sets = [
        Standing(added, gone)
        for size in range(len(planned) + 1)
        for added in itertools.combinations(planned, size)
        for gone in ((), tuple(built))
    ]
    assert len(sets) == 32
    for standing in sets:
        links = apply(busy.network.links, standing.added, standing.gone)
        network = Network(nodes=busy.network.nodes, links=links)
        fresh = skim(network, cost_rates(busy), busy.zones).cost
        np.testing.assert_allclose(world.state(standing).cost, fresh, rtol=1e-10)


def test_a_project_may_hinder(busy_appraised: Appraisal, island: Case) -> None:
    """A toll loses; and the old road over the pass can close when the tunnel opens."""
    toll = busy_appraised.projects.set_index("project_id").loc["toll"]
    assert toll["ev_world_usd"] < 0.0
    track = island.network.links.assign(
        section=lambda t: t["section"].where(t["link_id"] != 5, "old-track"),
    )
    old = replace(island, network=Network(nodes=island.network.nodes, links=track))
    opening = works("tunnel", "tunnel", status="open")
    both = replace(opening, effects=(*opening.effects, LinkEffect("old-track", {"status": "closed"}, {})))
    found, one = (appraise(replace(old, projects=(p,))) for p in (both, opening))
    tonnes = found.links.set_index("link_id")["tonnes_counterfactual"]
    assert tonnes[5] == 0.0 < tonnes[6]
    # the tunnel is the better way, so that closing the other changes nothing
    assert found.regions["ev_usd"].to_numpy() == pytest.approx(one.regions["ev_usd"].to_numpy(), rel=1e-9)


def test_a_project_that_cuts_a_zone_off_is_a_fault(island: Case) -> None:
    closing = works("closing", "pass-road", status="closed")
    with pytest.raises(InputError, match="closing: cut this zone off") as raised:
        appraise(replace(island, projects=(closing,)))
    assert [fault.value for fault in raised.value.faults] == ["XOS-highland"]


# Sums


def test_regional_gains_sum_to_countries_and_the_world(busy_appraised: Appraisal) -> None:
    regions, projects = busy_appraised.regions, busy_appraised.projects.set_index("project_id")
    for name, part in regions.groupby("scenario"):
        table = projects if name in projects.index else busy_appraised.portfolios.set_index("project_id")
        by_country = part.groupby("country")["ev_usd"].sum()
        assert table.loc[name, "ev_world_usd"] == pytest.approx(part["ev_usd"].sum(), rel=1e-12)
        for country in ("XOS", "XVE"):
            assert table.loc[name, f"ev_{country}_usd"] == pytest.approx(by_country[country], rel=1e-12)
            change = rows(busy_appraised, "real income", "country", name).loc[country, "change"]
            assert change == pytest.approx(by_country[country], rel=1e-9, abs=1e-3)


@pytest.mark.parametrize("column", ["baseline", "counterfactual", "change"])
@pytest.mark.parametrize("indicator", ADDITIVE)
def test_additive_indicators_sum_up(busy_appraised: Appraisal, indicator: str, column: str) -> None:
    for name in busy_appraised.scenarios:
        country, world, corridor = (
            rows(busy_appraised, indicator, level, name)[column] for level in ("country", "world", "corridor")
        )
        region = rows(busy_appraised, indicator, "region", name)[column]
        if len(region):
            assert region["XOS-harbour"] + region["XOS-highland"] == pytest.approx(country["XOS"], rel=1e-9)
            assert region["XVE"] == pytest.approx(country["XVE"], rel=1e-12)
        assert corridor["corridor"] == pytest.approx(country.sum(), rel=1e-9)
        if not indicator.startswith("freight"):
            assert world["world"] == pytest.approx(country.sum(), rel=1e-9)


def test_the_change_is_the_counterfactual_less_the_baseline(busy_appraised: Appraisal) -> None:
    table = busy_appraised.accounts
    wanted = table["counterfactual"] - table["baseline"]
    np.testing.assert_array_equal(table["change"], wanted)


def test_freight_of_the_accounts_is_that_of_the_table(busy_appraised: Appraisal) -> None:
    """The world has the high seas as well; CO2 is tonne-km times the factor of the mode."""
    factor = {m: busy_appraised.parameters[f"emission_factor.{m}"] / 1000 for m in ("road", "rail", "sea")}
    for name, part in busy_appraised.freight.groupby("scenario"):
        for column, side in (("tonne_km_do_minimum", "baseline"), ("tonne_km", "counterfactual")):
            by_country = part.groupby("country")[column].sum()
            carbon = (part[column] * part["mode"].map(factor)).groupby(part["country"]).sum()
            for indicator, wanted in (("freight", by_country), ("freight CO2", carbon)):
                world = rows(busy_appraised, indicator, "world", str(name))[side]["world"]
                assert world == pytest.approx(wanted.sum(), rel=1e-12)
                country = rows(busy_appraised, indicator, "country", str(name))[side]
                assert country["XOS"] == pytest.approx(wanted["XOS"], rel=1e-12)


def test_freight_on_the_sea_is_tonnes_times_length(appraised: Appraisal) -> None:
    sea = appraised.links.set_index("link_id").loc[9]
    table = appraised.freight[appraised.freight["scenario"] == "upgraded"].set_index("mode")
    assert table.loc["sea", "tonne_km"] == pytest.approx(950.0 * sea["tonnes_counterfactual"], rel=1e-12)
    assert table.loc["sea", "country"] == "high seas"


def test_a_sea_lane_is_on_the_high_seas_whatever_country_it_names(island: Case) -> None:
    named = island.network.links.assign(country=island.countries["country"].iloc[0])
    where = places(replace(island, network=replace(island.network, links=named)))
    at_sea = (named["mode"] == "sea").to_numpy()
    assert at_sea.any()
    assert (where.country[at_sea] == where.countries).all()
    assert (where.country[~at_sea] == 0).all()


def test_ratios_of_groups_are_ratios_of_sums(busy_appraised: Appraisal, island: Case) -> None:
    people = island.regions.set_index("region_id")["population"]
    for side in ("baseline", "counterfactual"):
        income = rows(busy_appraised, "real income", "region")[side]
        per_person = rows(busy_appraised, "real consumption per person", "world")[side]["world"]
        assert per_person == pytest.approx(income.sum() / people.sum(), rel=1e-12)


# By hand


def test_the_baseline_is_the_island_that_the_tables_tell_of(appraised: Appraisal) -> None:
    """Figures of examples/island/SOURCES.md and of the trade table, added up by hand."""
    million = 1e6
    wanted = {
        ("real GDP", "country", "XOS"): 900 * million,
        ("real GDP", "country", "XVE"): 2100 * million,
        ("real GDP", "region", "XOS-harbour"): 500 * million,
        ("real income", "country", "XOS"): 1000 * million,
        ("real income", "country", "XVE"): 2000 * million,
        # the deficit of 100 goes where value added is: five ninths to the harbour
        ("real income", "region", "XOS-harbour"): 5000 / 9 * million,
        ("real output", "country", "XOS"): 1500 * million,
        ("real output", "country", "XVE"): 3750 * million,
        ("exports", "country", "XOS"): 300 * million,
        ("imports", "country", "XOS"): 400 * million,
        ("exports", "world", "world"): 700 * million,
        ("trade to GDP", "country", "XOS"): 700 / 900,
        ("trade to GDP", "world", "world"): 1400 / 3000,
        ("home share", "country", "XOS"): 1200 / 1600,
        ("home share", "country", "XVE"): 3350 / 3650,
        ("home share", "world", "world"): 4550 / 5250,
        ("real consumption per person", "country", "XOS"): 1000.0,
        ("real consumption per person", "country", "XVE"): 2000 / 1.5,
        ("consumer price index", "world", "world"): 1.0,
        ("import price index", "country", "XOS"): 1.0,
    }
    for (indicator, level, region), value in wanted.items():
        found = rows(appraised, indicator, level).loc[region, "baseline"]
        assert found == pytest.approx(value, rel=1e-9), (indicator, region)


def test_better_roads_bring_gains_where_they_lead(appraised: Appraisal) -> None:
    tunnel = appraised.regions[appraised.regions["scenario"] == "tunnel"].set_index("region_id")
    assert (tunnel["ev_usd"] > 0).all()
    assert tunnel["ev_per_person_usd"].idxmax() == "XOS-highland"
    assert appraised.certificates["residual"].max() < 1e-9


def test_a_portfolio_of_one_is_that_project(appraised: Appraisal) -> None:
    for portfolio, project in (("upgraded", "tunnel"), ("first-decade", "quay")):
        one = appraised.portfolios.set_index("project_id").loc[portfolio]
        other = appraised.projects.set_index("project_id").loc[project]
        for column in ("ev_world_usd", "npv_low", "npv_high", "bcr_low", "bcr_high", "eirr", "capex_usd"):
            assert one[column] == pytest.approx(other[column], rel=1e-9), column
        assert one["payback_year"] == other["payback_year"]


# Determinism


def test_the_same_case_gives_the_same_bits(appraised: Appraisal) -> None:
    same(appraised, appraise(read(ISLAND)), check_exact=True)


def test_the_case_is_not_touched(busy: Case) -> None:
    before = deepcopy(busy)
    appraise(busy)
    _untouched(busy, before)


def _untouched(one: Any, other: Any) -> None:
    """Compare two records whose fields may be tables, or records of tables."""
    for field in fields(one):
        value, old = getattr(one, field.name), getattr(other, field.name)
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(value, old, check_exact=True, obj=field.name)
        elif isinstance(value, Network | TravelTables):
            _untouched(value, old)
        else:
            assert value == old, field.name


def test_the_order_of_the_register_does_not_matter(busy: Case, busy_appraised: Appraisal) -> None:
    other = appraise(replace(busy, projects=busy.projects[::-1]))
    same(busy_appraised, other, check_exact=False, rtol=1e-11, atol=1e-5)


def test_the_order_of_choice_does_not_matter(busy: Case) -> None:
    same(appraise(busy, ["bend", "ramp"]), appraise(busy, ["ramp", "bend"]), check_exact=True)


def test_the_order_of_regions_does_not_matter(island: Case, appraised: Appraisal) -> None:
    other = appraise(replace(island, regions=island.regions.iloc[::-1].reset_index(drop=True)))
    same(appraised, other, check_exact=False, rtol=1e-8, atol=1e-3)
