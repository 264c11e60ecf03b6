"""The baseline of a case by one call: its accounts close and what was observed holds."""

from __future__ import annotations

import numpy as np

import corridor as co


def test_the_baseline_of_a_case_meets_the_trade_observed_between_countries() -> None:
    case = co.read("island")
    economy = co.calibrate(case)
    assert economy.regions == tuple(case.zones)
    net = economy.trade_share * economy.expenditure / (1.0 + economy.tariff)
    country = case.regions["country"].to_numpy()
    sectors = list(case.sectors["sector"])
    for row in case.country_trade.itertuples():
        inside = np.ix_(country == row.origin, country == row.destination, [sectors.index(row.sector)])
        np.testing.assert_allclose(net[inside].sum(), row.value_usd, rtol=1e-8)
