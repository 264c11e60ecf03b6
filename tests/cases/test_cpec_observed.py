"""The published figures of the reference case: found on the network, in halves that no fit has seen."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from corridor.accounts.measures import MEASURES, Asked, World
from corridor.case.case import Case
from corridor.io.case import read
from corridor.model.rates import cost_rates

DECLARED = ("travel", "trade")
FITTED = {"border-khunjerab", "port-karachi|port-qasim"}
OBSERVED = Path(__file__).parents[2] / "cases" / "cpec" / "observed"


@pytest.fixture(scope="module")
def cpec() -> Case:
    return read("cpec")


def figures() -> pd.DataFrame:
    """Return identifier, kind, place and use of every figure that is judged."""
    counts, flows = (
        pd.read_csv(OBSERVED / f"{name}.csv", keep_default_na=False) for name in ("counts", "flows")
    )
    place = counts["road"] + " " + counts["place_from"] + " " + counts["place_to"]
    roads = counts.assign(kind="counts", place=place)
    others = flows.assign(
        place=flows["subject"].where(flows["subject"] != "", flows["country"].replace("", "PAK"))
    )
    both = pd.concat([roads, others], ignore_index=True)
    return both.loc[both["use"] != "information", ["id", "kind", "place", "use"]]


def test_the_halves_follow_the_hash_of_their_places() -> None:
    """Within each kind the places in the order of their SHA-256 take turns, from the one that calibrates.

    Khunjerab was fitted before the halves were drawn, and so calibrates whatever its turn. The share of two
    ports calibrated before Gwadar's tonnes took its turn. Of travel and trade it was declared before.
    """
    table = figures()
    table = table[~table["kind"].isin(DECLARED)]
    for _, part in table.groupby("kind"):
        places = sorted(set(part["place"]), key=lambda place: hashlib.sha256(place.encode()).hexdigest())
        used = part.groupby("place")["use"].unique()
        assert all(len(words) == 1 for words in used)
        turns = [("calibrate", "held-out")[turn % 2] for turn in range(len(places))]
        drawn = {place: turn for place, turn in zip(places, turns, strict=True) if place not in FITTED}
        assert {place: used[place][0] for place in drawn} == drawn
        assert all(used[place][0] == "calibrate" for place in FITTED & set(places))


def test_a_good_part_of_the_figures_is_held_out() -> None:
    table = figures()
    share = (table.loc[table["kind"] != "trade", "use"] == "held-out").mean()
    assert 0.3 < share < 0.7


def test_every_figure_has_a_source_and_what_was_read_says_where() -> None:
    for name in ("counts", "flows"):
        table = pd.read_csv(OBSERVED / f"{name}.csv", keep_default_na=False)
        assert (table["source"].str.len() >= 15).all()
        if name == "flows":
            table = table[~table["kind"].isin(DECLARED)]
        assert (table["likely_cause"] != "").sum() > len(table) / 2


@pytest.mark.parametrize(("year", "growth"), [(2020, -0.0127), (2021, 0.0651), (2022, 0.0471)])
def test_activity_is_that_of_the_world_bank(year: int, growth: float) -> None:
    """Growth of real GDP as the World Bank prints it (NY.GDP.MKTP.KD.ZG)."""
    gdp = pd.read_csv(OBSERVED / "activity.csv").set_index("year")["gdp"]
    assert gdp[year] / gdp[year - 1] - 1.0 == pytest.approx(growth, abs=2e-3)
    assert np.all(gdp > 0.0)


def test_travel_times_are_used_and_held_out_as_declared_and_agree_with_the_build(cpec: Case) -> None:
    """The build measured the roads on the network it was making; this is the network that is shipped."""
    table = pd.read_csv(OBSERVED / "flows.csv", keep_default_na=False)
    table = table[table["kind"] == "travel"].set_index("id")
    names = {"h-lahore-multan": "V030", "h-sukkur-multan": "V028", "h-multan-rawalpindi": "V031"}
    names |= {"h-islamabad-thakot": "V033", "h-islamabad-gilgit": "V035", "h-dasu-chilas": "V036"}
    assert set(table.index) == set(names)
    used = {name for name, use in table["use"].items() if use == "calibrate"}
    assert used == {"h-lahore-multan", "h-islamabad-gilgit"}
    checks = pd.read_csv(OBSERVED.parent / "network" / "time_checks.csv").set_index("id")
    faster = cpec.parameters["passenger_speed_ratio"]
    today = SimpleNamespace(baseline=SimpleNamespace(case=cpec, rates=cost_rates(cpec)))
    world = World(today, {}, "PAK")  # type: ignore[arg-type]
    for name, old in names.items():
        model = MEASURES["travel_hours"].value(world, Asked(table.loc[name, "subject"]))
        assert model == pytest.approx(checks.loc[old, "truck_hours"] / faster, rel=2e-3)
        assert model == pytest.approx(checks.loc[old, "network"], rel=5e-3)


def test_trade_that_is_bound_calibrates_and_other_records_are_held_out() -> None:
    table = pd.read_csv(OBSERVED / "flows.csv", keep_default_na=False, na_values=[""])
    table = table[table["kind"] == "trade"].set_index("id")
    assert set(table.index[table["use"] == "held-out"]) == {
        "v-pak-exports-official",
        "v-pak-imports-official",
        "v-pak-chn-mirror",
    }
    sectors = [f"v-pak-exports-{sector}" for sector in "abc"]
    assert table.loc[sectors, "central"].sum() == pytest.approx(28.081, abs=1e-3)  # all chapters of BACI 2019
