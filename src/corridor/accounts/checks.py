"""Is the model's world like the real one? Figures that a case asks for, next to published ones.

A case lists them in its table `checks`: a measure of those below, what it is taken of, the published
range and its source. Nothing here knows a country or a road by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.model.freight import tonnes as tonnes_between
from corridor.model.selection import FIRST_DECADE, UPGRADED
from corridor.model.solved import Impact, Solved
from corridor.network.modes import moving
from corridor.network.states import loads
from corridor.types import Floats

MEGA, GIGA = 1e6, 1e9
SEPARATOR = "|"
"""Between the sections of a subject."""

INLAND = ("road", "rail")
COLUMNS = ("name", "value", "unit", "reference_low", "reference_high", "source", "verdict")


@dataclass(frozen=True)
class World:
    """Today's world and what the scenarios of a run change, seen from one country, its home."""

    today: Solved
    effects: Mapping[str, Impact]
    country: str

    @property
    def home(self) -> int:
        """Position of the home country."""
        return list(self.today.baseline.case.countries["country"]).index(self.country)

    @property
    def at_home(self) -> NDArray[np.bool_]:
        """True for regions of the home country, [region]."""
        found: NDArray[np.bool_] = self.today.baseline.places.region_country == self.home
        return found

    @property
    def links(self) -> pd.DataFrame:
        """Links of the network."""
        return self.today.baseline.case.network.links

    @property
    def tonnes(self) -> Floats:
        """Tonnes on links today, both ways, [link]."""
        total: Floats = self.today.on_links.sum(axis=(1, 2))
        return total

    def home_links(self, column: str, word: str) -> NDArray[np.bool_]:
        """Return links of the home country with that word in a column, [link]."""
        return ((self.links["country"] == self.country) & (self.links[column] == word)).to_numpy()

    def inland(self, modes: Iterable[str]) -> float:
        """Return tonne-kilometres of modes within the home country."""
        work = self.today.freight[self.home]
        return float(sum(work[moving().index(mode)] for mode in modes))


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that a case can ask for."""

    unit: str
    subject: str
    """What the subject names: a mode, sections, a portfolio; empty: it takes none."""
    definition: str
    value: Callable[[World, str], float | None]
    """None where the run does not tell."""


def checks(today: Solved, effects: Mapping[str, Impact]) -> pd.DataFrame:
    """Return the figures that the case asks for, next to their references and with a verdict."""
    case = today.baseline.case
    rows = []
    for row in case.checks.to_dict("records"):
        measure = MEASURES[row["measure"]]
        world = World(today, effects, row.get("country") or case.settings.focus[0])
        value = measure.value(world, row["subject"])
        if value is None:
            continue
        low, high = float(row["reference_low"]), float(row["reference_high"])
        judged = verdict(value, low, high)
        rows.append((row["name"], value, measure.unit, low, high, row["source"], judged))
    numbers = dict.fromkeys(("value", "reference_low", "reference_high"), float)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(numbers)


def verdict(value: float, low: float, high: float) -> str:
    """Return within, below or above the range; `no reference` where no bound is a number."""
    if math.isnan(low) and math.isnan(high):
        return "no reference"
    if math.isnan(value):
        return "no value"
    if value < low:
        return "below"
    return "above" if value > high else "within"


def _share(part: float, whole: float) -> float:
    return 100 * part / whole if whole > 0.0 else math.nan


def _mode_share(world: World, mode: str) -> float:
    return _share(world.inland([mode]), world.inland(INLAND))


def _inland_freight(world: World, _: str) -> float:
    return world.inland(INLAND) / GIGA


def _average_haul(world: World, _: str) -> float:
    """Tonnes that leave or enter a region pass its connectors, and so are counted twice."""
    carried = float(world.tonnes[world.home_links("mode", "connector")].sum()) / 2
    return world.inland(INLAND) / carried if carried > 0.0 else math.nan


def _import_freight_share(world: World, _: str) -> float:
    """Return freight and time over the delivered value of the home country's imports of goods."""
    baseline, home = world.today.baseline, world.at_home
    economy, pair = baseline.economy, np.ix_(~world.at_home, home)
    paid = value = 0.0
    for s in np.flatnonzero(baseline.case.sectors["freight"].to_numpy(dtype=bool)):
        bought = (economy.trade_share[:, :, s] * economy.expenditure[None, :, s])[pair]
        value += float(bought.sum())
        paid += float((bought * (1.0 - 1.0 / baseline.tau[:, :, s][pair])).sum())
    return _share(paid, value)


def _port_tonnes(world: World, _: str) -> float:
    return float(world.tonnes[world.home_links("facility_type", "port")].sum()) / MEGA


def _port_share(world: World, sections: str) -> float:
    return _share(_through(world, world.tonnes, sections), _port_tonnes(world, "") * MEGA)


def _tonnes_through(world: World, sections: str) -> float:
    return _through(world, world.tonnes, sections) / MEGA


def _transit_through(world: World, sections: str) -> float:
    """Return tonnes between other countries that use the sections."""
    before = world.today
    foreign = tonnes_between(before.baseline.cargo, before.baseline.economy, before.equilibrium)
    foreign[world.at_home, :, :] = 0.0
    foreign[:, world.at_home, :] = 0.0
    index = np.arange(len(foreign))
    foreign[index, index] = 0.0
    return _through(world, loads(before.state, foreign).sum(axis=(1, 2)), sections) / MEGA


def _through(world: World, tonnes: Floats, sections: str) -> float:
    """Return the tonnes on the busiest link of each section, added up."""
    section = world.links["section"].to_numpy()
    return float(sum(tonnes[section == name].max(initial=0.0) for name in sections.split(SEPARATOR)))


def _gain(world: World, portfolio: str) -> float | None:
    """Return the home country's equivalent variation over its real income today."""
    if portfolio not in world.effects:
        return None
    gained = float(world.effects[portfolio].gain[world.at_home].sum())
    return 100 * gained / float(world.today.baseline.economy.spending[world.at_home].sum())


PORTFOLIOS = (UPGRADED, FIRST_DECADE)
"""Portfolios whose gain a case can ask for."""

MEASURES: Mapping[str, Measure] = {
    "mode_share": Measure("%", "mode", "share of a mode in tonne-km by road and rail at home", _mode_share),
    "inland_freight": Measure("billion t-km/year", "", "tonne-km by road and rail at home", _inland_freight),
    "average_haul": Measure("km", "", "inland tonne-km over tonnes that leave a region", _average_haul),
    "import_freight_share": Measure(
        "%", "", "freight and time in the delivered value of imported goods", _import_freight_share
    ),
    "port_tonnes": Measure("Mt/year", "", "tonnes through all ports of the home country", _port_tonnes),
    "port_share": Measure("%", "sections", "share of some ports in those tonnes", _port_share),
    "tonnes_through": Measure("Mt/year", "sections", "tonnes through sections, both ways", _tonnes_through),
    "transit_through": Measure(
        "Mt/year", "sections", "tonnes between other countries through sections", _transit_through
    ),
    "gain": Measure("% of real income", "portfolio", "gain of the home country from a portfolio", _gain),
}
"""Name in the table `checks` to what it measures; home is the row's country, else the first in focus."""
