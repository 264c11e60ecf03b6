"""Build the accounts of the case: sectors, countries, value added, structures, trade."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from econ_adjust import adjustments, pairs_of_home
from econ_countries import National, national
from econ_customs import GOODS, HOME
from econ_regions import disposable_weight, province_check, value_added
from econ_structure import CASE, SECTORS
from network import write_parquet


def build(case: Path = CASE) -> None:
    """Write `inputs/` of the case, what regions have to spend, and the province check."""
    folder = case / "inputs"
    folder.mkdir(exist_ok=True)
    (case / "sources").mkdir(exist_ok=True)
    regions = pd.read_parquet(
        case / "regions.parquet", columns=["region_id", "name", "country", "population", "area_km2"]
    )
    countries = tuple(sorted(set(regions["country"])))
    found = national(countries)
    table = value_added(regions, countries, found.value_added, found.icio)
    write_parquet(table, folder / "value_added.parquet")
    whole = gpd.read_parquet(case / "regions.parquet")
    whole["disposable_weight"] = disposable_weight(whole, table)
    whole.to_parquet(case / "regions.parquet", compression="zstd", index=False)
    pair = pd.MultiIndex.from_product(
        [countries, SECTORS, SECTORS], names=["country", "input_sector", "using_sector"]
    )
    inputs = pd.DataFrame({"share": found.inputs.ravel()}, index=pair).reset_index()
    write_parquet(inputs, folder / "input_output.parquet")
    pair = pd.MultiIndex.from_product([countries, SECTORS], names=["country", "sector"])
    write_parquet(
        pd.DataFrame({"share": found.demand.ravel()}, index=pair).reset_index(),
        folder / "final_demand.parquet",
    )
    write_parquet(_trade(found), folder / "country_trade.parquet")
    _countries(found).to_csv(folder / "countries.csv", index=False, lineterminator="\n")
    source = CASE / "build" / "tables" / "econ_sectors.csv"
    (folder / "sectors.csv").write_bytes(source.read_bytes())
    for name, said in (
        ("province_check", province_check(regions, table)),
        ("trade_adjustments", adjustments(found)),
        ("trade_pairs_pakistan", pairs_of_home(found)),
    ):
        said.to_csv(case / "sources" / f"{name}.csv", index=False, lineterminator="\n")


def _trade(found: National) -> pd.DataFrame:
    """Return the trade cells above zero, long.

    Observed are flows between economies of the ICIO, and goods where customs bind: between economies with
    totals of 2019 by sector, and with Pakistan.
    """
    o, d, s = np.nonzero(found.trade > 0)
    names, sectors = np.array(found.countries, dtype=object), np.array(SECTORS, dtype=object)
    icio = found.icio
    firm, home = icio | found.asked.customs.bound, names == HOME
    customs = (firm[o] & firm[d] | home[o] | home[d]) & (o != d) & (s < len(GOODS))
    return pd.DataFrame(
        {
            "origin": names[o],
            "destination": names[d],
            "sector": sectors[s],
            "value_usd": found.trade[o, d, s],
            "status": np.where((icio[o] & icio[d]) | customs, "observed", "estimated"),
        }
    )


def _countries(found: National) -> pd.DataFrame:
    names = pd.read_csv(CASE / "raw" / "econ" / "baci_bilateral_totals_2023_countries.csv").set_index("iso3")[
        "CountryName"
    ]
    return pd.DataFrame(
        {
            "country": found.countries,
            "name": [names[c] for c in found.countries],
            "io_structure": found.structure,
            "status": np.where(found.icio, "observed", "estimated"),
        }
    )


if __name__ == "__main__":
    build()
