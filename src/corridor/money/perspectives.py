"""One stream seen by four: the home country and the world, each with and without the value of carbon.

Economic analysis states whose costs and benefits count (Asian Development Bank 2017, Guidelines for the
Economic Analysis of Projects; Boardman et al. 2018, Cost-Benefit Analysis, chapter 2, on standing). All costs
fall on the home country in both; the world counts the gains of all countries. Carbon is the world's, whoever
counts it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from corridor.money.cashflow import Stream, benefit_cost_ratio, present_value
from corridor.money.own_rate import own_rates
from corridor.money.venture import Horizon, Venture

WORLD = "world"
COUNTED, LEFT_OUT = "counted", "left out"


def perspective(flows: Stream, whose: str, *, carbon: bool) -> Stream:
    """Return the stream that counts: of a country or of the world, with the value of carbon or without."""
    benefit = flows.benefit if whose == WORLD else {whose: flows.benefit[whose]}
    return replace(flows, benefit=benefit, carbon=flows.carbon if carbon else np.zeros(len(flows.years)))


def perspectives_table(ventures: Iterable[Venture], horizon: Horizon, home: str) -> pd.DataFrame:
    """Return NPV, BCR and EIRR of every venture in the four perspectives, a row each."""
    rows = [
        {"project_id": venture.name, "whose": whose, "carbon": COUNTED if carbon else LEFT_OUT}
        | _figures(venture, horizon, whose, carbon=carbon)
        for venture in ventures
        for whose in (home, WORLD)
        for carbon in (False, True)
    ]
    columns = [f"{figure}_{rate}" for figure in ("npv", "bcr") for rate in horizon.rates]
    return pd.DataFrame(rows, columns=["project_id", "whose", "carbon", *columns, "eirr", "eirr_note"])


def _figures(venture: Venture, horizon: Horizon, whose: str, *, carbon: bool) -> dict[str, Any]:
    year = horizon.price_year

    def flows(one: Venture) -> Stream:
        return perspective(one.stream(horizon), whose, carbon=carbon)

    of_rate = {name: (flows(venture.at(rate)), rate) for name, rate in horizon.rates.items()}
    worth = {
        f"npv_{name}": present_value(found.net, found.years, rate, year)
        for name, (found, rate) in of_rate.items()
    }
    ratio = {f"bcr_{name}": benefit_cost_ratio(found, rate, year) for name, (found, rate) in of_rate.items()}
    rates = own_rates(venture, flows)
    return {**worth, **ratio, "eirr": rates.single, "eirr_note": rates.note}
