"""A plan: who eats what, what goes where, which links are built, what everything is worth, and the proof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corridor.errors import Fault, InputError
from corridor.planner.build import shape_of, tastes_of
from corridor.planner.certificate import DesignCertificate
from corridor.planner.interior import State
from corridor.planner.problem import DesignProblem
from corridor.types import Floats


@dataclass(frozen=True, eq=False)
class DesignSolution:
    """The planner's plan, in levels. Prices are welfare per unit."""

    problem: DesignProblem
    welfare: float
    """`sum_j omega_j L_j u_j`; where people move, `sum_r L_r u_r` over regions."""
    population: Floats
    """`L`, [node]."""
    utility: Floats
    """Of a person, before curvature, [node]; zero where nobody lives."""
    consumption: Floats
    """`c`, of a person, in bundles of traded goods, [node]."""
    goods_used: Floats
    """`D`, put into the bundle, [node, good]."""
    output: Floats
    """`Y`, [node, good]."""
    prices: Floats
    """Of goods, [node, good]."""
    bundle_price: Floats
    """Of the bundle of traded goods, [node]; zero where it is not used."""
    flows: Floats
    """`Q`, sent from tail to head and back, [link, way, good]."""
    transport_cost: Floats
    """What congestion takes, [link, way, good] (own-good, in the good) or [link, way, 1] (in bundles)."""
    infrastructure: Floats
    """`I`, [link]."""
    link_value: Floats
    """Welfare from one more unit of infrastructure, before what it costs, [link]."""
    budget_multiplier: float
    """Welfare from one more unit of budget; zero where none is spent."""
    certificate: DesignCertificate

    @property
    def cost(self) -> float:
        """What all infrastructure costs, each link counted once."""
        return float(self.problem.delta_I @ self.infrastructure)

    @property
    def mean_utility(self) -> float:
        """Utility of a person that, given to all, would be worth the same welfare."""
        people = self.problem.weight if self.problem.labour == "fixed" else np.ones(self.problem.nodes)
        total, rho = float(people @ self.population), self.problem.rho
        if rho == 1.0:
            return float(np.exp(self.welfare / total))
        return float((self.welfare / total * (1.0 - rho)) ** (1.0 / (1.0 - rho)))

    def gain_over(self, before: DesignSolution) -> float:
        """Return the gain in parts of one: how much more of goods and housing for all is worth the same.

        Raises
        ------
        InputError
            The two plans are for people with different tastes.

        """
        faults = [
            Fault(
                file="design",
                message="differs between the plans",
                column=name,
                value=f"{b:g}",
                allowed=f"{a:g}",
            )
            for name in ("alpha", "rho")
            if (a := getattr(self.problem, name)) != (b := getattr(before.problem, name))
        ]
        if faults:
            raise InputError(faults)
        return self.mean_utility / before.mean_utility - 1.0


def levels(problem: DesignProblem, state: State, cities: Floats) -> dict[str, Floats]:
    """Return the plan's arrays over nodes, from variables of cities and their prices."""
    shape, n = shape_of(problem), problem.goods
    at, node = problem.inhabited, np.arange(problem.nodes)
    people = np.where(at, cities[:, -1], 0.0) if shape.mobile else problem.population
    divide = np.where(people > 0.0, people, 1.0)
    together = np.where(at, tastes_of(problem).together(cities[:, n], problem.housing), 0.0)
    makes = problem.productivity > 0.0
    work = cities[:, n + 1 : 2 * n + 1] if shape.assigns else np.repeat(people[:, None], n, axis=1)
    labour = np.where(makes & at[:, None], work, 0.0)
    rows = [shape.of_node(node, good) for good in range(n)]
    price = state.point.price
    return {
        "population": people,
        "utility": together / divide,
        "consumption": np.where(at, cities[:, n] / divide, 0.0),
        "goods_used": np.where((at | shape.cross)[:, None], cities[:, :n], 0.0),
        "output": problem.productivity * labour**problem.a,
        "prices": price[np.stack(rows, axis=1)],
        "bundle_price": price[shape.of_node(node, n)],
    }


def transport_cost(problem: DesignProblem, flows: Floats, infrastructure: Floats) -> Floats:
    """Return what congestion takes on each link, [link, way, good] or [link, way, 1] in bundles."""
    built = np.where(infrastructure > 0.0, infrastructure, 1.0)[:, None, None]
    load = flows
    if problem.congestion == "cross":
        load = (flows**problem.nu).sum(axis=2, keepdims=True) ** (1.0 / problem.nu)
    return np.asarray(
        problem.delta_tau[:, :, None] * load ** (1.0 + problem.beta) / built**problem.gamma, dtype=np.float64
    )


def link_value(problem: DesignProblem, plan: dict[str, Floats]) -> Floats:
    """Return what one more unit of infrastructure is worth: `gamma / I` times what is lost, [link]."""
    ends = np.stack([problem.tail, problem.head], axis=1)
    price = plan["bundle_price"][:, None] if problem.congestion == "cross" else plan["prices"]
    lost = (price[ends] * plan["transport_cost"]).sum(axis=(1, 2))
    built = np.where(plan["infrastructure"] > 0.0, plan["infrastructure"], 1.0)
    return np.asarray(problem.gamma * lost / built, dtype=np.float64)
