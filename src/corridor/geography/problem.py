"""What a traffic equilibrium is solved for: places, links, elasticities; and what is observed of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from corridor.errors import Fault, raise_if
from corridor.types import Floats, Ints

CONSERVATION = 1e-6
"""Largest relative gap between observed traffic into and out of a node."""


@dataclass(frozen=True, eq=False)
class TrafficProblem:
    """Places joined by links, who lives there, and how strongly crowds and traffic matter.

    The economic geography of Allen & Arkolakis (2022, Review of Economic Studies 89), sections 2-4.
    `InputError` lists every fault. A node that makes nothing (productivity, amenity or labour zero)
    is a junction: goods pass, nobody lives there. Links have a direction; a road open both ways is
    two links.
    """

    tail: Ints
    """Node a link leaves, [link], counted from zero."""
    head: Ints
    """Node a link reaches, [link]."""
    iceberg_cost: Floats
    """`kappa0` >= 1, [link]: units to send for one to arrive. With congestion it is the cost at traffic
    worth the whole world's income, so that the cost that prevails is lower."""
    productivity: Floats
    """`A_bar`, [node]."""
    amenity: Floats
    """`u_bar`, [node]."""
    labour: Floats
    """[node] where labour stays; a single number, the total, where it moves freely."""
    trade_elasticity: float
    """`theta = sigma - 1` > 0."""
    productivity_spillover: float = 0.0
    """`alpha`: `A = A_bar L ** alpha`."""
    amenity_spillover: float = 0.0
    """`beta`: `u = u_bar L ** beta`."""
    congestion: float = 0.0
    """`lambda` >= 0: `kappa = kappa0 (traffic / world income) ** lambda`."""

    def __post_init__(self) -> None:
        _freeze(self, ("tail", "head"), ("iceberg_cost", "productivity", "amenity", "labour"))
        raise_if(self.problems())

    @property
    def mobile(self) -> bool:
        """Whether labour moves freely."""
        return self.labour.ndim == 0

    @property
    def settled(self) -> NDArray[np.bool_]:
        """Nodes where somebody works, [node]; the others are junctions."""
        works: NDArray[np.bool_] = (self.productivity > 0.0) & (self.amenity > 0.0) & (self.labour > 0.0)
        return works

    def problems(self) -> list[Fault]:
        """Return everything that cannot be."""
        node = {"productivity": self.productivity, "amenity": self.amenity}
        if not self.mobile:
            node["labour"] = self.labour
        nodes = self.productivity.size
        faults = [
            *_array_problems(node, nodes, lowest=0.0),
            *_array_problems({"iceberg_cost": self.iceberg_cost}, self.tail.size, lowest=1.0),
            *_link_problems(self.tail, self.head, nodes),
            *_elasticity_problems(self),
        ]
        if self.mobile and not (np.isfinite(self.labour) and self.labour > 0.0):
            faults.append(_fault("labour", "the total must be positive", str(self.labour), "> 0"))
        if not faults and not np.any(self.settled):
            faults.append(
                _fault("productivity", "nobody works anywhere", None, "one node with all three > 0")
            )
        return faults


@dataclass(frozen=True, eq=False)
class ObservedTraffic:
    """What a counterfactual needs to know of today: traffic on links and income at nodes.

    Allen & Arkolakis (2022), proposition 2: costs, productivity and amenities need not be known. Traffic
    into a node equals traffic out of it, because every place spends its income.
    """

    tail: Ints
    head: Ints
    traffic: Floats
    """`Xi`, value per year, [link]."""
    income: Floats
    """`Y`, per year, [node]; zero at junctions."""
    labour: Floats
    """[node]; weighs where people are counted."""
    trade_elasticity: float
    productivity_spillover: float = 0.0
    amenity_spillover: float = 0.0
    congestion: float = 0.0
    mobile: bool = True
    """Whether labour moves freely after the change."""

    def __post_init__(self) -> None:
        _freeze(self, ("tail", "head"), ("traffic", "income", "labour"))
        raise_if(self.problems())

    def problems(self) -> list[Fault]:
        """Return everything that cannot be."""
        faults = [
            *_array_problems({"income": self.income, "labour": self.labour}, self.income.size, lowest=0.0),
            *_array_problems({"traffic": self.traffic}, self.tail.size, lowest=0.0),
            *_link_problems(self.tail, self.head, self.income.size),
            *_elasticity_problems(self),
        ]
        if faults:
            return faults
        if not np.array_equal(self.income > 0.0, self.labour > 0.0):
            faults.append(_fault("labour", "income without labour, or labour without income", None, "both"))
        if np.any(self.traffic == 0.0):
            faults.append(_fault("traffic", "a link without traffic", "0", "> 0", "leave the link out"))
        nodes = self.income.size
        into = self.income + np.bincount(self.head, self.traffic, nodes)
        out = self.income + np.bincount(self.tail, self.traffic, nodes)
        gap = np.abs(into - out) / np.maximum(into, out)
        if not float(gap.max(initial=0.0)) <= CONSERVATION:
            where = int(np.argmax(gap))
            message = f"traffic into node {where} is not traffic out of it"
            cure = "balance traffic, for instance by averaging both directions"
            faults.append(
                _fault("traffic", message, f"gap {gap[where]:.1e}", f"within {CONSERVATION:g}", cure)
            )
        return faults


def _freeze(record: TrafficProblem | ObservedTraffic, ints: tuple[str, ...], floats: tuple[str, ...]) -> None:
    for name in ints + floats:
        array = np.array(getattr(record, name), dtype=np.int64 if name in ints else np.float64)
        array.flags.writeable = False
        object.__setattr__(record, name, array)


def _array_problems(arrays: Mapping[str, Floats], size: int, *, lowest: float) -> list[Fault]:
    faults = []
    for name, array in arrays.items():
        if array.shape != (size,):
            faults.append(_fault(name, "does not fit", f"shape {array.shape}", f"({size},)"))
            continue
        bad = np.flatnonzero(~(np.isfinite(array) & (array >= lowest)))
        faults += [
            _fault(name, f"entry {k} cannot be", f"{array[k]:g}", f"finite, >= {lowest:g}") for k in bad
        ]
    return faults


def _link_problems(tail: Ints, head: Ints, nodes: int) -> list[Fault]:
    if tail.shape != head.shape or tail.ndim != 1:
        return [_fault("head", "does not fit tail", f"shape {head.shape}", str(tail.shape))]
    faults = []
    for name, ends in (("tail", tail), ("head", head)):
        bad = np.flatnonzero((ends < 0) | (ends >= nodes))
        faults += [_fault(name, f"link {k} has no such node", str(ends[k]), f"0 to {nodes - 1}") for k in bad]
    faults += [
        _fault("head", f"link {k} joins node {tail[k]} to itself", cure="leave the link out")
        for k in np.flatnonzero(tail == head)
    ]
    if not faults and nodes:
        graph = coo_array((np.ones(tail.size), (tail, head)), shape=(nodes, nodes))
        parts, label = connected_components(graph.tocsr(), directed=True, connection="strong")
        if parts > 1:
            alone = int(np.argmin(np.bincount(label)[label]))
            message = (
                f"the network falls into {parts} parts without a way there and back; node {alone} is cut"
            )
            faults.append(_fault("tail", message, cure="add links, or solve each part alone"))
    return faults


def _elasticity_problems(record: TrafficProblem | ObservedTraffic) -> list[Fault]:
    alpha, beta = record.productivity_spillover, record.amenity_spillover
    theta = record.trade_elasticity
    faults = []
    if not (np.isfinite(theta) and theta > 0.0):
        faults.append(_fault("trade_elasticity", "must be positive", str(theta), "> 0"))
    if not (np.isfinite(record.congestion) and record.congestion >= 0.0):
        faults.append(_fault("congestion", "must not be negative", str(record.congestion), ">= 0"))
    if not (np.isfinite(alpha) and np.isfinite(beta)):
        faults.append(_fault("productivity_spillover", "spillovers must be finite", f"{alpha}, {beta}"))
    elif record.mobile and not faults and not 1.0 - beta - theta * (alpha + beta) > 0.0:
        message = "spillovers draw everybody to one place: labour would fall where access to markets rises"
        value = f"1 - beta - theta (alpha + beta) = {1.0 - beta - theta * (alpha + beta):g}"
        cure = "lower alpha or beta, or let labour stay where it is"
        faults.append(_fault("productivity_spillover", message, value, "> 0", cure))
    return faults


def _fault(
    column: str, message: str, value: str | None = None, allowed: str | None = None, cure: str | None = None
) -> Fault:
    return Fault(file="traffic", message=message, column=column, value=value, allowed=allowed, cure=cure)
