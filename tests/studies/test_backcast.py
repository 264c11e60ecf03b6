"""A backcast is the reverse of an appraisal where nothing else changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from corridor.case.case import Case
from corridor.dollar import Dollar
from corridor.errors import InputError
from corridor.money.lending import service
from corridor.projects.loan import Loan
from corridor.studies.appraise.appraise import appraise
from corridor.studies.backcast.backcast import Backcast, backcast
from corridor.studies.backcast.quantities import debt_of
from tests.conftest import works


@pytest.fixture(scope="module")
def past(island: Case) -> Case:
    """Return the island after three works, of two years."""
    built = (
        replace(works("quay", "port-harbour", "built", hours_factor=2.0), opening_year=2015),
        replace(works("bend", "pass-road", "built", speed_factor=0.6), opening_year=2018),
        replace(works("crane", "port-vestra", "built", fee_factor=1.5), opening_year=2018),
    )
    return replace(island, projects=built)


@pytest.fixture(scope="module")
def found(past: Case) -> Backcast:
    return backcast(past, each=True)


def test_the_end_is_the_gain_of_the_appraisal(past: Case, found: Backcast) -> None:
    """All that was built, from the world without to today: region by region."""
    appraised = appraise(past).regions
    whole = appraised[appraised["scenario"] == "first-decade"].set_index("region_id")["ev_usd"]
    last = found.regions[found.regions["year"] == 2023].set_index("region_id")["gain_usd"]
    assert_allclose(last, whole.loc[last.index], rtol=1e-9)
    end = found.years[(found.years["year"] == 2023) & (found.years["country"] == "world")]
    assert end["gain_usd"].iloc[0] == pytest.approx(whole.sum())


def test_the_beginning_is_nothing_and_years_of_opening_add_up(found: Backcast) -> None:
    world = found.years[found.years["country"] == "world"].set_index("year")["gain_usd"]
    assert_allclose(world.loc[2013:2014], 0.0, atol=1e-6)
    assert world.loc[2015] == world.loc[2017] > 0.0
    added = found.projects.drop_duplicates("opening_year")["with_its_year_world_usd"].sum()
    assert added == pytest.approx(world.loc[2023])


def test_accounts_move_from_the_world_without_to_todays(past: Case, found: Backcast) -> None:
    account = appraise(past).accounts
    mine = account[(account["scenario"] == "first-decade") & (account["level"] != "region")]
    last = found.accounts[found.accounts["year"] == 2023]
    keys = ["account", "indicator", "region"]
    both = last.merge(mine.astype(dict.fromkeys(keys, str)), on=keys, suffixes=("", "_then"))
    assert len(both) == len(last)
    assert_allclose(both["change"], both["change_then"], rtol=1e-7, atol=1e-6)
    first = found.accounts[found.accounts["year"] == 2013]
    assert_allclose(first["change"].fillna(0.0), 0.0, atol=1e-9)


def test_a_project_alone_is_its_appraisal(past: Case, found: Backcast) -> None:
    alone = appraise(past).projects.set_index("project_id")["ev_world_usd"]
    said = found.projects.set_index("project_id")["alone_world_usd"]
    assert_allclose(said, alone.loc[said.index], rtol=1e-9)


def test_every_solve_closes_and_loads_end_in_todays(past: Case, found: Backcast) -> None:
    assert (found.certificates["residual"] < 1e-8).all()
    today = appraise(past, ["bend"]).links.set_index("link_id")["tonnes_counterfactual"]
    loads = found.links.set_index("link_id")["tonnes"]
    assert_allclose(loads.loc[today.index], today, rtol=1e-9)


def test_what_opened_later_stands_in_no_world(past: Case) -> None:
    """Up to 2016, the works of 2018 are in neither world: the quay alone, without them."""
    early = backcast(past, years=(2013, 2016))
    want = appraise(past, ["quay"], without=["bend", "crane"]).regions
    want = want[want["scenario"] == "chosen"].set_index("region_id")["ev_usd"]
    got = early.regions[early.regions["year"] == 2016].set_index("region_id")["gain_usd"]
    assert_allclose(got, want.loc[got.index], rtol=1e-9)


def test_what_was_seen_stands_beside_it(island: Case) -> None:
    found = backcast(island, years=(2020, 2024)).compared.set_index("id")
    assert found.loc["visitors", "verdict"] == "no figure"
    assert found.loc["income", "observed"] == 4.0
    income = island.value_added[island.value_added["region_id"].str.startswith("XOS")][
        "value_added_usd"
    ].sum()
    years = backcast(island, years=(2020, 2024)).years
    gain = years[(years["year"] == 2024) & (years["country"] == "XOS")]["gain_usd"].iloc[0]
    assert found.loc["income", "model"] == pytest.approx(100.0 * gain / income)


def test_debt_is_what_the_loans_leave() -> None:
    """Half of US$ 10 million at 2 %, drawn in 2025, ten years with two of grace."""
    terms = ("bank", "CHN", "concessional", "USD", 0.5, 0.02, 10, 2, 0.01, 0.03, "assumed", "made up")
    loan = Loan(*terms)
    road = replace(works("road", "pass-road", speed_factor=1.1), loans=(loan,))
    dollar = Dollar(2025, 0.0)
    owed = service(loan, dollar.nominal(road.capex), road.opening_year).outstanding
    assert debt_of([road], dollar, "CHN", 2026) == pytest.approx(float(owed[1]) / 1e9)
    assert debt_of([road], dollar, "CHN", 2026) == pytest.approx(0.005)
    assert debt_of([road], dollar, "XVE", 2026) == 0.0
    assert debt_of([road], dollar, "CHN", 2024) == 0.0


def test_years_in_which_nothing_opened_are_told(island: Case) -> None:
    with pytest.raises(InputError, match="nothing that acts"):
        backcast(island, years=(1990, 1995))
    assert np.isfinite(backcast(island, years=(2020, 2024)).regions["gain_usd"]).all()
