"""Build the commodity groups of the case: what trade is made of, by pair of countries, and what it weighs.

The world's mix of manufactures is what its industries sell at home; a country's exports follow customs
chapters (BACI) or its industries' exports (ADB). What each country sells Pakistan is nearest to its exports
while all together are Pakistan's imports by chapter (biproportional, which is least information).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from econ_structure import CASE
from network import write_parquet

TABLES, RAW = CASE / "build" / "tables", CASE / "raw" / "trade"
HOME, ANY = "PAK", "*"
DIGITS = 6
"""Of shares; they sum to one within a millionth."""

SMALLEST = 1e-2
"""Part of the usual mix that every origin is given, so that Pakistan's imports can be met."""

ROUNDS = 200
CHAPTERS = "customs by chapter 2019 (CEPII BACI)"
INDUSTRIES = "exports of industries 2019 (ADB MRIO)"
MET = "nearest to the origin's exports that gives Pakistan's imports by chapter 2019 (CEPII BACI)"


def build(case: Path = CASE) -> None:
    """Write the groups and the mixes of pairs of countries."""
    groups = _groups()
    countries = set(pd.read_csv(case / "inputs" / "countries.csv")["country"])
    trade = pd.read_parquet(case / "inputs" / "country_trade.parquet")
    sold = {c: mix for c, mix in _exports(groups).items() if c in countries}
    parts = [
        _rows(HOME, HOME, _domestic(groups), "tables/commodity_domestic.csv; ADB MRIO 2019", groups),
        *(_rows(c, ANY, mix, _said(c), groups) for c, mix in sorted(sold.items())),
        *_imports(groups, sold, trade),
    ]
    mix = pd.concat(parts, ignore_index=True)
    write_parquet(_valued(mix, groups), case / "inputs" / "commodity_mix.parquet")
    table = groups.reset_index()
    table.to_csv(case / "inputs" / "commodities.csv", index=False, lineterminator="\n")


def _groups() -> pd.DataFrame:
    """Return the groups with the world's shares, by group: manufactures by what industries sell at home."""
    table = pd.read_csv(TABLES / "commodities.csv").set_index("group")
    sales = _adb()
    world = _by_industry((sales["gross_output"] - sales["exports"]).groupby("sector_no").sum(), ANY)
    made = (table["sector"] == "C").to_numpy()
    table.loc[made, "share"] = world.reindex(table.index[made]).fillna(0.0).to_numpy()
    return table.assign(share=_whole(table["share"], table["sector"]))


@cache
def _adb() -> pd.DataFrame:
    return pd.read_csv(RAW / "adb_mrio_goods_sectors_2019.csv").set_index(["iso3", "sector_no"])


@cache
def _baci() -> pd.DataFrame:
    return pd.read_csv(RAW / "baci_country_hs2_exports_imports_2019.csv", dtype={"hs2": str})


def _by_industry(values: pd.Series, country: str) -> pd.Series:
    """Return values of manufacturing industries by group; the country's own split where it has one."""
    table = pd.read_csv(TABLES / "commodity_adb.csv")
    own = table[table["iso3"] == country]
    usual = table[(table["iso3"] == ANY) & ~table["sector_no"].isin(own["sector_no"])]
    used = pd.concat([own, usual])
    value = used["share"] * used["sector_no"].map(values)
    return value.groupby(used["group"]).sum()


def _by_chapter(country: str, flow: str) -> pd.Series:
    """Return a country's trade by group, million US$; fuels as `commodity_fuels` splits them."""
    chapters = _baci()[_baci()["iso3"] == country].set_index("hs2")[f"{flow}_musd"]
    table = pd.read_csv(TABLES / "commodity_hs2.csv", dtype={"hs2": str})
    own = table[(table["iso3"] == country) & (table["flow"] == flow)]
    usual = table[(table["iso3"] == ANY) & ~table["hs2"].isin(own["hs2"])]
    used = pd.concat([own, usual])
    found = (used["share"] * used["hs2"].map(chapters).fillna(0.0)).groupby(used["group"]).sum()
    fuels = pd.read_csv(TABLES / "commodity_fuels.csv").set_index(["iso3", "flow"]).drop(columns="source")
    split = fuels.loc[(country, flow)] if (country, flow) in fuels.index else pd.Series({"petroleum": 1.0})
    return found.add(split.astype(float) * float(chapters.get("27", 0.0)), fill_value=0.0)


def _exports(groups: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the mix of each country's exports by group, where it is known; shares within a sector."""
    mining = pd.read_csv(TABLES / "commodity_mining.csv").set_index("iso3").drop(columns="source")
    found = {}
    chapters = set(_baci()["iso3"])
    for country in sorted(chapters | set(_adb().index.get_level_values(0)) | set(mining.index)):
        if country in chapters:
            value = _by_chapter(country, "export")
        else:
            industries = country in _adb().index.get_level_values(0)
            value = (
                _by_industry(_adb().loc[country]["exports"], country)
                if industries
                else pd.Series(dtype=float)
            )
            if country in mining.index:
                value = pd.concat([value, mining.loc[country].astype(float)])
        found[country] = _shares(value, groups)
    return found


def _said(country: str) -> str:
    return CHAPTERS if country in set(_baci()["iso3"]) else f"{INDUSTRIES}; tables/commodity_mining.csv"


def _domestic(groups: pd.DataFrame) -> pd.Series:
    """Return the mix of what Pakistan sells itself: industries' sales at home; farms and mines by table."""
    table = pd.read_csv(TABLES / "commodity_domestic.csv").set_index("group")["share"]
    sales = _adb().loc[HOME]
    made = _by_industry(sales["gross_output"] - sales["exports"], HOME)
    return _shares(pd.concat([table, made]), groups)


def _imports(groups: pd.DataFrame, sold: dict[str, pd.Series], trade: pd.DataFrame) -> list[pd.DataFrame]:
    """Return what each country with a known mix sells Pakistan, and all others together."""
    wanted = _shares(_by_chapter(HOME, "import"), groups)
    bought = trade[(trade["destination"] == HOME) & (trade["origin"] != HOME)]
    value = bought.pivot_table(index="origin", columns="sector", values="value_usd", aggfunc="sum").fillna(
        0.0
    )
    known = [c for c in value.index if c in sold]
    parts = {c: pd.Series(dtype=float) for c in [*known, ANY]}
    for sector in groups["sector"].unique():
        own = groups.index[groups["sector"] == sector]
        usual = groups.loc[own, "share"].to_numpy(dtype=float)
        rows = [(sold[c].reindex(own).fillna(0.0).to_numpy(dtype=float), c) for c in known]
        prior = np.array([row if row.sum() else usual for row, _ in rows] + [usual])
        size = np.append(value.loc[known, sector], value.loc[~value.index.isin(known), sector].sum())
        prior = (prior + SMALLEST * usual) * size[:, None]
        met = _met(prior, size, wanted[own].to_numpy(dtype=float) * size.sum())
        for c, row in zip([*known, ANY], met, strict=True):
            if row.sum() > 0.0:
                parts[c] = pd.concat([parts[c], pd.Series(row / row.sum(), index=own)])
    return [_rows(c, HOME, mix, MET, groups) for c, mix in parts.items() if len(mix)]


def _met(prior: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the matrix nearest to a prior with these sums (Deming & Stephan 1940)."""
    found = prior.copy()
    for _ in range(ROUNDS):
        found *= np.divide(
            columns, found.sum(axis=0), out=np.zeros_like(columns), where=found.sum(axis=0) > 0
        )
        total = found.sum(axis=1)
        found *= np.divide(rows, total, out=np.zeros_like(total), where=total > 0)[:, None]
    worst = np.abs(found.sum(axis=0) - columns).max() / columns.sum()
    if worst > 1e-6:
        raise ValueError(f"imports by group are missed by {worst:.2g} of their total")
    return found


def _shares(value: pd.Series, groups: pd.DataFrame) -> pd.Series:
    """Return shares within sectors; a sector without value has none."""
    found = value.reindex(groups.index).fillna(0.0)
    total = found.groupby(groups["sector"]).transform("sum")
    return (found / total.where(total > 0.0)).fillna(0.0)


def _whole(share: pd.Series, sector: pd.Series) -> pd.Series:
    """Return rounded shares that sum to one, the largest of each sector taking what rounding leaves."""
    total = share.groupby(sector).transform("sum")
    found = (share / total.where(total > 0.0)).fillna(0.0).round(DIGITS)
    for _, part in found.groupby(sector):
        if part.sum() > 0.0:
            found[part.idxmax()] = round(float(part.max() + 1.0 - part.sum()), DIGITS)
    return found


def _rows(origin: str, destination: str, mix: pd.Series, source: str, groups: pd.DataFrame) -> pd.DataFrame:
    share = _whole(mix, groups["sector"].reindex(mix.index))
    kept = (
        groups["sector"].reindex(mix.index).map(share.groupby(groups["sector"].reindex(mix.index)).sum()) > 0
    )
    share = share[kept & (share > 0.0)]
    return pd.DataFrame(
        {
            "origin": origin,
            "destination": destination,
            "group": share.index.to_numpy(dtype=object),
            "share": share.to_numpy(dtype=float),
            "source": source,
        }
    )


def _valued(mix: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Return the mixes with the value of a tonne in Pakistan's trade; that of the group elsewhere."""
    table = pd.read_csv(TABLES / "commodity_values.csv").set_index(["origin", "destination", "group"])
    at_home = (mix["origin"] == HOME) & (mix["destination"] == HOME)
    origin = mix["origin"].where((mix["destination"] != HOME) | at_home, ANY)
    keys = list(zip(origin, mix["destination"], mix["group"], strict=True))
    value = [float(table["value_usd_per_tonne"].get(key, np.nan)) for key in keys]
    said = [f"; value: {table['source'][key]}" if key in table.index else "" for key in keys]
    frame = mix.assign(value_usd_per_tonne=value, status="estimated", source=mix["source"] + pd.Series(said))
    order = frame["group"].map({g: i for i, g in enumerate(groups.index)})
    frame = frame.assign(order=order).sort_values(["origin", "destination", "order"], kind="stable")
    columns = ["origin", "destination", "group", "share", "value_usd_per_tonne", "status", "source"]
    return frame[columns].reset_index(drop=True)


if __name__ == "__main__":
    build()
