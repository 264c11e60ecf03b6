"""What goods weigh: which mix a pair trades, tonnes by hand, freight paid equal to tonnes moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.accounts.commodities import by_handling, commodity_table
from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.model.baseline import Baseline, baseline
from corridor.model.cargo import cargo, main_class, mixes
from corridor.model.freight import at_gate, tonnes
from corridor.model.selection import Standing
from corridor.model.solved import today, world_of
from corridor.model.trade_costs import carried_at
from corridor.types import Floats


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


def by_class_of(world: Baseline) -> tuple[Floats, Floats]:
    """Return kilotonnes that Vestra sells Ostra, and all others with home trade, [class]."""
    moved = tonnes(world.carried, world.economy).reshape(-1, len(commodity_classes())) / 1e3
    home = (world.case.regions["country"] == "XOS").to_numpy()
    sold = (~home[:, None] & home[None, :]).ravel()
    return moved[sold].sum(axis=0), moved.sum(axis=0)


def test_tonnes_by_hand(island: Case) -> None:
    """Known mixes are met where they hold: all farm goods together, manufactures from Vestra to Ostra.

    Vestra sells Ostra manufactures of US$ 320 million.
    """
    world = baseline(island)
    sold, every = by_class_of(world)
    classes = list(commodity_classes())
    assert sold[classes.index("liquid")] == pytest.approx(320 * 0.2, rel=1e-4)
    assert sold[classes.index("container")] == pytest.approx(320 * 0.2, rel=1e-4)
    farm, made = world.economy.output[:, :2].sum(axis=0) / 1e6
    assert every[classes.index("dry_bulk")] == pytest.approx(farm * 0.4 / 400 * 1e3, rel=1e-4)
    assert every[classes.index("perishable")] == pytest.approx(farm * 0.5, rel=1e-4)
    others = made - 320
    assert every[classes.index("liquid")] == pytest.approx(64 + others * 0.05 / 500 * 1e3, rel=1e-4)
    assert every[classes.index("general")] == pytest.approx(farm * 0.2 + others * 0.15, rel=1e-4)


def test_freight_paid_is_tonnes_times_what_a_tonne_costs(island: Case) -> None:
    """Where freight is cheap, what buyers pay above basic prices, `X (tau - 1)`, is the bill of hauliers."""
    world = baseline(island)
    between = world.today.cost * 1e-5
    goods = carried_at(island, world.cargo, between)
    bill = (tonnes(goods, world.economy) * between).sum()
    away = ~np.eye(len(between), dtype=bool)
    paid = sum((at_gate(world.economy, s) * (goods.tau[:, :, s] - 1.0))[away].sum() for s in range(2))
    assert paid == pytest.approx(bill, rel=1e-4)


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
    plain = tonnes(world.carried, world.economy, after)
    assert np.allclose(tonnes(world.carried, world.economy, doubled), plain, rtol=1e-12)


def test_the_class_of_a_mine_is_that_of_most_tonnes_sold_abroad(island: Case) -> None:
    assert commodity_classes()[main_class(island, "XOS", "A")] == "dry_bulk"
    assert commodity_classes()[main_class(island, "XVE", "C")] in ("liquid", "container")


def test_the_table_of_commodities_by_hand(island: Case) -> None:
    """Imports and exports of Ostra all pass its harbour; farm goods abroad are worth US$ 160 million."""
    found = today(baseline(island))
    table = commodity_table(found, "XOS").set_index(["flow", "group"])
    farm = table.loc["exports"].loc[["grain", "fruit", "timber", "fodder"], "value_usd"]
    assert farm.sum() == pytest.approx(160e6)
    assert farm["fodder"] == pytest.approx(0.05 * 160e6)
    assert table.loc[("exports", "fruit"), "tonnes"] == pytest.approx(farm["fruit"] / 1e3)
    assert farm["timber"] / farm["grain"] < 0.05 / 0.4  # timber is the heavier
    assert table.loc[("imports", "fuel"), "tonnes"] == pytest.approx(64e3, rel=1e-4)
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
