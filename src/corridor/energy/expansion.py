"""Capacity expansion: what is cheapest to build, year after year, under a cap on emissions or none.

Each year is solved on its own (no foresight): plants in service stand, what was built before stays, and
new plants, batteries and lines are added where they lower the cost of the year, their investment counted
as an annuity.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from corridor.energy.engine import INTERIOR, modern, optimise
from corridor.energy.network import dispatch_network, limits, running_cost
from corridor.energy.solution import Solution, dispatch, solution_of
from corridor.energy.system import ALL, PowerSystem
from corridor.energy.year import Year, availability, profile, year_of
from corridor.errors import Fault, SolveError, raise_if
from corridor.types import Floats, Progress

KW_PER_MW = 1e3
T_PER_MT = 1e6
NEW = "new"
BATTERY = "battery"
LINE = "transmission"
SHORTEST_KM = 100.0
"""Length a line is charged for at least: its stations cost the same, however near the ends are."""

SITES_BEGIN, SITES_END = 2020, 2040
"""Limits of sites grow in proportion from nothing in the first to the whole in the second; the first is
`building_begins` of the costs, if they have it."""

SMALLEST_MW = 1.0
"""What is less is rounding, and not built."""

LARGEST_CUT = 0.01
"""Share of the demand that may stay unserved under a cap that binds; beyond it the cap is not met but
load is switched off."""

MEGA = 1e6

BUILT = {
    "year": "int64",
    "kind": "str",
    "place": "str",
    "capacity_mw": "float64",
    "annual_cost_musd": "float64",
}
"""Columns of what is built."""


@dataclass(frozen=True, eq=False)
class Pathway:
    """What is built and how the system runs, year by year."""

    years: tuple[int, ...]
    solutions: tuple[Solution, ...]
    built: pd.DataFrame
    """year, kind (carrier or transmission), place (zone or line), capacity_mw added, annual_cost_musd."""
    co2_price: tuple[float, ...]
    """Shadow price of the cap, US$ per tonne; zero where there is none."""

    def solution(self, year: int) -> Solution:
        """Return the solved `year`; `ValueError` where it is not on the pathway."""
        return self.solutions[self.years.index(year)]

    def capital_cost(self, year: int) -> float:
        """Return the annuities of all that was built until `year`, US$ a year."""
        return float(self.built.loc[self.built["year"] <= year, "annual_cost_musd"].sum()) * MEGA

    def system_cost(self, year: int) -> float:
        """Return fuel, annuities of what was built and lost load, US$ a year.

        Capital of plants that stood before the first year is sunk and left out.
        """
        found = self.solution(year)
        return self.paid_cost(year) + found.lost_load_musd * MEGA

    def paid_cost(self, year: int) -> float:
        """Return the system's cost less that of lost load: what those who are served pay, US$ a year."""
        found = self.solution(year)
        return float(found.mix["running_cost_musd"].sum()) * MEGA + self.capital_cost(year)

    def cost_per_mwh(self, year: int) -> float:
        """Return the system's cost per MWh of demand, US$."""
        found = self.solution(year)
        return self.system_cost(year) / _demand(found)

    def paid_per_mwh(self, year: int) -> float:
        """Return the system's cost less that of lost load per MWh of demand, US$."""
        return self.paid_cost(year) / _demand(self.solution(year))


def _demand(found: Solution) -> float:
    """Return the load of a solved year, MWh, whether it is served or not."""
    return float((found.year.load * found.year.weight[:, None]).sum())


def expand(
    system: PowerSystem,
    years: Sequence[int],
    *,
    absent: Collection[str] = (),
    caps_mt: Mapping[int, float] | None = None,
    load_factor: Floats | None = None,
    progress: Progress | None = None,
) -> Pathway:
    """Return the cheapest expansion year by year.

    Parameters
    ----------
    system
        The power system.
    years
        In rising order.
    absent
        Projects that do not exist.
    caps_mt
        Largest emission of a year in Mt CO2; years without an entry have none.
    load_factor
        Multiplies the load of every year, [zone].
    progress
        Called with stage, years done, years in all.

    Raises
    ------
    InputError
        PyPSA or HiGHS is not installed; years do not rise; a cap is negative.
    SolveError
        A year has no solution, its certificate does not hold, or its cap is met by switching load off only.

    """
    raise_if(_faults(years, caps_mt or {}))
    solutions, prices, rows = [], [], []
    standing: dict[tuple[str, str], float] = {}
    for done, year in enumerate(years):
        if progress:
            progress("expand", done, len(years))
        now = year_of(system, year, absent=absent, load_factor=load_factor)
        solved, added, price = _expanded(system, now, standing, (caps_mt or {}).get(year))
        solutions.append(solved)
        prices.append(price)
        for (kind, place), capacity in added.items():
            cost = capacity * annual_cost(system, kind, place, year) / MEGA
            rows.append((year, kind, place, capacity, cost))
            standing[kind, place] = standing.get((kind, place), 0.0) + capacity
    if progress:
        progress("expand", len(years), len(years))
    return Pathway(
        years=tuple(years),
        solutions=tuple(solutions),
        built=pd.DataFrame(rows, columns=list(BUILT)),
        co2_price=tuple(prices),
    )


def unexpanded(
    system: PowerSystem,
    years: Sequence[int],
    *,
    absent: Collection[str] = (),
    load_factor: Floats | None = None,
    progress: Progress | None = None,
) -> Pathway:
    """Return the years with nothing built, whatever it costs; arguments and errors as in `expand`."""
    raise_if(_faults(years, {}))
    solutions = []
    for done, year in enumerate(years):
        if progress:
            progress("dispatch", done, len(years))
        solutions.append(dispatch(system, year_of(system, year, absent=absent, load_factor=load_factor)))
    if progress:
        progress("dispatch", len(years), len(years))
    nothing = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in BUILT.items()})
    return Pathway(tuple(years), tuple(solutions), nothing, tuple(0.0 for _ in years))


def _faults(years: Sequence[int], caps_mt: Mapping[int, float]) -> list[Fault]:
    file, faults = "corridor energy", []
    if not years or list(years) != sorted(set(years)):
        given = ", ".join(map(str, years))
        faults.append(
            Fault(file=file, message="years must rise", value=given, cure="name each year once, in order")
        )
    faults += [
        Fault(file=file, message=f"the cap of {year} cannot be met", value=f"{cap:g}", allowed="0 Mt or more")
        for year, cap in caps_mt.items()
        if not cap >= 0.0
    ]
    return faults


def annual_cost(system: PowerSystem, kind: str, place: str, year: int) -> float:
    """Return the annuity and fixed cost of a MW built in `year`, US$ a year; `place` is a line's name."""
    rate = system.cost(ALL, "discount_rate")
    life = system.cost(kind, "lifetime")
    annuity = rate / (1.0 - float((1.0 + rate) ** -life))
    invested = system.cost(kind, "investment", year) * KW_PER_MW
    if kind == LINE:
        invested *= max(line_km(system, place), SHORTEST_KM)
    return invested * (annuity + system.cost(kind, "fixed_cost"))


def first_building(system: PowerSystem) -> float:
    """Return the year before which nothing may be built in the place of what stands."""
    return system.cost_or(SITES_BEGIN, ALL, "building_begins")


def line_km(system: PowerSystem, line: str) -> float:
    """Return the length of a line in km."""
    return float(system.lines.loc[system.lines["line"] == line, "length_km"].to_numpy(float)[0])


def _expanded(
    system: PowerSystem, year: Year, standing: Mapping[tuple[str, str], float], cap_mt: float | None
) -> tuple[Solution, dict[tuple[str, str], float], float]:
    """Return the solved year, what it adds by kind and place, and the price of CO2."""
    with modern() as module:
        network = dispatch_network(module, system, year)
        names = [
            *_add_sites(network, system, year, standing),
            *_add_new_lines(network, system, year, standing),
        ]
        if cap_mt is not None:
            network.add(
                "GlobalConstraint",
                "co2",
                type="primary_energy",
                carrier_attribute="co2_emissions",
                sense="<=",
                constant=cap_mt * T_PER_MT,
            )
        information = optimise(network, limits(system, year), method=INTERIOR)
        solved = solution_of(network, system, year, information)
        price = 0.0 if cap_mt is None else -float(network.global_constraints.loc["co2", "mu"])
        added = {key: _capacity(network, key) - standing.get(key, 0.0) for key in names}
    _check_cap(solved, cap_mt, price)
    return solved, {key: mw for key, mw in added.items() if mw > SMALLEST_MW}, price


def _check_cap(solved: Solution, cap_mt: float | None, price: float) -> None:
    """Raise `SolveError` where a cap that binds is met by switching load off."""
    lost = float(solved.unserved_twh.sum())
    share = lost / (lost + float((solved.served * solved.year.weight[:, None]).sum()) / MEGA)
    if cap_mt is not None and price > 0.0 and share > LARGEST_CUT:
        raise SolveError(
            f"The cap of {cap_mt:g} Mt in {solved.year.year} cannot be met: {share:.1%} of the demand would "
            "not be served. Raise the cap, or allow more to be built in the table `sites`."
        )


def _capacity(network: Any, key: tuple[str, str]) -> float:
    kind, place = key
    table = {BATTERY: network.storage_units, LINE: network.links}.get(kind, network.generators)
    return float(table.loc[f"{NEW} {kind} {place}", "p_nom_opt"])


def _add_sites(
    network: Any, system: PowerSystem, year: Year, standing: Mapping[tuple[str, str], float]
) -> list[tuple[str, str]]:
    """Add what may be built, at least what stands of it, and return kind and place of each."""
    begin = first_building(system)
    growth = min(1.0, max(0.0, (year.year - begin) / (SITES_END - begin)))
    names = []
    most = system.sites["limit_mw"].to_numpy(float)
    for site, limit in zip(system.sites.itertuples(), most, strict=True):
        kind, zone = str(site.carrier), str(site.zone)
        least = standing.get((kind, zone), 0.0)
        extent = {
            "bus": zone,
            "carrier": kind,
            "p_nom_extendable": True,
            "p_nom_min": least,
            "p_nom_max": max(least, float(limit) * growth),
            "capital_cost": annual_cost(system, kind, zone, year.year),
        }
        _add_site(network, system, year, extent)
        names.append((kind, zone))
    return names


def _add_site(network: Any, system: PowerSystem, year: Year, extent: dict[str, Any]) -> None:
    kind, zone = str(extent["carrier"]), str(extent["bus"])
    name = f"{NEW} {kind} {zone}"
    if kind == BATTERY:
        one_way = system.cost(BATTERY, "efficiency") ** 0.5
        network.add(
            "StorageUnit",
            name,
            max_hours=system.cost(BATTERY, "hours"),
            efficiency_store=one_way,
            efficiency_dispatch=one_way,
            cyclic_state_of_charge=True,
            **extent,
        )
        return
    course = profile(system, kind, zone)
    level = availability(system, kind, zone, year.year, calibrated=False)
    share = np.full(len(year.snapshots), level) if course is None else np.minimum(course * level, 1.0)
    cost = running_cost(system, kind, year.time)
    able = pd.Series(share, index=year.snapshots)
    network.add("Generator", name, p_max_pu=able, marginal_cost=cost, **extent)


def _add_new_lines(
    network: Any, system: PowerSystem, year: Year, standing: Mapping[tuple[str, str], float]
) -> list[tuple[str, str]]:
    """Add an extension of every line that stands, both ways, losses neglected."""
    if LINE not in set(system.costs["technology"]) or year.year <= first_building(system):
        return []
    lines = system.lines[~system.lines["project_id"].isin(year.absent)]
    lines = lines[lines["year_in"] <= year.year].drop_duplicates(["from_zone", "to_zone"])
    for line in lines.itertuples():
        network.add(
            "Link",
            f"{NEW} {LINE} {line.line}",
            bus0=line.from_zone,
            bus1=line.to_zone,
            carrier=line.kind,
            p_min_pu=-1.0,
            p_nom_extendable=True,
            p_nom_min=standing.get((LINE, str(line.line)), 0.0),
            capital_cost=annual_cost(system, LINE, str(line.line), year.year),
        )
    return [(LINE, str(line)) for line in lines["line"]]
