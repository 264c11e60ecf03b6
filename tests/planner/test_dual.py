"""The allocation from prices alone: two solvers, one plan; what the dual is not for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.errors import InputError, SolveError
from corridor.planner.certificate import DesignSettings
from corridor.planner.design import allocate
from tests.planner.general import Planner
from tests.planner.places import world

DUAL = DesignSettings(method="dual")
JUNCTIONS = np.array([1.0, 1.0, 0.0, 0.7, 0.0, 1.3])
SEVERAL = np.linspace(0.5, 1.5, 12).reshape(6, 2)

VARIANTS = {
    "plain": {},
    "flows rise fast": {"beta": 0.13, "gamma": 0.1},
    "kinks": {"beta": 1.0, "delta_tau": 3.0},
    "infinite slopes": {"beta": 1.3, "delta_tau": 1.0},
    "linear in the composite": {"rho": 0.0},
    "averse": {"rho": 2.0},
    "all is traded": {"alpha": 1.0, "rho": 0.5},
    "complements": {"sigma": 0.6},
    "weights": {"weight": np.linspace(0.5, 1.5, 6)},
    "junctions": {"population": JUNCTIONS},
    "several goods": {"productivity": SEVERAL, "a": 0.8},
    "several goods and junctions": {"productivity": SEVERAL, "a": 0.6, "population": JUNCTIONS},
    "increasing returns": {"beta": 0.5, "gamma": 1.2},
}


@pytest.mark.parametrize("name", VARIANTS)
def test_prices_alone_give_the_plan_of_the_interior_point(name: str) -> None:
    problem = world(existing=0.4, **VARIANTS[name])
    found, other = allocate(problem, DUAL), allocate(problem)
    assert found.welfare == pytest.approx(other.welfare, rel=1e-8, abs=1e-8)
    assert found.flows == pytest.approx(other.flows, abs=1e-4)
    assert found.goods_used == pytest.approx(other.goods_used, abs=1e-5)
    assert found.output == pytest.approx(other.output, rel=1e-5)
    assert found.certificate.optimal
    assert found.certificate.worst < 1e-8
    assert found.certificate.gap < 1e-8


@pytest.mark.parametrize("name", ["plain", "junctions", "several goods"])
def test_a_general_solver_finds_the_same_plan(name: str) -> None:
    problem = world(existing=0.4, **VARIANTS[name])
    other = Planner(problem, build=False).solve()
    assert allocate(problem, DUAL).welfare == pytest.approx(other.welfare, abs=2e-6)


def test_about_ten_steps_do() -> None:
    """As the paper has it, for a grid of unequal cities."""
    assert allocate(world(6, 6, 4, existing=1.0, budget=float("nan")), DUAL).certificate.iterations <= 12


def test_money_and_people_have_no_size() -> None:
    """Welfare per head is the same in cents and thousands of people."""
    small = world(existing=0.4)
    large = replace(
        small,
        population=small.population * 1e7,
        housing=small.housing * 1e7,
        delta_tau=small.delta_tau * 1e-7,
    )
    gain = allocate(large, DUAL).gain_over(allocate(small, DUAL))
    assert gain == pytest.approx(0.0, abs=1e-8)


def test_what_the_dual_is_not_for_is_listed() -> None:
    problem = world(
        existing=0.4, congestion="cross", labour="mobile", alpha=1.0, rho=0.0, productivity=SEVERAL, a=1.0
    )
    with pytest.raises(InputError) as error:
        allocate(problem, DUAL)
    assert {fault.column for fault in error.value.faults} == {"congestion", "labour", "alpha", "a"}


def test_a_missed_tolerance_is_an_error() -> None:
    with pytest.raises(SolveError, match="market"):
        allocate(world(existing=0.4), DesignSettings(method="dual", max_iterations=2))
