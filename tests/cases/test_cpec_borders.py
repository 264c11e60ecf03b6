"""Borders of the reference case against published hours and fees, and the rules behind them."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

CASE = Path(__file__).resolve().parents[2] / "cases" / "cpec"


@pytest.fixture(scope="module")
def built() -> pd.DataFrame:
    """Border links by section."""
    links = pd.read_parquet(CASE / "network" / "link.parquet")
    return links[links["section"].str.startswith("border-")].set_index("section")


@pytest.fixture
def _modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(CASE / "build"), *sys.path])


@pytest.mark.parametrize(
    ("section", "hours", "usd"),
    [("border-torkham", (24.2, 24.2), (267.0, 240.0)), ("border-chaman", (54.0, 20.2), (50.0, 240.0))],
)
def test_a_crossing_takes_both_its_sides(
    built: pd.DataFrame, section: str, hours: tuple[float, float], usd: tuple[float, float]
) -> None:
    """CPMM: Pakistan outbound 2022, Afghanistan 2020 (its country page, US$ 240 a crossing)."""
    assert built.loc[section, "hours"] == pytest.approx(sum(hours), abs=0.06)
    assert built.loc[section, "fee_usd_t"] == pytest.approx(sum(usd) / 20.0, abs=0.006)


@pytest.mark.usefixtures("_modules")
@pytest.mark.parametrize(("days", "week", "trains"), [(122, 7, np.nan), (0, 5, np.nan), (0, 7, 2.0)])
def test_the_wait_is_that_of_goods_followed_one_by_one(days: int, week: int, trains: float) -> None:
    """Goods come every quarter of an hour; each waits until the border opens or a train leaves."""
    from network_cpmm import expected_wait

    cycle = 24.0 * 365.0 if days else 24.0 * 7.0
    come = np.arange(0.125, cycle, 0.25)
    if np.isnan(trains):
        opens = 24.0 * (days or 7 - week)
        waits = np.maximum(opens - come, 0.0)
    else:
        leaves = np.arange(1, trains + 1) * cycle / trains
        waits = leaves[np.searchsorted(leaves, come)] - come
    assert expected_wait(days, week, trains) == pytest.approx(waits.mean(), rel=1e-3)


@pytest.mark.usefixtures("_modules")
def test_distance_elasticities_are_found_again() -> None:
    """Trade made with a known fall and unequal sellers and buyers gives the fall back."""
    from econ_gravity import distance_elasticities

    random = np.random.default_rng(3)
    log_km = random.uniform(6.0, 9.5, (12, 12))
    truth = np.array([0.4, 1.7])
    flows = np.exp(-log_km[:, :, None] * truth) * random.uniform(1.0, 9.0, (12, 1, 2))
    flows *= random.uniform(1.0, 9.0, (1, 12, 2)) * ~np.eye(12, dtype=bool)[:, :, None]
    assert distance_elasticities(flows, log_km) == pytest.approx(truth, abs=1e-4)


def test_afghan_ores_and_coal_go_where_customs_saw_them() -> None:
    """BACI 2020: 82 % of them to Pakistan, 0.4 % to India; farm goods 74 % and 13 %."""
    trade = pd.read_parquet(CASE / "inputs" / "country_trade.parquet")
    sold = trade[(trade["origin"] == "AFG") & (trade["destination"] != "AFG") & (trade["sector"] == "B")]
    share = sold.set_index("destination")["value_usd"] / sold["value_usd"].sum()
    assert share["PAK"] > 0.6
    assert share["IND"] < 0.05
