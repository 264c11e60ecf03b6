"""National accounts of every economy: output, structure, spending, and trade with every other one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from econ_balance import Account, closed
from econ_customs import HOME, Customs, goods
from econ_services import services
from econ_structure import BASIC_PRICE_SHARE, ECON, SECTORS, Blocks, gdp, icio, indicator, pakistan, published

AGRICULTURE, INDUSTRY = "agriculture_percent_of_gdp", "industry_percent_of_gdp"
USUAL = {AGRICULTURE: 10.0, INDUSTRY: 27.0}
"""Where nothing is published: near the median of the countries outside the ICIO."""

ABROAD = 1.1
"""Output of mining over its exports in the prior of countries without accounts of their own."""

QUARRIES = 0.004
"""Mining for use at home over value added, in the same prior: stone, sand and clay."""

LEAST_HOME = 0.05
"""Least share of output sold at home, in the prior."""

MOST_MINING = 0.9
"""Most of industry that mining may be, in the prior."""

NEARLY_NONE = 1e-6
"""Least value added or final use of a sector over value added in all, in the prior: trade may need one."""

LEAST_SPENT = 0.3
"""Least final spending over value added: below it value added gives way to the trade balance."""


@dataclass(frozen=True, eq=False)
class Asked:
    """What the accounts were asked for before they gave way."""

    output: np.ndarray
    """[country, sector], from production accounts alone."""
    exports: np.ndarray
    """[country, good]: ICIO, customs, or what both leave the rest."""
    imports: np.ndarray
    customs: Customs


@dataclass(frozen=True, eq=False)
class National:
    """Accounts of the countries of the case that close."""

    countries: tuple[str, ...]
    structure: tuple[str, ...]
    """Source of a country's production accounts: its ICIO code, `ADB`, or `ROW` for national shares."""
    value_added: np.ndarray
    inputs: np.ndarray
    """gamma, [country, input sector, using sector]."""
    demand: np.ndarray
    """alpha, [country, sector]."""
    trade: np.ndarray
    """[origin, destination, sector], with sales at home."""
    asked: Asked

    @property
    def icio(self) -> np.ndarray:
        """Whether a country's accounts are those of the ICIO, [country]."""
        known: np.ndarray = np.array(self.structure) == np.array(self.countries)
        return known


def national(countries: tuple[str, ...]) -> National:
    """Return the accounts of the countries.

    Those of the ICIO keep them. Trade of the others is customs and the balance of payments; their production
    accounts give way by least information until all closes.
    """
    blocks = icio()
    row = blocks.economies.index("ROW")
    economy = np.array([blocks.economies.index(c) if c in blocks.economies else row for c in countries])
    traded = goods(countries, blocks, economy)
    trade = np.concatenate([traded.flows, services(countries, blocks, economy)], axis=2)
    sold, bought = trade.sum(axis=1), trade.sum(axis=0)
    shape = _rest(blocks)
    n, s = len(countries), len(SECTORS)
    earned, inputs, demand = np.zeros((n, s)), np.zeros((n, s, s)), np.zeros((n, s))
    before = np.zeros((n, s))
    structure = []
    for i, country in enumerate(countries):
        if economy[i] != row:
            account = prior = _of_icio(blocks, int(economy[i]))
            structure.append(country)
        else:
            prior, source = _prior(country, shape, sold[i], bought[i])
            account = closed(prior, sold[i], bought[i])
            structure.append(source)
        made = account.home + sold[i]
        trade[i, i] = account.home
        earned[i], inputs[i] = made - account.inputs.sum(axis=0), account.inputs / made[None, :]
        final = account.home + bought[i] - account.inputs.sum(axis=1)
        demand[i] = final / final.sum()
        before[i] = prior.value_added + prior.inputs.sum(axis=0)
    asked = Asked(before, traded.exports, traded.imports, traded.customs)
    return National(countries, tuple(structure), earned, inputs, demand, trade, asked)


def _of_icio(blocks: Blocks, at: int) -> Account:
    """Return the accounts of an economy of the ICIO."""
    inputs = blocks.use[:, :, at, :].sum(axis=0)
    home = blocks.use[at, :, at, :].sum(axis=1) + blocks.final[at, :, at]
    return Account(blocks.value_added[at], inputs, blocks.final[:, :, at].sum(axis=0), home)


@dataclass(frozen=True, eq=False)
class Rest:
    """The ICIO's rest of the world, shape of all accounts that are not published."""

    inputs: np.ndarray
    """Input shares of output, [input sector, using sector]."""
    value_added: np.ndarray
    final: np.ndarray
    used_final: np.ndarray
    """Share of purchases that are for final use, by sector."""
    level: float
    """Value added over GDP at market prices."""


def _rest(blocks: Blocks) -> Rest:
    """Return the shape of the rest of the world; its level is without Taiwan, which is in no region."""
    row = blocks.economies.index("ROW")
    use, final = blocks.use[:, :, row, :].sum(axis=0), blocks.final[:, :, row].sum(axis=0)
    earned, size = blocks.value_added[row], gdp()
    listed = pd.read_csv(ECON / "baci_bilateral_totals_2023_countries.csv", keep_default_na=False)["iso3"]
    whole = sum(size[c] for c in listed if c not in blocks.economies)
    taiwan = sum(published()["TWN"].value_added)
    return Rest(
        inputs=use / blocks.output[row][None, :],
        value_added=earned,
        final=final,
        used_final=final / (final + use.sum(axis=1)),
        level=float((earned.sum() - taiwan) / whole),
    )


def _prior(country: str, shape: Rest, sold: np.ndarray, bought: np.ndarray) -> tuple[Account, str]:
    """Return a country's accounts before trade binds, and where they come from."""
    total = gdp()[country] * (BASIC_PRICE_SHARE if country == HOME else shape.level)
    gap = bought.sum() - sold.sum()
    total = max(total, -gap / (1.0 - LEAST_SPENT))
    own = pakistan() if country == HOME else published().get(country)
    if own is None:
        return _by_shares(country, shape, total, sold, gap), "ROW"
    scale = total / own.value_added.sum()
    earned = np.maximum(own.value_added * scale, NEARLY_NONE * total)
    made = np.maximum(own.output * scale, earned * 1.0001)
    inputs = shape.inputs * made[None, :]
    inputs *= ((made - earned) / inputs.sum(axis=0))[None, :]
    final = own.sold_final * scale + bought * shape.used_final
    home = (own.sold_for_use + own.sold_final) * scale
    return _positive(Account(earned, inputs, final, home), total), "ADB"


def _by_shares(country: str, shape: Rest, total: float, sold: np.ndarray, gap: float) -> Account:
    """Return accounts from national shares of agriculture and industry; mining is what customs sell."""
    farm, works = (indicator(name).get(country, USUAL[name]) / 100.0 for name in (AGRICULTURE, INDUSTRY))
    earned = shape.value_added / shape.value_added.sum()
    industry = [SECTORS.index(s) for s in "BCDEF"]
    others = [i for i in range(len(SECTORS)) if i not in industry and SECTORS[i] != "A"]
    share = 1.0 - shape.inputs.sum(axis=0)
    mine = SECTORS.index("B")
    dug = min(share[mine] * ABROAD * sold[mine] / total + QUARRIES, MOST_MINING * works)
    found = np.zeros(len(SECTORS))
    found[SECTORS.index("A")] = farm
    found[industry] = earned[industry]
    found[mine] = 0.0
    found[industry] *= (works - dug) / found[industry].sum()
    found[mine] = dug
    found[others] = earned[others] * max(1.0 - farm - works, 0.1) / earned[others].sum()
    found *= total / found.sum()
    made = found / share
    final = shape.final / shape.final.sum() * (total + gap)
    return _positive(Account(found, shape.inputs * made[None, :], final, made - sold), total)


def _positive(prior: Account, total: float) -> Account:
    """Return the prior with some sales at home and no final use below zero."""
    made = prior.value_added + prior.inputs.sum(axis=0)
    return Account(
        prior.value_added,
        np.maximum(prior.inputs, 0.0),
        np.maximum(prior.final, NEARLY_NONE * total),
        np.maximum(prior.home, LEAST_HOME * made),
    )
