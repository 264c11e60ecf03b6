"""Small worlds to design for."""

from __future__ import annotations

import numpy as np

from corridor.planner.problem import DesignProblem


def lattice(rows: int, columns: int | None = None, *, diagonal: bool = False) -> tuple:
    """Return both ends of the links of a lattice."""
    place = np.arange(rows * (columns or rows)).reshape(rows, -1)
    pairs = [(place[:, :-1], place[:, 1:]), (place[:-1], place[1:])]
    if diagonal:
        pairs += [(place[:-1, :-1], place[1:, 1:]), (place[:-1, 1:], place[1:, :-1])]
    return tuple(np.concatenate([pair[end].ravel() for pair in pairs]) for end in (0, 1))


def world(rows: int = 2, columns: int = 3, goods: int = 2, *, seed: int = 1, **more) -> DesignProblem:
    """Return a lattice of unequal cities, each of which makes one good, goods in turn."""
    draw = np.random.default_rng(seed)
    tail, head = lattice(rows, columns, diagonal=more.pop("diagonal", False))
    nodes = rows * columns
    made = np.zeros((nodes, goods))
    made[np.arange(nodes), np.arange(nodes) % goods] = draw.uniform(0.7, 1.5, nodes)
    settings = {
        "delta_tau": draw.uniform(0.2, 0.6, (tail.size, 2)),
        "delta_I": draw.uniform(0.5, 2.0, tail.size),
        "population": draw.uniform(0.5, 1.5, nodes),
        "housing": draw.uniform(0.5, 1.5, nodes),
        "productivity": made,
        "budget": 5.0,
        "alpha": 0.6,
        "beta": 1.0,
        "gamma": 0.7,
        "sigma": 4.0,
        "rho": 1.0,
        **more,
    }
    return DesignProblem(tail=tail, head=head, **settings)
