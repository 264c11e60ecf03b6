"""What a solved year says: mix, prices, flows, emissions; and the certificate of the solve."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from corridor.energy.engine import modern, optimise
from corridor.energy.network import UNSERVED, dispatch_network, limits
from corridor.energy.system import PowerSystem
from corridor.energy.year import MWH_PER_TWH, Year
from corridor.errors import SolveError
from corridor.types import Floats

BALANCE_TOLERANCE = 1e-6
"""Largest imbalance of a zone in an hour, relative to the largest load."""

OPTIMALITY_TOLERANCE = 1e-6
"""Largest infeasibility and relative gap between the objectives of the primal and the dual."""

KWH_G = 1e3


@dataclass(frozen=True, slots=True)
class Certificate:
    """How a solve ended; every residual is relative but the infeasibilities, which are HiGHS's own."""

    status: str
    residuals: Mapping[str, float]
    """primal infeasibility, dual infeasibility, objective gap, balance: the largest of zones and hours."""

    @property
    def worst(self) -> float:
        """The largest residual."""
        return max(self.residuals.values())


@dataclass(frozen=True, eq=False)
class Solution:
    """One solved year. Tables are in the order of zones and snapshots of the year."""

    year: Year
    zones: tuple[str, ...]
    mix: pd.DataFrame
    """zone, carrier, fuel, capacity_mw, twh, emission_mt, running_cost_musd."""
    price: Floats
    """Marginal cost of a MWh in US$, [snapshot, zone]."""
    served: Floats
    """Load served, MW, [snapshot, zone]."""
    unserved_twh: Floats
    """[zone]."""
    lost_load_musd: float
    """What load that is not served costs those who go without, by the tiers of shedding."""
    curtailed_twh: pd.Series
    """Wind, sun and water that was not used, by carrier."""
    flows: pd.DataFrame
    """line, twh_there, twh_back, losses_twh, use (of capacity, mean of both ways)."""
    certificate: Certificate

    def by_fuel(self, zones: Collection[str] | None = None) -> pd.Series:
        """Return generation by fuel in TWh, of all zones or of some."""
        mix = self.mix if zones is None else self.mix[self.mix["zone"].isin(list(zones))]
        return mix.groupby("fuel")["twh"].sum()

    @property
    def emission_mt(self) -> float:
        """CO2 of generation in the country, Mt a year."""
        return float(self.mix["emission_mt"].sum())

    @property
    def running_cost(self) -> float:
        """Fuel cost of generation, US$ per MWh generated."""
        return float(self.mix["running_cost_musd"].sum() / self.mix["twh"].sum())

    def mean_price(self) -> Floats:
        """Return the price weighted by the load of the hour, [zone] US$/MWh."""
        energy = self.year.load * self.year.weight[:, None]
        return np.asarray((self.price * energy).sum(axis=0) / energy.sum(axis=0))


def dispatch(system: PowerSystem, year: Year) -> Solution:
    """Return the cheapest way to serve a year with the plants and lines that stand.

    Raises
    ------
    InputError
        PyPSA or HiGHS is not installed.
    SolveError
        The solve ended without an optimum, or a residual exceeds its tolerance.

    """
    with modern() as module:
        network = dispatch_network(module, system, year)
        information = optimise(network, limits(system, year))
        return solution_of(network, system, year, information)


def solution_of(network: Any, system: PowerSystem, year: Year, information: Any) -> Solution:
    """Return what a solved network says; `SolveError` where its certificate does not hold."""
    zones = list(system.zone_ids)
    generators = network.generators
    output = pd.concat([network.generators_t.p, network.storage_units_t.p], axis=1)
    plants = pd.concat([generators[COMMON], network.storage_units[COMMON]])
    energy = (output * year.weight[:, None]).sum() / MWH_PER_TWH
    lost = plants["carrier"] == UNSERVED
    unserved = energy[lost].groupby(plants.loc[lost, "bus"]).sum().reindex(zones)
    shed = output.loc[:, lost].T.groupby(plants.loc[lost, "bus"]).sum().T[zones]
    return Solution(
        year=year,
        zones=tuple(zones),
        mix=_mix(plants[~lost], energy[~lost], system),
        price=network.buses_t.marginal_price[zones].to_numpy(float),
        served=year.load - shed.to_numpy(float),
        unserved_twh=unserved.to_numpy(float),
        lost_load_musd=float((energy[lost] * plants.loc[lost, "marginal_cost"]).sum()),
        curtailed_twh=_curtailed(network, year),
        flows=_flows(network, year),
        certificate=_certificate(network, year, zones, information),
    )


COMMON = ["bus", "carrier", "p_nom_opt", "marginal_cost"]


def _mix(plants: pd.DataFrame, energy: pd.Series, system: PowerSystem) -> pd.DataFrame:
    table = plants.assign(twh=energy, capacity_mw=plants["p_nom_opt"])
    table["running_cost_musd"] = table["twh"] * table["marginal_cost"]
    sums = table.groupby(["bus", "carrier"], sort=True)[["capacity_mw", "twh", "running_cost_musd"]].sum()
    mix = sums.reset_index().rename(columns={"bus": "zone"})
    emission = system.carriers.set_index("carrier")["emission_t_mwh"]
    mix["emission_mt"] = mix["twh"] * mix["carrier"].map(emission)
    mix["fuel"] = mix["carrier"].map(dict(system.fuel_of))
    columns = ["zone", "carrier", "fuel", "capacity_mw", "twh", "emission_mt", "running_cost_musd"]
    return mix[columns]


def _curtailed(network: Any, year: Year) -> pd.Series:
    """Return sun, wind and spilt water in TWh by carrier."""
    free = network.generators.index[network.generators["carrier"].isin(["wind", "solar"])]
    able = (
        network.get_switchable_as_dense("Generator", "p_max_pu")[free]
        * network.generators.loc[free, "p_nom_opt"]
    )
    left = ((able - network.generators_t.p[free]) * year.weight[:, None]).sum()
    spilt = (network.storage_units_t.spill * year.weight[:, None]).sum()
    carriers = pd.concat([network.generators.loc[free, "carrier"], network.storage_units["carrier"]])
    total = pd.concat([left, spilt]).reindex(carriers.index).fillna(0.0)
    unused: pd.Series = total.groupby(carriers).sum().clip(lower=0.0) / MWH_PER_TWH
    return unused


def _flows(network: Any, year: Year) -> pd.DataFrame:
    sent = (network.links_t.p0 * year.weight[:, None]).sum() / MWH_PER_TWH
    lost = ((network.links_t.p0 + network.links_t.p1) * year.weight[:, None]).sum() / MWH_PER_TWH
    there = [name for name in network.links.index if name.endswith(" there")]
    lines = [name.removesuffix(" there") for name in there]
    back = [f"{line} back" for line in lines]
    full = network.links.loc[there, "p_nom_opt"].to_numpy(float) * year.weight.sum() / MWH_PER_TWH
    ways = sent[there].to_numpy(float), sent[back].to_numpy(float)
    return pd.DataFrame(
        {
            "line": lines,
            "twh_there": ways[0],
            "twh_back": ways[1],
            "losses_twh": lost[there].to_numpy(float) + lost[back].to_numpy(float),
            "use": np.divide(ways[0] + ways[1], full, out=np.zeros(len(full)), where=full > 0.0),
        }
    )


def _certificate(network: Any, year: Year, zones: list[str], information: Any) -> Certificate:
    """Return HiGHS's infeasibilities and gap, and the energy balance of every zone computed anew."""
    imbalance = balance(network, zones) / float(year.load.max())
    residuals = {
        "primal infeasibility": float(information.max_primal_infeasibility),
        "dual infeasibility": float(information.max_dual_infeasibility),
        "objective gap": abs(float(information.primal_dual_objective_error)),
        "balance": float(np.abs(imbalance).max()),
    }
    for name, residual in residuals.items():
        allowed = BALANCE_TOLERANCE if name == "balance" else OPTIMALITY_TOLERANCE
        if not residual <= allowed:
            raise SolveError(f"The {name} of the power system is {residual:.1e} (allowed {allowed:.0e}).")
    return Certificate("optimal", residuals)


def balance(network: Any, zones: list[str]) -> Floats:
    """Return generation and inflow by lines less load, [snapshot, zone] MW, from the solved flows."""
    total = -network.loads_t.p_set[zones].to_numpy(float)
    output = pd.concat([network.generators_t.p, network.storage_units_t.p], axis=1)
    bus = pd.concat([network.generators["bus"], network.storage_units["bus"]])
    position = {zone: i for i, zone in enumerate(zones)}
    np.add.at(total.T, bus[output.columns].map(position).to_numpy(), output.to_numpy(float).T)
    for end, flow in (("bus0", network.links_t.p0), ("bus1", network.links_t.p1)):
        at = network.links.loc[flow.columns, end].map(position).to_numpy(np.int64)
        np.add.at(total.T, at, -flow.to_numpy(float).T)
    return np.asarray(total)
