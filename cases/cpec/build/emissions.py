"""Build the carbon dioxide of production by country and sector.

Emissions of power stations are observed (Ember through Our World in Data). The rest of a country's emissions
(Global Carbon Project) is shared by its sectors as world intensities say: the shares of the sectors in world
emissions over their world output. What households burn themselves and what freight burns is left out; freight
is counted on the network.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from econ_structure import CASE, ECON, SECTORS
from network import write_parquet

YEAR = 2018
"""Last year of the table of national emissions; power is that of 2019, the base year."""

POWER_YEAR, POWER = 2019, "D"

SHARE = {"A": 0.012, "B": 0.025, "C": 0.26, "E": 0.005, "F": 0.005, "H": 0.035}
"""Share of sectors in the world's carbon dioxide of energy and cement besides power, over all emissions: from
the balances of the IEA (CO2 Emissions from Fuel Combustion 2021), rounded; H without freight. Services share
0.02; power has 0.40; households 0.15; freight 0.09."""

SERVICES, ALL_POWER = 0.02, 0.40
MT = 1e6


def build(case: Path = CASE) -> None:
    """Write `inputs/emissions.parquet`."""
    output = _output(case)
    total, power = _totals(), _power()
    world = output.sum()
    services = [s for s in SECTORS if s not in SHARE and s != POWER]
    share = pd.Series(SHARE, dtype=float).reindex(list(SECTORS)).fillna(0.0)
    share[services] = SERVICES * world[services] / world[services].sum()
    raw = output * (share / world)
    produced = float(share.sum()) / (1.0 - ALL_POWER)
    known = raw.index.isin(total.index) & raw.index.isin(power.index)
    rest = (total - power).reindex(raw.index).clip(lower=0.0) * produced
    factor = rest / raw.sum(axis=1)
    usual = float(rest[known].sum() / raw[known].to_numpy().sum())
    emitted = raw.mul(factor.where(known, usual), axis=0)
    emitted[POWER] = power.reindex(raw.index)
    intensity = float(emitted.loc[known, POWER].sum() / output.loc[known, POWER].sum())
    emitted[POWER] = emitted[POWER].fillna(output[POWER] * intensity)
    long = emitted.rename_axis(index="country").reset_index()
    long = long.melt("country", list(SECTORS), var_name="sector", value_name="co2_t")
    observed = (long["sector"] == POWER) & long["country"].isin(power.index)
    long["co2_t"] = long["co2_t"].round(0)
    long["status"] = "estimated"
    long.loc[observed, "status"] = "observed"
    long["source"] = f"national total of {YEAR} (Global Carbon Project) less power, by world intensities"
    long.loc[observed, "source"] = f"power of {POWER_YEAR} (Ember)"
    write_parquet(long, case / "inputs" / "emissions.parquet")


def _output(case: Path) -> pd.DataFrame:
    """Return gross output, US$ a year, [country, sector]."""
    value_added = pd.read_parquet(case / "inputs" / "value_added.parquet")
    inputs = pd.read_parquet(case / "inputs" / "input_output.parquet")
    earned = value_added.assign(
        country=value_added["region_id"].map(
            pd.read_parquet(case / "regions.parquet", columns=["region_id", "country"]).set_index(
                "region_id"
            )["country"]
        )
    ).pivot_table(index="country", columns="sector", values="value_added_usd", aggfunc="sum")
    bought = inputs.pivot_table(index="country", columns="using_sector", values="share", aggfunc="sum")
    output: pd.DataFrame = (earned / (1.0 - bought))[list(SECTORS)]
    return output


def _totals() -> pd.Series:
    """Return a country's emissions, t of CO2."""
    table = pd.read_csv(ECON / "owid_co2_1960_2018.csv.gz")
    table = table[(table["year"] == YEAR) & table["co2"].notna() & table["iso_code"].notna()]
    found: pd.Series = table.set_index("iso_code")["co2"] * MT
    return found


def _power() -> pd.Series:
    """Return emissions of a country's power stations, t of CO2; the names are those of the totals."""
    table = pd.read_parquet(ECON / "owid_electricity_mix_2000_2021.parquet")
    names = pd.read_csv(ECON / "owid_co2_1960_2018.csv.gz", usecols=["iso_code", "country"]).dropna()
    code = dict(zip(names["country"], names["iso_code"], strict=True))
    table = table[(table["Year"] == POWER_YEAR) & table["Emissions (MtCO2)"].notna()]
    table = table.assign(code=table["Country"].map(code)).dropna(subset=["code"])
    found: pd.Series = table.set_index("code")["Emissions (MtCO2)"] * MT
    return found


if __name__ == "__main__":
    build()
