"""A case: a network, the economies along it, the projects and the parameters, as read from a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from corridor.case.people import TravelTables
from corridor.energy.system import PowerSystem
from corridor.hazards.events import Hazards
from corridor.network.network import Network
from corridor.parameters import Parameters
from corridor.pledges.pledge import Pledges
from corridor.projects.project import Project


@dataclass(frozen=True, slots=True)
class Settings:
    """What `case.toml` says of the case as a whole."""

    name: str
    title: str
    base_year: int
    currency: str
    focus: tuple[str, ...]
    """Countries whose accounts the headline shows, ISO 3166 alpha-3; the first is the corridor's home."""
    first_year: int
    last_year: int
    """Appraisal period, both years included."""
    price_year: int
    deficits: str = "fixed"
    """What becomes of deficits: `fixed`, `proportional` or `closed` (`corridor.solve`)."""
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One case, checked and complete; made by `corridor.io.read`.

    The tables have the columns of the data dictionary (`corridor.schema.dictionary`); `regions` has
    its geometry as well-known binary in the column `geometry`. `digests` holds a SHA-256 per file.
    """

    settings: Settings
    network: Network
    regions: pd.DataFrame
    sectors: pd.DataFrame
    commodities: pd.DataFrame
    """Commodity groups: sector, handling, share of its value, value of a tonne."""
    countries: pd.DataFrame
    value_added: pd.DataFrame
    input_output: pd.DataFrame
    final_demand: pd.DataFrame
    country_trade: pd.DataFrame
    commodity_mix: pd.DataFrame
    """Shares and values of groups by pair of countries; empty where every pair trades the same."""
    tariffs: pd.DataFrame
    trends: pd.DataFrame
    """Growth of population and productivity by country; empty where the case has none."""
    people: pd.DataFrame
    """What surveys know of the people of regions; empty where the case has nothing."""
    emissions: pd.DataFrame
    """Carbon dioxide of production by country and sector; empty where the case has none."""
    places: pd.DataFrame
    """Where people live within regions; empty where the case has nothing."""
    sections: pd.DataFrame
    geometry: pd.DataFrame
    counts: pd.DataFrame
    """Published counts of vehicles; empty where the case has none."""
    flows: pd.DataFrame
    """Published figures of ports, railways, borders and trade; empty where the case has none."""
    activity: pd.DataFrame
    """Real gross domestic product by country and year; empty where the case has none."""
    road_charges: pd.DataFrame
    """Tolls, and what smaller loads add to rates, by kind of road; empty where the case has none."""
    port_constants: pd.DataFrame
    """What ports are worth to shippers apart from time and fees; empty where the case has none."""
    vehicles: pd.DataFrame
    """What vehicles weigh, do and cost; empty where the case has none."""
    road_condition: pd.DataFrame
    """Roughness, gradient, wear, accidents by class of road and terrain; empty with `vehicles`."""
    terrain: pd.DataFrame
    """Links that are not in the plain."""
    parameters: Parameters
    projects: tuple[Project, ...]
    sources: str
    digests: Mapping[str, str]
    energy: PowerSystem | None = None
    """The power system of the corridor's home; None where the case has none."""
    pledges: Pledges | None = None
    """What was promised, and figures that say what came of it; None where the case has none."""
    outcomes: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Changes that were observed, for a backcast; empty where the case has none."""
    hazards: Hazards | None = None
    """Events, and what closes links; None where the case has none."""
    travel: TravelTables | None = None
    """People of the corridor's home who travel; None where the case has none."""

    @property
    def zones(self) -> tuple[str, ...]:
        """Region identifiers in the order of every array with a region axis."""
        return tuple(self.regions["region_id"])

    @property
    def freight_sectors(self) -> tuple[str, ...]:
        """Sectors whose goods move on the network."""
        return tuple(self.sectors.loc[self.sectors["freight"].astype(bool), "sector"])
