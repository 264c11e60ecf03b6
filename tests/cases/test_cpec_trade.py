"""Trade of the reference case against customs: what is asked, what is met and what gave way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from corridor.economy.calibrate import calibrate
from corridor.io.case import read
from corridor.model.baseline import accounts, trade_elasticity

CASE = Path(__file__).resolve().parents[2] / "cases" / "cpec"
ECON = CASE / "raw" / "econ"
GOODS = ["A", "B", "C"]
NEAR = 0.02
MILLION = 1e6

CHOSEN = {("KGZ", "import")}
"""Totals of 2019 that are not those of the customs table: a source is in `build/tables/trade_totals.csv`."""


@pytest.fixture(scope="module")
def trade() -> pd.DataFrame:
    """Goods between countries, million US$."""
    table = pd.read_parquet(CASE / "inputs" / "country_trade.parquet")
    table = table[table["sector"].isin(GOODS) & (table["origin"] != table["destination"])]
    return table.assign(musd=table["value_usd"] / MILLION)


@pytest.fixture(scope="module")
def customs() -> pd.DataFrame:
    """Rows of the customs table that rest on chapters of 2019."""
    table = pd.read_csv(ECON / "trade_by_sector_2019.csv", keep_default_na=False)
    return table[table["basis"].str.startswith("BACI")]


@pytest.fixture(scope="module")
def moved() -> pd.DataFrame:
    return pd.read_csv(CASE / "sources" / "trade_adjustments.csv", keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def pairs() -> pd.DataFrame:
    return pd.read_csv(CASE / "sources" / "trade_pairs_pakistan.csv", keep_default_na=False)


def totals(trade: pd.DataFrame, flow: str) -> pd.DataFrame:
    """Trade by country and good, million US$."""
    side = {"export": "origin", "exports": "origin"}.get(flow, "destination")
    return trade.pivot_table(index=side, columns="sector", values="musd", aggfunc="sum").fillna(0.0)


def test_the_customs_table_is_what_the_chapters_say(customs: pd.DataFrame) -> None:
    """Chapters of the harmonised system add up to the sectors, gold and electricity of every row."""
    chapters = pd.read_csv(ECON / "baci_country_hs2_exports_imports_2019.csv", keep_default_na=False)
    kinds = ["A_musd", "B_musd", "C_musd", "D_electricity_musd", "gold_musd", "unallocated_musd"]
    for flow in ("export", "import"):
        rows = customs[customs["flow"] == flow].set_index("iso3")
        whole = chapters.groupby("iso3")[f"{flow}_musd"].sum()
        assert (rows[kinds].sum(axis=1) / whole[rows.index] - 1.0).abs().max() < NEAR


@pytest.mark.parametrize("flow", ["export", "import"])
def test_exports_and_imports_by_sector_are_those_of_customs(
    trade: pd.DataFrame, customs: pd.DataFrame, flow: str
) -> None:
    found = totals(trade, flow)
    rows = customs[customs["flow"] == flow].set_index("iso3")
    wanted = rows[[f"{s}_musd" for s in GOODS]].set_axis(GOODS, axis=1)
    assert len(wanted) == 25
    off = ((found.loc[wanted.index] - wanted).abs() > NEAR * wanted).any(axis=1)
    assert {(country, flow) for country in off[off].index} == {pair for pair in CHOSEN if pair[1] == flow}


def test_a_total_that_was_chosen_is_the_official_one(trade: pd.DataFrame) -> None:
    bank = pd.read_csv(ECON / "wdi_merchandise_2019_2023.csv", index_col="iso3")
    found = totals(trade, "import").loc["KGZ"].sum()
    assert found == pytest.approx(bank.loc["KGZ", "imports_2019_usd"] / MILLION, rel=NEAR)


def test_what_moved_is_what_the_case_holds(trade: pd.DataFrame, moved: pd.DataFrame) -> None:
    """Every economy's exports and imports by sector: in the table, within two per cent of what was asked."""
    assert len(moved.query("measure != 'output'")) == 2 * len(GOODS) * 194
    for flow in ("exports", "imports"):
        rows = moved[moved["measure"] == flow].pivot_table(
            index="country", columns="sector", values="target_musd"
        )
        found = totals(trade, flow).reindex(rows.index).fillna(0.0)
        assert ((found - rows).abs() <= NEAR * rows + 1e-3).all(axis=None)


def test_the_rest_of_the_world_keeps_its_customs_up_to_one_factor(
    trade: pd.DataFrame, moved: pd.DataFrame
) -> None:
    for flow in ("exports", "imports"):
        rows = moved.query(f"measure == '{flow}' and basis == 'residual' and customs_musd > 1.0")
        found = totals(trade, flow).stack()  # noqa: PD013
        at = pd.MultiIndex.from_frame(rows[["country", "sector"]])
        ratio = found.loc[at].to_numpy() / rows["customs_musd"]
        by_sector = ratio.groupby(rows["sector"])
        assert (by_sector.max() / by_sector.min() - 1.0).max() < NEAR


def test_every_pair_with_pakistan_meets_its_target(trade: pd.DataFrame, pairs: pd.DataFrame) -> None:
    found = trade.groupby(["origin", "destination"])["musd"].sum()
    at = pairs.set_index(["origin", "destination"])
    mine = found[[("PAK" in pair) for pair in found.index]]
    assert set(mine[mine > 0.0].index) <= set(at.index)
    off = (found.reindex(at.index).fillna(0.0) - at["target_musd"]).abs()
    assert (off <= NEAR * at["target_musd"] + 1e-5).all()


def test_targets_of_pakistan_are_published_figures_or_customs_of_2023(
    trade: pd.DataFrame, pairs: pd.DataFrame
) -> None:
    """Pairs without a figure of 2019 keep the order of 2023, and all add up to the customs of 2019."""
    known = pd.read_csv(CASE / "build" / "tables" / "trade_known.csv").set_index(["origin", "destination"])
    found = trade.groupby(["origin", "destination"])["musd"].sum()
    assert (found.loc[known.index] / known["value_musd"] - 1.0).abs().max() < NEAR
    assert ((known["low_musd"] <= known["value_musd"]) & (known["value_musd"] <= known["high_musd"])).all()
    baci = pd.read_parquet(ECON / "baci_bilateral_totals_2023.parquet").set_index(["iso_o", "iso_d"])
    seen = baci["trade_thousand_usd"] / 1e3
    rest = pairs.set_index(["origin", "destination"]).drop(known.index, errors="ignore")
    before = seen.reindex(rest.index).fillna(0.0)
    large = before > 50.0
    assert np.corrcoef(np.log(rest.loc[large, "target_musd"]), np.log(before[large]))[0, 1] > 0.95


def test_afghanistan_sells_farm_goods_of_a_billion(trade: pd.DataFrame) -> None:
    """Customs: all goods 0.9 to 1.4 billion US$ in 2019 without gold, some 0.4 to 0.6 of it to Pakistan."""
    sold = trade[trade["origin"] == "AFG"]
    assert sold.loc[sold["sector"] == "A", "musd"].sum() == pytest.approx(1000.0, rel=0.05)
    assert 900.0 < sold["musd"].sum() < 1400.0
    assert 150.0 < sold.loc[sold["destination"] == "PAK", "musd"].sum() < 600.0


def test_the_calibrated_baseline_meets_customs(trade: pd.DataFrame) -> None:
    """Whatever trade costs are, pairs of countries bind in the last matrix; an economy closes to 1e-9."""
    case = read(CASE)
    books = accounts(case)
    size = len(books.regions), len(books.regions), len(books.sectors)
    iceberg = 1.0 + 0.3 * np.random.default_rng(5).random(size)
    economy = calibrate(books, iceberg, trade_elasticity(case))
    paid = economy.trade_share * economy.expenditure[None, :, :] / (1.0 + economy.tariff)
    flows = paid[:, :, : len(GOODS)] / MILLION
    country = np.array(books.countries, dtype=object)[books.country]
    for s, sector in enumerate(GOODS):
        found = pd.DataFrame(flows[:, :, s], index=country, columns=country)
        found = found.groupby(level=0).sum().T.groupby(level=0).sum().T
        wanted = trade[trade["sector"] == sector].pivot_table(
            index="origin", columns="destination", values="musd", aggfunc="sum"
        )
        wanted = wanted.reindex(index=found.index, columns=found.columns).fillna(0.0)
        abroad = ~np.eye(len(found), dtype=bool)
        assert np.abs(found - wanted).to_numpy()[abroad].max() < 1e-9 * wanted.to_numpy().max()
        mine, asked = found.loc["PAK"].drop("PAK"), wanted.loc["PAK"].drop("PAK")
        assert np.abs(mine / asked - 1.0)[asked > 1e-3].max() < 1e-6
