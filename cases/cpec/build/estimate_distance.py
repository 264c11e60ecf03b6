"""Estimate what distance costs besides freight, so that trade within countries falls with it as measured.

Run from this folder, after the accounts, the network and the values of a tonne:

    python estimate_distance.py

It prints the entries `distance_elasticity` for `src/corridor/data/parameters.toml`, and lays the table of the
baseline with these values into `docs/method/distance.md`.

In the baseline `X_ij = a_i tau_ij ** -theta phi_cd b_j`, so the log of trade within a country is a fixed
effect of the origin, one of the destination, and `-theta ln(freight) - eta ln(distance)`. A regression on the
log of distance with both fixed effects gives the elasticity of freight less `eta`, exactly: one step finds
`eta`. One value for all places of a sector; nothing is fitted to a place, no count of lorries enters.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import brentq

import corridor as co
from corridor.io.search_cache import cache_folder, remembered
from corridor.model.baseline import Baseline, baseline
from corridor.model.distance import great_circle_km, internal_distance
from corridor.model.solved import today
from corridor.model.trade_costs import distance_parameters
from corridor.types import Flags, Floats

CASE = Path(__file__).resolve().parents[1]
PAGE = CASE.parents[1] / "docs" / "method" / "distance.md"

COUNTRIES = ("PAK", "IND", "CHN")
TARGET, LEAST, MOST = 0.9, 0.7, 1.4
"""Of trade to distance within a country, in all: docs/decisions/0017 has the sources."""
FAR_KM = 500.0
ROUNDS = 500
HEAD = "| sector | country | least squares | PPML | stays in its region | mean haul, km | beyond 500 km |"
PUBLISHED = {
    "PAK": "150 to 350 (Pakistan Economic Survey and World Bank notes)",
    "IND": "1,672 in 2012 (India Energy Security Scenarios)",
    "CHN": "8,982 by rail and road in 2019 (National Bureau of Statistics); waterways come on top",
}
"""Tonne-kilometres a year, billion."""
WORK_HEAD = "| country | tonne-km a year, billion | published |"


def fixed_effects(flows: Floats, km: Floats) -> float:
    """Return the elasticity of trade to distance by least squares with two-way fixed effects.

    `flows` and `km` are [origin, destination]; trade within a region and pairs without trade are left out.
    """
    used = (flows > 0.0) & ~np.eye(len(flows), dtype=bool)
    log_flow, log_km = np.where(used, np.log(np.where(used, (flows, km), 1.0)), 0.0)
    log_flow, log_km = _without_means(log_flow, used), _without_means(log_km, used)
    return float((log_flow * log_km).sum() / (log_km**2).sum())


def _without_means(values: Floats, used: Flags) -> Floats:
    """Return values less the means of their row and column, by turns; zero where not used."""
    for _ in range(ROUNDS):
        for axis in (1, 0):
            count = np.maximum(used.sum(axis=axis, keepdims=True), 1)
            values = np.where(used, values - values.sum(axis=axis, keepdims=True) / count, 0.0)
    return values


def pseudo_likelihood(flows: Floats, km: Floats) -> float:
    """Return the elasticity by Poisson pseudo-likelihood (Santos Silva & Tenreyro 2006), as `fixed_effects`.

    The estimate is where the fitted flows have the observed rows, columns and mean log distance.
    """
    between = np.where(np.eye(len(flows), dtype=bool), 0.0, flows)
    log_km = np.log(km)

    def gap(elasticity: float) -> float:
        fitted = np.where(between.sum(axis=1)[:, None] * between.sum(axis=0) > 0.0, km**elasticity, 0.0)
        np.fill_diagonal(fitted, 0.0)
        for _ in range(ROUNDS):
            for axis in (1, 0):
                have = fitted.sum(axis=axis, keepdims=True)
                fitted *= between.sum(axis=axis, keepdims=True) / np.where(have > 0.0, have, 1.0)
        return float(((between - fitted) * log_km).sum() / between.sum())

    return float(brentq(gap, -4.0, 1.0, xtol=1e-6))


def measured(world: Baseline) -> pd.DataFrame:
    """Return how trade within countries falls with distance in a baseline, a row per sector and country."""
    return pd.DataFrame(list(_rows(world)))


def _rows(world: Baseline) -> Iterator[dict[str, object]]:
    case, economy = world.case, world.economy
    regions = case.regions
    km = great_circle_km(regions["lon"].to_numpy(dtype=float), regions["lat"].to_numpy(dtype=float))
    np.fill_diagonal(km, internal_distance(regions["area_km2"].to_numpy(dtype=float)))
    names = list(case.sectors["sector"])
    for sector in case.freight_sectors:
        s = names.index(sector)
        paid = economy.trade_share[:, :, s] * economy.expenditure[None, :, s]
        for country in COUNTRIES:
            rows = np.flatnonzero(regions["country"] == country)
            flows, far = paid[np.ix_(rows, rows)], km[np.ix_(rows, rows)]
            yield {
                "sector": sector,
                "country": country,
                "elasticity": fixed_effects(flows, far),
                "ppml": pseudo_likelihood(flows, far),
                "local": float(np.trace(flows) / flows.sum()),
                "mean_km": float((flows * far).sum() / flows.sum()),
                "beyond": float(flows[far > FAR_KM].sum() / flows.sum()),
            }


def estimated(case: co.Case, table: pd.DataFrame) -> dict[str, tuple[float, float, float]]:
    """Return value, low and high of each sector's parameter; distance does not cheapen trade."""
    found = {}
    names = dict(zip(case.sectors["sector"], distance_parameters(case), strict=True))
    for sector, elasticity in table.groupby("sector")["elasticity"].mean().items():
        name = names[sector]
        freight = -elasticity - case.parameters[name]
        value, low, high = (round(max(0.0, wanted - freight), 3) for wanted in (TARGET, LEAST, MOST))
        found[name] = (value, low, high)
    return found


def with_values(case: co.Case, found: dict[str, tuple[float, float, float]]) -> co.Case:
    """Return the case with these values."""
    entries = {
        name: replace(case.parameters.record(name), value=value, low=low, high=high)
        for name, (value, low, high) in found.items()
    }
    return replace(case, parameters=case.parameters.merged(entries))


def distance_table(table: pd.DataFrame) -> str:
    """Return the first table of the page."""
    rows = [
        f"| {r.sector} | {r.country} | {r.elasticity:.2f} | {r.ppml:.2f} | {100 * r.local:.1f} % "
        f"| {r.mean_km:,.0f} | {100 * r.beyond:.0f} % |"
        for r in table.itertuples()
    ]
    return "\n".join([HEAD, "|---|---|---:|---:|---:|---:|---:|", *rows])


def work_table(world: Baseline) -> str:
    """Return the second table of the page: freight work in the baseline beside what is published."""
    countries, work = list(world.case.countries["country"]), today(world).freight.sum(axis=1) / 1e9
    rows = [f"| {c} | {work[countries.index(c)]:,.0f} | {PUBLISHED[c]} |" for c in COUNTRIES]
    return "\n".join([WORK_HEAD, "|---|---:|---|", *rows])


def lay_in(text: str, table: str) -> str:
    """Return the page with the table of the same head replaced."""
    before, _, rest = text.partition(table.partition("\n")[0])
    after = rest.partition("\n\n")[2]
    return f"{before}{table}\n\n{after}"


def main() -> None:
    """Print the entries and the tables, and write the page."""
    case = co.read(CASE)
    search = remembered(cache_folder())
    found = estimated(case, measured(baseline(case, search=search)))
    world = baseline(with_values(case, found), search=search)
    for name, (value, low, high) in found.items():
        sys.stdout.write(f"[{name}]\nvalue = {value}\nlow = {low}\nhigh = {high}\n\n")
    page = PAGE.read_text(encoding="utf-8")
    for table in (distance_table(measured(world)), work_table(world)):
        sys.stdout.write(f"{table}\n\n")
        page = lay_in(page, table)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
