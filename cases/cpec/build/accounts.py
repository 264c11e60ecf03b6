"""Build the accounts of the case: sectors, countries, value added, structures, trade."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from econ_countries import national
from econ_regions import disposable_weight, province_check, value_added
from econ_structure import CASE, SECTORS, icio
from network import write_parquet

SMALLEST = 1.0
"""Trade below a dollar a year is the balancing's noise and is left out before the last balance."""


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
    table = value_added(regions, countries, found.value_added)
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
    write_parquet(_trade(found.trade, countries), folder / "country_trade.parquet")
    _countries(countries).to_csv(folder / "countries.csv", index=False, lineterminator="\n")
    source = CASE / "build" / "tables" / "econ_sectors.csv"
    (folder / "sectors.csv").write_bytes(source.read_bytes())
    province_check(regions, table).to_csv(
        case / "sources" / "province_check.csv", index=False, lineterminator="\n"
    )


def _trade(trade: np.ndarray, countries: tuple[str, ...]) -> pd.DataFrame:
    """Return the trade cells above zero, long; those between economies of the ICIO are observed."""
    known = set(icio().economies)
    o, d, s = np.nonzero(trade > 0)
    names, sectors = np.array(countries, dtype=object), np.array(SECTORS, dtype=object)
    seen = np.array([c in known for c in countries])
    return pd.DataFrame(
        {
            "origin": names[o],
            "destination": names[d],
            "sector": sectors[s],
            "value_usd": trade[o, d, s],
            "status": np.where(seen[o] & seen[d], "observed", "estimated"),
        }
    )


def _countries(countries: tuple[str, ...]) -> pd.DataFrame:
    known = set(icio().economies)
    names = pd.read_csv(CASE / "raw" / "econ" / "baci_bilateral_totals_2023_countries.csv").set_index("iso3")[
        "CountryName"
    ]
    return pd.DataFrame(
        {
            "country": countries,
            "name": [names[c] for c in countries],
            "io_structure": [c if c in known else ("PAK" if c == "PAK" else "ROW") for c in countries],
            "status": ["observed" if c in known else "estimated" for c in countries],
        }
    )


if __name__ == "__main__":
    build()
