"""What a pair trades most likely: customs by partner where they are at hand, distance where they are not."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from econ_balance import fitted
from econ_structure import CASE, ECON, balanced
from scipy.optimize import brentq

PARTNERS = "baci_exports_by_partner_sector.csv"
"""Exports by partner and sector of the countries whose customs by product and partner are at hand."""

UNSEEN = 0.001
"""Share of a pair's trade taken as the prior of a good that customs by partner do not name."""

MOST = 0.5
"""Largest share of a partner's imports of a good that one seller's customs may hold."""

STEEPEST = 5.0
"""No good falls faster with distance than this elasticity."""


@cache
def log_distance(countries: tuple[str, ...]) -> np.ndarray:
    """Return the log of distances between the people of countries, km, [origin, destination].

    CEPII GeoDist, weighted by population; where it has no figure, the mean of the logs: no good gains.
    """
    table = pd.read_parquet(ECON / "cepii_geodist_bilateral.parquet")
    table = table.assign(km=table["distw"].fillna(table["dist"]))
    km = table.pivot_table(index="iso_o", columns="iso_d", values="km")
    log = np.log(km.reindex(index=countries, columns=countries).to_numpy(float))
    return np.where(np.isfinite(log), log, np.nanmean(log))


def distance_elasticities(flows: np.ndarray, log_km: np.ndarray) -> np.ndarray:
    """Return by how much trade in each good falls with distance, [good].

    `flows` are [origin, destination, good], without home; `log_km` [origin, destination]. Poisson estimate
    with effects of origins and destinations (Santos Silva & Tenreyro 2006): at the estimate the fitted flows
    have the same mean log distance as the flows.
    """
    away = ~np.eye(len(flows), dtype=bool)

    def gap(elasticity: float, seen: np.ndarray) -> float:
        prior = np.where(away, np.exp(-elasticity * log_km), 0.0)[:, :, None]
        made = fitted(prior, seen.sum(axis=1), seen.sum(axis=0), np.full(seen.shape[:2], np.nan))
        return float(((made - seen)[:, :, 0] * log_km).sum() / seen.sum())

    goods = range(flows.shape[2])
    return np.array([brentq(gap, 0.0, STEEPEST, args=(flows[:, :, [g]],), xtol=1e-6) for g in goods])


def seen_split(countries: tuple[str, ...], goods: tuple[str, ...]) -> np.ndarray:
    """Return the shares of goods in the trade of pairs, [origin, destination, good]; nan where not seen."""
    found = np.full((len(countries), len(countries), len(goods)), np.nan)
    at = {c: i for i, c in enumerate(countries)}
    for row in pd.read_csv(CASE / "raw" / "trade" / PARTNERS).to_dict("records"):
        if row["origin"] in at and row["destination"] in at:
            value = np.array([float(row[f"{good}_musd"]) for good in goods])
            share = np.maximum(value / value.sum(), UNSEEN)
            found[at[row["origin"]], at[row["destination"]]] = share / share.sum()
    return found


def held_to_partners(
    seed: np.ndarray, exports: np.ndarray, imports: np.ndarray, pairs: np.ndarray, seen: np.ndarray
) -> np.ndarray:
    """Return trade of the pairs that are `seen` by good, [origin, destination, good]; zero elsewhere.

    Every exporter's own flows are the nearest to `seed` that meet its exports by good and its trade with
    every partner. So a good goes to the partners whose customs had it, whatever the rest of the world trades.
    A pair is left free where a good would be more than `MOST` of what the partner buys of it in all.
    """
    held = np.zeros_like(seed)
    for origin in np.flatnonzero(seen.any(axis=1)):
        total = pairs[origin] * (exports[origin].sum() / pairs[origin].sum())
        own = balanced(seed[origin], total, exports[origin])
        kept = seen[origin] & (own <= MOST * imports).all(axis=1)
        held[origin][kept] = own[kept]
    return held
