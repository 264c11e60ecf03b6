"""NAFTA's welfare effects as published: Caliendo & Parro (2015), table 2, and their two parts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium, solve

FOLDER = Path(__file__).parents[1] / "golden" / "cp2015"

PUBLISHED = {"Mexico": 1.31, "Canada": -0.06, "USA": 0.08}
"""Welfare, per cent, table 2 of the paper."""

PARTS = {
    "Mexico": (-0.412, 1.72, 1.72),
    "Canada": (-0.108, 0.0443, 0.323),
    "USA": (0.0435, 0.0412, 0.112),
}
"""Terms of trade, volume of trade, real wage, per cent, from an independent program on the same data."""


def read() -> tuple[Economy, np.ndarray, list[str]]:
    trade = pd.read_parquet(FOLDER / "cp2015_nafta_trade.parquet")
    regions, sectors = list(trade["exporter"].unique()), list(trade["sector"].unique())
    shape = (len(regions), len(regions), len(sectors))
    order = pd.MultiIndex.from_product([regions, regions, sectors])
    cubes = trade.set_index(["exporter", "importer", "sector"]).reindex(order)
    sold = cubes["trade_usd"].to_numpy().reshape(shape)
    before = cubes["tariff_1993"].to_numpy().reshape(shape)
    after = cubes["tariff_nafta_2005"].to_numpy().reshape(shape)
    used = pd.read_parquet(FOLDER / "cp2015_nafta_intermediate.parquet").set_index(
        ["region", "input", "sector"]
    )
    order = pd.MultiIndex.from_product([regions, sectors, sectors])
    inputs = used["intermediate_usd"].reindex(order).clip(lower=0.0).to_numpy()
    inputs = inputs.reshape(len(regions), len(sectors), len(sectors))
    final = pd.read_csv(FOLDER / "cp2015_nafta_final_va.csv.gz").set_index(["region", "sector"])
    final = final.reindex(pd.MultiIndex.from_product([regions, sectors]))
    consumption = final["final_consumption_usd"].to_numpy().reshape(shape[1:])
    value_added = final["value_added_usd"].to_numpy().reshape(shape[1:])
    elasticity = pd.read_csv(FOLDER / "cp2015_trade_elasticities.csv").set_index("sector")
    paid = sold * (1.0 + before)
    cost = inputs.sum(axis=1) + value_added
    economy = Economy.from_shares(
        trade_share=paid / np.where(paid.sum(axis=0) > 0.0, paid.sum(axis=0), 1.0),
        consumption_share=consumption / consumption.sum(axis=1, keepdims=True),
        value_added_share=value_added / cost,
        input_share=inputs / cost[:, None, :],
        value_added=value_added.sum(axis=1),
        trade_elasticity=elasticity.loc[sectors, "trade_elasticity"].to_numpy(),
        tariff=before,
    )
    return economy, after, regions


@pytest.fixture(scope="module")
def nafta() -> tuple[Equilibrium, list[str]]:
    raw, after, regions = read()
    balanced = solve(raw, deficit_hat=np.zeros(len(regions)))
    baseline = Economy.from_shares(
        trade_share=balanced.trade_share_new,
        consumption_share=raw.consumption_share,
        value_added_share=raw.value_added_share,
        input_share=raw.input_share,
        value_added=balanced.value_added_new,
        trade_elasticity=raw.trade_elasticity,
        tariff=raw.tariff,
    )
    assert np.abs(baseline.deficit).max() < 1e-6 * baseline.value_added.min()
    return solve(baseline, tariff_new=after), regions


@pytest.mark.parametrize("country", PUBLISHED)
def test_welfare_to_the_printed_digits(nafta: tuple[Equilibrium, list[str]], country: str) -> None:
    equilibrium, regions = nafta
    welfare = 100.0 * equilibrium.first_order.total[regions.index(country)]
    assert round(float(welfare), 2) == PUBLISHED[country]


@pytest.mark.parametrize("country", PARTS)
def test_parts_and_real_wages(nafta: tuple[Equilibrium, list[str]], country: str) -> None:
    equilibrium, regions = nafta
    i = regions.index(country)
    terms, volume, wage = PARTS[country]
    assert 100.0 * equilibrium.first_order.terms_of_trade[i] == pytest.approx(terms, rel=5e-3)
    assert 100.0 * equilibrium.first_order.volume_of_trade[i] == pytest.approx(volume, rel=5e-3)
    real_wage = equilibrium.wage_hat[i] / equilibrium.consumer_price_hat[i]
    assert 100.0 * (real_wage - 1.0) == pytest.approx(wage, rel=5e-3)


def test_exact_welfare_of_the_large_shock_differs_from_the_first_order(
    nafta: tuple[Equilibrium, list[str]],
) -> None:
    equilibrium, regions = nafta
    i = regions.index("Mexico")
    exact = 100.0 * (equilibrium.real_income_hat[i] - 1.0)
    assert exact < 0.1  # trade volume within the bloc more than doubles: far from first order
    assert equilibrium.certificate.worst <= 1e-9
