"""What moved: customs and production accounts against the accounts of the case, by country and sector."""

from __future__ import annotations

import numpy as np
import pandas as pd
from econ_countries import National
from econ_customs import GOODS, HOME
from econ_structure import BUILD, ECON, MILLION, SECTORS

GAVE_WAY = 0.02
"""An account that moved by more than this is said to have given way."""


def adjustments(found: National) -> pd.DataFrame:
    """Return exports, imports and output asked for and found, one row per country, sector and measure.

    `customs_musd` is what customs say, brought to 2019; `target_musd` what was asked: the ICIO's figure, that
    of customs, or for the rest of the world customs times one factor per sector and direction.
    """
    made, bought = found.trade.sum(axis=1), found.trade.sum(axis=0)
    home = np.einsum("iis->is", found.trade)
    asked = found.asked
    traded = (
        ("exports", asked.customs.exports, asked.exports, made - home),
        ("imports", asked.customs.imports, asked.imports, bought - home),
    )
    rows: list[tuple[object, ...]] = []
    for i, country in enumerate(found.countries):
        basis = _basis(found, i)
        for measure, customs, target, final in traded:
            for s, sector in enumerate(GOODS):
                seen = np.nan if basis == "icio" else customs[i, s]
                rows.append((country, measure, sector, seen, target[i, s], final[i, s], basis))
        if basis != "icio":
            source = {"ADB": "own accounts"}.get(found.structure[i], "national shares")
            rows.extend(
                (country, "output", sector, np.nan, asked.output[i, s], made[i, s], source)
                for s, sector in enumerate(SECTORS)
            )
    columns = ["country", "measure", "sector", "customs_musd", "target_musd", "final_musd", "basis"]
    table = pd.DataFrame(rows, columns=columns)
    money = ["customs_musd", "target_musd", "final_musd"]
    table["ratio"] = (table["final_musd"] / table["target_musd"]).round(4)
    table[money] = (table[money] / MILLION).round(4)
    table["note"] = ["" if abs(row.ratio - 1.0) <= GAVE_WAY else "gave way" for row in table.itertuples()]
    return table


def _basis(found: National, i: int) -> str:
    """Return what a country's totals of goods rest on: the ICIO, customs of 2019, or what both leave."""
    if found.icio[i]:
        return "icio"
    return "customs 2019" if found.asked.customs.bound[i] else "residual"


def pairs_of_home(found: National) -> pd.DataFrame:
    """Return Pakistan's trade in goods with every country: customs of 2023, the target of 2019, the case."""
    at = found.countries.index(HOME)
    goods = found.trade[:, :, : len(GOODS)]
    baci = pd.read_parquet(ECON / "baci_bilateral_totals_2023.parquet").set_index(["iso_o", "iso_d"])
    seen = baci["trade_thousand_usd"]
    known = pd.read_csv(BUILD / "tables" / "trade_known.csv").set_index(["origin", "destination"])
    rows = []
    for i, country in enumerate(found.countries):
        for o, d in ((at, i), (i, at)):
            pair = found.countries[o], found.countries[d]
            target, final = found.asked.customs.pairs[o, d], goods[o, d]
            if country == HOME or not target > 0.0:
                continue
            source = (
                known.loc[pair, "source"] if pair in known.index else "BACI 2023, scaled to totals of 2019"
            )
            rows.append((*pair, float(seen.get(pair, 0.0)) / 1e3, target, final.sum(), *final, source))
    columns = ["origin", "destination", "customs_2023_musd", "target_musd", "final_musd"]
    split = [f"{sector}_musd" for sector in GOODS]
    table = pd.DataFrame(rows, columns=[*columns, *split, "source"])
    table[["target_musd", "final_musd", *split]] /= MILLION
    table.insert(5, "ratio", (table["final_musd"] / table["target_musd"]).round(4))
    return table.round(dict.fromkeys(["customs_2023_musd", "target_musd", "final_musd", *split], 6))
