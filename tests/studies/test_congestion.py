"""Delays in the model of the island: none on empty roads, and what must follow where roads fill."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.model.baseline import baseline
from corridor.model.freight import tonnes
from corridor.model.solved import today
from corridor.network.assignment.elastic import ElasticSettings
from corridor.network.assignment.log_sum import Choice
from corridor.studies.appraise.appraise import appraise
from corridor.studies.congestion import congested
from corridor.studies.link_users import link_users


def with_room(case: Case, tonnes_a_day: float) -> Case:
    """Return the island with a pass that takes so many tonnes a day and direction; no other road fills."""
    links = case.network.links
    road = np.where(links["section"] == "pass-road", tonnes_a_day, 1e9)
    room = np.where(links["mode"] == "road", road, np.nan)
    return replace(case, network=replace(case.network, links=links.assign(capacity=room)))


def test_empty_roads_are_the_appraisal(island: Case) -> None:
    found = congested(with_room(island, 1e9))
    static = appraise(island).regions
    static = static[static["scenario"] == "upgraded"].set_index("region_id")["ev_usd"]
    got = found.regions.set_index("region_id")
    assert got["ev_usd"].to_numpy() == pytest.approx(static[got.index].to_numpy(), rel=1e-6)
    assert got["ev_free_flow_usd"].to_numpy() == pytest.approx(static[got.index].to_numpy(), rel=1e-9)


def test_empty_roads_are_the_appraisal_of_parks_mines_and_farms(fielded: Case) -> None:
    """Put in and taken out: with room on the roads, delays are none and hours are those of the appraisal."""
    for names, name in ((None, "upgraded"), (["yard"], "chosen")):
        found = congested(with_room(fielded, 1e9), names).regions.set_index("region_id")
        static = appraise(fielded, names).regions
        static = static[static["scenario"] == name].set_index("region_id")["ev_usd"]
        assert found["ev_usd"].to_numpy() == pytest.approx(static[found.index].to_numpy(), rel=1e-6, abs=0.01)


def test_a_cold_chain_spares_more_on_full_roads(fielded: Case) -> None:
    """Goods that wait behind others lose more by the hour, so cooling them is worth more."""
    case = with_room(fielded, 700.0)
    found = congested(case, ["cooler"], settings=ElasticSettings(1e-4, 1e-6, 2000)).regions
    assert found["ev_usd"].sum() > 1.01 * found["ev_free_flow_usd"].sum()


def test_losses_are_not_counted_by_logit_choice(fielded: Case) -> None:
    settings = ElasticSettings(choice=Choice(0.5, nearer_only=True))
    with pytest.raises(InputError, match="least-cost routes"):
        congested(fielded, ["cooler"], settings=settings)


def test_full_roads_make_a_second_road_worth_more(island: Case) -> None:
    """The pass has no lane left, so the tunnel takes away delays as well."""
    case = with_room(island, 700.0)
    found = congested(case, settings=ElasticSettings(1e-4, 1e-6, 2000))
    assert (found.certificates["route_gap"] <= 1e-4).all()
    assert (found.certificates["residual"] < 1e-9).all()
    links = found.links.set_index("link_id")
    assert links.loc[4, "filled_do_minimum"] > 1.0
    free = (
        case.network.links.set_index("link_id")["length"]
        / case.network.links.set_index("link_id")["free_speed"]
    )
    delay = free[4] * 0.15 * links.loc[4, "filled_do_minimum"] ** 4
    b = case.parameters["delay.road.b"]
    assert links.loc[4, "delay_hours_do_minimum"] == pytest.approx(delay * b / 0.15, rel=1e-9)
    assert links.loc[5, "filled_do_something"] < links.loc[5, "filled_do_minimum"]
    assert found.regions["ev_usd"].sum() > found.regions["ev_free_flow_usd"].sum()


def test_users_of_a_link_add_up_to_its_load(island: Case) -> None:
    users = link_users(island, 4)
    world = baseline(island)
    row = int(np.flatnonzero(island.network.links["link_id"] == 4)[0])
    assert users["tonnes"].sum() == pytest.approx(today(world).on_links[row].sum(), rel=1e-9)
    moved = tonnes(world.carried, world.economy)
    highland = island.zones.index("XOS-highland")
    leaving = users[users["origin"] == "XOS-highland"]["tonnes"].sum()
    assert leaving == pytest.approx(moved[highland].sum() - moved[highland, highland].sum(), rel=1e-9)


def test_no_such_link(island: Case) -> None:
    with pytest.raises(InputError, match="no such link"):
        link_users(island, 999)
