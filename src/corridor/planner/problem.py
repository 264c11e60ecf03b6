"""What an optimal network is sought for: cities, goods, links, a budget and the tastes of people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from corridor.errors import Fault, raise_if
from corridor.types import Flags, Floats, Ints

Kind = TypeVar("Kind", np.float64, np.int64)


@dataclass(frozen=True, eq=False, kw_only=True)
class DesignProblem:
    """The planner's problem of Fajgelbaum & Schaal (2020, Econometrica 88), sections 2 and 3.

    `InputError` lists every fault. Links are undirected: goods go both ways, infrastructure serves both
    and is paid once. One number given for an array holds for every node or link. A node without people is a
    junction where labour stays; it needs no trick.
    """

    tail: Ints
    """Node at one end of a link, [link], counted from zero."""
    head: Ints
    """Node at the other end, [link]."""
    delta_tau: Floats
    """Cost of transport > 0, [link, way]: from tail to head and back; one column serves both."""
    delta_I: Floats  # noqa: N815 - as in the paper
    """Cost of a unit of infrastructure, [link]: > 0, or 0 where a link cannot change (`lower = upper`)."""
    productivity: Floats
    """`z` >= 0, [node, good]: a node makes `z L ** a` of a good."""
    population: Floats
    """People at each node. Where they move, only their sum (in each region) counts."""
    budget: float = float("nan")
    """`K`: `sum delta_I I <= K`, what stands included; default: what stands, so that nothing is added."""
    housing: Floats = field(default_factory=lambda: np.array(np.nan))
    """`H`, units at each node; default: one for each of the population."""
    existing: Floats = field(default_factory=lambda: np.array(0.0))
    """`I0`, infrastructure that stands, [link]."""
    lower: Floats = field(default_factory=lambda: np.array(np.nan))
    """`I_l`, least infrastructure, [link]; default: what stands, so that nothing is torn down."""
    upper: Floats = field(default_factory=lambda: np.array(np.inf))
    """`I_u`, most infrastructure, [link]."""
    weight: Floats = field(default_factory=lambda: np.array(1.0))
    """`omega` > 0, the planner's weight on a person at each node; of no effect where people move."""
    region: Ints = field(default_factory=lambda: np.array(0))
    """[node], within which people move if labour is `partial`; counted from zero."""
    alpha: float = 0.5
    """Share of traded goods in spending; the rest is housing."""
    beta: float = 1.0
    """Congestion: how fast the cost of a unit rises with what is carried."""
    gamma: float = 0.5
    """How fast it falls with infrastructure."""
    sigma: float = 5.0
    """Elasticity of substitution between goods."""
    rho: float = 0.0
    """Curvature of utility; one: its logarithm."""
    nu: float = 1.0
    """How goods crowd each other on a link, `cross` only; one: by their sum."""
    a: float = 1.0
    """Returns to labour in making a good, in (0, 1]."""
    congestion: Literal["own", "cross"] = "own"
    """Whether a good is slowed by itself and paid in itself, or by all and paid in the bundle of goods."""
    labour: Literal["fixed", "partial", "mobile"] = "fixed"
    """People stay, move within their region, or move freely."""

    def __post_init__(self) -> None:
        from corridor.planner.checks import problems

        self._spread()
        raise_if(problems(self))

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.productivity)

    @property
    def goods(self) -> int:
        """Number of goods."""
        return int(self.productivity.shape[1])

    @property
    def links(self) -> int:
        """Number of undirected links."""
        return self.tail.size

    @property
    def convex(self) -> bool:
        """Whether building pays off no more than congestion costs, so that an optimum is the optimum."""
        return self.gamma <= self.beta

    @property
    def existing_cost(self) -> float:
        """What the infrastructure that stands costs, each link counted once."""
        return float(self.delta_I @ self.existing)

    @property
    def inhabited(self) -> Flags:
        """Nodes where people live or may live, [node]."""
        space = (self.housing > 0.0) | (self.alpha == 1.0)
        if self.labour == "fixed":
            return self.population > 0.0
        return space & (self.region_population[self.region] > 0.0)

    @property
    def region_population(self) -> Floats:
        """People of each region within which they move, [region]; one region where they move freely."""
        return np.bincount(self.region, self.population).astype(np.float64)

    def problems(self) -> list[Fault]:
        """Return everything that cannot be; none, since a record with faults cannot be made."""
        from corridor.planner.checks import problems

        return problems(self)

    def _spread(self) -> None:
        """Turn fields into arrays that cannot be written to, one number into one for each node or link."""
        made = np.atleast_2d(np.array(self.productivity, dtype=np.float64))
        nodes, links = (len(made),), np.shape(self.tail)
        given = {name: np.array(getattr(self, name), dtype=np.float64) for name in NODE_FIELDS + LINK_FIELDS}
        ends = {name: np.array(getattr(self, name), dtype=np.int64) for name in ("tail", "head")}
        region = np.array(self.region if self.labour == "partial" else 0, dtype=np.int64)
        spread: dict[str, Floats | Ints] = {**ends, "productivity": made}
        spread |= {name: _over(given[name], nodes) for name in NODE_FIELDS}
        spread |= {name: _over(given[name], links) for name in LINK_FIELDS}
        both = np.array(self.delta_tau, dtype=np.float64)
        one_way = both.ndim == 1 and both.shape == links
        spread["delta_tau"] = np.stack([both, both], axis=1) if one_way else _over(both, (*links, 2))
        spread["region"] = _over(region, nodes)
        if np.isnan(given["housing"]).all() and given["housing"].ndim == 0:
            spread["housing"] = spread["population"].copy()
        if np.isnan(given["lower"]).all() and given["lower"].ndim == 0:
            spread["lower"] = spread["existing"].copy()
        cost, stands = _over(given["delta_I"], links), _over(given["existing"], links)
        if np.isnan(self.budget) and cost.shape == stands.shape:
            object.__setattr__(self, "budget", float(np.sum(cost * stands)))
        for name, array in spread.items():
            array.flags.writeable = False
            object.__setattr__(self, name, array)


NODE_FIELDS = ("population", "housing", "weight")
LINK_FIELDS = ("delta_I", "existing", "lower", "upper")


def _over(array: NDArray[Kind], shape: tuple[int, ...]) -> NDArray[Kind]:
    return np.full(shape, array) if array.ndim == 0 else array.copy()
