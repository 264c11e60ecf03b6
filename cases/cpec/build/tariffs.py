"""Build the tariffs of the case: what Pakistan collects on its imports, at one rate for all goods.

Duties are known in all and not by sector, and other countries' are not here. What is collected over what is
imported is far below the average of the schedule (exemptions, agreements, smuggling), and is what the prices
and the revenue of an equilibrium need. The accounts must be built before.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from econ_structure import CASE
from network import write_parquet

HOME = "PAK"
GOODS = ("A", "B", "C")
DUTIES_PKR, PKR_PER_USD = 686e9, 136.0
SOURCE = (
    "customs duties of PKR 686 billion (Federal Board of Revenue, 2018-19) at PKR 136 to the dollar over the "
    "imports of goods of this case; one rate for all goods"
)


def build(case: Path = CASE) -> None:
    """Write `inputs/tariffs.csv`, and the final demand of the home country, which pays the duties."""
    folder = case / "inputs"
    trade = pd.read_parquet(folder / "country_trade.parquet")
    bought = trade[(trade["destination"] == HOME) & (trade["origin"] != HOME) & trade["sector"].isin(GOODS)]
    rate = round(DUTIES_PKR / PKR_PER_USD / bought["value_usd"].sum(), 4)
    table = bought[["origin", "destination", "sector"]].assign(rate=rate, source=SOURCE)
    table.sort_values(["origin", "sector"]).to_csv(folder / "tariffs.csv", index=False, lineterminator="\n")
    inputs = pd.read_parquet(folder / "input_output.parquet")
    demand = pd.read_parquet(folder / "final_demand.parquet")
    shares = final_demand(trade, inputs, rate)
    mine = demand["country"] == HOME
    demand.loc[mine, "share"] = shares.loc[demand.loc[mine, "sector"]].to_numpy()
    write_parquet(demand, folder / "final_demand.parquet")


def final_demand(trade: pd.DataFrame, inputs: pd.DataFrame, rate: float) -> pd.Series:
    """Return shares of final demand of the home country: what it pays, duties included, less inputs.

    The duties fall on final demand whole: shares of inputs are those of the tables.
    """
    taxed = (trade["origin"] != HOME) & trade["sector"].isin(GOODS)
    paid = trade.assign(paid=trade["value_usd"] * np.where(taxed, 1.0 + rate, 1.0))
    paid = paid[paid["destination"] == HOME].groupby("sector")["paid"].sum()
    output = trade[trade["origin"] == HOME].groupby("sector")["value_usd"].sum()
    used = inputs[inputs["country"] == HOME].pivot_table(
        index="input_sector", columns="using_sector", values="share", aggfunc="sum"
    )
    left = paid - used.mul(output, axis=1).sum(axis=1)
    found: pd.Series = left / left.sum()
    return found


if __name__ == "__main__":
    build()
