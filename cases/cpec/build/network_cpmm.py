"""What a side of a border takes and costs, as measured: CAREC's corridor performance monitoring (CPMM).

CPMM follows shipments and books hours and money at every border post, on either side by itself. So crossing
a border costs what is measured on the one side and on the other. Every figure is of the latest year that is
published, at most 2023: those of 2020 and 2021 are of a pandemic. Change of gauge is part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from network_net import RAW

LOAD = 20.0
"""Tonnes on the lorry or in the wagon that CPMM's money is for, where a post's load is not published."""

REGION = "CAREC"
"""Stands for a country without a figure of its own."""

SMALL = "very small sample"

MEASURES = {"hours": "TFI1_border_time", "usd": "TFI2_border_cost"}


@dataclass(frozen=True)
class Side:
    """Hours and US$ a tonne on one side of a border, and where they are from."""

    hours: float
    fee_usd_t: float
    source: str


@dataclass(frozen=True)
class Measured:
    """Published figures: by post, and means of countries."""

    posts: pd.DataFrame
    countries: pd.DataFrame

    @classmethod
    def read(cls) -> Measured:
        """Read the published figures."""
        posts = pd.read_csv(RAW / "carec_cpmm_bcp.csv")
        countries = pd.read_csv(RAW / "carec_cpmm_country_tfi.csv")
        return cls(posts[posts["note"].fillna("") != SMALL], countries[countries["direction"] == "all"])

    def is_post(self, crossing: str) -> bool:
        """Return whether hours at the crossing itself are published."""
        return bool(((self.posts["crossing_id"] == crossing) & (self.posts["measure"] == "hours")).any())

    def side(self, crossing: str, country: str, mode: str, load: float = LOAD) -> Side:
        """Return what one side of a crossing takes and costs; `load` is in tonnes."""
        hours, of_hours = self._latest(crossing, country, mode, "hours")
        money, of_money = self._latest(crossing, country, mode, "usd")
        source = f"{country} {hours:.1f} h ({of_hours}) and US$ {money:.0f} per {load:g} t ({of_money})"
        return Side(hours, money / load, source)

    def _latest(self, crossing: str, country: str, mode: str, measure: str) -> tuple[float, str]:
        post, mean = self.posts, self.countries
        tables = [("this post", post[_is(post, crossing_id=crossing, reporting_side=country, mode=mode,
                                         measure=measure)])]  # fmt: skip
        for code in (country, REGION):
            chosen = mean[_is(mean, iso3=code, mode=mode, indicator=MEASURES[measure])]
            tables.append((f"mean of {code}", chosen))
        for said, table in tables:
            if len(table):
                year = int(table["year"].max())
                return float(table.loc[table["year"] == year, "value"].mean()), f"{said}, {year}"
        raise LookupError(f"no figure of {measure} by {mode} for {country} or {REGION}")


def _is(table: pd.DataFrame, **wanted: str) -> pd.Series:
    """Return the rows where every named column has its value."""
    return (table[list(wanted)] == pd.Series(wanted)).all(axis=1)


def expected_wait(closed_days: float, days_a_week: float, trains_a_week: float) -> float:
    """Return the hours that goods wait on average for a border to open and for a train to leave.

    Goods come evenly over the year. Of a cycle `T` with one closure `C` a share `C / T` comes while it is
    shut and waits `C / 2`. Trains (nan: not by train, or daily) leave evenly over the week: half a headway.
    """
    season = 24.0 * closed_days**2 / (2.0 * 365.0)
    week = 24.0 * (7.0 - days_a_week) ** 2 / (2.0 * 7.0)
    headway = 0.0 if pd.isna(trains_a_week) else 24.0 * 7.0 / (2.0 * trains_a_week)
    return season + week + headway
