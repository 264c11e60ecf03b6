"""The bridge from the network to the economy: generalised costs in, iceberg trade costs out."""

from __future__ import annotations

import numpy as np

from corridor.case.case import Case
from corridor.model.cargo import Cargo
from corridor.model.composition import Carried, carried
from corridor.model.distance import internal_distance, relative_distance
from corridor.model.rates import mean_rates
from corridor.network.modes import CostRates
from corridor.types import Floats


def internal_cost(area_km2: Floats, rates: CostRates, speed_kmh: float) -> Floats:
    """Return the generalised cost of road haulage within each region, [region, class] US$/t."""
    km = internal_distance(area_km2)[:, None]
    rate = np.asarray(rates.per_tonne_km["road"], dtype=float)[None, :]
    time = np.asarray(rates.value_of_time, dtype=float)[None, :]
    cost: Floats = km * rate + km / speed_kmh * time
    return cost


def distance_parameters(case: Case) -> tuple[str, ...]:
    """Return the names of the parameters of the fall of trade with distance, [sector]; services share one.

    For goods it is the fall besides freight, for services the whole.
    """
    goods = set(case.freight_sectors)
    return tuple(
        f"distance_elasticity.{sector}" if sector in goods else "services_distance_elasticity"
        for sector in case.sectors["sector"]
    )


def distance_factor(case: Case, trade_elasticity: Floats) -> Floats:
    """Return what distance costs besides freight, [origin, destination, sector], at least one.

    `(d_ij / d_own) ** delta_s` with `delta_s = eta_s / theta_s` (DESIGN 3.1), so that trade falls with
    distance by `eta_s` more than freight makes it. Information, search, credit and habit are no matter of
    roads: the factor is the same in every world. It decides who trades with whom today, and drops out of
    every change of costs.
    """
    log = np.log(relative_distance(case.regions))
    eta = np.array([case.parameters[name] for name in distance_parameters(case)])
    delta = eta / trade_elasticity
    by_sector = np.exp(delta[:, None, None] * log[None])
    return np.moveaxis(by_sector, 0, 2)


def delivered_cost(case: Case, between: Floats) -> Floats:
    """Return generalised costs with those inside each region on the diagonal, [o, d, class] US$/t."""
    rates = mean_rates(case.parameters)
    speed = case.parameters["internal.speed"]
    cost = np.array(between, dtype=float)
    inside = internal_cost(case.regions["area_km2"].to_numpy(dtype=float), rates, speed)
    index = np.arange(cost.shape[0])
    cost[index, index, :] = inside
    return cost


def carried_at(case: Case, cargo: Cargo, between: Floats, spared: Floats | None = None) -> Carried:
    """Return goods at the costs of a state of the network, with their iceberg costs of freight.

    `between` is the skim: least generalised cost between zones, [origin, destination, class] US$/t, and
    `spared` what a tonne loses less on the way than that cost has it lose, likewise. What distance costs
    besides freight is `distance_factor`.
    """
    cost = delivered_cost(case, between)
    return carried(cargo, cost if spared is None else cost - spared)
