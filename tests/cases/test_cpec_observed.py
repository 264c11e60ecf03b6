"""The published figures of the reference case: found on the network, in halves that no fit has seen."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

FITTED = {"border-khunjerab"}
OBSERVED = Path(__file__).parents[2] / "cases" / "cpec" / "observed"


def figures() -> pd.DataFrame:
    """Return kind, place and use of every figure that is judged."""
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

    Khunjerab was fitted before the halves were drawn, and so calibrates whatever its turn.
    """
    table = figures()
    for _, part in table.groupby("kind"):
        places = sorted(set(part["place"]), key=lambda place: hashlib.sha256(place.encode()).hexdigest())
        used = part.groupby("place")["use"].unique()
        assert all(len(words) == 1 for words in used)
        turns = [("calibrate", "held-out")[turn % 2] for turn in range(len(places))]
        drawn = {place: turn for place, turn in zip(places, turns, strict=True) if place not in FITTED}
        assert {place: used[place][0] for place in drawn} == drawn
        assert all(used[place][0] == "calibrate" for place in FITTED & set(places))


def test_a_good_part_of_the_figures_is_held_out() -> None:
    share = (figures()["use"] == "held-out").mean()
    assert 0.3 < share < 0.7


def test_every_figure_has_a_source_and_what_was_read_says_where() -> None:
    for name in ("counts", "flows"):
        table = pd.read_csv(OBSERVED / f"{name}.csv", keep_default_na=False)
        assert (table["source"].str.len() > 15).all()
        assert (table["likely_cause"] != "").sum() > len(table) / 2


@pytest.mark.parametrize(("year", "growth"), [(2020, -0.0127), (2021, 0.0651), (2022, 0.0471)])
def test_activity_is_that_of_the_world_bank(year: int, growth: float) -> None:
    """Growth of real GDP as the World Bank prints it (NY.GDP.MKTP.KD.ZG)."""
    gdp = pd.read_csv(OBSERVED / "activity.csv").set_index("year")["gdp"]
    assert gdp[year] / gdp[year - 1] - 1.0 == pytest.approx(growth, abs=2e-3)
    assert np.all(gdp > 0.0)
