"""The traffic equilibrium in levels, with the certificate of how the solve ended."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corridor.errors import SolveError
from corridor.geography.newton import TrafficSettings, newton
from corridor.geography.problem import TrafficProblem
from corridor.geography.routes import route_factors
from corridor.geography.start import along_path, start
from corridor.geography.system import System, local_rule
from corridor.geography.uniqueness import Uniqueness, uniqueness
from corridor.types import Floats

TOLERANCE = 1e-9
"""Largest relative residual of any equation block that a result may have."""


@dataclass(frozen=True, slots=True)
class TrafficCertificate:
    """How a solve ended."""

    residuals: Mapping[str, float]
    """Largest relative residual of every equation block, computed from the levels."""
    iterations: int
    route_bound: float
    """An upper bound below one of the spectral radius of `K`: the sum over routes is finite."""
    uniqueness: Uniqueness
    settings: TrafficSettings
    seconds: float = field(compare=False)

    @property
    def worst(self) -> float:
        """The largest residual of all blocks."""
        return max(self.residuals.values())


@dataclass(frozen=True, eq=False)
class TrafficEquilibrium:
    """The solution in levels. World income equals total labour: the average wage is the numeraire."""

    problem: TrafficProblem
    wage: Floats
    """`w`, [node]; zero at junctions, as labour and income."""
    labour: Floats
    """`L`, [node]."""
    income: Floats
    """`Y`, [node]."""
    price_index: Floats
    """`P ** (-1 / theta)`, [node]."""
    inward_access: Floats
    """`P_i`, access of buyers to sellers, [node]."""
    outward_access: Floats
    """`Q_i`, access of sellers to buyers, [node]."""
    traffic: Floats
    """`Xi`, value of goods on each link, [link]."""
    iceberg_cost: Floats
    """`kappa`, congestion included, [link]."""
    real_income: Floats
    """`w u / price index` of a worker, [node]."""
    welfare: float
    """`W`: that of everybody where labour moves; else its mean over all workers."""
    certificate: TrafficCertificate


def traffic_equilibrium(
    problem: TrafficProblem, *, settings: TrafficSettings | None = None
) -> TrafficEquilibrium:
    """Return the equilibrium of trade, routes and congestion (Allen & Arkolakis 2022, section 4).

    Sparse throughout: Newton's method on market access at both ends of every link; no matrix of
    origins by destinations is formed.

    Raises
    ------
    SolveError
        Links are so cheap that no sum over routes is finite, or a residual exceeds `TOLERANCE`.

    """
    started = time.perf_counter()
    settings = settings or TrafficSettings()
    system, unknown, iterations = _solved(problem, settings)
    levels = _levels(problem, system, unknown)
    residuals, bound = _residuals(problem, levels)
    certificate = TrafficCertificate(
        residuals, iterations, bound, uniqueness(problem), settings, time.perf_counter() - started
    )
    if not certificate.worst <= TOLERANCE:
        block = max(residuals, key=lambda name: residuals[name])
        raise SolveError(
            f"The equation of {block} is off by {residuals[block]:.1e} (allowed {TOLERANCE:.0e}) after "
            f"{iterations} iterations. Ask for a smaller tolerance in the settings."
        )
    return TrafficEquilibrium(problem=problem, certificate=certificate, **levels)


def _solved(problem: TrafficProblem, settings: TrafficSettings) -> tuple[System, Floats, int]:
    nodes = problem.productivity.size
    begun = start(problem)
    system = level_system(problem, int(np.argmax(begun[:nodes] + begun[nodes : 2 * nodes])))
    try:
        unknown, _, iterations = newton(system, begun, settings)
    except SolveError:
        return along_path(problem, settings, level_system)
    return system, unknown, iterations


def level_system(problem: TrafficProblem, reference: int) -> System:
    """Return the equations in levels."""
    theta, alpha, beta = problem.trade_elasticity, problem.productivity_spillover, problem.amenity_spillover
    mobile, settled = problem.mobile, problem.settled
    local = local_rule(theta, alpha, beta, mobile=mobile)
    log_productivity = _log(problem.productivity, settled, 0.0)
    labour = np.zeros(settled.size) if mobile else _log(problem.labour, settled, 0.0)
    if mobile:
        log_amenity = _log(problem.amenity, settled, 0.0)
        log_wage = local.wage[1] * theta * log_productivity - local.wage[2] * log_amenity
        labour = local.labour[1] * theta * log_productivity - local.labour[2] * log_amenity
    else:
        log_productivity = log_productivity + alpha * labour
        log_wage = (theta * log_productivity - labour) / (1.0 + theta)
    total = float(problem.labour if mobile else problem.labour[settled].sum())
    response = -theta / (1.0 + theta * problem.congestion)
    link = response * np.log(problem.iceberg_cost)
    return System(
        tail=problem.tail,
        head=problem.head,
        theta=theta,
        congestion=problem.congestion,
        mobile=mobile,
        local=local,
        scale_elasticity=alpha + beta,
        log_wage=log_wage,
        log_labour=labour,
        own_in=np.where(settled, theta * log_productivity, -np.inf),
        own_out=np.where(settled, 0.0, -np.inf),
        link_in=link,
        link_out=link,
        income_weight=settled.astype(float),
        labour_weight=settled.astype(float),
        log_income=float(np.log(total)),
        log_total_labour=float(np.log(total)),
        reference=reference,
    )


def _levels(problem: TrafficProblem, system: System, unknown: Floats) -> dict[str, Any]:
    n, theta, settled, local = system.nodes, system.theta, problem.settled, system.local
    p, q, log_welfare = unknown[:n], unknown[n : 2 * n], float(unknown[2 * n])
    log_wage = system.log_wage + local.wage[0] * p + local.wage[1] * q + local.wage[2] * log_welfare
    log_labour = system.log_labour + local.labour[0] * p + local.labour[1] * q + local.labour[2] * log_welfare
    wage = np.where(settled, np.exp(log_wage), 0.0)
    labour = np.where(settled, np.exp(log_labour), 0.0)
    crowd = system.crowding * (p[problem.tail] + q[problem.head] - system.log_income)
    traffic = np.exp(system.link_in - crowd + p[problem.tail] + q[problem.head])
    share = traffic / np.exp(system.log_income)
    amenity = problem.amenity * np.where(settled, labour, 1.0) ** problem.amenity_spillover
    real = wage * amenity * np.exp(p / theta)
    return {
        "wage": wage,
        "labour": labour,
        "income": wage * labour,
        "price_index": np.exp(-p / theta),
        "inward_access": np.exp(p),
        "outward_access": np.exp(q),
        "traffic": traffic,
        "iceberg_cost": problem.iceberg_cost * share**problem.congestion,
        "real_income": real,
        "welfare": float(np.exp(log_welfare)) if problem.mobile else float(real @ labour / labour.sum()),
    }


def _residuals(problem: TrafficProblem, levels: dict[str, Any]) -> tuple[dict[str, float], float]:
    """Return the largest relative residual of every block from the levels, and the bound of routes."""
    theta, n, settled = problem.trade_elasticity, problem.productivity.size, problem.settled
    wage, labour, income = (np.asarray(levels[k])[settled] for k in ("wage", "labour", "income"))
    P, Q = np.asarray(levels["inward_access"]), np.asarray(levels["outward_access"])
    cost, traffic = np.asarray(levels["iceberg_cost"]), np.asarray(levels["traffic"])
    _, K, bound = route_factors(problem, cost**-theta)
    made = problem.productivity[settled] * labour**problem.productivity_spillover
    mill, spent = np.zeros(n), np.zeros(n)
    mill[settled] = (made / wage) ** theta
    spent[settled] = income / P[settled]
    into = np.bincount(problem.head, traffic, n)
    out = np.bincount(problem.tail, traffic, n)
    total = float(problem.labour if problem.mobile else problem.labour[settled].sum())
    residuals = {
        "inward market access": relative_gap(mill + K.T @ P, P),
        "outward market access": relative_gap(spent + K @ Q, Q),
        "goods markets": relative_gap(mill[settled] * Q[settled], income),
        "traffic": relative_gap(cost**-theta * P[problem.tail] * Q[problem.head], traffic),
        "traffic at nodes": relative_gap(into + levels["income"], out + levels["income"]),
        "world income": relative_gap(income.sum(), total),
        "labour": relative_gap(labour.sum(), total),
    }
    if problem.mobile:
        residuals["welfare"] = relative_gap(np.asarray(levels["real_income"])[settled], levels["welfare"])
    return residuals, bound


def relative_gap(left: ArrayLike, right: ArrayLike) -> float:
    """Return the largest distance of two arrays, relative to the second."""
    return float(np.max(np.abs(np.asarray(left) - np.asarray(right)) / np.abs(right), initial=0.0))


def _log(value: Floats, where: NDArray[np.bool_], other: float) -> Floats:
    """Return the logarithm where wanted, else another number."""
    return np.where(where, np.log(np.where(where, value, 1.0)), other)
