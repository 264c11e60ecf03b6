"""What Pakistan's goods weigh in the reference case, against published tonnes that set no share or value."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from corridor.case.case import Case
from corridor.io.case import read
from corridor.model.cargo import mixes

ROOT = Path(__file__).resolve().parents[2]
HOME = "PAK"
MT = 1e6

CUSTOMS = {
    "imports": {"A": 4.204e9, "B": 8.69e9, "C": 42.84e9},
    "exports": {"A": 3.87e9, "B": 0.529e9, "C": 23.68e9},
}
"""CEPII BACI 2019 by sector, US$; fuels as PBS splits them (crude, gas and coal of US$ 8.55 billion)."""


def tonnes(case: Case) -> pd.DataFrame:
    """Return millions of tonnes of each group by flow, of trade between countries as it is in the case."""
    known, countries = mixes(case), list(case.countries["country"])
    trade = case.country_trade
    origin, destination = (
        pd.Index(countries).get_indexer(pd.Index(trade[n])) for n in ("origin", "destination")
    )
    here = countries.index(HOME)
    flows = {
        "domestic": (origin == here) & (destination == here),
        "imports": (origin != here) & (destination == here),
        "exports": (origin == here) & (destination != here),
    }
    parts = []
    for flow, mine in flows.items():
        kind = known.kind[origin[mine], destination[mine]]
        value, sector = trade["value_usd"].to_numpy(dtype=float)[mine], trade["sector"].to_numpy()[mine]
        for q, group in enumerate(case.commodities.itertuples()):
            own = sector == group.sector
            moved = float(value[own] @ known.tonnes_per_usd[kind[own], q])
            worth = float(value[own] @ known.share[kind[own], q])
            scale = CUSTOMS[flow][group.sector] / float(value[own].sum()) if flow in CUSTOMS else 1.0
            parts.append((flow, group.group, group.handling, worth, moved / MT, scale * moved / MT))
    names = ["flow", "group", "handling", "value_usd", "mt", "mt_at_customs"]
    return pd.DataFrame(parts, columns=names).set_index(["flow", "group"])


@pytest.fixture(scope="module")
def moved() -> pd.DataFrame:
    return tonnes(read("cpec"))


def test_imports_by_group_are_those_of_customs(moved: pd.DataFrame) -> None:
    """Chapters that are one group: edible oil 1,865.2, fertiliser 601.6 million US$ of 2019."""
    value = moved.loc["imports", "value_usd"]
    assert value["edible_oil"] / value["fertiliser"] == pytest.approx(1865.2 / 601.6, rel=1e-4)
    assert value["oil_gas"] / value["coal"] == pytest.approx(0.538 / 0.105, rel=1e-3)


HELD_OUT = {
    ("imports", "petroleum"): (8.09, 1.2, "Economic Survey 2019-20: imports of products in FY2020"),
    ("imports", "edible_oil"): (3.2, 1.2, "PBS: palm oil 3.1 and soybean oil 0.13 Mt in FY2019"),
    ("exports", "grain"): (4.1, 1.4, "PBS: rice of FY2019; sesame and maize are in the group too"),
    ("domestic", "petroleum"): (11.6, 1.5, "Economic Survey 2019-20: output of refineries in FY2020"),
    ("domestic", "cement"): (40.5, 1.5, "APCMA: 41.1 Mt sold at home in FY2018, about 40 in FY2019"),
    ("domestic", "grain"): (38.7, 1.6, "Economic Survey 2018-19: wheat 25.2, rice 7.2, maize 6.3 Mt"),
}
"""Millions of tonnes a year, the factor within which the case must come, and the source."""


@pytest.mark.parametrize(("flow", "group"), HELD_OUT, ids="-".join)
def test_tonnes_that_were_not_used_come_out_near(moved: pd.DataFrame, flow: str, group: str) -> None:
    wanted, factor, _ = HELD_OUT[flow, group]
    found = float(moved.loc[(flow, group), "mt_at_customs"])
    assert wanted / factor < found < wanted * factor


def test_trade_by_kind_of_cargo_against_the_ports(moved: pd.DataFrame) -> None:
    """Karachi FY2021: 52.3 Mt, 12.3 of them liquid; Qasim, nine months of FY2023: 31.5 Mt, 13.2 liquid.

    At 94 Mt a year, of which 30 liquid; another 4 to 6 of trade go by land. Within 15 %, and liquids 20.
    """
    abroad = moved.loc[["imports", "exports"]]
    links = abroad[abroad["handling"] != "off_network"]
    liquid = float(links.loc[links["handling"] == "liquid", "mt_at_customs"].sum())
    ports = 52.3 + 31.5 / 0.75
    assert float(links["mt_at_customs"].sum()) == pytest.approx(ports + 5.0, rel=0.15)
    assert liquid == pytest.approx(12.3 + 13.2 / 0.75, rel=0.2)


def test_every_value_lies_in_its_range_and_has_a_source() -> None:
    goods = pd.read_csv(ROOT / "cases" / "cpec" / "inputs" / "commodities.csv")
    own = pd.read_csv(ROOT / "cases" / "cpec" / "build" / "tables" / "commodity_values.csv")
    for table, low, high in ((goods, "value_low", "value_high"), (own, "low", "high")):
        value = table["value_usd_per_tonne"]
        assert ((table[low] < value) & (value < table[high])).all()
        assert table["source"].str.len().gt(0).all()
    assert np.isclose(goods.groupby("sector")["share"].sum(), 1.0).all()
