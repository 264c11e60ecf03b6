"""Changes of the traffic equilibrium from observed traffic and income alone: exact hat algebra."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from corridor.errors import Fault, SolveError, raise_if
from corridor.geography.equilibrium import TOLERANCE, TrafficCertificate, TrafficEquilibrium, relative_gap
from corridor.geography.newton import TrafficSettings, newton
from corridor.geography.path import follow
from corridor.geography.problem import ObservedTraffic
from corridor.geography.system import System, local_rule
from corridor.geography.uniqueness import Uniqueness
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class TrafficChange:
    """Counterfactual over observed (`_hat`) and its levels (`_new`); the numeraire is world income."""

    wage_hat: Floats
    """[node]; one at junctions."""
    labour_hat: Floats
    """[node]."""
    price_index_hat: Floats
    """[node]."""
    iceberg_hat: Floats
    """[link], congestion included."""
    traffic_new: Floats
    """[link], in the unit of observed traffic."""
    income_new: Floats
    """[node]."""
    real_income_hat: Floats
    """Of a worker, amenities included, [node]; one at junctions."""
    welfare_hat: float
    """Of everybody where labour moves; else the income-weighted mean of `real_income_hat`."""
    certificate: TrafficCertificate


@dataclass(frozen=True)
class _Shock:
    """Logs of what changes."""

    iceberg: Floats
    productivity: Floats
    amenity: Floats

    def part(self, share: float) -> _Shock:
        """Return a part of the change."""
        return _Shock(share * self.iceberg, share * self.productivity, share * self.amenity)


def observed_traffic(solution: TrafficEquilibrium) -> ObservedTraffic:
    """Return what an observer sees of an equilibrium."""
    problem = solution.problem
    return ObservedTraffic(
        tail=problem.tail,
        head=problem.head,
        traffic=solution.traffic,
        income=solution.income,
        labour=solution.labour,
        trade_elasticity=problem.trade_elasticity,
        productivity_spillover=problem.productivity_spillover,
        amenity_spillover=problem.amenity_spillover,
        congestion=problem.congestion,
        mobile=problem.mobile,
    )


def traffic_counterfactual(
    today: ObservedTraffic,
    iceberg_hat: ArrayLike | None = None,
    *,
    productivity_hat: ArrayLike | None = None,
    amenity_hat: ArrayLike | None = None,
    settings: TrafficSettings | None = None,
) -> TrafficChange:
    """Return the change of the traffic equilibrium (Allen & Arkolakis 2022, proposition 2).

    Parameters
    ----------
    today
        Observed traffic and income.
    iceberg_hat
        Change of links' costs before congestion, [link]; none: one.
    productivity_hat, amenity_hat
        Changes of `A_bar` and `u_bar`, [node]; none: one.
    settings
        Of Newton's method.

    Raises
    ------
    InputError
        A change has the wrong shape or is not positive.
    SolveError
        No solution was found, or a residual exceeds `TOLERANCE`.

    """
    started = time.perf_counter()
    settings = settings or TrafficSettings()
    shock = _shock(today, iceberg_hat, productivity_hat, amenity_hat)
    system = _system(today, shock)
    start = np.zeros(2 * system.nodes + 1)
    try:
        unknown, _, iterations = newton(system, start, settings)
    except SolveError:
        system, unknown, iterations = follow(lambda way: _system(today, shock.part(way)), start, settings)
    change = _change(today, system, unknown, shock)
    residuals = _residuals(today, change, shock)
    unique = Uniqueness(assured=False, statement="not checked: changes need no costs, so theirs are unknown")
    certificate = TrafficCertificate(
        residuals, iterations, float("nan"), unique, settings, time.perf_counter() - started
    )
    if not certificate.worst <= TOLERANCE:
        block = max(residuals, key=lambda name: residuals[name])
        raise SolveError(
            f"The equation of {block} is off by {residuals[block]:.1e} (allowed {TOLERANCE:.0e}) after "
            f"{iterations} iterations. Ask for a smaller tolerance in the settings."
        )
    return TrafficChange(certificate=certificate, **change)


def _shock(
    today: ObservedTraffic,
    iceberg: ArrayLike | None,
    productivity: ArrayLike | None,
    amenity: ArrayLike | None,
) -> _Shock:
    faults, logs = [], []
    for name, given, size in (
        ("iceberg_hat", iceberg, today.tail.size),
        ("productivity_hat", productivity, today.income.size),
        ("amenity_hat", amenity, today.income.size),
    ):
        array = np.ones(size) if given is None else np.asarray(given, dtype=np.float64)
        if array.shape != (size,):
            faults.append(
                Fault(
                    file="traffic",
                    message="does not fit",
                    column=name,
                    value=f"shape {array.shape}",
                    allowed=f"({size},)",
                )
            )
        elif not (np.all(np.isfinite(array)) and np.all(array > 0.0)):
            bad = int(np.flatnonzero(~(np.isfinite(array) & (array > 0.0)))[0])
            faults.append(
                Fault(
                    file="traffic",
                    message=f"entry {bad} cannot be",
                    column=name,
                    value=f"{array[bad]:g}",
                    allowed="finite, > 0",
                )
            )
        else:
            logs.append(np.log(array))
    raise_if(faults)
    return _Shock(*logs)


def _system(today: ObservedTraffic, shock: _Shock) -> System:
    """Return the equations in changes: shares of today's traffic and income are the coefficients."""
    theta, mobile, settled = today.trade_elasticity, today.mobile, today.income > 0.0
    alpha, beta = today.productivity_spillover, today.amenity_spillover
    local, n = local_rule(theta, alpha, beta, mobile=mobile), today.income.size
    into = today.income + np.bincount(today.head, today.traffic, n)
    out = today.income + np.bincount(today.tail, today.traffic, n)
    with np.errstate(divide="ignore"):
        own_in, own_out = np.log(today.income / into), np.log(today.income / out)
    made, liked = np.where(settled, shock.productivity, 0.0), np.where(settled, shock.amenity, 0.0)
    if mobile:
        log_wage = local.wage[1] * theta * made - local.wage[2] * liked
        log_labour = local.labour[1] * theta * made - local.labour[2] * liked
    else:
        log_wage, log_labour = theta * made / (1.0 + theta), np.zeros(n)
    moved = -theta / (1.0 + theta * today.congestion) * shock.iceberg
    return System(
        tail=today.tail,
        head=today.head,
        theta=theta,
        congestion=today.congestion,
        mobile=mobile,
        local=local,
        scale_elasticity=alpha + beta,
        log_wage=log_wage,
        log_labour=log_labour,
        own_in=own_in + theta * made,
        own_out=own_out,
        link_in=np.log(today.traffic / into[today.head]) + moved,
        link_out=np.log(today.traffic / out[today.tail]) + moved,
        income_weight=today.income / today.income.sum(),
        labour_weight=today.labour / today.labour.sum(),
        log_income=0.0,
        log_total_labour=0.0,
        reference=int(np.argmax(into)),
    )


def _change(today: ObservedTraffic, system: System, unknown: Floats, shock: _Shock) -> dict[str, Any]:
    n, theta, local, settled = system.nodes, system.theta, system.local, today.income > 0.0
    p, q, log_welfare = unknown[:n], unknown[n : 2 * n], float(unknown[2 * n])
    log_wage = system.log_wage + local.wage[0] * p + local.wage[1] * q + local.wage[2] * log_welfare
    log_labour = system.log_labour + local.labour[0] * p + local.labour[1] * q + local.labour[2] * log_welfare
    log_wage, log_labour = np.where(settled, log_wage, 0.0), np.where(settled, log_labour, 0.0)
    reach = p[today.tail] + q[today.head]
    log_traffic = -theta * shock.iceberg / (1.0 + theta * today.congestion) + (1.0 - system.crowding) * reach
    amenity = shock.amenity + today.amenity_spillover * log_labour
    real = np.where(settled, np.exp(log_wage + amenity + p / theta), 1.0)
    weight = today.income / today.income.sum()
    return {
        "wage_hat": np.exp(log_wage),
        "labour_hat": np.exp(log_labour),
        "price_index_hat": np.exp(-p / theta),
        "iceberg_hat": np.exp(shock.iceberg + today.congestion * log_traffic),
        "traffic_new": today.traffic * np.exp(log_traffic),
        "income_new": today.income * np.exp(log_wage + log_labour),
        "real_income_hat": real,
        "welfare_hat": float(np.exp(log_welfare)) if today.mobile else float(weight @ real),
    }


def _residuals(today: ObservedTraffic, change: Mapping[str, Any], shock: _Shock) -> dict[str, float]:
    """Return the largest relative residual of every block from the changes themselves."""
    theta, n, settled = today.trade_elasticity, today.income.size, today.income > 0.0
    price, income = np.asarray(change["price_index_hat"]), np.asarray(change["income_new"])
    wage, labour = np.asarray(change["wage_hat"]), np.asarray(change["labour_hat"])
    traffic, cost = np.asarray(change["traffic_new"]), np.asarray(change["iceberg_hat"])
    access = price**-theta
    into, out = (np.bincount(ends, traffic, n) + income for ends in (today.head, today.tail))
    before = today.income + np.bincount(today.head, today.traffic, n)
    outward = into / before / access
    made = np.exp(shock.productivity) * labour**today.productivity_spillover
    supply = (made / wage) ** theta
    own = today.income * supply * outward
    carried = today.traffic * cost**-theta * access[today.tail] * outward[today.head]
    residuals = {
        "goods markets": relative_gap(own[settled], income[settled]),
        "traffic": relative_gap(carried, traffic),
        "traffic at nodes": relative_gap(into, out),
        "congestion": relative_gap(
            np.exp(shock.iceberg) * (traffic / today.traffic) ** today.congestion, cost
        ),
        "world income": relative_gap(income.sum(), today.income.sum()),
        "labour": relative_gap((today.labour * labour).sum(), today.labour.sum()),
    }
    if today.mobile:
        real = np.asarray(change["real_income_hat"])[settled]
        residuals["welfare"] = relative_gap(real, change["welfare_hat"])
    return residuals
