"""Trade in services between countries: the ICIO between its economies, the balance of payments elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
from econ_balance import fitted
from econ_customs import GOODS, HOME, between_known
from econ_structure import ECON, Blocks, gdp, indicator

USUAL = {"exports": 0.08, "imports": 0.09}
"""Trade in services over GDP where the balance of payments is not at hand: near the median of those seen."""

LEAST, MOST = 0.01, 0.50
"""Bounds of services over GDP: trade of goods and services less merchandise has the errors of both."""


def services(countries: tuple[str, ...], blocks: Blocks, economy: np.ndarray) -> np.ndarray:
    """Return trade in services, [origin, destination, service sector], nothing on the diagonal.

    What the ICIO's economies trade with each other and with the rest of the world is kept by sector. The
    others start from their trade in goods and services (World Bank) less merchandise, which Pakistan keeps,
    spread over sectors as the rest of the world trades and over partners by gravity.
    """
    row = blocks.economies.index("ROW")
    known = economy != row
    block = (blocks.use.sum(axis=3) + blocks.final)[:, len(GOODS) :]
    supply = _spread(_level(countries, "exports"), block[row].sum(axis=1) - block[row, :, row])
    demand = _spread(_level(countries, "imports"), block[:, :, row].sum(axis=0) - block[row, :, row])
    factor = np.sqrt(supply[~known].sum(axis=0) / demand[~known].sum(axis=0))  # the world sells what it buys
    home = np.array(countries) == HOME
    supply = np.where(home[:, None], supply, supply / factor)
    demand = np.where(home[:, None], demand, demand * factor)
    supply[known], demand[known] = block[economy[known], :, row], block[row, :, economy[known]]
    seed = supply[:, None, :] * demand[None, :, :] / _distance(countries)[:, :, None]
    seed *= supply[~known].sum() / seed[~known].sum()
    seed[np.ix_(known, known)] = 0.0
    seed[np.arange(len(seed)), np.arange(len(seed))] = 0.0
    free = np.where(known | home, 1.0, np.nan)[:, None]
    flows = fitted(seed, supply * free, demand * free, np.full(seed.shape[:2], np.nan))
    return flows + between_known(block, economy, known)


def _spread(level: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Return totals spread over sectors, [country, sector]."""
    return level[:, None] * shape / shape.sum()


def _level(countries: tuple[str, ...], flow: str) -> np.ndarray:
    """Return a country's trade in services, US$: that in goods and services less merchandise, bounded."""
    size, whole = gdp(), indicator(f"{flow}_percent_of_gdp")
    goods = pd.read_csv(ECON / "wdi_merchandise_2019_2023.csv", index_col="iso3")[f"{flow}_2019_usd"]
    found = []
    for country in countries:
        share = whole.get(country, 0.0) / 100.0 - float(goods.get(country, np.nan)) / size[country]
        usual = not share > 0.0
        found.append((USUAL[flow] if usual else float(np.clip(share, LEAST, MOST))) * size[country])
    return np.array(found)


def _distance(countries: tuple[str, ...]) -> np.ndarray:
    """Return population-weighted distances, km (CEPII GeoDist); the mean where a pair is absent."""
    table = pd.read_parquet(ECON / "cepii_geodist_bilateral.parquet")
    old = {"ROU": "ROM", "COD": "ZAR", "TLS": "TMP", "MNE": "YUG", "SRB": "YUG", "PSE": "PAL"}
    at = {old.get(c, c): i for i, c in enumerate(countries)}
    origin, destination = (
        next(c for c in table.columns if c in ("iso_o", "iso3_o", "origin")),
        next(c for c in table.columns if c in ("iso_d", "iso3_d", "destination")),
    )
    table = table[table[origin].isin(at) & table[destination].isin(at)]
    km = np.full((len(countries), len(countries)), np.nan)
    km[table[origin].map(at), table[destination].map(at)] = table["distw"].to_numpy(float)
    return np.maximum(np.where(np.isnan(km), np.nanmean(km), km), 50.0)
