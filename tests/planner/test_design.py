"""The best network against a general-purpose solver and against theory."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.planner.design import allocate, design
from tests.planner.general import Planner
from tests.planner.places import world

VARIANTS = {
    "own": {},
    "own, low returns": {"beta": 1.5, "gamma": 0.2},
    "own, gamma = beta": {"beta": 0.8, "gamma": 0.8, "rows": 2, "columns": 2},
    "own, linear": {"rho": 0.0, "alpha": 1.0},
    "own, averse": {"rho": 2.0},
    "own, complements": {"sigma": 0.6},
    "own, weights": {"weight": np.linspace(0.5, 1.5, 6)},
    "own, junctions": {"population": np.array([1.0, 1.0, 0.0, 0.7, 0.0, 1.3])},
    "own, bounds": {"existing": 0.3, "upper": 0.9, "budget": 3.5},
    "cross": {"congestion": "cross"},
    "cross, nu": {"congestion": "cross", "nu": 2.0},
    "cross, junctions": {"congestion": "cross", "population": np.array([1.0, 1.0, 0.0, 0.7, 0.0, 1.3])},
    "mobile": {"labour": "mobile"},
    "mobile, a": {"labour": "mobile", "a": 0.7, "rho": 0.0},
    "mobile, cross": {"labour": "mobile", "congestion": "cross", "nu": 1.5},
    "common goods": {"productivity": np.linspace(0.5, 1.5, 12).reshape(6, 2), "a": 0.8},
    "common goods, junctions": {
        "productivity": np.linspace(0.5, 1.5, 12).reshape(6, 2),
        "a": 0.8,
        "population": np.array([1.0, 1.0, 0.0, 0.7, 0.0, 1.3]),
    },
}


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("build", [True, False], ids=["design", "allocate"])
def test_a_general_solver_finds_the_same_plan(name: str, build: bool) -> None:
    more = VARIANTS[name] if build else {"existing": 0.4, **VARIANTS[name]}
    problem = world(**more)
    found = design(problem) if build else allocate(problem)
    other = Planner(problem, build=build).solve()
    assert other.violation < 1e-7
    assert found.certificate.worst < 1e-7
    assert found.certificate.optimal
    assert found.certificate.gap < 1e-6
    assert found.welfare == pytest.approx(other.welfare, abs=2e-6)
    assert other.welfare < found.certificate.welfare_bound + 1e-6
    assert found.population * found.consumption == pytest.approx(other.consumption, abs=2e-3)
    if build:
        assert found.infrastructure == pytest.approx(other.infrastructure, abs=2e-2)
