"""Everything that keeps a problem of network design from having an answer, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, SupportsInt

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from corridor.errors import Fault
from corridor.types import Flags, Floats

if TYPE_CHECKING:
    from corridor.planner.problem import DesignProblem


RANGES: Mapping[str, tuple[str, Callable[[float], bool]]] = {
    "alpha": ("above 0, at most 1", lambda x: 0.0 < x <= 1.0),
    "beta": ("above 0", lambda x: x > 0.0),
    "gamma": ("above 0", lambda x: x > 0.0),
    "sigma": ("above 0, not 1", lambda x: x > 0.0 and x != 1.0),
    "rho": ("0 or more", lambda x: x >= 0.0),
    "nu": ("1 or more", lambda x: x >= 1.0),
    "a": ("above 0, at most 1", lambda x: 0.0 < x <= 1.0),
    "budget": ("0 or more", lambda x: x >= 0.0),
}
"""What a number may be."""
WORDS = {"congestion": ("own", "cross"), "labour": ("fixed", "partial", "mobile")}


def problems(problem: DesignProblem) -> list[Fault]:
    """Return everything that cannot be; what rests on sound arrays is looked at only where they are."""
    faults = [*_numbers(problem), *_shapes(problem)]
    if any(fault.message == "does not fit" for fault in faults):
        return faults
    faults += [*_links(problem), *_values(problem), *_bounds(problem)]
    if any(fault.column in ("tail", "head", "region", "labour") for fault in faults):
        return faults
    return [*faults, *_people(problem), *_unreachable(problem, problem.upper > 0.0)]


def unreachable(problem: DesignProblem, usable: Flags) -> list[Fault]:
    """Return inhabited nodes that some good cannot reach over the links that can be used."""
    return _unreachable(problem, usable)


def _numbers(problem: DesignProblem) -> list[Fault]:
    faults = []
    for name, (allowed, fine) in RANGES.items():
        value = float(getattr(problem, name))
        if not (np.isfinite(value) and fine(value)):
            faults.append(_fault(name, "cannot be", f"{value:g}", allowed))
    for name, words in WORDS.items():
        if getattr(problem, name) not in words:
            faults.append(_fault(name, "unknown", str(getattr(problem, name)), " or ".join(words)))
    return faults


def _shapes(problem: DesignProblem) -> list[Fault]:
    nodes, links = problem.productivity.shape[:1], problem.tail.shape
    if problem.productivity.ndim != 2 or problem.tail.ndim != 1:
        message = "does not fit"
        return [_fault("productivity", message, f"shape {problem.productivity.shape}", "(nodes, goods)")]
    wanted = dict.fromkeys(("population", "housing", "weight", "region"), nodes)
    wanted |= dict.fromkeys(("head", "delta_I", "existing", "lower", "upper"), links)
    wanted["delta_tau"] = (*links, 2)
    return [
        _fault(name, "does not fit", f"shape {getattr(problem, name).shape}", str(shape))
        for name, shape in wanted.items()
        if getattr(problem, name).shape != shape
    ]


def _links(problem: DesignProblem) -> list[Fault]:
    faults = []
    for name in ("tail", "head"):
        ends = getattr(problem, name)
        bad = np.flatnonzero((ends < 0) | (ends >= problem.nodes))
        allowed = f"0 to {problem.nodes - 1}"
        faults += [_fault(name, "no such node", str(ends[k]), allowed, row=k + 1) for k in bad]
    cure = "leave the link out"
    faults += [
        _fault("head", "a link joins a node to itself", str(problem.head[k]), row=k + 1, cure=cure)
        for k in np.flatnonzero(problem.tail == problem.head)
    ]
    return faults


def _values(problem: DesignProblem) -> list[Fault]:
    faults = []
    faults += _entries(problem, "delta_tau", "finite, above 0", lambda x: np.isfinite(x) & (x > 0.0))
    for name in ("delta_I", "productivity", "population", "housing", "existing", "lower", "weight"):
        faults += _entries(problem, name, "finite, 0 or more", lambda x: np.isfinite(x) & (x >= 0.0))
    faults += _entries(problem, "upper", "0 or more", lambda x: x >= 0.0)
    faults += _entries(problem, "region", "0 or more", lambda x: x >= 0)
    cure = "give it a cost, or let lower and upper be equal: it cannot change then"
    faults += [
        _fault("delta_I", "free to change at no cost", "0", "above 0 if it can change", row=k + 1, cure=cure)
        for k in np.flatnonzero((problem.delta_I == 0.0) & (problem.lower < problem.upper))
    ]
    return faults


def _bounds(problem: DesignProblem) -> list[Fault]:
    cure = "lower what must stand, or raise what may stand"
    crossed = np.flatnonzero(problem.lower > problem.upper)
    faults = [
        _fault(
            "lower",
            "above upper",
            f"{problem.lower[k]:g}",
            f"at most {problem.upper[k]:g}",
            row=k + 1,
            cure=cure,
        )
        for k in crossed
    ]
    least = float(problem.delta_I @ problem.lower)
    if problem.budget < least * (1.0 - 1e-12):
        message = "does not pay for the least that must stand"
        cure = "raise the budget or lower the lower bounds"
        faults.append(_fault("budget", message, f"{problem.budget:g}", f"at least {least:g}", cure=cure))
    return faults


def _people(problem: DesignProblem) -> list[Fault]:
    faults = []
    fixed = problem.labour == "fixed"
    if not np.any(problem.population > 0.0):
        faults.append(_fault("population", "nobody lives anywhere", allowed="one node with people"))
    homeless = (problem.population > 0.0) & (problem.housing == 0.0)
    if fixed and problem.alpha < 1.0:
        cure = "give the node housing, or set alpha = 1"
        faults += [
            _fault("housing", "people without housing", "0", "above 0", row=k + 1, cure=cure)
            for k in np.flatnonzero(homeless)
        ]
    unweighted = (problem.population > 0.0) & (problem.weight == 0.0)
    if fixed:
        faults += [
            _fault("weight", "people who do not count", "0", "above 0", row=k + 1)
            for k in np.flatnonzero(unweighted)
        ]
    else:
        room = np.bincount(problem.region, problem.inhabited)
        faults += [
            _fault(
                "housing", f"people of region {r} have nowhere to live", cure="give one of its nodes housing"
            )
            for r in np.flatnonzero((problem.region_population > 0.0) & (room == 0.0))
        ]
    return faults


def _unreachable(problem: DesignProblem, usable: Flags) -> list[Fault]:
    n = problem.nodes
    ends = problem.tail[usable], problem.head[usable]
    graph = coo_array((np.ones(ends[0].size), ends), shape=(n, n))
    parts, part = connected_components(graph.tocsr(), directed=False)
    makes = (problem.productivity > 0.0) & problem.inhabited[:, None]
    made = np.zeros((parts, problem.goods), dtype=bool)
    np.logical_or.at(made, part, makes)
    lacking = np.argwhere(problem.inhabited[:, None] & ~made[part])
    cure = "join it to a node that makes the good, or let it make some"
    return [
        _fault("productivity", f"people at this node cannot get good {good}", row=node + 1, cure=cure)
        for node, good in lacking
    ]


def _entries(problem: DesignProblem, name: str, allowed: str, fine: Callable[[Floats], Flags]) -> list[Fault]:
    array = getattr(problem, name)
    return [
        _fault(name, "cannot be", f"{array[tuple(place)]:g}", allowed, row=place[0] + 1)
        for place in np.argwhere(~fine(array))
    ]


def _fault(
    column: str,
    message: str,
    value: str | None = None,
    allowed: str | None = None,
    *,
    row: SupportsInt | None = None,
    cure: str | None = None,
) -> Fault:
    place = None if row is None else int(row)
    return Fault(
        file="design", message=message, row=place, column=column, value=value, allowed=allowed, cure=cure
    )
