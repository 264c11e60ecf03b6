"""What can be measured of the model's world and set beside a published figure.

A case asks for measures in its tables `flows` and `counts`. Nothing here knows a country or a road by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.accounts.vehicles import Fleet, fleet, trucks_between, trucks_counted
from corridor.case.case import Case
from corridor.case.commodities import commodity_classes
from corridor.model.freight import tonnes as tonnes_between
from corridor.model.selection import FIRST_DECADE, UPGRADED
from corridor.model.solved import Impact, Solved
from corridor.network.modes import generalised_cost, moving, running_hours
from corridor.network.network import Network
from corridor.network.states import loads
from corridor.network.trips import open_roads, stops, way
from corridor.types import Floats

MEGA, GIGA = 1e6, 1e9
SEPARATOR = "|"
"""Between the parts of a subject."""

INLAND = ("road", "rail")
PORTFOLIOS = (UPGRADED, FIRST_DECADE)
"""Portfolios whose gain a case can ask for."""

DIRECTIONS = ("both", "in", "out")
"""Into the home country, out of it, or both ways."""


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

    @property
    def fleet(self) -> Fleet:
        """The trucks of the case."""
        return fleet(self.today.baseline.case.parameters)

    def home_links(self, column: str, word: str) -> NDArray[np.bool_]:
        """Return links of the home country with that word in a column, [link]."""
        return ((self.links["country"] == self.country) & (self.links[column] == word)).to_numpy()

    def inland(self, modes: Iterable[str]) -> float:
        """Return tonne-kilometres of modes within the home country."""
        work = self.today.freight[self.home]
        return float(sum(work[moving().index(mode)] for mode in modes))

    def loaded(self, asked: Asked) -> Floats:
        """Return tonnes on links in the direction and of the cargo asked for, [link, class]."""
        moved = self.today.on_links
        if asked.cargo:
            moved = moved[:, :, [commodity_classes().index(asked.cargo)]]
        if asked.direction == DIRECTIONS[0]:
            both: Floats = moved.sum(axis=1)
            return both
        into = inward(self.today.baseline.case.network, self.country)
        along = into if asked.direction == "in" else -into
        one_way: Floats = np.where(
            (along > 0.0)[:, None], moved[:, 0], np.where((along < 0.0)[:, None], moved[:, 1], 0.0)
        )
        return one_way


def inward(network: Network, country: str) -> Floats:
    """Return 1 where a link enters a country from its first node, -1 where it leaves it, else 0, [link].

    The sea is abroad: a port's link enters where it begins at sea.
    """
    nodes = network.nodes
    within = ((nodes["country"] == country) & (nodes["node_type"] != "sea")).to_numpy()
    start, end = network.ends
    found: Floats = within[end].astype(float) - within[start].astype(float)
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What a measure is taken of."""

    subject: str = ""
    direction: str = DIRECTIONS[0]
    cargo: str = ""
    """A handling class; empty: all."""

    @property
    def parts(self) -> list[str]:
        """The parts of the subject."""
        return self.subject.split(SEPARATOR)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that a case can ask for."""

    unit: str
    subject: str
    """What the subject names: `mode`, `sections`, `portfolio`, `trade`, `points`; empty: it takes none."""
    definition: str
    value: Callable[[World, Asked], float | None]
    """Of the base year; None where the run does not tell."""
    grows: bool = field(default=False, kw_only=True)
    """Whether it grows with the traffic of the home country to the year of the figure."""
    directed: bool = field(default=False, kw_only=True)
    """Whether it can be asked for one direction, and of one handling class."""


def _share(part: float, whole: float) -> float:
    return 100 * part / whole if whole > 0.0 else math.nan


def _mode_share(world: World, asked: Asked) -> float:
    return _share(world.inland([asked.subject]), world.inland(INLAND))


def _mode_work(world: World, asked: Asked) -> float:
    return world.inland([asked.subject]) / GIGA


def _inland_freight(world: World, _: Asked) -> float:
    return world.inland(INLAND) / GIGA


def _average_haul(world: World, _: Asked) -> float:
    """Tonnes that leave or enter a region pass its connectors, and so are counted twice."""
    carried = float(world.tonnes[world.home_links("mode", "connector")].sum()) / 2
    return world.inland(INLAND) / carried if carried > 0.0 else math.nan


def _import_freight_share(world: World, _: Asked) -> float:
    """Return freight and time over the delivered value of the home country's imports of goods."""
    baseline, home = world.today.baseline, world.at_home
    economy, pair = baseline.economy, np.ix_(~world.at_home, home)
    paid = value = 0.0
    for s in np.flatnonzero(baseline.case.sectors["freight"].to_numpy(dtype=bool)):
        bought = (economy.trade_share[:, :, s] * economy.expenditure[None, :, s])[pair]
        freight = bought * baseline.carried.mean_log(int(s))[pair]
        value += float((bought + freight).sum())
        paid += float(freight.sum())
    return _share(paid, value)


def _port_tonnes(world: World, asked: Asked) -> float:
    return float(world.loaded(asked)[world.home_links("facility_type", "port")].sum()) / MEGA


def _port_share(world: World, asked: Asked) -> float:
    return _share(_through(world, world.tonnes, asked), _port_tonnes(world, Asked()) * MEGA)


def _tonnes_through(world: World, asked: Asked) -> float:
    return _through(world, world.loaded(asked).sum(axis=1), asked) / MEGA


def _transit_through(world: World, asked: Asked) -> float:
    """Return tonnes between other countries that use the sections."""
    before = world.today
    foreign = tonnes_between(before.carried, before.baseline.economy, before.equilibrium)
    foreign[world.at_home, :, :] = 0.0
    foreign[:, world.at_home, :] = 0.0
    index = np.arange(len(foreign))
    foreign[index, index] = 0.0
    return _through(world, loads(before.state, foreign).sum(axis=(1, 2)), asked) / MEGA


def _through(world: World, amount: Floats, asked: Asked) -> float:
    """Return an amount [link] on the busiest link of each section, added up."""
    section = world.links["section"].to_numpy()
    return float(sum(amount[section == name].max(initial=0.0) for name in asked.parts))


def _rail_tonne_km(world: World, asked: Asked) -> float:
    if not asked.subject:
        return world.inland(["rail"]) / GIGA
    there = world.links["section"].isin(asked.parts).to_numpy()
    return float((world.tonnes * world.today.baseline.places.km)[there].sum()) / GIGA


def _border_trucks(world: World, asked: Asked) -> float:
    """Return trucks a day; at a border none is local."""
    tonnes = world.today.on_links.sum(axis=1)
    return _through(world, trucks_between(tonnes, world.fleet), asked)


def _trade_value(world: World, asked: Asked) -> float:
    """Return what one country sells to another at basic prices; an empty country is all others."""
    baseline = world.today.baseline
    economy, case = baseline.economy, baseline.case
    seller, buyer, *sectors = asked.parts
    country = case.regions["country"].to_numpy()
    abroad = country[:, None] != country[None, :]
    counts = abroad & ((country == seller) | (seller == ""))[:, None] & ((country == buyer) | (buyer == ""))
    value = 0.0
    for s in case.sectors.index[case.sectors["sector"].isin(sectors or case.freight_sectors)]:
        paid = economy.trade_share[:, :, s] * economy.expenditure[None, :, s]
        value += float((paid / (1.0 + economy.tariff[:, :, s]))[counts].sum())
    return value / GIGA


def points(subject: str) -> Floats:
    """Return longitude and latitude, [point, 2] degrees, of points written `lon lat|lon lat|...`.

    Raises `ValueError` where a part is not two numbers.
    """
    return np.array([[float(lon), float(lat)] for lon, lat in map(str.split, subject.split(SEPARATOR))])


def _travel_hours(world: World, asked: Asked) -> float:
    """Return people's hours on the way that is cheapest for the cargo whose time is worth most."""
    baseline = world.today.baseline
    network, rates = baseline.case.network, baseline.rates.typical
    roads = network.links.iloc[open_roads(network)]
    dearest = int(np.argmax(rates.value_of_time))
    cost = generalised_cost(roads, rates)[:, dearest]
    found = way(network, cost, stops(network, points(asked.subject)).node)
    if found is None:
        return math.nan
    hours = float(running_hours(network.links.iloc[found]).sum())
    return hours / baseline.case.parameters["passenger_speed_ratio"]


def _gain(world: World, asked: Asked) -> float | None:
    """Return the home country's equivalent variation over its real income today."""
    if asked.subject not in world.effects:
        return None
    gained = float(world.effects[asked.subject].gain[world.at_home].sum())
    return 100 * gained / float(world.today.baseline.economy.spending[world.at_home].sum())


def trucks_on_links(case: Case, on_links: Floats) -> Floats:
    """Return trucks a day that a count would see on roads, both ways, [link]; NaN on other links.

    `on_links` is tonnes a year, [link, direction, class].
    """
    road = (case.network.links["mode"] == "road").to_numpy()
    return np.where(road, trucks_counted(on_links.sum(axis=1), fleet(case.parameters)), np.nan)


TRUCKS = "trucks/day"

MEASURES: Mapping[str, Measure] = {
    "mode_share": Measure("%", "mode", "share of a mode in tonne-km by road and rail at home", _mode_share),
    "mode_tonne_km": Measure(
        "billion t-km/year", "mode", "tonne-km by a mode at home", _mode_work, grows=True
    ),
    "inland_freight": Measure(
        "billion t-km/year", "", "tonne-km by road and rail at home", _inland_freight, grows=True
    ),
    "average_haul": Measure("km", "", "inland tonne-km over tonnes that leave a region", _average_haul),
    "import_freight_share": Measure(
        "%", "", "freight and time in the delivered value of imported goods", _import_freight_share
    ),
    "port_tonnes": Measure(
        "Mt/year", "", "tonnes through all ports of the home country", _port_tonnes, grows=True, directed=True
    ),
    "port_share": Measure("%", "sections", "share of some ports in those tonnes", _port_share),
    "port_cargo": Measure(
        "Mt/year", "sections", "tonnes through some ports", _tonnes_through, grows=True, directed=True
    ),
    "tonnes_through": Measure(
        "Mt/year", "sections", "tonnes through sections", _tonnes_through, grows=True, directed=True
    ),
    "transit_through": Measure(
        "Mt/year", "sections", "tonnes between other countries through sections", _transit_through, grows=True
    ),
    "rail_tonne_km": Measure(
        "billion t-km/year", "sections, or none", "tonne-km by rail at home", _rail_tonne_km, grows=True
    ),
    "border_trucks": Measure(
        TRUCKS, "sections", "trucks through borders both ways, empty ones too", _border_trucks, grows=True
    ),
    "trade_value": Measure("billion US$/year", "trade", "goods sold by a country to another", _trade_value),
    "travel_hours": Measure("h", "points", "people's hours by road between points", _travel_hours),
    "gain": Measure("% of real income", "portfolio", "gain of the home country from a portfolio", _gain),
}
"""Name in the table `flows` to what it measures; home is the row's country, else the first in focus."""
