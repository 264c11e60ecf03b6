"""What a world of the past says of the quantities that were observed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corridor.case.case import Case
from corridor.dollar import Dollar
from corridor.model.outcome import Outcome
from corridor.model.solved import Solved, emissions, outcome, produced_co2
from corridor.money.debt_tables import services
from corridor.projects.project import Project
from corridor.types import Flags, Floats

RAIL = "rail"
BILLION, MILLION = 1e9, 1e6


@dataclass(frozen=True, eq=False)
class PastWorld:
    """What is kept of a world: its projects, and what it says; the world itself is large."""

    opened: tuple[Project, ...]
    gain: Floats
    """Over the world without, [region] US$/year at base-year activity."""
    levels: Floats
    """Of the accounts, [indicator, reporting unit]."""
    quantities: Mapping[tuple[str, str], float]
    """(quantity, partner) to its level; a partner only where there is one."""
    loads: Floats
    """Tonnes on links, [link]."""
    trucks: Floats
    """Trucks a day on roads, [link]."""
    residual: float


def quantities_of(found: Solved, gain: Floats, partners: Sequence[str]) -> dict[tuple[str, str], float]:
    """Return quantities of a world: real income (US$), trade (billion US$), rail (billion t-km), CO2 (Mt).

    Parameters
    ----------
    found
        A solved world.
    gain
        Over the world without the projects, [region] US$/year.
    partners
        Countries whose trade with home is asked for.

    """
    case, said = found.baseline.case, outcome(found)
    countries = list(case.countries["country"])
    home = case.settings.focus[0]
    at_home = (case.regions["country"] == home).to_numpy()
    modes = list(said.modes)
    freight = found.freight[countries.index(home)]
    co2 = emissions(found.baseline, found.freight)[countries.index(home)] + found.fields.power_co2
    told: dict[tuple[str, str], float] = {
        ("real_income", ""): float(gain[at_home].sum()),
        ("rail_tonne_km", ""): float(freight[modes.index(RAIL)]) / BILLION if RAIL in modes else np.nan,
        ("carbon", ""): (co2 + produced_co2(found.baseline, found.equilibrium)) / MILLION,
    }
    for partner in partners:
        there = (case.regions["country"] == partner).to_numpy()
        sold, bought = _trade(case, said, at_home, there), _trade(case, said, there, at_home)
        told |= {("exports", partner): sold, ("imports", partner): bought, ("trade", partner): sold + bought}
    return told


def _trade(case: Case, said: Outcome, sellers: Flags, buyers: Flags) -> float:
    """Return goods that some regions sell to others at basic prices, billion US$ a year."""
    goods = case.sectors["sector"].isin(case.freight_sectors).to_numpy()
    return float(said.trade[np.ix_(sellers, buyers, goods)].sum()) / BILLION


def debt_of(projects: Sequence[Project], dollar: Dollar, partner: str, year: int) -> float:
    """Return what is owed to a country at the end of a year for projects, billion US$, nominal."""
    owed = 0.0
    for project in projects:
        for loan, flows in services(project, dollar):
            at = np.flatnonzero(flows.years == year)
            if loan.country == partner and len(at):
                owed += float(flows.outstanding[at[0]])
    return owed / BILLION


def near_projects(case: Case, projects: Sequence[Project]) -> Flags:
    """Return regions of home with a project: those whose centroid is nearest to its point, [region]."""
    nodes = case.network.nodes.drop_duplicates("zone_id").set_index("zone_id")
    at = nodes.loc[list(case.zones), ["x_coord", "y_coord"]].to_numpy(dtype=float)
    home = (case.regions["country"] == case.settings.focus[0]).to_numpy()
    found = np.zeros(len(at), dtype=bool)
    for project in projects:
        if project.lon is None or project.lat is None:
            continue
        shrink = np.cos(np.radians(project.lat))
        away = np.hypot((at[:, 0] - project.lon) * shrink, at[:, 1] - project.lat)
        found[int(np.argmin(np.where(home, away, np.inf)))] = True
    return found
