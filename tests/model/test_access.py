"""Access of people on the island, worked out by hand, and what happens where nothing is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.accounts.access import INDICATORS
from corridor.case.case import Case
from corridor.model.access import access
from corridor.model.baseline import baseline
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from tests.conftest import works

RATIO = 1.3
"""People over lorries; 25 km/h is the lorries' speed off the roads of the island."""

BY_PASS = (1 / 25 + 80 / 25 + 70 / 40 + 2 / 25) / RATIO
BY_TUNNEL = (1 / 25 + 55 / 80 + 70 / 40 + 2 / 25) / RATIO
FROM_VILLAGE = (20 / 25 + 70 / 40 + 2 / 25) / RATIO
FROM_FOOTHILLS = (3 / 25 + 35 / 40 + 2 / 25) / RATIO
"""Hours to Harbour: highland town, pass village (a quarter of the people of the highland), foothills."""


def told(found: Appraisal, name: str, side: str, scenario: str = "tunnel") -> pd.Series:
    table = found.accounts
    table = table[(table["indicator"] == name) & (table["scenario"] == scenario)]
    return table.drop_duplicates("region").set_index("region")[side]


def test_people_travel_by_the_roads_there_are(appraised: Appraisal) -> None:
    """The town of the highland is 3.9 hours from Harbour over the pass, 2.0 through the tunnel."""
    before, after = (told(appraised, "hours to a city", side) for side in ("baseline", "counterfactual"))
    assert before["XOS-highland"] == pytest.approx(0.75 * BY_PASS + 0.25 * FROM_VILLAGE)
    assert after["XOS-highland"] == pytest.approx(0.75 * BY_TUNNEL + 0.25 * FROM_VILLAGE)
    assert before["XOS-harbour"] == after["XOS-harbour"] == pytest.approx(FROM_FOOTHILLS / 3)
    assert before["XOS"] == pytest.approx(0.2 * FROM_FOOTHILLS + 0.3 * BY_PASS + 0.1 * FROM_VILLAGE)


def test_people_are_counted_within_hours(appraised: Appraisal) -> None:
    """The tunnel brings the town, not the village, within two hours of the city and of the hospital."""
    for service in ("a city", "a hospital town"):
        name = f"people within 2 hours of {service}"
        before, after = (told(appraised, name, side) for side in ("baseline", "counterfactual"))
        assert before[["XOS-harbour", "XOS-highland", "XOS"]].tolist() == pytest.approx([1.0, 0.0, 0.6])
        assert after[["XOS-harbour", "XOS-highland", "XOS"]].tolist() == pytest.approx([1.0, 0.75, 0.9])
        assert told(appraised, f"people within 4 hours of {service}", "change")["XOS"] == 0.0
    assert told(appraised, "people within 1 hour of a port", "baseline")["XOS"] == pytest.approx(0.6)


def test_a_port_is_at_the_other_end_of_the_street(appraised: Appraisal) -> None:
    """Five kilometres at 50 from Harbour, which lies two off the road; the quay itself has nobody."""
    hours = told(appraised, "hours to a port", "baseline")["XOS-harbour"]
    town, foothills = (2 / 25 + 5 / 50) / RATIO, FROM_FOOTHILLS + (5 / 50 - 2 / 25) / RATIO
    assert hours == pytest.approx((2 * town + foothills) / 3)


def test_a_country_without_places_has_no_access(appraised: Appraisal, island: Case) -> None:
    for indicator in INDICATORS:
        assert np.isnan(told(appraised, indicator.name, "baseline")["XVE"])
        world, home = (told(appraised, indicator.name, "baseline")[of] for of in ("world", "XOS"))
        assert world == home
    bare = appraise(replace(island, places=island.places.iloc[:0]))
    table = bare.accounts[bare.accounts["indicator"].isin([i.name for i in INDICATORS])]
    assert table[["baseline", "counterfactual", "change"]].isna().all(axis=None)
    assert told(bare, "truck traffic near people", "baseline").isna().all()


def test_other_projects_leave_access_alone(appraised: Appraisal) -> None:
    """A quay changes hours at a port, on no road."""
    assert told(appraised, "hours to a city", "change", "quay")["XOS"] == 0.0


def test_trucks_leave_the_pass_for_the_tunnel(appraised: Appraisal) -> None:
    """Both are drawn on one line and are 80 and 55 km long: tonnes times kilometres change beside it."""
    before, after = (
        told(appraised, "truck traffic near people", side) for side in ("baseline", "counterfactual")
    )
    links = appraised.links.set_index("link_id")
    old, new = links["tonnes_baseline"], links["tonnes_counterfactual"]
    assert new[5] == old[6] == 0.0
    wanted = (55 * new[6]) / (80 * old[5])
    assert after["XOS-highland"] / before["XOS-highland"] == pytest.approx(wanted, rel=1e-9)
    assert before["XOS"] == pytest.approx(0.6 * before["XOS-harbour"] + 0.4 * before["XOS-highland"])
    assert np.isnan(before["XVE"])


def test_who_has_no_way_is_left_out_of_the_mean_and_within_nothing(island: Case) -> None:
    """Without the pass road, which the network needs, only its first half is left to people."""
    travel = baseline(island).travel
    assert travel is not None
    links = island.network.links
    cut = links.assign(status=np.where(links["link_id"] == 4, "closed", links["status"]))
    found = access(travel, cut)
    assert found.reach[:2, 0] == pytest.approx([2 / 3, 0.0])
    assert found.within[1, 0].tolist() == [0.0, 0.0, 0.0]
    assert found.hours[0, 0] == 0.0


def test_slower_roads_take_people_farther(island: Case) -> None:
    worse = appraise(replace(island, projects=(works("mud", "pass-road", speed_factor=0.5),)))
    change = told(worse, "hours to a city", "change", "mud")
    assert change["XOS-highland"] == pytest.approx(
        (0.75 * (80 / 25 + 70 / 40) + 0.25 * (20 / 25 + 70 / 40)) / RATIO
    )
