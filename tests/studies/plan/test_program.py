"""Programs of plans against every schedule there is, each valued year by year by other code."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from corridor.projects.doors import Electricity
from corridor.projects.growth import Growth
from corridor.projects.project import LinkEffect
from corridor.studies.plan.candidates import Candidate, Timing, timing
from corridor.studies.plan.dividends import dividend
from corridor.studies.plan.improve import improve, model, neighbours
from corridor.studies.plan.program import (
    Found,
    ProgramSettings,
    alone,
    by_dividends,
    by_sets,
    solve_program,
)
from corridor.studies.plan.question import PlanQuestion
from corridor.studies.plan.rules import Rule, rules
from corridor.studies.plan.schedules import NOT_BUILT, Schedule, cost, sets_of, yearly
from tests.studies.plan.works import (
    HORIZON,
    candidates,
    every_schedule,
    project,
    random_worth,
    slow_value,
)

FOUR = candidates(
    project("alpha", (2025, 2026), 6e6, operation_share=0.02),
    project("beta", (2025,), 15e6, ramp_years=3),
    project("gamma", (2026,), 9e6, ramp_years=2, life_years=5),
    project("delta", (2025, 2026, 2027), 4e6, type="rail"),
)
ASKED = PlanQuestion(budget=16e6, first_year=2025, last_year=2028)


def spent_in(found: tuple[Candidate, ...], starts: tuple[int | None, ...], year: int) -> float:
    return sum(
        usd
        for one, start in zip(found, starts, strict=True)
        if start is not None
        for k, usd in enumerate(one.spending)
        if start + k == year
    )


def meets(found: tuple[Candidate, ...], starts: tuple[int | None, ...], budget: float) -> bool:
    """Return whether a schedule fits into 2025 to 2028 and a yearly budget, by hand."""
    for one, start in zip(found, starts, strict=True):
        if start is None:
            continue
        if start < one.earliest or start + max(len(one.spending), one.construction_years) - 1 > 2028:
            return False
    return all(spent_in(found, starts, year) <= budget + 1e-3 for year in range(2025, 2029))


def best_of_all(value: Mapping[int, float]) -> float:
    """Return the largest net present value of any schedule, by trying them all."""
    tried = [s for s in every_schedule(FOUR, range(2025, 2029)) if meets(FOUR, s, 16e6)]
    return max(slow_value(FOUR, s, value, HORIZON) for s in tried)


def asked(value: Mapping[int, float]) -> tuple[Timing, tuple[Rule, ...], np.ndarray]:
    when = timing(FOUR, ASKED, HORIZON)
    single = alone(when, np.array([value[1 << i] for i in range(len(FOUR))]))
    return when, rules(FOUR, ASKED, when), single


def worth_of(when: Timing, schedule: Schedule, value: Mapping[int, float]) -> float:
    found = {s: np.array([value[s]]) for s in sets_of(when, schedule)}
    gain = yearly(when, schedule, found)[:, 0] @ when.plain_weight if found else 0.0
    return float(gain) - cost(when, schedule)


def solved(when: Timing, limits: tuple[Rule, ...], single: np.ndarray, block: object) -> Found:
    found = solve_program(when, limits, single, block, ProgramSettings(gap=1e-9))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_schedule_is_worth_what_its_years_are() -> None:
    value = random_worth(4, 1)
    when = timing(FOUR, ASKED, HORIZON)
    for starts in every_schedule(FOUR, (2025, 2027))[::7]:
        schedule = tuple(NOT_BUILT if s is None else s - 2025 for s in starts)
        expected = slow_value(FOUR, starts, value, HORIZON)
        assert worth_of(when, schedule, value) == pytest.approx(expected, rel=1e-9, abs=1.0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_program_over_sets_finds_the_best_of_all_schedules(seed: int) -> None:
    value = random_worth(4, seed)
    when, limits, single = asked(value)
    beyond = {s: usd - sum(value[1 << i] for i in range(4) if s >> i & 1) for s, usd in value.items()}
    found = solved(when, limits, single, by_sets(when, beyond))
    best = best_of_all(value)
    assert found.value == pytest.approx(best, rel=1e-7)
    assert found.bound == pytest.approx(best, rel=1e-6)
    assert worth_of(when, found.schedule, value) == pytest.approx(best, rel=1e-7)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_program_over_all_dividends_finds_the_best_of_all_schedules(seed: int) -> None:
    value = random_worth(4, seed)
    when, limits, single = asked(value)
    parts = {s: dividend(s, value) for s in value if s}
    found = solved(when, limits, single, by_dividends(when, parts))
    assert found.value == pytest.approx(best_of_all(value), rel=1e-7)


def test_the_program_over_pairs_has_the_value_of_its_model() -> None:
    value = random_worth(4, 4)
    when, limits, single = asked(value)
    parts = {s: dividend(s, value) for s in value if 0 < s.bit_count() <= 2}
    found = solved(when, limits, single, by_dividends(when, parts))
    assert model(when, parts).value(found.schedule) == pytest.approx(found.value, rel=1e-7)


def test_local_search_climbs_to_the_best_from_nothing_where_projects_do_not_interact() -> None:
    value = {s: sum(3e6 * (i + 1) for i in range(4) if s >> i & 1) for s in range(16)}
    when, limits, _ = asked(value)
    blind = [0.0]  # a prediction that knows nothing, so that every neighbour is tried

    def value_of(schedule: Schedule) -> float:
        return worth_of(when, schedule, value)

    def around(schedule: Schedule) -> object:
        return neighbours(when, limits, schedule)

    start = (NOT_BUILT,) * 4
    best, valued = improve(start, value_of, lambda _: blind[0], around, 1000)  # type: ignore[arg-type]
    assert valued > 1
    # every neighbour of the end is worse, by the slow way
    for other in neighbours(when, limits, best):
        starts = tuple(None if k == NOT_BUILT else 2025 + k for k in other)
        assert slow_value(FOUR, starts, value, HORIZON) <= value_of(best) * (1 + 1e-8)


def test_more_money_is_never_worth_less() -> None:
    value = random_worth(4, 5)
    when, _, single = asked(value)
    beyond = {s: usd - sum(value[1 << i] for i in range(4) if s >> i & 1) for s, usd in value.items()}
    block = by_sets(when, beyond)
    found = [
        solved(when, rules(FOUR, replace(ASKED, budget=usd), when), single, block).value
        for usd in (0.0, 5e6, 10e6, 16e6, 30e6, math.inf)
    ]
    assert found[0] == pytest.approx(0.0, abs=1e-6)
    assert found == sorted(found)


def test_money_that_waits_allows_what_yearly_budgets_do_not() -> None:
    """Beta costs 15 million in one year: with 6 a year it fits only where three years add up."""
    value = random_worth(4, 6)
    when, _, single = asked(value)
    kept = replace(ASKED, budget=6e6, must=("beta",), never=("alpha", "gamma", "delta"), carry_over=True)
    found = solved(
        when, rules(FOUR, kept, when), single, by_sets(when, {0: 0.0, **dict.fromkeys(value, 0.0)})
    )
    assert found.schedule[1] + 2025 == 2027
    never = replace(kept, carry_over=False)
    assert (
        solve_program(when, rules(FOUR, never, when), single, by_dividends(when, {}), ProgramSettings())
        is None
    )


def test_early_years_weigh_as_asked() -> None:
    """A weight of one on two years doubles what 2025 and 2026 bring, and leaves later years alone."""
    plain = timing(FOUR, ASKED, HORIZON)
    early = timing(FOUR, replace(ASKED, early_years=2, early_weight=1.0), HORIZON)
    ratio = early.benefit_weight / plain.benefit_weight
    assert ratio.tolist() == [2.0, 2.0, *[1.0] * (len(ratio) - 2)]
    assert early.plain_weight.tolist() == plain.benefit_weight.tolist()


FIXED = (False, True, False, True)


def partly_fixed() -> tuple[Candidate, ...]:
    """Return the four with two whose effects do not grow with the economy."""
    flat = LinkEffect("pass", {"speed_factor": 1.2}, {}, growth=Growth("fixed"))
    return tuple(
        replace(one, project=replace(one.project, effects=(flat,))) if fixed else one
        for one, fixed in zip(FOUR, FIXED, strict=True)
    )


def test_a_plan_of_works_with_fixed_capacity_is_worth_what_its_years_are() -> None:
    value, found = random_worth(4, 6), partly_fixed()
    when = timing(found, ASKED, HORIZON)
    size = np.array([abs(value[1 << i]) for i in range(4)])
    for starts in every_schedule(found, (2025, 2027))[::5]:
        schedule = tuple(NOT_BUILT if s is None else s - 2025 for s in starts)
        worth = {s: np.array([usd]) for s, usd in value.items()}
        gain = yearly(when, schedule, worth, size)[:, 0] @ when.plain_weight
        expected = slow_value(found, starts, value, HORIZON, FIXED)
        assert float(gain) - cost(when, schedule) == pytest.approx(expected, rel=1e-9, abs=1.0)


def test_the_program_finds_the_best_of_works_with_fixed_capacity() -> None:
    value, found = random_worth(4, 7), partly_fixed()
    when = timing(found, ASKED, HORIZON)
    size = np.array([abs(value[1 << i]) for i in range(4)])
    single = alone(when, np.array([value[1 << i] for i in range(4)]))
    beyond = {s: usd - sum(value[1 << i] for i in range(4) if s >> i & 1) for s, usd in value.items()}
    plan = solved(when, rules(found, ASKED, when), single, by_sets(when, beyond, size))
    tried = [s for s in every_schedule(found, range(2025, 2029)) if meets(found, s, 16e6)]
    best = max(slow_value(found, s, value, HORIZON, FIXED) for s in tried)
    assert plan.value == pytest.approx(best, rel=1e-7)


def test_the_program_over_pairs_of_fixed_works_has_the_value_of_its_model() -> None:
    value, found = random_worth(4, 8), partly_fixed()
    when = timing(found, ASKED, HORIZON)
    parts = {s: dividend(s, value) for s in value if 0 < s.bit_count() <= 2}
    single = alone(when, np.array([value[1 << i] for i in range(4)]))
    plan = solved(when, rules(found, ASKED, when), single, by_dividends(when, parts))
    assert model(when, parts).value(plan.schedule) == pytest.approx(plan.value, rel=1e-7)


def test_stated_carbon_is_worth_its_tonnes() -> None:
    """A plant that saves 1,000 t a year from 2026 on, at 50 dollars, is worth that every year it is used."""
    plant = Electricity(0.0, -1000.0)
    one = candidates(project("plant", (2025,), 1e6, doors=(plant,), type="plant"))
    when = timing(one, ASKED, HORIZON)
    without, saved = (alone(when, np.zeros(1), -price)[0, 0] for price in (0.0, 50.0))
    annuity = sum(1.1 ** (2024 - year) for year in range(2026, 2035))
    assert saved - without == pytest.approx(50e3 * annuity)
