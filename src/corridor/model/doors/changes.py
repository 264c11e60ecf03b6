"""What the doors of projects change in the equilibrium: productivity, tariffs, factors, who earns them.

A site's capacity adds producers: the technology of its sector and region (Eaton & Kortum 2002, `T`)
grows in proportion to sales at unchanged prices, so productivity grows by the power `1 / theta`.
Factors brought in add to those of the region, and what they earn goes to their owners. A built project is in
the baseline and is taken out the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from corridor.case.case import Case
from corridor.economy.economy import Economy
from corridor.errors import Fault, raise_if
from corridor.model.doors.sites import Site, sites_of
from corridor.model.power import unit_value, wiring_of
from corridor.model.selection import Standing
from corridor.projects.doors import Electricity, Park, Productivity, Tariff
from corridor.projects.growth import Growth
from corridor.projects.project import Project
from corridor.types import Floats

Parts = tuple[tuple[float, Sequence[Project]], ...]
"""(+1, projects put in) and (-1, projects taken out)."""

Sites = tuple[tuple[float, Site], ...]

FILE = "projects.json"
Kind = TypeVar("Kind", Productivity, Tariff, Electricity)

MOST_TAKEN = 0.95
"""Share of a sector's output in a region that the sites taken out of it may be."""


@dataclass(frozen=True, eq=False)
class FieldChanges:
    """Arguments of `corridor.solve`; None for no change."""

    productivity_hat: Floats | None = None
    tariff_new: Floats | None = None
    endowment_hat: Floats | None = None
    transfer: Floats | None = None
    power_co2: float = 0.0
    """Change of yearly emissions of the power system, t."""
    unserved_gwh: float = 0.0
    """Change of load that is shed for want of power, GWh a year."""
    sites: Sites = ()
    """Sites put in (+1) and taken out (-1)."""


def field_changes(
    case: Case, economy: Economy, standing: Standing, worth: Floats | None = None
) -> FieldChanges:
    """Return what the projects that stand change besides links and losses on the way.

    Neither the order of projects nor that of their doors matters. `worth` is what a US$ that factors
    brought to a region earn is worth in the world's money over the base year, [region]; none: one.

    Raises
    ------
    InputError
        A site is larger than the sector it is taken out of, or stands where its sector has no output; what a
        mine earns does not pay its royalty; a tariff is cut that does not exist; no power system.

    """
    parts: Parts = ((1.0, standing.added), (-1.0, standing.gone))
    if not any(project.doors for _, projects in parts for project in projects):
        return FieldChanges()
    sites = [(sign, site) for sign, projects in parts for site in sites_of(case, projects)]
    raise_if(_site_faults(case, economy, sites))
    return FieldChanges(
        productivity_hat=_productivity(case, economy, sites, parts),
        tariff_new=_tariff(case, economy, parts),
        endowment_hat=_endowment(economy, sites) if sites else None,
        transfer=_transfer(case, economy, sites, worth) if sites else None,
        power_co2=sum(
            sign * door.co2_t for sign, project in _each(parts) for door in _doors(project, Electricity)
        ),
        unserved_gwh=sum(
            sign * door.unserved_gwh
            for sign, project in _each(parts)
            for door in _doors(project, Electricity)
        ),
        sites=tuple(sites),
    )


def earned(economy: Economy, site: Site) -> float:
    """Return what the factors brought to a site earn in full use, US$ a year at baseline prices."""
    return site.brought * float(economy.value_added_share[site.region, site.sector]) * site.capacity


def capital_abroad(case: Case, economy: Economy, project: Project) -> list[tuple[Growth, dict[str, float]]]:
    """Return what capital that owners abroad bring to parks earns, by law of growth, country to US$ a year.

    The register has the cost of a park's land and works, not of its firms; of a mine it has all.
    """
    country = case.regions["country"].to_numpy()
    found = []
    for door in project.doors:
        if not isinstance(door, Park):
            continue
        (site,) = sites_of(case, [replace(project, doors=(door,))])
        income, home = earned(economy, site), str(country[site.region])
        abroad = {owner: share * income for owner, share in site.owners.items() if owner != home}
        found.append((door.law, abroad))
    return found


def _each(parts: Parts) -> Iterable[tuple[float, Project]]:
    for sign, projects in parts:
        for project in sorted(projects, key=lambda p: p.project_id):
            yield sign, project


def _doors(project: Project, kind: type[Kind]) -> list[Kind]:
    return [door for door in project.doors if isinstance(door, kind)]


def _productivity(case: Case, economy: Economy, sites: Sequence[tuple[float, Site]], parts: Parts) -> Floats:
    better, better_taken = np.zeros(economy.output.shape), np.zeros(economy.output.shape)
    for sign, site in sites:
        more = site.capacity * (site.premium - 1.0)
        (better if sign > 0 else better_taken)[site.region, site.sector] += more
    old = np.where(economy.output > 0.0, economy.output, 1.0)
    producers = _producers(economy, sites)
    log_hat = np.log(producers) / economy.trade_elasticity
    log_hat += np.log1p(better / (old * producers)) - np.log1p(better_taken / old)
    zones, sectors = list(case.zones), list(case.sectors["sector"])
    for sign, project in _each(parts):
        for door in _doors(project, Productivity):
            rows = [zones.index(region) for region in door.regions]
            log_hat[rows, sectors.index(door.sector)] += sign * np.log(door.factor)
    return np.exp(log_hat) * _power(case, economy, parts)


def _power(case: Case, economy: Economy, parts: Parts) -> Floats:
    """Return the productivity that makes electricity as much dearer or cheaper as plants and lines do."""
    change = sum(
        sign * door.usd_per_mwh for sign, project in _each(parts) for door in _doors(project, Electricity)
    )
    if change == 0.0 or case.energy is None:
        return np.ones(economy.output.shape)
    wiring = wiring_of(case.energy, case.zones, list(case.sectors["sector"]))
    value = unit_value(economy, wiring, case.energy, case.settings.base_year)
    return wiring.productivity_hat(economy, np.full(wiring.zones, 1.0 + change / value))


def producers_hat(case: Case, economy: Economy, standing: Standing) -> Floats:
    """Return what sites make of the number of producers, by sales at unchanged prices, [region, sector]."""
    parts = ((1.0, standing.added), (-1.0, standing.gone))
    sites = [(sign, site) for sign, projects in parts for site in sites_of(case, projects)]
    return _producers(economy, sites)


def _producers(economy: Economy, sites: Sequence[tuple[float, Site]]) -> Floats:
    new = np.where(economy.output > 0.0, economy.output, 1.0)
    old = new.copy()
    for sign, site in sites:
        new[site.region, site.sector] += sign * site.capacity
    return np.asarray(new / old, dtype=np.float64)


def _tariff(case: Case, economy: Economy, parts: Parts) -> Floats | None:
    cuts = [(sign, door) for sign, project in _each(parts) for door in _doors(project, Tariff)]
    if not cuts:
        return None
    country = case.regions["country"].to_numpy()
    sectors = list(case.sectors["sector"])
    rates, faults = economy.tariff.copy(), []
    for sign, door in cuts:
        block = (*np.ix_(country == door.origin, country == door.destination), sectors.index(door.sector))
        if not np.any(economy.tariff[block]) or (sign < 0 and door.factor == 0.0):
            message = f"{door.destination} has no tariff on {door.sector} of {door.origin} to change"
            faults.append(
                Fault(
                    file=FILE,
                    message=message,
                    column="tariff",
                    allowed="a rate above zero",
                    cure="leave it out",
                )
            )
            continue
        rates[block] *= door.factor if sign > 0 else 1.0 / door.factor
    raise_if(faults)
    return rates


def _endowment(economy: Economy, sites: Sequence[tuple[float, Site]]) -> Floats:
    more = np.zeros_like(economy.value_added)
    for sign, site in sites:
        more[site.region] += sign * earned(economy, site)
    old = np.where(economy.value_added > 0.0, economy.value_added, 1.0)
    hat: Floats = 1.0 + more / old
    return hat


def _transfer(
    case: Case, economy: Economy, sites: Sequence[tuple[float, Site]], worth: Floats | None
) -> Floats:
    """Return what regions receive as owners and states, less what their sites pay, [region] US$."""
    country = case.regions["country"].to_numpy()
    total = np.zeros_like(economy.value_added)
    for part, site in sites:
        sign = part if worth is None else part * float(worth[site.region])
        income = earned(economy, site)
        royalty = site.royalty * site.capacity
        received = dict.fromkeys((str(country[site.region]),), royalty)
        for owner, share in site.owners.items():
            received[owner] = received.get(owner, 0.0) + share * (income - royalty)
        total[site.region] -= sign * sum(received.values())
        for name, usd in received.items():
            there = np.where(country == name, economy.spending, 0.0)
            total += sign * usd * there / there.sum()
    return total


def _site_faults(case: Case, economy: Economy, sites: Sequence[tuple[float, Site]]) -> list[Fault]:
    faults = []
    taken = np.zeros(economy.output.shape)
    zones, sectors = case.zones, list(case.sectors["sector"])
    for sign, site in sites:
        where = (site.region, site.sector)
        place = f"project {site.project_id}: site in {zones[site.region]}, sector {sectors[site.sector]}"
        if economy.output[where] <= 0.0:
            cure = "take a sector that the region has"
            faults.append(
                Fault(file=FILE, message=f"{place}: there is no such production", column="sector", cure=cure)
            )
        if sign < 0:
            taken[where] += site.capacity
        if sign < 0 and taken[where] > MOST_TAKEN * economy.output[where]:
            value = f"{taken[where]:.3g} of US$ {economy.output[where]:.3g}"
            cure = "check capacity and price, or the region's value added"
            faults.append(
                Fault(
                    file=FILE,
                    message=f"{place}: more than there is",
                    column="capacity",
                    value=value,
                    allowed=f"{MOST_TAKEN}",
                    cure=cure,
                )
            )
        if earned(economy, site) < site.royalty * site.capacity:
            cure, value = "check the royalty and mine.labour_share", f"{site.royalty:g}"
            message = f"{place}: does not earn its royalty"
            faults.append(Fault(file=FILE, message=message, column="royalty", value=value, cure=cure))
    return faults
