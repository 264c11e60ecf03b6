"""Who moves and what becomes of deficits, asked of a whole case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.errors import InputError
from corridor.model.baseline import baseline
from corridor.model.selection import Standing
from corridor.model.solved import solved
from corridor.studies.appraise.appraisal import Appraisal
from corridor.studies.appraise.appraise import appraise
from corridor.studies.link_values import link_values


def moving(case: Case, **values: float) -> Case:
    return replace(case, parameters=case.parameters.with_values(values))


def ruled(case: Case, rule: str) -> Case:
    return replace(case, settings=replace(case.settings, deficits=rule))


def gains(appraisal: Appraisal) -> np.ndarray:
    return appraisal.regions["real_income_hat"].to_numpy()


def test_nobody_who_may_move_gives_the_appraisal_without(island: Case, appraised: Appraisal) -> None:
    still = appraise(moving(island, migration_elasticity=2.0, migration_share=0.2))
    assert np.abs(gains(still) - gains(appraised)).max() > 1e-9
    slow = appraise(moving(island, migration_elasticity=1e-9))
    np.testing.assert_allclose(gains(slow), gains(appraised), rtol=1e-8)


def test_people_move_within_their_country_to_where_incomes_rise(island: Case) -> None:
    case = moving(island, migration_elasticity=2.0)
    planned = tuple(p for p in case.projects if p.portfolio == "planned")
    after = solved(baseline(case), Standing(planned)).equilibrium
    assert after is not None
    people, country = case.regions["population"].to_numpy(float), case.regions["country"].to_numpy()
    for here in set(country):
        inside = country == here
        moved = (people * after.labour_hat)[inside]
        assert moved.sum() == pytest.approx(people[inside].sum(), rel=1e-9)
        if inside.sum() > 1:
            order = np.argsort(after.welfare_hat[inside] * after.labour_hat[inside] ** -0.24)
            assert np.all(np.diff(after.labour_hat[inside][order]) >= -1e-12)


def test_closed_deficits_are_a_baseline_that_spends_what_it_earns(island: Case, appraised: Appraisal) -> None:
    closed = ruled(island, "closed")
    np.testing.assert_allclose(baseline(closed).economy.deficit, 0.0, atol=1.0)  # US$ a year
    assert np.abs(gains(appraise(closed)) - gains(appraised)).max() > 1e-9


def test_proportional_deficits_move_the_answer(island: Case, appraised: Appraisal) -> None:
    assert np.abs(gains(appraise(ruled(island, "proportional"))) - gains(appraised)).max() > 1e-12


def test_derivatives_are_refused_where_they_do_not_hold(island: Case) -> None:
    with pytest.raises(InputError, match="migration_elasticity") as caught:
        link_values(ruled(moving(island, migration_elasticity=1.0), "closed"))
    assert len(caught.value.faults) == 2
