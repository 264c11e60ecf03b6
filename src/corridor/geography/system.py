"""The equations of the traffic equilibrium in logarithms, and their derivatives.

Unknowns are `p = ln P`, `q = ln Q` (inward and outward market access, [node]) and `ln W`. Wages and
labour follow at each node; with `b = theta lambda / (1 + theta lambda)` and link `k -> l`

    P_l = own_in_l w_l ** -theta L_l ** (alpha theta) + sum_k in_kl P_k (P_k Q_l / Y) ** -b
    Q_k = own_out_k w_k L_k / P_k                    + sum_l out_kl Q_l (P_k Q_l / Y) ** -b
    P = (w u / W) ** -theta,   w L = (A / w) ** theta Q,   sum w L = Y,   sum L = L_bar

The same equations hold for levels and for changes (proposition 2): only the coefficients differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csc_array

from corridor.types import Floats, Ints


@dataclass(frozen=True, slots=True)
class Local:
    """How log wages and labour at a node move with `p`, `q` and `ln W` there."""

    wage: tuple[float, float, float]
    labour: tuple[float, float, float]
    feedback: float
    """`alpha` where labour moves, else zero: its level is part of productivity then."""

    @property
    def income(self) -> tuple[float, float, float]:
        """The same of income."""
        p, q, w = (a + b for a, b in zip(self.wage, self.labour, strict=True))
        return p, q, w


@dataclass(frozen=True, eq=False)
class System:
    """Coefficients of the equations. Logarithms are minus infinity at junctions."""

    tail: Ints
    head: Ints
    theta: float
    congestion: float
    mobile: bool
    local: Local
    scale_elasticity: float
    """`alpha + beta`: of welfare to total labour, where labour moves."""
    log_wage: Floats
    """At `p = q = ln W = 0`, [node]."""
    log_labour: Floats
    own_in: Floats
    own_out: Floats
    link_in: Floats
    """Log coefficient of a link in the equation of `P` at its head, [link]."""
    link_out: Floats
    """The same for `Q` at its tail."""
    income_weight: Floats
    labour_weight: Floats
    log_income: float
    """`ln Y`."""
    log_total_labour: float
    reference: int
    """A node with much access, held apart when the sparse matrix is factorised."""

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return self.own_in.size

    @property
    def crowding(self) -> float:
        """`b`."""
        return self.theta * self.congestion / (1.0 + self.theta * self.congestion)

    @property
    def response(self) -> float:
        """Elasticity of a link's weight to its cost, `-theta / (1 + theta lambda)`."""
        return -self.theta / (1.0 + self.theta * self.congestion)


@dataclass(frozen=True, eq=False)
class Equations:
    """All equations at given unknowns."""

    log_wage: Floats
    log_labour: Floats
    gap_in: Floats
    """Log of right over left side of the equation of `P`, [node]."""
    gap_out: Floats
    gap_income: float
    gap_labour: float
    own_in: Floats
    """Share of the own term in `P`, [node]; of each link, `link_in`."""
    own_out: Floats
    link_in: Floats
    link_out: Floats
    income_share: Floats
    labour_share: Floats

    @property
    def residual(self) -> float:
        """The largest gap of all equations."""
        access = np.concatenate([self.gap_in, self.gap_out])
        worst = max(float(np.max(np.abs(access))), abs(self.gap_income), abs(self.gap_labour))
        return worst if np.isfinite(worst) else float("inf")


def local_rule(theta: float, alpha: float, beta: float, *, mobile: bool) -> Local:
    """Return the derivatives of wages and labour at a node from `P = (w u / W) ** -theta` and `w L = p Q`."""
    if not mobile:
        return Local((0.0, 1.0 / (1.0 + theta), 0.0), (0.0, 0.0, 0.0), 0.0)
    det = (1.0 - alpha * theta) - beta * (1.0 + theta)
    wage = (-(1.0 - alpha * theta) / (theta * det), -beta / det, (1.0 - alpha * theta) / det)
    labour = ((1.0 + theta) / (theta * det), 1.0 / det, -(1.0 + theta) / det)
    return Local(wage, labour, alpha)


def evaluate(system: System, unknown: Floats) -> Equations:
    """Return all equations at the unknowns `[p, q, ln W]`."""
    n, theta, local = system.nodes, system.theta, system.local
    p, q, welfare = unknown[:n], unknown[n : 2 * n], float(unknown[2 * n])
    log_wage = system.log_wage + local.wage[0] * p + local.wage[1] * q + local.wage[2] * welfare
    log_labour = system.log_labour + local.labour[0] * p + local.labour[1] * q + local.labour[2] * welfare
    crowd = system.crowding * (p[system.tail] + q[system.head] - system.log_income)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        own_in = np.exp(system.own_in - theta * log_wage + local.feedback * theta * log_labour - p)
        own_out = np.exp(system.own_out + log_wage + log_labour - p - q)
        link_in = np.exp(system.link_in + p[system.tail] - crowd - p[system.head])
        link_out = np.exp(system.link_out + q[system.head] - crowd - q[system.tail])
        sum_in = own_in + np.bincount(system.head, link_in, n)
        sum_out = own_out + np.bincount(system.tail, link_out, n)
        income = system.income_weight * np.exp(log_wage + log_labour)
        labour = system.labour_weight * np.exp(log_labour)
        return Equations(
            log_wage=log_wage,
            log_labour=log_labour,
            gap_in=np.log(sum_in),
            gap_out=np.log(sum_out),
            gap_income=float(np.log(income.sum())) - system.log_income,
            gap_labour=float(np.log(labour.sum())) - system.log_total_labour,
            own_in=own_in / sum_in,
            own_out=own_out / sum_out,
            link_in=link_in / sum_in[system.head],
            link_out=link_out / sum_out[system.tail],
            income_share=income / income.sum(),
            labour_share=labour / labour.sum(),
        )


def jacobian(system: System, state: Equations) -> tuple[csc_array, Floats]:
    """Return the derivatives of both gaps by `[p, q]`, sparse, and by `ln W`."""
    n, theta, local, b = system.nodes, system.theta, system.local, system.crowding
    into = [-theta * w + local.feedback * theta * l for w, l in zip(local.wage, local.labour, strict=True)]
    out = local.income
    node, one = np.arange(n), np.ones(n)
    rows = [node, node, n + node, n + node, system.head, n + system.tail]
    columns = [node, n + node, node, n + node, system.tail, n + system.head]
    values = [
        into[0] * state.own_in - one,
        into[1] * state.own_in - b * (1.0 - state.own_in),
        (out[0] - 1.0) * state.own_out - b * (1.0 - state.own_out),
        out[1] * state.own_out - one,
        (1.0 - b) * state.link_in,
        (1.0 - b) * state.link_out,
    ]
    where = (np.concatenate(rows), np.concatenate(columns))
    matrix = coo_array((np.concatenate(values), where), shape=(2 * n, 2 * n)).tocsc()
    return matrix, np.concatenate([into[2] * state.own_in, out[2] * state.own_out])
