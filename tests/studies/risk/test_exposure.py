"""Exposure against counts by hand, on two square districts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.hazards.events import TABLES, Hazards
from corridor.hazards.fit import START, Fitted
from corridor.hazards.smoothing import Rates
from corridor.io.tables import empty, typed
from corridor.studies.risk.exposure import regions_table, sections_table, sites_table
from corridor.studies.risk.rates import AttackRates
from corridor.studies.risk.routing import passing, safe_routes

LAT = 30.0
DEGREE = 6371.0088 * np.pi / 180.0
"""Kilometres in a degree of latitude."""


def north(km: float) -> float:
    return LAT + km / DEGREE


def attacks() -> pd.DataFrame:
    """Three attacks 0, 8 and 20 km north of the site, one 60 km off, one at the site long ago."""
    rows = [("a", "2021-05-01", 0.0, 2.0), ("b", "2020-01-02", 8.0, 1.0), ("c", "2015-03-01", 20.0, 4.0)]
    rows += [("d", "2021-01-01", 60.0, 9.0), ("e", "1999-01-01", 0.0, 7.0)]
    table = pd.DataFrame(
        [
            {"event_id": e, "kind": "attack", "date": day, "lon": 70.0, "lat": north(km), "deaths": killed}
            for e, day, km, killed in rows
        ]
    )
    table["region_id"] = ["PK-south", "PK-south", "PK-south", "PK-north", "PK-south"]
    return typed(table.assign(source="made up", precision_km=2.0), "events")


@pytest.fixture
def found() -> AttackRates:
    south = shapely.box(69.5, north(-50.0), 70.5, north(40.0))
    upper = shapely.box(69.5, north(40.0), 70.5, north(130.0))
    regions = pd.DataFrame(
        {"region_id": ["PK-south", "PK-north"], "name": ["South", "North"], "geometry": [south, upper]}
    )
    rate = Rates(np.array([6.0, 2.0]), 12.0, 1.0, START)
    fit = Fitted(START, 0.0, 1, 0.0, ())
    severity = np.array([0.5, 0.0, 0.5])
    return AttackRates(
        regions,
        attacks(),
        (1990, 2021),
        np.zeros((2, 384)),
        fit,
        fit,
        rate,
        rate,
        2024,
        np.array([2.0, 1.0, 3.0]),
        severity,
    )


def placed(island: Case, *sites: tuple[str, float]) -> Case:
    rows = [
        {
            "project_id": name,
            "place": "gate",
            "lon": 70.0,
            "lat": north(km),
            "people": 100.0,
            "people_low": 50.0,
        }
        | {"people_high": 200.0, "status": "estimated", "source": "made up"}
        for name, km in sites
    ]
    on_project = attacks().iloc[:1].assign(kind="attack_on_project", event_id="p", lat=north(30.0))
    tables = {name: empty(name) for name in TABLES}
    tables |= {"staff": typed(pd.DataFrame(rows), "staff"), "events": pd.concat([attacks(), on_project])}
    return replace(island, hazards=Hazards(**tables))


def test_events_within_radii_are_counted_by_hand(island: Case, found: AttackRates) -> None:
    table = sites_table(placed(island, ("mine", 0.0)), found).set_index("radius_km")
    assert table["observed_events"].tolist() == [2, 3, 3]  # at 10, 25 and 50 km; the old one is not recent
    assert table["observed_victims"].tolist() == [3.0, 7.0, 7.0]
    assert table.loc[10.0, "nearest_km"] == pytest.approx(0.0)
    assert table.loc[10.0, "nearest_date"] == "2021-05-01"
    assert table.loc[10.0, "nearest_on_project_km"] == pytest.approx(30.0, rel=1e-3)
    assert table.loc[10.0, "people"] == 100.0


def test_expected_events_by_hand(island: Case, found: AttackRates) -> None:
    """South has 0.5 a month at twice the level: 12 a year. Of its 3 recent events 2 lie within 10 km.

    The disc has 314 of its 96.3 x 90 km2 (a degree is 96.3 km at 30 degrees north); the even spread counts
    for ten events.
    """
    table = sites_table(placed(island, ("mine", 0.0)), found).set_index("radius_km")
    area = np.pi * 100.0 / (DEGREE * np.cos(np.radians(30.0)) * 90.0)
    share = (2.0 + 10.0 * area) / (3.0 + 10.0)
    assert table.loc[10.0, "events"] == pytest.approx(12.0 * share, rel=0.01)
    assert table.loc[10.0, "victims"] == pytest.approx(12.0 * share, rel=0.01)  # one a mean event
    assert table.loc[10.0, "trend"] == pytest.approx(12.0 * share / (2.0 / 5.0), rel=0.01)
    assert (table["events_low"] <= table["events"]).all()
    assert (table["events"] <= table["events_high"]).all()
    assert table["events"].is_monotonic_increasing


def test_a_site_far_from_everything_has_nothing(island: Case, found: AttackRates) -> None:
    table = sites_table(placed(island, ("far", 2000.0)), found)
    assert not table[["observed_events", "events", "events_high", "victims_high"]].to_numpy().any()
    assert table["trend"].isna().all()


def test_no_events_no_victims(island: Case, found: AttackRates) -> None:
    quiet = replace(found, carried=Rates(np.array([6.0, 2.0]) * 1e-12, 12.0, 1.0, START))
    table = sites_table(placed(island, ("mine", 0.0)), quiet)
    assert table["events"].to_numpy() == pytest.approx(np.zeros(3), abs=1e-9)


def test_sections_count_both_sides_of_their_line(island: Case, found: AttackRates) -> None:
    """A road from 5 km south of the site to 15 km north of it passes all but the event at 60 km."""
    links = island.network.links.iloc[[3]].assign(section="north-road", country="XOS", length=20.0)
    line = shapely.LineString([(70.0, north(-5.0)), (70.0, north(15.0))])
    network = replace(
        island.network, links=pd.concat([island.network.links.iloc[:3], links, island.network.links.iloc[4:]])
    )
    others = island.network.links["section"].where(island.network.links["link_id"] == 4, "")
    network = replace(network, links=network.links.assign(section=others.where(others == "", "north-road")))
    case = replace(
        placed(island), network=network, geometry=pd.DataFrame({"link_id": [4], "geometry": [line]})
    )
    table = sections_table(case, found)
    assert table["section"].tolist() == ["north-road"]
    assert table["observed_events"].tolist() == [3]
    assert table["landslides"].tolist() == [0]
    assert table["events_per_100_km"].iloc[0] == pytest.approx(5.0 * table["events"].iloc[0])


def test_nature_by_region_by_hand(island: Case, found: AttackRates) -> None:
    """Two landslides in the south, one beyond; a quarter of the south was under water."""
    case = placed(island)
    assert case.hazards is not None
    slides = (
        attacks()
        .iloc[:3]
        .assign(kind="landslide", event_id=["x", "y", "z"], lat=[north(1.0), north(9.0), north(900.0)])
    )
    water = typed(
        pd.DataFrame(
            [{"region_id": "PK-south", "year": 2022, "area_km2": 8.0, "flooded_km2": 2.0, "source": "s"}]
        ),
        "flooded",
    )
    hazards = replace(case.hazards, events=pd.concat([case.hazards.events, slides]), flooded=water)
    table = regions_table(replace(case, hazards=hazards), found).set_index("region")
    assert table["landslides"].tolist() == [2, 0]
    assert table["earthquakes"].tolist() == [0, 0]
    assert table.loc["PK-south", "flooded_share"] == 0.25
    assert np.isnan(table.loc["PK-north", "flooded_share"])


def test_risk_of_a_passage_by_hand(island: Case, found: AttackRates) -> None:
    """A road of 2 km through the site, at 20 km/h: the yearly number within 10 km times 0.1 h over 8760."""
    nodes = island.network.nodes
    case = placed(island, ("mine", 0.0))
    only = island.network.links["link_id"] == 4
    links = island.network.links.assign(
        length=island.network.links["length"].where(~only, 2.0),
        free_speed=island.network.links["free_speed"].where(~only, 20.0),
        country=island.network.links["country"].where(only, "XVE"),
    )
    line = shapely.LineString([(70.0, north(-1.0)), (70.0, north(1.0))])
    drawn = pd.DataFrame({"link_id": [4], "geometry": [line]})
    case = replace(case, network=replace(island.network, nodes=nodes, links=links), geometry=drawn)
    risk = passing(case, found)
    yearly = sites_table(case, found).set_index("radius_km").loc[10.0, "events"]
    assert risk[only.to_numpy()][0] == pytest.approx(yearly * 0.1 / 8760.0, rel=1e-6)
    assert not risk[~only.to_numpy()].any()


def test_what_cannot_be_asked_is_told(island: Case, found: AttackRates) -> None:
    with pytest.raises(InputError) as error:
        safe_routes(island, "nowhere", "XOS-none", "gold", found)
    assert len(error.value.faults) == 3


def test_without_risk_the_cheapest_way_is_the_only_one(island: Case, found: AttackRates) -> None:
    """The districts of the rates are far from the island."""
    here = list(island.regions[island.regions["country"] == island.settings.focus[0]]["region_id"])
    table = safe_routes(island, here[0], here[1], "general", found)
    assert len(table) == 1
    assert table.loc[0, "price_usd"] == 0.0
    assert table.loc[0, "attacks"] == 0.0
