"""National accounts of every economy: output, structure, spending, and trade with every other one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from econ_structure import ECON, SECTORS, Blocks, balanced, gdp, icio, indicator, pakistan

BROAD = {"agriculture_percent_of_gdp": ["A"], "industry_percent_of_gdp": ["B", "C", "D", "E", "F"]}
GOODS = [SECTORS.index(s) for s in ("A", "B", "C")]
SERVICES = [i for i in range(len(SECTORS)) if i not in GOODS]
IMPORTED_INPUTS = {"A": 0.05, "B": 0.20, "C": 0.60, "H": 0.05, "J": 0.02, "K": 0.03, "MN": 0.05}
IMPORTED_FINAL = {"A": 0.07, "C": 0.85, "H": 0.03, "MN": 0.05}
"""What Pakistan's imports consist of, by use: estimated from the chapters of its customs
statistics (fuels about a quarter of goods, food a tenth) and the balance of payments (services an eighth)."""

SERVICE_EXPORTS = 0.04
"""Seed of the share of services output sold abroad; the balancing moves it to the ICIO totals."""

LEAST_HOME = 0.10
"""Least share of output sold at home in the seed of goods trade."""

MAX_ROUNDS, TOLERANCE = 30000, 2e-13


@dataclass(frozen=True, eq=False)
class National:
    """Accounts of the countries of the case that close."""

    countries: tuple[str, ...]
    economy: np.ndarray
    """Economy of the ICIO each country belongs to."""
    output: np.ndarray
    value_added: np.ndarray
    inputs: np.ndarray
    """gamma, [country, input sector, using sector]."""
    demand: np.ndarray
    """alpha, [country, sector]."""
    spending: np.ndarray
    trade: np.ndarray
    """[origin, destination, sector], with sales at home."""


def national(countries: tuple[str, ...]) -> National:
    """Return the accounts of the countries; those outside the ICIO share its rest of the world."""
    blocks = icio()
    small = [c for c in countries if c not in blocks.economies]
    economy = np.array(
        [
            blocks.economies.index(c) if c in blocks.economies else blocks.economies.index("ROW")
            for c in countries
        ]
    )
    output, earned, inputs = _production(blocks, countries, small)
    demand, spending = _spending(blocks, countries, small, earned)
    expenditure = demand * spending[:, None] + np.einsum("cks,cs->ck", inputs, output)
    trade = np.zeros((len(countries), len(countries), len(SECTORS)))
    at, home = countries.index("PAK"), pakistan().sold_for_use + pakistan().sold_final
    for s in range(len(SECTORS)):
        block = blocks.use[:, s].sum(axis=2) + blocks.final[:, s]
        seed = _filled(_seed(countries, output, expenditure, s), block, economy)
        trade[:, :, s] = _with_home(seed, output[:, s], expenditure[:, s], block, economy, (at, home[s]))
    made, bought = trade.sum(axis=1), trade.sum(axis=0)
    inputs_bought = np.einsum("cks,cs->ck", inputs, made)
    rest = bought - inputs_bought
    spent = rest.sum(axis=1)
    final = np.maximum(rest, 0.0) / np.maximum(rest, 0.0).sum(axis=1, keepdims=True)
    share = 1.0 - inputs.sum(axis=1)
    return National(countries, economy, made, made * share, inputs, final, spent, trade)


def _production(
    blocks: Blocks, countries: tuple[str, ...], small: list[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return output, value added and input shares of every country."""
    n, s = len(countries), len(SECTORS)
    output, earned, inputs = np.zeros((n, s)), np.zeros((n, s)), np.zeros((n, s, s))
    made = blocks.output
    use = blocks.use.sum(axis=0)
    for i, c in enumerate(countries):
        if c in small:
            continue
        e = blocks.economies.index(c)
        output[i], earned[i] = made[e], blocks.value_added[e]
        inputs[i] = use[:, e, :] / made[e][None, :]
    row = blocks.economies.index("ROW")
    home = pakistan()
    pak_output, used = home.output, home.output - home.value_added
    rest_output = made[row] - pak_output
    bought = home.sold_for_use + _spread(IMPORTED_INPUTS, used.sum() - home.sold_for_use.sum())
    pak_inputs = balanced(use[:, row, :], bought, used)
    rest_inputs = use[:, row, :] - pak_inputs
    others = [c for c in small if c != "PAK"]
    shares = _sector_output(others, rest_output, (rest_output - rest_inputs.sum(axis=0)) / rest_output)
    for i, c in enumerate(countries):
        if c == "PAK":
            output[i], inputs[i] = pak_output, pak_inputs / pak_output[None, :]
        elif c in small:
            output[i], inputs[i] = shares[others.index(c)], rest_inputs / rest_output[None, :]
        if c in small:
            earned[i] = output[i] * (1.0 - inputs[i].sum(axis=0))
    return output, earned, inputs


def _spread(shares: dict[str, float], total: float) -> np.ndarray:
    """Return a total spread over sectors."""
    return total * np.array([shares.get(sector, 0.0) for sector in SECTORS])


def _sector_output(others: list[str], total: np.ndarray, value_added_share: np.ndarray) -> np.ndarray:
    """Return the output of economies outside the ICIO: GDP and broad sector shares, balanced to the total."""
    level = gdp()
    size = np.array([level[c] for c in others])
    earned = total * value_added_share
    seed = np.tile(earned / earned.sum(), (len(others), 1))
    for name, sectors in BROAD.items():
        share = indicator(name)
        columns = [SECTORS.index(s) for s in sectors]
        usual = earned[columns].sum() / earned.sum()
        for i, c in enumerate(others):
            if share.get(c, 0.0) > 0:
                seed[i, columns] *= share[c] / 100.0 / usual
    found = balanced(seed, size / size.sum() * earned.sum(), earned)
    return found / value_added_share[None, :]


def _spending(
    blocks: Blocks, countries: tuple[str, ...], small: list[str], earned: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return final demand shares and final spending of every country."""
    n, s = len(countries), len(SECTORS)
    demand, spending = np.zeros((n, s)), np.zeros(n)
    final = blocks.final.sum(axis=0)
    row = blocks.economies.index("ROW")
    level, exports, imports = gdp(), indicator("exports_percent_of_gdp"), indicator("imports_percent_of_gdp")
    own = earned.sum(axis=1)
    for i, c in enumerate(countries):
        if c not in small:
            e = blocks.economies.index(c)
            spending[i], demand[i] = final[:, e].sum(), final[:, e] / final[:, e].sum()
    group = [i for i, c in enumerate(countries) if c in small]
    gap = np.array(
        [
            (imports.get(countries[i], 0.0) - exports.get(countries[i], 0.0)) / 100 * level[countries[i]]
            for i in group
        ]
    )
    gap = np.clip(gap, -0.35 * own[group], 0.35 * own[group])
    missing = final[:, row].sum() - own[group].sum() - gap.sum()
    spending[group] = own[group] + gap + missing * own[group] / own[group].sum()
    at = countries.index("PAK")
    home = pakistan().sold_final
    pak = (home + _spread(IMPORTED_FINAL, spending[at] - home.sum())) / spending[at]
    rest = final[:, row] - pak * spending[at]
    for i in group:
        demand[i] = pak if i == at else rest / rest.sum()
    return demand, spending


def _seed(countries: tuple[str, ...], output: np.ndarray, expenditure: np.ndarray, s: int) -> np.ndarray:
    """Return the prior of trade: BACI for goods, gravity for services, sales at home on the diagonal."""
    if s in GOODS:
        flows = _goods(countries)
        share = output[:, s] * np.array([0.6, 1.6, 1.0])[GOODS.index(s)]
        total = output[:, GOODS] @ np.array([0.6, 1.6, 1.0])
        abroad = flows * (share / total)[:, None]
        home = np.maximum(output[:, s] - abroad.sum(axis=1), LEAST_HOME * output[:, s])
    else:
        distance = _distance(countries)
        abroad = output[:, s][:, None] * expenditure[:, s][None, :] / distance
        np.fill_diagonal(abroad, 0.0)
        abroad *= (SERVICE_EXPORTS * output[:, s] / abroad.sum(axis=1))[:, None]
        home = (1.0 - SERVICE_EXPORTS) * output[:, s]
    seed: np.ndarray = abroad + np.diag(home)
    return seed


def _filled(seed: np.ndarray, block: np.ndarray, economy: np.ndarray) -> np.ndarray:
    """Return the prior with the ICIO flow of every pair of its economies that BACI lacks."""
    alone = (np.bincount(economy, minlength=len(block)) == 1)[economy]
    absent = alone[:, None] & alone[None, :] & (seed == 0.0)
    return np.where(absent, block[np.ix_(economy, economy)], seed)


def _goods(countries: tuple[str, ...]) -> np.ndarray:
    """Return BACI trade of 2023 scaled to the growth of world trade since 2019, US$."""
    table = pd.read_parquet(ECON / "baci_bilateral_totals_2023.parquet")
    at = {c: i for i, c in enumerate(countries)}
    table = table[table["iso_o"].isin(at) & table["iso_d"].isin(at) & (table["iso_o"] != table["iso_d"])]
    flows = np.zeros((len(countries), len(countries)))
    flows[table["iso_o"].map(at), table["iso_d"].map(at)] = table["trade_thousand_usd"].to_numpy(float) * 1e3
    return flows * 0.82


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


def _with_home(  # noqa: PLR0917
    seed: np.ndarray,
    rows: np.ndarray,
    columns: np.ndarray,
    block: np.ndarray,
    economy: np.ndarray,
    known: tuple[int, float],
) -> np.ndarray:
    """Return trade with one country's sales at home as published: they are set aside and put back."""
    at, home = known
    rest = _aside(rows, at, home), _aside(columns, at, home), block.copy()
    rest[2][economy[at], economy[at]] -= home
    open_seed = seed.copy()
    open_seed[at, at] = 0.0
    found = _trade(open_seed, *rest, economy)
    found[at, at] = home
    return found


def _aside(total: np.ndarray, at: int, amount: float) -> np.ndarray:
    left = total.copy()
    left[at] -= amount
    return left


def _trade(
    seed: np.ndarray, rows: np.ndarray, columns: np.ndarray, block: np.ndarray, economy: np.ndarray
) -> np.ndarray:
    """Return trade that meets output, purchases and the ICIO flows between economies (three-way fitting)."""
    found = seed.copy()
    count = len(block)
    member = np.zeros((count, len(economy)))
    member[economy, np.arange(len(economy))] = 1.0
    for _ in range(MAX_ROUNDS):
        sums = member @ found @ member.T
        found *= np.divide(block, sums, out=np.zeros_like(block), where=sums > 0)[np.ix_(economy, economy)]
        found *= np.divide(columns, found.sum(axis=0), out=np.zeros_like(columns), where=columns > 0)[None, :]
        found *= np.divide(rows, found.sum(axis=1), out=np.zeros_like(rows), where=rows > 0)[:, None]
        if np.max(np.abs(found.sum(axis=0) - columns) / np.maximum(columns, 1.0)) <= TOLERANCE:
            break
    return found
