"""Paths over years of the island: the static appraisal where nothing grows, phasing, accounts that add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.economy.dynamics import Rules, Year, follow
from corridor.errors import InputError
from corridor.model.baseline import baseline
from corridor.model.closure import closure_of
from corridor.model.projects_by_year import ProjectsByYear
from corridor.studies.appraise.appraise import appraise
from corridor.studies.path.path import path, trend_of


def without_growth(case: Case) -> Case:
    return replace(case, trends=case.trends.iloc[:0])


def test_without_growth_a_year_is_the_appraisal(island: Case) -> None:
    """The tunnel opens in 2027; nothing before, the static gain after, by region."""
    still = without_growth(island)
    found = path(still, years=(2026, 2028), diffusion=False).regions
    static = appraise(still).regions
    static = static[static["scenario"] == "upgraded"].set_index("region_id")["ev_usd"]
    by_year = found.pivot_table(index="region_id", columns="year", values="ev_usd").loc[static.index]
    assert by_year[2026].to_numpy() == pytest.approx(0.0, abs=1e-3)
    assert by_year[2027].to_numpy() == pytest.approx(static.to_numpy(), rel=1e-6)
    assert by_year[2028].to_numpy() == pytest.approx(static.to_numpy(), rel=1e-6)


@pytest.mark.parametrize("rule", ["fixed", "proportional", "closed"])
def test_in_the_base_year_the_path_is_the_appraisal(island: Case, rule: str) -> None:
    """The same world: one closure, whatever it is, though the economies are about to grow."""
    settings = replace(island.settings, base_year=2027, deficits=rule)
    case = replace(island, settings=settings)
    found = path(case, years=(2027, 2028)).regions
    static = appraise(case).regions
    static = static[static["scenario"] == "upgraded"].set_index("region_id")["real_income_hat"]
    hats = found.pivot_table(index="region_id", columns="year", values="real_income_hat").loc[static.index]
    assert np.abs(static.to_numpy() - 1.0).max() > 1e-4
    assert hats[2027].to_numpy() == pytest.approx(static.to_numpy(), abs=1e-9)
    assert np.abs(hats[2028].to_numpy() - static.to_numpy()).max() > 1e-9


def test_projects_bring_no_loans(island: Case) -> None:
    """What a country spends beyond its income moves with the trend, and not with what projects bring."""
    world = baseline(island)
    (tunnel,) = (p for p in island.projects if p.portfolio == "planned" and p.effects)
    trend = trend_of(island, np.array([2035, 2036]))
    years = ProjectsByYear(world, [tunnel], trend)
    kept = []

    def note(year: Year) -> None:
        kept.append([found.spending_new - found.value_added_new for found in (year.minimum, year.something)])

    follow(world.economy, trend, years.paths(), Rules(closure_of(island)), each=note)
    for without, with_tunnel in kept:
        assert with_tunnel == pytest.approx(without, rel=1e-8)
    assert kept[0][0] != pytest.approx(world.economy.deficit, rel=1e-3)


def test_doors_in_full_use_are_the_appraisal(fielded: Case) -> None:
    """Parks, mines, farms and cold chains: half in the first of two years, then what the appraisal says."""
    still = without_growth(fielded)
    for names, year in ((None, 2029), (["yard"], 2022)):
        found = path(still, names, years=(year - 1, year), diffusion=False).regions
        name = "chosen" if names else "upgraded"
        static = appraise(still, names).regions
        static = static[static["scenario"] == name].set_index("region_id")
        last = found[found["year"] == year].set_index("region_id").loc[static.index]
        # a built project is told at the prices of the world without it, in an appraisal at today's
        at_last = np.log(last["real_income_hat"].to_numpy())
        assert at_last == pytest.approx(np.log(static["real_income_hat"].to_numpy()), rel=1e-6, abs=1e-10)
        if names is None:
            assert last["ev_usd"].to_numpy() == pytest.approx(static["ev_usd"].to_numpy(), rel=1e-6)


def test_a_site_fills_and_does_not_grow_with_the_economy(fielded: Case) -> None:
    """Its tonnes stay, its jobs stay and sell more; the holiday of each firm ends after its ten years."""
    sites = path(fielded, ["lode", "works"], years=(2026, 2039), diffusion=False).sites
    mine = sites[sites["project_id"] == "lode"].set_index("year")
    park = sites[sites["project_id"] == "works"].set_index("year")
    assert mine["tonnes"].to_dict() == {2027: 10e3, **dict.fromkeys(range(2028, 2040), 20e3)}
    assert mine["sales_usd"][2035] == pytest.approx(20e3 * 500.0)
    assert park["jobs"][2035] == pytest.approx(20.0 * 0.5 * 30.0)
    grown = trend_of(fielded, np.array([2035])).productivity_hat[0, fielded.zones.index("XOS-harbour")]
    assert park["sales_usd"][2035] == pytest.approx(20.0 * 0.5 * 30.0 * 15e3 * grown)
    assert park["forgone_tax_usd"][2036] > 0.0
    assert park["forgone_tax_usd"][2037] == pytest.approx(park["forgone_tax_usd"][2036] / 2, rel=0.05)
    assert park["forgone_tax_usd"][2038] == pytest.approx(0.0, abs=1e-6)


def test_a_mine_weighs_less_in_an_economy_that_grows(fielded: Case) -> None:
    """What it adds is a share of real income that falls as the rest grows, and is about as much money."""
    grown = path(fielded, ["lode"], years=(2028, 2050), diffusion=False).countries
    world = grown[grown["country"] == "world"].set_index("year")
    assert world["real_income_hat"][2050] - 1.0 < 0.8 * (world["real_income_hat"][2028] - 1.0)
    assert world["ev_usd"][2050] == pytest.approx(world["ev_usd"][2028], rel=0.15)


def test_a_built_project_ends_with_its_life(island: Case) -> None:
    """What it brought counts while it stands, in a do-minimum that never had it."""
    (quay,) = (p for p in island.projects if p.portfolio == "built" and p.effects)
    end = quay.opening_year + 30
    aged = replace(quay, life_years=30)
    case = replace(without_growth(island), projects=(aged,))
    found = path(case, [quay.project_id], years=(end - 1, end), diffusion=False).countries
    world = found[found["country"] == "world"].set_index("year")["ev_usd"]
    assert world[end - 1] > 0.0
    assert world[end] == pytest.approx(0.0, abs=1e-3)


def test_countries_are_sums_of_regions(island: Case) -> None:
    found = path(island, years=(2025, 2030))
    for name in ("ev_usd", "population", "spending_do_minimum_usd"):
        world = found.countries[found.countries["country"] == "world"].set_index("year")[name]
        assert world.to_numpy() == pytest.approx(found.regions.groupby("year")[name].sum().to_numpy())
    spent = found.countries.groupby("year")["capex_usd"].max()
    wanted = {y: usd for p in island.projects if p.portfolio == "planned" for y, usd in p.capex}
    assert spent.to_dict() == {year: wanted.get(year, 0.0) for year in range(2025, 2031)}
    assert (found.certificates["residual"] < 1e-9).all()


def test_gains_grow_with_the_economy_and_with_ideas(island: Case) -> None:
    """Once open, gains rise as the economy does; ideas add to them year by year."""
    years = (2027, 2034)
    ideas = path(island, years=years).countries.set_index(["country", "year"])["ev_usd"]["XOS"]
    static = path(island, years=years, diffusion=False).countries.set_index(["country", "year"])["ev_usd"][
        "XOS"
    ]
    assert (np.diff(static) > 0.0).all()
    assert ideas.iloc[0] == pytest.approx(static.iloc[0], rel=1e-9)
    assert (np.diff(ideas - static) > 0.0).all()


def test_stocks_of_knowledge_follow_trade_once_the_tunnel_is_open(island: Case) -> None:
    """The tunnel opens in 2027; what is learnt then counts from 2028. The harbour's farms then buy more from
    the poor highland and learn less. Without it stocks grow as productivity to theta beta.
    """
    found = path(island, years=(2026, 2029))
    table = found.knowledge.set_index(["year", "region_id", "sector"])
    ratio = table["stock_do_something"] / table["stock_do_minimum"]
    for year in (2026, 2027):
        assert ratio[year].to_numpy() == pytest.approx(1.0, abs=1e-12)
    assert (ratio[2029]["XOS-highland"] > 1.0).all()
    assert ratio[2029]["XOS-harbour"]["A"] < 1.0
    assert ratio[2029]["XOS-highland"].max() > ratio[2028]["XOS-highland"].max() > 1.0
    grown = trend_of(island, np.arange(2026, 2030)).productivity_hat[0, 0]
    value_added_share = 0.7  # a farm of the island uses 0.1 of each sector
    wanted = grown ** (island.parameters["trade_elasticity.A"] * value_added_share)
    assert table["stock_do_minimum"][2026]["XOS-harbour"]["A"] == pytest.approx(wanted)


def test_the_account_of_ideas_is_the_mean_of_its_table(island: Case) -> None:
    found = path(island, years=(2027, 2029))
    made = island.value_added.set_index(["region_id", "sector"])["value_added_usd"]
    table = found.knowledge[found.knowledge["year"] == 2029].set_index(["region_id", "sector"])
    told = found.accounts.set_index(["indicator", "region", "year"])
    home = made[["XOS-harbour", "XOS-highland"]]
    theta = home.index.get_level_values("sector").map(lambda s: island.parameters[f"trade_elasticity.{s}"])
    for name, power in (("knowledge stock", np.ones(len(theta))), ("productivity of ideas", 1.0 / theta)):
        for side, column in (
            ("baseline", "stock_do_minimum"),
            ("counterfactual", "stock_do_something"),
        ):
            stock = table.loc[home.index, column].to_numpy() ** np.asarray(power)
            wanted = float((home * stock).sum() / home.sum())
            assert told.loc[(name, "XOS", 2029), side] == pytest.approx(wanted, rel=1e-9)
    assert set(told.index.get_level_values("region")) == {"world", "corridor", "XOS", "XVE"}


def test_the_year_in_which_people_were_counted_changes_nothing(island: Case) -> None:
    """Six years later there are more people, and the path starts from as many as before."""
    found = path(island, years=(2027, 2030))
    trends = island.trends.assign(population_year=island.settings.base_year + 6)
    growth = trends.set_index("country")["population_growth"].loc[island.regions["country"]].to_numpy()
    people = island.regions["population"] * (1.0 + growth) ** 6
    later = replace(island, trends=trends, regions=island.regions.assign(population=people))
    again = path(later, years=(2027, 2030))
    for table, column in (
        ("regions", "population"),
        ("regions", "ev_usd"),
        ("knowledge", "stock_do_something"),
    ):
        one, other = (getattr(each, table)[column].to_numpy() for each in (found, again))
        assert other == pytest.approx(one, rel=1e-9), column


def test_without_diffusion_no_idea_is_new(island: Case) -> None:
    found = path(island, years=(2027, 2030), diffusion=False)
    assert (found.accounts["change"] == 0.0).all()
    assert (found.knowledge["stock_do_minimum"] == found.knowledge["stock_do_something"]).all()


def test_growth_starts_as_observed_and_settles(island: Case) -> None:
    """In the base year as in the table, in the long run as at the frontier, half way after a half-life."""
    base = island.settings.base_year
    trend = trend_of(island, np.arange(base, base + 400))
    ostra = island.regions["country"].to_numpy() == "XOS"
    log = np.log(trend.productivity_hat[:, ostra][:, 0])
    rate = np.diff(log)
    settled, now = np.log1p(island.parameters["frontier_growth"]), np.log1p(0.02)
    half = int(island.parameters["growth_half_life"])
    assert trend.population_hat[0] == pytest.approx(1.0)
    assert trend.population_hat[10, ostra] == pytest.approx(1.02**10)
    assert rate[-1] == pytest.approx(settled, rel=1e-6)
    assert rate[half] - settled == pytest.approx((rate[0] - settled) / 2, rel=1e-9)
    assert rate[0] == pytest.approx(now, rel=0.02)


@pytest.mark.parametrize("name", ["frontier_growth", "growth_half_life", "diffusion_strength"])
def test_every_parameter_of_growth_moves_a_path(island: Case, name: str) -> None:
    low = island.parameters.record(name).low
    changed = replace(island, parameters=island.parameters.with_values({name: low}))
    one, other = (path(case, years=(2027, 2029)).countries["ev_usd"] for case in (island, changed))
    assert not np.allclose(one, other, rtol=1e-9, atol=0.0)


def test_years_and_projects_that_cannot_be(island: Case) -> None:
    with pytest.raises(InputError, match="years cannot be"):
        path(island, years=(2010, 2030))
    with pytest.raises(InputError, match="no such project"):
        path(island, ["bridge"])
