"""From a year of the power system to a PyPSA network."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from corridor.energy.system import ALL, HOURS, STORED, PowerSystem
from corridor.energy.year import MWH_PER_TWH, Year, middle_of
from corridor.types import Floats

UNSERVED = "unserved"

MOST = 0.999
"""Share of what plants can run that a minimum may ask of them."""


def dispatch_network(module: Any, system: PowerSystem, year: Year) -> Any:
    """Return the network of one year with the plants and lines that stand: nothing is built."""
    network = module.Network()
    network.set_snapshots(year.snapshots)
    network.snapshot_weightings["objective"] = year.weight
    network.snapshot_weightings["generators"] = year.weight
    network.snapshot_weightings["stores"] = 1.0
    carriers = system.carriers.set_index("carrier")
    network.add(
        "Carrier",
        [*carriers.index, UNSERVED, "ac", "dc"],
        co2_emissions=[*carriers["emission_t_mwh"], 0.0, 0.0, 0.0],
    )
    zones = list(system.zone_ids)
    network.add("Bus", zones, carrier="ac")
    load = pd.DataFrame(year.load, index=year.snapshots, columns=zones)
    network.add("Load", zones, bus=zones, p_set=load)
    _add_unserved(network, system, year)
    _add_plants(network, system, year)
    _add_lines(network, system, year)
    return network


def _add_unserved(network: Any, system: PowerSystem, year: Year) -> None:
    """Add load that is not served, tier by tier, each at what a MWh of it costs those who go without."""
    zones = list(system.zone_ids)
    peak = year.load.max(axis=0)
    share = np.divide(year.load, peak[None, :], out=np.zeros_like(year.load), where=peak[None, :] > 0.0)
    for name, part, usd in shedding(system):
        names = [f"{name} {zone}" for zone in zones]
        network.add(
            "Generator",
            names,
            bus=zones,
            carrier=UNSERVED,
            p_nom=peak,
            p_max_pu=pd.DataFrame(part * share, index=year.snapshots, columns=names),
            marginal_cost=usd,
        )


def shedding(system: PowerSystem) -> list[tuple[str, float, float]]:
    """Return the tiers in which load is shed: name, share of the load of an hour, US$ per MWh.

    What is cut by a timetable that people know costs them less than what fails beyond it: `planned_shedding`
    is the share of an hour's load that a timetable can cut, `value_of_planned_shedding` its cost. A system
    without them has one tier, at the value of lost load.
    """
    beyond = system.cost(ALL, "value_of_lost_load")
    part = system.cost_or(0.0, ALL, "planned_shedding")
    tiers = [(UNSERVED, 1.0 - part, beyond)]
    if part > 0.0:
        tiers.insert(0, (f"planned {UNSERVED}", part, system.cost(ALL, "value_of_planned_shedding")))
    return tiers


def _add_plants(network: Any, system: PowerSystem, year: Year) -> None:
    """Add the fleet: water that can wait some hours as storage, everything else as generators."""
    fleet = year.fleet
    names = [f"{row.carrier} {row.zone}" for row in fleet.itertuples()]
    can_run = pd.DataFrame(year.can_run, index=year.snapshots, columns=names)
    peak = pd.DataFrame(year.peak, index=year.snapshots, columns=names)
    stored = (fleet["carrier"] == STORED).to_numpy()
    for row, name in zip(fleet.itertuples(), names, strict=True):
        cost = running_cost(system, str(row.carrier), year.time)
        if row.carrier == STORED:
            _add_water(network, system, (name, str(row.zone)), can_run[name] * float(str(row.capacity_mw)))
            network.storage_units.loc[name, "p_nom"] = row.capacity_mw
            network.storage_units.loc[name, "marginal_cost"] = cost
    kept = fleet[~stored]
    labels = [name for name, water in zip(names, stored, strict=True) if not water]
    network.add(
        "Generator",
        labels,
        bus=kept["zone"].to_numpy(),
        carrier=kept["carrier"].to_numpy(),
        p_nom=kept["capacity_mw"].to_numpy(),
        p_max_pu=peak[labels],
        marginal_cost=[running_cost(system, carrier, year.time) for carrier in kept["carrier"]],
    )


def _add_water(network: Any, system: PowerSystem, place: tuple[str, str], inflow: pd.Series) -> None:
    name, zone = place
    network.add(
        "StorageUnit",
        name,
        bus=zone,
        carrier=STORED,
        p_min_pu=0.0,
        max_hours=system.cost(STORED, "hours"),
        cyclic_state_of_charge=True,
        inflow=inflow,
    )


def _add_lines(network: Any, system: PowerSystem, year: Year) -> None:
    """Add every line as two links, one each way, so that losses fall on what is sent."""
    lines = system.lines[~system.lines["project_id"].isin(year.absent)]
    lines = lines[lines["year_in"] < year.time + 1]
    middle = middle_of(year.time, np.repeat(system.days["month"].to_numpy(np.int64), HOURS))
    for here, there, tag in (("from_zone", "to_zone", "there"), ("to_zone", "from_zone", "back")):
        names = [f"{line} {tag}" for line in lines["line"]]
        stands = (middle[:, None] >= lines["year_in"].to_numpy(float)[None, :]).astype(float)
        network.add(
            "Link",
            names,
            bus0=lines[here].to_numpy(),
            bus1=lines[there].to_numpy(),
            carrier=lines["kind"].to_numpy(),
            p_nom=lines["capacity_mw"].to_numpy(),
            p_max_pu=pd.DataFrame(stands, index=year.snapshots, columns=names),
            efficiency=1.0 - lines["loss_share"].to_numpy(),
        )


def running_cost(system: PowerSystem, carrier: str, year: float) -> float:
    """Return fuel cost of a carrier in US$ per MWh of electricity; zero where it has none."""
    return system.cost_or(0.0, carrier, "fuel_cost", year)


def limits(system: PowerSystem, year: Year) -> Callable[[Any, Any], None]:
    """Return what ties hours together: water and fuel of a day, and fuel bought ahead for the year."""

    def add(network: Any, _: Any) -> None:
        """Add the constraints to the model."""
        _close_days(network, year)
        _limit_fuel(network, year)
        _take_or_pay(network, system, year)

    return add


def _take_or_pay(network: Any, system: PowerSystem, year: Year) -> None:
    """Make plants whose fuel is bought ahead run the `minimum_energy` of the costs, TWh, or all they can."""
    for carrier in sorted(set(year.fleet["carrier"]) - {STORED}):
        least = system.cost_or(0.0, carrier, "minimum_energy", year.time) * MWH_PER_TWH
        mine = (year.fleet["carrier"] == carrier).to_numpy()
        fleet = year.fleet[mine]
        able = year.can_run[:, mine] * fleet["capacity_mw"].to_numpy(float)[None, :]
        # a little less than all they can, so that rounding leaves a solution
        least = min(least, MOST * float((able * year.weight[:, None]).sum()))
        if least <= 0.0:
            continue
        names = [f"{row.carrier} {row.zone}" for row in fleet.itertuples()]
        output = network.model.variables["Generator-p"].sel(name=names).sum("name")
        made = (output * along_snapshots(network, year.weight)).sum("snapshot")
        network.model.add_constraints(made >= least, name=f"take or pay {carrier}")


def along_snapshots(network: Any, values: Floats) -> Any:
    """Return values per snapshot with the coordinates of the model."""
    return network.snapshot_weightings["objective"].to_xarray().copy(data=values)


def _close_days(network: Any, year: Year) -> None:
    """Tie stored energy at the end of every day to that of the day before: none moves between days."""
    if "StorageUnit-state_of_charge" not in network.model.variables:
        return
    level = network.model.variables["StorageUnit-state_of_charge"]
    last = year.snapshots[HOURS - 1 :: HOURS]
    for before, after in itertools.pairwise(last):
        difference = level.sel(snapshot=after, drop=True) - level.sel(snapshot=before, drop=True)
        network.model.add_constraints(difference == 0, name=f"daily storage {after}")


def _limit_fuel(network: Any, year: Year) -> None:
    """Limit what plants short of fuel generate in a day to the fuel that arrives in it."""
    short = (year.peak > year.can_run).any(axis=0) & (year.fleet["carrier"] != STORED).to_numpy()
    if not short.any():
        return
    fleet = year.fleet[short]
    names = [f"{row.carrier} {row.zone}" for row in fleet.itertuples()]
    arrives = year.can_run[:, short] * fleet["capacity_mw"].to_numpy(float)[None, :]
    output = network.model.variables["Generator-p"].sel(name=names)
    for first in range(0, len(year.snapshots), HOURS):
        day = year.snapshots[first : first + HOURS]
        limit = xarray_like(output, arrives[first : first + HOURS].sum(axis=0))
        used = output.sel(snapshot=day).sum("snapshot")
        network.model.add_constraints(used <= limit, name=f"daily fuel {day[0]}")


def xarray_like(output: Any, values: Floats) -> Any:
    """Return values per plant with the coordinates of a variable of the model."""
    return output.labels.isel(snapshot=0, drop=True).astype(float).copy(data=values)
