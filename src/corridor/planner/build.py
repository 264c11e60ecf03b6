"""From a problem to its program: which rows and variables there are, and where an interior solve starts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import splu

from corridor.planner.cities import Cities, Tastes
from corridor.planner.links import Links, Technology, exact
from corridor.planner.problem import DesignProblem
from corridor.planner.program import Frame, Program
from corridor.types import Flags, Floats, Ints


@dataclass(frozen=True, eq=False)
class Shape:
    """How many rows each node has, and which kinds of variables there are."""

    nodes: int
    goods: int
    regions: int
    assigns: bool
    mobile: bool
    cross: bool

    @property
    def group(self) -> int:
        """Rows of a node: goods, the bundle, [labour,] [utility]."""
        return self.goods + 1 + self.assigns + self.mobile

    @property
    def border(self) -> int:
        """First row after those of the nodes: the budget, then people and utility of regions."""
        return self.nodes * self.group

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.border + 1 + (2 * self.regions if self.mobile else 0)

    def of_node(self, node: Ints, slot: int) -> Ints:
        """Return rows of nodes."""
        return np.asarray(node * self.group + slot, dtype=np.int64)


def shape_of(problem: DesignProblem) -> Shape:
    """Return what the problem needs."""
    mobile = problem.labour != "fixed"
    several = bool(np.any((problem.productivity > 0.0).sum(axis=1) > 1))
    regions = problem.region_population.size if mobile else 0
    return Shape(
        problem.nodes, problem.goods, regions, mobile or several, mobile, problem.congestion == "cross"
    )


def program_of(
    problem: DesignProblem, used: Ints, fixed: Flags, technology: Technology | None = None
) -> Program:
    """Return the program over the links `used`, with the infrastructure of some of them `fixed`.

    Congestion is that of the problem unless another one is given.
    """
    technology = technology or exact(problem.delta_tau[used], problem.beta, problem.gamma)
    shape = shape_of(problem)
    alive = _alive(problem, shape)
    constant, scale = np.zeros(shape.rows), np.ones(shape.rows)
    world = world_output(problem)
    node = np.arange(problem.nodes)
    for good in range(problem.goods):
        rows = shape.of_node(node, good)
        scale[rows] = world[good] / problem.nodes
        if not shape.assigns:
            constant[rows] = problem.productivity[:, good] * problem.population**problem.a
    scale[shape.of_node(node, problem.goods)] = world.mean() / problem.nodes
    free = problem.delta_I[used] @ np.where(fixed, 0.0, 1.0) > 0.0
    spent_elsewhere = float(problem.delta_I @ problem.lower) - float(
        problem.delta_I[used] @ problem.lower[used]
    )
    constant[shape.border] = problem.budget - spent_elsewhere
    scale[shape.border] = max(problem.budget, 1e-300)
    alive[shape.border] = free
    weight, equal = np.empty(0), np.zeros(shape.rows, dtype=bool)
    if shape.mobile:
        people = problem.region_population
        rows = shape.border + 1 + np.arange(shape.regions)
        constant[rows], scale[rows], alive[rows] = people, np.maximum(people, 1e-300), people > 0.0
        weight, equal[rows] = people, people > 0.0
        per_node = people.sum() / problem.nodes
        scale[shape.of_node(node, problem.goods + 1)] = per_node
    kinds = (_cities(problem, shape), _links(problem, shape, used, fixed, technology))
    return Program(
        kinds, constant, alive, equal, shape.border, scale, weight, problem.rho, _order(problem, shape, used)
    )


def evenly(problem: DesignProblem) -> Floats:
    """Return people where they stay, or spread evenly over where they may live, [node]."""
    if problem.labour == "fixed":
        return problem.population
    room = np.where(problem.inhabited, 1.0, 0.0)
    each = problem.region_population / np.maximum(np.bincount(problem.region, room), 1.0)
    return np.asarray(room * each[problem.region], dtype=np.float64)


def world_output(problem: DesignProblem) -> Floats:
    """Return what the world makes of each good when people and their work are spread evenly, [good]."""
    makes = problem.productivity > 0.0
    each = evenly(problem)[:, None] / np.maximum(makes.sum(axis=1, keepdims=True), 1)
    return np.asarray((problem.productivity * each**problem.a * makes).sum(axis=0), dtype=np.float64)


def tastes_of(problem: DesignProblem) -> Tastes:
    """Return preferences."""
    return Tastes(problem.alpha, problem.sigma, problem.rho)


def _alive(problem: DesignProblem, shape: Shape) -> Flags:
    alive = np.zeros(shape.rows, dtype=bool)
    node = np.arange(problem.nodes)
    for good in range(problem.goods):
        alive[shape.of_node(node, good)] = True
    alive[shape.of_node(node, problem.goods)] = problem.inhabited | shape.cross
    if shape.assigns:
        works = problem.inhabited & np.any(problem.productivity > 0.0, axis=1)
        alive[shape.of_node(node, problem.goods + 1)] = works
    if shape.mobile:
        alive[shape.of_node(node, problem.goods + 2)] = problem.inhabited
    return alive


def _cities(problem: DesignProblem, shape: Shape) -> Cities:
    n, node = problem.goods, np.arange(problem.nodes)
    slots = [shape.of_node(node, slot) for slot in range(shape.group)]
    moving = [np.repeat((problem.inhabited | shape.cross)[:, None], n, axis=1), problem.inhabited[:, None]]
    if shape.assigns:
        moving.append((problem.productivity > 0.0) & problem.inhabited[:, None])
    if shape.mobile:
        slots += [shape.border + 1 + problem.region, shape.border + 1 + shape.regions + problem.region]
        moving.append(problem.inhabited[:, None])
    moves = np.concatenate(moving, axis=1)
    frame = Frame(
        rows=np.stack(slots, axis=1).astype(np.int64),
        lower=np.zeros(moves.shape),
        upper=np.full(moves.shape, np.inf),
        moving=moves,
        shared_slots=(n + 2, n + 4) if shape.mobile else (0, 0),
    )
    return Cities(
        frame,
        tastes_of(problem),
        problem.productivity,
        problem.a,
        problem.population,
        problem.housing,
        problem.weight,
        problem.inhabited,
        problem.inhabited | shape.cross,
        problem.region,
        shape.assigns,
        shape.mobile,
    )


def _links(problem: DesignProblem, shape: Shape, used: Ints, fixed: Flags, technology: Technology) -> Links:
    n, tail, head = problem.goods, problem.tail[used], problem.head[used]
    slots = [shape.of_node(end, good) for end in (tail, head) for good in range(n)]
    if shape.cross:
        slots += [shape.of_node(end, n) for end in (tail, head)]
    slots.append(np.full(used.size, shape.border))
    size = (used.size, 2 * n + 1)
    lower, upper = np.zeros(size), np.full(size, np.inf)
    lower[:, -1], upper[:, -1] = problem.lower[used], problem.upper[used]
    moving = np.ones(size, dtype=bool)
    moving[:, -1] = ~fixed
    frame = Frame(np.stack(slots, axis=1).astype(np.int64), lower, upper, moving)
    return Links(frame, technology, problem.delta_I[used], n, shape.cross, problem.nu)


def elimination(problem: DesignProblem, used: Ints) -> Ints:
    """Return nodes in an order of elimination that keeps factors sparse."""
    n = problem.nodes
    ends = problem.tail[used], problem.head[used]
    graph = coo_array((np.ones(used.size), ends), shape=(n, n))
    degree = 1.0 + np.bincount(ends[0], minlength=n) + np.bincount(ends[1], minlength=n)
    matrix = (coo_array((degree, (np.arange(n), np.arange(n))), shape=(n, n)) - graph - graph.T).tocsc()
    options = {"SymmetricMode": True}
    factors = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options)
    return np.argsort(factors.perm_c).astype(np.int64)


def _order(problem: DesignProblem, shape: Shape, used: Ints) -> Ints:
    """Return rows of nodes in the order of elimination, node by node."""
    nodes = elimination(problem, used)
    return (nodes[:, None] * shape.group + np.arange(shape.group)).ravel().astype(np.int64)
