"""Increasing returns to building (gamma > beta), and what holds for every design."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from corridor.errors import InputError
from corridor.planner.branching import money_gap
from corridor.planner.design import allocate, design
from corridor.planner.problem import DesignProblem
from corridor.planner.solution import DesignSolution
from tests.planner.places import world


def triangle(**more) -> DesignProblem:
    """Return three unequal cities, all joined, each making a good of its own."""
    settings = {
        "tail": np.array([0, 0, 1]),
        "head": np.array([1, 2, 2]),
        "delta_tau": np.array([0.4, 0.6, 0.5]),
        "delta_I": np.ones(3),
        "productivity": np.diag([1.0, 0.8, 1.3]),
        "population": np.array([1.2, 0.8, 1.0]),
        "budget": 2.0,
        "alpha": 0.7,
        "beta": 0.5,
        "gamma": 0.9,
        "rho": 1.0,
        **more,
    }
    return DesignProblem(**settings)


def searched(problem: DesignProblem, parts: int) -> tuple[float, np.ndarray]:
    """Return the best welfare over a lattice of ways to spend the budget, each with its best flows."""
    best, where = -np.inf, np.zeros(3)
    for split in itertools.product(range(parts + 1), repeat=2):
        rest = parts - sum(split)
        if rest < 0 or np.count_nonzero((*split, rest)) < 2:
            continue  # fewer than two links leave a city cut off
        built = problem.budget * np.array([*split, rest]) / parts
        found = allocate(replace(problem, existing=built, lower=np.zeros(3))).welfare
        if found > best:
            best, where = found, built
    return best, where


@pytest.mark.parametrize("gamma", [0.9, 1.4])
def test_no_way_to_spend_the_budget_is_better(gamma: float) -> None:
    problem = triangle(gamma=gamma)
    found = design(problem)
    best, where = searched(problem, 20)
    assert found.welfare >= best - 1e-6
    assert found.welfare <= best + 0.02
    assert found.infrastructure == pytest.approx(where, abs=0.15)


def test_the_certificate_promises_no_more_than_is_known() -> None:
    convex, not_convex = design(triangle(gamma=0.4)), design(triangle())
    assert convex.certificate.optimal
    assert not not_convex.certificate.optimal
    assert "local" in not_convex.certificate.statement
    assert not_convex.certificate.worst < 1e-6


LOW, HIGH = np.array([0.1, 0.2, 0.3]), np.array([0.9, 0.9, 0.9])
INCREASING = {
    "free": triangle(),
    "one left out": triangle(gamma=1.4),
    "at upper bounds": triangle(gamma=1.3, existing=LOW, upper=HIGH, delta_I=np.array([1.0, 2.0, 0.5])),
    "at lower bounds": triangle(gamma=0.6, existing=np.array([0.9, 0.1, 0.8]), budget=1.9),
    "some cannot change": triangle(lower=np.array([0.8, 0.0, 0.0]), upper=np.array([0.8, np.inf, np.inf])),
    "all but one cannot change": triangle(lower=np.array([0.8, 0.3, 0.0]), upper=np.array([0.8, 0.3, 5.0])),
    "cross": triangle(congestion="cross", nu=1.5),
    "mobile": triangle(labour="mobile", rho=0.0),
}


@pytest.mark.parametrize("name", INCREASING)
def test_no_exchange_of_money_between_two_links_gains(name: str) -> None:
    """Money is moved from every link that can give to every link that can take, and the flows found anew."""
    problem = INCREASING[name]
    found = design(problem)
    assert found.certificate.worst < 1e-6
    unit = float((found.prices * found.output).sum())
    for giver, taker in itertools.permutations(range(3), 2):
        usd = min(1e-3, *_room(problem, found.infrastructure, giver, taker))
        moved = _moved(problem, found.infrastructure, (giver, taker), usd)
        if moved is not None:
            assert moved.welfare <= found.welfare + 1e-8 * unit


@pytest.mark.parametrize("name", INCREASING)
def test_the_residual_is_what_an_exchange_gains(name: str) -> None:
    """Beside the best network the residual is above zero exactly where money can be moved that gains."""
    problem = INCREASING[name]
    best = design(problem).infrastructure
    pairs = [
        (giver, taker)
        for giver, taker in itertools.permutations(range(3), 2)
        if min(_room(problem, best, giver, taker)) > 0.05 and best[taker] > 0.05
    ]
    for pair in pairs:
        away = _moved(problem, best, pair, 0.05)
        assert away is not None
        _, gap = money_gap(problem, away.infrastructure, away.link_value)
        back = _moved(problem, away.infrastructure, pair[::-1], 1e-4)
        assert back is not None
        assert back.welfare > away.welfare
        assert gap > 1e-5 * abs(away.welfare)
    assert pairs or name in ("at upper bounds", "at lower bounds", "all but one cannot change")


def test_links_at_their_bounds_need_one_price_between_them() -> None:
    """By hand: value over cost 3 at an upper bound and 1 at a lower one do not contradict a price of 1."""
    problem = triangle(lower=np.array([0.1, 0.5, 0.1]), upper=np.array([0.8, 9.0, 9.0]), budget=2.0)
    built = np.array([0.8, 0.5, 0.7])
    assert money_gap(problem, built, np.array([3.0, 1.0, 1.0])) == pytest.approx((1.0, 0.0), abs=1e-12)
    assert money_gap(problem, built, np.array([1.0, 0.2, 1.0])) == pytest.approx((1.0, 0.0), abs=1e-12)
    # the link at its lower bound is worth 2, the third 1: 0.5 more and 0.6 less gain at most 0.3 / 1.1
    assert money_gap(problem, built, np.array([3.0, 2.0, 1.0]))[1] == pytest.approx(0.5 * 0.6 / 1.1, rel=1e-9)


def _room(problem: DesignProblem, built: np.ndarray, giver: int, taker: int) -> tuple[float, float]:
    """Return the money that one link can give and another take."""
    give = problem.delta_I[giver] * (built[giver] - problem.lower[giver])
    return float(give), float(problem.delta_I[taker] * (problem.upper[taker] - built[taker]))


def _moved(
    problem: DesignProblem, built: np.ndarray, pair: tuple[int, int], usd: float
) -> DesignSolution | None:
    """Return the best use of the network after money went from one link to another; None without any."""
    giver, taker = pair
    if usd < 1e-7:
        return None
    other = built.copy()
    other[giver] -= usd / problem.delta_I[giver]
    other[taker] += usd / problem.delta_I[taker]
    return allocate(replace(problem, existing=other, lower=np.zeros(3)))


def test_increasing_returns_leave_links_out() -> None:
    """With strong returns one pays for few links; with weak ones for all (FS 2020, figure 2)."""
    assert (design(triangle(gamma=0.3)).infrastructure > 0.05).all()
    assert (design(triangle(gamma=1.6, beta=0.4)).infrastructure > 0.05).sum() == 2


@pytest.mark.parametrize("gamma", [0.6, 1.3])
def test_budget_and_bounds_hold(gamma: float) -> None:
    low, high = np.array([0.1, 0.2, 0.3]), np.array([0.9, 0.9, 0.9])
    problem = triangle(gamma=gamma, existing=low, upper=high, delta_I=np.array([1.0, 2.0, 0.5]))
    found = design(problem)
    assert found.cost <= problem.budget * (1.0 + 1e-9)
    assert (found.infrastructure >= low - 1e-9).all()
    assert (found.infrastructure <= high + 1e-9).all()


def test_a_baseline_spends_nothing_and_expansion_gains() -> None:
    """Half as much again is worth something; no more than what stands changes nothing."""
    stands = world(existing=0.5, budget=float("nan"))
    today, same = allocate(stands), design(stands)
    assert today.infrastructure == pytest.approx(np.full(stands.links, 0.5))
    assert same.welfare == pytest.approx(today.welfare, abs=1e-9)
    more = [design(replace(stands, budget=f * stands.existing_cost)) for f in (1.25, 1.5, 2.0)]
    gains = [plan.gain_over(today) for plan in more]
    assert 0.0 < gains[0] < gains[1] < gains[2]
    # a concave programme: each dollar buys less
    assert (gains[1] - gains[0]) / 0.25 > (gains[2] - gains[1]) / 0.5


def test_the_multiplier_is_the_worth_of_a_little_more_money() -> None:
    """By central differences of the whole design."""
    problem, step = world(), 1e-3
    up, down = (design(replace(problem, budget=problem.budget + s * step)).welfare for s in (1.0, -1.0))
    assert design(problem).budget_multiplier == pytest.approx((up - down) / (2 * step), rel=1e-4)


def test_people_who_move_within_regions_are_as_well_off_there() -> None:
    """And one region for all is free mobility."""
    split = design(world(labour="partial", region=np.array([0, 0, 0, 1, 1, 1])))
    for members in (slice(0, 3), slice(3, 6)):
        assert np.ptp(split.utility[members]) < 1e-6
    whole = design(world(labour="partial", region=np.zeros(6, dtype=int)))
    free = design(world(labour="mobile"))
    assert whole.welfare == pytest.approx(free.welfare, abs=1e-7)
    assert whole.population == pytest.approx(free.population, abs=1e-4)


def test_what_cannot_be_is_listed() -> None:
    with pytest.raises(InputError) as error:
        triangle(budget=0.1, existing=np.ones(3), delta_tau=-1.0)
    assert len(error.value.faults) >= 2
