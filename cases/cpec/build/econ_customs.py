"""Trade in goods between countries: the ICIO between its economies, customs everywhere else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from econ_balance import with_residual
from econ_gravity import distance_elasticities, held_to_partners, log_distance, seen_split
from econ_structure import BUILD, ECON, MILLION, Blocks, balanced, gdp

GOODS = ("A", "B", "C")
HOME = "PAK"

REAL = "BACI"
"""First word of the basis of rows from customs of 2019; others rest on shares of 2017 or on partners."""

GROWTH = 0.82
"""World trade in goods of 2019 over 2023, where a country publishes neither year."""

WIDEST, MOST = 0.35, 0.9
"""Bounds of a country's gap in goods and of its exports, shares of GDP, where its totals are estimated.
Beyond them are flags of convenience and goods in transit, which no one there makes or uses."""

SLOWEST, FASTEST = 0.4, 1.6
"""Bounds of trade in 2019 over 2023: beyond them one of the two years is a fault of the source."""

FAINT = 0.001
"""Share of even trade taken as the prior where customs of 2023 name no trade of two countries."""


@dataclass(frozen=True, eq=False)
class Customs:
    """What customs say of goods, US$ of the base year without gold; countries as asked for."""

    exports: np.ndarray
    """[country, good]."""
    imports: np.ndarray
    """[country, good]."""
    bound: np.ndarray
    """[country]: customs of 2019 by chapter are at hand, so that totals by sector bind."""
    pairs: np.ndarray
    """All goods, [origin, destination]: 2023 brought to the totals of 2019; pairs with Pakistan bind."""


@dataclass(frozen=True, eq=False)
class Goods:
    """Trade in goods between countries and the totals it was made to meet."""

    flows: np.ndarray
    """[origin, destination, good], nothing on the diagonal."""
    exports: np.ndarray
    """Targets, [country, good]."""
    imports: np.ndarray
    customs: Customs


def customs(countries: tuple[str, ...]) -> Customs:
    """Read the customs tables.

    Totals by sector are those of 2019 where `trade_by_sector_2019.csv` has real chapters. Elsewhere the level
    is BACI 2023 times the country's own growth of merchandise trade (World Bank), the shares of sectors those
    of the table.
    """
    seen = _pairs_2023(countries)
    table = pd.read_csv(ECON / "trade_by_sector_2019.csv", keep_default_na=False)
    growth = pd.read_csv(ECON / "wdi_merchandise_2019_2023.csv", index_col="iso3")
    exports, bound = _totals(countries, seen.sum(axis=1), table[table["flow"] == "export"], growth)
    imports, _ = _totals(countries, seen.sum(axis=0), table[table["flow"] == "import"], growth)
    level = gdp()
    size = np.array([level[c] for c in countries])
    sold, bought = exports.sum(axis=1), imports.sum(axis=1)
    fewer = np.minimum(np.minimum(sold, MOST * size), bought + WIDEST * size)
    exports *= np.where(bound, 1.0, fewer / sold)[:, None]
    imports *= np.where(bound, 1.0, np.minimum(bought, fewer + WIDEST * size) / bought)[:, None]
    factor = _closing(exports.sum(axis=1), imports.sum(axis=1), ~bound)
    free = np.where(bound, 1.0, factor)[:, None]  # the world sells what it buys
    exports, imports = exports * free, imports / free
    return Customs(exports, imports, bound, _pairs(countries, seen, exports, imports))


def _totals(
    countries: tuple[str, ...], seen: np.ndarray, rows: pd.DataFrame, growth: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Return exports or imports by good, US$, [country, good], and whether they are customs of 2019."""
    flow, rows = str(rows["flow"].iloc[0]), rows.set_index("iso3")
    columns = [f"{s}_musd" for s in GOODS]
    world = rows[columns].to_numpy(float).sum(axis=0)
    chosen = pd.read_csv(BUILD / "tables" / "trade_totals.csv", keep_default_na=False)
    chosen = chosen[chosen["flow"] == flow].set_index("country")["total_musd"]
    found, bound = np.zeros((len(countries), len(GOODS))), np.zeros(len(countries), dtype=bool)
    for i, country in enumerate(countries):
        level = seen[i] * _growth(growth, country, f"{flow}s")
        if country not in rows.index:
            found[i] = level * world / world.sum()
            continue
        own = rows.loc[country, columns].to_numpy(float) * MILLION
        whole = own.sum() + float(rows.loc[country, "gold_musd"]) * MILLION
        bound[i] = str(rows.loc[country, "basis"]).startswith(REAL)
        if bound[i]:
            level = float(chosen.get(country, whole / MILLION)) * MILLION
        found[i] = level * own / whole
    return found, bound


def _closing(sold: np.ndarray, bought: np.ndarray, free: np.ndarray) -> float:
    """Return the factor on free sales, and its inverse on free purchases, that closes the world's balance."""
    sales, purchases = float(sold[free].sum()), float(bought[free].sum())
    gap = float(bought[~free].sum() - sold[~free].sum())
    return (gap + np.sqrt(gap * gap + 4 * sales * purchases)) / (2 * sales)


def _growth(table: pd.DataFrame, country: str, flow: str) -> float:
    """Return a country's merchandise trade of 2019 over that of 2023, bounded."""
    if country not in table.index:
        return GROWTH
    then, now = table.loc[country, [f"{flow}_2019_usd", f"{flow}_2023_usd"]].to_numpy(float)
    return float(np.clip(then / now, SLOWEST, FASTEST)) if then > 0 and now > 0 else GROWTH


def _pairs_2023(countries: tuple[str, ...]) -> np.ndarray:
    """Return BACI trade of 2023, US$, [origin, destination]."""
    table = pd.read_parquet(ECON / "baci_bilateral_totals_2023.parquet")
    at = {c: i for i, c in enumerate(countries)}
    table = table[table["iso_o"].isin(at) & table["iso_d"].isin(at) & (table["iso_o"] != table["iso_d"])]
    flows = np.zeros((len(countries), len(countries)))
    flows[table["iso_o"].map(at), table["iso_d"].map(at)] = table["trade_thousand_usd"].to_numpy(float) * 1e3
    return flows


def _pairs(
    countries: tuple[str, ...], seen: np.ndarray, exports: np.ndarray, imports: np.ndarray
) -> np.ndarray:
    """Return trade of every pair that meets all totals, near 2023; pairs known otherwise as published."""
    sold, bought = exports.sum(axis=1), imports.sum(axis=1)
    faint = FAINT * sold[:, None] * bought[None, :] / sold.sum()
    at = countries.index(HOME)
    faint[at], faint[:, at] = 0.0, 0.0
    seed = np.where(seen > 0, seen, faint)
    np.fill_diagonal(seed, 0.0)
    known = np.zeros_like(seed)
    table = pd.read_csv(BUILD / "tables" / "trade_known.csv", keep_default_na=False)
    for row in table.itertuples():
        known[countries.index(str(row.origin)), countries.index(str(row.destination))] = (
            float(str(row.value_musd)) * MILLION
        )
    seed = np.where(known > 0, 0.0, seed)
    rest = balanced(seed, sold - known.sum(axis=1), bought - known.sum(axis=0))
    return rest + known


def goods(countries: tuple[str, ...], blocks: Blocks, economy: np.ndarray) -> Goods:
    """Return trade in goods that binds to the ICIO, to customs of 2019 and to every pair with Pakistan.

    `economy` is each country's place in the ICIO, its rest of the world included. What the ICIO's economies
    trade with its rest of the world is kept by sector; those without customs of 2019 are the residual: they
    keep their totals up to one factor by sector and direction.
    """
    told = customs(countries)
    row = blocks.economies.index("ROW")
    known = economy != row
    block = (blocks.use.sum(axis=3) + blocks.final)[:, : len(GOODS)]
    exports, imports = told.exports.copy(), told.imports.copy()
    exports[known], imports[known] = block[economy[known], :, row], block[row, :, economy[known]]
    far = np.exp(-log_distance(countries)[:, :, None] * _elasticities(blocks, block))
    seed, seen = _seed(told.pairs, exports, imports, far), seen_split(countries, GOODS)
    seed = np.where(np.isnan(seen), seed, told.pairs[:, :, None] * seen)
    seed[np.ix_(known, known)] = 0.0
    firm, at = known | told.bound, countries.index(HOME)
    binding = firm[:, None] & firm[None, :] & ~(known[:, None] & known[None, :])
    binding[at] = binding[:, at] = True
    sure = ~np.isnan(seen[:, :, 0]) & told.bound[:, None] & firm[None, :]
    held = held_to_partners(seed, exports, imports, told.pairs, sure)
    seed[held.sum(axis=2) > 0.0] = 0.0
    flows, rest_out, rest_in = with_residual(
        seed,
        exports - held.sum(axis=1),
        imports - held.sum(axis=0),
        np.where(binding, told.pairs - held.sum(axis=2), np.nan),
        firm,
    )
    kept = between_known(block, economy, known) + held
    return Goods(flows + kept, rest_out + kept.sum(axis=1), rest_in + kept.sum(axis=0), told)


def between_known(block: np.ndarray, economy: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return the ICIO's flows between its own economies, [origin, destination, sector]; none at home."""
    flows = np.moveaxis(block, 1, 2)[np.ix_(economy, economy)]
    flows = flows * (known[:, None] & known[None, :])[:, :, None]
    flows[np.arange(len(flows)), np.arange(len(flows))] = 0.0
    return flows


def _elasticities(blocks: Blocks, block: np.ndarray) -> np.ndarray:
    """Return how trade of each good falls with distance between the ICIO's own economies."""
    names = tuple(name for name in blocks.economies if name != "ROW")
    at = np.array([blocks.economies.index(name) for name in names])
    flows = between_known(block, at, np.ones(len(at), dtype=bool))
    return distance_elasticities(flows, log_distance(names))


def _seed(pairs: np.ndarray, exports: np.ndarray, imports: np.ndarray, far: np.ndarray) -> np.ndarray:
    """Return every pair's trade split by what the origin sells, the destination buys and goods that travel.

    `far` is [origin, destination, good]: by how much each good falls on the way.
    """
    sells = exports / exports.sum(axis=1, keepdims=True)
    buys = imports / imports.sum(axis=1, keepdims=True)
    split = far * sells[:, None, :] * buys[None, :, :] / (exports.sum(axis=0) / exports.sum())
    seed: np.ndarray = pairs[:, :, None] * split / split.sum(axis=2, keepdims=True)
    return seed
