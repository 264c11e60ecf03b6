"""The scorecard: five accounts on one page for every portfolio and project, signs kept, losers counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from corridor.accounts import indicators

BETTER, WORSE, SAME, NEITHER = "better", "worse", "no change", "neither"

NEGLIGIBLE = 1e-9
"""Relative change below which nothing has changed: what the tolerance of the equilibrium leaves."""


def scorecard(
    accounts: pd.DataFrame, regions: pd.DataFrame, focus: Sequence[str], material: float = NEGLIGIBLE
) -> pd.DataFrame:
    """Return the card: one row per scenario, indicator and place (countries in focus, and the world).

    `scenario, account, indicator, region, before, after, change, change_percent, unit, verdict`; the verdict
    says whether the change is for the better by what the indicator's definition calls good. Indicators
    stand in the order of their accounts, less those that are not meant for the card. The account
    `losers` counts the regions that lose more than a share `material` of real income, and what they lose.
    """
    shown = [i.name for i in indicators() if i.on_card]
    wanted = {i.name: i.wanted for i in indicators()}
    places = [*focus, "world"]
    table = accounts[accounts["indicator"].isin(shown) & accounts["region"].isin(places)]
    words = dict.fromkeys(("scenario", "account", "indicator", "level", "region", "unit"), object)
    table = (
        table[table["level"] != "region"]
        .astype(words)
        .rename(columns={"baseline": "before", "counterfactual": "after"})
    )
    base = table["before"].to_numpy(dtype=float)
    change = table["change"].to_numpy(dtype=float)
    relative = np.divide(change, np.abs(base), out=np.full(len(base), np.nan), where=base != 0.0)
    moved = np.where(base == 0.0, change != 0.0, np.abs(relative) > NEGLIGIBLE)
    sign = np.where(np.isnan(change), np.nan, np.where(moved, np.sign(change), 0.0))
    good = table["indicator"].map(wanted).map({"more": 1.0, "less": -1.0, "": np.nan}).to_numpy(dtype=float)
    card = table.assign(change_percent=100.0 * relative, verdict=_verdicts(sign, good))
    card = card.drop(columns="level")
    columns = [*card.columns.drop(["unit", "verdict"]), "unit", "verdict"]
    card = pd.concat([card[columns], _losers(regions, places, material)], ignore_index=True)
    order = {name: k for k, name in enumerate(dict.fromkeys(accounts["scenario"]))}
    rows = {name: k for k, name in enumerate((*shown, *LOSERS))}
    by = [
        card["scenario"].map(order),
        card["region"].map({name: k for k, name in enumerate(places)}),
        card["indicator"].map(rows),
    ]
    return card.iloc[np.lexsort([b.to_numpy() for b in reversed(by)])].reset_index(drop=True)


LOSERS = ("regions that lose", "sum of their losses")


def _verdicts(sign: np.ndarray, good: np.ndarray) -> np.ndarray:
    return np.select(
        [np.isnan(sign) | np.isnan(good), sign == 0.0, sign == good], [NEITHER, SAME, BETTER], default=WORSE
    )


def _losers(regions: pd.DataFrame, places: Sequence[str], material: float) -> pd.DataFrame:
    """Return how many regions lose real income that matters, and how much, by scenario and place."""
    rows = []
    for (scenario,), part in regions.groupby(["scenario"], sort=False):
        for place in places:
            mine = part if place == "world" else part[part["country"] == place]
            lost = mine.loc[mine["real_income_hat"] < 1.0 - max(material, NEGLIGIBLE), "ev_usd"]
            for name, value, unit in zip(
                LOSERS, (float(len(lost)), float(lost.sum())), ("regions", "US$/year"), strict=True
            ):
                verdict = WORSE if len(lost) else SAME
                cells = {"scenario": scenario, "account": "losers", "indicator": name, "region": place}
                rows.append(
                    {
                        **cells,
                        "before": 0.0,
                        "after": value,
                        "change": value,
                        "unit": unit,
                        "verdict": verdict,
                    }
                )
    return pd.DataFrame(rows).assign(change_percent=np.nan)
