"""People of the island by hand, and laws that hold whatever the case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.io.tables import typed
from corridor.io.travel import travel_faults
from corridor.model.people.demand import World, todays, vehicles, world_at
from corridor.model.people.gain import gain, halves
from corridor.model.people.record import people_of
from corridor.studies.travel import travel

HARBOUR = 0
PARTS = 1
"""Level of the one pair of the island: its towns lie 108 km apart, beyond `people.near_km`."""


@pytest.fixture(scope="module")
def today(island: Case) -> World:
    people = people_of(island)
    assert people is not None
    return todays(people)


def tunnelled(world: World) -> World:
    links = world.people.case.network.links
    return world_at(world, world.people.ways(links.assign(status="open")))


def test_hours_and_money_of_the_pass_by_hand(today: World) -> None:
    """2 km to the road, 70 km at 40 km/h, 80 at 25 and 1 km beside it; people are 1.3 times as fast."""
    hours = (70 / 40 + 80 / 25) / 1.3 + 3 / (25 * 1.3)
    running = 0.1 * (70 + 80 * 1.4 + 3)
    skims = today.skims
    assert skims.hours[PARTS][HARBOUR] == pytest.approx([hours, hours / 0.8 + 1.0], rel=1e-9)
    assert skims.money[PARTS][HARBOUR] == pytest.approx([running / 2, 0.5 + 0.02 * 153], rel=1e-9)


def test_the_tunnel_costs_toll_and_saves_hours_by_hand(today: World) -> None:
    hours = (70 / 40 + 55 / 80) / 1.3 + 3 / (25 * 1.3)
    after = tunnelled(today).skims
    assert after.hours[PARTS][HARBOUR][0] == pytest.approx(hours, rel=1e-9)
    assert after.money[PARTS][HARBOUR][0] == pytest.approx((0.1 * 128 + 0.02 * 55) / 2, rel=1e-9)


def test_trips_today_are_those_of_the_table(today: World) -> None:
    """Eight trips a person: the table's two and six, whatever the modes; each place has one destination."""
    assert sum(x.sum() for x in today.by_mode) == pytest.approx(8 * 1_000_000, rel=1e-9)


def test_vehicles_on_the_pass_are_trips_over_persons_and_days(today: World) -> None:
    car, bus = (float(sum(x[:, m].sum() for x in today.by_mode)) for m in (0, 1))
    on = today.vehicles()[4]
    assert on == pytest.approx([car / 2 / 365, bus / 20 / 365], rel=1e-9)


def test_the_gain_by_hand(today: World) -> None:
    """One segment, the poorer on other trips by bus alone: `T (exp(g d) - 1) / g` times US$ per unit."""
    after = tunnelled(today)
    k, segment = next(
        (k, s) for k, s in enumerate(today.people.segments) if (s.group, s.purpose) == ("poorer", "other")
    )
    old, new = ([*world.choices()][k] for world in (today, after))
    saved = today.skims.hours[PARTS][HARBOUR, 1] - after.skims.hours[PARTS][HARBOUR, 1]
    saved += (
        today.skims.money[PARTS][HARBOUR, 1] - after.skims.money[PARTS][HARBOUR, 1]
    ) / segment.value_of_time
    rise = 0.3 * saved
    assert (new.log_sum - old.log_sum)[HARBOUR] == pytest.approx(rise, rel=1e-9)
    expected = segment.trips[HARBOUR] * (np.exp(0.15 * rise) - 1) / 0.15 * segment.value_of_time / 0.3
    table = gain(today, after).set_index(["region_id", "group", "purpose"])["gain_usd"]
    assert table["XOS-harbour", "poorer", "other"] == pytest.approx(expected, rel=1e-9)


def test_the_value_of_an_hour_by_hand(today: World) -> None:
    """Business: 1.33 times income per head over 0.3 earners and 2,000 hours; other: 0.3 of income an hour."""
    one = {(s.group, s.purpose): s.value_of_time for s in today.people.segments}
    for group in ("poorer", "richer"):
        assert one[group, "business"] / one[group, "other"] == pytest.approx(1.33 / 0.3 / 0.3, rel=1e-9)


def test_nothing_changes_nothing(today: World) -> None:
    again = world_at(today, today.ways)
    assert gain(today, again)["gain_usd"].abs().max() == 0.0
    assert halves(today, again)[0][["hours_saved", "time_usd", "money_usd"]].abs().max().max() == 0.0
    assert np.array_equal(vehicles(today, today.ways.hours), today.vehicles())


def test_the_way_back_is_the_loss_of_the_way_there(today: World) -> None:
    after = tunnelled(today)
    there, back = gain(today, after)["gain_usd"], gain(after, today)["gain_usd"]
    assert there.to_numpy() == pytest.approx(-back.to_numpy(), rel=1e-9)


def test_the_rule_of_a_half_stands_near_the_log_sum(today: World) -> None:
    """For a change small enough the two agree; parts by mode and by pair add up to the same."""
    links = today.people.case.network.links
    after = world_at(today, today.people.ways(links.assign(free_speed=links["free_speed"] * 1.02)))
    exact = gain(today, after)["gain_usd"].sum()
    parts, between = halves(today, after)
    half = parts[["time_usd", "money_usd"]].to_numpy().sum()
    assert half == pytest.approx(exact, rel=1e-3)
    assert between["gain_usd"].sum() == pytest.approx(half, rel=1e-12)


def test_slower_links_carry_fewer_travellers(today: World) -> None:
    slower = vehicles(today, today.ways.hours * 1.5)
    assert (slower.sum(axis=0) < today.vehicles().sum(axis=0)).all()


def test_more_trips_arise_only_where_they_may(island: Case) -> None:
    fixed = replace(island, parameters=island.parameters.with_values({"people.generation": 0.0}))
    people = people_of(fixed)
    assert people is not None
    before = todays(people)
    found = gain(before, tunnelled(before))
    assert found["trips_after"].to_numpy() == pytest.approx(found["trips_before"].to_numpy(), rel=1e-12)


def test_the_study_says_what_it_was_asked(island: Case) -> None:
    found = travel(island, ["tunnel"])
    assert found.projects == ("tunnel",)
    assert found.nesting["error"].abs().max() < 1e-12
    assert found.gain_usd == pytest.approx(found.half_usd, rel=0.05)


def test_a_case_without_people_says_how_to_have_them(island: Case) -> None:
    with pytest.raises(InputError, match="travel_places"):
        travel(replace(island, travel=None), ["tunnel"])


def test_all_faults_of_the_tables_come_at_once(island: Case) -> None:
    tables = island.travel
    assert tables is not None
    frames = {
        "travel_places": tables.places.assign(part="one", link_id=[9, 5]),
        "travel_modes": tables.modes.assign(way=["road", "rail"], owned=["car", "car"]),
        "travel_purposes": pd.concat([tables.purposes, tables.purposes.iloc[:1]]),
        "travel_groups": tables.groups.assign(share=[0.5, 0.6], motorcycle=[0.0, 0.7]),
        "travel_facts": tables.facts.assign(of="ox", high=1.0),
        "link": island.network.links,
    }
    told = "\n".join(str(f) for f in travel_faults(frames, {name: f"{name}.csv" for name in frames}))
    for part in (
        *("lies in two regions", "is no road", "no station", "owns a train", "own nothing cannot travel"),
        *("a second row", "sum to one", "more people own", "no such mode", "misses the figure"),
    ):
        assert part in told, part


def test_a_table_alone_asks_for_its_companions(island: Case) -> None:
    tables = island.travel
    assert tables is not None
    names = {f"travel_{x}": f"{x}.csv" for x in ("places", "modes", "purposes", "groups")}
    found = travel_faults({"travel_modes": typed(tables.modes, "travel_modes")}, names)
    assert [f.file for f in found if "missing" in f.message] == ["places.csv", "purposes.csv", "groups.csv"]
