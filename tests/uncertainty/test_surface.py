"""The response surface against outcomes that it must give exactly, and one that lies between."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.types import Floats
from corridor.uncertainty.surface import design, surface

RNG = np.random.default_rng(11)
PLACES = RNG.uniform(-1.0, 1.0, (50, 4))
LOW, HIGH = np.array([-0.3, 0.2, 0.0, -0.5]), np.array([0.6, -0.1, 0.4, 0.0])


def moved(places: Floats) -> Floats:
    """Return changes by cause, proportional to the place on either side, [solve, cause]."""
    return np.where(places < 0.0, -places * LOW, places * HIGH)


def added(places: Floats) -> Floats:
    return 8.0 * (1.0 + moved(places).sum(axis=1, keepdims=True))


def multiplied(places: Floats) -> Floats:
    return 8.0 * (1.0 + moved(places)).prod(axis=1, keepdims=True)


@pytest.mark.parametrize("outcome", [added, multiplied])
def test_sums_and_products_are_exact(outcome) -> None:  # type: ignore[no-untyped-def]
    fit = design(4)
    assert surface(fit, outcome(fit)).at(PLACES) == pytest.approx(outcome(PLACES), rel=1e-9)


def test_what_lies_between_is_near() -> None:
    def outcome(places: Floats) -> Floats:
        return 0.3 * added(places) + 0.7 * multiplied(places)

    fit = design(4)
    assert surface(fit, outcome(fit)).at(PLACES) == pytest.approx(outcome(PLACES), rel=1e-9)


def test_an_outcome_that_changes_its_sign_or_is_nothing_adds_up() -> None:
    def outcome(places: Floats) -> Floats:
        return np.column_stack([1.0 + 3.0 * moved(places).sum(axis=1), 2.0 * moved(places).sum(axis=1)])

    fit = design(4)
    found = surface(fit, outcome(fit))
    assert (found.multiplies == 0.0).all()
    assert found.at(PLACES) == pytest.approx(outcome(PLACES), abs=1e-12)


def test_one_cause_and_none() -> None:
    fit = design(1)
    assert surface(fit, 1.0 + fit).at(np.array([[0.25]])) == pytest.approx(1.25)
    nothing = surface(design(0), np.array([[3.0]]))
    assert nothing.at(np.zeros((2, 0))) == pytest.approx(np.full((2, 1), 3.0))
