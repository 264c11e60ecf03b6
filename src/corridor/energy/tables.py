"""A pathway as tables: the years in short, the mix, prices by zone and hour, flows, certificates."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from corridor.energy.expansion import MEGA, Pathway
from corridor.energy.solution import Solution
from corridor.energy.year import MWH_PER_TWH


def pathway_tables(found: Pathway) -> Mapping[str, pd.DataFrame]:
    """Return the tables of a pathway by name.

    `years`: energy, emissions and costs of every year. `mix`: what generates where. `built`: what is
    added. `zones`: prices and load per zone. `hours`: the price of every hour, US$/MWh, and its load, MW.
    `flows`: what lines carry. `certificates`: how every solve ended.
    """
    each = list(zip(found.years, found.solutions, strict=True))
    return {
        "years": pd.DataFrame([_year(found, year) for year in found.years]),
        "mix": _dated([(year, s.mix) for year, s in each]),
        "built": found.built,
        "zones": _dated([(year, _zones(s)) for year, s in each]),
        "hours": _dated([(year, _hours(s)) for year, s in each]),
        "flows": _dated([(year, s.flows) for year, s in each]),
        "certificates": _dated([(year, _certificates(s)) for year, s in each]),
    }


def _dated(tables: list[tuple[int, pd.DataFrame]]) -> pd.DataFrame:
    parts = [table.assign(year=year)[["year", *table.columns]] for year, table in tables]
    return pd.concat(parts, ignore_index=True)


def _year(found: Pathway, year: int) -> dict[str, float]:
    solved = found.solution(year)
    weight = solved.year.weight[:, None]
    demand = float((solved.year.load * weight).sum())
    made = float(solved.mix["twh"].clip(lower=0.0).sum())
    price = float((solved.price * solved.year.load * weight).sum()) / demand
    return {
        "year": year,
        "demand_twh": demand / MWH_PER_TWH,
        "generation_twh": made,
        "unserved_twh": round(float(solved.unserved_twh.sum()), 9),
        "curtailed_twh": round(float(solved.curtailed_twh.sum()), 9),
        "emission_mt": solved.emission_mt,
        "emission_t_mwh": solved.emission_mt / made,
        "co2_price_usd_t": found.co2_price[found.years.index(year)],
        "running_cost_musd": float(solved.mix["running_cost_musd"].sum()),
        "capital_cost_musd": found.capital_cost(year) / MEGA,
        "system_cost_musd": found.system_cost(year) / MEGA,
        "cost_usd_mwh": found.cost_per_mwh(year),
        "price_usd_mwh": price,
    }


def _zones(solved: Solution) -> pd.DataFrame:
    year, energy = solved.year, solved.year.load * solved.year.weight[:, None]
    return pd.DataFrame(
        {
            "zone": solved.zones,
            "demand_twh": energy.sum(axis=0) / MWH_PER_TWH,
            "unserved_twh": solved.unserved_twh,
            "price_usd_mwh": solved.mean_price(),
            "lowest_usd_mwh": solved.price.min(axis=0),
            "highest_usd_mwh": solved.price.max(axis=0),
            "peak_mw": year.load.max(axis=0),
        }
    )


def _hours(solved: Solution) -> pd.DataFrame:
    hours, zones = solved.price.shape
    return pd.DataFrame(
        {
            "snapshot": np.repeat(solved.year.snapshots.to_numpy(str), zones),
            "hours": np.repeat(solved.year.weight, zones),
            "zone": np.tile(np.array(solved.zones), hours),
            "price_usd_mwh": solved.price.reshape(-1),
            "load_mw": solved.year.load.reshape(-1),
        }
    )


def _certificates(solved: Solution) -> pd.DataFrame:
    residuals = solved.certificate.residuals
    return pd.DataFrame({"residual": list(residuals), "value": list(residuals.values())})
