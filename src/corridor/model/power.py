"""The power system and the economy together: what plants and lines are worth to the regions.

The cost of electricity moves the productivity of the sector that supplies it; the equilibrium then says
how much electricity is bought; that load goes back to the power system, until neither moves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor.economy.economy import Economy
from corridor.economy.equilibrium import Equilibrium
from corridor.economy.shock import Closure, Shock, equilibrium
from corridor.energy.effect import own_capital
from corridor.energy.expansion import Pathway, expand, unexpanded
from corridor.energy.system import PowerSystem
from corridor.energy.year import MWH_PER_TWH, demand_of
from corridor.errors import Fault, InputError, SolveError
from corridor.solvers import FixedPointSettings, fixed_point
from corridor.types import Floats, Progress

SECTOR = "D"
"""Electricity, gas, steam and air conditioning supply (ISIC rev. 4)."""

SETTINGS = FixedPointSettings(tolerance=1e-6, max_iterations=40, method="anderson")
"""Of the joint fixed point: relative change of the cost of electricity between two rounds."""

ABROAD = -1

Supply = Callable[[Floats], Floats]
"""Load over today's, [zone], to the cost of electricity over today's, [zone]."""


@dataclass(frozen=True, eq=False)
class Wiring:
    """Where the power system touches the economy."""

    sector: int
    """Index of the sector that supplies electricity."""
    zone: NDArray[np.int64]
    """Zone of every region, [region]; `ABROAD` where the power system does not reach."""
    zones: int

    def productivity_hat(self, economy: Economy, cost_hat: Floats) -> Floats:
        """Return productivity that makes the sector's own costs `cost_hat` [zone], [region, sector].

        The unit cost of a sector is the cost of its bundle over productivity (Caliendo & Parro 2015, eq. 2).
        """
        result = np.ones(economy.output.shape)
        here = self.zone != ABROAD
        result[here, self.sector] = 1.0 / cost_hat[self.zone[here]]
        return result

    def load_hat(self, economy: Economy, after: Equilibrium) -> Floats:
        """Return real purchases of electricity over today's, [zone]; one where none are made.

        Load is where electricity is bought, so purchases count and not the output of the region.
        """
        here, s = self.zone != ABROAD, self.sector
        bought = economy.expenditure[here, s]
        real = after.expenditure_new[here, s] / after.price_hat[here, s]
        total = np.bincount(self.zone[here], bought, minlength=self.zones)
        new = np.bincount(self.zone[here], real, minlength=self.zones)
        return np.divide(new, total, out=np.ones(self.zones), where=total > 0.0)


@dataclass(frozen=True, eq=False)
class PowerEquilibrium:
    """Power system and economy at rest with each other."""

    equilibrium: Equilibrium
    cost_hat: Floats
    """Cost of electricity over today's, [zone]."""
    load_hat: Floats
    """Load over today's, [zone]."""
    residual: float
    """Relative difference between the cost that the load gives and the one that gave the load."""
    rounds: int
    """Evaluations of the power system."""


def joint_equilibrium(
    economy: Economy,
    wiring: Wiring,
    supply: Supply,
    *,
    closure: Closure,
    settings: FixedPointSettings = SETTINGS,
    progress: Progress | None = None,
) -> PowerEquilibrium:
    """Return the joint fixed point of `supply` and the equilibrium of the economy.

    A supply that jumps with the load, as marginal prices do, may have no fixed point.

    Raises
    ------
    SolveError
        The tolerance of the settings was not met, or one of the two has no solution.

    """
    done = 0

    def economy_at(log_cost: Floats) -> tuple[Equilibrium, Floats]:
        shock = Shock(productivity_hat=wiring.productivity_hat(economy, np.exp(log_cost)))
        after = equilibrium(economy, shock, closure)
        return after, wiring.load_hat(economy, after)

    def step(log_cost: Floats) -> Floats:
        nonlocal done
        if progress:
            progress("power and economy", done, settings.max_iterations)
        done += 1
        return np.log(supply(economy_at(log_cost)[1]))

    try:
        found = fixed_point(step, np.zeros(wiring.zones), settings)
    except SolveError as error:
        raise SolveError(f"The power system and the economy do not meet. {error}") from error
    if progress:
        progress("power and economy", settings.max_iterations, settings.max_iterations)
    after, load = economy_at(found.value)
    return PowerEquilibrium(after, np.exp(found.value), load, found.residual, done)


SMALL_RISE = 0.01
"""Rise of the cost of electricity from which the answer of load is measured."""

SETTLED = FixedPointSettings(tolerance=1e-4, max_iterations=30, method="anderson")
"""Of `settled`: a ten-thousandth of the cost of electricity, about US$ 0.02 per MWh."""


def load_response(economy: Economy, wiring: Wiring, closure: Closure) -> Floats:
    """Return by how many percent load falls where electricity costs one percent more in all zones, [zone]."""
    cost_hat = np.full(wiring.zones, 1.0 + SMALL_RISE)
    after = equilibrium(economy, Shock(productivity_hat=wiring.productivity_hat(economy, cost_hat)), closure)
    found: Floats = -np.log(wiring.load_hat(economy, after)) / np.log(cost_hat)
    return found


def settled(other: Callable[[Floats], float], here: float, value: float, response: Floats) -> Floats:
    """Return load over today's, [zone], in a world whose cost of supply is `other` of that load.

    `here` is the cost of supply today and `value` the whole cost of electricity, US$ per MWh; load falls by
    `response` percent, [zone], where electricity costs a percent more. It is `joint_equilibrium` with the
    economy's answer measured once, so that many worlds can be solved.

    Raises
    ------
    SolveError
        The two do not meet.

    """

    def load(log_cost: Floats) -> Floats:
        return np.asarray(np.exp(-response * log_cost[0]))

    def step(log_cost: Floats) -> Floats:
        return np.array([np.log(1.0 + (other(load(log_cost)) - here) / value)])

    return load(fixed_point(step, np.zeros(1), SETTLED).value)


def wiring_of(system: PowerSystem, regions: Sequence[str], sectors: Sequence[str]) -> Wiring:
    """Return where a power system touches an economy with these regions and sectors.

    `InputError` where no sector supplies electricity.
    """
    if SECTOR not in sectors:
        cure = "name the sector of electricity D in inputs/sectors.csv"
        allowed = f"a sector {SECTOR}"
        raise InputError(
            [
                Fault(
                    file="sectors",
                    message="no sector supplies electricity",
                    column="sector",
                    allowed=allowed,
                    cure=cure,
                )
            ]
        )
    index = {zone: i for i, zone in enumerate(system.zone_ids)}
    of_region = dict(zip(system.zone_regions["region_id"], system.zone_regions["zone"], strict=True))
    zone = [index[of_region[name]] if name in of_region else ABROAD for name in regions]
    return Wiring(list(sectors).index(SECTOR), np.array(zone, dtype=np.int64), len(index))


def unit_value(economy: Economy, wiring: Wiring, system: PowerSystem, base_year: int) -> float:
    """Return purchases of the sector where the power system reaches, per MWh of the base year's demand, US$.

    It holds gas, distribution and what utilities sell each other, so it is above the tariff. What matters
    is the product with the economy: a saving per MWh times demand is a saving of as much (Hulten 1978).
    """
    bought = float(economy.expenditure[wiring.zone != ABROAD, wiring.sector].sum())
    return bought / float(demand_of(system, base_year).sum() * MWH_PER_TWH)


@dataclass(frozen=True)
class Alternative:
    """A year without some projects: what takes their place, and what of their capital counts."""

    system: PowerSystem
    projects: tuple[str, ...]
    year: int
    built: bool = True
    """Whether plants, batteries and lines are built in their place; else what stands must do."""
    capital: bool = True
    """Whether the projects' own capital counts among their costs; else it is sunk."""
    cap_mt: float | None = None

    def pathway(self, absent: Collection[str], load_hat: Floats | None = None) -> Pathway:
        """Return the solved year without the projects `absent`, the load multiplied, [zone]."""
        if not self.built:
            return unexpanded(self.system, [self.year], absent=absent, load_factor=load_hat)
        caps = {} if self.cap_mt is None else {self.year: self.cap_mt}
        return expand(self.system, [self.year], absent=absent, caps_mt=caps, load_factor=load_hat)

    def supply(self, with_them: Pathway, value: float) -> Supply:
        """Return the cost of electricity without the projects over that with them, as load moves.

        The cost is the average cost of supply, which tariffs cover, the same in every zone (as Pakistan's
        uniform tariff): fuel, annuities of what is built, lost load; with the projects, also their own
        capital where it counts. It moves without jumps with the load. `value` is the cost today, US$ per
        MWh; all else in it is unchanged.
        """
        here = with_them.solution(self.year)
        demand = float((here.year.load * here.year.weight[:, None]).sum())
        own = own_capital(self.system, self.projects, self.year) / demand if self.capital else 0.0
        cost_with = with_them.cost_per_mwh(self.year) + own

        def supply(load_hat: Floats) -> Floats:
            cost = self.pathway(self.projects, load_hat).cost_per_mwh(self.year)
            return np.full(len(load_hat), 1.0 + (cost - cost_with) / value)

        return supply


def gains(
    economy: Economy, found: PowerEquilibrium, countries: Sequence[str], names: Sequence[str]
) -> pd.DataFrame:
    """Return what the projects are worth by country, from the world without them.

    `countries` gives the country of every region, `names` those to report. Columns: country, gain_usd
    (equivalent variation, a year, at today's prices), real_income (share by which real income is higher with
    the projects).
    """
    rows = []
    labels = np.array(countries)
    for name in names:
        members = labels == name
        gain = -float(found.equilibrium.equivalent_variation[members].sum())
        rows.append((name, gain, gain / (float(economy.spending[members].sum()) - gain)))
    return pd.DataFrame(rows, columns=["country", "gain_usd", "real_income"])
