"""Structures of production and demand: OECD ICIO 2019 in 15 sectors, and Pakistan's accounts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

BUILD = Path(__file__).resolve().parent
CASE = BUILD.parent
ECON = CASE / "raw" / "econ"

SECTORS = ("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "MN", "OPQ", "RST")
OF_SECTION = (
    {s: s for s in "ABCDEFGHIJKL"}
    | {"M": "MN", "N": "MN"}
    | dict.fromkeys("OPQ", "OPQ")
    | dict.fromkeys("RST", "RST")
)
MILLION = 1e6
YEAR = 2019
BASIC_PRICE_SHARE = 0.93
"""Value added at basic prices over GDP at market prices, 2018-19: Pakistan Bureau of Statistics."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """Flows between economies; US$ a year at basic prices. Sectors as in `SECTORS`."""

    economies: tuple[str, ...]
    use: np.ndarray
    """[origin economy, input sector, using economy, using sector]."""
    final: np.ndarray
    """[origin economy, sector, destination economy]."""
    value_added: np.ndarray
    """[economy, sector]; taxes less subsidies on inputs are counted in."""

    @property
    def output(self) -> np.ndarray:
        """Gross output, [economy, sector]."""
        made: np.ndarray = self.use.sum(axis=(2, 3)) + self.final.sum(axis=2)
        return made


def icio() -> Blocks:
    """Read the ICIO table and add its sections up to 15 sectors."""
    table = pd.read_parquet(ECON / "oecd_icio2023_2019_20x20.parquet").set_index("row")
    rows = [r for r in table.index if "_" in r]
    economies = tuple(dict.fromkeys(r.split("_")[0] for r in rows))
    at = {e: i for i, e in enumerate(economies)}
    place = {s: i for i, s in enumerate(SECTORS)}
    n, s = len(economies), len(SECTORS)
    row_at = np.array([at[r.split("_")[0]] * s + place[OF_SECTION[r.split("_")[1]]] for r in rows])
    uses = [c for c in table.columns if "_FD_" not in c]
    finals = [c for c in table.columns if "_FD_" in c]
    column_at = np.array([at[c.split("_")[0]] * s + place[OF_SECTION[c.split("_")[1]]] for c in uses])
    flows = np.zeros((n * s, n * s))
    np.add.at(flows, (row_at[:, None], column_at[None, :]), table.loc[rows, uses].to_numpy(float))
    final = np.zeros((n * s, n))
    final_at = np.array([at[c.split("_")[0]] for c in finals])
    np.add.at(final, (row_at[:, None], final_at[None, :]), table.loc[rows, finals].to_numpy(float))
    earned = np.zeros(n * s)
    np.add.at(earned, column_at, table.loc[["VA", "TLS"], uses].to_numpy(float).sum(axis=0))
    use = flows.reshape(n, s, n, s) * MILLION
    final = np.maximum(final, 0.0).reshape(n, s, n) * MILLION
    made = use.sum(axis=(2, 3)) + final.sum(axis=2)
    return Blocks(economies, use, final, made - use.sum(axis=(0, 1)))


@dataclass(frozen=True, eq=False)
class Home:
    """One country's published accounts, [sector] US$."""

    output: np.ndarray
    value_added: np.ndarray
    sold_for_use: np.ndarray
    """Output sold at home as input."""
    sold_final: np.ndarray
    """Output sold at home for final use."""


def pakistan() -> Home:
    """Return Pakistan's accounts of 2019.

    ADB accounts give the structure; the level is that of national accounts: World Bank GDP at market
    prices times the share of value added at basic prices.
    """
    table = pd.read_csv(ECON / "adb_mrio_pakistan_sector_accounts.csv")
    table = table[table["year"] == YEAR]
    columns = ["gross_output", "value_added", "sales_home_intermediate", "sales_home_final"]
    total = np.zeros((len(columns), len(SECTORS)))
    for row in table.to_dict("records"):
        for share, sector in _sectors_of(str(row["isic4_section_approx"])):
            total[:, SECTORS.index(sector)] += share * MILLION * np.array([float(row[c]) for c in columns])
    level = BASIC_PRICE_SHARE * gdp()["PAK"] / total[1].sum()
    return Home(*(total * level))


def published() -> dict[str, Home]:
    """Return the accounts of 2019 that the ADB publishes, by country, at its own levels."""
    table = pd.read_csv(ECON / "adb_mrio_accounts_2019.csv", keep_default_na=False)
    table["home_use"] = table["sales_intermediate"] - table["exports_intermediate"]
    table["home_final"] = table["sales_final"] - table["exports_final"]
    columns = ["gross_output", "value_added", "home_use", "home_final"]
    found = {}
    for country, rows in table.groupby("iso3"):
        total = np.zeros((len(columns), len(SECTORS)))
        for row in rows.to_dict("records"):
            for share, sector in _sectors_of(str(row["isic4_approx"])):
                total[:, SECTORS.index(sector)] += (
                    share * MILLION * np.array([float(row[c]) for c in columns])
                )
        found[str(country)] = Home(*total)
    return found


def _sectors_of(section: str) -> list[tuple[float, str]]:
    """Return the sectors behind an ADB sector: utilities nine tenths energy, posts and telecoms all J."""
    if section in {"MN", "RS"}:
        return [(1.0, "MN" if section == "MN" else "RST")]
    if section in {"D+E", "DE"}:
        return [(0.9, "D"), (0.1, "E")]
    if section == "H+J":
        return [(1.0, "J")]
    return [(1.0, OF_SECTION[section.split("+", maxsplit=1)[0]])]


def gdp() -> dict[str, float]:
    """Return gross domestic product of 2019 at current US$, or of the last year before."""
    table = pd.read_parquet(ECON / "wb_national_gdp_population.parquet")
    table = table[(table["year"] <= YEAR) & (table["gdp_current_usd"] > 0)].sort_values("year")
    found = {str(k): float(v) for k, v in table.groupby("iso3")["gdp_current_usd"].last().items()}
    listed = pd.read_csv(ECON / "baci_bilateral_totals_2023_countries.csv")
    for row in listed.itertuples():
        found.setdefault(row.iso3, float(row.gdp_usd_2023_or_latest))
    return found


def indicator(name: str) -> dict[str, float]:
    """Return a Gapminder indicator of 2019, or of the last year before."""
    table = pd.read_parquet(ECON / "gapminder_country_indicators.parquet")
    table = table[(table["indicator"] == name) & (table["year"] <= YEAR) & (table["year"] >= YEAR - 10)]
    return {str(k): float(v) for k, v in table.sort_values("year").groupby("iso3")["value"].last().items()}


def balanced(
    seed: np.ndarray, rows: np.ndarray, columns: np.ndarray, *, rounds: int = 4000, tolerance: float = 1e-13
) -> np.ndarray:
    """Return a matrix with given row and column sums near `seed` (iterative proportional fitting)."""
    found = seed.astype(float).copy()
    for _ in range(rounds):
        found *= _ratio(rows, found.sum(axis=1))[:, None]
        found *= _ratio(columns, found.sum(axis=0))[None, :]
        if np.max(np.abs(found.sum(axis=1) - rows)) <= tolerance * max(float(rows.max()), 1e-300):
            break
    return found


def _ratio(wanted: np.ndarray, have: np.ndarray) -> np.ndarray:
    return np.divide(wanted, have, out=np.zeros_like(wanted), where=have > 0)
