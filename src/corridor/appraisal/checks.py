"""Is the model's world like the real one? A list of figures next to published ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.appraisal.freight import tonnes as tonnes_between
from corridor.appraisal.scenario import FIRST_DECADE, UPGRADED
from corridor.appraisal.solved import Effect, Solved
from corridor.appraisal.worlds import Worlds
from corridor.network.modes import MOVING
from corridor.network.states import loads

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Check:
    """One figure of the model and the range it is held against; None where nothing is published."""

    name: str
    value: float
    unit: str
    low: float | None
    high: float | None
    source: str

    @property
    def verdict(self) -> str:
        """Return within, below or above the published range, or no reference."""
        if self.low is None or self.high is None:
            return "no reference"
        if self.value < self.low:
            return "below"
        return "above" if self.value > self.high else "within"


def checks(worlds: Worlds, before: Solved, results: Mapping[str, Effect]) -> pd.DataFrame:
    """Return the sanity list of the case's home country, and the headline next to the literature."""
    listed = [*_freight(worlds, before), *_ports(worlds, before), *_headline(worlds, results)]
    columns = ["name", "value", "unit", "reference_low", "reference_high", "source", "verdict"]
    rows = [(c.name, c.value, c.unit, c.low, c.high, c.source, c.verdict) for c in listed]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"reference_low": float, "reference_high": float})


def _home(worlds: Worlds) -> int:
    return list(worlds.case.countries["country"]).index(worlds.case.settings.focus[0])


def _freight(worlds: Worlds, before: Solved) -> list[Check]:
    home, name = _home(worlds), worlds.case.settings.focus[0]
    work = before.freight[home]
    road, rail = work[MOVING.index("road")], work[MOVING.index("rail")]
    between = before.on_links.sum(axis=(1, 2))
    links = worlds.case.network.links
    inside = (links["country"] == name).to_numpy() & links["mode"].isin(("connector",)).to_numpy()
    carried = between[inside].sum() / 2
    source = "Several published sources on Pakistan's inland freight: road 94-96 %"
    found = [Check("road share of inland freight", 100 * road / (road + rail), "%", 94.0, 96.0, source)]
    total = "Pakistan Economic Survey and World Bank notes: some 150-350 billion tonne-km"
    found.append(Check("inland freight", (road + rail) / 1e9, "billion t-km/year", 150.0, 350.0, total))
    if carried > 0:
        haul = (road + rail) / carried
        found.append(
            Check(
                "average haul between regions",
                haul,
                "km",
                None,
                None,
                "tonne-km over tonnes that leave a region",
            )
        )
    found.append(_import_freight(worlds))
    return found


def _import_freight(worlds: Worlds) -> Check:
    """Return freight cost over the delivered value of the home country's imports of goods."""
    economy, country = worlds.economy, worlds.places.region_country
    home = country == _home(worlds)
    paid = value = 0.0
    freight = worlds.case.sectors["freight"].to_numpy(dtype=bool)
    for s in np.flatnonzero(freight):
        bought = economy.trade_share[:, :, s] * economy.expenditure[None, :, s]
        bought = bought[np.ix_(~home, home)]
        tau = worlds.tau[:, :, s][np.ix_(~home, home)]
        value += float(bought.sum())
        paid += float((bought * (1.0 - 1.0 / tau)).sum())
    source = "UNCTAD (2015): freight is 10-14 % of import value; here with time"
    return Check(
        "freight and time share of import value", 100 * paid / max(value, 1e-300), "%", 8.0, 20.0, source
    )


def _ports(worlds: Worlds, before: Solved) -> list[Check]:
    """Return named ports' share of seaborne tonnes, and what crosses to the neighbour."""
    links = worlds.case.network.links
    name = worlds.case.settings.focus[0]
    at = ((links["facility_type"] == "port") & (links["country"] == name)).to_numpy()
    tonnes = before.on_links.sum(axis=(1, 2))
    total = float(tonnes[at].sum())
    if total <= 0:
        return []
    source = "Karachi Port Trust, Port Qasim Authority: nearly all of some 110 Mt"
    large = at & links["section"].isin(("port-karachi", "port-qasim")).to_numpy()
    found = [
        Check("seaborne tonnes through the country's ports", total / 1e6, "Mt/year", 80.0, 130.0, source),
    ]
    if large.any():
        share = 100 * float(tonnes[large].sum()) / total
        found.append(Check("share of Karachi and Qasim in seaborne tonnes", share, "%", 90.0, 100.0, source))
    border = (links["section"] == "border-khunjerab").to_numpy()
    if border.any():
        overland = "Pakistan customs at Sost: some 0.05-0.3 Mt a year before 2020"
        found.append(
            Check("tonnes over Khunjerab", float(tonnes[border].sum()) / 1e6, "Mt/year", 0.02, 0.5, overland)
        )
        found.append(_transit(worlds, before))
    return found


def _transit(worlds: Worlds, before: Solved) -> Check:
    """Return tonnes between third countries that cross the home country's land border with China."""
    moved = tonnes_between(worlds.case, worlds.economy, worlds.tau, before.equilibrium)
    home = worlds.places.region_country == _home(worlds)
    foreign = moved.copy()
    foreign[home, :, :] = 0.0
    foreign[:, home, :] = 0.0
    index = np.arange(len(foreign))
    foreign[index, index] = 0.0
    row = (worlds.case.network.links["section"] == "border-khunjerab").to_numpy()
    crossing = float(loads(before.state, foreign)[row].sum()) / 1e6
    source = "China-Gulf goods go by sea at a fraction of the cost: next to nothing expected"
    return Check("transit of third countries over Khunjerab", crossing, "Mt/year", 0.0, 0.5, source)


def _headline(worlds: Worlds, results: Mapping[str, Effect]) -> list[Check]:
    """Return the home country's gain of the portfolios next to the published range."""
    home = worlds.places.region_country == _home(worlds)
    spending = float(worlds.economy.spending[home].sum())
    source = (
        "+0.3 % of GDP (Ali, Huang & Xie 2022) to +10.5 % of income (Maliszewska & van der Mensbrugghe "
        "2019, all Belt and Road corridors)"
    )
    found = []
    for name, sign in ((UPGRADED, 1.0), (FIRST_DECADE, -1.0)):
        if name in results:
            gain = 100 * sign * float(results[name].equivalent_variation[home].sum()) / spending
            found.append(
                Check(f"gain of the home country, {name}", gain, "% of real income", 0.3, 10.5, source)
            )
    return found
