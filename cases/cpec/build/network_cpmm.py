"""What a side of a border takes and costs, as measured: CAREC's corridor performance monitoring (CPMM).

CPMM follows shipments and books hours and money at every border post, on either side by itself. So crossing
a border costs what is measured on the one side and on the other. A figure is the median of the published
years, 2019 to 2023: the closures of the pandemic fall out.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from network_net import RAW

LOAD = 20.0
"""Tonnes of the shipment that CPMM's money is for."""

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

    def side(self, crossing: str, country: str, mode: str) -> Side:
        """Return what one side of a crossing takes and costs."""
        hours, of_hours = self._median(crossing, country, mode, "hours")
        money, of_money = self._median(crossing, country, mode, "usd")
        return Side(hours, money / LOAD, f"{country} {hours:.1f} h ({of_hours}), US$ {money:.0f} ({of_money})")

    def _median(self, crossing: str, country: str, mode: str, measure: str) -> tuple[float, str]:
        post = self.posts[
            (self.posts["crossing_id"] == crossing)
            & (self.posts["reporting_side"] == country)
            & (self.posts["mode"] == mode)
            & (self.posts["measure"] == measure)
        ]
        if len(post):
            return float(post["value"].median()), "this post"
        for code, said in ((country, "mean of the country"), (REGION, f"mean of {REGION}")):
            table = self.countries
            mean = table[
                (table["iso3"] == code)
                & (table["mode"] == mode)
                & (table["indicator"] == MEASURES[measure])
            ]
            if len(mean):
                return float(mean["value"].median()), said
        raise LookupError(f"no figure of {measure} by {mode} for {country} or {REGION}")


def expected_wait(closed_days: float, days_a_week: float, trains_a_week: float) -> float:
    """Return the hours that goods wait on average for a border to open and for a train to leave.

    Goods come evenly over the year. Of a cycle `T` with one closure `C` a share `C / T` comes while it is
    shut and waits `C / 2`. Trains (nan: not by train, or daily) leave evenly over the week: half a headway.
    """
    season = 24.0 * closed_days**2 / (2.0 * 365.0)
    week = 24.0 * (7.0 - days_a_week) ** 2 / (2.0 * 7.0)
    headway = 0.0 if pd.isna(trains_a_week) else 24.0 * 7.0 / (2.0 * trains_a_week)
    return season + week + headway
