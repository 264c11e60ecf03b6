"""Problems that cannot be: one error that lists every fault, whatever else is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.errors import InputError
from corridor.planner.design import allocate, design
from corridor.planner.problem import DesignProblem

NAN = float("nan")


def problem(**more) -> DesignProblem:
    """Return four cities on a line, the ends of which make what all want."""
    settings = {
        "tail": np.array([0, 1, 2]),
        "head": np.array([1, 2, 3]),
        "delta_tau": np.full(3, 0.3),
        "delta_I": np.array([1.0, 2.0, 3.0]),
        "productivity": np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]),
        "population": np.ones(4),
        "existing": np.ones(3),
        **more,
    }
    return DesignProblem(**settings)


def faults(**more) -> set[tuple[str | None, str, int | None]]:
    with pytest.raises(InputError) as error:
        problem(**more)
    return {(fault.column, fault.message, fault.row) for fault in error.value.faults}


SPENT, CROSSED, WRONG = "does not pay for the least that must stand", "above upper", "cannot be"


def test_what_stands_costs_more_than_the_budget() -> None:
    """Nothing is torn down by default, so that 5 cannot pay for 1 + 2 + 3; torn down, it can."""
    assert faults(budget=5.0) == {("budget", SPENT, None)}
    assert problem(budget=5.0, lower=np.zeros(3)).budget == 5.0


def test_bounds_that_cross() -> None:
    found = faults(lower=np.array([0.5, 2.0, 0.5]), upper=np.array([1.0, 1.0, 0.2]), budget=20.0)
    assert found == {("lower", CROSSED, 2), ("lower", CROSSED, 3)}


def test_cities_that_are_cut_off() -> None:
    """Without the middle link each side lacks what the other makes."""
    cut = {"tail": np.array([0, 2]), "head": np.array([1, 3]), "delta_tau": np.ones(2), "delta_I": np.ones(2)}
    found = faults(**cut, existing=np.ones(2))
    assert found == {
        ("productivity", "people at this node cannot get good 1", 1),
        ("productivity", "people at this node cannot get good 1", 2),
        ("productivity", "people at this node cannot get good 0", 3),
        ("productivity", "people at this node cannot get good 0", 4),
    }
    assert {row for _, _, row in faults(upper=np.array([2.0, 0.0, 2.0]), lower=0.0)} == {1, 2, 3, 4}


def test_a_link_that_does_not_stand_carries_nothing() -> None:
    with pytest.raises(InputError, match="cannot get good"):
        allocate(problem(existing=np.array([1.0, 0.0, 1.0])))


@pytest.mark.parametrize("bad", [-1.0, 0.0, NAN, np.inf])
def test_costs_that_are_not_above_zero(bad: float) -> None:
    found = faults(delta_I=np.array([1.0, bad, 3.0]), budget=9.0)
    assert ("delta_I", "free to change at no cost" if bad == 0.0 else WRONG, 2) in found
    assert ("delta_tau", WRONG, 1) in faults(delta_tau=np.array([bad, 0.3, 0.3]))


def test_all_of_them_at_once() -> None:
    found = faults(
        delta_I=np.array([-1.0, 2.0, 3.0]),
        delta_tau=np.array([0.3, -0.3, 0.3]),
        lower=np.array([0.0, 3.0, 1.0]),
        upper=np.array([1.0, 2.0, 0.0]),
        budget=1.0,
        alpha=1.5,
        population=np.array([1.0, 1.0, 1.0, -1.0]),
    )
    assert {
        ("alpha", WRONG, None),
        ("delta_I", WRONG, 1),
        ("delta_tau", WRONG, 2),
        ("lower", CROSSED, 2),
        ("lower", CROSSED, 3),
        ("budget", SPENT, None),
        ("population", WRONG, 4),
    } <= found
    assert ("productivity", "people at this node cannot get good 0", 4) not in found  # nobody lives there
    assert len(found) >= 7


def test_links_to_nowhere_do_not_hide_the_rest() -> None:
    found = faults(head=np.array([1, 1, 9]), delta_I=np.array([1.0, 2.0, -3.0]), budget=1.0)
    assert ("head", "no such node", 3) in found
    assert ("head", "a link joins a node to itself", 2) in found
    assert ("delta_I", WRONG, 3) in found


def test_links_that_cannot_change_may_cost_nothing_and_others_not() -> None:
    """What stands on a link that cannot change is paid for: the network is best as if it were dear."""
    fixed = {"lower": np.array([1.0, 1.0, 0.0]), "upper": np.array([1.0, 1.0, np.inf]), "budget": 9.0}
    found = faults(delta_I=np.array([0.0, 2.0, 0.0]), **fixed)
    assert found == {("delta_I", "free to change at no cost", 3)}
    for gamma in (0.5, 1.3):
        free, dear = (
            design(problem(delta_I=np.array([cost, 2.0, 3.0]), gamma=gamma, **fixed | {"budget": 8.0 + cost}))
            for cost in (0.0, 5.0)
        )
        assert free.infrastructure == pytest.approx(dear.infrastructure, rel=1e-7)
        assert free.welfare == pytest.approx(dear.welfare, abs=1e-9)
        assert free.budget_multiplier == pytest.approx(dear.budget_multiplier, rel=1e-5)
        assert free.certificate.worst < 1e-6
