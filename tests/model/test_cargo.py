"""What goods weigh: which mix a pair trades, tonnes by hand, freight paid equal to tonnes moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.accounts.commodities import by_handling, commodity_table
from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.model.baseline import baseline
from corridor.model.cargo import cargo, main_class, mixes
from corridor.model.freight import tonnes
from corridor.model.selection import Standing
from corridor.model.solved import today, world_of


def mixed(case: Case, *rows: tuple[str, str, str, float, float]) -> Case:
    """Return the case with these mixes alone: origin, destination, group, share, value."""
    names = ["origin", "destination", "group", "share", "value_usd_per_tonne"]
    return replace(case, commodity_mix=pd.DataFrame(rows, columns=names))


def of_goods(case: Case, origin: str, destination: str) -> float:
    """Return the share of `goods` in manufactures between two countries."""
    found, countries = mixes(case), list(case.countries["country"])
    kind = found.kind[countries.index(origin), countries.index(destination)]
    return float(found.share[kind, list(case.commodities["group"]).index("goods")])


def test_the_most_specific_mix_wins(island: Case) -> None:
    """The pair, then the origin's sales abroad, then the destination's purchases, then the usual 0.8."""
    plain = mixed(island)
    assert of_goods(plain, "XVE", "XOS") == of_goods(plain, "XOS", "XOS") == 0.8
    buys = ("*", "XOS", "goods", 1.0, 1.0)
    sells, fuel = ("XVE", "*", "goods", 0.3, 1.0), ("XVE", "*", "fuel", 0.7, 1.0)
    pair = ("XVE", "XOS", "fuel", 1.0, 1.0)
    assert of_goods(mixed(island, buys), "XVE", "XOS") == 1.0
    assert of_goods(mixed(island, buys, sells, fuel), "XVE", "XOS") == 0.3
    assert of_goods(mixed(island, buys, sells, fuel, pair), "XVE", "XOS") == 0.0
    for case in (mixed(island, buys), mixed(island, sells, fuel)):  # any other country is never home
        assert of_goods(case, "XOS", "XOS") == of_goods(case, "XVE", "XVE") == 0.8
        assert of_goods(case, "XOS", "XVE") == 0.8
    assert of_goods(mixed(island, ("XOS", "XOS", "fuel", 1.0, 500.0)), "XOS", "XOS") == 0.0


def test_a_mix_of_one_sector_leaves_the_others(island: Case) -> None:
    case = mixed(island, ("XVE", "XOS", "goods", 1.0, 4000.0))
    found, groups = mixes(case), list(case.commodities["group"])
    kind = found.kind[list(case.countries["country"]).index("XVE"), 0]
    assert found.share[kind, groups.index("grain")] == 0.4
    assert found.value[kind, groups.index("goods")] == 4000.0


def test_tonnes_by_hand(island: Case) -> None:
    """Vestra sells Ostra farm goods of US$ 50 million and manufactures of 320, Ostra 160 and 120."""
    world = baseline(island)
    moved = tonnes(world.cargo, world.economy)
    home = (island.regions["country"] == "XOS").to_numpy()
    kilotonnes = moved[np.ix_(~home, home)].sum(axis=(0, 1)) / 1e3
    by_class = dict(zip(commodity_classes(), kilotonnes, strict=True))
    # grain 50 x 1.0; fuel 320 x 0.2; timber 50 x 0.2; goods 320 x 0.2; fruit 50 x 0.5
    assert by_class == pytest.approx(
        {"dry_bulk": 50.0, "liquid": 64.0, "general": 10.0, "container": 64.0, "perishable": 25.0}
    )
    kilotonnes = moved[np.ix_(home, ~home)].sum(axis=(0, 1)) / 1e3
    # grain 160; fuel 120 x 0.1; timber 160 x 0.2 and steel 120 x 0.15; goods 120 x 0.2; fruit 160 x 0.5
    assert kilotonnes == pytest.approx([160.0, 12.0, 50.0, 24.0, 80.0])


def test_freight_paid_is_tonnes_times_what_a_tonne_costs(island: Case) -> None:
    """What buyers pay above basic prices, `X (tau - 1)`, is the bill of the hauliers."""
    world = baseline(island)
    moved = tonnes(world.cargo, world.economy)
    away = ~np.eye(len(moved), dtype=bool)
    bill = (moved * world.today.cost).sum(axis=2)[away].sum()
    economy = world.economy
    paid = sum(
        (economy.trade_share[:, :, s] * economy.expenditure[None, :, s] * (world.tau[:, :, s] - 1.0))[
            away
        ].sum()
        for s in range(2)
    )
    assert paid == pytest.approx(bill, rel=1e-12)


def test_goods_off_the_network_weigh_nothing_on_it(island: Case) -> None:
    """With all farm goods fodder, no farm tonne is on a link and freight adds nothing to its price."""
    share = island.commodities["share"].where(island.commodities["sector"] != "A", 0.0)
    share = share.mask(island.commodities["group"] == "fodder", 1.0)
    case = replace(island, commodities=island.commodities.assign(share=share), projects=())
    assert not cargo(case).moves(0)
    assert (baseline(case).tau[:, :, 0] == 1.0).all()


def test_tonnes_follow_quantities_not_prices(fielded: Case) -> None:
    """Twice the value of a tonne is half the tonnes, with costs of carriage held; prices divide out."""
    world = baseline(fielded)
    found = world_of(world, Standing(tuple(p for p in fielded.projects if p.project_id == "tunnel")))
    after = found.equilibrium
    assert after is not None
    doubled = replace(after, cost_hat=2.0 * after.cost_hat, expenditure_new=2.0 * after.expenditure_new)
    plain = tonnes(world.cargo, world.economy, after)
    assert np.allclose(tonnes(world.cargo, world.economy, doubled), plain, rtol=1e-12)


def test_the_class_of_a_mine_is_that_of_most_tonnes_sold_abroad(island: Case) -> None:
    assert commodity_classes()[main_class(island, "XOS", "A")] == "dry_bulk"
    assert commodity_classes()[main_class(island, "XVE", "C")] in ("liquid", "container")


def test_the_table_of_commodities_by_hand(island: Case) -> None:
    """Imports and exports of Ostra all pass its harbour; fruit of US$ 160 million is 80,000 t."""
    found = today(baseline(island))
    table = commodity_table(found, "XOS").set_index(["flow", "group"])
    assert table.loc[("exports", "fruit"), "tonnes"] == pytest.approx(80e3)
    assert table.loc[("exports", "fruit"), "value_usd"] == pytest.approx(80e6)
    assert table.loc[("imports", "fuel"), "tonnes"] == pytest.approx(64e3)
    assert ("imports", "steel") not in table.index
    abroad = table.loc[["imports", "exports"]]
    seen = abroad[abroad["handling"] != "off_network"]
    assert np.allclose(seen["tonnes_by_sea"], seen["tonnes"])
    assert table.loc["domestic", "tonnes_by_sea"].fillna(0.0).eq(0.0).all()
    assert np.isnan(table.loc[("domestic", "fodder"), "mean_haul_km"])


def test_tonnes_of_groups_are_those_on_the_connectors(island: Case) -> None:
    """Every tonne between regions leaves one connector and enters another; sums by class agree."""
    found = today(baseline(island))
    summed = by_handling(commodity_table(found, "XOS")).groupby("handling")["tonnes_between_regions"].sum()
    links = island.network.links
    at_home = ((links["mode"] == "connector") & (links["country"] == "XOS")).to_numpy()
    flow = by_handling(commodity_table(found, "XOS"))
    for c, name in enumerate(commodity_classes()):
        home = flow[(flow["flow"] == "domestic") & (flow["handling"] == name)]["tonnes_between_regions"].sum()
        assert found.on_links[at_home, :, c].sum() == pytest.approx(summed[name] + home, rel=1e-9)
