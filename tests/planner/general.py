"""The planner's problem for a general-purpose solver: dense, written from the paper's equations alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from corridor.planner.problem import DesignProblem

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class General:
    """What the general solver found."""

    welfare: float
    infrastructure: Floats
    consumption: Floats
    population: Floats
    violation: float


class Planner:
    """Variables in a row: D[j, n], C[j], Q[arc, n], I[link], work[j, n], L[j], u; arcs are links one way."""

    def __init__(self, problem: DesignProblem, *, build: bool = True) -> None:
        p = self.p = problem
        self.build = build
        self.J, self.N = p.productivity.shape
        self.arcs = [(int(a), int(b), e, 0) for e, (a, b) in enumerate(zip(p.tail, p.head, strict=True))]
        self.arcs += [(b, a, e, 1) for a, b, e, _ in self.arcs]
        self.sizes = [
            self.J * self.N,
            self.J,
            len(self.arcs) * self.N,
            p.tail.size,
            self.J * self.N,
            self.J,
            1,
        ]
        self.ends = np.cumsum(self.sizes)

    def parts(self, x: Floats) -> tuple[Floats, ...]:
        D, C, Q, I, work, L, u = np.split(x, self.ends[:-1])
        shape = (self.J, self.N)
        return D.reshape(shape), C, Q.reshape(-1, self.N), I, work.reshape(shape), L, u

    def composite(self, C: Floats) -> Floats:
        a = self.p.alpha
        return (C / a) ** a * (self.p.housing / (1 - a)) ** (1 - a) if a < 1 else C

    def curved(self, u: Floats) -> Floats:
        rho = self.p.rho
        return np.log(u) if rho == 1 else u ** (1 - rho) / (1 - rho)

    def welfare(self, x: Floats) -> float:
        p, (_, C, _, _, _, _, u) = self.p, self.parts(x)
        if p.labour == "mobile":
            return float(p.population.sum() * self.curved(u)[0])
        at = p.population > 0
        each = self.composite(C)[at] / p.population[at]
        return float(np.sum(p.weight[at] * p.population[at] * self.curved(each)))

    def constraints(self, x: Floats) -> Floats:
        """All of them as "at least zero"."""
        p, (D, C, Q, I, work, L, u) = self.p, self.parts(x)
        left = p.productivity * work**p.a - D
        r = (p.sigma - 1) / p.sigma
        bundle = (D**r).sum(axis=1) ** (1 / r) - C
        for k, (i, j, e, way) in enumerate(self.arcs):
            left[i] -= Q[k]
            left[j] += Q[k]
            tau = p.delta_tau[e, way]
            if p.congestion == "own":
                left[i] -= tau * Q[k] ** (1 + p.beta) / I[e] ** p.gamma
            else:
                load = (Q[k] ** p.nu).sum() ** (1 / p.nu)
                bundle[i] -= tau * load ** (1 + p.beta) / I[e] ** p.gamma
        found = [
            left.ravel(),
            bundle,
            L - work.sum(axis=1),
            [p.budget - p.delta_I @ I if self.build else 1.0],
        ]
        if p.labour == "mobile":
            found += [self.composite(C) - L * u]
        return np.concatenate(found)

    def solve(self, seed: int = 0) -> General:
        p, draw = self.p, np.random.default_rng(seed)
        people = np.full(self.J, p.population.mean()) if p.labour == "mobile" else p.population
        world = (p.productivity * people[:, None] ** p.a).sum(axis=0)
        share = people / people.sum()
        infrastructure = np.minimum(np.maximum(p.budget / p.delta_I / p.tail.size, p.lower), p.upper)
        start = [
            np.maximum(0.5 * share[:, None] * world, 1e-3).ravel(),
            np.maximum(0.4 * share * world.sum(), 1e-3),
            np.tile(0.05 * world / self.J, (len(self.arcs), 1)).ravel(),
            infrastructure if self.build else p.existing,
            np.repeat(people[:, None] / self.N, self.N, axis=1).ravel(),
            people,
            [0.5 * self.composite(share * world.sum()).sum() / people.sum()],
        ]
        start = np.concatenate(start) * draw.uniform(0.9, 1.1, self.ends[-1])
        least = np.full(self.ends[-1], 1e-9)
        most = np.full(self.ends[-1], 1e3)
        at = slice(self.ends[2], self.ends[3])
        least[at] = np.maximum(p.lower, 1e-6) if self.build else p.existing
        most[at] = np.minimum(p.upper, 1e3) if self.build else p.existing
        lives = slice(self.ends[4], self.ends[5])
        if p.labour != "mobile":
            least[lives] = most[lives] = p.population
            most[self.ends[0] : self.ends[1]][p.population == 0.0] = 1e-9
            idle = np.repeat(p.population == 0.0, self.N)
            least[self.ends[3] : self.ends[4]][idle] = most[self.ends[3] : self.ends[4]][idle] = 0.0
        rules = [{"type": "ineq", "fun": self.constraints}]
        if p.labour == "mobile":
            rules.append({"type": "eq", "fun": lambda x: self.parts(x)[5].sum() - p.population.sum()})
        found = minimize(
            lambda x: -self.welfare(x),
            np.clip(start, least, most),
            method="SLSQP",
            bounds=np.stack([least, most], axis=1),
            constraints=rules,
            options={"maxiter": 300, "ftol": 1e-13},
        )
        _, C, _, I, _, L, _ = self.parts(found.x)
        violation = float(max(0.0, -self.constraints(found.x).min()))
        return General(-found.fun, I, C, L, violation)
