"""Values of links equal central differences of the whole pipeline, searched and solved anew."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from corridor.accounts import indicators
from corridor.accounts.derivatives import target
from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.economy.equilibrium import solve
from corridor.errors import InputError
from corridor.model.baseline import Baseline, baseline
from corridor.model.composition import Carried
from corridor.model.selection import Standing
from corridor.model.solved import Solved, outcome, solved, today
from corridor.model.trade_costs import carried_at, delivered_cost
from corridor.network.modes import generalised_cost
from corridor.network.states import Changeable, Quest, State, ceiling, loads
from corridor.projects.links import apply
from corridor.solvers import FixedPointSettings
from corridor.studies.link_values import link_values
from corridor.types import Floats

TIGHT = FixedPointSettings(tolerance=1e-14)
NONE = np.zeros(0, dtype=np.int64)


def value_at(world: Baseline, links: pd.DataFrame, name: str, of: str) -> float:
    """Return an indicator with these links, by a new search and a new solve."""
    asked = target(world, name, of)
    network, cost = world.case.network, generalised_cost(links, world.rates)
    zones = np.array([network.centroids[zone] for zone in world.case.zones])
    quest = Quest(
        network,
        zones,
        len(zones),
        Changeable(NONE, NONE, NONE, NONE.astype(bool)),
        world.rates.shippers,
        cost,
    )
    state = ceiling(quest)
    goods = world.carried_in(state)
    solution = solve(world.economy, iceberg_hat=goods.tau / world.tau, settings=TIGHT)
    case = replace(world.case, network=type(network)(network.nodes, links))
    there = replace(today(world), state=state, carried=goods, equilibrium=solution)
    return float(asked.value(outcome(with_freight(replace(world, case=case), there))))


def with_freight(world: Baseline, there: Solved) -> Solved:
    """Return a world with its tonnes, summed over pairs one by one."""
    after, case = there.equilibrium, world.case
    assert after is not None
    n = len(case.zones)
    tonnes = np.zeros((n, n, len(commodity_classes())))
    cost = delivered_cost(case, there.state.cost)
    sectors = list(case.sectors["sector"])
    for i in range(n):
        for j in range(n):
            for s, theta in ((0, world.economy.trade_elasticity[0]), (1, world.economy.trade_elasticity[1])):
                value = after.trade_share_new[i, j, s] * after.expenditure_new[j, s] / after.cost_hat[i, s]
                own = case.commodities[case.commodities["sector"] == sectors[s]]
                moved = own[own["handling"] != "off_network"]
                of_class = [commodity_classes().index(name) for name in moved["handling"]]
                kind = world.cargo.kind[i, j]
                worth = world.cargo.value[kind, moved.index]
                weight = world.cargo.taste[kind, moved.index] * np.exp(-theta * cost[i, j, of_class] / worth)
                value *= 1.0 - own["share"].to_numpy() @ (own["handling"] == "off_network")
                for c, part in zip(of_class, value * weight / weight.sum() / worth, strict=True):
                    tonnes[i, j, c] += part
    between = tonnes.copy()
    between[np.arange(n), np.arange(n)] = 0.0
    on_links = loads(there.state, between)
    freight = np.zeros_like(there.freight)
    where = world.places
    for e in range(len(where.km)):
        if where.mode[e] >= 0:
            freight[where.country[e], where.mode[e]] += on_links[e].sum() * where.km[e]
    for i in range(n):
        freight[where.region_country[i], 0] += tonnes[i, i].sum() * where.region_km[i]
    return replace(there, freight=freight)


def slope(world: Baseline, links: pd.DataFrame, row: int, column: str, asked: tuple[str, str]) -> float:
    """Return the change of an indicator per unit less of one column of one link."""
    step = 1e-4 * max(float(links[column].iloc[row]), 1.0)
    values = []
    for sign in (-1, 1):
        moved = links.copy()
        moved.loc[moved.index[row], column] += sign * step
        values.append(value_at(world, moved, *asked))
    return (values[0] - values[1]) / (2 * step)


@pytest.mark.parametrize(
    "asked",
    [
        ("real income", "XOS"),
        ("real income", "XOS-highland"),
        ("real GDP", "XVE"),
        ("consumer price index", "XVE"),
        ("home share", "XOS"),
        ("import price index", "XOS"),
        ("freight", "XOS"),
        ("freight CO2", "world"),
    ],
)
def test_values_equal_differences_of_the_whole_pipeline(island: Case, asked: tuple[str, str]) -> None:
    table = link_values(island, *asked)
    world = baseline(island)
    links = island.network.links
    scale = table["value_fee"].abs().max()
    assert scale > 0
    for row, column, name in ((4, "fee_usd_t", "fee"), (7, "hours", "hour"), (8, "fee_usd_t", "fee")):
        found = slope(world, links, row, column, asked)
        assert table[f"value_{name}"].iloc[row] == pytest.approx(found, rel=1e-5, abs=1e-6 * scale)


def test_values_with_a_project_hold_for_its_world(island: Case) -> None:
    table = link_values(island, "real income", "XOS", projects=["tunnel"])
    world = baseline(island)
    links = apply(island.network.links, [p for p in island.projects if p.project_id == "tunnel"], ())
    row = int(np.flatnonzero(links["section"] == "tunnel")[0])
    assert table["tonnes"].iloc[row] > 0
    found = slope(world, links, row, "fee_usd_t", ("real income", "XOS"))
    assert table["value_fee"].iloc[row] == pytest.approx(found, rel=1e-5)


@pytest.mark.parametrize("names", [("cooler",), ("lode", "works"), ("yard",), ("cooler", "seed", "tunnel")])
@pytest.mark.parametrize("asked", [("real income", "XOS"), ("real income", "XVE"), ("freight", "XOS")])
def test_values_beside_doors_equal_differences(
    fielded: Case, names: tuple[str, ...], asked: tuple[str, str]
) -> None:
    """Parks, mines and farms stand, and an hour is worth less to goods that are kept cool."""
    chosen = tuple(p for p in fielded.projects if p.project_id in names)
    built = chosen[0].portfolio == "built"
    standing = Standing(() if built else chosen, chosen if built else ())
    stands = {"without": names} if built else {"projects": names}
    table = link_values(fielded, *asked, **stands)
    links = fielded.network.links
    scale = table["value_fee"].abs().max()
    for row, column, name in ((4, "fee_usd_t", "fee"), (7, "hours", "hour"), (4, "hours", "hour")):
        values = []
        for sign in (-1, 1):
            moved = links.copy()
            moved[column] = moved[column].astype(float)
            moved.loc[moved.index[row], column] += sign * 1e-4
            values.append(with_doors(fielded, moved, standing, asked))
        found = (values[0] - values[1]) / 2e-4
        assert table[f"value_{name}"].iloc[row] == pytest.approx(found, rel=1e-4, abs=1e-5 * scale)


class Moved(Baseline):
    """A calibrated world whose links have moved since: goods are not carried as when it was calibrated."""

    def carried_in(self, state: State, spared: Floats | None = None) -> Carried:
        return carried_at(self.case, self.cargo, state.cost, spared)


def with_doors(case: Case, links: pd.DataFrame, standing: Standing, asked: tuple[str, str]) -> float:
    """Return an indicator in a world on these links, today's calibration kept."""
    world = baseline(case)
    there = replace(case, network=type(case.network)(case.network.nodes, links))
    new = baseline(there)
    moved = replace(world, case=there, ceiling=new.ceiling, today=new.today)
    found = solved(Moved(**{one.name: getattr(moved, one.name) for one in fields(Baseline)}), standing)
    return float(target(world, *asked).value(outcome(found)))


def test_what_present_traffic_saves_in_a_cool_world_is_its_value_to_the_world(fielded: Case) -> None:
    """The envelope holds where goods lose less by the hour: an hour saves the rest of the value of time."""
    table = link_values(fielded, "real income", "world", projects=["cooler"])
    # as near as a US$ is worth the same everywhere, in a world that is not today's
    assert np.allclose(table["value_fee"], table["traffic_fee"], rtol=2e-3)
    used = (table["tonnes"] > 0).to_numpy()
    hour = table["value_hour"] / table["value_fee"]
    assert np.allclose(hour[used], (table["traffic_hour"] / table["traffic_fee"])[used], rtol=2e-2)
    plain = link_values(fielded, "real income", "world")
    assert (table["value_hour"] / table["value_fee"] < plain["value_hour"] / plain["value_fee"])[used].all()


def test_every_indicator_can_be_asked(island: Case) -> None:
    for indicator in indicators():
        if indicator.no_slope:
            with pytest.raises(InputError, match="no marginal values"):
                link_values(island, indicator.name, "world")
            continue
        table = link_values(island, indicator.name, "world")
        assert np.isfinite(table["value_fee"]).all()


def test_the_world_values_a_link_by_its_traffic(island: Case) -> None:
    """Without tariffs the planner's envelope holds: a US$ off a tonne is worth a US$ a tonne that passes."""
    table = link_values(island, "real income", "world")
    assert np.allclose(table["value_fee"], table["tonnes"], rtol=1e-9)
    assert np.allclose(table["value_hour"], table["traffic_hour"], rtol=1e-9)


def test_values_of_countries_add_up_to_the_world(island: Case) -> None:
    parts = [link_values(island, "real income", of)["value_fee"] for of in ("XOS", "XVE")]
    whole = link_values(island, "real income", "world")["value_fee"]
    assert np.allclose(parts[0] + parts[1], whole, rtol=1e-9)


def test_unknown_names_are_listed_together(island: Case) -> None:
    with pytest.raises(InputError) as told:
        link_values(island, "joy", "Atlantis")
    assert "joy" in str(told.value)
    assert "Atlantis" in str(told.value)
    with pytest.raises(InputError, match="by country"):
        link_values(island, "freight", "XOS-highland")
