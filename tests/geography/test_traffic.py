"""The traffic equilibrium against dense computations, closed forms and differences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.errors import InputError, SolveError
from corridor.geography.counterfactual import observed_traffic, traffic_counterfactual
from corridor.geography.equilibrium import traffic_equilibrium
from corridor.geography.newton import TrafficSettings
from corridor.geography.problem import ObservedTraffic, TrafficProblem
from corridor.geography.values import traffic_values
from tests.geography.towns import dense, ring

SPILLOVERS = {"productivity_spillover": 0.05, "amenity_spillover": -0.3}
VARIANTS = [
    pytest.param(
        {"mobile": mobile, "congestion": congestion, "junctions": junctions, **(SPILLOVERS if spill else {})},
        id=f"{'mobile' if mobile else 'fixed'}-{congestion}-{'spill' if spill else 'plain'}-{len(junctions)}",
    )
    for mobile in (True, False)
    for congestion in (0.0, 0.1)
    for spill in (False, True)
    for junctions in ((), (2, 5))
]


@pytest.mark.parametrize("variant", VARIANTS)
def test_sparse_and_dense_computations_agree(variant: dict) -> None:
    problem = ring(7, **variant)
    found, other = traffic_equilibrium(problem), dense(problem)
    at = problem.productivity > 0
    assert found.certificate.worst <= 1e-9
    assert found.wage[at] == pytest.approx(other.wage, rel=1e-7)
    assert found.labour[at] == pytest.approx(other.labour, rel=1e-7)
    assert found.real_income[at] == pytest.approx(other.welfare, rel=1e-7)
    assert found.traffic == pytest.approx(other.traffic, rel=1e-6)
    assert found.iceberg_cost == pytest.approx(other.cost, rel=1e-7)
    if problem.mobile:
        assert other.welfare == pytest.approx(np.full(at.sum(), found.welfare), rel=1e-7)


@pytest.mark.parametrize("variant", VARIANTS)
def test_changes_lead_from_one_equilibrium_to_the_other(variant: dict) -> None:
    before = ring(8, **variant)
    draw = np.random.default_rng(5)
    dearer = draw.uniform(1.0, 1.3, before.tail.size)
    better, nicer = draw.uniform(0.8, 1.3, (2, 8))
    after = replace(
        before,
        iceberg_cost=before.iceberg_cost * dearer,
        productivity=before.productivity * better,
        amenity=before.amenity * nicer,
    )
    first, second = traffic_equilibrium(before), traffic_equilibrium(after)
    change = traffic_counterfactual(
        observed_traffic(first), dearer, productivity_hat=better, amenity_hat=nicer
    )
    at = before.productivity > 0
    assert change.traffic_new == pytest.approx(second.traffic, rel=1e-8)
    assert change.income_new == pytest.approx(second.income, rel=1e-8)
    assert first.labour * change.labour_hat == pytest.approx(second.labour, rel=1e-8)
    assert first.iceberg_cost * change.iceberg_hat == pytest.approx(second.iceberg_cost, rel=1e-8)
    assert (first.real_income * change.real_income_hat)[at] == pytest.approx(second.real_income[at], rel=1e-8)
    if before.mobile:
        assert first.welfare * change.welfare_hat == pytest.approx(second.welfare, rel=1e-8)


def test_nothing_changes_without_a_change() -> None:
    today = observed_traffic(traffic_equilibrium(ring(6, congestion=0.1)))
    change = traffic_counterfactual(today)
    assert change.certificate.iterations == 0
    assert change.welfare_hat == 1.0
    assert change.traffic_new == pytest.approx(today.traffic, rel=1e-13)


@pytest.mark.parametrize("variant", VARIANTS)
def test_values_of_links_equal_differences(variant: dict) -> None:
    problem = ring(7, **variant)
    tight = TrafficSettings(tolerance=1e-13)
    values = traffic_values(traffic_equilibrium(problem))
    assert values.residual < 1e-12
    step = 1e-5
    for link in range(problem.tail.size):
        moved = np.zeros(problem.tail.size)
        moved[link] = step
        up, down = (
            traffic_equilibrium(
                replace(problem, iceberg_cost=problem.iceberg_cost * np.exp(sign * moved)), settings=tight
            ).welfare
            for sign in (1, -1)
        )
        slope = -(np.log(up) - np.log(down)) / (2 * step)
        assert values.welfare_elasticity[link] == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_a_link_is_worth_its_traffic_where_nothing_spills_over() -> None:
    """The planner's envelope: Allen & Arkolakis (2022), equation 30 at alpha = beta = lambda = 0."""
    solution = traffic_equilibrium(ring(9, junctions=(4,)))
    values = traffic_values(solution)
    assert values.welfare_elasticity == pytest.approx(solution.traffic / solution.income.sum(), rel=1e-9)
    crowded = traffic_values(traffic_equilibrium(ring(9, congestion=0.2)))
    assert not np.allclose(crowded.welfare_elasticity, crowded.traffic_share, rtol=0.05)


def test_two_equal_towns_have_a_closed_form() -> None:
    """With `k = kappa ** -theta`, a way and back any number of times: `tau ** -theta = k / (1 - k ** 2)`."""
    theta, kappa = 3.0, 1.5
    both = TrafficProblem(
        tail=[0, 1], head=[1, 0], iceberg_cost=[kappa, kappa], productivity=[2.0, 2.0], amenity=[1.0, 1.0],
        labour=np.array(4.0), trade_elasticity=theta,
    )  # fmt: skip
    k = kappa**-theta
    home, away = 1.0 / (1.0 - k**2), k / (1.0 - k**2)
    found = traffic_equilibrium(both)
    assert found.labour == pytest.approx([2.0, 2.0], rel=1e-12)
    assert found.welfare == pytest.approx(2.0 * (home + away) ** (1.0 / theta), rel=1e-12)
    assert found.traffic == pytest.approx(2.0 * k / (1.0 - k) * np.ones(2), rel=1e-12)


def test_the_order_of_nodes_and_links_is_irrelevant() -> None:
    problem = ring(8, congestion=0.1, **SPILLOVERS)
    draw = np.random.default_rng(1)
    node, link = draw.permutation(8), draw.permutation(problem.tail.size)
    place = np.argsort(node)
    other = replace(
        problem,
        tail=place[problem.tail[link]],
        head=place[problem.head[link]],
        iceberg_cost=problem.iceberg_cost[link],
        productivity=problem.productivity[node],
        amenity=problem.amenity[node],
    )
    first, second = traffic_equilibrium(problem), traffic_equilibrium(other)
    assert second.labour == pytest.approx(first.labour[node], rel=1e-9)
    assert second.traffic == pytest.approx(first.traffic[link], rel=1e-9)


def test_welfare_scales_with_people_by_the_spillovers() -> None:
    problem = ring(6, congestion=0.1, **SPILLOVERS)
    first = traffic_equilibrium(problem)
    second = traffic_equilibrium(replace(problem, labour=2.0 * problem.labour))
    assert second.labour == pytest.approx(2.0 * first.labour, rel=1e-9)
    assert second.welfare / first.welfare == pytest.approx(2.0 ** (0.05 - 0.3), rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.booleans(),
    st.sampled_from([0.0, 0.05, 0.3]),
    st.floats(-0.5, -0.1),
    st.floats(2.0, 9.0),
)
def test_random_worlds_are_certified(
    seed: int,
    mobile: bool,
    congestion: float,
    amenity: float,
    theta: float,
) -> None:
    spill = {"productivity_spillover": 0.05, "amenity_spillover": amenity}
    problem = ring(9, seed=seed, mobile=mobile, congestion=congestion, trade_elasticity=theta, **spill)
    found = traffic_equilibrium(problem)
    assert found.certificate.worst <= 1e-9
    assert found.income.sum() == pytest.approx(found.labour.sum(), rel=1e-9)


def test_what_theory_says_of_uniqueness_is_told() -> None:
    told = traffic_equilibrium(ring(6, mobile=False)).certificate.uniqueness
    assert told.assured
    ring_of = ring(6)
    assert not traffic_equilibrium(ring_of).certificate.uniqueness.assured
    even = replace(ring_of, iceberg_cost=np.full(ring_of.tail.size, 2.0))
    assert traffic_equilibrium(even).certificate.uniqueness.assured
    crowded = replace(even, productivity_spillover=0.1)
    statement = traffic_equilibrium(crowded).certificate.uniqueness.statement
    assert "alpha + beta = 0.1" in statement


def test_routes_round_in_circles_are_refused() -> None:
    problem = ring(6)
    with pytest.raises(SolveError, match="too cheap"):
        traffic_equilibrium(replace(problem, iceberg_cost=np.full(problem.tail.size, 1.01)))


def test_every_fault_is_told() -> None:
    with pytest.raises(InputError) as told:
        TrafficProblem(
            tail=[0, 1], head=[1, 5], iceberg_cost=[0.5, 2.0], productivity=[1.0, -1.0], amenity=[1.0, 1.0],
            labour=np.array(0.0), trade_elasticity=-1.0,
        )  # fmt: skip
    text = str(told.value)
    for word in ("iceberg_cost", "head", "productivity", "labour", "trade_elasticity"):
        assert word in text
    with pytest.raises(InputError, match="falls into 2 parts"):
        TrafficProblem(
            tail=[0, 1, 2, 3], head=[1, 0, 3, 2], iceberg_cost=[2.0] * 4, productivity=[1.0] * 4,
            amenity=[1.0] * 4, labour=np.array(1.0), trade_elasticity=4.0,
        )  # fmt: skip
    with pytest.raises(InputError, match="draw everybody"):
        ring(5, productivity_spillover=0.4, amenity_spillover=0.2)
    with pytest.raises(InputError, match="traffic into node"):
        ObservedTraffic(
            tail=[0, 1], head=[1, 0], traffic=[1.0, 2.0], income=[1.0, 1.0], labour=[1.0, 1.0],
            trade_elasticity=4.0,
        )  # fmt: skip
    today = observed_traffic(traffic_equilibrium(ring(5)))
    with pytest.raises(InputError) as told:
        traffic_counterfactual(today, np.ones(3), productivity_hat=np.zeros(5))
    assert "iceberg_hat" in str(told.value)
    assert "productivity_hat" in str(told.value)
