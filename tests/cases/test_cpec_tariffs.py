"""Tariffs of the reference case against what is collected, and the shadow exchange rate of them."""

from __future__ import annotations

import pandas as pd
import pytest

from corridor.parameters import default_parameters
from tests.io.test_oc4ids import CPEC

GOODS = ("A", "B", "C")


@pytest.fixture(scope="module")
def trade() -> pd.DataFrame:
    found = pd.read_parquet(CPEC / "inputs" / "country_trade.parquet")
    return found[(found["origin"] != found["destination"]) & found["sector"].isin(GOODS)]


@pytest.fixture(scope="module")
def duties(trade: pd.DataFrame) -> float:
    """Return what Pakistan collects in a year, US$."""
    tariffs = pd.read_csv(CPEC / "inputs" / "tariffs.csv", keep_default_na=False)
    assert set(tariffs["destination"]) == {"PAK"}
    both = tariffs.merge(trade, on=["origin", "destination", "sector"])
    return float(both["rate"] @ both["value_usd"])


def test_duties_are_what_the_board_of_revenue_collected(duties: float) -> None:
    """PKR 686 billion in 2018-19 at 136 to the dollar; to the rounding of the rate."""
    assert duties == pytest.approx(686e9 / 136.0, rel=2e-3)


def test_the_shadow_exchange_rate_follows_from_the_tariffs(trade: pd.DataFrame, duties: float) -> None:
    """Lagman-Martin (2004): (M (1 + t) + X) / (M + X) of goods."""
    imports, exports = (
        trade.loc[trade[side] == "PAK", "value_usd"].sum() for side in ("destination", "origin")
    )
    factor = 1.0 + duties / (imports + exports)
    assert default_parameters()["shadow.exchange"] == pytest.approx(factor, abs=0.01)
